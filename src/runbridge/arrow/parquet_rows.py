"""Records in a column of Parquet files: rows are read, and rows or lines are written."""

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, repeat, zip_longest
from types import MappingProxyType
from typing import Any, BinaryIO

from msgspec.structs import replace

from runbridge._pyarrow import Array, DataType, Schema
from runbridge.arrow.batches import OnReject
from runbridge.arrow.columns import chunks_of, index_of, slice_batch, text_type, texts
from runbridge.errors import UnknownFormat, UsageError
from runbridge.inputs.chunks import Record
from runbridge.outputs.rejected import Rejected
from runbridge.pipeline.run_context import ProgressTracker
from runbridge.pipeline.runner import format_of
from runbridge.problem_messages import brief, escape
from runbridge.problems import move_down
from runbridge.tables.datasets import TableFile, add_constants, partition_types, with_partitions
from runbridge.tables.parquet import Source, Writer, open_table
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
    """The format of the records in a column, detected from the first of them; raises UnknownFormat as files do."""
    rows = (text for batch, _ in source.batches([column]) for text in texts(batch.column(column)))
    try:
        return format_of(Record(text, number, number) for number, text in enumerate(rows, start=1) if text is not None)
    except UnknownFormat as error:
        raise UnknownFormat(f"{escape(file)}: {error}") from None


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
