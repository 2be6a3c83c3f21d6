"""Schemas of older drafts are read as 2020-12, mean the same as before, and keep their positions."""

import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft4Validator, Draft6Validator, Draft7Validator, Draft201909Validator

from runbridge.errors import UsageError
from runbridge.schema_diff.model import ROLES
from runbridge.schema_diff.verdicts import diff
from runbridge.schemas.document import Document
from runbridge.schemas.drafts import DRAFTS, draft_of, upgrade
from runbridge.schemas.loader import parse_schema
from tests.schema_diff.random_schemas import POOL, schemas, values

URIS = {
    "draft-04": "http://json-schema.org/draft-04/schema#",
    "draft-06": "http://json-schema.org/draft-06/schema#",
    "draft-07": "http://json-schema.org/draft-07/schema#",
    "2019-09": "https://json-schema.org/draft/2019-09/schema",
}
VALIDATORS: dict[str, Any] = {
    "draft-04": Draft4Validator,
    "draft-06": Draft6Validator,
    "draft-07": Draft7Validator,
    "2019-09": Draft201909Validator,
}
OLD = ("draft-04", "draft-06", "draft-07")


def parsed(schema: Any, draft: str) -> Document:
    return parse_schema("s.json", json.dumps({"$schema": URIS[draft], **schema}).encode())


def upgraded(schema: Any, draft: str) -> Any:
    return upgrade({"$schema": URIS[draft], **schema}).schema


def refusal(schema: Any) -> str:
    with pytest.raises(UsageError) as caught:
        parse_schema("s.json", json.dumps(schema).encode())
    return str(caught.value)


@pytest.mark.parametrize(
    ("uri", "draft"),
    [
        ("http://json-schema.org/draft-07/schema", "draft-07"),
        ("https://json-schema.org/draft-04/schema#", "draft-04"),
        ("https://json-schema.org/draft/2020-12/schema#", "2020-12"),
        ("http://json-schema.org/draft-03/schema#", None),
        (1, None),
    ],
)
def test_draft_of_a_uri(uri: object, draft: str | None) -> None:
    assert draft_of(uri) == draft


@pytest.mark.parametrize(
    ("drafts", "old", "new"),
    [
        ((*OLD, "2019-09"), {"items": [{"type": "null"}, {}]}, {"prefixItems": [{"type": "null"}, {}]}),
        (
            (*OLD, "2019-09"),
            {"items": [{}], "additionalItems": {"items": [{}]}},
            {"prefixItems": [{}], "items": {"prefixItems": [{}]}},
        ),
        ((*OLD, "2019-09"), {"items": {}, "additionalItems": False}, {"items": {}}),
        (
            OLD,
            {"dependencies": {"a": ["b"], "c": {"items": [{}]}, "d": {}}},
            {"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"c": {"prefixItems": [{}]}, "d": {}}},
        ),
        (OLD, {"dependencies": 1}, {"dependencies": 1}),
        (("draft-04",), {"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        (("draft-04",), {"maximum": 1, "exclusiveMaximum": False}, {"maximum": 1}),
        (("draft-04",), {"exclusiveMinimum": True}, {}),
        (("draft-04",), {"exclusiveMinimum": 1}, {"exclusiveMinimum": 1}),
        (("draft-04",), {"id": "urn:a#", "not": {"id": "#b"}}, {"$id": "urn:a#", "not": {"$anchor": "b"}}),
        (("draft-06", "draft-07"), {"$id": "urn:a", "id": "b"}, {"$id": "urn:a", "id": "b"}),
        (OLD, {"not": {"$id": "#/not"}}, {"not": {}}),
        (("draft-04",), {"const": 1, "if": {}}, {"const (not in draft-04)": 1, "if (not in draft-04)": {}}),
        (("draft-07",), {"if": {}, "prefixItems": []}, {"if": {}, "prefixItems (not in draft-07)": []}),
        (("draft-07",), {"deprecated": "since 2", "readOnly": True}, {"x-deprecated": "since 2", "readOnly": True}),
        (("draft-07",), {"$defs": {"a": "text"}}, {"x-$defs": {"a": "text"}}),
        (("draft-07",), {"$defs": {"a": {"items": [{}]}}}, {"$defs": {"a": {"prefixItems": [{}]}}}),
        (("draft-07",), {"$defs": 1}, {"x-$defs": 1}),
        (
            OLD,
            {"not": {"$ref": "#/definitions/a", "title": "t", "type": "null"}, "definitions": {"a": True}},
            {
                "not": {"$ref": "#/definitions/a", "title": "t", "x-ignored-next-to-ref": {"type": "null"}},
                "definitions": {"a": True},
            },
        ),
        (("2019-09",), {"$recursiveAnchor": True, "items": {"$recursiveRef": "#"}}, {"items": {"$ref": "#"}}),
        (
            ("2019-09",),
            {"items": {"$recursiveRef": "#", "$ref": "#/$defs/a", "allOf": [{}]}, "$defs": {"a": {}}},
            {"items": {"$ref": "#/$defs/a", "allOf": [{}, {"$ref": "#"}]}, "$defs": {"a": {}}},
        ),
        (
            ("draft-07",),
            {"items": [{"type": "null"}], "not": {"$ref": "#/items/0"}},
            {"prefixItems": [{"type": "null"}], "not": {"$ref": "#/prefixItems/0"}},
        ),
        (
            ("draft-07",),
            {"dependencies": {"a": {}}, "not": {"$ref": "#/dependencies/a"}},
            {"dependentSchemas": {"a": {}}, "not": {"$ref": "#/dependentSchemas/a"}},
        ),
        (
            ("draft-07",),
            {"not": {"$ref": "#/x/y"}, "x": {"y": {"items": [{"$ref": "#/x/z"}]}, "z": {"items": [{}]}}},
            {"not": {"$ref": "#/x/y"}, "x": {"y": {"prefixItems": [{"$ref": "#/x/z"}]}, "z": {"prefixItems": [{}]}}},
        ),
        (
            ("draft-07",),
            {"$id": "urn:a", "not": {"$ref": "urn:a#/items/0"}, "items": [{}], "allOf": [{"$ref": "urn:b#/c"}]},
            {
                "$id": "urn:a",
                "not": {"$ref": "urn:a#/prefixItems/0"},
                "prefixItems": [{}],
                "allOf": [{"$ref": "urn:b#/c"}],
            },
        ),
        (
            ("draft-07",),
            {"definitions": {"e": {"$id": "urn:e", "items": [{}], "not": {"$ref": "#/items/0"}}}},
            {"definitions": {"e": {"$id": "urn:e", "prefixItems": [{}], "not": {"$ref": "#/prefixItems/0"}}}},
        ),
        (("draft-07",), {"not": {"$ref": "#/a/b"}, "items": [{}]}, {"not": {"$ref": "#/a/b"}, "prefixItems": [{}]}),
    ],
)
def test_keywords_are_upgraded(drafts: tuple[str, ...], old: Any, new: Any) -> None:
    for draft in drafts:
        assert upgraded(old, draft) == new


def test_schema_of_an_unknown_draft_stays_as_it_is() -> None:
    unchanged: tuple[Any, ...] = (True, 1, {"items": [{}]}, {"$schema": "urn:x", "items": [{}]})
    for schema in unchanged:
        assert upgrade(schema).schema is schema


def downgraded(schema: Any, draft: str) -> Any:
    """A 2020-12 schema without formats, with the keywords of an older draft."""
    if isinstance(schema, list):
        return [downgraded(each, draft) for each in schema]
    if not isinstance(schema, dict):
        return schema
    result = {name: downgraded(each, draft) for name, each in schema.items() if name != "format"}
    if "prefixItems" in schema:
        more = {"additionalItems": result["items"]} if "items" in result else {}
        result = {**result, "items": result.pop("prefixItems"), **more}
    elif draft == "draft-04" and isinstance(schema.get("items"), bool):
        # Draft-04 has no boolean schemas here, and jsonschema fails on them.
        result["items"] = {} if schema["items"] else {"not": {}}
    if draft in OLD and "dependentRequired" in schema:
        result["dependencies"] = result.pop("dependentRequired")
    for name in ("Minimum", "Maximum"):
        if draft == "draft-04" and isinstance(schema.get(f"exclusive{name}"), int | float):
            result |= {name.lower(): schema[f"exclusive{name}"], f"exclusive{name}": True}
    return result


@given(draft=st.sampled_from(sorted(VALIDATORS)), schema=schemas, more=st.lists(values, max_size=10))
def test_verdicts_are_those_of_the_draft(draft: str, schema: Any, more: list[Any]) -> None:
    """jsonschema has a validator for each draft.

    It differs for `1.0` in draft-04, and for the elements that `contains` evaluates in 2019-09.
    """
    assume(draft != "2019-09" or "unevaluatedItems" not in json.dumps(schema))
    whole = downgraded({"allOf": [schema], "$defs": {"x": {"type": "string"}, "y": {"minLength": 1}}}, draft)
    try:
        document = parsed(whole, draft)
    except UsageError:
        return
    validator = VALIDATORS[draft]({"$schema": URIS[draft], **whole})
    for value in [*POOL, *more]:
        if draft != "draft-04" or "1.0" not in json.dumps(value):
            assert document.root.accepts(value) == validator.is_valid(value)


def test_positions_are_those_of_the_text() -> None:
    schema = {"$schema": URIS["draft-07"], "items": [{}, {"dependencies": {"a": {"minLength": -1}}}]}
    assert refusal(schema) == (
        "s.json:1:94: `/items/1/dependencies/a/minLength` must be an integer of at least 0, not -1"
    )


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        (
            {"properties": {"a": {"items": [{}]}}},
            (
                "s.json:1:23: `/properties/a/items` is an array, which belongs to 2019-09 and older drafts: "
                "use `prefixItems`, or declare the draft with `$schema`"
            ),
        ),
        (
            {"not": {"dependencies": {}}},
            (
                "s.json:1:10: `/not/dependencies` belongs to draft-07 and older drafts: "
                "use `dependentRequired` or `dependentSchemas`, or declare the draft with `$schema`"
            ),
        ),
        (
            {"exclusiveMinimum": True},
            (
                "s.json:1:2: `/exclusiveMinimum` is true or false, which belongs to draft-04: "
                "use a number, or declare the draft with `$schema`"
            ),
        ),
        (
            {"$recursiveRef": "#"},
            "s.json:1:2: `/$recursiveRef` belongs to 2019-09: use `$dynamicRef`, or declare the draft with `$schema`",
        ),
    ],
)
def test_keyword_of_an_older_draft_needs_a_declaration(schema: Any, message: str) -> None:
    assert refusal(schema) == message


def test_definitions_and_unused_names_need_no_declaration() -> None:
    schema = {"definitions": {"a": {}}, "anyOf": [{}], "items": {"not": True}, "properties": {"dependencies": {}}}
    assert parse_schema("s.json", json.dumps(schema).encode()).schema == schema


def test_byte_order_mark_is_ignored() -> None:
    document = parse_schema("s.json", b'\xef\xbb\xbf{"type": "string"}')
    assert (document.text, document.schema) == ('{"type": "string"}', {"type": "string"})


def test_every_supported_draft_has_a_uri() -> None:
    assert DRAFTS == ("draft-04", "draft-06", "draft-07", "2019-09", "2020-12")


def test_ignored_keywords_next_to_a_reference_have_a_location() -> None:
    old = parse_schema(
        "a.json",
        b'{"$schema": "http://json-schema.org/draft-04/schema#", "$ref": "#/definitions/a",\n'
        b'"type": "object", "minProperties": 1, "definitions": {"a": {}}}',
    )
    new = parse_schema("b.json", old.text.replace('"object"', '"string"').encode())
    assert old.original_path(("x-ignored-next-to-ref",)) == ("type",)
    (change,) = diff(old, new, ROLES).changes
    assert (change.old.path, change.old.line, change.new.line) == (("type",), 2, 2)
