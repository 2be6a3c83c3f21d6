"""What a file is made of, told from its beginning: lines that are records each, or values that go over lines."""

import re

import msgspec

from runbridge.jsontext import WHITESPACE, count_opened, count_values

#: How much of a file is looked at, at most.
HEAD = 1 << 20
BOM = b"\xef\xbb\xbf"
#: The first bytes of a map and of an array in MessagePack. No JSON text starts with one of them.
_CONTAINERS = frozenset([*range(0x80, 0xA0), *range(0xDC, 0xE0)])
#: A beginning that tells: what is no container, or an array whose first element is an object.
_TELLING = re.compile(rb"[ \t\r\n]*(?:([^ \t\r\n\[{])|\[[ \t\r\n]*\{)")


def is_ndjson(head: bytes) -> bool:
    """Whether a file may be read in parts that are cut at its line ends, as its first `HEAD` bytes (or all of it) tell.

    Not one that starts with a byte order mark: who starts in the middle could not tell it from a record's first bytes.
    """
    return not head.startswith(BOM) and not is_messagepack(head) and Sniffer().tell(head, is_all=True) is True


def is_messagepack(head: bytes | bytearray) -> bool:
    """Whether a file is MessagePack, as its first byte tells: a map, or an array of maps."""
    return head[:1] != b"" and head[0] in _CONTAINERS


class Sniffer:
    """The layout of a file whose beginning is given in pieces, told as early as it can be.

    Each line is a record if one of them is and no value that goes over lines ended before, and if the file does not
    start with an array of records. Not the first line alone decides, for it may be a broken one.
    """

    def __init__(self) -> None:
        self._at = 0
        self._searched = 0
        self._count = 0
        self._first = b""
        self._value: list[bytes] = []
        self._depth: int | None = 0

    def tell(self, head: bytes | bytearray, *, is_all: bool) -> bool | None:
        """Whether each line is a record; None where that is still open. Each call has to give more of the same file."""
        limit = min(len(head), HEAD)
        if not self._count and (match := _TELLING.match(head, self._at, limit)):
            return match.group(1) is not None
        while (end := head.find(b"\n", self._searched, limit)) >= 0:
            if (told := self._line(bytes(head[self._at : end]))) is not None:
                return told
            self._at = self._searched = end + 1
        self._searched = limit
        return self._end(bytes(head[self._at : limit])) if is_all or limit == HEAD else None

    def _line(self, text: bytes) -> bool | None:
        if not text.strip(WHITESPACE):
            return None
        self._count += 1
        if self._count == 1:
            self._first = text.lstrip(WHITESPACE)
        if self._first.startswith(b"["):
            if self._count == 1:
                return None if count_values(self._first) == 1 else False
            return _is_record(text)
        if _is_record(text):
            return True
        return False if self._ends_value(text) else None

    def _end(self, rest: bytes) -> bool:
        told = self._line(rest)
        if told is not None:
            return told
        return not self._first or (self._first.startswith(b"{") and self._count == 1 and count_values(self._first) < 2)

    def _ends_value(self, line: bytes) -> bool:
        """Whether a value that goes over several lines, and is JSON, ends with this line."""
        if self._depth is None:
            return False
        self._value.append(line)
        self._depth = count_opened(line, self._depth)[1]
        if self._depth != 0:
            return False
        value, self._value = self._value, []
        return len(value) > 1 and _is_json(b"\n".join(value))


def _is_record(line: bytes) -> bool:
    """Whether a line is a whole object with members; within a pretty-printed one no such line starts at the left."""
    return line.startswith(b"{") and b'"' in line and line.rstrip(WHITESPACE).endswith(b"}") and count_values(line) == 1


def _is_json(text: bytes) -> bool:
    try:
        msgspec.json.decode(text, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True
