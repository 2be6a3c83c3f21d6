"""Keywords of JSON Schema that allow some values of a type only, without looking into them, as functions of a value."""

from collections.abc import Callable, Iterator
from functools import partial
from operator import ge, gt, le, lt
from typing import Any, NamedTuple

from runbridge._runtime.exact_numbers import compare, identity, is_multiple
from runbridge._runtime.json_parser import NumberTooLarge
from runbridge._runtime.schema_node import Schema

_BOUNDS = {"minimum": ge, "maximum": le, "exclusiveMinimum": gt, "exclusiveMaximum": lt}
_SIZES = {
    "minLength": ("string", ge),
    "maxLength": ("string", le),
    "minItems": ("array", ge),
    "maxItems": ("array", le),
    "minProperties": ("object", ge),
    "maxProperties": ("object", le),
}
#: The keywords that limit the values of one type, by this type.
LIMITS = {
    **dict.fromkeys((*_BOUNDS, "multipleOf"), "number"),
    **{keyword: kind for keyword, (kind, _) in _SIZES.items()},
    "pattern": "string",
    "uniqueItems": "array",
}
_CLASSES: dict[str, tuple[type, ...]] = {"number": (int, float), "string": (str,), "array": (list,), "object": (dict,)}


class Limit(NamedTuple):
    """A keyword, the Python types of the values that it applies to, and whether a value meets it."""

    keyword: str
    classes: tuple[type, ...]
    holds: Callable[[Any], bool]


def limits_of(schema: Schema, is_format: Callable[[str], bool] | None) -> Iterator[Limit]:
    """The limits in a schema, with the check of its format, where that is asserted.

    A boolean, which Python has as an integer, meets every limit of numbers. Raises ValueError for an enum or a const of
    arrays or objects, and for a pattern that Python cannot evaluate as JavaScript does.
    """
    for keyword in ("enum", "const"):
        if keyword in schema:
            choices: list[Any] = schema["enum"] if keyword == "enum" else [schema["const"]]
            if any(isinstance(choice, dict | list) for choice in choices):
                raise ValueError(f"{keyword} with arrays or objects is not supported here")
            yield Limit(keyword, (object,), partial(_is_among, choices))
    for keyword, kind in LIMITS.items():
        if keyword in schema:
            yield Limit(keyword, _CLASSES[kind], _test_of(keyword, schema[keyword]))
    if is_format is not None:
        yield Limit("format", (str,), is_format)


def _test_of(keyword: str, expected: Any) -> Callable[[Any], bool]:
    if keyword in _BOUNDS:
        return partial(_is_within, _BOUNDS[keyword], expected)
    if keyword == "multipleOf":
        return partial(_is_multiple, expected)
    if keyword == "pattern":
        return _pattern(expected)
    if keyword == "uniqueItems":
        return partial(_are_unique, expected)
    return partial(_has_size, _SIZES[keyword][1], expected)


def _pattern(pattern: str) -> Callable[[Any], bool]:
    # Most schemas have no pattern.
    from runbridge._runtime.patterns import compile_pattern

    search = compile_pattern(pattern).search
    return lambda value: search(value) is not None


def _is_among(choices: list[Any], value: Any) -> bool:
    if isinstance(value, str):
        return value in choices
    # In Python `True == 1`, and a double may not have the number of the record; in JSON they differ.
    return not isinstance(value, dict | list) and identity(value) in map(identity, choices)


def _is_within(holds: Callable[[Any, Any], bool], bound: float, value: float) -> bool:
    if isinstance(value, bool):
        return True
    try:
        return compare(holds, value, bound)
    except NumberTooLarge:
        # Such a number is an infinity or a zero as a double, and no bound is close to either.
        return holds(value, bound)


def _is_multiple(divisor: float, value: float) -> bool:
    if isinstance(value, bool):
        return True
    try:
        return is_multiple(value, divisor)
    except NumberTooLarge:
        return False


def _has_size(holds: Callable[[Any, Any], bool], size: float, value: Any) -> bool:
    return holds(len(value), size)


def _are_unique(is_asked: bool, value: list[Any]) -> bool:
    if not is_asked:
        return True
    try:
        return len(set(map(identity, value))) == len(value)
    except NumberTooLarge:
        return False
