"""A type accepts exactly what its schema accepts, unless a note says what is checked by `validate` only."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from runbridge._runtime.schema import schema_text
from runbridge.errors import UsageError
from runbridge.known_formats import FORMATS as REGISTRY
from runbridge.schemas.keywords import ALL_KINDS, kinds_about
from runbridge.schemas.loader import parse_schema
from runbridge.stubs.ir.types import Reference, Unknown
from tests.schema_diff.random_schemas import POOL, schemas_in, values, versions
from tests.schemas.samples import RECORDS
from tests.stubs.hostile_schemas import HOSTILE
from tests.stubs.stub_modules import FORMATS, canonical, document, payload_module
from tests.stubs.type_semantics import accepts

CASES = Path(__file__).parents[1] / "cases"
_TYPE_HINTS = {
    "object": {"properties", "patternProperties", "additionalProperties"},
    "array": {"prefixItems", "items"},
}


def without_liberties(schema: Any) -> Any:
    """The schema with the `type` that is assumed."""
    typed = deepcopy(schema)
    for each in schemas_in(typed):
        if isinstance(each, dict) and "type" not in each:
            kinds = [kind for kind, signs in _TYPE_HINTS.items() if signs & each.keys()]
            if kinds:
                each["type"] = kinds
    return typed


def with_types(schema: Any) -> Any:
    """The schema with a `type` wherever a keyword applies to values of some kinds."""
    typed = deepcopy(schema)
    for each in schemas_in(typed):
        if isinstance(each, dict) and "type" not in each:
            about = {kind for keyword in each for kind in kinds_about(keyword) if kinds_about(keyword) != ALL_KINDS}
            if about:
                each["type"] = sorted((about - {"fraction"}) | ({"number"} if "fraction" in about else set()))
    return typed


def check(schema: Any, tried: list[Any]) -> None:
    try:
        root = document(schema).root
    except UsageError:
        assume(False)
    module = payload_module(schema)
    type = Reference(dict(module.payloads)["input"])
    for value in tried:
        is_valid = root.accepts(value)
        is_taken = accepts(type, value, module)
        assert is_taken or not is_valid, f"refused: {value!r}"
        assert is_valid in {is_taken, None} or module.notes, f"taken without a note: {value!r}"


@given(versions(), st.lists(values, max_size=4), st.booleans())
def test_a_type_accepts_what_its_schema_accepts(pair: tuple[Any, Any], tried: list[Any], typed: bool) -> None:
    for schema in pair:
        check(with_types(schema) if typed else without_liberties(schema), [*POOL, *tried])


@pytest.mark.parametrize("schema", HOSTILE.values(), ids=HOSTILE)
def test_types_of_hostile_schemas_accept_what_they_accept(schema: Any) -> None:
    odd: list[Any] = [1, "a", {}, None]
    objects = [{name: value} for name in ("a", "b", "name", "value", "__proto__", "kind") for value in odd]
    check(schema, [*POOL, *objects])


@pytest.mark.parametrize(
    "schema",
    [
        # Literals that are equal in Python.
        {"anyOf": [{"const": 1}, {"const": True}]},
        {"allOf": [{"const": 1}, {"const": True}]},
        {"enum": [0, False, "0"]},
        {"allOf": [{"enum": [1, 2, "a"]}, {"enum": [True, 2.0]}]},
        # A field with keywords in two places.
        {
            "allOf": [
                {"type": "object", "properties": {"a": {"type": "object", "required": ["b"]}}},
                {"type": "object", "properties": {"a": {"type": "object", "properties": {"b": {"type": "string"}}}}},
            ]
        },
        # `required` in another place than the field.
        {"type": "object", "properties": {"a": {"type": "string"}}, "allOf": [{"required": ["a"]}]},
        {"$ref": "#/$defs/x", "required": ["b"], "$defs": {"x": {"type": "object", "required": ["a"]}}},
        {"type": ["object", "string"], "anyOf": [{"properties": {}}, {"minLength": 2, "type": "string"}]},
        # The intersection of recursive types.
        {
            "$ref": "#/$defs/x",
            "$defs": {
                "x": {"type": "object", "properties": {"a": {"allOf": [{"$ref": "#/$defs/x"}, {"required": ["b"]}]}}}
            },
        },
        {
            "allOf": [{"$ref": "#/$defs/x"}, {"$ref": "#/$defs/y"}],
            "$defs": {
                "x": {"type": "object", "properties": {"a": {"$ref": "#/$defs/x"}, "b": {"type": "string"}}},
                "y": {"type": "object", "properties": {"a": {"$ref": "#/$defs/y"}}, "required": ["b"]},
            },
        },
    ],
    ids=json.dumps,
)
def test_types_of_tricky_schemas_accept_what_they_accept(schema: Any) -> None:
    check(schema, [*POOL, {"a": {"b": "a"}, "b": "a"}, {"a": {"a": {}}, "b": "a"}, {"a": {"b": 1}, "b": "a"}])


@st.composite
def changed_records(draw: DrawFn, form: str) -> Any:
    """A record with one value replaced or removed."""
    record = deepcopy(RECORDS[form])
    place: Any = record
    while True:
        key = draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if isinstance(place[key], (dict, list)) and place[key] and draw(st.booleans()):
            place = place[key]
            continue
        if draw(st.integers(0, 3)) == 0:
            del place[key]
        else:
            place[key] = draw(values)
        return record


@pytest.mark.parametrize("profile", ["published", "tolerant"])
@pytest.mark.parametrize("form", FORMATS)
def test_types_of_the_formats_accept_exactly_valid_records(form: str, profile: str) -> None:
    module = canonical(form, profile=profile)
    assert module.notes == ()
    root = parse_schema(form, schema_text(REGISTRY[form], profile).encode()).root
    files = [file for kind in ("valid", "invalid") for file in sorted((CASES / profile / form / kind).glob("*.json"))]
    verdicts: set[bool] = set()

    def agree(value: Any) -> None:
        verdict = root.accepts(value)
        assert accepts(Reference(module.runs[0]), value, module) == verdict
        verdicts.add(bool(verdict))

    for file in files:
        try:
            agree(json.loads(file.read_bytes()))
        except (ValueError, RecursionError):
            continue

    @given(changed_records(form))
    @example(RECORDS[form])
    def agree_on_changes(record: Any) -> None:
        agree(record)

    agree_on_changes()
    assert verdicts == {True, False}


def test_an_opaque_payload_accepts_anything() -> None:
    assert accepts(Unknown("input"), object(), canonical())
