"""An unusable schema is refused with the location and the reason, and nothing is ever fetched."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from runbridge.errors import UsageError
from runbridge.schemas.loader import parse_schema, read_schema
from tests.schema_diff.versions import compared, version

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"\xff", "v.json: not UTF-8"),
        (b'{\n "a": }', "v.json:2:7: not JSON: Expecting value"),
        (b'{"const": NaN}', "v.json: not JSON: NaN"),
        (b'{"const": 1e999}', "v.json: the number 1e999 is too large"),
        (b'{"const": ' + b"9" * 301 + b"}", "v.json: a number of 301 digits is too long"),
        (b'{"type": "null", "type": "null"}', "v.json: the key `type` occurs twice"),
        (b"[]", "v.json: a schema is an object, true or false"),
        (b"[" * 200_000, "v.json: the schema is nested too deeply"),
        (
            b'{"not": ' * 300 + b"{}" + b"}" * 300,
            "v.json: the schema is nested too deeply",
        ),
    ],
)
def test_invalid_schema_text_is_refused(text: bytes, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_schema("v.json", text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("name", "hint"), [("v.yaml", "; a schema is a JSON file"), ("V.YML", "; a schema is a JSON file"), ("v", "")]
)
def test_a_schema_in_yaml_is_refused_with_the_reason(name: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_schema(name, b"type: object\n")
    assert str(caught.value) == f"{name}:1:1: not JSON: Expecting value{hint}"


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        (
            {"type": "text"},
            (
                "1:2: `/type` must be one of array, boolean, integer, null, number, object and string, "
                'or an array of some of them, not "text"'
            ),
        ),
        ({"properties": {"a": 1}}, "1:17: `/properties/a` must be a schema (an object, true or false), not 1"),
        (
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "properties": {"items": {"items": [{}]}}},
            (
                "1:86: `/properties/items/items` must be a schema (an object, true or false), not [{}];"
                " use `prefixItems` for an array of schemas"
            ),
        ),
        (
            {"properties": {"items": []}},
            "1:17: `/properties/items` must be a schema (an object, true or false), not []",
        ),
        ({"pattern": "("}, "1:2: `/pattern` has the pattern `(`, which is not a regular expression of ECMA-262"),
        (
            {"$schema": "http://json-schema.org/draft-03/schema#"},
            (
                '1:2: `/$schema` is "http://json-schema.org/draft-03/schema#", '
                "but only draft-04, draft-06, draft-07, 2019-09 and 2020-12 can be read"
            ),
        ),
        (
            {"items": {"$schema": "urn:mine"}},
            "1:12: `/items/$schema` is not the draft of the whole schema",
        ),
        (
            {"items": {"$id": "urn:x"}, "not": {"items": {"$dynamicRef": "#"}}},
            "1:2: `/items` has an `$id` of its own: only the whole schema may have one",
        ),
        (
            {"$ref": "https://example.com/a"},
            "1:2: `/$ref` refers to `https://example.com/a`: only references into the schema itself are followed",
        ),
        (
            {"$defs": {"a": {"$ref": "other.json#/a"}}},
            "1:18: `/$defs/a/$ref` refers to `other.json#/a`: only references into the schema itself are followed",
        ),
        (
            {"items": {"$dynamicRef": "other.json#a"}},
            "1:12: `/items/$dynamicRef` refers to `other.json#a`: only references into the schema itself are followed",
        ),
        ({"$ref": "#/$defs/a"}, "1:2: `/$ref` refers to `#/$defs/a`, which does not exist"),
        ({"$ref": "#a"}, "1:2: `/$ref` refers to `#a`, which does not exist"),
        ({"$ref": "#/title/x", "title": "a"}, "1:2: `/$ref` refers to `#/title/x`, which does not exist"),
        ({"$ref": "#/allOf/-1", "allOf": [{}]}, "1:2: `/$ref` refers to `#/allOf/-1`, which does not exist"),
        ({"$ref": "#/required", "required": ["a"]}, "1:24: `/required` is not a schema"),
        (
            {"$ref": "#/x", "x": {"type": 1}},
            (
                "1:23: `/x/type` must be one of array, boolean, integer, null, number, object and string, "
                "or an array of some of them, not 1"
            ),
        ),
        ({"$ref": "#"}, " the schema refers to itself without a property or item in between"),
        ({"$dynamicRef": "#"}, " the schema refers to itself without a property or item in between"),
        (
            {"$dynamicAnchor": "a", "allOf": [{"$dynamicRef": "#a"}]},
            "1:35: `/allOf/0` refers to itself without a property or item in between",
        ),
        ({"items": {"$dynamicRef": "#a"}}, "1:12: `/items/$dynamicRef` refers to `#a`, which does not exist"),
        (
            {"items": {"$dynamicRef": "#/x"}, "x": {"minLength": -1}},
            "1:41: `/x/minLength` must be an integer of at least 0, not -1",
        ),
        (
            {"$defs": {"a": {"anyOf": [{"$ref": "#/$defs/b"}]}, "b": {"not": {"$ref": "#/$defs/a"}}}},
            "1:28: `/$defs/a/anyOf/0` refers to itself without a property or item in between",
        ),
        (
            {"$ref": "\x1b[31m" + "x" * 500},
            "1:2: `/$ref` refers to `\\u001b[31m"
            + "x" * 50
            + "…`: only references into the schema itself are followed",
        ),
    ],
)
def test_unusable_schema_is_refused(schema: Any, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        version(schema)
    assert str(caught.value) == f"v.json:{message}"


def test_internal_references_are_followed() -> None:
    text = {"type": "string"}
    for reference in ("#/$defs/a~1b%25", "#name", "urn:x#/$defs/a~1b%25", "#/allOf/0", "#/x-parts/0"):
        schema = {
            "$id": "urn:x#",
            "$schema": f"{DIALECT}#",
            "properties": {"p": {"$ref": reference}},
            "allOf": [text],
            "x-parts": [text],
            "$defs": {"a/b%": {**text, "$anchor": "name"}, "c": {"not": {"$ref": "#name"}}},
        }
        assert version(schema).root.at("properties", "p").target.keywords["type"] == "string"
    assert version({"$id": "urn:x", "items": {"$ref": "urn:x"}}).root.at("items").target.path == ()


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("network access")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    hidden = {"contentSchema": {"$ref": "http://localhost:1/a"}, "foo": {"$ref": "http://localhost:1/b"}}
    assert {change.code for change in compared(hidden, {"type": "string"}).changes} == {
        "unknown-keyword-removed",
        "type-added",
    }


def test_schema_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "v.json"
    file.write_text(json.dumps({"type": "string"}), encoding="utf-8")
    document = read_schema(str(file))
    assert (document.name, document.root.keywords) == (str(file), {"type": "string"})
    with pytest.raises(FileNotFoundError):
        read_schema(str(tmp_path / "none.json"))


def test_patterns_cause_no_future_warning() -> None:
    # pytest makes errors of warnings.
    assert version({"pattern": "[[]"}).root.keywords == {"pattern": "[[]"}


def test_names_match_patterns_of_ecma_262() -> None:
    # Python's `re` has no group `(?<n>…)`, and its `$` also matches before a newline.
    closed = {"type": "object", "additionalProperties": False}
    old = {**closed, "patternProperties": {"^(?<n>a|b)$": {"type": "string"}}, "properties": {"ab": True}}
    new = {**closed, "patternProperties": {"^(?<n>a|b)$": {"type": "integer"}}, "properties": {"ab": False}}
    found = compared(old, new)
    assert [change.new.path for change in found.changes] == [
        ("patternProperties", "^(?<n>a|b)$", "type"),
        ("properties", "ab"),
    ]
