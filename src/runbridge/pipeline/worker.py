"""The process of a worker: reads its task, writes its parts of the outputs, sends heartbeats and a result.

The messages between a run and its workers are a task in, heartbeats and one result out.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from io import BufferedWriter, FileIO
from typing import Any

import msgspec
from msgspec.structs import replace

from runbridge.errors import BadInput, UnknownFormat, UsageError
from runbridge.known_formats import FORMATS
from runbridge.options import ConvertOptions, RunOptions, ValidateOptions
from runbridge.outputs.rejects import reject_line
from runbridge.pipeline.convert_task import ConvertStreams, ConvertTask
from runbridge.pipeline.processor import FileProcessor
from runbridge.pipeline.runner import FileRange, RangeCount, process_ranges
from runbridge.pipeline.stats import RunStats
from runbridge.pipeline.validate_task import make_validate_task


class OutputPart(msgspec.Struct, frozen=True):
    """An empty file that a worker writes to, and the name of the output that it is a part of."""

    path: str
    output_name: str


class Task(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What a worker does, and what it writes to.

    `spec` has the options of its processor, `options` those of the run without callbacks. `continues` says whether it
    continues after a file that cannot be read. `format_path` are the folders with formats of users.
    """

    spec: ConvertOptions | ValidateOptions
    options: RunOptions
    ranges: list[FileRange]
    continues: bool
    rejects: OutputPart
    format_path: tuple[str, ...] = ()
    output: OutputPart | None = None
    sidecar: OutputPart | None = None


class Heartbeat(msgspec.Struct, frozen=True, tag=True):
    """How far a worker is: the bytes read from its files, the records so far, and those that were rejected."""

    consumed: int = 0
    records: int = 0
    rejected: int = 0


class Failure(msgspec.Struct, frozen=True, tag=True):
    """An error that ended a worker, or the reading of a file: its kind and message."""

    kind: str
    reason: str
    number: int | None = None
    file: str | None = None

    def error(self) -> Exception:
        """The error again; an unexpected one is a RuntimeError."""
        match self.kind:
            case "BadInput":
                return BadInput(self.reason, self.file or "")
            case "OSError" if self.number is None:
                return OSError(self.reason)
            case "OSError":
                return OSError(self.number, self.reason, *([] if self.file is None else [self.file]))
            case "UnknownFormat":
                return UnknownFormat(self.reason, self.file)
            case "UsageError":
                return UsageError(self.reason)
            case "MemoryError":
                return MemoryError(self.reason)
            case _:
                return RuntimeError(f"{self.kind}: {self.reason}")


def make_failure(error: Exception) -> Failure:
    """An error as a message."""
    match error:
        case OSError():
            kind = "BadInput" if isinstance(error, BadInput) else "OSError"
            return Failure(kind, error.strerror or str(error), error.errno, error.filename)
        case UnknownFormat():
            return Failure("UnknownFormat", str(error), None, error.filename)
        case _:
            return Failure(type(error).__name__, str(error))


class TaskResult(msgspec.Struct, frozen=True, tag=True):
    """What a worker did: its counts, in all and by range, and the errors of files that could not be read."""

    records: int
    rejected: int
    more: int
    losses: list[tuple[str, str, int]]
    counts: list[RangeCount]
    errors: list[Failure]
    reasons: list[tuple[str, str, int]] = []

    def stats(self) -> RunStats:
        """The counts in all."""
        stats = RunStats(records=self.records, rejected=self.rejected, more=self.more)
        stats.losses.update({(kind, field): number for kind, field, number in self.losses})
        stats.reasons.update({(reason, field): number for reason, field, number in self.reasons})
        return stats


def make_result(stats: RunStats, counts: list[RangeCount], errors: list[Failure]) -> TaskResult:
    """The last message of a worker that ended well."""
    losses = [(kind, field, number) for (kind, field), number in stats.losses.items()]
    reasons = [(reason, field, number) for (reason, field), number in stats.reasons.items()]
    return TaskResult(stats.records, stats.rejected, stats.more, losses, counts, errors, reasons)


Message = Task | Heartbeat | TaskResult | Failure


def encode(message: Message) -> bytes:
    """A message as a line."""
    # Not msgspec, which refuses the unpaired surrogates that names of files may have.
    return json.dumps(msgspec.to_builtins(message)).encode() + b"\n"


def decode(line: bytes) -> Message:
    """The message of a line."""
    message: Message = msgspec.convert(json.loads(line), Message)
    return message


#: The shortest time between two heartbeats, in seconds.
_INTERVAL = 0.2
#: How many bytes are collected before they are written.
_BUFFER_SIZE = 1 << 17

Send = Callable[[Message], None]


def main() -> None:
    """Do the task on standard input and report to standard output; end when nobody reads the reports."""
    line = sys.stdin.buffer.readline()
    if not line.endswith(b"\n"):
        sys.exit(1)
    try:
        run_task(msgspec.convert(decode(line), Task), _send)
    except _Orphaned:
        # Output that was not written yet is discarded, which is no error at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


class _Orphaned(Exception):
    """The run that started this worker has ended."""


def _send(message: Message) -> None:
    try:
        sys.stdout.buffer.write(encode(message))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise _Orphaned from None


def run_task(task: Task, send: Send) -> None:
    """Do a task; the last message that is sent says how it ended."""
    try:
        FORMATS.set_path(task.format_path, is_installed=False)
        last: Message = _run(task, send)
    except _Orphaned:
        raise
    except Exception as error:  # the run that started this worker raises it
        last = make_failure(error)
    send(last)


def _run(task: Task, send: Send) -> TaskResult:
    stats = RunStats()
    errors: list[Failure] = []

    def add_error(error: Exception) -> None:
        errors.append(make_failure(error))

    heartbeats = _HeartbeatSender(stats, send)
    counts: list[RangeCount] = []
    with ExitStack() as stack:
        rejects = stack.enter_context(_open(task.rejects))
        processor = _make_processor(task, stats, stack)
        records = process_ranges(
            processor,
            task.ranges,
            stats,
            replace(task.options, on_error=add_error if task.continues else None),
            step=heartbeats.step,
            counts=counts,
        )
        for rejected in records:
            rejects.write(reject_line(rejected, processor.bridge_of(rejected.format)))
    heartbeats.send()
    return make_result(stats, counts, errors)


def _make_processor(task: Task, stats: RunStats, stack: ExitStack) -> FileProcessor:
    output, sidecar = (
        None if part is None else stack.enter_context(_open(part)) for part in (task.output, task.sidecar)
    )
    if isinstance(task.spec, ValidateOptions):
        return make_validate_task(task.spec, output)
    assert output is not None  # noqa: S101  # a conversion has one
    return ConvertTask(task.spec, ConvertStreams(output, sidecar), stats)


def _open(part: OutputPart) -> BufferedWriter:
    return BufferedWriter(_PartFile(part), _BUFFER_SIZE)


class _PartFile(FileIO):
    """A part of an output; its errors have the name of the output, which users know."""

    def __init__(self, part: OutputPart) -> None:
        # The file exists; if it does not, the run has ended and would not remove a new one.
        super().__init__(part.path, "r+b")
        self._output_name = part.output_name

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            raise OSError(error.errno, error.strerror, self._output_name) from None


class _HeartbeatSender:
    """Reports how far a worker is, not too often."""

    def __init__(self, stats: RunStats, send: Send) -> None:
        self._stats = stats
        self._send = send
        self._consumed = 0
        self._sent = time.monotonic()

    def step(self, consumed: int) -> None:
        """Count bytes that were read."""
        self._consumed += consumed
        if time.monotonic() - self._sent >= _INTERVAL:
            self.send()

    def send(self) -> None:
        """Report how far the worker is."""
        self._sent = time.monotonic()
        self._send(Heartbeat(self._consumed, self._stats.records, self._stats.rejected))
