"""Records compared with any JSON Schema, and the tree that is made of one."""

import json
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest

from runbridge.drift.observe import observe
from runbridge.drift.report import Report, as_json
from runbridge.errors import UsageError
from runbridge.schemas.record_schema import Node, dotted
from runbridge.schemas.value_tree import value_tree
from tests.drift.drift_samples import drifts
from tests.schema_diff.versions import version

TEXT = {"type": "string"}
JOB = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "required": ["id", "state"],
    "properties": {
        "id": TEXT,
        "state": {"$ref": "#/definitions/state"},
        "started": {"type": ["string", "null"], "format": "date-time"},
        "steps": {"type": "array", "items": {"type": "object", "required": ["name"], "properties": {"name": TEXT}}},
        "labels": {"type": "object", "additionalProperties": TEXT},
        "data": {},
    },
    "definitions": {"state": {"enum": ["queued", "done"]}},
}


def seen(folder: Path, *records: Any, schema: Any = JOB) -> Report:
    with chdir(folder):
        Path("in.ndjson").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
        Path("job.json").write_text(json.dumps(schema), encoding="utf-8")
        return observe(["in.ndjson"], schema="job.json")


def test_every_kind_of_drift_is_found(tmp_path: Path) -> None:
    report = seen(
        tmp_path,
        {"id": "a", "state": "done", "started": None, "steps": [{"name": "x"}], "labels": {"a": "b"}, "data": [1]},
        {"id": None, "state": "running", "started": "yesterday", "steps": [{}], "labels": {"a": 1}, "more": 1},
    )
    assert drifts(report) == [
        ("unknown", "more", "integer", 1, 2, 1),
        ("missing", "steps[].name", None, 1, 2, 1),
        ("null", "id", "null", 1, 2, 1),
        ("value", "state", "running", 1, 2, 1),
        ("type", "labels.*", "integer", 1, 2, 1),
        ("time", "started", "not a date-time", 1, 2, 1),
    ]
    assert (report.form, report.profile, report.subject) == ("job.json", "", "job.json")
    document = as_json(report)
    assert (document["format"], document["profile"], document["schema"]) == (None, None, "job.json")


def test_a_required_field_that_no_record_has_is_missing(tmp_path: Path) -> None:
    schema = {"properties": {"a": {"type": "string"}, "b": {}, "c": {}}, "required": ["a", "b"]}
    report = seen(tmp_path, {"a": "x"}, {"a": "y"}, schema=schema)
    assert drifts(report) == [("missing", "b", None, 2, 2, 2)]


def test_matching_records_have_no_drift(tmp_path: Path) -> None:
    report = seen(tmp_path, {"id": "a", "state": "done"}, {"id": "b", "state": "queued", "data": None})
    assert (drifts(report), report.records) == ([], 2)


def test_neither_format_nor_schema_is_a_usage_error() -> None:
    with pytest.raises(UsageError) as caught:
        observe(["in.ndjson"])
    assert str(caught.value) == "give the format or the schema of the records"


def tree(schema: Any) -> Node:
    return value_tree(version(schema))


def facts(node: Node) -> tuple[set[str], tuple[str, ...], tuple[str, ...]]:
    return {*node.types}, node.words, node.formats


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (True, (set(), (), ())),
        (False, (set(), (), ())),
        ({"type": "integer"}, ({"integer"}, (), ())),
        ({"type": ["number", "null"]}, ({"number", "null"}, (), ())),
        ({"enum": ["a", "b", None]}, ({"string", "null"}, ("a", "b"), ())),
        ({"const": "a"}, ({"string"}, ("a",), ())),
        ({"anyOf": [{"const": "a"}, {"enum": ["b"]}, {"type": "null"}]}, ({"string", "null"}, ("a", "b"), ())),
        ({"anyOf": [{"const": "a"}, TEXT]}, ({"string"}, (), ())),
        ({"allOf": [{"oneOf": [{"const": "a"}, {"const": "b"}]}]}, ({"string"}, ("a", "b"), ())),
        ({**TEXT, "format": "date-time"}, ({"string"}, (), ("date-time",))),
        ({**TEXT, "format": "email"}, ({"string"}, (), ())),
    ],
)
def test_facts_of_a_value(schema: Any, expected: Any) -> None:
    assert facts(tree(schema)) == expected


def test_fields_of_combined_schemas_are_merged() -> None:
    root = tree(
        {
            "allOf": [{"$ref": "#/$defs/base"}],
            "anyOf": [{"properties": {"b": TEXT}, "required": ["b"]}, {"properties": {"b": {"type": "null"}}}],
            "if": {"properties": {"a": TEXT}},
            "then": {"properties": {"c": {}}},
            "$defs": {"base": {"required": ["a"], "properties": {"a": TEXT}, "patternProperties": {"^x": TEXT}}},
        }
    )
    assert {*root.types} == {"null", "boolean", "number", "string", "array", "object"}
    assert {*root.members} == {"a", "b", "c"}
    assert {*root.members["b"].types} == {"string", "null"}
    assert root.required == {"a"}
    assert root.values is not None
    assert {*root.values.types} == {"string"}


def test_elements_have_all_schemas_of_an_array() -> None:
    items = tree({"prefixItems": [TEXT], "items": {"type": "null"}}).items
    assert items is not None
    assert ({*items.types}, dotted(items.path)) == ({"string", "null"}, "[]")


def test_schema_that_contains_itself_is_opaque_inside() -> None:
    root = tree({"type": "object", "properties": {"child": {"$ref": "#"}, "name": TEXT}})
    assert root.members["child"].is_opaque
    assert root.members["child"].members == {}


def test_tree_is_limited() -> None:
    names = [f"d{index}" for index in range(12)]
    definitions = {name: {"properties": {each: {"$ref": f"#/$defs/{each}"} for each in names}} for name in names}

    def count(node: Node) -> int:
        return 1 + sum(map(count, node.members.values()))

    assert 2_000 < count(tree({"$ref": "#/$defs/d0", "$defs": definitions})) < 25_000
