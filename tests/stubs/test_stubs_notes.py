"""Notes about schemas: where a type accepts more than its schema, or was assumed."""

from typing import Any

import pytest

from runbridge.stubs.ir.types import (
    Alias,
    Array,
    Boolean,
    Field,
    Literal,
    Map,
    Null,
    Number,
    Record,
    String,
    Type,
    Union,
    Unknown,
)
from tests.stubs.stub_modules import payload_module

STRING = {"type": "string"}
A = {"type": "object", "properties": {"a": STRING}}
ONLY_ONE = ["the schema: only `validate` checks that exactly one branch of `oneOf` matches"]


def left(*keywords: str) -> list[str]:
    return [f"the schema: `{keyword}` is checked by `validate` only" for keyword in keywords]


@pytest.mark.parametrize(
    ("schema", "notes"),
    [
        # No notes.
        (True, []),
        ({"type": "object", "$comment": "a", "examples": [1], "writeOnly": True, "x-any": 1, "$defs": {"a": A}}, []),
        ({"type": "string", "format": "date-time"}, []),
        ({"type": "string", "format": "date-time-local"}, []),
        # What no type can express.
        (
            {
                **A,
                "not": {"required": ["b"]},
                "propertyNames": {"maxLength": 3},
                "minProperties": 1,
                "maxProperties": 2,
                "dependentRequired": {"a": ["b"]},
                "dependentSchemas": {"a": True},
                "unevaluatedProperties": False,
                "$dynamicRef": "#/properties/a",
            },
            left(
                *("not", "propertyNames", "minProperties", "maxProperties", "dependentRequired", "dependentSchemas"),
                *("unevaluatedProperties", "$dynamicRef"),
            ),
        ),
        (
            {"type": "array", "contains": STRING, "minContains": 2, "unevaluatedItems": False},
            left("contains", "unevaluatedItems"),
        ),
        ({"format": "email"}, ["the schema: nothing checks the format `email`"]),
        (
            {"format": "date-time", "$dynamicAnchor": "a", "nullable": True},
            [
                "the schema: `format` without `type` is checked by `validate` only",
                "the schema: nothing checks `nullable`, which is not a keyword of JSON Schema 2020-12",
            ],
        ),
        (
            {"type": "string", "contentEncoding": "base64", "contentMediaType": "text/plain"},
            [
                "the schema: nothing checks `contentEncoding`, which is only an annotation",
                "the schema: nothing checks `contentMediaType`, which is only an annotation",
            ],
        ),
        (
            {"type": "object", "properties": {name: {"type": "string", "format": "uuid"} for name in "bac"}},
            ["`/properties/a`: nothing checks the format `uuid` (3 places)"],
        ),
        ({"type": "string", "format": "email"}, ["the schema: nothing checks the format `email`"]),
        (
            {"type": "string", "frobnicate\n": 1, "nullable": True},
            [
                "the schema: nothing checks `frobnicate\\n`, which is not a keyword of JSON Schema 2020-12",
                "the schema: nothing checks `nullable`, which is not a keyword of JSON Schema 2020-12",
            ],
        ),
        ({**A, "if": True, "then": {"required": ["b"]}}, left("if")),
        ({**A, "if": True, "else": {"required": ["b"]}}, left("if")),
        # It has no effect in this place.
        ({**A, "if": True}, []),
        ({**A, "then": False}, []),
        ({"type": "string", "minProperties": 1, "contains": True, "unevaluatedItems": False}, []),
        ({"enum": ["a"], "dependentRequired": {"a": ["b"]}}, []),
        # Fields by pattern.
        (
            {"type": "object", "patternProperties": {"^x": STRING}, "additionalProperties": False},
            ["the schema: only `validate` checks which names match `patternProperties`"],
        ),
        # Values in `enum` and `const`.
        (
            {"enum": [{"a": 1}, {"b": 1}, [1], "a"]},
            [
                "the schema: only `validate` checks which object it is",
                "the schema: only `validate` checks which array it is",
            ],
        ),
        ({"const": {}}, ["the schema: only `validate` checks which object it is"]),
        (
            {"type": "string", "pattern": "a", "enum": ["a", "b"]},
            ["the schema: only `validate` checks `pattern` of listed values"],
        ),
        # Two values of a keyword of which a type can have one.
        (
            {"allOf": [{**STRING, "pattern": "a"}, {**STRING, "pattern": "b"}]},
            ["the schema: only `validate` checks the second value of `pattern`"],
        ),
        (
            {"type": "number", "multipleOf": 2, "allOf": [{"multipleOf": 3}]},
            ["the schema: only `validate` checks the second value of `multipleOf`"],
        ),
        # `oneOf`.
        ({"oneOf": [STRING, {"type": "integer"}]}, []),
        (
            {"oneOf": [STRING, {"minLength": 3}]},
            [
                *ONLY_ONE,
                "`/oneOf/1`: `minLength` without `type` is checked by `validate` only",
            ],
        ),
        (
            {"oneOf": [{"type": "number"}, {"type": "integer"}]},
            ONLY_ONE,
        ),
        ({"anyOf": [{"type": "number"}, {"type": "integer"}]}, []),
        ({"oneOf": [A, {**A, "required": ["b"]}]}, ONLY_ONE),
        (
            {
                "oneOf": [
                    {**A, "required": ["is"], "properties": {"is": {"const": "x"}}},
                    {**A, "required": ["is"], "properties": {"is": {"enum": ["y", 1]}}},
                    {"$ref": "#/$defs/z"},
                ],
                "$defs": {"z": {**A, "required": ["is"], "properties": {"is": {"const": True}}}},
            },
            [],
        ),
        ({"oneOf": [{"const": 1}, {"const": True}]}, []),
        ({"oneOf": [{"const": 1}, {"const": 1.0}]}, ONLY_ONE),
        ({"oneOf": [{"const": number} for number in range(50)]}, []),
        ({"oneOf": [{"const": number} for number in range(51)]}, ONLY_ONE),
        # Conditions instead of types.
        ({**A, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, left("anyOf")),
        ({**A, "oneOf": [{"required": ["a"]}, {"properties": {"b": STRING}}]}, left("oneOf")),
        ({"type": "array", "anyOf": [{"minItems": 3}, {"contains": STRING}]}, left("anyOf")),
        ({**A, "anyOf": [{"required": ["a"], "properties": {"b": STRING}}, {"description": "Or not."}]}, []),
        # Recursive.
        (
            {**A, "properties": {"a": {"allOf": [{"$ref": "#"}, {**A, "required": ["a"]}]}}},
            ["`/properties/a`: only `validate` checks the other constraints on `Input` here"],
        ),
        # Too many combinations.
        (
            {
                "allOf": [
                    {"anyOf": [{"type": "object", "properties": {f"{name}{number}": STRING}} for number in range(7)]}
                    for name in "ab"
                ]
            },
            ["the schema: only `validate` checks the combinations of 7 alternatives with 7"],
        ),
        # One note for each place.
        (
            {"type": "object", "properties": {"a/b~\n": {"not": STRING}, "c": {"not": STRING}}},
            [
                "`/properties/a~1b~0\\n`: `not` is checked by `validate` only",
                "`/properties/c`: `not` is checked by `validate` only",
            ],
        ),
        (
            {
                "type": "object",
                "properties": {"a": {"$ref": "#/$defs/x"}, "b": {"$ref": "#/$defs/x"}},
                "$defs": {"x": {"not": STRING}},
            },
            ["`/$defs/x`: `not` is checked by `validate` only"],
        ),
    ],
)
def test_what_types_cannot_express_is_noted(schema: Any, notes: list[str]) -> None:
    assert sorted(payload_module(schema).notes) == sorted(f"test.json: {note}" for note in notes)


@pytest.mark.parametrize(
    ("schema", "type", "notes"),
    [
        # There is no `type`, but it is implied.
        (
            {"properties": {"a": STRING}, "required": ["a"]},
            Record("Input", (Field("a", String(), required=True),)),
            ["it has `properties` and no `type`, and is read as an object"],
        ),
        (
            {"patternProperties": {}},
            Map(Unknown()),
            [
                "it has `patternProperties` and no `type`, and is read as an object",
                "only `validate` checks which names match `patternProperties`",
            ],
        ),
        (
            {"additionalProperties": STRING},
            Map(String()),
            ["it has `additionalProperties` and no `type`, and is read as an object"],
        ),
        (
            {"items": STRING, "minItems": 1},
            Array(String(), (), 1),
            ["it has `items` and no `type`, and is read as an array"],
        ),
        (
            {"prefixItems": [STRING], "items": STRING},
            Array(String(), (String(),)),
            ["it has `prefixItems` and no `type`, and is read as an array"],
        ),
        (
            {"additionalProperties": STRING, "items": STRING, "multipleOf": 2},
            Union((Map(String()), Array(String()))),
            [
                "it has `additionalProperties` and no `type`, and is read as an object",
                "it has `items` and no `type`, and is read as an array",
            ],
        ),
        # The type is not even implied.
        (
            {"minimum": 1, "minLength": 2, "required": ["a"], "minProperties": 1},
            Unknown(),
            [
                "`minProperties` is checked by `validate` only",
                "`minimum` without `type` is checked by `validate` only",
                "`minLength` without `type` is checked by `validate` only",
                "`required` without `type` is checked by `validate` only",
            ],
        ),
        # The schema around it has the type.
        ({"allOf": [STRING, {"minLength": 2}]}, String(min_length=2), []),
        ({"enum": ["a", None], "minLength": 1, "items": STRING}, Union((Literal(("a",)), Null())), []),
        (
            {"type": ["integer", "null"], "allOf": [{"minimum": 1, "properties": {"a": STRING}}]},
            Union((Number(is_integer=True, minimum=1), Null())),
            [],
        ),
        ({"anyOf": [STRING, {"type": "number"}], "allOf": [{"maximum": 1}]}, Union((Number(maximum=1), String())), []),
        ({"type": "number", "allOf": [{"minimum": 0.5}]}, Number(minimum=0.5), []),
        ({"type": "boolean", "allOf": [{"minimum": 0.5}]}, Boolean(), []),
    ],
)
def test_a_schema_without_a_type_gets_the_implied_one(schema: Any, type: Type, notes: list[str]) -> None:
    module = payload_module(schema)
    found = module.find("Input")
    assert (found.type if isinstance(found, Alias) else found) == type
    assert [*module.notes] == [f"test.json: the schema: {note}" for note in notes]
