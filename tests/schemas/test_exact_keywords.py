"""Our keywords agree with those of jsonschema wherever jsonschema follows the specification."""

import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from runbridge.schemas.exact_keywords import NotEvaluated, identity
from runbridge.schemas.validator import plain_validator

CLOSED: dict[str, Any] = {"unevaluatedProperties": False}
STRING = {"type": "string"}
HAS_B = {"required": ["b"], "properties": {"b": True}}
#: Schemas of objects, and objects that each accepts or refuses.
SCHEMAS: list[dict[str, Any]] = [
    {"properties": {"a": STRING}, **CLOSED},
    {"patternProperties": {"^a": STRING}, **CLOSED},
    {"properties": {"a": True}, "additionalProperties": STRING, **CLOSED},
    {"additionalProperties": False, "patternProperties": {"^a": True}},
    {"additionalProperties": STRING, "properties": {"a": True}, "patternProperties": {"b$": True}},
    {"unevaluatedProperties": STRING, "properties": {"a": True}},
    {"$ref": "#/$defs/a", "$defs": {"a": {"properties": {"a": STRING}}}, **CLOSED},
    {"$ref": "#/$defs/t", "$defs": {"t": True}, **CLOSED},
    {"$dynamicRef": "#d", "$defs": {"a": {"$dynamicAnchor": "d", "properties": {"a": STRING}}}, **CLOSED},
    {"allOf": [{"properties": {"a": STRING}}, {"properties": {"b": STRING}}], **CLOSED},
    {
        "anyOf": [{"properties": {"a": STRING}, "required": ["a"]}, {"required": ["b"], "properties": {"b": True}}],
        **CLOSED,
    },
    {
        "oneOf": [{"required": ["a"], "properties": {"a": True}}, {"required": ["b"], "properties": {"b": True}}],
        **CLOSED,
    },
    {"if": {"properties": {"a": STRING}, "required": ["a"]}, "then": {"properties": {"b": True}}, **CLOSED},
    {"if": {"required": ["a"]}, "else": {"properties": {"b": True}}, **CLOSED},
    {"dependentSchemas": {"a": {"properties": {"a": True, "b": STRING}}}, **CLOSED},
    {"allOf": [{"unevaluatedProperties": STRING}], **CLOSED},
    {"properties": {"a": {"properties": {"b": True}, **CLOSED}}},
]
OBJECTS: list[Any] = [
    *({}, {"a": "x"}, {"a": 1}, {"b": "x"}, {"b": 1}, {"a": "x", "b": "x"}, {"a": 1, "b": 1}, {"a": "x", "b": 1}),
    *({"ab": "x"}, {"ab": 1, "c": "x"}, {"c": "x"}, {"c": 1}, {"a": {"b": 1}}, {"a": {"c": 1}}, 5, ["a"], "a", None),
]


@pytest.mark.parametrize("schema", SCHEMAS)
def test_objects_are_accepted_as_by_jsonschema(schema: dict[str, Any]) -> None:
    ours, theirs = plain_validator(schema), Draft202012Validator(schema)
    verdicts = [theirs.is_valid(each) for each in OBJECTS]
    assert [ours.is_valid(each) for each in OBJECTS] == verdicts
    assert len(set(verdicts)) == 2


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
