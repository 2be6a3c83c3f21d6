"""The layout of a file, detected from its beginning: one record on each line, or values that span lines."""

import re

import msgspec

from runbridge.jsontext import WHITESPACE, count_opened, count_values

#: At most so many bytes of a file are examined.
HEAD = 1 << 20
BOM = b"\xef\xbb\xbf"
#: The first bytes of maps and arrays in MessagePack. No JSON text starts with one of them.
_CONTAINERS = frozenset([*range(0x80, 0xA0), *range(0xDC, 0xE0)])
#: A beginning that decides: a character that opens no container, or an array whose first element is an object.
_DECISIVE = re.compile(rb"[ \t\r\n]*(?:([^ \t\r\n\[{])|\[[ \t\r\n]*\{)")


def is_ndjson(head: bytes) -> bool:
    """Whether a file may be read in parts that are cut at its line ends; `head` is its first `HEAD` bytes or all of it.

    Never for a file with a byte order mark: a reader that starts in the middle could not tell it from a record.
    """
    return not head.startswith(BOM) and not is_messagepack(head) and Sniffer().feed(head, is_all=True) is True


def is_messagepack(head: bytes | bytearray) -> bool:
    """Whether the first byte of a file opens a map or an array in MessagePack."""
    return head[:1] != b"" and head[0] in _CONTAINERS


class Sniffer:
    """Detects the layout of a file whose beginning is given in pieces, as early as possible.

    Each line is a record if one of them is, unless a value that spans lines ended before it or the file starts with an
    array of records. The first line alone does not decide, because it may be malformed.
    """

    def __init__(self) -> None:
        self._line_start = 0
        self._searched = 0
        self._count = 0
        self._first = b""
        self._value: list[bytes] = []
        self._depth: int | None = 0

    def feed(self, head: bytes | bytearray, *, is_all: bool) -> bool | None:
        """Whether each line is a record; None if undecided. Each call has to give the same beginning and more."""
        limit = min(len(head), HEAD)
        if not self._count and (match := _DECISIVE.match(head, self._line_start, limit)):
            return match.group(1) is not None
        while (end := head.find(b"\n", self._searched, limit)) >= 0:
            if (verdict := self._line(bytes(head[self._line_start : end]))) is not None:
                return verdict
            self._line_start = self._searched = end + 1
        self._searched = limit
        return self._end(bytes(head[self._line_start : limit])) if is_all or limit == HEAD else None

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
        verdict = self._line(rest)
        if verdict is not None:
            return verdict
        return not self._first or (self._first.startswith(b"{") and self._count == 1 and count_values(self._first) < 2)

    def _ends_value(self, line: bytes) -> bool:
        """Whether a value that spans several lines, and is JSON, ends with this line."""
        if self._depth is None:
            return False
        self._value.append(line)
        self._depth = count_opened(line, self._depth)[1]
        if self._depth != 0:
            return False
        value, self._value = self._value, []
        return len(value) > 1 and _is_json(b"\n".join(value))


def _is_record(line: bytes) -> bool:
    """Whether a line is a whole object with fields; in a pretty-printed object no such line starts at the left."""
    return line.startswith(b"{") and b'"' in line and line.rstrip(WHITESPACE).endswith(b"}") and count_values(line) == 1


def _is_json(text: bytes) -> bool:
    try:
        msgspec.json.decode(text, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True
