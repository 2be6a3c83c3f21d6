"""The canonical schemas and the parser that goes with them: the last word on what is valid.

The fast path never comes here; what it refuses is decided here.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn

from runbridge._runtime.schema_validator import Rule, compile_rule
from runbridge._runtime.times import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

    from msgspec import Raw

#: The fewest digits that Python can be told to stop at when it reads or prints an integer; 4,300 unless told.
_MOST_DIGITS = 640


class NotANumber(ValueError):
    """`NaN` or an infinity, which Python's parser takes and JSON does not have."""


class _LongInteger(int):
    """An integer too long for Python's taste: that it is one is all that is ever asked of it.

    Whoever prints the value that is refused would have Python raise there.
    """

    def __repr__(self) -> str:
        return "a long integer"


def parse(text: str, objects: Callable[[list[tuple[str, Any]]], Any] | None = None) -> Any:
    """The Python value of a JSON text, for a schema to look at; `objects` makes an object of its members.

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


_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)


@cache
def load(folder: str, stem: str) -> dict[str, Any]:
    """A schema as it ships; `folder` is empty for a canonical one, a variant's name otherwise."""
    return json.loads(text(folder, stem))  # type: ignore[no-any-return]  # a schema file holds an object


def text(folder: str, stem: str) -> str:
    """The text of a schema as it ships."""
    from importlib import resources

    root = resources.files("runbridge._generated") / "schemas"
    return ((root / folder if folder else root) / f"{stem}.schema.json").read_text(encoding="utf-8")


def folder_of(profile: str, *, strict: bool) -> str:
    """The folder that holds the schemas of a profile."""
    if strict:
        return f"{profile}-strict"
    return "" if profile == "published" else profile


@cache
def validator(stem: str, profile: str = "published", *, strict: bool = False) -> Rule:
    """The rule of a format, formats asserted."""
    return compile_rule(load(folder_of(profile, strict=strict), stem), FORMATS)


def accepts(stem: str, profile: str, member: str, raw: Raw | bytes) -> bool:
    """Whether the schema accepts a value for one member; never for what is nested too deeply to read."""
    try:
        return _member_validator(stem, profile, member).is_valid(parse(bytes(raw).decode()))
    except RecursionError:
        return False


@cache
def _member_validator(stem: str, profile: str, member: str) -> Rule:
    schema = load(folder_of(profile, strict=False), stem)
    return compile_rule({"$defs": schema.get("$defs", {}), **schema["properties"][member]}, FORMATS)
