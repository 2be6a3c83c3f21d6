"""What an interrupt does: it ends the process while code is imported, and is an exception after that."""

import signal
from collections.abc import Iterator

import pytest

from runbridge.interrupts import leave_on_interrupt, raise_on_interrupt


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """The handler of interrupts is after the test what it was before."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


def test_interrupts_are_an_exception_again_once_all_is_imported() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    leave_on_interrupt()
    assert signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    raise_on_interrupt()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_process_that_ignores_interrupts_still_does() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    leave_on_interrupt()
    raise_on_interrupt()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
