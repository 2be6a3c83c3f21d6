"""Runs parts of the work in worker processes, which write parts of the outputs to temporary files."""

import signal
import subprocess
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from pathlib import Path
from threading import Thread, current_thread, main_thread
from typing import NamedTuple

from msgspec.structs import replace

from runbridge.errors import JobDied
from runbridge.known_formats import FORMATS
from runbridge.options import ConvertOptions, Progress, ValidateOptions
from runbridge.outputs.atomic import STDOUT, append_file, open_temp_file
from runbridge.outputs.rejects import Rejected, read_rejects
from runbridge.pipeline.processor import FileProcessor
from runbridge.pipeline.run_context import Run
from runbridge.pipeline.runner import FileRange, RangeCount, process_ranges
from runbridge.pipeline.worker import Failure, Heartbeat, OutputPart, Task, TaskResult, decode, encode
from runbridge.problems import move_down

#: How long to wait for a worker before progress is reported again, in seconds.
_INTERVAL = 0.2
#: What a worker process runs: with the search path of this process, and not that of the folder it is started in.
_SCRIPT = "import sys; sys.path[:] = {path!r}; from runbridge.pipeline.worker import main; main()"


def run_parallel(
    processor: FileProcessor, spec: ConvertOptions | ValidateOptions, parts: Sequence[list[FileRange]], run: Run
) -> Generator[Rejected]:
    """Process the first part of a run here and each other in a worker; yields the rejected records, in order.

    What the workers write is appended to the outputs. Raises OSError, UnknownFormat, UsageError, TooManyRejects and
    JobDied.
    """
    files = run.output_files
    output, sidecar = files.get("output") or files.get("accepted"), files.get("sidecar")
    on_error = run.options.on_error
    offsets = RangeOffsets()
    counts: list[RangeCount] = []
    with ExitStack() as stack:

        def part(name: str) -> OutputPart:
            return OutputPart(str(stack.enter_context(open_temp_file(name))), name)

        tasks = (
            Task(
                spec=spec,
                options=replace(run.options, on_reject=None, on_error=None, progress=None),
                ranges=ranges,
                continues=on_error is not None,
                format_path=FORMATS.places,
                rejects=part(output.name if output else STDOUT),
                output=part(output.name) if output else None,
                sidecar=part(sidecar.name) if sidecar else None,
            )
            for ranges in parts[1:]
        )
        workers = stack.enter_context(start_workers(tasks))
        run.tracker.workers = workers
        yield from process_ranges(
            processor,
            parts[0],
            run.stats,
            run.options,
            step=run.tracker.step,
            counts=counts,
        )
        offsets.add(parts[0], counts)
        for worker in workers:
            while not worker.wait(_INTERVAL):
                run.tracker.check()
            result = worker.result()
            yield from offsets.rejects_of(worker.task, result.counts)
            offsets.add(worker.task.ranges, result.counts)
            for file, written in ((output, worker.task.output), (sidecar, worker.task.sidecar)):
                if file and written:
                    append_file(file.stream, Path(written.path))
            run.tracker.merge(worker, result.stats())
            if on_error is not None:
                for failure in result.errors:
                    on_error(failure.error())


class Worker:
    """A running worker process: its last heartbeat, and a thread that reads its messages."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.heartbeat = Heartbeat()
        self._last: TaskResult | Failure | None = None
        # A session of its own: an interrupt from the keyboard is for this process, which then ends the worker.
        self._process = subprocess.Popen(  # noqa: S603  # this very Python, with a script of ours
            [sys.executable, "-c", _SCRIPT.format(path=sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self._listener = Thread(target=self._communicate, daemon=True)
        self._listener.start()

    @property
    def progress(self) -> Progress:
        """How far the worker is, by its last heartbeat."""
        last = self.heartbeat
        return Progress(done=last.consumed, size=None, records=last.records, rejected=last.rejected)

    def check(self) -> None:
        """Raise the error that ended the worker, if one did."""
        if self.wait(0):
            self.result()

    def wait(self, seconds: float) -> bool:
        """Whether the worker has ended, after at most so many seconds."""
        self._listener.join(seconds)
        return not self._listener.is_alive()

    def result(self) -> TaskResult:
        """What the worker did, once it has ended; raises what it raised, and JobDied."""
        code = self._process.wait()
        if isinstance(self._last, Failure):
            raise self._last.error()
        if self._last is None or code:
            how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
            raise JobDied(f"a job {how}; the output files are unchanged")
        return self._last

    def stop(self) -> None:
        """End the worker if it has not ended."""
        self._process.kill()
        self._process.wait()
        self._listener.join()

    def _communicate(self) -> None:
        process = self._process
        assert process.stdin is not None  # noqa: S101  # they are pipes
        assert process.stdout is not None  # noqa: S101
        # The exit code of a worker that does not read says why.
        with suppress(BrokenPipeError), process.stdin as stdin:
            stdin.write(encode(self.task))
        with process.stdout as stdout:
            for line in stdout:
                # The last line of a process that was killed may be incomplete.
                message = decode(line) if line.endswith(b"\n") else None
                if isinstance(message, Heartbeat):
                    self.heartbeat = message
                elif isinstance(message, TaskResult | Failure):
                    self._last = message


@contextmanager
def start_workers(tasks: Iterator[Task]) -> Generator[list[Worker]]:
    """The workers for some tasks, all running; whatever happens, none is left running."""
    workers: list[Worker] = []
    try:
        # An interrupt while a process starts would leave one that is not in the list.
        with _uninterrupted():
            for task in tasks:
                workers.append(Worker(task))  # noqa: PERF401  # those that run are known when the next does not start
        yield workers
    finally:
        for worker in workers:
            worker.stop()


@contextmanager
def _uninterrupted() -> Generator[None]:
    """Delay an interrupt from the keyboard until the end of the block; only the main thread is interrupted."""
    held: list[int] = []
    handler = signal.getsignal(signal.SIGINT)
    if handler is None or current_thread() is not main_thread():
        yield
        return
    signal.signal(signal.SIGINT, lambda number, frame: held.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        if held:
            signal.raise_signal(signal.SIGINT)


class RangeOffsets:
    """How many records and lines of its file come before each range of a run."""

    def __init__(self) -> None:
        self._before: dict[str, _Offset] = {}

    def rejects_of(self, task: Task, counts: list[RangeCount]) -> Iterator[Rejected]:
        """The records that a worker rejected, with their places in the files."""
        first, path = task.ranges[0], task.rejects.path
        offset = self._before[first.file] if first.start else _START
        with Path(path).open("rb") as file:
            rejects = read_rejects(file, path, max_record=task.options.max_record)
            # Only the first range can start within a file; the same file may come again after it.
            yield from (_moved(rejected, offset) for rejected in islice(rejects, counts[0].rejected))
            yield from rejects

    def add(self, ranges: list[FileRange], counts: list[RangeCount]) -> None:
        """Count the records and lines of ranges that were processed."""
        for range_, count in zip(ranges, counts, strict=True):
            offset = self._before[range_.file] if range_.start else _START
            self._before[range_.file] = _Offset(offset.records + count.records, offset.lines + count.lines)


class _Offset(NamedTuple):
    """How many records and lines of a file come before a place."""

    records: int
    lines: int


_START = _Offset(0, 0)


def _moved(rejected: Rejected, offset: _Offset) -> Rejected:
    problems = tuple(move_down(problem, offset.lines) for problem in rejected.problems)
    return replace(
        rejected, number=rejected.number + offset.records, line=rejected.line + offset.lines, problems=problems
    )
