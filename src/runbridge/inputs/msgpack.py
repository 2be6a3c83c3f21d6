"""MessagePack transcoded to JSON text, token by token, so that nothing is lost or changed.

Repeated keys stay repeated and integers exact; a timestamp becomes an RFC 3339 date-time. A value that has no JSON text
is a flaw of its record, and reading continues after it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from math import isfinite
from struct import unpack
from typing import NamedTuple, NoReturn

import msgspec

from runbridge.compression import CHUNK_SIZE
from runbridge.inputs.chunks import Slice, Values, not_json, too_long
from runbridge.problems import Problem

_EPOCH = datetime(1970, 1, 1)
#: Timestamps have the type -1 and one of three sizes.
_TIMESTAMP = b"\xff"
_MAX_SECONDS = (1 << 34) - 1
_MAX_NANOSECONDS = 999_999_999

_encode = msgspec.json.Encoder().encode
_CONSTANTS = {0xC0: b"null", 0xC2: b"false", 0xC3: b"true"}
_NUMBERS = dict(zip(range(0xCA, 0xD4), (">f", ">d", ">B", ">H", ">I", ">Q", ">b", ">h", ">i", ">q"), strict=True))
#: The kind of each token, its size, and how many bytes after it have the size instead. The size is in bytes; for a
#: container, in elements or entries.
_HEADS: dict[int, tuple[str, int, int]] = {
    **dict.fromkeys([*range(128), *range(224, 256)], ("integer", 0, 0)),
    **{token: ("map", token - 0x80, 0) for token in range(0x80, 0x90)},
    **{token: ("array", token - 0x90, 0) for token in range(0x90, 0xA0)},
    **{token: ("string", token - 0xA0, 0) for token in range(0xA0, 0xC0)},
    **dict.fromkeys(_CONSTANTS, ("constant", 0, 0)),
    **{0xC4 + power: ("bin", 0, 1 << power) for power in range(3)},
    **{0xC7 + power: ("extension", 0, 1 << power) for power in range(3)},
    **{token: ("number", size, 0) for token, size in zip(_NUMBERS, (4, 8, 1, 2, 4, 8, 1, 2, 4, 8), strict=True)},
    **{0xD4 + power: ("extension", 1 << power, 0) for power in range(5)},
    **{0xD9 + power: ("string", 0, 1 << power) for power in range(3)},
    **{0xDC + power: ("array", 0, 2 << power) for power in range(2)},
    **{0xDE + power: ("map", 0, 2 << power) for power in range(2)},
}


class Head(NamedTuple):
    """A token, its kind, and how many bytes or values follow it."""

    token: int
    kind: str
    size: int
    values: int


class Malformed(Exception):
    """The data is not valid MessagePack here, or is truncated."""


class NeedMoreData(Exception):
    """All data that has arrived was read, and the reader must not wait."""


class Reader:
    """Data that comes in pieces, read a few bytes at a time."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._piece = b""
        self._at = 0
        self._offset = 0
        self.may_wait = True
        #: The offset of the value that is being read.
        self.start = 0

    def begin(self) -> None:
        """A value starts here."""
        self.start = self._offset

    def rewind(self) -> None:
        """Go back to the start of the value; no new piece was read since then."""
        self._at -= self._offset - self.start
        self._offset = self.start

    def is_at_end(self) -> bool:
        """Whether all data was read. Raises NeedMoreData if only waiting would show it."""
        if self._at < len(self._piece):
            return False
        if not self.may_wait:
            raise NeedMoreData
        self._piece = next(self._pieces, b"")
        self._at = 0
        return not self._piece

    def take(self, size: int) -> bytes:
        """The next bytes. Raises Malformed if the data ends before."""
        end = self._at + size
        if end > len(self._piece):
            return b"".join(self._take_pieces(size))
        data = self._piece[self._at : end]
        self._at = end
        self._offset += size
        return data

    def skip(self, size: int) -> None:
        """Skip bytes, without having them all in memory."""
        for _ in self._take_pieces(size):
            pass

    def _take_pieces(self, size: int) -> Iterator[bytes]:
        while size:
            if self.is_at_end():
                raise Malformed("the MessagePack data is truncated")
            piece = self._piece[self._at : self._at + size]
            self._at += len(piece)
            self._offset += len(piece)
            size -= len(piece)
            yield piece

    def head(self) -> Head:
        """The next token. Raises Malformed for a byte that is not one."""
        token = self.take(1)[0]
        if token not in _HEADS:
            raise Malformed(f"invalid MessagePack byte 0x{token:02x}")
        kind, size, width = _HEADS[token]
        if width:
            size = int.from_bytes(self.take(width))
        if kind == "array":
            return Head(token, kind, 0, size)
        if kind == "map":
            return Head(token, kind, 0, 2 * size)
        # An extension has one more byte, its type.
        return Head(token, kind, size + (kind == "extension"), 0)

    def skip_values(self, count: int) -> None:
        """Skip values, however many and deep."""
        while count:
            head = self.head()
            self.skip(head.size)
            count += head.values - 1


def scalar(head: Head, data: bytes) -> bytes | Problem:
    """The JSON text of a scalar whose bytes are given, or why it has none."""
    match head.kind:
        case "string":
            try:
                return _encode(data.decode())
            except UnicodeDecodeError as error:
                return Problem(code="invalid-utf8", actual=f"{error.reason} (byte 0x{data[error.start]:02x})")
        case "integer":
            return str(head.token if head.token < 0x80 else head.token - 0x100).encode()
        case "constant":
            return _CONSTANTS[head.token]
        case "number":
            (number,) = unpack(_NUMBERS[head.token], data)
            return _encode(number) if isfinite(number) else not_json(f"the MessagePack number {number}")
        case "extension":
            return _timestamp(data[1:]) if data[:1] == _TIMESTAMP else _foreign(data)
        case _:
            return not_json("MessagePack bytes (bin), which JSON cannot represent")


def _foreign(data: bytes) -> Problem:
    return not_json(f"a MessagePack extension of type {unpack('b', data[:1])[0]}, which JSON cannot represent")


def _timestamp(data: bytes) -> bytes | Problem:
    """An RFC 3339 date-time with as many digits as necessary: none, milliseconds, microseconds or nanoseconds."""
    match len(data):
        case 4:
            seconds, nanoseconds = int.from_bytes(data), 0
        case 8:
            both = int.from_bytes(data)
            seconds, nanoseconds = both & _MAX_SECONDS, both >> 34
        case 12:
            nanoseconds, seconds = unpack(">Iq", data)
        case _:
            return not_json("a MessagePack timestamp of an invalid size")
    if nanoseconds > _MAX_NANOSECONDS:
        return not_json("a MessagePack timestamp of more than 999,999,999 nanoseconds")
    try:
        moment = _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return not_json("a MessagePack timestamp outside of the years 1 to 9999")
    fraction = f".{nanoseconds:09}" if nanoseconds else ""
    for _ in range(2):
        fraction = fraction.removesuffix("000")
    return f'"{moment.isoformat()}{fraction}Z"'.encode()


#: No JSON parser of the later steps goes deeper.
_MAX_DEPTH = 1000


class _Flaw(Exception):
    """The value has no JSON text; it was read or skipped to its end."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def read_messages(pieces: Iterable[bytes], *, max_record: int) -> Iterator[Values]:
    """The values of data that comes in pieces, and the elements of top-level arrays.

    The line of each is its number, as in a file of lines; its offset is that in the MessagePack. Where the data is
    malformed or truncated, the last record is a flaw.
    """
    pieces = iter(pieces)
    reader = Reader(pieces)
    messages = _Messages(reader, max_record)
    slices: list[Slice] = []
    size = 0
    while True:
        # Complete records are returned before the reader waits for more data.
        reader.may_wait = not slices
        try:
            found = messages.next()
        except NeedMoreData:
            size = CHUNK_SIZE
            reader.rewind()
        else:
            if found is None:
                break
            slices.append(found)
            size += len(found.data)
        if size >= CHUNK_SIZE:
            yield Values(slices)
            slices, size = [], 0
    if slices:
        yield Values(slices)
    # Nothing after malformed data can be read, but the source is read to its end: it may have an error of its own,
    # such as truncated compressed data.
    for _ in pieces:
        pass


class _Messages:
    """The values, one after the other."""

    def __init__(self, reader: Reader, max_record: int) -> None:
        self._reader = reader
        self._max_record = max_record
        self._line = 0
        #: How many elements of a top-level array are still to come.
        self._left = 0
        self._is_malformed = False

    def next(self) -> Slice | None:
        """The next value, None at the end. After NeedMoreData a call starts with the same value again."""
        if self._is_malformed:
            return None
        try:
            return self._next()
        except Malformed as error:
            self._is_malformed = True
            return Slice(b"", self._line + 1, 1, self._reader.start, not_json(str(error)))

    def _next(self) -> Slice | None:
        reader = self._reader
        reader.begin()
        while self._left or not reader.is_at_end():
            head = reader.head()
            if head.kind == "array" and not self._left:
                self._left = head.values
                reader.begin()
                continue
            try:
                text, flaw = _Text(reader, self._max_record).of(head), None
            except _Flaw as error:
                text, flaw = b"", error.problem
            self._left = max(self._left - 1, 0)
            self._line += 1
            return Slice(text, self._line, 1, reader.start, flaw)
        return None


class _Text:
    """The JSON text of one value, written while the value is read."""

    def __init__(self, reader: Reader, max_record: int) -> None:
        self._reader = reader
        self._max_record = max_record
        self._parts: list[bytes] = []
        self._size = 0
        #: The open containers, outermost first: the closing bracket of each, and how many values are to come; keys
        #: count as values.
        self._ends: list[bytes] = []
        self._missing: list[int] = []

    def of(self, head: Head) -> bytes:
        """The text of the value that starts with a token. Raises _Flaw at the end of the value if it has none."""
        self._add_value(head)
        while self._missing:
            missing = self._missing[-1]
            if not missing:
                self._missing.pop()
                self._add(self._ends.pop())
                continue
            in_map = self._ends[-1] == b"}"
            if self._parts[-1] not in (b"[", b"{"):
                self._add(b":" if in_map and missing % 2 else b",")
            self._missing[-1] -= 1
            head = self._reader.head()
            if in_map and missing % 2 == 0 and head.kind != "string":
                self._reader.skip(head.size)
                self._refuse(not_json("a MessagePack map has a key that is not a string"), head.values)
            self._add_value(head)
        return b"".join(self._parts)

    def _add_value(self, head: Head) -> None:
        """Add a scalar, or open a container."""
        if head.kind in ("array", "map"):
            self._ends.append(b"]" if head.kind == "array" else b"}")
            self._missing.append(head.values)
            self._add(b"[" if head.kind == "array" else b"{")
            if len(self._ends) > _MAX_DEPTH:
                self._refuse(Problem(code="excessive-nesting"))
        elif head.size > self._max_record:
            self._reader.skip(head.size)
            self._refuse(too_long(self._max_record))
        else:
            text = scalar(head, self._reader.take(head.size))
            if isinstance(text, Problem):
                self._refuse(text)
            else:
                self._add(text)

    def _add(self, part: bytes) -> None:
        self._parts.append(part)
        self._size += len(part)
        if self._size > self._max_record:
            self._refuse(too_long(self._max_record))

    def _refuse(self, problem: Problem, values: int = 0) -> NoReturn:
        """Skip so many values and those that are to come in the open containers, and raise _Flaw."""
        self._reader.skip_values(values + sum(self._missing))
        raise _Flaw(problem)
