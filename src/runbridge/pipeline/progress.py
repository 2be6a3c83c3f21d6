"""How a run goes: in how many processes, how far it is, and when it has to stop."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO, Protocol

import msgspec

from runbridge.errors import TooManyRejects
from runbridge.inputs.chunks import MAX_RECORD
from runbridge.inputs.sources import STDIN
from runbridge.pipeline.stats import Limit, Progress, Tally


class RunOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How many processes share a run, how long a record may be in bytes, when to stop, and who is told of progress."""

    jobs: int = 1
    max_record: int = MAX_RECORD
    limit: Limit | None = None
    progress: Callable[[Progress], None] | None = None


class OutputFile(msgspec.Struct, frozen=True):
    """An open output and its name, which says where parts of it may stand."""

    stream: BinaryIO
    name: str


class WorkerHandle(Protocol):
    """A part of the run that another process does."""

    @property
    def progress(self) -> Progress:
        """How far it is, as far as is known."""
        ...

    def check(self) -> None:
        """Raise what ended it, if something did before it was done."""
        ...


class ProgressTracker:
    """Adds up what this process and the jobs did, tells of it, and stops a run that rejects too much."""

    def __init__(self, course: RunOptions, tally: Tally, files: Iterable[str]) -> None:
        self._course = course
        self._tally = tally
        self._size = _size_of(files) if course.progress else None
        self._taken = 0
        self.workers: Sequence[WorkerHandle] = ()

    def step(self, taken: int) -> None:
        """So many more bytes were taken."""
        self._taken += taken
        self.check()

    def check(self, *, at_end: bool = False) -> None:
        """Tell how far the run is; raises TooManyRejects, and what ended a part that is done elsewhere."""
        for other in self.workers:
            other.check()
        others = [other.progress for other in self.workers]
        records = self._tally.records + sum(other.records for other in others)
        rejected = self._tally.rejected + sum(other.rejected for other in others)
        limit = self._course.limit
        if limit is not None and limit.is_over(records, rejected, at_end=at_end):
            raise TooManyRejects(
                f"more rejected records than the limit of {limit}; the output files are as they were before"
            )
        if self._course.progress:
            done = self._taken + sum(other.done for other in others)
            self._course.progress(Progress(done=done, size=self._size, records=records, rejected=rejected))

    def merge(self, ended: WorkerHandle, tally: Tally) -> None:
        """Count a part that was done elsewhere with what this process did."""
        self._taken += ended.progress.done
        self.workers = [other for other in self.workers if other is not ended]
        self._tally.merge(tally)


def _size_of(files: Iterable[str]) -> int | None:
    """How many bytes the files have; None where that is not known."""
    size = 0
    for file in files:
        try:
            status = Path(file).stat()
        except OSError:
            return None
        if file == STDIN or not S_ISREG(status.st_mode):
            return None
        size += status.st_size
    return size
