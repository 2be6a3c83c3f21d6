"""The types that schemas describe, and the declarations that they lead to."""

from typing import Any

import pytest

from runbridge.stubs.ir.types import (
    Alias,
    Array,
    Boolean,
    Declaration,
    Field,
    Literal,
    Map,
    Never,
    Null,
    Number,
    Record,
    Reference,
    String,
    Type,
    Union,
    Unknown,
)
from tests.stubs.stub_modules import payload_module

STRING = {"type": "string"}
PERSON = {"type": "object", "required": ["name"], "properties": {"name": STRING}}
NAME = Field("name", String(), required=True)


def described(schema: Any) -> list[Declaration]:
    """The declarations of a payload's schema, its own first."""
    return list(payload_module(schema).declarations[1:])


def type_of(schema: Any) -> Type:
    """The type of a field with that schema."""
    (found, *_) = described({"type": "object", "properties": {"a": schema}})
    assert isinstance(found, Record)
    return found.fields[0].type


@pytest.mark.parametrize(
    ("schema", "type"),
    [
        (True, Unknown()),
        (False, Never()),
        ({}, Unknown()),
        ({"type": "null"}, Null()),
        ({"type": "boolean"}, Boolean()),
        ({"type": ["null", "integer", "number", "string"]}, Union((Number(), String(), Null()))),
        ({"type": ["integer", "null"]}, Union((Number(is_integer=True), Null()))),
        (
            {
                **STRING,
                "format": "date-time",
                "pattern": "a",
                "minLength": 2.0,
                "maxLength": 3,
                "minimum": 1,
                "required": ["a"],
            },
            String("date-time", "a", 2, 3),
        ),
        (
            {
                "type": "number",
                "minimum": 0,
                "maximum": 1.5,
                "exclusiveMinimum": -1,
                "exclusiveMaximum": 2,
                "multipleOf": 0.5,
            },
            Number(False, 0, 1.5, -1, 2, 0.5),
        ),
        # Literals.
        ({"const": "a"}, Literal(("a",))),
        ({"const": None}, Null()),
        ({"enum": []}, Never()),
        ({"enum": [1.0]}, Literal((1,))),
        ({"enum": [None, "a"]}, Union((Literal(("a",)), Null()))),
        ({"type": "string", "enum": ["a", 1, None]}, Literal(("a",))),
        ({"enum": ["a", "bc"], "minLength": 2}, Literal(("bc",))),
        ({"enum": ["a", "b"], "const": "b"}, Literal(("b",))),
        ({"type": "integer", "enum": [1, 1.5, True]}, Literal((1,))),
        # Arrays.
        ({"type": "array"}, Array(Unknown())),
        (
            {"type": "array", "items": STRING, "minItems": 1, "maxItems": 2.0, "uniqueItems": True},
            Array(String(), (), 1, 2, True),
        ),
        ({"type": "array", "prefixItems": [STRING, {"type": "null"}]}, Array(Unknown(), (String(), Null()))),
        ({"type": "array", "prefixItems": [STRING], "items": False}, Array(Never(), (String(),))),
        ({"type": "array", "items": False, "minItems": 1}, Never()),
        # Objects.
        ({"type": "object"}, Map(Unknown())),
        ({"type": "object", "properties": {}, "required": []}, Map(Unknown())),
        ({"type": "object", "additionalProperties": STRING}, Map(String())),
        ({"type": "object", "additionalProperties": {"type": "array", "items": STRING}}, Map(Array(String()))),
        ({"type": "object", "required": ["a"], "properties": {"a": False}}, Never()),
        # Unions.
        ({"anyOf": [STRING, {"type": "null"}]}, Union((String(), Null()))),
        ({"anyOf": [STRING, True]}, Unknown()),
        ({"anyOf": [{"const": "a", "title": "A"}, {"const": "b"}, {"type": "string"}]}, Reference("InputA")),
        ({"oneOf": [{"type": "integer"}, {"type": "string"}]}, Union((Number(is_integer=True), String()))),
        (
            {"type": ["string", "null"], "anyOf": [{"format": "date-time"}, {"format": "date-time-local"}]},
            Union((String("date-time"), String("date-time-local"), Null())),
        ),
        # Constraints in several places.
        ({"allOf": [STRING, {"minLength": 1}, {"maxLength": 2}]}, String(min_length=1, max_length=2)),
        ({"allOf": [STRING, {"type": "integer"}]}, Never()),
        ({"type": "integer", "allOf": [{"minimum": 1}]}, Number(is_integer=True, minimum=1)),
        ({"allOf": [{"type": ["string", "null"]}, {"minLength": 1}]}, Union((String(min_length=1), Null()))),
        ({"type": "array", "allOf": [{"items": STRING}, {"minItems": 1}]}, Array(String(), (), 1)),
        ({"not": {}}, Never()),
    ],
)
def test_the_type_of_a_schema(schema: Any, type: Type) -> None:
    assert type_of(schema) == type


@pytest.mark.parametrize(
    ("schema", "declared"),
    [
        # A record with annotations.
        (
            {
                "type": "object",
                "description": " A person. ",
                "required": ["name", "age"],
                "properties": {
                    "name": {**STRING, "description": "What it\nis called.", "deprecated": True, "default": "é\ud800"},
                    "old name": {"type": "boolean", "readOnly": True, "default": None, "x-unit": "years"},
                    "c": {"x-unit": ["years"]},
                },
                "additionalProperties": {"type": "integer"},
            },
            [
                Record(
                    "Input",
                    (
                        Field("name", String(), True, False, True, "What it\nis called.", '"é\\ud800"'),
                        Field("old name", Boolean(), False, True, False, "Unit: years.", "null"),
                        Field("c", Unknown(), required=False),
                        Field("age", Number(is_integer=True), required=True),
                    ),
                    Number(is_integer=True),
                    "A person.",
                )
            ],
        ),
        # Records and vocabularies inside are named after their location; descriptions are not repeated.
        (
            {
                "type": "object",
                "properties": {
                    "home town": {**PERSON, "description": "Where."},
                    "sizes": {"type": "array", "items": {**PERSON, "description": "A size."}},
                    "by_name": {"type": "object", "additionalProperties": {"enum": ["a", "b"]}},
                    "pair": {"type": "array", "prefixItems": [PERSON, {"enum": ["a", "b", None]}]},
                    "!": PERSON,
                    "one": {"const": "a"},
                },
                "additionalProperties": PERSON,
            },
            [
                Record(
                    "Input",
                    (
                        Field("home town", Reference("InputHomeTown"), required=False, description="Where."),
                        Field("sizes", Array(Reference("InputSizesItem")), required=False),
                        Field("by_name", Map(Reference("InputByNameValue")), required=False),
                        Field(
                            "pair",
                            Array(
                                Unknown(),
                                (Reference("InputPairItem1"), Union((Reference("InputPairItem2"), Null()))),
                            ),
                            required=False,
                        ),
                        Field("!", Reference("InputField"), required=False),
                        Field("one", Literal(("a",)), required=False),
                    ),
                    Reference("InputValue"),
                ),
                Record("InputHomeTown", (NAME,)),
                Record("InputSizesItem", (NAME,), description="A size."),
                Alias("InputByNameValue", Literal(("a", "b"))),
                Record("InputPairItem1", (NAME,)),
                Alias("InputPairItem2", Literal(("a", "b"))),
                Record("InputField", (NAME,)),
                Record("InputValue", (NAME,)),
            ],
        ),
        # A base and an extension: fields of the base come first, later annotations win.
        (
            {
                "description": "More.",
                "properties": {"age": True, "name": {**STRING, "minLength": 1, "description": "Said later."}},
                "allOf": [{"$ref": "#/$defs/Person"}, {"required": ["size"]}],
                "$defs": {
                    "Person": {
                        **PERSON,
                        "description": "Of the basis.",
                        "properties": {"name": {**STRING, "description": "Said first."}},
                    }
                },
            },
            [
                Record(
                    "Input",
                    (
                        Field("name", String(min_length=1), required=True, description="Said later."),
                        Field("size", Unknown(), required=True),
                        Field("age", Unknown(), required=False),
                    ),
                    description="More.",
                )
            ],
        ),
        # Two records are merged, also inside of fields.
        (
            {
                "allOf": [
                    {"type": "object", "properties": {"a": PERSON, "b": {"type": "array", "items": PERSON}}},
                    {
                        "type": "object",
                        "properties": {
                            "a": {"type": "object", "properties": {"name": {**STRING, "maxLength": 3}}},
                            "b": {"items": {"properties": {"age": STRING}}, "type": "array"},
                        },
                    },
                ]
            },
            [
                Record(
                    "Input",
                    (
                        Field("a", Reference("InputA"), required=False),
                        Field("b", Array(Reference("InputBItem")), required=False),
                    ),
                ),
                Record("InputA", (Field("name", String(max_length=3), required=True),)),
                Record("InputBItem", (NAME, Field("age", String(), required=False))),
            ],
        ),
        # Variants are named by their titles, by their tags, or like the whole.
        (
            {
                "oneOf": [
                    {**PERSON, "title": "some person"},
                    {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "big one"}}},
                    {"type": "object", "required": ["is"], "properties": {"is": {"const": 2}, "or": {"const": "x"}}},
                    {"type": "object", "required": ["no"], "properties": {"no": {"const": "!"}}},
                    {"type": "object", "required": ["no", "a"], "properties": {"a": {"enum": ["x", "y"]}}},
                    {"enum": ["a", "b"]},
                ]
            },
            [
                Alias(
                    "Input",
                    Union(
                        (
                            Literal(("a", "b")),
                            Reference("SomePerson"),
                            Reference("InputBigOne"),
                            Reference("InputObject"),
                            Reference("InputObject2"),
                            Reference("InputObject3"),
                        )
                    ),
                ),
                Record("SomePerson", (NAME,)),
                Record("InputBigOne", (Field("kind", Literal(("big one",)), required=True),)),
                Record(
                    "InputObject",
                    (Field("is", Literal((2,)), required=True), Field("or", Literal(("x",)), required=False)),
                ),
                Record("InputObject2", (Field("no", Literal(("!",)), required=True),)),
                Record(
                    "InputObject3",
                    (Field("a", Reference("InputObject3A"), required=True), Field("no", Unknown(), required=True)),
                ),
                Alias("InputObject3A", Literal(("x", "y"))),
            ],
        ),
        # The schema around variants is a part of each.
        (
            {
                "type": "object",
                "properties": {
                    "shape": {
                        **PERSON,
                        "anyOf": [
                            {"title": "Round", "properties": {"radius": STRING}},
                            {"properties": {"side": STRING}, "required": ["side"]},
                        ],
                    }
                },
            },
            [
                Record(
                    "Input",
                    (Field("shape", Union((Reference("Round"), Reference("InputShape"))), required=False),),
                ),
                Record("Round", (NAME, Field("radius", String(), required=False))),
                Record("InputShape", (NAME, Field("side", String(), required=True))),
            ],
        ),
        # The same with definitions, which give variants their names.
        (
            {
                "type": "object",
                "properties": {
                    "shape": {
                        **PERSON,
                        "oneOf": [{"$ref": "#/$defs/Round"}, {"title": "Other", "$ref": "#/$defs/Square"}],
                    }
                },
                "$defs": {
                    "Round": {"type": "object", "required": ["is"], "properties": {"is": {"const": "round"}}},
                    "Square": {"type": "object", "required": ["is"], "properties": {"is": {"const": "square"}}},
                },
            },
            [
                Record(
                    "Input",
                    (
                        Field(
                            "shape",
                            Union((Reference("InputShapeRound"), Reference("InputShapeSquare"))),
                            required=False,
                        ),
                    ),
                ),
                Record("InputShapeRound", (NAME, Field("is", Literal(("round",)), required=True))),
                Record("InputShapeSquare", (NAME, Field("is", Literal(("square",)), required=True))),
            ],
        ),
        # A vocabulary that may grow.
        (
            {
                "type": "object",
                "properties": {
                    "a": {"anyOf": [{"enum": ["x", "y"]}, STRING, {"type": "null"}]},
                    "b": {**STRING, "x-extensible-enum": ["x"]},
                    "c": {**STRING, "x-extensible-enum": ["x"], "maxLength": 3},
                    "d": {**STRING, "x-extensible-enum": []},
                    "e": {**STRING, "x-extensible-enum": [1]},
                    "f": {**STRING, "x-extensible-enum": "x"},
                },
            },
            [
                Record(
                    "Input",
                    (
                        Field("a", Union((Reference("InputA"), Null())), required=False),
                        Field("b", Reference("InputB"), required=False),
                        Field("c", String(max_length=3), required=False),
                        Field("d", String(), required=False),
                        Field("e", String(), required=False),
                        Field("f", String(), required=False),
                    ),
                ),
                Alias("InputA", Literal(("x", "y"), is_open=True)),
                Alias("InputB", Literal(("x",), is_open=True)),
            ],
        ),
        (
            {"anyOf": [{"enum": ["x", "y", 1, 2]}, STRING], "description": "Grows."},
            [
                Alias("Input", Union((Reference("Input2"), Literal((1, 2)))), "Grows."),
                Alias("Input2", Literal(("x", "y"), is_open=True)),
            ],
        ),
        ({"enum": ["x", "y"], "description": "Two."}, [Alias("Input", Literal(("x", "y")), "Two.")]),
        # A required field must be missing.
        (
            {"type": "object", "description": "No.", "required": ["a"], "additionalProperties": False},
            [Alias("Input", Never(), "No.")],
        ),
        # An object or null.
        (
            {**PERSON, "type": ["object", "null"], "description": "Or nobody."},
            [
                Alias("Input", Union((Reference("InputObject"), Null())), "Or nobody."),
                Record("InputObject", (NAME,)),
            ],
        ),
    ],
)
def test_the_declarations_of_a_schema(schema: Any, declared: list[Declaration]) -> None:
    assert described(schema) == declared
