"""Threads that work ahead of a run: on several items at once, whose results come in the order of the items."""

from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

#: How many items there are at most for each thread, with those that have results.
_ITEMS = 2


class Crew:
    """The current thread and others, which start when there is work for them and end with the `with` block."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._is_over = False
        self._threads: list[Thread] = []
        self._calls: SimpleQueue[_Call[Any, Any] | None] = SimpleQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over = True
        self._calls.put(None)
        for thread in self._threads:
            thread.join()

    def map(self, work: Callable[[Item], Result], items: Iterator[Item]) -> Generator[tuple[Item, Result]]:
        """Each item with what some work makes of it, in order; the items are taken by this thread.

        An error of the work is raised in place of its result, and one of the iterator after the results.
        """
        calls = deque[_Call[Item, Result]]()
        failure: Exception | None = None
        is_end = False
        while calls or not is_end:
            while not is_end and len(calls) < _ITEMS * self._size:
                try:
                    call = _Call(work, next(items))
                except StopIteration:
                    is_end = True
                except Exception as error:  # it is raised where it belongs
                    failure, is_end = error, True
                else:
                    # What nothing waits for is for this thread; there may be no other item.
                    if calls:
                        self._submit(call)
                    calls.append(call)
            if calls:
                call = calls.popleft()
                yield call.item, self._result_of(call)
        if failure is not None:
            raise failure

    def _submit(self, call: "_Call[Any, Any]") -> None:
        self._calls.put(call)
        if len(self._threads) < self._size - 1:
            # At the end of the process, nobody waits for a thread that a caller forgot.
            thread = Thread(target=self._run_calls, daemon=True)
            # Without another thread, this one does the work.
            with suppress(RuntimeError):
                thread.start()
                self._threads.append(thread)

    def _run_calls(self) -> None:
        # What is still to be done at the end is for nobody.
        while (call := self._calls.get()) is not None and not self._is_over:
            call.run()
        # Another thread may wait.
        self._calls.put(None)

    def _result_of(self, call: "_Call[Item, Result]") -> Result:
        """The result of a call; until there is one, this thread does what no other has begun."""
        call.run()
        while not call.is_done:
            try:
                other = self._calls.get_nowait()
            except Empty:
                break
            assert other is not None  # noqa: S101  # it is only put at the end
            other.run()
        return call.result()


class _Call(Generic[Item, Result]):
    """Work on an item for the first thread that runs it, then its result or error."""

    def __init__(self, work: Callable[[Item], Result], item: Item) -> None:
        self.item = item
        self._work = work
        self._begun = Lock()
        # Locked until there is an outcome; faster than an Event.
        self._done = Lock()
        self._done.acquire()
        self._error: Exception | None = None
        self._results: list[Result] = []

    @property
    def is_done(self) -> bool:
        return not self._done.locked()

    def run(self) -> None:
        """Do the work, unless a thread has begun it."""
        if not self._begun.acquire(blocking=False):
            return
        try:
            self._results.append(self._work(self.item))
        except Exception as error:  # raised by the thread that wants the result
            self._error = error
        finally:
            self._done.release()

    def result(self) -> Result:
        """The result, once there is one; raises what the work raised."""
        with self._done:
            if self._error is not None:
                raise self._error
            return self._results[0]
