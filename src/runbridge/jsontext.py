"""JSON text sliced without parsing it: fields, items and values as they are in the text."""

import re
from collections.abc import Iterator

from msgspec import Raw

from runbridge._runtime.json_parser import name_end, value_end

#: What stands between a string's quotes, and the second of them unless the text ends before.
IN_STRING = rb'[^"\\]*(?:\\.[^"\\]*)*("?)'
#: A string, or a mark outside of any.
MARK = re.compile(rb'[\[\]{},]|"' + IN_STRING, re.DOTALL)

_BLANK = re.compile(r"[ \t\n\r]*")
_COLON = re.compile(r"[ \t\n\r]*:[ \t\n\r]*")
_COMMA = re.compile(r"[ \t\n\r]*,?[ \t\n\r]*")

_STRING_OR_BLANK = re.compile(rb'("[^"\\]*(?:\\.[^"\\]*)*")|[ \t\r\n]+')

#: What JSON calls white space.
BLANK = b" \t\n\r"
BLANKS = re.compile(rb"[ \t\n\r]*")


def on_one_line(data: bytes) -> bytes:
    """The JSON text without blanks between its tokens, if it has line breaks: opaque members are verbatim otherwise."""
    if b"\n" not in data and b"\r" not in data:
        return data
    return _STRING_OR_BLANK.sub(lambda match: match.group(1) or b"", data)


def _behind(pattern: re.Pattern[str], text: str, index: int) -> int:
    match = pattern.match(text, index)
    return match.end() if match else index


def members(text: str) -> Iterator[tuple[str, int, int]]:
    """The members of the object that a text is: the name, start and end of its value."""
    index = _behind(_BLANK, text, 0) + 1
    while text[index := _behind(_COMMA, text, index)] != "}":
        name, index = name_end(text, index)
        start = _behind(_COLON, text, index)
        index = value_end(text, start)
        yield name, start, index


def split(text: str) -> dict[str, Raw]:
    """The members of a well-formed JSON object, each value as it stands; the last of each name.

    For what msgspec does not read: lone surrogates in names and text.
    """
    return {name: Raw(text[start:end].encode()) for name, start, end in members(text)}


def split_items(text: str) -> list[Raw]:
    """The items of a well-formed JSON array, each value as it stands; for what msgspec does not read, as `split`."""
    items: list[Raw] = []
    index = _behind(_BLANK, text, 0) + 1
    while text[index := _behind(_COMMA, text, index)] != "]":
        end = value_end(text, index)
        items.append(Raw(text[index:end].encode()))
        index = end
    return items


def _count_values(text: bytes) -> int:
    """How many arrays and objects stand in the text one after the other; 0 where one is not closed or never opened."""
    count, depth = _scan(text, 0)
    return count if depth == 0 else 0


def _scan(text: bytes, depth: int) -> tuple[int, int | None]:
    """How many outermost containers a text opens, and how deep its end is; None where that makes no sense.

    `depth` is how deep its start is.
    """
    count = 0
    for match in MARK.finditer(text):
        mark = match.group()
        if mark.startswith(b'"'):
            if not match.group(1):
                return 0, None
        elif mark in b"[{":
            count += depth == 0
            depth += 1
        elif mark in b"]}":
            if depth == 0:
                return 0, None
            depth -= 1
    return count, depth
