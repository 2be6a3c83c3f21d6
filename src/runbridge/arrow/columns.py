"""A column of text of any Arrow type as chunks of rows whose texts are contiguous in memory."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from runbridge._pyarrow import Array, DataType, Schema, pa, pc
from runbridge.compression import CHUNK_SIZE
from runbridge.errors import UsageError
from runbridge.inputs.chunks import Record
from runbridge.problem_messages import brief, escape
from runbridge.record.native_rows import TextRows
from runbridge.tables.column import type_name
from runbridge.tables.parquet import size_of

#: If two halves together have so many times the bytes of the whole, their rows share bytes, such as a dictionary.
_SHARED = 1.5

#: The number of rows of a view type that are made contiguous at a time.
_ROWS = 1024
#: The bytes of a dictionary column that are decoded at a time: few bytes in it can stand for any number of long rows.
_DECODED = 1 << 23

SMALL = frozenset({pa.string(), pa.binary()})
LARGE = frozenset({pa.large_string(), pa.large_binary()})
#: Each view type, and the type of the same text in one piece.
VIEWS = {pa.string_view(): pa.string(), pa.binary_view(): pa.binary()}


@dataclass(frozen=True)
class Rows:
    """Rows of a column that are not null: their numbers, from 0, and a piece of the column that they are in.

    `piece` is an array of binary, and `first` the number of its first row; `data` is the text of all its rows, and
    `offsets` says where each row starts, and where the last one ends.
    """

    numbers: Sequence[int]
    first: int
    piece: Array
    data: memoryview
    offsets: Sequence[int]

    @property
    def text(self) -> bytes:
        """The rows as lines with line feeds; empty if a row has a line feed of its own."""
        # Faster than the joins of pyarrow, which allocate memory every time.
        text = b"\n".join([*self.views(), b""])
        # Much faster than counting line feeds.
        return text if len(text) - len(text.replace(b"\n", b"")) == len(self.numbers) else b""

    @property
    def whole(self) -> TextRows:
        """The rows with null rows between them, of which there is one at least, as the native lane reads them."""
        bits, offsets, data = self.piece.buffers()
        first, last = self.numbers[0], self.numbers[-1]
        return TextRows(
            memoryview(data or b""),
            memoryview(offsets),
            None if bits is None else memoryview(bits),
            self.piece.offset + first - self.first,
            last - first + 1,
            self.piece.type in LARGE,
        )

    def records(self, number: int) -> list[Record]:
        """The rows, where `number` is that of the first."""
        return [Record(bytes(view), at, 1) for at, view in enumerate(self.views(), start=number)]

    def record(self, at: int, _start: int, _end: int, number: int) -> Record:
        """The row with an index, where `number` is that of the first."""
        return Record(bytes(replace(self, numbers=[self.numbers[at]]).views()[0]), number + at, 1)

    def split_at(self, at: int) -> tuple["Rows", "Rows", "Rows"]:
        """The rows before one, counted from 0, the row itself, and those after it."""
        before, row, after = self.numbers[:at], self.numbers[at : at + 1], self.numbers[at + 1 :]
        return replace(self, numbers=before), replace(self, numbers=row), replace(self, numbers=after)

    def views(self) -> list[memoryview]:
        """The text of each row, without a copy."""
        first, data, offsets = self.first, self.data, self.offsets
        return [data[offsets[number - first] : offsets[number - first + 1]] for number in self.numbers]


@dataclass(frozen=True)
class Chunk:
    """Consecutive rows of a column: `size` rows from `start`, of which `rows` are not null."""

    start: int
    size: int
    rows: Rows


def index_of(schema: Schema, name: str) -> int:
    """The index of the column of that name; raises UsageError if there is none or more than one."""
    found: list[int] = schema.get_all_field_indices(name)
    if not found:
        names = ", ".join(f"`{brief(each)}`" for each in schema.names)
        raise UsageError(f"there is no column `{brief(name)}`; choose {names or 'a batch that has columns'}")
    if len(found) > 1:
        raise UsageError(f"there are {len(found)} columns `{brief(name)}`; rename all but one")
    return found[0]


def text_type(type_: DataType, name: str) -> DataType:
    """The text type of the new columns for a column: its own type, or that of the values of a dictionary.

    Raises UsageError for a column without text.
    """
    found = _text_type(type_)
    if found is None:
        raise UsageError(
            f"the column `{brief(name)}` is {escape(type_name(type_))}, not text; give one of strings or binary"
        )
    return found


def _text_type(type_: DataType) -> DataType | None:
    # This comes first: such a type may not be hashable.
    if isinstance(type_, pa.BaseExtensionType):
        plain = _text_type(type_.storage_type)
        return type_ if plain == type_.storage_type else plain
    if pa.types.is_dictionary(type_):
        # pyarrow has no type for dictionaries of extension values, and cannot read them.
        type_ = type_.value_type
    if type_ == pa.null():
        return pa.string()
    return type_ if type_ in SMALL or type_ in LARGE or type_ in VIEWS else None


def chunks_of(column: Array, size: int = CHUNK_SIZE) -> Iterator[Chunk]:
    """The rows of a column of text in order, in chunks of about `size` bytes."""
    first = 0
    for array in _binary_arrays(column):
        if len(array):
            yield from _chunks_of_array(array, first, size)
        first += len(array)


def _chunks_of_array(array: Array, first: int, size: int) -> Iterator[Chunk]:
    data, offsets = memoryview(array.buffers()[2] or b""), _offsets(array)
    given: Sequence[int] = range(first, first + len(array))
    if array.null_count:
        numbers = pc.add(pc.indices_nonzero(pc.is_valid(array)), pa.scalar(first, pa.uint64()))
        given = memoryview(numbers.buffers()[1]).cast("Q").tolist()
    start = used = 0
    while start < len(array):
        # The row after the last one; a chunk has at least one row.
        end = max(start + 1, bisect_right(offsets, offsets[start] + size, lo=start) - 1)
        numbers = given[used : bisect_left(given, first + end, lo=used)]
        yield Chunk(first + start, end - start, Rows(numbers, first, array, data, offsets))
        start, used = end, used + len(numbers)


def texts(column: Array) -> Iterator[bytes | None]:
    """The rows of a column of text; None for a null row."""
    for chunk in chunks_of(column):
        given = dict(zip(chunk.rows.numbers, chunk.rows.views(), strict=True))
        for number in range(chunk.start, chunk.start + chunk.size):
            yield bytes(given[number]) if number in given else None


def _offsets(array: Array) -> Sequence[int]:
    """Where each row of an array of binary starts, and where the last one ends."""
    is_large = array.type in LARGE
    width = 8 if is_large else 4
    buffer = array.buffers()[1].slice(array.offset * width, (len(array) + 1) * width)
    return memoryview(buffer).cast("q" if is_large else "i")


def _binary_arrays(column: Array) -> Iterator[Array]:
    """The column as arrays of binary with contiguous rows; copied only where necessary."""
    if isinstance(column.type, pa.BaseExtensionType):
        yield from _binary_arrays(column.storage)
    elif pa.types.is_dictionary(column.type):
        values = _contiguous(column.dictionary)
        longest = pc.max(pc.binary_length(values)).as_py() or 1
        for indices in _sliced(column.indices, max(1, _DECODED // longest)):
            yield values.take(indices)
    elif column.type in VIEWS:
        yield from map(_contiguous, _sliced(column, _ROWS))
    else:
        yield _contiguous(column)


def _sliced(array: Array, rows: int) -> Iterator[Array]:
    for start in range(0, len(array), rows):
        yield array.slice(start, rows)


def _contiguous(array: Array) -> Array:
    """The text of an array as contiguous binary."""
    # Views may have more than 2 GiB, unlike other types that are not large.
    return array.cast(pa.large_binary() if array.type in LARGE or array.type in VIEWS else pa.binary())


def slice_batch(batch: Array, max_bytes: int) -> Iterator[Array]:
    """The batch in slices of at most `max_bytes`, of one row, or of rows that share their bytes; nothing is copied.

    Text from a dictionary counts for each row that has it.
    """
    size, half = size_of(batch), batch.num_rows // 2
    parts = [] if size <= max_bytes or not half else [batch.slice(0, half), batch.slice(half)]
    if not parts or sum(map(size_of, parts)) > _SHARED * size:
        yield batch
    else:
        for each in parts:
            yield from slice_batch(each, max_bytes)
