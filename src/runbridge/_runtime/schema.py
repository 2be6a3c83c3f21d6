"""The canonical schemas as jsonschema validators: the one place that imports jsonschema, and only when asked.

The fast path never comes here; what it refuses is decided here.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, NoReturn

from runbridge._runtime import times

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, FormatChecker
    from msgspec import Raw

#: Python reads integers of up to 4,300 digits; the value of a longer one is never looked at, only that it is one.
_MOST_DIGITS = 4300
_LONG = 10**_MOST_DIGITS


class NotANumber(ValueError):
    """`NaN` or an infinity, which Python's parser takes and JSON does not have."""


def parse(text: str, **hooks: Any) -> Any:
    """The Python value of a JSON text, for a schema to look at.

    Raises json.JSONDecodeError, NotANumber, and RecursionError for what is nested too deeply for Python's parser.
    """
    return json.loads(text, parse_int=_integer, parse_constant=_refuse, **hooks)


def value_end(text: str, index: int) -> int:
    """The index behind the JSON value that starts at an index of a well-formed text."""
    value: tuple[Any, int] = _DECODER.raw_decode(text, index)
    return value[1]


def name_end(text: str, index: int) -> tuple[str, int]:
    """The string that starts at an index of a well-formed text, and the index behind it."""
    found: tuple[str, int] = _DECODER.raw_decode(text, index)
    return found


def _integer(digits: str) -> int:
    if len(digits) <= _MOST_DIGITS:
        return int(digits)
    return -_LONG if digits.startswith("-") else _LONG


def _refuse(constant: str) -> NoReturn:
    raise NotANumber(constant)


_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)


@cache
def load(folder: str, stem: str) -> dict[str, Any]:
    """A schema as it ships; `folder` is empty for a canonical one, a variant's name otherwise."""
    return json.loads(text(folder, stem))  # type: ignore[no-any-return]  # a schema file holds an object


def text(folder: str, stem: str) -> str:
    """The text of a schema as it ships."""
    root = resources.files("runbridge._generated") / "schemas"
    return ((root / folder if folder else root) / f"{stem}.schema.json").read_text(encoding="utf-8")


def folder_of(profile: str, *, strict: bool) -> str:
    """The folder that holds the schemas of a profile."""
    if strict:
        return f"{profile}-strict"
    return "" if profile == "published" else profile


@cache
def validator(stem: str, profile: str = "published", *, strict: bool = False) -> Draft202012Validator:
    """The validator of a format, formats asserted."""
    from jsonschema import Draft202012Validator

    return Draft202012Validator(load(folder_of(profile, strict=strict), stem), format_checker=_format_checker())


def accepts(stem: str, profile: str, member: str, raw: Raw | bytes) -> bool:
    """Whether the schema accepts a value for one member; never for what is nested too deeply to read."""
    try:
        return bool(_member_validator(stem, profile, member).is_valid(parse(bytes(raw).decode())))
    except RecursionError:
        return False


@cache
def _member_validator(stem: str, profile: str, member: str) -> Draft202012Validator:
    from jsonschema import Draft202012Validator

    schema = load(folder_of(profile, strict=False), stem)
    part = {"$defs": schema.get("$defs", {}), **schema["properties"][member]}
    return Draft202012Validator(part, format_checker=_format_checker())


@cache
def _format_checker() -> FormatChecker:
    from jsonschema import FormatChecker

    checker = FormatChecker(formats=())
    checker.checks("date-time")(lambda value: not isinstance(value, str) or times.is_time(value))
    checker.checks("date-time-local")(lambda value: not isinstance(value, str) or times.is_local_time(value))
    return checker
