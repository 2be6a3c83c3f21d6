"""What a keyword of a schema expects, described to follow `must be`."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from runbridge._runtime.json_parser import ExactFloat
from runbridge.diagnosis.hints import TIMES
from runbridge.problem_messages import brief

_MAX_VALUES = 12
_TYPE_NAMES = {
    "string": "a string",
    "number": "a number",
    "integer": "an integer",
    "boolean": "a boolean",
    "array": "an array",
    "object": "an object",
    "null": "null",
}


def describe_keyword(keyword: str, expected: Any) -> str:
    """What a keyword with a value expects; a keyword without a description is named."""
    describe = _DESCRIPTIONS.get(keyword)
    return f"what `{brief(keyword)}` asks for" if describe is None else describe(expected)


def describe_types(types: Sequence[str]) -> str:
    """JSON types."""
    names = [_TYPE_NAMES[name] for name in types]
    return " or ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} or {names[-1]}"


def describe_schema(schema: object) -> str:
    """What a schema accepts, where one keyword says so; empty otherwise."""
    if schema is True or schema == {}:
        return "any JSON value"
    keywords: Mapping[str, Any] = cast("Mapping[str, Any]", schema) if isinstance(schema, Mapping) else {}
    for keyword in ("const", "enum", "format", "type"):
        if keyword in keywords and (keyword != "format" or keywords[keyword] in TIMES):
            return _DESCRIPTIONS[keyword](keywords[keyword])
    return ""


def describe_values(values: Sequence[Any]) -> str:
    """A list of values, cut where they are long or many."""
    if not values:
        return "no values"
    shown = ", ".join(map(_value, values[:_MAX_VALUES]))
    return f"{shown} and {len(values) - _MAX_VALUES} more" if len(values) > _MAX_VALUES else shown


def _value(value: Any) -> str:
    return brief(value.token if isinstance(value, ExactFloat) else json.dumps(value))


def _one_of(values: Sequence[Any]) -> str:
    return f"one of {describe_values(values)}"


def _types(types: str | Sequence[str]) -> str:
    return describe_types([types] if isinstance(types, str) else types)


def _bound(words: str, behind: str = "") -> Callable[[Any], str]:
    return lambda bound: f"{words} {_value(bound)}{behind}"


def _characters(words: str) -> Callable[[Any], str]:
    return lambda count: f"{words} {_value(count)} {'character' if count == 1 else 'characters'} long"


def _always(words: str) -> Callable[[Any], str]:
    return lambda _: words


_DESCRIPTIONS: dict[str, Callable[[Any], str]] = {
    "type": _types,
    "enum": _one_of,
    "const": _value,
    "format": lambda name: TIMES[name],
    "minimum": _bound("at least"),
    "maximum": _bound("at most"),
    "exclusiveMinimum": _bound("more than"),
    "exclusiveMaximum": _bound("less than"),
    "multipleOf": _bound("a multiple of"),
    "minLength": _characters("at least"),
    "maxLength": _characters("at most"),
    "pattern": lambda pattern: f"text that matches `{brief(pattern)}`",
    "minItems": _bound("an array of at least"),
    "maxItems": _bound("an array of at most"),
    "uniqueItems": _always("an array without repeated items"),
    "contains": _always("an array with an item that `contains` accepts"),
    "minContains": _bound("an array in which `contains` accepts at least"),
    "maxContains": _bound("an array in which `contains` accepts at most"),
    "minProperties": _bound("an object of at least"),
    "maxProperties": _bound("an object of at most"),
    "unevaluatedProperties": _always("an object without more fields"),
    "unevaluatedItems": _always("an array without more items"),
    "not": _always("a value that the schema in `not` rejects"),
    "anyOf": _always("a value that a schema in `anyOf` accepts"),
    "oneOf": _always("a value that a schema in `oneOf` accepts"),
}
