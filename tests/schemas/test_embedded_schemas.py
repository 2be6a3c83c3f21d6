"""References to schemas with an `$id` of their own inside the same document (JSON Schema core 9.3)."""

import json
from typing import Any

import pytest

from runbridge.errors import UsageError
from runbridge.known_formats import FORMATS
from runbridge.schemas.dialects import schema_text
from runbridge.schemas.document import Document
from runbridge.schemas.loader import parse_schema


def parsed(schema: Any) -> Document:
    return parse_schema("s.json", json.dumps(schema).encode())


LATEST = "https://json-schema.org/draft/2020-12/schema"
INNER = {"$id": "inner", "type": "string", "$defs": {"n": {"$anchor": "n", "type": "integer"}}}


@pytest.mark.parametrize(
    ("reference", "accepted", "refused"),
    [
        ("inner", "x", 1),
        ("https://e.example/dir/inner", "x", 1),
        ("inner#", "x", 1),
        ("inner#/$defs/n", 1, "x"),
        ("inner#n", 1, "x"),
        ("#/$defs/i", "x", 1),
        ("#/$defs/i/$defs/n", 1, "x"),
        ("root#/$defs/a%20b", None, 1),
        ("#outer", None, 1),
    ],
)
def test_a_reference_to_an_embedded_schema(reference: str, accepted: Any, refused: Any) -> None:
    document = parsed(
        {
            "$id": "https://e.example/dir/root",
            "properties": {"v": {"$ref": reference}},
            "$defs": {"i": INNER, "a b": {"$anchor": "outer", "type": "null"}},
        }
    )
    assert document.root.accepts({"v": accepted}) is True
    assert document.root.accepts({"v": refused}) is False


def test_references_inside_of_an_embedded_schema_start_from_it() -> None:
    inner = {"$id": "sub/inner", "$ref": "#/$defs/n", "$defs": {"n": {"$ref": "other"}}}
    other = {"$id": "https://e.example/sub/other", "$anchor": "x", "type": "integer", "not": {"$ref": "#y"}}
    third = {"$id": "urn:third", "allOf": [{"$anchor": "x", "const": 1}, {"$id": "urn:fourth"}]}
    other["$defs"] = {"y": {"$anchor": "y", "const": 5}}
    document = parsed(
        {
            "$id": "https://e.example/root",
            "items": False,
            "prefixItems": [inner, {"$ref": "urn:third#x"}],
            "$defs": {"o": other, "t": third, "b": True},
        }
    )
    assert document.root.accepts([3, 1]) is True
    assert document.root.accepts([5]) is False
    assert document.root.accepts([3, 2]) is False


def test_a_document_without_embedded_schemas_is_left_as_it_is() -> None:
    schema = {"$id": "urn:x", "items": {"$ref": "#/$defs/a"}, "$defs": {"a": {"$anchor": "a"}}}
    assert parsed(schema).schema == schema


@pytest.mark.parametrize("draft", ["http://json-schema.org/draft-07/schema#", LATEST])
@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("https://e.example/dir/run.json", "run.json#/$defs/a"),
        ("https://e.example/dir/run.json", "/dir/run.json#/$defs/a"),
        ("https://e.example/dir/run.json", "https://e.example/dir/run.json#/$defs/a"),
        ("urn:run", "urn:run#/$defs/a"),
    ],
)
def test_a_reference_to_the_name_of_the_document_is_followed(name: str, reference: str, draft: str) -> None:
    schema = {"$schema": draft, "$id": name, "items": {"$ref": reference}, "$defs": {"a": {"type": "null"}}}
    document = parsed(schema)
    assert [document.root.accepts([value]) for value in (None, 1)] == [True, False]
    other = {**schema, "items": {"$ref": reference.replace("run", "other", 1)}}
    with pytest.raises(UsageError):
        parsed(other)


def test_a_bundle_that_runbridge_writes_is_read() -> None:
    for form in FORMATS.values():
        bundle = schema_text(form, bundle=True)
        document = parse_schema("bundle.json", bundle.encode())
        assert document.root.accepts([]) is False


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        (
            {"$id": "urn:a", "$ref": "urn:b", "$defs": {"c": {"$id": "urn:c"}}},
            "s.json:1:18: `/$ref` refers to `urn:b`: only references into the schema itself are followed",
        ),
        (
            {"$id": "urn:a", "items": {"$ref": "urn:c#/x"}, "$defs": {"c": {"$id": "urn:c"}}},
            "s.json:1:28: `/items/$ref` refers to `#/%24defs/c/x`, which does not exist",
        ),
        (
            {"items": {"$ref": "urn:c#x"}, "$defs": {"c": {"$id": "urn:c"}}},
            "s.json:1:12: `/items/$ref` refers to `urn:c#x`: only references into the schema itself are followed",
        ),
        (
            {"$defs": {"c": {"$id": "urn:c"}, "d": {"$id": "urn:c"}}},
            "s.json:1:35: `/$defs/d` has an `$id` of its own: only the whole schema may have one",
        ),
        (
            {"$defs": {"c": {"$id": "urn:c", "$dynamicAnchor": "a", "items": {"$dynamicRef": "#a"}}}},
            "s.json:1:12: `/$defs/c` has an `$id` of its own: only the whole schema may have one",
        ),
    ],
)
def test_a_reference_that_cannot_be_followed_is_refused(schema: Any, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        parsed(schema)
    assert str(caught.value) == message
