"""The keywords that are ours instead of those of jsonschema."""

import re
from typing import Any

import pytest

from runbridge._runtime.json_parser import identity
from runbridge._runtime.patterns import NotEvaluated
from runbridge.schemas.json_validator import plain_validator

CLOSED: dict[str, Any] = {"unevaluatedProperties": False}
STRING = {"type": "string"}
HAS_B = {"required": ["b"], "properties": {"b": True}}
#: Schemas of objects, each with its verdicts on `OBJECTS`, which jsonschema 4.26 shares.
SCHEMAS: list[tuple[str, dict[str, Any]]] = [
    ("110000000000001111", {"properties": {"a": STRING}, **CLOSED}),
    ("110000001000001111", {"patternProperties": {"^a": STRING}, **CLOSED}),
    ("111101001010111111", {"properties": {"a": True}, "additionalProperties": STRING, **CLOSED}),
    ("111000001000111111", {"additionalProperties": False, "patternProperties": {"^a": True}}),
    (
        "111111111110111111",
        {"additionalProperties": STRING, "properties": {"a": True}, "patternProperties": {"b$": True}},
    ),
    ("111101001010111111", {"unevaluatedProperties": STRING, "properties": {"a": True}}),
    ("110000000000001111", {"$ref": "#/$defs/a", "$defs": {"a": {"properties": {"a": STRING}}}, **CLOSED}),
    ("100000000000001111", {"$ref": "#/$defs/t", "$defs": {"t": True}, **CLOSED}),
    (
        "110000000000001111",
        {"$dynamicRef": "#d", "$defs": {"a": {"$dynamicAnchor": "d", "properties": {"a": STRING}}}, **CLOSED},
    ),
    ("110101000000001111", {"allOf": [{"properties": {"a": STRING}}, {"properties": {"b": STRING}}], **CLOSED}),
    (
        "010111010000001111",
        {
            "anyOf": [{"properties": {"a": STRING}, "required": ["a"]}, {"required": ["b"], "properties": {"b": True}}],
            **CLOSED,
        },
    ),
    (
        "011110000000110000",
        {
            "oneOf": [{"required": ["a"], "properties": {"a": True}}, {"required": ["b"], "properties": {"b": True}}],
            **CLOSED,
        },
    ),
    (
        "110001010000001111",
        {"if": {"properties": {"a": STRING}, "required": ["a"]}, "then": {"properties": {"b": True}}, **CLOSED},
    ),
    ("100110000000001111", {"if": {"required": ["a"]}, "else": {"properties": {"b": True}}, **CLOSED}),
    ("111001000000111111", {"dependentSchemas": {"a": {"properties": {"a": True, "b": STRING}}}, **CLOSED}),
    ("110101001010001111", {"allOf": [{"unevaluatedProperties": STRING}], **CLOSED}),
    ("111111111111101111", {"properties": {"a": {"properties": {"b": True}, **CLOSED}}}),
]
OBJECTS: list[Any] = [
    *({}, {"a": "x"}, {"a": 1}, {"b": "x"}, {"b": 1}, {"a": "x", "b": "x"}, {"a": 1, "b": 1}, {"a": "x", "b": 1}),
    *({"ab": "x"}, {"ab": 1, "c": "x"}, {"c": "x"}, {"c": 1}, {"a": {"b": 1}}, {"a": {"c": 1}}, 5, ["a"], "a", None),
]


@pytest.mark.parametrize(("expected", "schema"), SCHEMAS)
def test_verdicts_on_objects(expected: str, schema: dict[str, Any]) -> None:
    validator = plain_validator(schema)
    assert "".join("01"[validator.is_valid(each)] for each in OBJECTS) == expected


@pytest.mark.parametrize("pattern", ["(", "(?P<a>b)", r"(a)*\1"])
def test_a_pattern_that_was_not_checked_is_not_evaluated(pattern: str) -> None:
    with pytest.raises(NotEvaluated, match=f"^{re.escape(pattern)}$"):
        plain_validator({"pattern": pattern}).is_valid("a")


def test_a_schema_inside_with_a_dialect_is_evaluated_exactly() -> None:
    dialect = "https://json-schema.org/draft/2020-12/schema"
    schema = {"$schema": dialect, "items": {"$schema": dialect, "pattern": "^a$"}}
    assert [plain_validator(schema).is_valid([text]) for text in ("a", "a\n")] == [True, False]
    assert plain_validator({"properties": {"$schema": {"const": 1}}}).is_valid({"$schema": 2}) is False


def test_values_that_are_equal_have_one_identity() -> None:
    values = [None, True, False, 0, 1, "", "1", [], [1], [[1]], [True], {}, {"a": 1}, {"a": [1]}, 0.5, [None], "null"]
    assert len(set(map(identity, values))) == len(values)
    assert identity({"a": 1.0, "b": [2.50]}) == identity({"b": [2.5], "a": 1})
