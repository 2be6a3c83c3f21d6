"""The process of a worker: reads its task, writes its parts of the outputs, sends heartbeats and a result."""

import os
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from io import BufferedWriter, FileIO
from typing import Any

import msgspec
from msgspec.structs import replace

from runbridge.known_formats import FORMATS
from runbridge.options import ValidateOptions
from runbridge.outputs.rejects import reject_line
from runbridge.pipeline.convert_task import ConvertStreams, ConvertTask
from runbridge.pipeline.processor import FileProcessor
from runbridge.pipeline.protocol import (
    Failure,
    Heartbeat,
    Message,
    OutputPart,
    Task,
    TaskResult,
    decode,
    encode,
    make_failure,
    make_result,
)
from runbridge.pipeline.runner import RangeCount, process_ranges
from runbridge.pipeline.stats import RunStats
from runbridge.pipeline.validate_task import make_validate_task

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
