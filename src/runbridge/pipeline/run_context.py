"""The frame of every run: outputs that appear together, counts, progress, rejects and the summary."""

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from stat import S_ISREG
from typing import Any, BinaryIO, TypeAlias

import msgspec

from runbridge.errors import OverwritesInput
from runbridge.inputs.sources import common_permissions
from runbridge.options import RunOptions
from runbridge.outputs.atomic import open_outputs
from runbridge.outputs.rejected import Diagnostic, Rejected
from runbridge.outputs.rejects import reject_line
from runbridge.pipeline.problem_counts import ProblemCounter
from runbridge.pipeline.progress import ProgressTracker
from runbridge.pipeline.stats import RunStats, Summary
from runbridge.problems import escape

#: The roles of outputs that have records verbatim, or parts of them.
_PRIVATE = ("rejects", "accepted", "sidecar")


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
