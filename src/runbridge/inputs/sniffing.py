"""The layout of a file, detected from its beginning: one record on each line, or values that span lines."""

import re

import msgspec

from runbridge._runtime.json_slices import WHITESPACE, count_values, open_brackets

#: At most so many bytes of a file are examined.
HEAD = 1 << 20
BOM = b"\xef\xbb\xbf"
#: A text that starts with a record separator is a JSON text sequence (RFC 7464), as `jq --seq` writes it.
RECORD_SEPARATOR = b"\x1e"
#: The first characters of a text with records, for a class of bytes.
_FIRST = rb"[{\[]"
#: The encodings with two or four bytes for a character, by the first four bytes of a text with records in them.
_WIDE = {
    "UTF-16": re.compile(rb"\xff\xfe[^\0]\0|\xfe\xff\0[^\0]"),
    "UTF-32": re.compile(rb"\xff\xfe\0\0|\0\0\xfe\xff"),
    "UTF-16LE": re.compile(_FIRST + rb"\0[^\0]\0"),
    "UTF-16BE": re.compile(rb"\0" + _FIRST + rb"\0[^\0]"),
    "UTF-32LE": re.compile(_FIRST + rb"\0\0\0"),
    "UTF-32BE": re.compile(rb"\0\0\0" + _FIRST),
}
#: How many bytes of a file tell its encoding.
WIDE_HEAD = 4
#: The first bytes of maps and arrays in MessagePack. No JSON text starts with one of them.
_CONTAINERS = frozenset([*range(0x80, 0xA0), *range(0xDC, 0xE0)])
#: A beginning that decides: a character that opens no container, or an array that starts with an object or a comma.
_DECISIVE = re.compile(rb"[ \t\r\n]*(?:([^ \t\r\n\[{])|\[[ \t\r\n]*[{,])")
#: Empty objects, each on a line of its own.
_EMPTY_OBJECTS = re.compile(rb"(?:\{\}\r?\n)+")


def is_ndjson(head: bytes) -> bool:
    """Whether a file may be read in parts that are cut at its line ends; `head` is its first `HEAD` bytes or all of it.

    Never for a file with a byte order mark: a reader that starts in the middle could not distinguish it from a record.
    """
    if head.startswith((BOM, RECORD_SEPARATOR)) or is_messagepack(head) or wide_encoding(head):
        return False
    return Sniffer().feed(head, is_all=True) is True


def is_messagepack(head: bytes | bytearray) -> bool:
    """Whether the first byte of a file opens a map or an array in MessagePack."""
    return head[:1] != b"" and head[0] in _CONTAINERS


def wide_encoding(head: bytes | bytearray) -> str:
    """The encoding of a file if it is UTF-16 or UTF-32, by the name that iconv has for it; empty for all others."""
    return next((name for name, pattern in _WIDE.items() if pattern.match(head)), "")


def may_be_wide(head: bytes | bytearray) -> bool:
    """Whether a beginning of less than `WIDE_HEAD` bytes may be one of UTF-16 or UTF-32."""
    return len(head) < 2 or 0 in head or head[:2] in (b"\xff\xfe", b"\xfe\xff")


class Sniffer:
    """Detects the layout of a file whose beginning is given in pieces, as early as possible.

    Each line is a record if one of them is, with or without a comma after it, unless a value that spans lines ended
    before it or the file starts with an array of records. The first line alone does not decide, because it may be
    malformed. An object on a line of its own may be a part of a value that spans lines, where the characters around it
    allow that.
    """

    def __init__(self) -> None:
        self._line_start = 0
        self._searched = 0
        self._count = 0
        self._first = b""
        #: The lines of a value that spans lines, its open brackets (None if they do not match), and its last byte.
        self._value: list[bytes] = []
        self._brackets: bytes | None = b""
        self._last = b""
        #: Whether each line so far is an empty object; they are read faster as lines than as values.
        self._is_empty = True
        #: Whether such a value has objects on lines of their own, and whether its last line is one.
        self._has_objects = self._ends_in_object = False

    def feed(self, head: bytes | bytearray, *, is_all: bool) -> bool | None:
        """Whether each line is a record; None if undecided. Each call has to give the same beginning and more."""
        limit = min(len(head), HEAD)
        if not self._count and (match := _DECISIVE.match(head, self._line_start, limit)):
            return match.group(1) is not None
        if self._is_empty and (empty := _EMPTY_OBJECTS.match(head, self._line_start, limit)):
            self._line_start = self._searched = empty.end()
            self._count, self._first = 2, b"{}"
        while (end := head.find(b"\n", self._searched, limit)) >= 0:
            if (verdict := self._line(bytes(head[self._line_start : end]))) is not None:
                return verdict
            self._line_start = self._searched = end + 1
        self._searched = limit
        if not is_all and limit < HEAD:
            return None
        return self._end(bytes(head[self._line_start : limit]), is_cut=limit == HEAD)

    def _line(self, text: bytes) -> bool | None:
        if not text.strip(WHITESPACE):
            return None
        self._count += 1
        self._is_empty = self._is_empty and text.removesuffix(b"\r") == b"{}"
        if self._count == 1:
            self._first = text.lstrip(WHITESPACE)
        if self._first.startswith(b"["):
            if self._count == 1:
                return None if count_values(self._first) == 1 else False
            return _is_record(text)
        if self._is_end_of_object(text) or (_is_record(text) and not self._is_object_inside(text)):
            return True
        return False if self._ends_value(text) else None

    def _is_end_of_object(self, line: bytes) -> bool:
        """Whether the line before is a whole object, and this one cannot follow it in a value."""
        was_object, self._ends_in_object = self._ends_in_object, False
        return was_object and line.lstrip(WHITESPACE)[:1] not in (b",", b"]", b"}")

    def _is_object_inside(self, line: bytes) -> bool:
        """Whether a line that is an object is where a value that spans lines can have one."""
        if self._last == b":" or (self._last in (b"[", b",") and (self._brackets or b"").endswith(b"[")):
            self._has_objects = True
            self._ends_in_object = not line.rstrip(WHITESPACE).endswith(b",")
            return True
        return False

    def _end(self, rest: bytes, *, is_cut: bool) -> bool:
        is_empty = self._is_empty and self._count > 0
        verdict = self._line(rest)
        if verdict is not None:
            return verdict
        if self._is_empty or (is_empty and is_cut):
            return True
        if self._has_objects and not is_cut:
            # The value has no end, so that its first line may as well be a malformed record.
            return True
        return not self._first or (self._first.startswith(b"{") and self._count == 1 and count_values(self._first) < 2)

    def _ends_value(self, line: bytes) -> bool:
        """Whether a value that spans several lines, and is JSON, ends with this line."""
        if self._brackets is None:
            return False
        self._value.append(line)
        self._brackets = open_brackets(line, self._brackets)[1]
        self._last = line.rstrip(WHITESPACE)[-1:] if self._brackets else b""
        if self._brackets != b"":
            return False
        value, self._value = self._value, []
        self._has_objects = False
        return len(value) > 1 and _is_json(b"\n".join(value))


def _is_record(line: bytes) -> bool:
    """Whether a line is a whole object with fields, from its first byte on; a comma may follow it."""
    text = line.rstrip(WHITESPACE).removesuffix(b",").rstrip(WHITESPACE)
    return text.startswith(b"{") and b'"' in text and text.endswith(b"}") and count_values(text) == 1


def _is_json(text: bytes) -> bool:
    try:
        msgspec.json.decode(text, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True
