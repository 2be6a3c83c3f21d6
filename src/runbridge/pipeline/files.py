"""Whole files validated and converted: what the command line does, for Python."""

import json
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from itertools import groupby, islice
from operator import attrgetter
from typing import BinaryIO, Protocol

from runbridge.errors import WrongUse
from runbridge.formats import check_profile, find_format
from runbridge.inputs.chunks import MAX_RECORD, Record
from runbridge.inputs.reader import iter_records
from runbridge.inputs.sources import Inputs, PathLike, check_inputs, common_permissions, expand, open_input, paths_of
from runbridge.outputs.atomic import STDOUT, is_parquet, open_outputs
from runbridge.outputs.rejected import Rejected
from runbridge.outputs.rejects import read_rejects, record_of, reject_line
from runbridge.outputs.sidecar import open_sidecar
from runbridge.pipeline.convert_task import Convert, Converting, Streams
from runbridge.pipeline.executor import run_files
from runbridge.pipeline.partition import jobs_of
from runbridge.pipeline.processor import Processor, process_records
from runbridge.pipeline.progress import OutputFile, ProgressTracker, RunOptions
from runbridge.pipeline.runner import Fail
from runbridge.pipeline.stats import Progress, Summary, Tally, parse_limit
from runbridge.pipeline.validate_task import Validate, Validating
from runbridge.problems import escape
from runbridge.record.convert import ResidueMode
from runbridge.record.validate import Schema, schema_texts

#: How many rejects are run again at once.
_BATCH = 20


def read_records(path: PathLike, *, max_record: int = MAX_RECORD) -> Iterator[Record]:
    """The records of a file, one at a time, each with its place; `-` is standard input.

    NDJSON, a JSON array, JSON objects one after the other and MessagePack are told apart, and gzip and zstd are
    unpacked. A record that is not to be read has a `flaw` and may lack its text. Raises OSError.
    """
    with open_input(os.fspath(path)) as source:
        yield from iter_records(source, max_record=max_record)


def validate_file(
    inputs: Inputs,
    as_: str | None = None,
    *,
    profile: str = "published",
    strict: bool = False,
    input_schema: Schema | None = None,
    output_schema: Schema | None = None,
    max_record: int = MAX_RECORD,
    jobs: int | str = 1,
    on_reject: Callable[[Rejected], None] | None = None,
    summary: PathLike | None = None,
    on_error: Fail | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Validate all records in files and directories; `on_reject` is given each that is not valid, in order.

    `as_`, `profile`, `strict` and the schemas are those of `validate`. `jobs` is how many processes share the work, or
    `auto`. `summary` is a file for the summary as JSON. `on_error` is given what keeps a file from being read, and the
    others go on; without it, that is raised: OSError, UnknownFormat. Raises WrongUse.
    """
    schemas = schema_texts(input_schema=input_schema, output_schema=output_schema)
    plan = Validate(form=as_, profile=profile, strict=strict, schemas=schemas)
    course = RunOptions(jobs=jobs_of(jobs), max_record=max_record, progress=progress)
    tally = Tally()
    with (
        summarized(None if summary is None else os.fspath(summary), tally),
        closing(validating(plan, inputs, tally, course=course, fail=on_error)) as found,
    ):
        emit_rejects(found, (), on_reject)
    return tally.summary()


def validating(
    plan: Validate, inputs: Inputs, tally: Tally, *, course: RunOptions, fail: Fail | None = None
) -> Generator[Rejected]:
    """The records that are not valid, as they are found; `tally` counts all. Raises as `validate_file`.

    Who does not take all of them has to close it: processes may be at work.
    """
    check_profile(plan.profile)
    if plan.form is not None:
        find_format(plan.form)
    yield from run_files(Validating(plan), plan, expand(paths_of(inputs)), tally, course=course, fail=fail)


def convert_file(
    inputs: Inputs,
    output: PathLike,
    to: str,
    *,
    from_: str | None = None,
    profile: str = "published",
    residue: ResidueMode = "embed",
    sidecar: PathLike | None = None,
    residue_from: PathLike | None = None,
    apply_residue: bool = True,
    set: Mapping[str, str] | None = None,
    map: Mapping[str, Mapping[str, str]] | None = None,
    rejects: PathLike | None = None,
    replay: bool = False,
    max_rejects: int | str | None = None,
    max_record: int = MAX_RECORD,
    summary: PathLike | None = None,
    jobs: int | str = 1,
    on_reject: Callable[[Rejected], None] | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Convert all records in files and directories to `output`, each to a line of its own, in order.

    `to`, `from_`, `profile`, `residue`, `apply_residue`, `set` and `map` are those of `convert`. With
    `residue="sidecar"` the residues go to the file `sidecar`, and `residue_from` is such a file of an earlier run.
    A record that cannot be converted goes to `on_reject` and to the file `rejects`, and the others go on; with `replay`
    the inputs are such files, whose records are tried again. More rejects than `max_rejects` (`100`, `"5%"`) stop the
    run. `jobs` is how many processes share the work, or `auto`. `summary` is a file for the summary as JSON.

    All outputs appear together and whole, or are left as they were. A name that ends in .gz or .zst is compressed; `-`
    is standard input or output. Raises OSError, UnknownFormat, WrongUse, TooManyRejects and JobDied.
    """
    if (residue == "sidecar") != (sidecar is not None):
        raise WrongUse('residue="sidecar" and the file `sidecar` belong together; give both or neither')
    refuse_table(os.fspath(output))
    plan = Convert(
        target=to,
        form=from_,
        profile=profile,
        residue=residue,
        apply_residue=apply_residue,
        set={**(set or {})},
        map={member: {**entries} for member, entries in (map or {}).items()},
    )
    number_of_jobs = jobs_of(jobs)
    course = RunOptions(
        # Records and sidecar are read side by side, which only one process can do.
        jobs=1 if residue_from is not None else number_of_jobs,
        max_record=max_record,
        limit=None if max_rejects is None else parse_limit(max_rejects),
        progress=progress,
    )
    files = expand(paths_of(inputs))
    if residue_from is not None and STDOUT in files and os.fspath(residue_from) == STDOUT:
        raise WrongUse("standard input cannot be both the records and the sidecar; give one as a file")
    check_inputs(files)
    tally = Tally()
    with ExitStack() as stack:
        residues = None if residue_from is None else stack.enter_context(open_sidecar(os.fspath(residue_from)))
        outputs = open_targets(stack, files, output=output, rejects=rejects, sidecar=sidecar, summary=summary)
        beside = outputs.get("sidecar")
        streams = Streams(outputs["output"].stream, None if beside is None else beside.stream, residues)
        work = Converting(plan, streams, tally)
        if replay:
            found = _replayed(work, files, from_, tally, course)
        else:
            found = run_files(work, plan, files, tally, course=course, output=outputs["output"], sidecar=beside)
        # Whatever stops this stops it, and no process works on.
        stack.enter_context(closing(found))
        emit_rejects(found, [outputs["rejects"].stream] if "rejects" in outputs else [], on_reject, work)
        if "summary" in outputs:
            outputs["summary"].stream.write(as_text(tally))
    return tally.summary()


@contextmanager
def summarized(path: str | None, tally: Tally) -> Generator[None]:
    """A run whose summary goes to a file, if there is a path, when it ends well."""
    if path is None:
        yield
        return
    with open_outputs(path) as (stream,):
        yield
        stream.write(as_text(tally))


def as_text(tally: Tally) -> bytes:
    """The summary of a run as JSON."""
    return json.dumps(tally.summary().as_json(), indent=2).encode() + b"\n"


def open_targets(stack: ExitStack, inputs: Iterable[str], **paths: PathLike | None) -> dict[str, OutputFile]:
    """The outputs that have a path, open, by what they are for; rejects and sidecar are as private as the inputs."""
    names = {role: os.fspath(path) for role, path in paths.items() if path is not None}
    common = common_permissions(inputs)
    private = {names[role]: common for role in ("rejects", "sidecar") if role in names}
    streams = stack.enter_context(open_outputs(*names.values(), permissions=private))
    return {role: OutputFile(stream, name) for (role, name), stream in zip(names.items(), streams, strict=True)}


def _replayed(
    work: Processor, files: Sequence[str], form: str | None, tally: Tally, course: RunOptions
) -> Generator[Rejected]:
    """Do rejected records again; gives those that cannot be done now either, at the places where they were first."""
    tracker = ProgressTracker(course, tally, files)
    for file in files:
        taken = 0
        with open_input(file) as source:
            rejects = read_rejects(source, file, max_record=course.max_record)
            for (name, was), group in groupby(rejects, key=attrgetter("file", "form")):
                work.start(form or was)
                while batch := [record_of(each) for each in islice(group, _BATCH)]:
                    yield from process_records(work, name, batch, tally)
                    tracker.step(source.consumed - taken)
                    taken = source.consumed
            tracker.step(source.consumed - taken)
    tracker.check(at_end=True)


class Bridged(Protocol):
    """A work that takes records across a bridge, or across none."""

    @property
    def bridge(self) -> str | None:
        """The version of the bridge; it need not be known before a record is rejected."""
        ...


def refuse_table(path: str) -> None:
    """Raise WrongUse for an output of lines whose name is that of a Parquet file."""
    if is_parquet(path):
        raise WrongUse(
            f"{escape(path)}: no Parquet file is made of records in lines; `runbridge export` writes typed tables, and"
            " `convert --column NAME` converts the records in a column of a Parquet file"
        )


def emit_rejects(
    found: Iterable[Rejected],
    streams: Iterable[BinaryIO],
    on_reject: Callable[[Rejected], None] | None,
    work: Bridged | None = None,
) -> None:
    """Write records that some work rejected to the streams, and hand them over to whoever wants to know."""
    for rejected in found:
        for stream in streams:
            stream.write(reject_line(rejected, None if work is None else work.bridge))
        if on_reject is not None:
            on_reject(rejected)
