"""Schemas as they are published: what is generated from them gives the verdicts of a validator of JSON Schema."""

import io
import json
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbridge._runtime.json_parser import parse
from runbridge._runtime.registry import Format
from runbridge._runtime.schema import load_schema, validator
from runbridge.codegen.package import run
from runbridge.errors import InvalidRecord
from runbridge.record.read_record import fields_of, is_valid, read_record
from runbridge.schemas.json_validator import plain_validator
from tests.five_formats.package import write_sources

Json = dict[str, Any]

PACKAGE = "published_schemas_generated"
TIME = {"type": "string", "format": "date-time"}
PERSON = {"$ref": "#/$defs/Person"}
NULL = {"type": "null"}
#: Every kind of field in every combination that a published schema may have, required and not.
FIELDS: dict[str, Json] = {
    "id": {"type": "integer", "minimum": 1, "format": "int64"},
    "amount": {"type": ["number", "null"], "exclusiveMaximum": 100, "multipleOf": 0.1},
    "name": {"type": "string", "minLength": 1, "maxLength": 3, "pattern": "^[a-z\\d]*$"},
    "link": {"type": ["string", "null"], "format": "uri", "title": "Link", "default": None},
    "clock": {"type": "string", "format": "date-time-local"},
    "when": {"type": ["string", "null"], "format": "date-time", "maxLength": 20},
    "time": {"anyOf": [TIME, NULL], "deprecated": True},
    "text": {"anyOf": [{"type": "string"}, NULL], "writeOnly": True},
    "word": {"enum": ["a", "b"], "x-aliases": {"a": ["A"]}},
    "open": {"type": ["string", "null"], "enum": ["a", None], "example": "a"},
    "never": {"type": ["string", "null"], "enum": ["a"]},
    "fixed": {"type": "string", "const": "x"},
    "count": {"const": 1},
    "level": {"type": ["integer", "null"], "enum": [1, 2.0, None]},
    "owner": PERSON,
    "boss": {"anyOf": [PERSON, NULL]},
    "place": {
        "type": ["object", "null"],
        "required": ["at"],
        "properties": {"at": TIME, "who": PERSON, "size": {"type": "number", "maximum": 5}},
    },
    "closed": {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": False},
    "some": {"type": "object", "minProperties": 1, "maxProperties": 2},
    "map": {"type": "object", "additionalProperties": {"anyOf": [PERSON, {"type": "boolean"}]}},
    "labels": {"type": ["object", "null"], "additionalProperties": {"type": "string"}},
    "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
    "members": {"type": "array", "items": {"$ref": "#/$defs/Member"}},
    "people": {"type": "array", "items": PERSON},
    "teams": {"type": ["array", "null"], "items": {"$ref": "#/$defs/Team"}},
    "names": {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1, "maxItems": 2},
    "set": {"type": "array", "uniqueItems": True},
    "grid": {"type": "array", "items": {"type": "array", "items": {"type": ["integer", "null"]}}},
    "mixed": {"type": "array", "items": {"anyOf": [PERSON, {"$ref": "#/$defs/Team"}, {"type": "string"}]}},
    "parts": {"type": "array", "items": {"$ref": "#/$defs/Name"}},
    "either": {"type": "array", "items": {"type": ["string", "integer"]}},
    "free": {"type": "object"},
    "any": {"default": 1},
}
DEFINITIONS: dict[str, Any] = {
    "Person": {
        "type": ["object", "null"],
        "required": ["name"],
        "properties": {"name": {"$ref": "#/$defs/Name"}, "team": {"$ref": "#/$defs/Team"}},
    },
    "Team": {"type": "object", "required": ["since"], "properties": {"since": TIME, "tags": True}},
    "Name": {"type": "string", "title": "Name"},
    "Member": {
        "type": "object",
        "required": ["marks"],
        "properties": {"marks": {"type": ["object", "null"], "additionalProperties": {"type": "number"}}},
    },
}
REQUIRED = ["id", "when", "boss"]
TEAM = {"since": "2026-05-01T08:00:00Z", "tags": [1]}
ADA = {"name": "Ada", "team": TEAM, "more": 1}
RECORD: Json = {
    "id": 7,
    "amount": 0.3,
    "name": "ab1",
    "link": "no link",
    "clock": "2026-05-01T08:00:00",
    "when": "2026-05-01T08:00:00Z",
    "time": "2026-05-01T08:00:00Z",
    "text": "t",
    "word": "b",
    "open": None,
    "never": "a",
    "fixed": "x",
    "count": 1,
    "level": 2,
    "owner": ADA,
    "boss": None,
    "place": {"at": "2026-05-01T08:00:00Z", "who": None, "size": 5},
    "closed": {"a": "b"},
    "some": {"a": 1},
    "map": {"a": ADA, "b": True},
    "labels": {"a": "b"},
    "counts": {"a": 1},
    "members": [{"marks": {"a": 0.5}}, {"marks": None}],
    "people": [ADA, None],
    "teams": [TEAM],
    "names": ["a", "b"],
    "set": [1, True, "1", [1]],
    "grid": [[1, None], []],
    "mixed": ["m", TEAM, ADA],
    "parts": ["p"],
    "either": ["a", 1],
    "free": {"z": None},
    "any": 1,
    "other": 1,
}
#: JSON texts that a value may be replaced by: near the limits above, and what parsers disagree about.
TOKENS = [
    *('""', '"a"', '"x"', '"aaaa"', '"a\\n"', '"\\ud800"', '"é"', '"2026-05-01T08:00:00Z"', '"2026-05-01T08:00:00.5Z"'),
    *('"2026-05-01T08:00:00"', '"2026-05-01 08:00:00Z"', "null", "true", "false", "{}", "[]", "[null]", "[[1.0]]"),
    *("0", "1", "1.0", "2", "1e0", "-1", "0.1", "0.15", "0.30000000000000004", "99.99999999999999999", "100", "1e400"),
    *(
        "1e-400",
        "9" * 700,
        "5.000000000000000000001",
        '{"a": 1, "b": 2, "c": 3}',
        '["a", "a"]',
    ),
    *('{"name": 1}', '{"name": "n"}', '{"since": "2026-05-01T08:00:00"}', '{"at": "2026-05-01T08:00:00Z"}', "[1, 1.0]"),
]


@pytest.fixture(name="form", scope="module")
def fixture_form(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Format]:
    """The format with the fields above, from a package that is made for this test."""
    folder = tmp_path_factory.mktemp("published")
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:published",
        "title": "Published",
        "type": "object",
        "required": REQUIRED,
        "properties": FIELDS,
        "$defs": DEFINITIONS,
    }
    err = io.StringIO()
    sources = write_sources(folder / "schemas", {"published_run": (schema, None, {"aliases": {"word": "Here."}})})
    assert run(sources, folder / PACKAGE, check=False, out=io.StringIO(), err=err) == 0, err.getvalue()
    sys.path.insert(0, str(folder))
    try:
        yield import_module(f"{PACKAGE}.published_run").FORMAT
    finally:
        sys.path.remove(str(folder))


@st.composite
def records(draw: st.DrawFn) -> str:
    """The text of the record above after some changes at any depth."""
    record = json.loads(json.dumps(RECORD))
    tokens: list[str] = []
    for _ in range(draw(st.integers(0, 3))):
        place, step = record, draw(st.sampled_from([*record]))
        while isinstance(place[step], dict | list) and place[step] and draw(st.booleans()):
            place = place[step]
            step = draw(st.sampled_from([*(place if isinstance(place, dict) else range(len(place)))]))
        if draw(st.integers(0, 5)):
            place[step] = f"token {len(tokens)}"
            tokens.append(draw(st.sampled_from(TOKENS)))
        else:
            del place[step]
        if not record:
            break
    text = json.dumps(record)
    for number, token in enumerate(tokens):
        text = text.replace(f'"token {number}"', token)
    return text


def reads(text: str, form: Format, profile: str) -> bool:
    try:
        read_record(text.encode(), form, profile)
    except InvalidRecord:
        return False
    return True


@pytest.mark.parametrize("profile", ["published", "tolerant"])
@given(text=records())
def test_the_verdict_is_that_of_json_schema(form: Format, profile: str, text: str) -> None:
    value = parse(text)
    for strict in (False, True):
        schema = load_schema(form, profile, strict=strict)
        ours = validator(form, profile, strict=strict)
        assert ours.is_valid(value) == (not list(ours.errors(value))) == plain_validator(schema).is_valid(value)
    valid = plain_validator(load_schema(form, profile)).is_valid(value)
    assert reads(text, form, profile) == valid
    assert valid or not is_valid(text.encode(), form, profile)
    variant = form.variants[profile]
    known = {name: raw for name, raw in (fields_of(text.encode()) or {}).items() if name in form.fields}
    try:
        record = variant.decoder.decode(msgspec.json.encode(known))
    except ValueError:
        return
    assert valid or not (variant.fits(record) or variant.fits_all([record]))


@pytest.mark.parametrize("profile", ["published", "tolerant"])
def test_a_record_with_every_field_takes_the_fast_path(form: Format, profile: str) -> None:
    text = json.dumps(RECORD).encode()
    assert is_valid(text, form, profile)
    known = json.dumps({name: child for name, child in RECORD.items() if name in form.fields}).encode()
    variant = form.variants[profile]
    record = variant.decoder.decode(known)
    assert variant.fits(record)
    assert variant.fits_all([record, record])


@pytest.mark.parametrize("profile", ["published", "tolerant"])
@pytest.mark.parametrize("change", [{"labels": {"u": 5}}, {"counts": {"u": "x"}}, {"members": [{"marks": {"u": "x"}}]}])
def test_values_of_a_map_are_checked_next_to_null(change: Json, profile: str, form: Format) -> None:
    assert not is_valid(json.dumps({**RECORD, **change}).encode(), form, profile)
