"""The tokens of MessagePack, and the JSON text of scalars."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from math import isfinite
from struct import unpack
from typing import NamedTuple

import msgspec

from runbridge.inputs.chunks import not_json
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
