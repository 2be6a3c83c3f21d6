"""Parquet files: batches in, row groups out, and back, with one row group in memory as it is stored, and some rows."""

import io
import os
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

from runbridge._pyarrow import Array, Schema, load, pa, pc
from runbridge.compression import SUFFIXES
from runbridge.errors import BadInput, UsageError
from runbridge.problems import brief, escape
from runbridge.tables.encodings import are_cut, in_utc, leaves_of, otherwise
from runbridge.tables.table import Batch
from runbridge.tables.table_schema import FORMAT_KEY, PROFILE_KEY

#: A row group ends where its rows have so many bytes.
_MOST_BYTES = 64 << 20
#: What is read at once: so many rows, fewer if they are so long that this many bytes are reached before.
_ROWS, _ROWS_BYTES = 1024, 16 << 20
#: How long rows are that a file says once, in a dictionary, is known when some were read. So many are read first, and
#: each time at most so many times more.
_FIRST, _MORE = 16, 4
_UNREADABLE = "not a Parquet file that can be read"

#: With older pyarrows Spark's own timestamps before 1970 come out centuries later (seen with 18 to 22).
_READS_INT96 = 23
_INT96 = "INT96"

#: The suffixes of other formats, by which tools and people choose how to read a file.
_OTHER_SUFFIXES = (
    *(".arrow", ".arrows", ".avro", ".csv", ".db", ".duckdb", ".feather", ".ipc", ".json", ".jsonl", ".msgpack"),
    *(".ndjson", ".orc", ".sqlite", ".tsv", ".txt", ".xls", ".xlsx", ".xml", ".yaml", ".yml"),
)

_pq = load("pyarrow.parquet")


class _Sink(io.RawIOBase):
    """A stream as pyarrow writes to it; once it is cut off, nothing that is written gets there."""

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
    """Writes batches of rows to a stream as Parquet; the file is whole after `finish`."""

    def __init__(self, stream: BinaryIO, schema: Any, *, row_group: int, compression: str) -> None:
        self._sink = _Sink(stream)
        self._schema = schema
        self._row_group = row_group
        self._waiting: list[Batch] = []
        self._rows = 0
        self._bytes = 0
        self._writer = _pq.ParquetWriter(self._sink, schema, compression=compression)

    def add(self, batch: Batch) -> None:
        """Take some rows; a row group is written when there are enough."""
        self._waiting.append(batch)
        self._rows += batch.num_rows
        self._bytes += batch.nbytes
        while self._rows >= self._row_group:
            self._write(self._row_group)
        if self._bytes >= _MOST_BYTES:
            self._write(self._rows)

    def finish(self) -> None:
        """Write what waits, and the end of the file."""
        if self._rows:
            self._write(self._rows)
        self._writer.close()

    def abandon(self) -> None:
        """Leave the file as it is, which is no use to anybody."""
        # pyarrow would write the end whenever it is done with.
        self._sink.is_cut_off = True
        self._writer.close()

    def _write(self, rows: int) -> None:
        table = pa.Table.from_batches(self._waiting, self._schema)
        self._writer.write_table(table.slice(0, rows), row_group_size=rows)
        rest = table.slice(rows)
        self._waiting = rest.to_batches()
        self._rows, self._bytes = rest.num_rows, rest.nbytes


class Source:
    """A Parquet file that is open: what it says of itself, and its rows."""

    def __init__(self, file: BinaryIO, path: str) -> None:
        self._path = path
        self._size = os.fstat(file.fileno()).st_size
        with self._readable():
            # It looks at all names at once, at every depth, so that none of them is a surprise later.
            self._file = _pq.ParquetFile(file, coerce_int96_timestamp_unit="us")

    @cached_property
    def schema(self) -> Schema:
        """The schema of the rows, with all that the file says beside it."""
        schema = self._file.schema_arrow
        # The default timestamps of Spark. They are in UTC, and Arrow does not say so. Spark stores timestamps without
        # a zone in another type, and they stay without.
        are_int96 = [leaf.physical_type == _INT96 for leaf in leaves_of(self._file)]
        if not any(are_int96):
            return schema
        self._need_int96()
        left = iter(are_int96)
        return pa.schema([in_utc(field, left) for field in schema], schema.metadata)

    def refuse_changes(self) -> None:
        """Raise UsageError for a column that would be another one if all columns were written to a new file."""
        for leaf in otherwise(self._file):
            raise UsageError(
                f"{escape(self._path)}: the column `{brief(leaf.path)}` is {leaf.logical_type}, which pyarrow"
                f" {pa.__version__} would write as another type; cast it in what wrote the file, or leave it out"
            )
        self.refuse_cuts()

    def refuse_cuts(self) -> None:
        """Raise UsageError for timestamps that are read to the microsecond and say more. Raises BadInput.

        It reads all timestamps of 96 bits twice, for nothing else tells it; those that Spark writes say no more.
        """
        paths = [leaf.path for leaf in leaves_of(self._file) if leaf.physical_type == _INT96]
        if not paths:
            return
        with self._readable(), Path(self._path).open("rb") as file:
            fine = _pq.ParquetFile(file, coerce_int96_timestamp_unit="ns")
            for path in paths:
                both = [each.iter_batches(_ROWS, columns=[path]) for each in (self._file, fine)]
                if any(are_cut(*map(_as_struct, pair)) for pair in zip(*both, strict=True)):
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
        """The format of the records that the rows were made of; None where the file does not tell."""
        return self._told(FORMAT_KEY)

    @property
    def profile(self) -> str | None:
        """The profile under which they were valid; None where the file does not tell."""
        return self._told(PROFILE_KEY)

    def _told(self, key: bytes) -> str | None:
        metadata: dict[bytes, bytes] = self._file.schema_arrow.metadata or {}
        return metadata[key].decode(errors="replace") if key in metadata else None

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[tuple[Batch, int]]:
        """The rows, of all columns or of some, and their share of the file's bytes. Raises BadInput.

        How many rows a batch has follows from how long those before it were.
        """
        schema = self.schema if columns is None else pa.schema([self.schema.field(name) for name in columns])
        with self._readable():
            rows, done = _FIRST, 0
            for number in range(self._file.num_row_groups):
                # What it knows of a column that is encrypted it may not be asked: that would end the process.
                group = self._file.metadata.row_group(number)
                most = max(1, min(_ROWS_BYTES * group.num_rows // max(group.total_byte_size, 1), _ROWS))
                rows = min(rows, most)
                for batch in self._file.iter_batches(rows, row_groups=[number], columns=columns):
                    fitting = _ROWS_BYTES * batch.num_rows // max(size_of(batch), 1)
                    rows = max(1, min(fitting, rows * _MORE, most))
                    # It counts from the next batch on.
                    self._file.reader.set_batch_size(rows)
                    # What has such a name, and a dot, comes too.
                    asked = batch if columns is None else batch.select(columns)
                    before, done = done, done + batch.num_rows
                    yield _viewed(asked, schema), self._share(done) - self._share(before)

    def _share(self, rows: int) -> int:
        """The bytes of the file that so many rows stand for."""
        # A file that is broken may say that it has none.
        whole: int = self._file.metadata.num_rows
        return self._size * rows // max(whole, 1)

    @contextmanager
    def _readable(self) -> Generator[None]:
        """What pyarrow says of a file that it cannot read, as an error that names the file."""
        try:
            yield
        except UnicodeDecodeError as error:
            raise BadInput(f"{_UNREADABLE} (the name of a column is not UTF-8)", self._path) from error
        except (pa.ArrowException, OSError) as error:
            raise BadInput(f"{_UNREADABLE} ({brief(str(error))})", self._path) from error


def reads_int96() -> bool:
    """Whether this pyarrow reads all of Spark's own timestamps right."""
    return int(pa.__version__.partition(".")[0]) >= _READS_INT96


def refuse_packed(path: str) -> None:
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


def _viewed(batch: Batch, schema: Schema) -> Batch:
    """The batch with the types of a schema, in which at most zones are other ones."""
    if batch.schema.equals(schema):
        return batch
    # The values are the same, and not all lists can be cast.
    columns = [column.view(kind) for column, kind in zip(batch.columns, schema.types, strict=True)]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


@contextmanager
def open_table(path: str) -> Generator[Source]:
    """A Parquet file. Raises OSError, and UsageError for what can only be read from the beginning to the end."""
    with Path(path).open("rb") as file:
        if not file.seekable():
            raise UsageError(f"{escape(path)} is a stream, and a Parquet file is read from its end; give it as a file")
        yield Source(file, path)


def size_of(batch: Array) -> int:
    """How many bytes the rows of a batch have, text from a dictionary as often as it stands for a row."""
    return sum(map(_size, batch.columns))


def _size(column: Array) -> int:
    size: int = column.nbytes
    if pa.types.is_dictionary(column.type) and _is_text(column.type.value_type):
        # A few bytes in a dictionary can stand for any number of long rows, and all slices have the whole of it.
        lengths = pc.binary_length(column.dictionary).take(column.indices)
        size = column.indices.nbytes + (pc.sum(lengths).as_py() or 0)
    return size


def _is_text(kind: Array) -> bool:
    types = pa.types
    return any(
        is_one(kind) for is_one in (types.is_string, types.is_large_string, types.is_binary, types.is_large_binary)
    )
