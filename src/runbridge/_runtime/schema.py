"""The canonical schemas as jsonschema validators: the one place that imports jsonschema, and only when asked.

The fast path never comes here; what it refuses is decided here.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, cast

from runbridge._runtime import times

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jsonschema import FormatChecker, ValidationError
    from msgspec import Raw

#: The fewest digits that Python can be told to stop at when it reads or prints an integer; 4,300 unless told.
_MOST_DIGITS = 640


class Validator(Protocol):
    """What is asked of jsonschema's validators, any of whose types the stubs on offer leave open."""

    def is_valid(self, instance: Any) -> bool:
        """Whether the schema accepts a value."""
        ...

    def iter_errors(self, instance: Any) -> Iterator[Any]:
        """Why it does not."""
        ...


class NotANumber(ValueError):
    """`NaN` or an infinity, which Python's parser takes and JSON does not have."""


class _LongInteger(int):
    """An integer too long for Python's taste: that it is one is all that is ever asked of it.

    jsonschema puts the value that it refuses into its messages, and Python would raise there.
    """

    def __repr__(self) -> str:
        return "a long integer"


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
def validator(stem: str, profile: str = "published", *, strict: bool = False) -> Validator:
    """The validator of a format, formats asserted."""
    return _make_validator(load(folder_of(profile, strict=strict), stem))


def accepts(stem: str, profile: str, member: str, raw: Raw | bytes) -> bool:
    """Whether the schema accepts a value for one member; never for what is nested too deeply to read."""
    try:
        return _member_validator(stem, profile, member).is_valid(parse(bytes(raw).decode()))
    except RecursionError:
        return False


@cache
def _member_validator(stem: str, profile: str, member: str) -> Validator:
    schema = load(folder_of(profile, strict=False), stem)
    return _make_validator({"$defs": schema.get("$defs", {}), **schema["properties"][member]})


def _make_validator(schema: dict[str, Any]) -> Validator:
    from jsonschema import Draft202012Validator
    from jsonschema.validators import (
        extend,  # pyright: ignore[reportUnknownVariableType]  # the stubs leave it open
    )

    # The verdicts are jsonschema's own, which a test holds them to; these reach them many times as fast in large
    # records, and in the order of the text.
    keywords = {"additionalProperties": _additional, "items": _items, "required": _required}
    faster = cast("Callable[..., Validator]", extend(Draft202012Validator, keywords))
    return faster(schema, format_checker=_format_checker())


def _additional(
    validator: Any, schema: dict[str, Any] | bool, instance: Any, parent: dict[str, Any]
) -> Iterator[ValidationError]:
    """`additionalProperties`, with one short error for all members that may not be there."""
    from jsonschema import ValidationError

    if not validator.is_type(instance, "object"):
        return
    names = instance.keys() - parent.get("properties", {}).keys()
    if schema is False and names:
        yield ValidationError("a member is not allowed")
    elif names:
        for name, value in instance.items():
            if name in names:
                yield from validator.descend(value, schema, path=name)


def _items(validator: Any, schema: dict[str, Any], instance: Any, _: Any) -> Iterator[ValidationError]:
    """`items`, without a look inside an element that a branch takes for its type alone."""
    if not validator.is_type(instance, "array"):
        return
    branches = schema["anyOf"] if schema.keys() == {"anyOf"} else [schema]
    plain = [branch["type"] for branch in branches if branch.keys() == {"type"} and isinstance(branch["type"], str)]
    for index, element in enumerate(instance):
        if not any(validator.is_type(element, kind) for kind in plain):
            yield from validator.descend(element, schema, path=index)


def _required(validator: Any, names: list[str], instance: Any, _: Any) -> Iterator[ValidationError]:
    """`required`, with one error for all members that an object lacks."""
    from jsonschema import ValidationError

    if validator.is_type(instance, "object") and not all(name in instance for name in names):
        yield ValidationError("a required member is missing")


@cache
def _format_checker() -> FormatChecker:
    from jsonschema import FormatChecker

    checker = FormatChecker(formats=())
    checker.checks("date-time")(_if_text(times.is_time))
    checker.checks("date-time-local")(_if_text(times.is_local_time))
    return checker


def _if_text(check: Callable[[str], bool]) -> Callable[[object], bool]:
    """A check that what is no text passes: a format says nothing about it."""
    return lambda value: not isinstance(value, str) or check(value)
