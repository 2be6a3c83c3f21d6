"""The tree that a schema is read as."""

from collections.abc import Iterator
from typing import Any

import pytest

from runbridge._runtime.schema import load_schema
from runbridge.known_formats import FORMATS
from runbridge.schemas.record_schema import Node, Step, dotted, shape, shape_of

ITEM, VALUE = Step.ITEM, Step.VALUE
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["a"],
    "properties": {
        "a": {"type": ["string", "null"], "enum": ["x", "y", None]},
        "b": {"type": "string", "x-extensible-enum": ["z"]},
        "c": {"type": "string", "format": "date-time"},
        "d": {"description": "opaque"},
        "e": {"type": "number"},
        "f": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/R"}]}},
        },
    },
    "$defs": {"R": {"type": "object", "required": ["g"], "properties": {"g": {"type": "integer"}}}},
}


def nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in (*node.members.values(), node.items, node.values):
        if child is not None:
            yield from nodes(child)


def test_a_schema_is_read() -> None:
    found = {node.path: node for node in nodes(shape(SCHEMA))}
    in_f = ("f", VALUE, ITEM)
    assert set(found) == {(), *((name,) for name in "abcdef"), ("f", VALUE), in_f, (*in_f, "g")}
    assert (found["a",].types, found["a",].closed) == (frozenset({"string", "null"}), True)
    assert found["a",].words == ("x", "y")
    assert (found["b",].words, found["b",].closed) == (("z",), False)
    assert found["c",].formats == ("date-time",)
    assert found["d",].is_opaque
    assert found[in_f].types == {"string", "object"}
    assert found[in_f].required == {"g"}
    assert found[in_f].location == ("properties", "f", "additionalProperties", "items")
    assert found[in_f].record == ("$defs", "R")
    assert found[*in_f, "g"].location == ("$defs", "R", "properties", "g")
    assert found[()].required == {"a"}


def test_what_may_stand_where() -> None:
    found = {node.path: node for node in nodes(shape(SCHEMA))}
    assert [found["e",].allows(kind) for kind in ("integer", "number", "null")] == [True, True, False]
    assert [found["f", VALUE, ITEM, "g"].allows(kind) for kind in ("integer", "number")] == [True, False]
    assert all(found["d",].allows(kind) for kind in ("null", "array"))
    assert [found[name,].is_nullable for name in "abd"] == [True, False, True]


@pytest.mark.parametrize(
    ("schema", "types", "words", "formats"),
    [
        ({"const": "NaN"}, {"string"}, ("NaN",), ()),
        ({"enum": ["x", 1, None]}, {"string", "integer", "null"}, ("x",), ()),
        ({"anyOf": [{"type": "number"}, {"const": "NaN"}]}, {"number", "string"}, ("NaN",), ()),
        ({"anyOf": [{"type": "string"}, {"const": "NaN"}]}, {"string"}, (), ()),
        ({"anyOf": [{"type": "integer"}, {"minimum": 1}]}, set[str](), (), ()),
        (
            {"anyOf": [{"type": "string", "format": "date-time"}, {"const": ""}]},
            {"string"},
            ("",),
            ("date-time",),
        ),
    ],
)
def test_values_and_branches_decide_what_is_allowed(
    schema: dict[str, Any], types: set[str], words: tuple[str, ...], formats: tuple[str, ...]
) -> None:
    node = shape({"type": "object", "properties": {"a": schema}}).members["a"]
    assert ({*node.types}, node.words, node.formats) == (types, words, formats)


def test_the_items_and_values_of_branches_are_read() -> None:
    array, texts = {"type": "array", "items": {"type": "integer"}}, {"additionalProperties": {"type": "string"}}
    node = shape({"properties": {"a": {"anyOf": [{"const": 0}, array, {"type": "object", **texts}]}}}).members["a"]
    assert node.items is not None
    assert node.values is not None
    assert node.types == {"integer", "array", "object"}
    assert (node.items.types, node.values.types) == (frozenset({"integer"}), frozenset({"string"}))


@pytest.mark.parametrize("form", FORMATS.values(), ids=list(FORMATS))
@pytest.mark.parametrize("profile", ["published", "tolerant"])
def test_every_location_is_one_of_the_shipped_schema(form: Any, profile: str) -> None:
    schema = load_schema(form, profile)
    root = shape_of(form, profile)
    assert set(root.members) == {*schema["properties"], "_residue"}
    assert root.required == set(schema.get("required", ()))
    for node in nodes(root):
        if node.path == ("_residue",):
            assert (node.is_opaque, node.location) == (True, ())
            continue
        part: Any = schema
        for step in node.location:
            part = part[step]
        types = part.get("type", [])
        if "anyOf" not in part or types:
            assert node.types == ({types} if isinstance(types, str) else set(types))


def test_the_tolerant_profile_takes_times_of_two_formats() -> None:
    node = shape_of(FORMATS["workflow-run"], "tolerant").members["createdAt"]
    assert node.formats == ("date-time", "date-time-local")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), "(record)"),
        (("a",), "a"),
        (("a", ITEM, "b", VALUE, ITEM, "c-d"), "a[].b.*[].c-d"),
        (("a.b", "[]", "*"), '"a.b"."[]"."*"'),
        (("",), '""'),
        (('a"b\\',), '"a\\"b\\\\"'),
        (("a\n\u202e\ud800",), '"a\\n\\u202e\\ud800"'),
        (("1a",), '"1a"'),
        (("é",), '"é"'),
        (("x" * 100,), "x" * 60 + "…"),
        (("x " * 100,), '"' + "x " * 30 + '…"'),
    ],
)
def test_names_that_look_like_path_steps_are_quoted(path: tuple[str | Step, ...], text: str) -> None:
    assert dotted(path) == text
