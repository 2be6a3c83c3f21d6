"""What an interrupt (Ctrl-C) does: while code is imported it ends the process, after that it is an exception."""

import os
import signal
from types import FrameType


def _leave(_number: int, _frame: FrameType | None) -> None:
    """End at once: an exception in the middle of an import would show a traceback, or break what is half built."""
    os._exit(130)  # pragma: no cover  # with the process ends what measures it


def leave_on_interrupt() -> None:
    """End at once at an interrupt; a process that ignores interrupts, as a shell's background jobs do, still does."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _leave)


def raise_on_interrupt() -> None:
    """Raise KeyboardInterrupt at an interrupt again, as soon as there may be files to clean up."""
    if signal.getsignal(signal.SIGINT) is _leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)
