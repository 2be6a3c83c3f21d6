"""The process of a job: an assignment in, its parts written; beats and one last word out."""

import os
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from io import BufferedWriter, FileIO
from typing import Any

import msgspec

from runbridge.outputs.rejects import reject_line
from runbridge.pipeline.convert_task import Converting, Streams
from runbridge.pipeline.processor import Processor
from runbridge.pipeline.protocol import (
    Failed,
    Heartbeat,
    Message,
    OutputPart,
    Task,
    TaskResult,
    decode,
    done,
    encode,
    failed,
)
from runbridge.pipeline.runner import Count, process_ranges
from runbridge.pipeline.stats import Tally
from runbridge.pipeline.validate_task import Validate, Validating

#: A beat goes out at most this often, in seconds.
_PAUSE = 0.2
#: What is gathered before it is written.
_BUFFER = 1 << 17


def main() -> None:
    """Do the assignment on standard input, and tell standard output of it; with nobody there to be told, end."""
    line = sys.stdin.buffer.readline()
    if not line.endswith(b"\n"):
        sys.exit(1)
    try:
        do_assignment(msgspec.convert(decode(line), Task), _say)
    except _Alone:
        # What waits to be written goes nowhere, which is no error at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


class _Alone(Exception):
    """There is nobody any more who would want to know."""


def _say(message: Message) -> None:
    try:
        sys.stdout.buffer.write(encode(message))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise _Alone from None


def do_assignment(assignment: Task, say: Callable[[Message], None]) -> None:
    """Do an assignment; the last thing said is how it ended."""
    try:
        last: Message = _do(assignment, say)
    except _Alone:
        raise
    except Exception as error:  # it is told of where somebody reads it
        last = failed(error)
    say(last)


def _do(assignment: Task, say: Callable[[Message], None]) -> TaskResult:
    tally = Tally()
    errors: list[Failed] = []

    def note(error: Exception) -> None:
        errors.append(failed(error))

    beats = _Beats(tally, say)
    counts: list[Count] = []
    with ExitStack() as stack:
        rejects = stack.enter_context(_open(assignment.rejects))
        work = _work(assignment, tally, stack)
        records = process_ranges(
            work,
            assignment.spans,
            tally,
            max_record=assignment.max_record,
            step=beats.step,
            fail=note if assignment.goes_on else None,
            counts=counts,
        )
        for rejected in records:
            rejects.write(reject_line(rejected, work.bridge))
    beats.tell()
    return done(tally, counts, errors)


def _work(assignment: Task, tally: Tally, stack: ExitStack) -> Processor:
    if isinstance(assignment.plan, Validate):
        return Validating(assignment.plan)
    output, sidecar = (
        None if goal is None else stack.enter_context(_open(goal)) for goal in (assignment.output, assignment.sidecar)
    )
    assert output is not None  # noqa: S101  # a conversion has one
    return Converting(assignment.plan, Streams(output, sidecar), tally)


def _open(goal: OutputPart) -> BufferedWriter:
    return BufferedWriter(_File(goal), _BUFFER)


class _File(FileIO):
    """A part whose errors carry the name of the output that it is for, which is what a user knows."""

    def __init__(self, goal: OutputPart) -> None:
        # It is there; if it is not, the run has ended, and nobody would take it away again.
        super().__init__(goal.path, "r+b")
        self._called = goal.called

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            raise OSError(error.errno, error.strerror, self._called) from None


class _Beats:
    """Tells how far a job is, not too often."""

    def __init__(self, tally: Tally, say: Callable[[Message], None]) -> None:
        self._tally = tally
        self._say = say
        self._taken = 0
        self._said = time.monotonic()

    def step(self, taken: int) -> None:
        """Tell that so many more bytes were taken."""
        self._taken += taken
        if time.monotonic() - self._said >= _PAUSE:
            self.tell()

    def tell(self) -> None:
        """Tell how far the job is."""
        self._said = time.monotonic()
        self._say(Heartbeat(self._taken, self._tally.records, self._tally.rejected))
