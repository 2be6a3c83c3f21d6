"""The target of a reference is a schema wherever it is; each is checked with the meta-schema, once."""

import json
from typing import Any

import pytest

from runbridge.errors import UsageError
from runbridge.schemas import loader as reading
from runbridge.schemas.loader import parse_schema
from runbridge.schemas.meta_schema import SchemaFlaw, find_flaw

BROKEN: dict[str, Any] = {"properties": {"a": {"minLength": -1}}}
SOUND: dict[str, Any] = {"properties": {"a": {"minLength": 1}}}
#: Where the meta-schema looks for schemas: targets there are checked with the whole.
INSIDE = [
    ("$defs", {"a": ...}, "/$defs/a"),
    ("definitions", {"a": ...}, "/definitions/a"),
    ("properties", {"a": ...}, "/properties/a"),
    ("patternProperties", {"a": ...}, "/patternProperties/a"),
    ("dependentSchemas", {"a": ...}, "/dependentSchemas/a"),
    *((keyword, [{}, ...], f"/{keyword}/1") for keyword in ("allOf", "anyOf", "oneOf", "prefixItems")),
    *(
        (keyword, ..., f"/{keyword}")
        for keyword in (
            *("additionalProperties", "propertyNames", "items", "contains", "not", "if", "then", "else"),
            *("unevaluatedProperties", "unevaluatedItems"),
        )
    ),
    ("not", {"$defs": {"a": {"allOf": [...]}}}, "/not/$defs/a/allOf/0"),
]
#: Where it does not look.
OUTSIDE = [
    ("x-things", {"a": ...}, "/x-things/a"),
    ("x-things", [{}, {"b": ...}], "/x-things/1/b"),
    ("things", ..., "/things"),
    ("default", ..., "/default"),
    ("examples", [...], "/examples/0"),
    ("const", ..., "/const"),
    ("enum", [1, ...], "/enum/1"),
]
#: Where it looks, but we find no schemas.
UNKNOWN = [("contentSchema", ..., "/contentSchema"), ("dependencies", {"a": ...}, "/dependencies/a")]


def filled(value: Any, schema: Any) -> Any:
    """A value with a schema in its gap."""
    if value is ...:
        return schema
    if isinstance(value, dict):
        return {name: filled(each, schema) for name, each in value.items()}
    return [filled(each, schema) for each in value] if isinstance(value, list) else value


def referring(keyword: str, value: Any, *pointers: str) -> dict[str, Any]:
    """A schema with references to the targets under a keyword, from a place that leads to no circle."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        keyword: value,
        "$defs": {
            **(value if keyword == "$defs" else {}),
            "to": {"allOf": [{"$ref": f"#{each}"} for each in pointers]},
        },
    }


def checked_schemas(schema: Any, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The schemas that are checked with the meta-schema while a schema is read, in order."""
    found: list[Any] = []

    def spy(given: Any) -> SchemaFlaw | None:
        found.append(given)
        return find_flaw(given)

    monkeypatch.setattr(reading, "find_flaw", spy)
    parse_schema("v.json", json.dumps(schema).encode())
    return found


def refusal(schema: Any) -> str:
    with pytest.raises(UsageError) as caught:
        parse_schema("v.json", json.dumps(schema).encode())
    return str(caught.value)


@pytest.mark.parametrize(("keyword", "value", "pointer"), [*INSIDE, *OUTSIDE])
def test_an_invalid_reference_target_is_located(keyword: str, value: Any, pointer: str) -> None:
    schema = referring(keyword, filled(value, BROKEN), pointer, pointer)
    column = json.dumps(schema).index('"minLength"') + 1
    assert refusal(schema) == (
        f"v.json:1:{column}: `{pointer}/properties/a/minLength` must be an integer of at least 0, not -1"
    )


@pytest.mark.parametrize(("keyword", "value", "pointer"), INSIDE)
def test_a_target_inside_the_schema_is_checked_once(
    keyword: str, value: Any, pointer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema = referring(keyword, filled(value, SOUND), pointer, pointer, f"{pointer}/properties/a")
    assert checked_schemas(schema, monkeypatch) == [schema]


@pytest.mark.parametrize(("keyword", "value", "pointer"), [*OUTSIDE, *UNKNOWN])
def test_a_target_outside_is_checked_once_as_a_whole(
    keyword: str, value: Any, pointer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema = referring(keyword, filled(value, SOUND), f"{pointer}/properties/a", pointer, pointer)
    assert checked_schemas(schema, monkeypatch) == [schema, SOUND]


def test_a_target_around_a_target_is_checked_too() -> None:
    schema = {"$ref": "#/x/a", "x": {"a": {"not": {"$ref": "#/x/a/y/b"}, "y": {"b": BROKEN}}}}
    assert refusal(schema) == (
        "v.json:1:94: `/x/a/y/b/properties/a/minLength` must be an integer of at least 0, not -1"
    )


def test_values_that_nothing_refers_to_are_not_checked() -> None:
    for keyword, value, _ in OUTSIDE:
        parse_schema("v.json", json.dumps({keyword: filled(value, BROKEN)}).encode())
