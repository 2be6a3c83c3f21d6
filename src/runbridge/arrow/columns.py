"""A column of text as it comes in, of any of Arrow's types for it: cut into blocks of rows that lie side by side."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from runbridge._pyarrow import Array, DataType, Schema, pa, pc
from runbridge.compression import CHUNK_SIZE
from runbridge.errors import WrongUse
from runbridge.inputs.chunks import Record
from runbridge.problems import brief, escape

#: Views are made contiguous so many rows at a time.
_ROWS = 1024
#: A dictionary is undone for so many bytes at a time: a few bytes in it can stand for any number of long rows.
_DECODED = 1 << 23

SMALL = frozenset({pa.string(), pa.binary()})
LARGE = frozenset({pa.large_string(), pa.large_binary()})
#: Each view type, and the type of the same text in one piece.
VIEWS = {pa.string_view(): pa.string(), pa.binary_view(): pa.binary()}


@dataclass(frozen=True)
class Rows:
    """Rows of a column that are not null: their numbers, from 0, and a piece of the column that they are in.

    `first` is the number of the first row of the piece, `data` the text of all its rows; `offsets` says where each row
    starts, and where the last one ends.
    """

    numbers: Sequence[int]
    first: int
    data: memoryview
    offsets: Sequence[int]

    @property
    def text(self) -> bytes:
        """The rows a line each, every line ended by a line feed; empty if a line would not be just a row."""
        # Faster than pyarrow's own joins, which take memory that is new every time.
        text = b"\n".join([*self.views(), b""])
        # Many times as fast as to count them.
        return text if len(text) - len(text.replace(b"\n", b"")) == len(self.numbers) else b""

    def records(self, number: int) -> list[Record]:
        """The rows, where `number` is that of the first."""
        return [Record(bytes(view), at, 1) for at, view in enumerate(self.views(), start=number)]

    def split_at(self, at: int) -> tuple["Rows", "Rows", "Rows"]:
        """The rows before one, counted from 0, the row itself, and those behind it."""
        before, row, behind = self.numbers[:at], self.numbers[at : at + 1], self.numbers[at + 1 :]
        return replace(self, numbers=before), replace(self, numbers=row), replace(self, numbers=behind)

    def views(self) -> list[memoryview]:
        """The text of each row, where it is."""
        first, data, offsets = self.first, self.data, self.offsets
        return [data[offsets[number - first] : offsets[number - first + 1]] for number in self.numbers]


@dataclass(frozen=True)
class Chunk:
    """So many rows of a column, from one on, that have about as much text as was asked for; `rows` are not null."""

    start: int
    size: int
    rows: Rows


def index_of(schema: Schema, name: str) -> int:
    """Where the column of that name stands; raises WrongUse where there is none, or one more."""
    found: list[int] = schema.get_all_field_indices(name)
    if not found:
        names = ", ".join(f"`{brief(each)}`" for each in schema.names)
        raise WrongUse(f"there is no column `{brief(name)}`; choose {names or 'a batch that has columns'}")
    if len(found) > 1:
        raise WrongUse(f"there are {len(found)} columns `{brief(name)}`; rename all but one")
    return found[0]


def text_type(kind: DataType, name: str) -> DataType:
    """The type of text that is made of a column's: the same, and of a dictionary that of its values.

    Raises WrongUse for a column that is no text.
    """
    found = _text_type(kind)
    if found is None:
        raise WrongUse(f"the column `{brief(name)}` is {escape(str(kind))}, not text; give one of strings or binary")
    return found


def _text_type(kind: DataType) -> DataType | None:
    # First: such a type may have no hash.
    if isinstance(kind, pa.BaseExtensionType):
        plain = _text_type(kind.storage_type)
        return kind if plain == kind.storage_type else plain
    if pa.types.is_dictionary(kind):
        # Values of an extension have no type in pyarrow, and cannot be read.
        kind = kind.value_type
    if kind == pa.null():
        return pa.string()
    return kind if kind in SMALL or kind in LARGE or kind in VIEWS else None


def blocks(column: Array, much: int = CHUNK_SIZE) -> Iterator[Chunk]:
    """The rows of a column of text in order, in blocks of so many bytes."""
    first = 0
    for piece in _pieces(column):
        if len(piece):
            yield from _blocks(piece, first, much)
        first += len(piece)


def _blocks(piece: Array, first: int, much: int) -> Iterator[Chunk]:
    data, offsets = memoryview(piece.buffers()[2] or b""), _offsets(piece)
    given: Sequence[int] = range(first, first + len(piece))
    if piece.null_count:
        given = [first + row for row in pc.indices_nonzero(pc.is_valid(piece)).to_pylist()]
    start = used = 0
    while start < len(piece):
        # The row behind the last one; there is one in a block at least.
        end = max(start + 1, bisect_right(offsets, offsets[start] + much, lo=start) - 1)
        numbers = given[used : bisect_left(given, first + end, lo=used)]
        yield Chunk(first + start, end - start, Rows(numbers, first, data, offsets))
        start, used = end, used + len(numbers)


def texts(column: Array) -> Iterator[bytes | None]:
    """The rows of a column of text."""
    for block in blocks(column):
        given = dict(zip(block.rows.numbers, block.rows.views(), strict=True))
        for number in range(block.start, block.start + block.size):
            yield bytes(given[number]) if number in given else None


def _offsets(piece: Array) -> Sequence[int]:
    """Where each row of an array of binary starts, and where the last one ends."""
    is_large = piece.type in LARGE
    width = 8 if is_large else 4
    buffer = piece.buffers()[1].slice(piece.offset * width, (len(piece) + 1) * width)
    return memoryview(buffer).cast("q" if is_large else "i")


def _pieces(column: Array) -> Iterator[Array]:
    """The column as arrays of binary, each with all of its rows one behind the other; copied only where need be."""
    if isinstance(column.type, pa.BaseExtensionType):
        yield from _pieces(column.storage)
    elif pa.types.is_dictionary(column.type):
        words = _plain(column.dictionary)
        longest = pc.max(pc.binary_length(words)).as_py() or 1
        for piece in _sliced(column.indices, max(1, _DECODED // longest)):
            yield words.take(piece)
    elif column.type in VIEWS:
        yield from map(_plain, _sliced(column, _ROWS))
    else:
        yield _plain(column)


def _sliced(array: Array, rows: int) -> Iterator[Array]:
    for start in range(0, len(array), rows):
        yield array.slice(start, rows)


def _plain(array: Array) -> Array:
    """The text of an array as binary in one piece."""
    # Views may come to more than 2 GiB, as nothing else does that is not large.
    return array.cast(pa.large_binary() if array.type in LARGE or array.type in VIEWS else pa.binary())
