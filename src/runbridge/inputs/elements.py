"""Elements of an array that are split at once: all elements of a text, as msgspec finds them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec
from msgspec import Raw

from runbridge._runtime.json_slices import WHITESPACE
from runbridge.inputs.chunks import Slice

_COMMA = 0x2C
#: The start of an object up to the end of the name of its first field, with which other elements probably start too.
_START = re.compile(rb'\{[ \t\n\r]*"(?:[^"\\]|\\.)*"', re.DOTALL)
#: How many of the last starts are tried.
_TRIES = 6
_SEPARATOR = re.compile(rb"[ \t\n\r]*,[ \t\n\r]*")
_decode = msgspec.json.Decoder(list[Raw]).decode


class Place(NamedTuple):
    """A location in a file: its line and column, from 1, and its offset in bytes."""

    line: int
    column: int
    offset: int


class Elements(NamedTuple):
    """Elements of an array that follow each other, and the index and place of the comma after the last one."""

    slices: list[Slice]
    end: int
    place: Place


def split_elements(buffer: bytearray, start: int, place: Place, max_record: int) -> Elements | None:
    """The elements of an array from an index to some comma, the first of which is at `place`.

    None where no element after the first is found, an element may be too long, or the text is not JSON.
    """
    first = _START.match(buffer, start)
    if first is None:
        return None
    for end in _ends(buffer, start, first.group()):
        text = bytes(buffer[start:end])
        try:
            elements = _decode(b"[%b]" % text)
        except (msgspec.DecodeError, RecursionError):
            continue
        return None if len(text) > max_record else Elements(*_slices(text, elements, place, end))
    return None


def _ends(buffer: bytearray, start: int, prefix: bytes) -> Iterator[int]:
    """Where elements may end: at a comma before one of the last starts of one, and before the last in the first half.

    An object in an element may start like one.
    """
    limit = len(buffer)
    for tries in range(_TRIES + 1):
        limit = (start + len(buffer)) // 2 if tries == _TRIES else limit
        limit = buffer.rfind(prefix, start + 1, limit)
        if limit < 0:
            return
        end = limit - 1
        while buffer[end] in WHITESPACE:
            end -= 1
        if buffer[end] == _COMMA:
            yield end


def _slices(text: bytes, elements: list[Raw], place: Place, end: int) -> tuple[list[Slice], int, Place]:
    slices: list[Slice] = []
    has_lines = b"\n" in text
    line, column, offset = place
    at = 0
    for element in elements:
        data = bytes(element)
        separator = _SEPARATOR.match(text, at + len(data))
        after = len(text) if separator is None else separator.end()
        slices.append(Slice(data, line, column, offset))
        piece = text[at:after]
        offset += after - at
        at = after
        # Much faster than counting line feeds.
        if has_lines and (lines := len(piece) - len(piece.replace(b"\n", b""))):
            line += lines
            column = 1
            piece = piece[piece.rindex(b"\n") + 1 :]
        column += len(piece) if piece.isascii() else len(piece.decode(errors="replace"))
    return slices, end, Place(line, column, offset)
