"""What an interrupt does: it ends the process while code is imported, and is an exception after that."""

import signal
import subprocess
import sys
import time
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


def interrupted_at(moment: float) -> tuple[int, bytes, bytes]:
    """What a run leaves that waits for standard input and is interrupted after so many seconds."""
    program = [sys.executable, "-c", _PROGRAM, "validate", "-"]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stderr is not None
        # Python itself has started when our first statement has run.
        assert running.stderr.readline() == b"started\n"
        time.sleep(moment)
        for _ in range(20):
            running.send_signal(signal.SIGINT)
            try:
                running.wait(0.5)
                break
            except subprocess.TimeoutExpired:
                # Python hears of an interrupt right before a read only when the read has ended.
                continue
        out, err = running.communicate(timeout=10)
        return running.returncode, out, err


_PROGRAM = """
import sys
from runbridge.interrupts import leave_on_interrupt
leave_on_interrupt()
print("started", file=sys.stderr, flush=True)
from runbridge.__main__ import main
main()
"""


@pytest.mark.parametrize("times", [10, pytest.param(100, marks=pytest.mark.deep)])
def test_an_interrupt_at_any_moment_leaves_no_traceback(times: int) -> None:
    for number in range(times):
        code, out, err = interrupted_at(0.3 * number / times)
        assert (code, out) == (130, b"")
        assert err in (b"", b"error: interrupted\n")
