"""Runs over the records in a column of Parquet files, as `pipeline.files` has for lines."""

import os
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Unpack

from msgspec.structs import replace

from runbridge._pyarrow import Array, DataType
from runbridge.arrow.batches import BatchConverter, BatchValidator, OnReject
from runbridge.arrow.parquet_rows import (
    BatchSink,
    Process,
    check_columns,
    check_texts,
    common_schema,
    format_in,
    open_rows,
    process_file,
    write_lines,
)
from runbridge.errors import UnknownFormat, UsageError
from runbridge.inputs.sources import Inputs, PathLike, paths_of
from runbridge.options import (
    ConvertArguments,
    OnError,
    RecordRunArguments,
    RejectArguments,
    ResiduePlace,
    ValidateArguments,
    make_run_options,
    show_arguments,
    split_arguments,
)
from runbridge.outputs.atomic import is_parquet
from runbridge.outputs.rejected import Rejected
from runbridge.pipeline.run_context import Run, Validation, open_run
from runbridge.pipeline.stats import Summary
from runbridge.problem_messages import escape
from runbridge.tables.datasets import TableFile, partition_types, tables_in
from runbridge.tables.parquet import open_table, refuse_compressed_name


class _ConvertRunArguments(RecordRunArguments, RejectArguments, total=False):
    """The keyword arguments of the run of a conversion."""


class ConvertParquetArguments(ConvertArguments, _ConvertRunArguments, total=False):
    """The keyword arguments of `convert_parquet`."""


class _ValidateRunArguments(RecordRunArguments, total=False):
    """The keyword arguments of the run of a validation."""

    on_error: OnError | None


class ValidateParquetArguments(ValidateArguments, _ValidateRunArguments, total=False):
    """The keyword arguments of `validate_parquet`."""


@show_arguments(ConvertParquetArguments)
def convert_parquet(
    inputs: Inputs,
    output: PathLike,
    to: str,
    *,
    column: str,
    from_: str | None = None,
    residue: ResiduePlace = "embed",
    residue_column: str | None = None,
    prefix: str = "",
    **options: Unpack[ConvertParquetArguments],
) -> Summary:
    """Convert the records in a column of Parquet files, and of folders of such files, each row one record.

    An `output` that ends in .parquet gets all rows in order with all their columns, and after them the new columns of
    `convert_batch`: `value`, `residue` for `residue="column"`, and `problems`, whose names begin with `prefix`. All
    files need the same schema then. Any other output gets the converted records, one on each line.

    `profile`, `residue`, `residue_column`, `apply_residue`, `set` and `map` are those of `convert_batch`. Without
    `from_` the format of a file is detected from its first record. A record that cannot be converted goes to
    `on_reject` and to the file `rejects`, with the number of its row, and the others go on; its row has a null value.
    `max_rejects`, `max_record`, `summary` and the handling of output files are those of `convert_file`. A null row is
    not a record.

    Memory holds one compressed row group, the rows that are read at once (1,024, or fewer with about 16 MiB), and at
    most 64 MiB of rows to write. Raises OSError, UnknownFormat, UsageError and TooManyRejects.
    """
    convert_arguments, run_arguments = split_arguments(options, ConvertArguments, _ConvertRunArguments)
    run_options = make_run_options(**run_arguments)
    converter = BatchConverter(
        column=column,
        to=to,
        from_=from_,
        residue=residue,
        residue_column=residue_column,
        max_record=run_options.max_record,
        prefix=prefix,
        **convert_arguments,
    )
    target = os.fspath(output)
    _check_output(target, residue=residue, prefix=prefix)
    tables = tables_in(paths_of(inputs))
    files = [each.path for each in tables]
    needed = [column, *([] if residue_column in {None, column} else [str(residue_column)])]
    schema = converter.schema(common_schema(tables)) if is_parquet(target) else None
    if schema is None:
        check_columns(files, needed)
    with ExitStack() as stack:
        run = stack.enter_context(open_run(files, run_options, output=target))
        stream = run.output_files["output"].stream
        write_batch = None if schema is None else stack.enter_context(open_rows(stream, schema))

        def processing(converter: BatchConverter) -> Process:
            def process(batch: Array, on_reject: OnReject) -> None:
                if write_batch is None:
                    write_lines(stream, converter.columns(batch, run.stats, on_reject)[0])
                else:
                    write_batch(converter.counted(batch, run.stats, on_reject))

            return process

        types = partition_types(tables)
        for table in tables:
            file = table.path
            with open_table(file) as source:
                format_name = None if from_ else format_in(source, file, column)
                its = replace(converter, from_=format_name) if format_name else converter
                columns = needed if write_batch is None else None
                constants = {} if write_batch is None else table.constants(types, source.schema.names)
                rejects = process_file(processing(its), source, file, columns, run.tracker, constants)
                run.emit_rejects(rejects, its.bridge_of)
    return run.summary()


def _check_output(target: str, *, residue: str, prefix: str) -> None:
    """Raise UsageError for options that need a table if the output is none, and for a compressed table."""
    if is_parquet(Path(target).stem):
        refuse_compressed_name(target)
    if not is_parquet(target) and residue == "column":
        raise UsageError(f"{escape(target)} has no column for residues; give an output that ends in .parquet")
    if not is_parquet(target) and prefix:
        raise UsageError(f"{escape(target)} has no columns for a prefix; give an output that ends in .parquet")


@show_arguments(ValidateParquetArguments)
def validate_parquet(
    inputs: Inputs,
    format: str | None = None,
    *,
    column: str,
    output: PathLike | None = None,
    prefix: str = "",
    **options: Unpack[ValidateParquetArguments],
) -> Summary:
    """Validate the records in a column of Parquet files, and of folders of such files, each row one record.

    `on_reject` receives each record that is not valid, in order, with the number of its row. The options are those of
    `validate_file`, and a few more: an `output`, whose name ends in .parquet, gets all rows in order with all their
    columns, and after them the new columns of `validate_batch`, `valid` and `problems`, whose names begin with
    `prefix`. All files need the same schema then, and a file that cannot be read is an error.
    """
    with open_parquet_validation(inputs, format, column=column, output=output, prefix=prefix, **options) as validation:
        validation.run.emit_rejects(validation.rejects)
    return validation.run.summary()


@contextmanager
def open_parquet_validation(
    inputs: Inputs,
    format: str | None = None,
    *,
    column: str,
    output: PathLike | None = None,
    prefix: str = "",
    **options: Unpack[ValidateParquetArguments],
) -> Generator[Validation]:
    """The same for a caller that iterates over the rejected records."""
    validate_arguments, run_arguments = split_arguments(options, ValidateArguments, _ValidateRunArguments)
    run_options = make_run_options(**run_arguments)
    target = None if output is None else os.fspath(output)
    if target is not None and not is_parquet(target):
        raise UsageError(f"{escape(target)} is not a Parquet file; give an output that ends in .parquet")
    if target is None and prefix:
        raise UsageError("a prefix needs an output that ends in .parquet")
    validator = BatchValidator(
        column=column, format=format, max_record=run_options.max_record, prefix=prefix, **validate_arguments
    )
    tables = tables_in(paths_of(inputs))
    schema = None if target is None else validator.schema(common_schema(tables))
    with ExitStack() as stack:
        run = stack.enter_context(open_run([each.path for each in tables], run_options, output=target))
        write_batch = (
            None if schema is None else stack.enter_context(open_rows(run.output_files["output"].stream, schema))
        )
        rejects = stack.enter_context(closing(_validate(validator, tables, run, write_batch)))
        yield Validation(run, rejects, validator.schemas)


def _validate(
    validator: BatchValidator, tables: Sequence[TableFile], run: Run, write_batch: BatchSink | None
) -> Generator[Rejected]:
    """Validate the files of a run and yield the invalid records; `write_batch` gets all rows with the new columns."""
    # An output without the rows of a file would be incomplete.
    on_error = run.options.on_error if write_batch is None else None
    types = partition_types(tables)
    for table in tables:
        try:
            yield from _validate_file(validator, table, types, run, write_batch)
        except (OSError, UnknownFormat) as error:
            if on_error is None:
                raise
            on_error(error)


def _validate_file(
    validator: BatchValidator, table: TableFile, types: Mapping[str, DataType], run: Run, write_batch: BatchSink | None
) -> Generator[Rejected]:
    """Validate a file, all of whose records have the format that is detected from the first of them."""
    file = table.path
    with open_table(file) as source:
        check_texts(file, source.schema, [validator.column])
        format_name = validator.format or format_in(source, file, validator.column)

        def process(batch: Array, on_reject: OnReject) -> None:
            if write_batch is None:
                validator.columns(batch, run.stats, on_reject, format_name)
            else:
                write_batch(validator.counted(batch, run.stats, on_reject, format_name))

        columns = [validator.column] if write_batch is None else None
        constants = {} if write_batch is None else table.constants(types, source.schema.names)
        yield from process_file(process, source, file, columns, run.tracker, constants)
