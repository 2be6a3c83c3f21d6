"""The frame of every run: outputs that appear together, counts, progress with its limits, rejects, summary."""

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from stat import S_ISREG
from typing import Any, BinaryIO, Protocol, TypeAlias

import msgspec

from runbridge.errors import OverwritesInput, TooManyRejects
from runbridge.inputs.sources import STDIN, common_permissions
from runbridge.options import Progress, RunOptions
from runbridge.outputs.atomic import open_outputs
from runbridge.outputs.rejects import Diagnostic, Rejected, reject_line
from runbridge.pipeline.stats import ProblemCounter, RunStats, Summary
from runbridge.problem_messages import escape

#: The roles of outputs that have records verbatim, or parts of them.
_PRIVATE = ("rejects", "accepted", "sidecar")


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


class OutputFile(msgspec.Struct, frozen=True):
    """An open output and its name; workers write their parts of it in the same folder."""

    stream: BinaryIO
    name: str


#: The version of the bridge that records of a format cross, if they cross one; the format may be unknown.
FindBridge: TypeAlias = Callable[[str | None], str | None]


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A run over files, with its open outputs by their role, and the counts of its problems."""

    files: list[str]
    options: RunOptions
    output_files: Mapping[str, OutputFile]
    stats: RunStats
    tracker: ProgressTracker
    problems: ProblemCounter

    def emit_rejects(self, rejects: Generator[Rejected], find_bridge: FindBridge | None = None) -> None:
        """Write and count the rejected records, and pass each to `on_reject`; the generator is closed in any case."""
        on_reject = self.options.on_reject
        with closing(rejects):
            for rejected in self.take_rejects(rejects, find_bridge):
                if on_reject is not None:
                    on_reject(rejected)

    def take_rejects(self, rejects: Iterable[Rejected], find_bridge: FindBridge | None = None) -> Iterator[Rejected]:
        """The same rejected records, each written to the output for rejects and counted."""
        file = self.output_files.get("rejects")
        for rejected in rejects:
            self.problems.add(rejected)
            if file is not None:
                file.stream.write(reject_line(rejected, find_bridge(rejected.format) if find_bridge else None))
            yield rejected

    def summary(self) -> Summary:
        """What the run did so far."""
        return self.stats.summary()

    def summary_json(self) -> dict[str, Any]:
        """The summary as JSON values, with the counts of the problems."""
        return {**self.summary().as_json(), "problems": self.problems.counts()}


class Validation(msgspec.Struct, frozen=True):
    """A running validation, which continues as `rejects` is iterated.

    `schemas` has the texts of the schemas of payloads by the kind of payload, as `ValidateOptions.schemas`, or that of
    the whole record as `record`.
    """

    run: Run
    rejects: Generator[Rejected]
    schemas: Mapping[str, str]

    def diagnostics(self) -> Iterator[Diagnostic]:
        """The problems of the rejected records, in order."""
        for rejected in self.run.take_rejects(self.rejects):
            yield from rejected.findings()


def refuse_inputs(outputs: Iterable[str], inputs: Iterable[str]) -> None:
    """Raise OverwritesInput for an output that is one of the inputs, under any name."""
    known = {identity for identity in map(_identity, inputs) if identity is not None}
    for output in outputs:
        if _identity(output) in known:
            raise OverwritesInput(f"{escape(output)} is also an input; choose another output, or allow overwriting")


def _identity(path: str) -> tuple[int, int] | None:
    """What two names of one regular file have in common; None for everything else."""
    try:
        status = Path(path).stat()
    except (OSError, ValueError):
        return None
    return (status.st_dev, status.st_ino) if S_ISREG(status.st_mode) else None


@contextmanager
def open_run(files: Iterable[str], options: RunOptions, **outputs: str | None) -> Generator[Run]:
    """A run over files, whose outputs appear when the block ends well, together with rejects and summary.

    `outputs` are the paths of its other outputs by their role; those that are None are left out. Rejects, accepted
    records and the sidecar are as private as the inputs. Raises OSError and UsageError for outputs that cannot be
    written, and at the end TooManyRejects.
    """
    output, others = outputs.pop("output", None), outputs
    paths = {"output": output, "rejects": options.rejects, **others, "summary": options.summary}
    names = {role: path for role, path in paths.items() if path is not None}
    stats, files = RunStats(), [*files]
    if not options.overwrite:
        refuse_inputs(names.values(), files)
    private = {names[role]: common_permissions(files) for role in _PRIVATE if role in names}
    with open_outputs(*names.values(), permissions=private) as streams:
        opened = {role: OutputFile(stream, name) for (role, name), stream in zip(names.items(), streams, strict=True)}
        tracker = ProgressTracker(options, stats, files)
        run = Run(
            files=files,
            options=options,
            output_files=opened,
            stats=stats,
            tracker=tracker,
            problems=ProblemCounter(),
        )
        yield run
        tracker.check(at_end=True)
        if "summary" in opened:
            opened["summary"].stream.write(json.dumps(run.summary_json(), indent=2).encode() + b"\n")


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
