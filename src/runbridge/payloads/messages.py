"""What a keyword of a schema of other people asks for, in words that go on after `must be`."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from runbridge.diagnosis.schema_findings import TIMES, types_in_words
from runbridge.payloads.errors import FALSE, Leaf
from runbridge.payloads.false_schemas import UNDER
from runbridge.problems import brief

_MOST_WORDS = 12
#: Where what is refused is a part of something else.
_PARTS = ("properties", "patternProperties", "prefixItems")


def asked_in_words(leaf: Leaf) -> str:
    """What the keyword of a leaf asks of its value."""
    if leaf.keyword == "items":
        # An array itself is refused only by `false`, for its elements behind the first ones.
        return f"an array of at most {len(leaf.schema.get('prefixItems', []))}"
    if leaf.keyword == "oneOf" and not leaf.is_merged:
        return "a value that only one schema in `oneOf` accepts"
    if leaf.keyword == FALSE:
        return "left out" if leaf.schema.get(UNDER) in _PARTS else "what the schema accepts there, which is nothing"
    words = _WORDS.get(leaf.keyword)
    return f"what `{brief(leaf.keyword)}` asks for" if words is None else words(leaf.asked)


def wanted(schema: object) -> str:
    """What a schema takes, as far as it says so in a word or two."""
    if schema is True or schema == {}:
        return "any JSON value"
    keywords: Mapping[str, Any] = cast("Mapping[str, Any]", schema) if isinstance(schema, Mapping) else {}
    for keyword in ("const", "enum", "format", "type"):
        if keyword in keywords and (keyword != "format" or keywords[keyword] in TIMES):
            return _WORDS[keyword](keywords[keyword])
    return ""


def listed(values: Sequence[Any]) -> str:
    """The values of a list, cut where they are long or many."""
    shown = ", ".join(map(_value, values[:_MOST_WORDS]))
    return f"{shown} and {len(values) - _MOST_WORDS} more" if len(values) > _MOST_WORDS else shown


def _value(value: Any) -> str:
    return brief(json.dumps(value))


def _one_of(values: Sequence[Any]) -> str:
    return f"one of {listed(values)}"


def _types(types: str | Sequence[str]) -> str:
    return types_in_words([types] if isinstance(types, str) else types)


def _bound(words: str, behind: str = "") -> Callable[[Any], str]:
    return lambda bound: f"{words} {_value(bound)}{behind}"


def _characters(words: str) -> Callable[[Any], str]:
    return lambda count: f"{words} {_value(count)} {'character' if count == 1 else 'characters'} long"


def _always(words: str) -> Callable[[Any], str]:
    return lambda _: words


_WORDS: dict[str, Callable[[Any], str]] = {
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
    "uniqueItems": _always("an array in which nothing stands twice"),
    "contains": _always("an array with something in it that `contains` accepts"),
    "minContains": _bound("an array in which `contains` accepts at least"),
    "maxContains": _bound("an array in which `contains` accepts at most"),
    "minProperties": _bound("an object of at least"),
    "maxProperties": _bound("an object of at most"),
    "unevaluatedProperties": _always("an object without more members"),
    "unevaluatedItems": _always("an array without more in it"),
    "not": _always("a value that the schema in `not` refuses"),
    "anyOf": _always("a value that a schema in `anyOf` accepts"),
    "oneOf": _always("a value that a schema in `oneOf` accepts"),
}
