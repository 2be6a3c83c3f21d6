"""What a keyword of the schema of a payload expects, described to follow `must be`."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from runbridge._runtime.json_parser import ExactFloat
from runbridge._runtime.schema_validator import SchemaError
from runbridge.diagnosis.hints import TIMES
from runbridge.diagnosis.schema_problems import describe_types
from runbridge.payloads.payload_errors import FALSE, UNDER
from runbridge.problem_messages import brief

_MAX_VALUES = 12
#: The keywords under which a schema that is `false` forbids a part of a value.
_PARTS = ("properties", "patternProperties", "prefixItems")


def describe_expected(error: SchemaError) -> str:
    """What the keyword of an error expects of its value."""
    if error.keyword == "items":
        # Only `false` rejects an array itself, for its elements after the first ones.
        return f"an array of at most {len(error.schema.get('prefixItems', []))}"
    if error.keyword == "oneOf" and not error.is_merged:
        return "a value that only one schema in `oneOf` accepts"
    if error.keyword == FALSE:
        return "left out" if error.schema.get(UNDER) in _PARTS else "left out: the schema accepts no value there"
    describe = _DESCRIPTIONS.get(error.keyword)
    return f"what `{brief(error.keyword)}` asks for" if describe is None else describe(error.expected)


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
