"""A crew: results in the order of the items, errors in their places, and no thread that is left."""

import sys
import threading
import time
from collections.abc import Iterator
from itertools import count, islice
from threading import Barrier, Event, Thread, current_thread, main_thread

import pytest

from runbridge.pipeline.crew import Crew

#: Ends a test that waits for what does not happen.
PATIENCE = 30


def wait_until_main_waits_in(name: str) -> None:
    """Wait until the main thread is in a function of that name."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        frame = sys._current_frames()[main_thread().ident or 0]  # noqa: SLF001  # there is no other way to know
        if frame.f_code.co_name == name:
            return
        time.sleep(0.001)
    pytest.fail("the main thread does something else")


@pytest.mark.parametrize("size", [1, 2, 5])
@pytest.mark.parametrize("number", [0, 1, 2, 30])
def test_results_come_in_the_order_of_the_items(size: int, number: int) -> None:
    with Crew(size) as crew:
        for _ in range(2):
            assert list(crew.map(lambda item: item * item, iter(range(number)))) == [(n, n * n) for n in range(number)]


def test_threads_work_at_the_same_time_and_then_end() -> None:
    met = Barrier(3, timeout=PATIENCE)

    def meet(_: int) -> Thread:
        met.wait()
        return current_thread()

    before = threading.active_count()
    with Crew(3) as crew:
        found = [thread for _, thread in crew.map(meet, iter(range(3)))]
        assert threading.active_count() == before + 2
    assert (len(set(found)), found[0]) == (3, main_thread())
    assert threading.active_count() == before


def test_one_item_or_one_thread_starts_no_other() -> None:
    before = threading.active_count()
    for size, number in ((1, 9), (9, 1)):
        with Crew(size) as crew:
            found = {thread for _, thread in crew.map(lambda _: current_thread(), iter(range(number)))}
            assert (found, threading.active_count()) == ({main_thread()}, before)


def test_without_another_thread_this_one_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(Thread, "start", refuse)
    with Crew(2) as crew:
        found = {thread for _, thread in crew.map(lambda _: current_thread(), iter(range(9)))}
    assert found == {main_thread()}


def test_only_a_few_items_are_taken_before_their_results_are() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in count():
            taken.append(number)
            yield number

    with Crew(3) as crew:
        for item, _ in islice(crew.map(str, items()), 50):
            assert len(taken) == item + 6


def test_an_error_of_the_work_comes_in_place_of_its_result() -> None:
    with Crew(2) as crew:
        results = crew.map(lambda item: 6 / item, iter([1, 2, 3, 0, 1]))
        assert list(islice(results, 3)) == [(1, 6), (2, 3), (3, 2)]
        with pytest.raises(ZeroDivisionError):
            next(results)


def test_an_error_of_reading_comes_after_the_results() -> None:
    def items() -> Iterator[int]:
        yield from range(3)
        raise OSError("the disk is gone")

    with Crew(2) as crew:
        results = crew.map(str, items())
        assert list(islice(results, 3)) == [(0, "0"), (1, "1"), (2, "2")]
        with pytest.raises(OSError, match="the disk is gone"):
            next(results)


def test_an_interrupt_of_reading_is_not_delayed() -> None:
    def items() -> Iterator[int]:
        yield 0
        raise KeyboardInterrupt

    with Crew(2) as crew, pytest.raises(KeyboardInterrupt):
        next(crew.map(str, items()))


def test_this_thread_does_what_no_other_has_begun() -> None:
    begun, done = Event(), Event()

    def work(item: int) -> Thread:
        match item:
            case 0:
                assert begun.wait(PATIENCE)
            case 1:
                begun.set()
                assert done.wait(PATIENCE)
            case _:
                done.set()
        return current_thread()

    with Crew(2) as crew:
        found = [thread for _, thread in crew.map(work, iter(range(3)))]
    assert [thread is main_thread() for thread in found] == [True, False, True]


def test_this_thread_waits_for_another_where_there_is_nothing_else_to_do() -> None:
    begun = Event()

    def work(item: int) -> Thread:
        if item == 0:
            assert begun.wait(PATIENCE)
        else:
            begun.set()
            wait_until_main_waits_in("result")
        return current_thread()

    with Crew(2) as crew:
        found = [thread for _, thread in crew.map(work, iter(range(2)))]
    assert [thread is main_thread() for thread in found] == [True, False]


def test_at_the_end_only_what_was_begun_is_done() -> None:
    begun, done = Event(), list[int]()

    def work(item: int) -> None:
        if item == 0:
            assert begun.wait(PATIENCE)
        else:
            begun.set()
            wait_until_main_waits_in("_wait_for_tstate_lock" if sys.version_info < (3, 13) else "join")
        done.append(item)

    with Crew(2) as crew:
        next(crew.map(work, iter(range(9))))
    assert done == [0, 1]


def test_an_interrupt_is_raised_at_once_whatever_work_this_thread_does() -> None:
    is_begun, is_interrupted = Event(), Event()

    def work(item: int) -> int:
        if item == 0:
            assert is_begun.wait(PATIENCE)
        elif current_thread() is main_thread():
            # The work of a later item, while the other thread does that of the next one.
            is_interrupted.set()
            raise KeyboardInterrupt
        else:
            is_begun.set()
            assert is_interrupted.wait(PATIENCE)
        return item

    with Crew(2) as crew:
        results = crew.map(work, iter(range(4)))
        assert next(results) == (0, 0)
        with pytest.raises(KeyboardInterrupt):
            next(results)
