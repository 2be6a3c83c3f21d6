"""Interrupts (Ctrl-C): during imports they end the process, later they raise KeyboardInterrupt."""

import os
import signal
from types import FrameType


def _leave(_number: int, _frame: FrameType | None) -> None:
    """Exit at once: an exception during an import would print a traceback, or leave modules half initialized."""
    os._exit(130)  # pragma: no cover  # coverage ends with the process


def leave_on_interrupt() -> None:
    """Exit at once on an interrupt, unless the process ignores interrupts, as background jobs of shells do."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _leave)


def raise_on_interrupt() -> None:
    """Raise KeyboardInterrupt on an interrupt again, because there may be files to clean up."""
    if signal.getsignal(signal.SIGINT) is _leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)
