"""Parts of a run in processes of their own, which write part files; nothing of the data goes through a pipe."""

import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from threading import Thread, current_thread, main_thread
from typing import NamedTuple

from msgspec.structs import replace

from runbridge.errors import JobDied
from runbridge.outputs.rejected import Rejected
from runbridge.outputs.rejects import read_rejects
from runbridge.pipeline.protocol import Failed, Heartbeat, Task, TaskResult, decode, encode
from runbridge.pipeline.runner import Count, FileRange
from runbridge.pipeline.stats import Progress

#: What a process runs: with the search path of this one, and not that of the folder it is started in.
_SCRIPT = "import sys; sys.path[:] = {path!r}; from runbridge.pipeline.worker import main; main()"


class Job:
    """A running job: the last that it told, and a thread that listens."""

    def __init__(self, assignment: Task) -> None:
        self.assignment = assignment
        self.beat = Heartbeat()
        self._last: TaskResult | Failed | None = None
        # A session of its own: an interrupt from the keyboard is for this process, which then ends the job.
        self._process = subprocess.Popen(  # noqa: S603  # this very Python, with a script of ours
            [sys.executable, "-c", _SCRIPT.format(path=sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self._listener = Thread(target=self._talk, daemon=True)
        self._listener.start()

    @property
    def progress(self) -> Progress:
        """How far the job is, by its last beat."""
        beat = self.beat
        return Progress(done=beat.taken, size=None, records=beat.records, rejected=beat.rejected)

    def check(self) -> None:
        """Raise what ended the job, if something did before it was done."""
        if self.wait(0):
            self.result()

    def wait(self, seconds: float) -> bool:
        """Whether the job has ended, after at most so many seconds."""
        self._listener.join(seconds)
        return not self._listener.is_alive()

    def result(self) -> TaskResult:
        """What the job did, once it has ended; raises what the job raised, and JobDied."""
        code = self._process.wait()
        if isinstance(self._last, Failed):
            raise self._last.error()
        if self._last is None or code:
            how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
            raise JobDied(f"a job {how}; the output files are as they were before")
        return self._last

    def stop(self) -> None:
        """End the job if it has not ended."""
        self._process.kill()
        self._process.wait()
        self._listener.join()

    def _talk(self) -> None:
        process = self._process
        assert process.stdin is not None  # noqa: S101  # they are pipes
        assert process.stdout is not None  # noqa: S101
        # Why it does not listen is told by how it ended.
        with suppress(BrokenPipeError), process.stdin as stdin:
            stdin.write(encode(self.assignment))
        with process.stdout as stdout:
            for line in stdout:
                # The last line of a process that was killed may be cut off.
                message = decode(line) if line.endswith(b"\n") else None
                if isinstance(message, Heartbeat):
                    self.beat = message
                elif isinstance(message, TaskResult | Failed):
                    self._last = message


@contextmanager
def start_jobs(assignments: Iterator[Task]) -> Generator[list[Job]]:
    """The jobs of some assignments, at work at the same time; whatever happens, none is left running."""
    jobs: list[Job] = []
    try:
        # An interrupt while a process starts would leave one that nobody knows.
        with _uninterrupted():
            for assignment in assignments:
                jobs.append(Job(assignment))  # noqa: PERF401  # those that run are known when the next does not start
        yield jobs
    finally:
        for job in jobs:
            job.stop()


@contextmanager
def _uninterrupted() -> Generator[None]:
    """Hold an interrupt from the keyboard back until the end; only the main thread is interrupted."""
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


class Places:
    """Where the spans of a run start: how many records and lines of their files come before them."""

    def __init__(self) -> None:
        self._before: dict[str, _Before] = {}

    def rejects_of(self, assignment: Task, counts: list[Count]) -> Iterator[Rejected]:
        """The records that a job rejected, with their places in the files."""
        first, path = assignment.spans[0], assignment.rejects.path
        before = self._before[first.file] if first.start else _START
        with Path(path).open("rb") as file:
            found = read_rejects(file, path, max_record=assignment.max_record)
            # Only the first span can start within a file; the file itself may come again behind it.
            yield from (_moved(rejected, before) for rejected in islice(found, counts[0].rejected))
            yield from found

    def add(self, spans: list[FileRange], counts: list[Count]) -> None:
        """Go on behind some spans."""
        for span, count in zip(spans, counts, strict=True):
            before = self._before[span.file] if span.start else _START
            self._before[span.file] = _Before(before.records + count.records, before.lines + count.lines)


class _Before(NamedTuple):
    """How many records and lines of a file come before a place."""

    records: int
    lines: int


_START = _Before(0, 0)


def _moved(rejected: Rejected, before: _Before) -> Rejected:
    problems = tuple(problem.moved_down(before.lines) for problem in rejected.problems)
    return replace(
        rejected, number=rejected.number + before.records, line=rejected.line + before.lines, problems=problems
    )
