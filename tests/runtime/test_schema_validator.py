"""A rule reads a schema as JSON Schema has it, says where a value does not fit, and refuses what it does not read."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from runbridge._runtime.json_parser import parse
from runbridge._runtime.schema_validator import SchemaError, compile_validator, kind_of

CHECKER = FormatChecker(formats=())
CHECKER.checks("short")(lambda value: not isinstance(value, str) or len(value) < 2)
FORMATS = {"short": lambda text: len(text) < 2}

POINT = {"type": "object", "required": ["x"], "properties": {"x": {"type": "integer"}}, "additionalProperties": False}
SCHEMAS: list[dict[str, Any]] = [
    {"enum": [1, "a", None]},
    {"enum": [True]},
    {"type": ["string", "null"], "format": "short"},
    {"format": "short", "enum": ["aa", "b"]},
    {"type": "string", "anyOf": [{"format": "short"}, {"enum": ["aaa"]}]},
    {"$defs": {"Point": POINT}, "$ref": "#/$defs/Point"},
    {"$defs": {"Point": POINT}, "$ref": "#/$defs/Point", "required": ["x"], "type": ["object", "string"]},
    {"$defs": {"Point": POINT}, "items": {"anyOf": [{"$ref": "#/$defs/Point"}, {"type": "string"}]}},
    {"$defs": {"Point": POINT}, "properties": {"x": {"items": {"$ref": "#/$defs/Point"}}}},
    {"properties": {"x": True, "y": {}}, "additionalProperties": False},
    {"minimum": 0.5, "maximum": 1},
    {"exclusiveMinimum": 0, "exclusiveMaximum": 1.5},
    {"minLength": 2, "maxLength": 2},
    {"pattern": "^a$"},
    {"minItems": 1, "maxItems": 1, "uniqueItems": False},
    {"uniqueItems": True, "maxProperties": 1},
    {"minProperties": 1},
    {"const": 1},
    {"const": "a", "format": "unknown"},
    {"items": True, "additionalProperties": True},
    {"type": ["number", "boolean"]},
]
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.sampled_from([0, 1, 1.0, 1.5, "", "a", "aa", "aaa", "b", float("inf")]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["x", "y"]), inner, max_size=2),
    max_leaves=6,
)


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
@given(value=values)
def test_the_verdict_is_that_of_jsonschema(schema: dict[str, Any], value: Any) -> None:
    rule = compile_validator(schema, FORMATS)
    valid = Draft202012Validator(schema, format_checker=CHECKER).is_valid(value)
    assert rule.is_valid(value) == valid
    assert (list(rule.errors(value)) == []) == valid


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_each_schema_accepts_and_refuses_some_values(schema: dict[str, Any]) -> None:
    rule = compile_validator(schema, FORMATS)
    some: list[Any] = [
        None,
        True,
        1,
        "a",
        "aaa",
        [1],
        {"x": 1},
        {"x": 1, "y": 2},
        {"x": ["a", {}]},
        [{}],
        [1.5],
        {"z": 1},
        "b",
        [1, 1],
        1.75,
        {},
    ]
    assert {rule.is_valid(value) for value in some} == ({True} if schema == SCHEMAS[-2] else {True, False})


def test_an_error_has_path_keyword_and_value() -> None:
    schema: dict[str, Any] = {
        "$defs": {"Point": POINT},
        "items": {"anyOf": [{"$ref": "#/$defs/Point"}, {"type": ["string", "null"]}]},
    }
    branches = schema["items"]
    value = [{"x": 1}, {"x": "1", "y": 2}, 5, {}]
    assert list(compile_validator(schema, {}).errors(value)) == [
        SchemaError("type", (1, "x"), "1", {"type": "integer"}, types=("integer",)),
        SchemaError("additionalProperties", (1,), {"x": "1", "y": 2}, POINT, "y"),
        SchemaError("anyOf", (2,), 5, branches, types=("object", "string", "null")),
        SchemaError("required", (3,), {}, POINT, "x"),
    ]


def test_several_branches_of_one_type_are_one_error() -> None:
    schema = {"type": "string", "anyOf": [{"format": "short"}, {"enum": ["aaa"]}]}
    assert list(compile_validator(schema, FORMATS).errors("aa")) == [SchemaError("anyOf", (), "aa", schema)]


def test_a_value_of_a_wrong_type_has_no_other_error() -> None:
    schema = {"type": "string", "enum": ["a"], "required": ["x"]}
    assert list(compile_validator(schema, {}).errors({})) == [SchemaError("type", (), {}, schema, types=("string",))]


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"not": {}}, "the keyword 'not' is not supported here"),
        ({"properties": {"a": {"oneOf": [], "allOf": []}}}, "the keyword 'allOf' is not supported here"),
        ({"$ref": "#/$defs/Nothing", "$defs": {}}, "the reference '#/$defs/Nothing' leads nowhere"),
        ({"$ref": "other.json"}, "the reference 'other.json' leads nowhere"),
        ({"enum": [1, [1]]}, "enum with arrays or objects is not supported here"),
        ({"const": {}}, "const with arrays or objects is not supported here"),
        ({"pattern": "("}, "("),
        ({"items": False}, "a schema that is `false` is supported under `additionalProperties` only"),
    ],
)
def test_unsupported_keywords_are_refused(schema: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        compile_validator(schema, {})


@pytest.mark.parametrize(
    ("schema", "text", "valid"),
    [
        ({"minimum": 0}, "9" * 700, True),
        ({"minimum": 0}, "-" + "9" * 700, False),
        ({"maximum": 1}, "1.00000000000000000001", False),
        ({"exclusiveMinimum": 0}, "1e-400", True),
        # The exponent is beyond what can be counted with: the number is compared as the double next to it.
        ({"maximum": 1}, "1e99999999999999999999", False),
        ({"minimum": 1}, "1e99999999999999999999", True),
        ({"multipleOf": 0.1}, "0.3", True),
        ({"multipleOf": 3}, "9" * 700, False),
        ({"const": 1}, "1.0", True),
        ({"const": 1}, "1.00000000000000000001", False),
        ({"enum": [1]}, "true", False),
        ({"uniqueItems": True}, "[1, 1.0]", False),
        ({"uniqueItems": True}, "[1e99999999999999999999]", False),
        ({"minimum": 2, "multipleOf": 2}, "true", True),
        ({"enum": [True, 3], "multipleOf": 2}, "true", True),
        ({"enum": [True, 3], "multipleOf": 2}, "3", False),
        ({"maxLength": 1}, '"\\ud83d\\ude00"', True),
    ],
)
def test_numbers_are_compared_exactly_and_texts_by_characters(schema: dict[str, Any], text: str, valid: bool) -> None:
    assert compile_validator(schema, {}).is_valid(parse(text)) == valid


@pytest.mark.parametrize(
    ("text", "kind"),
    [("1", "integer"), ("9" * 5000, "integer"), ("1.0", "number"), ("true", "boolean"), ("null", "null")],
)
def test_the_kind_of_a_parsed_value(text: str, kind: str) -> None:
    assert kind_of(parse(text)) == kind
