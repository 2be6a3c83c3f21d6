"""A limit on the time to validate one value, so that no schema and no value keeps a program busy forever."""

from threading import local
from time import thread_time

#: The limit where nobody sets one, in seconds of CPU time.
DEFAULT_SECONDS = 5.0
#: The number of steps between two checks of the clock.
_STEPS = 64


class LimitReached(Exception):
    """The validation of a value took longer than the limit; `seconds` is the limit."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"it takes longer than {seconds:g} seconds")
        self.seconds = seconds


class Work:
    """The work of validating one value, which may be done in several parts; it counts the time of its own thread."""

    def __init__(self, seconds: float) -> None:
        self._limit = seconds
        self._used = 0.0
        self._started = thread_time()
        self._steps = 0
        self._outer: Work | None = None

    def __enter__(self) -> None:
        """Go on with the work in this thread."""
        self._outer, _current.work = getattr(_current, "work", None), self
        self._started = thread_time()

    def __exit__(self, *_: object) -> None:
        self._used += thread_time() - self._started
        _current.work = self._outer or _UNLIMITED

    def step(self) -> None:
        """Take a small step; raises LimitReached."""
        self._steps += 1
        if self._steps % _STEPS == 0:
            self.seconds_left()

    def seconds_left(self) -> float:
        """The time that is left; raises LimitReached where there is none."""
        left = self._limit - self._used - (thread_time() - self._started)
        if left <= 0:
            raise LimitReached(self._limit)
        return left

    def reached(self) -> LimitReached:
        """The error for work that took too long."""
        return LimitReached(self._limit)


_current = local()
_UNLIMITED = Work(1e9)


def new_work() -> Work:
    """Work with the default limit."""
    return Work(DEFAULT_SECONDS)


def current_work() -> Work:
    """The work that this thread does; without a limit where nobody set one."""
    work: Work = getattr(_current, "work", _UNLIMITED)
    return work
