"""The reader of the shipped schemas."""

import re
from typing import Any

import pytest

from runbridge._runtime.registry import Format
from runbridge._runtime.schema import load_schema
from runbridge._runtime.schema_node import SchemaNode, read_definitions, read_schema
from runbridge.known_formats import FORMATS

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["a"],
    "properties": {
        "a": {"type": ["string", "null"], "enum": ["x", "y", None], "description": "An a.", "x-unit": "s"},
        "b": {"type": "string", "x-extensible-enum": ["z"]},
        "c": {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date-time-local"}]},
        "d": {"description": "Opaque."},
        "e": {"$ref": "#/$defs/R", "description": "A record."},
        "f": {"$ref": "#/$defs/R", "type": "object"},
        "g": {"type": "array", "items": True},
        "h": {"type": "object", "additionalProperties": {"anyOf": [{"$ref": "#/$defs/R"}, {"type": "null"}]}},
        "i": {"type": "object", "additionalProperties": False},
    },
    "$defs": {"R": {"description": "An R.", "type": "object", "properties": {"g": {"type": "integer"}}}},
}
ROOT = read_schema(SCHEMA)


def test_a_field_has_its_types_vocabulary_and_notes() -> None:
    a = ROOT.fields["a"]
    assert (a.types, a.kinds, a.kind, a.is_nullable) == (("string", "null"), ("string",), "string", True)
    assert (a.vocabulary, a.description, a.unit) == (("x", "y"), "An a.", "s")
    assert a.location == ("properties", "a")
    assert (ROOT.fields["b"].vocabulary, ROOT.fields["b"].is_nullable) == (("z",), False)
    assert ROOT.required == ("a",)


def test_a_time_is_one_of_either_profile() -> None:
    assert [name for name, field in ROOT.fields.items() if field.is_time] == ["c"]
    assert read_schema({"format": "date-time"}).is_time
    assert not read_schema({"format": "date-time-local"}).is_time


def test_a_schema_without_types_allows_null() -> None:
    assert (ROOT.fields["d"].types, ROOT.fields["d"].kind, ROOT.fields["d"].is_nullable) == ((), "", True)


def test_a_reference_is_its_target_with_its_own_description() -> None:
    e = ROOT.fields["e"]
    assert (e.definition, e.description, e.location) == ("R", "A record.", ("$defs", "R"))
    assert e.fields["g"].location == ("$defs", "R", "properties", "g")
    assert read_definitions(SCHEMA)["R"].description == "An R."


def test_a_reference_with_other_assertions_has_a_target() -> None:
    f = ROOT.fields["f"]
    assert (f.definition, f.location, f.types) == ("", ("properties", "f"), ("object",))
    assert f.target is not None
    assert f.target.definition == "R"


@pytest.mark.parametrize(("types", "nullable"), [("integer", False), (["integer", "null"], True)])
def test_a_reference_with_other_assertions_allows_null_if_its_target_does(types: Any, nullable: bool) -> None:
    schema = {"$ref": "#/$defs/N", "minimum": 1, "$defs": {"N": {"type": types}}}
    assert read_schema(schema).is_nullable == nullable


def test_schemas_of_items_and_of_unknown_fields_are_read() -> None:
    items, values = ROOT.fields["g"].items, ROOT.fields["h"].values
    assert items is not None
    assert values is not None
    assert (items.schema, items.location) == ({}, ("properties", "g", "items"))
    assert [branch.definition for branch in values.branches] == ["R", ""]
    assert values.is_nullable
    assert [branch.location[-2:] for branch in values.branches] == [("$defs", "R"), ("anyOf", 1)]
    assert (ROOT.fields["i"].values, ROOT.fields["i"].is_record, ROOT.is_record) == (None, False, True)


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"$ref": "#/$defs/N"}, "the reference '#/$defs/N' leads nowhere"),
        ({"$ref": "https://example.com/#/$defs/N", "$defs": {"N": {}}}, None),
        ({"properties": {"a": False}}, "a schema that is `false` is supported under `additionalProperties` only"),
        ({"$ref": "#/$defs/N", "$defs": {"N": {"$ref": "#/$defs/N"}}}, "the definition 'N' refers to itself"),
        (
            {
                "$ref": "#/$defs/N",
                "$defs": {"N": {"properties": {"m": {"$ref": "#/$defs/M"}}}, "M": {"items": {"$ref": "#/$defs/N"}}},
            },
            "the definition 'N' refers to itself",
        ),
    ],
)
def test_other_schemas_are_refused(schema: dict[str, Any], message: str | None) -> None:
    expected = message or f"the reference {schema['$ref']!r} leads nowhere"
    with pytest.raises(ValueError, match=f"^{re.escape(expected)}$"):
        read_schema(schema)


def locations(node: SchemaNode) -> list[SchemaNode]:
    inner = (*node.branches, *node.fields.values(), node.items, node.values, node.target)
    return [node, *(each for child in inner if child is not None for each in locations(child))]


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("profile", ["published", "tolerant"])
@pytest.mark.parametrize("form", FORMATS.values(), ids=list(FORMATS))
def test_every_location_leads_to_the_schema(form: Format, profile: str, strict: bool) -> None:
    schema = load_schema(form, profile, strict=strict)
    for node in locations(read_schema(schema)):
        part: Any = schema
        for step in node.location:
            part = part[step]
        assert part == node.schema
