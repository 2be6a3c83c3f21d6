"""The progress of a run, and its limit of rejected records."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from stat import S_ISREG
from typing import Protocol

from runbridge.errors import TooManyRejects
from runbridge.inputs.sources import STDIN
from runbridge.options import Progress, RunOptions
from runbridge.pipeline.stats import RunStats


class WorkerHandle(Protocol):
    """A part of the run that another process does."""

    @property
    def progress(self) -> Progress:
        """How far it is, as far as is known."""
        ...

    def check(self) -> None:
        """Raise the error that ended it, if one did."""
        ...


class ProgressTracker:
    """Adds up what this process and the workers did, reports it, and stops a run that rejects too much."""

    def __init__(self, options: RunOptions, stats: RunStats, files: Iterable[str]) -> None:
        self._options = options
        self._stats = stats
        self._size = _size_of(files) if options.progress else None
        self._consumed = 0
        self.workers: Sequence[WorkerHandle] = ()

    def step(self, consumed: int) -> None:
        """Count bytes that this process read."""
        self._consumed += consumed
        self.check()

    def check(self, *, at_end: bool = False) -> None:
        """Report how far the run is; raises TooManyRejects, and the error that ended a worker."""
        for worker in self.workers:
            worker.check()
        others = [worker.progress for worker in self.workers]
        records = self._stats.records + sum(other.records for other in others)
        rejected = self._stats.rejected + sum(other.rejected for other in others)
        limit = self._options.max_rejects
        if limit is not None and limit.is_over(records, rejected, at_end=at_end):
            raise TooManyRejects(f"more rejected records than the limit of {limit}; the output files are unchanged")
        if self._options.progress:
            done = self._consumed + sum(other.done for other in others)
            self._options.progress(Progress(done=done, size=self._size, records=records, rejected=rejected))

    def merge(self, worker: WorkerHandle, stats: RunStats) -> None:
        """Add what a worker did, which has ended, to what this process did."""
        self._consumed += worker.progress.done
        self.workers = [other for other in self.workers if other is not worker]
        self._stats.merge(stats)


def _size_of(files: Iterable[str]) -> int | None:
    """The bytes of all files; None where that is unknown."""
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
