"""JSON text looked at without parsing it: its fields, elements and brackets, and whether it is UTF-8."""

import json
import re

import msgspec
from msgspec import Raw

from runbridge._runtime.json_codec import decode_json
from runbridge._runtime.json_parser import parse

#: JSON's white space.
WHITESPACE = b" \t\n\r"
#: A string behind its opening quote; the group is its closing quote, empty where the text ends first.
STRING_REST = rb'[^"\\]*(?:\\.[^"\\]*)*("?)'
#: A structural character outside of strings, or a whole string.
STRUCTURAL = re.compile(rb'[\[\]{},]|"' + STRING_REST, re.DOTALL)
_STRING_OR_WHITESPACE = re.compile(rb'("[^"\\]*(?:\\.[^"\\]*)*")|[ \t\r\n]+')

#: What msgspec raises for a text that it refuses: unpaired surrogates, or more levels than it decodes.
REFUSALS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_decode_object = msgspec.json.Decoder(dict[str, Raw]).decode
_decode_array = msgspec.json.Decoder(list[Raw]).decode


def try_split_object(data: bytes) -> dict[str, Raw]:
    """The fields of an object as `split_object` finds them; raises one of `REFUSALS` for what msgspec refuses.

    The text need not be well-formed: invalid JSON is refused, but invalid UTF-8 in values is not.
    """
    return _decode_object(data)


def split_object(data: Raw | bytes) -> dict[str, Raw]:
    """The fields of a well-formed JSON object, each value verbatim; the last of each name.

    It has no limit on depth, and takes unpaired surrogates.
    """
    try:
        return _decode_object(data)
    except REFUSALS:
        return dict(map(_name_and_value, _split_at_commas(bytes(data))))


def split_array(data: Raw | bytes) -> list[Raw]:
    """The elements of a well-formed JSON array, each verbatim; of any depth, as `split_object`."""
    try:
        return _decode_array(data)
    except REFUSALS:
        return list(map(Raw, _split_at_commas(bytes(data))))


def _split_at_commas(data: bytes) -> list[bytes]:
    """The text between the commas of a container, not those of containers in it."""
    commas: list[int] = []
    depth = start = end = 0
    for match in STRUCTURAL.finditer(data):
        match data[match.start()]:
            case 0x5B | 0x7B:
                start = start or match.end()
                depth += 1
            case 0x5D | 0x7D:
                end = match.start()
                depth -= 1
            case 0x2C if depth == 1:
                commas.append(match.start())
            case _:
                pass
    starts, ends = [start, *(comma + 1 for comma in commas)], [*commas, end]
    parts = [data[first:last].strip(WHITESPACE) for first, last in zip(starts, ends, strict=True)]
    return [] if parts == [b""] else parts


def _name_and_value(part: bytes) -> tuple[str, Raw]:
    end = next(match.end() for match in STRUCTURAL.finditer(part))
    return decode_json(part[:end]), Raw(part[end:].partition(b":")[2].strip(WHITESPACE))


def on_one_line(data: bytes) -> bytes:
    """The JSON text without white space between its tokens, if it has line breaks; any other text is unchanged."""
    if b"\n" not in data and b"\r" not in data:
        return data
    return _STRING_OR_WHITESPACE.sub(lambda match: match.group(1) or b"", data)


def canonical_text(data: bytes) -> bytes:
    """The JSON text without white space between its tokens and with as few escapes as possible; numbers are kept."""
    return _STRING_OR_WHITESPACE.sub(lambda match: _canonical_string(match.group(1) or b""), data)


def _canonical_string(token: bytes) -> bytes:
    if b"\\" not in token:
        return token
    text = json.loads(token)
    try:
        return json.dumps(text, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(text).encode()


def json_value(text: str) -> Raw:
    """A text that is JSON as a value on one line; raises ValueError, and RecursionError for one that is too deep."""
    parse(text)
    # Unpaired surrogates are in strings only, where their escapes mean the same.
    return Raw(on_one_line(text.strip().encode(errors="backslashreplace")))


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
