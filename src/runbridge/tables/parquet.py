"""Parquet files, written as row groups and read back with one in memory, and the encodings of their columns."""

import io
import json
import os
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from typing import Any, BinaryIO

from runbridge._pyarrow import Array, Schema, load, pa, pc
from runbridge.compression import SUFFIXES
from runbridge.errors import BadInput, UsageError
from runbridge.problem_messages import brief, escape
from runbridge.tables.table_schema import FORMAT_KEY, PROFILE_KEY, Batch

#: The test for each type of list, and its constructor; lists of a fixed size are handled apart.
_LISTS = {
    pa.types.is_list: pa.list_,
    pa.types.is_large_list: pa.large_list,
    pa.types.is_list_view: pa.list_view,
    pa.types.is_large_list_view: pa.large_list_view,
}
#: The metadata with the Arrow schema of a file.
_ARROW_SCHEMA = b"ARROW:schema"


def leaves_of(file: Any) -> list[Any]:
    """The columns of a pyarrow.parquet.ParquetFile as they are stored, in its order."""
    return [file.schema.column(index) for index in range(len(file.schema))]


def with_utc(field: Any, are_int96: Iterator[bool]) -> Any:
    """The field with a zone for timestamps of 96 bits that have none, at any depth.

    `are_int96` says for each leaf, in the order of the file, whether it has 96 bits. Those of the field are consumed.
    """
    types, kind = pa.types, field.type
    if types.is_struct(kind):
        kind = pa.struct([with_utc(each, are_int96) for each in kind])
    elif types.is_map(kind):
        kind = pa.map_(with_utc(kind.key_field, are_int96), with_utc(kind.item_field, are_int96), kind.keys_sorted)
    elif types.is_fixed_size_list(kind):
        kind = pa.list_(with_utc(kind.value_field, are_int96), kind.list_size)
    elif make := next((make for is_one, make in _LISTS.items() if is_one(kind)), None):
        kind = make(with_utc(kind.value_field, are_int96))
    elif isinstance(kind, pa.BaseExtensionType):
        # An extension type stays; its leaves are consumed.
        with_utc(field.with_type(kind.storage_type), are_int96)
    elif next(are_int96):
        kind = pa.timestamp(kind.unit, "UTC")
    return field.with_type(kind)


def columns_that_change(file: Any) -> Iterator[Any]:
    """The leaves of a file that this pyarrow would write as another type: intervals and some times of day."""
    # In a file that Arrow wrote a time of day is the same, whether it is marked as UTC or not.
    is_ours = _ARROW_SCHEMA in (file.metadata.metadata or {})
    for leaf in leaves_of(file):
        is_time = leaf.logical_type.type == "TIME" and not is_ours
        if leaf.converted_type == "INTERVAL" or (is_time and _is_in_utc(leaf) != _writes_in_utc()):
            yield leaf


def _is_in_utc(leaf: Any) -> bool:
    logical_type: dict[str, bool] = json.loads(leaf.logical_type.to_json())
    return logical_type["isAdjustedToUTC"]


@cache
def _writes_in_utc() -> bool:
    """Whether this pyarrow marks all times of day as UTC, as its first versions did."""
    with pa.BufferOutputStream() as stream:
        _pq.write_table(pa.table({"": pa.array([], pa.time64("us"))}), stream)
        return _is_in_utc(leaves_of(_pq.ParquetFile(stream.getvalue()))[0])


def are_truncated(coarse: Array, fine: Array) -> bool:
    """Whether timestamps of 96 bits, read as microseconds and as nanoseconds, lose digits as microseconds."""
    # Both numbers of a time outside the range of nanoseconds overflow alike, so that the digits are still compared.
    pairs = zip(_flat(coarse), _flat(fine), strict=True)
    return any(
        pc.any(pc.not_equal(pc.multiply(first.view(pa.int64()), 1000), second.view(pa.int64()))).as_py()
        for first, second in pairs
        if first.type != second.type
    )


def _flat(array: Array) -> Iterator[Array]:
    """The values in an array, at every depth."""
    if pa.types.is_struct(array.type):
        for each in array.flatten():
            yield from _flat(each)
    elif pa.types.is_nested(array.type):
        yield from _flat(array.flatten())
    elif isinstance(array, pa.ExtensionArray):
        yield from _flat(array.storage)
    else:
        yield array


#: A row group ends when its rows have so many bytes.
_MOST_BYTES = 64 << 20
#: The most rows, and the most bytes, that are read at once.
_ROWS, _ROWS_BYTES = 1024, 16 << 20
#: The length of rows from a dictionary is known only when they were read. So many rows are read first, and each time at
#: most so many times more.
_FIRST_ROWS, _GROWTH = 16, 4
_UNREADABLE = "not a Parquet file that can be read"

#: Older versions of pyarrow read Spark's 96-bit timestamps before 1970 as centuries later (seen with 18 to 22).
_READS_INT96 = 23
_INT96 = "INT96"

#: The suffixes of other formats, by which tools choose how to read a file.
_OTHER_SUFFIXES = (
    *(".arrow", ".arrows", ".avro", ".csv", ".db", ".duckdb", ".feather", ".ipc", ".json", ".jsonl", ".msgpack"),
    *(".ndjson", ".orc", ".sqlite", ".tsv", ".txt", ".xls", ".xlsx", ".xml", ".yaml", ".yml"),
)

_pq = load("pyarrow.parquet")


class _Sink(io.RawIOBase):
    """A stream for pyarrow; once it is cut off, all that is written is ignored."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.is_cut_off = False

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        if not self.is_cut_off:
            self._stream.write(data)
        return len(data)


class Writer:
    """Writes batches of rows to a stream as Parquet; the file is complete after `finish`."""

    def __init__(self, stream: BinaryIO, schema: Any, *, row_group: int, compression: str) -> None:
        self._sink = _Sink(stream)
        self._schema = schema
        self._row_group = row_group
        self._pending: list[Batch] = []
        self._rows = 0
        self._bytes = 0
        self._writer = _pq.ParquetWriter(self._sink, schema, compression=compression)

    def add(self, batch: Batch) -> None:
        """Add rows; a row group is written when there are enough."""
        self._pending.append(batch)
        self._rows += batch.num_rows
        self._bytes += batch.nbytes
        while self._rows >= self._row_group:
            self._write(self._row_group)
        if self._bytes >= _MOST_BYTES:
            self._write(self._rows)

    def finish(self) -> None:
        """Write the pending rows and the end of the file."""
        if self._rows:
            self._write(self._rows)
        self._writer.close()

    def abandon(self) -> None:
        """Leave the file incomplete."""
        # When the writer is deleted, pyarrow would write the end.
        self._sink.is_cut_off = True
        self._writer.close()

    def _write(self, rows: int) -> None:
        table = pa.Table.from_batches(self._pending, self._schema)
        self._writer.write_table(table.slice(0, rows), row_group_size=rows)
        rest = table.slice(rows)
        self._pending = rest.to_batches()
        self._rows, self._bytes = rest.num_rows, rest.nbytes


class Source:
    """An open Parquet file: its metadata and its rows."""

    def __init__(self, file: BinaryIO, path: str) -> None:
        self._path = path
        self._size = os.fstat(file.fileno()).st_size
        with self._readable():
            # It decodes the names of all columns, at every depth, so that invalid names fail here.
            self._file = _pq.ParquetFile(file, coerce_int96_timestamp_unit="us")

    @cached_property
    def schema(self) -> Schema:
        """The schema of the rows, with the metadata of the file."""
        schema = self._file.schema_arrow
        # The default timestamps of Spark are in UTC, which Arrow does not say. Spark stores timestamps without a zone
        # in another type; these stay without a zone.
        are_int96 = [leaf.physical_type == _INT96 for leaf in leaves_of(self._file)]
        if not any(are_int96):
            return schema
        self._need_int96()
        left = iter(are_int96)
        return pa.schema([with_utc(field, left) for field in schema], schema.metadata)

    def refuse_changes(self) -> None:
        """Raise UsageError for a column that would get another type in a new file."""
        for leaf in columns_that_change(self._file):
            raise UsageError(
                f"{escape(self._path)}: the column `{brief(leaf.path)}` is {leaf.logical_type}, which pyarrow"
                f" {pa.__version__} would write as another type; cast it in what wrote the file, or leave it out"
            )
        self.refuse_truncated_times()

    def refuse_truncated_times(self) -> None:
        """Raise UsageError for timestamps that have nanoseconds and are read as microseconds. Raises BadInput.

        It reads all timestamps of 96 bits twice: only their values show it. Spark writes microseconds.
        """
        paths = [leaf.path for leaf in leaves_of(self._file) if leaf.physical_type == _INT96]
        if not paths:
            return
        with self._readable(), Path(self._path).open("rb") as file:
            fine = _pq.ParquetFile(file, coerce_int96_timestamp_unit="ns")
            for path in paths:
                both = [each.iter_batches(_ROWS, columns=[path]) for each in (self._file, fine)]
                if any(are_truncated(*map(_as_struct, pair)) for pair in zip(*both, strict=True)):
                    raise UsageError(
                        f"{escape(self._path)}: the column `{brief(path)}` has timestamps of 96 bits with nanoseconds,"
                        " which would be cut to microseconds; cast it in what wrote the file, or leave it out"
                    )

    def _need_int96(self) -> None:
        if not reads_int96():
            raise UsageError(
                f"{escape(self._path)} has timestamps of 96 bits, as Spark writes them, some of which pyarrow"
                f" {pa.__version__} changes; install pyarrow {_READS_INT96} or newer, or let Spark write the file with"
                " spark.sql.parquet.outputTimestampType=TIMESTAMP_MICROS"
            )

    @property
    def format(self) -> str | None:
        """The format of the records; None if the file does not say it."""
        return self._metadata_value(FORMAT_KEY)

    @property
    def profile(self) -> str | None:
        """The profile under which they were valid; None if the file does not say it."""
        return self._metadata_value(PROFILE_KEY)

    def _metadata_value(self, key: bytes) -> str | None:
        metadata: dict[bytes, bytes] = self._file.schema_arrow.metadata or {}
        return metadata[key].decode(errors="replace") if key in metadata else None

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[tuple[Batch, int]]:
        """The rows, of all columns or of some, and their share of the file's bytes. Raises BadInput.

        The number of rows of a batch depends on the length of the rows before.
        """
        schema = self.schema if columns is None else pa.schema([self.schema.field(name) for name in columns])
        with self._readable():
            rows, done = _FIRST_ROWS, 0
            for number in range(self._file.num_row_groups):
                # The metadata of an encrypted column is not read: pyarrow would end the process.
                group = self._file.metadata.row_group(number)
                most = max(1, min(_ROWS_BYTES * group.num_rows // max(group.total_byte_size, 1), _ROWS))
                rows = min(rows, most)
                for batch in self._file.iter_batches(rows, row_groups=[number], columns=columns):
                    fitting = _ROWS_BYTES * batch.num_rows // max(size_of(batch), 1)
                    rows = max(1, min(fitting, rows * _GROWTH, most))
                    # It applies to the next batch.
                    self._file.reader.set_batch_size(rows)
                    # pyarrow reads columns whose names continue with a dot, too.
                    asked = batch if columns is None else batch.select(columns)
                    before, done = done, done + batch.num_rows
                    yield _with_types(asked, schema), self._share(done) - self._share(before)

    def _share(self, rows: int) -> int:
        """The bytes of the file that so many rows stand for."""
        # A broken file may say that it has no rows.
        whole: int = self._file.metadata.num_rows
        return self._size * rows // max(whole, 1)

    @contextmanager
    def _readable(self) -> Generator[None]:
        """Turn an error of pyarrow about a file that it cannot read into one that names the file."""
        try:
            yield
        except UnicodeDecodeError as error:
            raise BadInput(f"{_UNREADABLE} (the name of a column is not UTF-8)", self._path) from error
        except (pa.ArrowException, OSError) as error:
            raise BadInput(f"{_UNREADABLE} ({brief(str(error))})", self._path) from error


def reads_int96() -> bool:
    """Whether this pyarrow reads all 96-bit timestamps of Spark correctly."""
    return int(pa.__version__.partition(".")[0]) >= _READS_INT96


def refuse_compressed_name(path: str) -> None:
    """Raise UsageError for the name of a Parquet file that would be compressed as a whole."""
    if path.lower().endswith(SUFFIXES):
        raise UsageError(f"{escape(path)}: Parquet is compressed inside; give a name that does not end like this")


def refuse_other_suffix(path: str) -> None:
    """Raise UsageError for the name of a file that readers would take for another format than Parquet."""
    suffix = Path(path).suffix.lower()
    if suffix in _OTHER_SUFFIXES:
        raise UsageError(f"{escape(path)}: export writes Parquet, not {suffix}; give a name that ends in .parquet")


def _as_struct(batch: Batch) -> Array:
    return batch.to_struct_array()


def joined(batches: Sequence[Batch]) -> Batch:
    """The rows of some batches with the same columns as one."""
    return pa.Table.from_batches(batches).combine_chunks().to_batches()[0]


def _with_types(batch: Batch, schema: Schema) -> Batch:
    """The batch with the types of a schema, which differ in time zones at most."""
    if batch.schema.equals(schema):
        return batch
    # Not all types of lists can be cast.
    columns = [column.view(kind) for column, kind in zip(batch.columns, schema.types, strict=True)]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


@contextmanager
def open_table(path: str) -> Generator[Source]:
    """A Parquet file. Raises OSError, and UsageError for a stream."""
    with Path(path).open("rb") as file:
        if not file.seekable():
            raise UsageError(f"{escape(path)} is a stream, and a Parquet file is read from its end; give it as a file")
        yield Source(file, path)


def size_of(batch: Array) -> int:
    """The bytes of the rows of a batch; text from a dictionary counts for each row that has it."""
    return sum(map(_size, batch.columns))


def _size(column: Array) -> int:
    size: int = column.nbytes
    if pa.types.is_dictionary(column.type) and _is_text(column.type.value_type):
        # A few bytes in a dictionary can be the text of any number of long rows; each slice has all of it.
        lengths = pc.binary_length(column.dictionary).take(column.indices)
        size = column.indices.nbytes + (pc.sum(lengths).as_py() or 0)
    return size


def _is_text(kind: Array) -> bool:
    types = pa.types
    return any(
        is_one(kind) for is_one in (types.is_string, types.is_large_string, types.is_binary, types.is_large_binary)
    )
