"""Where a JSON Pointer stands in a well-formed JSON text; looked for only when there is a problem to place.

The standard library's own scanners do the reading; this module only keeps count of where they are.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import Raw

from runbridge._runtime.schema import name_end, value_end

_BLANK = " \t\n\r"


class Position(NamedTuple):
    """A place in a text, both counted from 1, columns in characters."""

    line: int
    column: int


def locate(text: str, path: Sequence[str | int], *, key: bool = False, occurrence: int = -1) -> Position:
    """The position of the value at a path, or with `key` of its name.

    Of members with one name the last counts, unless `occurrence` says which (from 0).
    """
    index = _skip(text, 0)
    for number, step in enumerate(path):
        last = number == len(path) - 1
        if isinstance(step, int):
            index = _element(text, index, step)
        else:
            at_key, at_value = _member(text, index, step, occurrence if last else -1)
            index = at_key if key and last else at_value
    return position(text, index)


def position(text: str, index: int) -> Position:
    """The line and column of an index."""
    line_start = text.rfind("\n", 0, index) + 1
    return Position(text.count("\n", 0, index) + 1, index - line_start + 1)


def _skip(text: str, index: int) -> int:
    while index < len(text) and text[index] in _BLANK:
        index += 1
    return index


def _element(text: str, index: int, step: int) -> int:
    index = _skip(text, index + 1)
    for _ in range(step):
        index = _skip(text, _skip(text, value_end(text, index)) + 1)
    return index


def _member(text: str, index: int, name: str, occurrence: int) -> tuple[int, int]:
    found = [(at_key, start) for at_key, key, start, _ in members(text, index) if key == name]
    return found[occurrence]


def members(text: str, index: int) -> Iterator[tuple[int, str, int, int]]:
    """The members of the object that opens at an index: where the name stands, the name, start and end of its value."""
    index = _skip(text, index + 1)
    while text[index] != "}":
        at_key = index
        name, index = name_end(text, index)
        start = _skip(text, _skip(text, index) + 1)
        end = value_end(text, start)
        yield at_key, name, start, end
        index = _skip(text, end)
        if text[index] == ",":
            index = _skip(text, index + 1)


def split(text: str) -> dict[str, Raw]:
    """The members of a well-formed JSON object, each value as it stands; the last of each name.

    For what msgspec does not read: lone surrogates in names and text.
    """
    return {name: Raw(text[start:end].encode()) for _, name, start, end in members(text, _skip(text, 0))}
