"""JSON text looked at without parsing it: its brackets, and whether it is UTF-8."""

import re

from runbridge._runtime.json_slices import STRUCTURAL

LEADING_WHITESPACE = re.compile(rb"[ \t\n\r]*")

#: UTF-8 is checked in pieces of so many bytes, because the text of more would be new memory every time.
_UTF8_PIECE = 1 << 15


def check_utf8(data: bytes) -> None:
    """Raise UnicodeDecodeError for a text that is not UTF-8: msgspec does not look inside of Raw."""
    if data.isascii():
        return
    view, start = memoryview(data), 0
    while start < len(data):
        end = data.rfind(b"\n", start, start + _UTF8_PIECE) + 1 or len(data)
        str(view[start:end], "utf-8")
        start = end


def count_values(text: bytes) -> int:
    """How many arrays and objects follow each other in a text; 0 where one is not closed or was not opened."""
    count, brackets = open_brackets(text)
    return 0 if brackets is None or brackets else count


def open_brackets(text: bytes, before: bytes = b"") -> tuple[int, bytes | None]:
    """How many outermost containers a text opens, and the brackets that are open at its end, outermost first.

    `before` are the brackets that are open at its start. None where a bracket closes nothing of its kind, and where a
    string is not closed.
    """
    count = 0
    brackets = bytearray(before)
    for match in STRUCTURAL.finditer(text):
        char = match.group()
        if char.startswith(b'"'):
            if not match.group(1):
                return 0, None
        elif char in b"[{":
            count += not brackets
            brackets += char
        elif char != b"," and (not brackets or brackets.pop() != (0x5B if char == b"]" else 0x7B)):
            return 0, None
    return count, bytes(brackets)
