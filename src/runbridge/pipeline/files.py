"""Whole files validated and converted: what the command line does, for Python."""

import os
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import groupby, islice
from operator import attrgetter
from typing import Unpack

from msgspec.structs import replace

from runbridge.errors import UsageError
from runbridge.formats import find_format
from runbridge.inputs.chunks import MAX_RECORD, Record
from runbridge.inputs.envelopes import AUTO
from runbridge.inputs.reader import number_records, read_chunks
from runbridge.inputs.sources import Inputs, PathLike, check_inputs, expand, open_input, paths_of
from runbridge.options import (
    ConvertArguments,
    ConvertFileArguments,
    ConvertOptions,
    ConvertRunArguments,
    ResidueMode,
    SchemaArguments,
    ValidateFileArguments,
    ValidateRunArguments,
    make_run_options,
    show_arguments,
    split_arguments,
)
from runbridge.outputs.atomic import STDOUT, is_parquet
from runbridge.outputs.rejects import Rejected, read_rejects, record_of
from runbridge.outputs.sidecar import open_sidecar
from runbridge.pipeline.convert_task import ConvertStreams, ConvertTask
from runbridge.pipeline.executor import run_files
from runbridge.pipeline.processor import FileProcessor, process_records
from runbridge.pipeline.run_context import Run, Validation, open_run
from runbridge.pipeline.runner import unwrap_records
from runbridge.pipeline.stats import Summary
from runbridge.pipeline.validate_task import make_validate_task
from runbridge.problem_messages import escape
from runbridge.record.validate import make_validate_options

#: How many rejects are tried again at once.
_BATCH = 20


def read_records(path: PathLike, *, max_record: int = MAX_RECORD, unwrap: str = AUTO) -> Iterator[Record]:
    """The records of a file, one at a time, each with its location; `-` is standard input.

    The layout is detected: NDJSON, a JSON array, JSON objects one after another, a JSON text sequence or MessagePack,
    and so is the compression: gzip, zstd, xz or bzip2. A record that cannot be read has a `flaw`, and may have no text.
    `unwrap` is the path to records in documents around them, such as `/runs/*`; `auto` finds those that formats
    declare. Raises OSError, and UsageError for another path.
    """
    with open_input(os.fspath(path)) as source:
        yield from number_records(unwrap_records(read_chunks(source, max_record=max_record), unwrap))


@show_arguments(ValidateFileArguments)
def validate_file(inputs: Inputs, format: str | None = None, **options: Unpack[ValidateFileArguments]) -> Summary:
    """Validate all records in files and directories, and pass each that is not valid to `on_reject`, in order.

    `format`, `profile`, `strict` and the schemas are those of `validate`. Without `format`, that of each record is
    detected. With `to`, records that cannot be converted to that format are not valid either; `set` and `map` are those
    of `convert`. Records without problems go to the file `accepted`, verbatim and each on a line; the others to the
    file `rejects`.

    `jobs` is the number of threads or processes, or `auto`. `summary` is a file for the summary as JSON. A file that
    cannot be read is passed to `on_error` as its exception, and the others are read; without `on_error`, OSError or
    UnknownFormat is raised. Raises UsageError.
    """
    with open_validation(inputs, format, **options) as validation:
        validation.run.emit_rejects(validation.rejects)
    return validation.run.summary()


@contextmanager
def open_validation(
    inputs: Inputs, format: str | None = None, **options: Unpack[ValidateFileArguments]
) -> Generator[Validation]:
    """The same for a caller who takes the rejected records, or their problems, one at a time."""
    accepted, target = options.pop("accepted", None), options.pop("to", None)
    set_, map_ = options.pop("set", None), options.pop("map", None)
    if target is None and (set_ or map_):
        raise UsageError("`set` and `map` are options of a conversion; give `to` as well")
    validate_arguments, run_arguments = split_arguments(options, SchemaArguments, ValidateRunArguments)
    checked = make_validate_options(format, **validate_arguments)
    if format is not None:
        find_format(format)
    if target is not None and checked.schema is not None:
        raise UsageError("records with a schema have no format; `to` cannot be combined with `schema`")
    validate_options = replace(checked, target=target, set=set_, map=map_)
    # Options that make no sense leave the outputs as they are.
    make_validate_task(validate_options)
    schemas = checked.schemas if checked.schema is None else {"record": checked.schema}
    accepted_path = None if accepted is None else os.fspath(accepted)
    with open_run(expand(paths_of(inputs)), make_run_options(**run_arguments), accepted=accepted_path) as run:
        file = run.output_files.get("accepted")
        task = make_validate_task(validate_options, None if file is None else file.stream)
        with closing(run_files(task, run, format)) as rejects:
            yield Validation(run, rejects, schemas)


@show_arguments(ConvertFileArguments)
def convert_file(
    inputs: Inputs,
    output: PathLike,
    to: str,
    *,
    from_: str | None = None,
    residue: ResidueMode = "embed",
    sidecar: PathLike | None = None,
    residue_from: PathLike | None = None,
    replay: bool = False,
    **options: Unpack[ConvertFileArguments],
) -> Summary:
    """Convert all records in files and directories, and write them to `output`, one on each line, in order.

    `to`, `from_`, `profile`, `residue`, `apply_residue`, `set` and `map` are those of `convert`. With
    `residue="sidecar"` the residues go to the file `sidecar`, and `residue_from` is such a file of an earlier run.
    A record that cannot be converted is passed to `on_reject` and written to the file `rejects`, and the run continues.
    With `replay` the inputs are such files, and their records are converted again. More rejects than `max_rejects`
    (`100`, `"5%"`) stop the run. `jobs` is the number of threads or processes, or `auto`. `summary` is a file for the
    summary as JSON.

    All outputs are replaced together at the end of the run, or not at all. An output with the suffix .gz, .zst, .xz or
    .bz2 is compressed; `-` is standard input or output.

    Raises OSError, UnknownFormat, UsageError, TooManyRejects and JobDied.
    """
    if (residue == "sidecar") != (sidecar is not None):
        raise UsageError('residue="sidecar" and the file `sidecar` belong together; give both or neither')
    refuse_table(os.fspath(output))
    convert_arguments, run_arguments = split_arguments(options, ConvertArguments, ConvertRunArguments)
    convert_options = ConvertOptions(target=to, format_name=from_, residue=residue, **convert_arguments)
    run_options = make_run_options(**run_arguments)
    if replay and run_options.unwrap != AUTO:
        raise UsageError("`unwrap` has no effect with `replay`: rejects are the records themselves; omit it")
    files = expand(paths_of(inputs))
    if residue_from is not None and STDOUT in files and os.fspath(residue_from) == STDOUT:
        raise UsageError("standard input cannot be both the records and the sidecar; give one of them as a file")
    check_inputs(files)
    with ExitStack() as stack:
        residues = None if residue_from is None else stack.enter_context(open_sidecar(os.fspath(residue_from)))
        sidecar_path = None if sidecar is None else os.fspath(sidecar)
        run = stack.enter_context(open_run(files, run_options, output=os.fspath(output), sidecar=sidecar_path))
        sidecar_file = run.output_files.get("sidecar")
        streams = ConvertStreams(
            run.output_files["output"].stream, None if sidecar_file is None else sidecar_file.stream, residues
        )
        task = ConvertTask(convert_options, streams, run.stats)
        run.emit_rejects(_replay(task, run, from_) if replay else run_files(task, run, from_), task.bridge_of)
        task.finish()
    return run.summary()


def _replay(processor: FileProcessor, run: Run, format_name: str | None) -> Generator[Rejected]:
    """Process rejected records again; yields those that are rejected again, at their first places."""
    for file in run.files:
        consumed = 0
        with open_input(file) as source:
            rejects = read_rejects(source, file, max_record=run.options.max_record)
            for (name, former), group in groupby(rejects, key=attrgetter("file", "format")):
                processor.start(format_name or former)
                while batch := [record_of(each) for each in islice(group, _BATCH)]:
                    yield from process_records(processor, name, batch, run.stats)
                    run.tracker.step(source.consumed - consumed)
                    consumed = source.consumed
            run.tracker.step(source.consumed - consumed)


def refuse_table(path: str) -> None:
    """Raise UsageError for an output of lines whose name is that of a Parquet file."""
    if is_parquet(path):
        raise UsageError(
            f"{escape(path)}: no Parquet file is made of records in lines; `runbridge export` writes typed tables, and"
            " `convert --column NAME` converts the records in a column of a Parquet file"
        )
