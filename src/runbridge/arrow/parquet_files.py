"""Runs over the records in a column of Parquet files, as `pipeline.files` has for lines; writes rows or lines."""

import os
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from itertools import chain, repeat, zip_longest
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, Unpack

from msgspec.structs import replace

from runbridge._pyarrow import Array, DataType, Schema
from runbridge.arrow.batches import BatchConverter, BatchValidator, OnReject
from runbridge.arrow.columns import chunks_of, index_of, slice_batch, text_type, texts
from runbridge.errors import UnknownFormat, UsageError
from runbridge.inputs.chunks import Record
from runbridge.inputs.sources import Inputs, PathLike, paths_of
from runbridge.known_formats import FORMATS
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
from runbridge.outputs.rejects import Rejected
from runbridge.pipeline.run_context import ProgressTracker, Run, Validation, open_run
from runbridge.pipeline.runner import format_of
from runbridge.pipeline.stats import Summary
from runbridge.problem_messages import brief, escape
from runbridge.problems import move_down
from runbridge.tables.datasets import TableFile, add_constants, partition_types, tables_in, with_partitions
from runbridge.tables.parquet import Source, Writer, open_table, refuse_compressed_name
from runbridge.tables.table_options import ROW_GROUP

#: The metadata with Spark's schema of a file: Spark ignores columns that are not in it.
_SPARK_SCHEMA = b"org.apache.spark.sql.parquet.row.metadata"
#: How many bytes of rows are processed at once.
_SLICE_SIZE = 8 << 20
#: Processes a batch, and passes on each of its rows that is rejected.
Process = Callable[[Array, OnReject], None]
#: Receives batches with new columns.
BatchSink = Callable[[Array], None]


def write_lines(stream: BinaryIO, column: Array) -> None:
    """Write each row of a column of records as a line to a stream; a null row has no line."""
    for chunk in chunks_of(column):
        stream.writelines(chain.from_iterable(zip(chunk.rows.views(), repeat(b"\n"))))
    stream.flush()


@contextmanager
def open_rows(stream: BinaryIO, schema: Schema) -> Generator[BatchSink]:
    """A function that writes batches to a stream as a Parquet file, which is complete if the block raises nothing."""
    metadata: dict[bytes, bytes] = schema.metadata or {}
    kept = {key: value for key, value in metadata.items() if key != _SPARK_SCHEMA}
    writer = Writer(stream, schema.with_metadata(kept), row_group=ROW_GROUP, compression="zstd")
    try:
        yield writer.add
        writer.finish()
    finally:
        writer.abandon()


def process_file(
    process: Process,
    source: Source,
    file: str,
    columns: Sequence[str] | None,
    tracker: ProgressTracker,
    constants: Mapping[str, Any] = MappingProxyType({}),
) -> Generator[Rejected]:
    """Process the rows of a file, or only some columns of them, and yield the rejected records, each at its row.

    `constants` are columns that all rows get, with their value.
    """
    first = 0
    for batch, size in source.batches(columns):
        for part in slice_batch(add_constants(batch, constants), _SLICE_SIZE):
            found: list[Rejected] = []
            process(part, found.append)
            for rejected in found:
                yield _in_file(rejected, file, first)
            first += part.num_rows
        tracker.step(size)


def _in_file(rejected: Rejected, file: str, first: int) -> Rejected:
    """A record that was rejected in a batch, with its row in the file as its number and line."""
    row = first + rejected.number
    problems = tuple(move_down(each, row - each.line) for each in rejected.problems)
    return replace(rejected, file=file, number=row, line=row, problems=problems)


def format_in(source: Source, file: str, column: str) -> str | None:
    """The format of the records in a column, detected from the first of them; raises UnknownFormat as files do.

    None also where that format requires no field, and would accept the records of all others.
    """
    rows = (text for batch, _ in source.batches([column]) for text in texts(batch.column(column)))
    records = (Record(text, number, number) for number, text in enumerate(rows, start=1) if text is not None)
    try:
        name = format_of(records)
        return name if name is not None and FORMATS[name].required else None
    except UnknownFormat as error:
        raise UnknownFormat(f"{escape(file)}: {error}", file) from None


def common_schema(files: Sequence[TableFile]) -> Schema:
    """The schema of all files, with the metadata of the first and their partitions. Raises OSError and UsageError."""
    types = partition_types(files)
    found = [(file.path, _whole_schema_of(file, types)) for file in files]
    if not found:
        raise UsageError("there is no file; give at least one")
    (first, schema), *others = found
    for file, other in others:
        if not other.equals(schema):
            raise UsageError(f"{escape(file)} has other columns than {escape(first)}: {_difference(other, schema)}")
    return schema


def check_columns(files: Iterable[str], columns: Iterable[str]) -> None:
    """Raise UsageError for a file without a column of text, and OSError for one that cannot be read."""
    for file in files:
        with open_table(file) as source:
            check_texts(file, source.schema, columns)


def check_texts(file: str, schema: Schema, columns: Iterable[str]) -> None:
    """Raise UsageError if the schema of a file has no such column of text."""
    try:
        for column in columns:
            text_type(schema.field(index_of(schema, column)).type, column)
    except UsageError as error:
        raise UsageError(f"{escape(file)}: {error}") from None


def _whole_schema_of(file: TableFile, types: Mapping[str, DataType]) -> Schema:
    """The schema of a file with its partitions; raises UsageError for columns that would get another type."""
    with open_table(file.path) as source:
        source.refuse_changes()
        return with_partitions(source.schema, file, types)


def _difference(schema: Schema, wanted: Schema) -> str:
    """The first column that differs."""
    pairs = enumerate(zip_longest([*map(_described, schema)], [*map(_described, wanted)], fillvalue="none"), start=1)
    number, (found, other) = next((number, pair) for number, pair in pairs if pair[0] != pair[1])
    return f"column {number} is {found}, not {other}"


def _described(field: Any) -> str:
    return f"`{brief(field.name)}` {escape(str(field.type))}{'' if field.nullable else ' not null'}"


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
