"""Whole runs over the records in a column of Parquet files, as `pipeline.files` has them for lines."""

import os
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

from runbridge._pyarrow import Array
from runbridge.arrow.batches import BatchConverter, BatchValidator, ResiduePlace, Told
from runbridge.arrow.parquet_rows import (
    Do,
    Take,
    check_columns,
    check_texts,
    common_schema,
    do_file,
    format_in,
    open_rows,
    write_lines,
)
from runbridge.errors import UnknownFormat, WrongUse
from runbridge.inputs.chunks import MAX_RECORD
from runbridge.inputs.sources import Inputs, PathLike, paths_of
from runbridge.outputs.atomic import is_parquet, open_outputs
from runbridge.outputs.rejected import Rejected
from runbridge.pipeline.files import as_text, emit_rejects, open_targets, summarized
from runbridge.pipeline.progress import ProgressTracker, RunOptions
from runbridge.pipeline.runner import Fail
from runbridge.pipeline.stats import Progress, Summary, Tally, parse_limit
from runbridge.problems import escape
from runbridge.record.validate import Schema
from runbridge.tables.datasets import tables_in
from runbridge.tables.parquet import open_table, refuse_packed


def convert_parquet(
    inputs: Inputs,
    output: PathLike,
    to: str,
    *,
    column: str,
    from_: str | None = None,
    profile: str = "published",
    residue: ResiduePlace = "embed",
    residue_column: str | None = None,
    apply_residue: bool = True,
    set: Mapping[str, str] | None = None,
    map: Mapping[str, Mapping[str, str]] | None = None,
    prefix: str = "",
    rejects: PathLike | None = None,
    max_rejects: int | str | None = None,
    max_record: int = MAX_RECORD,
    summary: PathLike | None = None,
    on_reject: Callable[[Rejected], None] | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Convert the records in a column of Parquet files, and of folders of such files, each row's text one record.

    An `output` that ends in .parquet gets all rows in order, with all their columns, and behind these the new ones of
    `convert_batch`: `value`, `residue` for `residue="column"`, and `problems`, whose names begin with `prefix`. The
    files have to have the same schema then. Any other output gets the converted records, each on a line of its own.

    `profile`, `residue`, `residue_column`, `apply_residue`, `set` and `map` are those of `convert_batch`; without
    `from_` each file's first record tells the format of all in it. A record that cannot be converted goes to
    `on_reject` and to the file `rejects` (its number and its line are those of its row), and the others go on; its row
    has no value. `max_rejects`, `max_record`, `summary` and what becomes of the outputs are as in `convert_file`; a
    null row is no record.

    In memory are a row group as it is stored, the rows that are read at once, and at most 64 MiB of rows that are to be
    written. At once 1,024 rows are read, or fewer that have about 16 MiB, judged by the rows before them. Raises
    OSError, UnknownFormat, WrongUse and TooManyRejects.
    """
    converter = BatchConverter(
        column=column,
        to=to,
        from_=from_,
        profile=profile,
        residue=residue,
        residue_column=residue_column,
        apply_residue=apply_residue,
        set=set,
        map=map,
        max_record=max_record,
        prefix=prefix,
    )
    course = RunOptions(limit=None if max_rejects is None else parse_limit(max_rejects), progress=progress)
    target = os.fspath(output)
    _check_output(target, residue=residue, prefix=prefix)
    tables = tables_in(paths_of(inputs))
    files = [each.path for each in tables]
    needed = [column, *([] if residue_column in {None, column} else [str(residue_column)])]
    schema = converter.schema(common_schema(tables)) if is_parquet(target) else None
    if schema is None:
        check_columns(files, needed)
    tally = Tally()
    tracker = ProgressTracker(course, tally, files)
    with ExitStack() as stack:
        outputs = open_targets(stack, files, output=output, rejects=rejects, summary=summary)
        stream = outputs["output"].stream
        take = None if schema is None else stack.enter_context(open_rows(stream, schema))

        def doing(work: BatchConverter) -> Do:
            def do(batch: Array, told: Told) -> None:
                if take is None:
                    write_lines(stream, work.columns(batch, tally, told)[0])
                else:
                    take(work.counted(batch, tally, told))

            return do

        streams = [outputs["rejects"].stream] if "rejects" in outputs else []
        for file in files:
            with open_table(file) as source:
                form = None if from_ else format_in(source, file, column)
                work = replace(converter, from_=form) if form else converter
                found = do_file(doing(work), source, file, needed if take is None else None, tracker)
                emit_rejects(found, streams, on_reject, work)
        tracker.check(at_end=True)
        if "summary" in outputs:
            outputs["summary"].stream.write(as_text(tally))
    return tally.summary()


def _check_output(target: str, *, residue: str, prefix: str) -> None:
    """Raise WrongUse for an output that is no table, where columns are asked for, or one that nobody could read."""
    if is_parquet(Path(target).stem):
        refuse_packed(target)
    if not is_parquet(target) and residue == "column":
        raise WrongUse(f"{escape(target)} has no column for residues; give an output that ends in .parquet")
    if not is_parquet(target) and prefix:
        raise WrongUse(f"{escape(target)} has no columns for a prefix; give an output that ends in .parquet")


def validate_parquet(
    inputs: Inputs,
    as_: str | None = None,
    *,
    column: str,
    profile: str = "published",
    strict: bool = False,
    input_schema: Schema | None = None,
    output_schema: Schema | None = None,
    output: PathLike | None = None,
    prefix: str = "",
    max_record: int = MAX_RECORD,
    on_reject: Callable[[Rejected], None] | None = None,
    summary: PathLike | None = None,
    on_error: Fail | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Validate the records in a column of Parquet files, and of folders of such files, each row's text one record.

    `on_reject` is given each that is not valid, in order; its number and its line are those of its row. All options but
    these are those of `validate_file`: an `output`, whose name ends in .parquet, gets all rows in order, with all their
    columns, and behind these the new ones of `validate_batch`, `valid` and `problems`, whose names begin with `prefix`.
    The files have to have the same schema then, and what keeps one of them from being read is raised.
    """
    tally = Tally()
    course = RunOptions(max_record=max_record, progress=progress)
    found = validating_parquet(
        inputs,
        as_,
        tally,
        column=column,
        profile=profile,
        strict=strict,
        input_schema=input_schema,
        output_schema=output_schema,
        output=output,
        prefix=prefix,
        course=course,
        fail=on_error,
    )
    with summarized(None if summary is None else os.fspath(summary), tally), closing(found):
        emit_rejects(found, (), on_reject)
    return tally.summary()


def validating_parquet(
    inputs: Inputs,
    as_: str | None,
    tally: Tally,
    *,
    column: str,
    profile: str,
    strict: bool,
    input_schema: Schema | None,
    output_schema: Schema | None,
    output: PathLike | None,
    prefix: str,
    course: RunOptions,
    fail: Fail | None,
) -> Generator[Rejected]:
    """The records that are not valid, as they are found; `tally` counts all. Raises as `validate_parquet`.

    The output is there once all of them were taken; who does not take all has to close this.
    """
    target = None if output is None else os.fspath(output)
    if target is not None and not is_parquet(target):
        raise WrongUse(f"{escape(target)} is no table; give an output that ends in .parquet")
    if target is None and prefix:
        raise WrongUse("a prefix is for the columns of an output; give one that ends in .parquet")
    validator = BatchValidator(
        column=column,
        as_=as_,
        profile=profile,
        strict=strict,
        input_schema=input_schema,
        output_schema=output_schema,
        max_record=course.max_record,
        prefix=prefix,
    )
    tables = tables_in(paths_of(inputs))
    files = [each.path for each in tables]
    tracker = ProgressTracker(course, tally, files)
    if target is None:
        for file in files:
            try:
                yield from _validated(validator, file, None, tally, tracker)
            except (OSError, UnknownFormat) as error:
                if fail is None:
                    raise
                fail(error)
    else:
        schema = validator.schema(common_schema(tables))
        with open_outputs(target) as (stream,), open_rows(stream, schema) as take:
            for file in files:
                yield from _validated(validator, file, take, tally, tracker)
    tracker.check(at_end=True)


def _validated(
    validator: BatchValidator, file: str, take: Take | None, tally: Tally, tracker: ProgressTracker
) -> Generator[Rejected]:
    """The records of a file that are not valid, all of which have the format that the first of them tells.

    All rows go to `take`, with their new columns, if somebody wants them.
    """
    with open_table(file) as source:
        check_texts(file, source.schema, [validator.column])
        form = validator.as_ or format_in(source, file, validator.column)

        def do(batch: Array, told: Told) -> None:
            if take is None:
                validator.columns(batch, tally, told, form)
            else:
                take(validator.counted(batch, tally, told, form))

        yield from do_file(do, source, file, [validator.column] if take is None else None, tracker)
