"""JSON text parsed with Python's scanner: strict numbers, and where each value and name ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any, NoReturn

#: The lowest limit that Python can be given for the digits of an integer that it converts; the default is 4,300.
_MOST_DIGITS = 640
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)


class NotANumber(ValueError):
    """`NaN` or an infinity, which Python's parser takes and JSON does not have."""


class _LongInteger(int):
    """An integer too long for Python's taste: that it is one is all that is ever asked of it.

    Whoever prints the value that is refused would have Python raise there.
    """

    def __repr__(self) -> str:
        return "a long integer"


def parse(text: str, objects: Callable[[list[tuple[str, Any]]], Any] | None = None) -> Any:
    """The Python value of a JSON text, for a schema to check; `objects` makes an object from its fields.

    Raises json.JSONDecodeError, NotANumber, and RecursionError for what is nested too deeply for Python's parser.
    """
    return _decoder(objects).decode(text)


@cache
def _decoder(objects: Callable[[list[tuple[str, Any]]], Any] | None) -> json.JSONDecoder:
    return json.JSONDecoder(parse_int=_integer, parse_constant=_refuse, object_pairs_hook=objects)


def value_end(text: str, index: int) -> int:
    """The index behind the JSON value that starts at an index of a well-formed text."""
    value: tuple[Any, int] = _DECODER.raw_decode(text, index)
    return value[1]


def name_end(text: str, index: int) -> tuple[str, int]:
    """The string that starts at an index of a well-formed text, and the index behind it."""
    found: tuple[str, int] = _DECODER.raw_decode(text, index)
    return found


def _integer(digits: str) -> int:
    return int(digits) if len(digits) <= _MOST_DIGITS else _LongInteger(0)


def _refuse(constant: str) -> NoReturn:
    raise NotANumber(constant)
