"""The declarations of schemas with references."""

from typing import Any

import pytest

from runbridge.stubs.ir.types import (
    Alias,
    Array,
    Declaration,
    Field,
    Map,
    Never,
    Null,
    Record,
    Reference,
    String,
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


@pytest.mark.parametrize(
    ("schema", "declared"),
    [
        (
            {"type": "object", "properties": {"next": {"$ref": "#"}}},
            [Record("Input", (Field("next", Reference("Input"), required=False),))],
        ),
        (
            {"type": "array", "items": {"$ref": "#"}},
            [Alias("Input", Array(Reference("Input")))],
        ),
        (
            {"type": "object", "additionalProperties": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}},
            [Alias("Input", Map(Union((Reference("Input"), Null()))))],
        ),
        # A definition that extends the schema that refers to it.
        (
            {
                "$ref": "#/$defs/Base",
                "$defs": {
                    "Base": {**PERSON, "properties": {"child": {"$ref": "#/$defs/More"}}},
                    "More": {"allOf": [{"$ref": "#/$defs/Base"}, {"required": ["size"]}]},
                },
            },
            [
                Alias("Input", Reference("Base")),
                Record(
                    "Base",
                    (
                        Field("child", Reference("More"), required=False),
                        Field("name", Unknown(), required=True),
                    ),
                ),
                Record(
                    "More",
                    (
                        Field("child", Reference("More"), required=False),
                        Field("name", Unknown(), required=True),
                        Field("size", Unknown(), required=True),
                    ),
                ),
            ],
        ),
        # References to places that are no definitions: one type for both.
        (
            {
                "type": "object",
                "properties": {
                    "a": PERSON,
                    "b": {"$ref": "#/properties/a"},
                    "c": {"type": "array", "prefixItems": [PERSON], "items": {"$ref": "#/properties/c/prefixItems/0"}},
                    "d": {"$ref": "#here"},
                    "!": {"$ref": "#/properties/!!"},
                    "!!": STRING,
                },
                "$defs": {"Place": {**PERSON, "$anchor": "here"}},
            },
            [
                Record(
                    "Input",
                    (
                        Field("a", Reference("InputA"), required=False),
                        Field("b", Reference("InputA"), required=False),
                        Field(
                            "c",
                            Array(Reference("InputPrefixItems"), (Reference("InputPrefixItems"),)),
                            required=False,
                        ),
                        Field("d", Reference("Place"), required=False),
                        Field("!", Reference("InputDefinition"), required=False),
                        Field("!!", Reference("InputDefinition"), required=False),
                    ),
                ),
                Record("InputA", (NAME,)),
                Record("InputPrefixItems", (NAME,)),
                Record("Place", (NAME,)),
                Alias("InputDefinition", String()),
            ],
        ),
        # Keywords next to a reference, and booleans as definitions.
        (
            {
                "properties": {
                    "a": {"$ref": "#/$defs/Person", "description": "The first."},
                    "b": {"$ref": "#/$defs/Yes"},
                    "c": {"$ref": "#/$defs/No"},
                    "d": {"allOf": [{"$ref": "#/$defs/Person"}]},
                },
                "type": "object",
                "$defs": {"Person": {**PERSON, "description": "A person."}, "Yes": True, "No": False, "Unused": PERSON},
            },
            [
                Record(
                    "Input",
                    (
                        Field("a", Reference("Person"), required=False, description="The first."),
                        Field("b", Reference("Yes"), required=False),
                        Field("c", Never(), required=False),
                        Field("d", Reference("Person"), required=False),
                    ),
                ),
                Record("Person", (NAME,), description="A person."),
                Alias("Yes", Unknown()),
            ],
        ),
    ],
)
def test_the_declarations_of_references(schema: Any, declared: list[Declaration]) -> None:
    module = payload_module(schema)
    assert [*module.declarations[1:]] == declared
    assert module.notes == ()
