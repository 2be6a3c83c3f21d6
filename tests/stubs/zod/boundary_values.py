"""Values at the boundaries of types: some that a type accepts, and some that it just does not."""

import re
from collections.abc import Iterator
from typing import Any

from runbridge.stubs.ir.types import (
    Alias,
    Array,
    Boolean,
    Literal,
    Map,
    Module,
    Null,
    Number,
    Record,
    Reference,
    String,
    Type,
    Union,
    Unknown,
)

_TEXTS = ("", "a", "😀", "a😀", "\ud800", "__proto__", "x-1.safetensors", "a-b", "2026-01-02T03:04:05Z", "1")
_NUMBERS = (0, -0.0, 1, 1.0, 0.5, 0.3, -1, 7, 64, 1e300, 2**53, 2**60)
_NAMES = ("__proto__", "constructor", "toString", "a", "", "0")
_MAX_DEPTH = 4


def boundary_values(type: Type, module: Module, depth: int = 0) -> Iterator[Any]:  # noqa: C901  # a case for each type
    """The values, the same each time; the depth is limited for recursive types."""
    yield from (None, True, 5, "text", [], {})
    if depth > _MAX_DEPTH:
        return
    match type:
        case String():
            yield from _strings(type)
        case Number():
            yield from _numbers(type)
        case Literal():
            yield from type.values[:20]
            yield from ("other", 1, 0, False, 1.0)
        case Array():
            yield from _arrays(type, module, depth)
        case Map():
            yield from _maps([*boundary_values(type.value, module, depth + 1)])
        case Union():
            for option in type.options:
                yield from boundary_values(option, module, depth)
        case Reference():
            found = module.find(type.name)
            yield from boundary_values(found.type if isinstance(found, Alias) else found, module, depth + 1)
        case Record():
            yield from _records(type, module, depth)
        case _:
            return


def _strings(text: String) -> Iterator[str]:
    yield from _TEXTS
    for length in {text.min_length or 0, text.max_length or 0} - {0}:
        if length < 1_000:
            yield from (char * (length + more) for char in "a😀" for more in (-1, 0, 1))


def _numbers(number: Number) -> Iterator[float]:
    yield from _NUMBERS
    for bound in (number.minimum, number.maximum, number.exclusive_minimum, number.exclusive_maximum):
        if bound is not None and abs(bound) < 2**50:
            yield from (bound, bound - 1, bound + 1, bound + 0.5)
    if number.multiple_of is not None and number.multiple_of < 2**50:
        yield from (number.multiple_of * times for times in (1, 2, 3, 7, 0.5, -3))


def _maps(values: list[Any]) -> Iterator[dict[str, Any]]:
    yield from ({name: value} for name in _NAMES[:2] for value in values)
    yield {name: values[index % len(values)] for index, name in enumerate(_NAMES)}


def _arrays(type: Array, module: Module, depth: int) -> Iterator[list[Any]]:
    first = type.items[0] if type.items else type.rest
    values = [*boundary_values(first, module, depth + 1)]
    yield from ([value] for value in values)
    yield from ([value, value] for value in values[:8])
    yield from ([1, 1.0], [1, True], [0, -0.0], ["1", 1], [{"a": 1, "b": 2}, {"b": 2, "a": 1}], [[1], [1]], [None, []])
    base = [_one(item, module) for item in type.items]
    yield from (base[:length] for length in range(len(base) + 1))
    yield from ([*base, value] for value in boundary_values(type.rest, module, depth + 1))
    for count in {type.min_items or 0, type.max_items or 0}:
        one = _one(type.rest, module)
        yield from ([*base, *[one] * (count + more - len(base))] for more in (-1, 0, 1) if count < 100)


def _records(type: Record, module: Module, depth: int) -> Iterator[dict[str, Any]]:
    base = {field.name: _one(field.type, module) for field in type.fields if field.required}
    yield base
    for field in type.fields[:60]:
        yield {name: value for name, value in base.items() if name != field.name}
        yield from ({**base, field.name: value} for value in boundary_values(field.type, module, depth + 1))
    others = [None, 5, "a", {"a": 1}]
    yield from ({**base, name: value} for name in _NAMES for value in others if name not in base)


def _one(type: Type, module: Module, depth: int = 0) -> Any:  # noqa: C901  # a case for each type
    """A value that a type probably accepts."""
    match type:
        case String():
            length = max(type.min_length or 0, 1)
            if type.format in {"date-time", "date-time-local"}:
                return "2026-01-02T03:04:05Z" if type.format == "date-time" else "2026-01-02T03:04:05"
            fits = (text for text in _TEXTS if type.pattern and re.search(type.pattern, text))
            return next(fits, "a" * min(length, 1_000))
        case Number():
            return next((bound for bound in (type.minimum, type.multiple_of, type.maximum) if bound is not None), 1)
        case Literal():
            return type.values[0]
        case Boolean():
            return True
        case Array() if depth < _MAX_DEPTH:
            items = [_one(item, module, depth + 1) for item in type.items]
            return [*items, *[_one(type.rest, module, depth + 1)] * ((type.min_items or 0) - len(items))]
        case Record() if depth < _MAX_DEPTH:
            return {field.name: _one(field.type, module, depth + 1) for field in type.fields if field.required}
        case Union():
            return _one(type.options[0], module, depth)
        case Reference() if depth < _MAX_DEPTH:
            found = module.find(type.name)
            return _one(found.type if isinstance(found, Alias) else found, module, depth + 1)
        case Unknown() | Null():
            return None
        case _:
            return {}
