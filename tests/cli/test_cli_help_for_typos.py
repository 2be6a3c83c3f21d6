"""Suggestions for mistyped names, and interrupts during the start."""

import signal
import subprocess
import sys
import time

import pytest

from tests.cli.commands import Command


@pytest.mark.parametrize(
    ("arguments", "suggestion"),
    [
        (["validat", "x"], "No such command 'validat'. Did you mean 'validate'?"),
        (["convert", "--to", "workflowrun"], "Did you mean 'workflow-run'?"),
        (["stubs", "ts"], "Did you mean 'typescript'?"),
        (["stubs", "pydantic"], "Did you mean 'python-pydantic'?"),
        (["explain", "unmapped"], "Did you mean 'unmapped-value'?"),
        (["validate", "x", "--profile", "tolerate"], "Did you mean 'tolerant'?"),
    ],
)
def test_the_nearest_name_is_suggested(arguments: list[str], suggestion: str, runbridge: Command) -> None:
    outcome = runbridge(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.endswith(f"{suggestion}\n")


def test_nothing_is_suggested_without_a_close_match(runbridge: Command) -> None:
    assert runbridge("qqqqq").err.endswith("Error: No such command 'qqqqq'.\n")
    assert "Did you mean" not in runbridge("stubs", "qqqqq").err


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


@pytest.mark.parametrize("times", [10, pytest.param(500, marks=pytest.mark.deep)])
def test_an_interrupt_at_any_moment_leaves_no_traceback(times: int) -> None:
    for number in range(times):
        code, out, err = interrupted_at(0.3 * number / times)
        assert (code, out) == (130, b"")
        assert err in (b"", b"error: interrupted\n")
