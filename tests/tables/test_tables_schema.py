"""The Arrow schema of each format, and of JSON Schemas that have what the formats do not."""

from typing import Any

import pytest

import runbridge as rb
from runbridge._pyarrow import pa
from runbridge._runtime.schema import load_schema
from runbridge.arrow import schema
from runbridge.known_formats import FORMATS
from runbridge.tables.table_schema import Layout, make_columns
from runbridge.version import __version__
from tests.format_names import ANY_FORMAT
from tests.laws.fields import FIELDS
from tests.pipeline.sample_records import MODEL, RUN

MEDIA = (
    "struct<url: string, type: string, filename: string, is_public: bool, subfolder: string, upload_duration: double, "
    "{}_unknown: string, _string: string, _boolean: bool>"
)
OUTPUTS = (
    f"list<item: struct<id: string not null, run_id: string not null, data: map<string, list<item: {MEDIA}>> not null, "
    "node_meta: string, created_at: timestamp[us, tz=UTC] not null, updated_at: timestamp[us, tz=UTC] not null, "
    "type: string, node_id: string, {}_unknown: string>>"
)
TYPES = {
    "text": "string",
    "origin": "string",
    "model-status": "string",
    "run-status": "string",
    "trigger": "string",
    "mode": "string",
    "subject": "string",
    "opaque": "string",
    "output": "string",
    "time": "timestamp[us, tz=UTC]",
    "number": "double",
    "integer": "int64",
    "flag": "bool",
    "outputs": OUTPUTS.format("", ""),
}
ABSENT = "_absent: list<item: string>, "


def fields_of(format: str, **options: Any) -> list[tuple[str, str, bool]]:
    return [(field.name, str(field.type), field.nullable) for field in schema(format, **options)]


@pytest.mark.parametrize("format", [MODEL, RUN])
def test_every_field_has_the_type_of_its_values(format: str) -> None:
    expected = [(name, TYPES[field.kind], field.nullable or field.optional) for name, field in FIELDS[format].items()]
    assert fields_of(format) == [*expected, ("_residue", "string", True), ("_unknown", "string", True)]


def test_presence_adds_a_list_to_each_record() -> None:
    plain, presence = fields_of(MODEL), fields_of(MODEL, presence=True)
    at = [name for name, _, _ in plain].index("outputs")
    assert presence == [
        *plain[:at],
        ("outputs", OUTPUTS.format(ABSENT, ABSENT), True),
        ("_absent", "list<item: string>", True),
        *plain[at + 1 :],
    ]


def test_times_have_nanoseconds_on_request() -> None:
    expected = [(name, kind.replace("[us", "[ns"), nullable) for name, kind, nullable in fields_of(MODEL)]
    assert fields_of(MODEL, time_unit="ns") == expected


@pytest.mark.parametrize("format", [MODEL, RUN])
def test_the_profiles_have_the_same_columns(format: str) -> None:
    assert schema(format, profile="tolerant").equals(schema(format))
    published, tolerant = (load_schema(FORMATS[format], each) for each in ("published", "tolerant"))
    for name, member in published["properties"].items():
        kinds, lax = ({*_kinds(each)} - {"null"} for each in (member, tolerant["properties"][name]))
        assert kinds == lax


def _kinds(node: dict[str, Any]) -> list[str]:
    kinds: str | list[str] = node.get("type", [])
    return [kinds] if isinstance(kinds, str) else kinds


def test_the_metadata_names_format_profile_and_version() -> None:
    assert schema(RUN, profile="tolerant").metadata == {
        b"runbridge.format": b"workflow-run",
        b"runbridge.profile": b"tolerant",
        b"runbridge.version": __version__.encode(),
    }
    assert schema(MODEL).field("duration").metadata == {
        b"description": b"Time from created_at to ended_at.",
        b"unit": b"s",
    }
    assert schema(MODEL).field("_unknown").metadata is None


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"format": "yaml"}, f"unknown format 'yaml'; choose {ANY_FORMAT}"),
        ({"format": RUN, "profile": "lax"}, "unknown profile 'lax'; choose published or tolerant"),
        ({"format": RUN, "time_unit": "ms"}, "there is no time unit 'ms'; choose us or ns"),
    ],
)
def test_unknown_formats_and_units_are_usage_errors(options: dict[str, Any], message: str) -> None:
    with pytest.raises(rb.UsageError) as caught:
        schema(**options)
    assert str(caught.value) == message


RECORD = {"type": "object", "properties": {"a": {"type": "string"}}}


@pytest.mark.parametrize(
    ("node", "kind"),
    [
        ({}, "string"),
        ({"type": "null"}, "string"),
        ({"type": ["string", "integer"]}, "string"),
        ({"type": "array"}, "string"),
        ({"type": "array", "items": {"type": "integer"}}, "list<item: int64>"),
        ({"type": "object"}, "string"),
        ({"type": "object", "additionalProperties": False}, "string"),
        ({"type": ["object", "null"], "additionalProperties": {"type": "boolean"}}, "map<string, bool>"),
        ({"$ref": "#/$defs/R"}, "struct<a: string, _unknown: string>"),
        ({"anyOf": [{"$ref": "#/$defs/R"}, {"type": "null"}]}, "struct<a: string, _unknown: string>"),
        (
            {"anyOf": [{"$ref": "#/$defs/R"}, {"type": "null"}, {"type": "number"}]},
            "struct<a: string, _unknown: string, _number: double>",
        ),
        ({"anyOf": [RECORD, {"type": ["string", "boolean"]}]}, "string"),
        ({"anyOf": [RECORD, {"type": "integer"}, {"type": "number"}]}, "string"),
        ({"anyOf": [RECORD, {"type": "object"}]}, "string"),
        ({"anyOf": [RECORD, RECORD, {"type": "string"}]}, "string"),
        ({"anyOf": [{"type": "string"}, {"type": "boolean"}]}, "string"),
    ],
)
def test_values_without_an_arrow_type_are_json_text(node: dict[str, Any], kind: str) -> None:
    document = {"type": "object", "properties": {"x": node}, "$defs": {"R": RECORD}}
    columns = make_columns(document, Layout())
    assert str(columns.fields[0].type) == kind


def test_extra_columns_get_names_that_no_field_has() -> None:
    item = {**RECORD, "properties": {"_string": {"type": "string"}, "__string": {"type": "string"}}}
    document = {
        "type": "object",
        "properties": {
            "_unknown": {"type": "string"},
            "_absent": {"type": "boolean"},
            "x": {"anyOf": [item, {"type": "string"}]},
        },
    }
    columns = make_columns(document, Layout(presence=True), verbatim=("__unknown",))
    assert [field.name for field in columns.fields] == [
        *("_unknown", "_absent", "x", "__absent", "__unknown", "___unknown")
    ]
    assert [field.name for field in columns.fields[2].type] == [
        *("_string", "__string", "_absent", "_unknown", "___string")
    ]


def test_columns_are_nullable_as_in_the_schema() -> None:
    kinds = {"a": {"type": "string"}, "b": {"type": ["string", "null"]}, "c": {}, "d": {"type": "string"}}
    kinds["e"] = {"anyOf": [RECORD, {"type": "string"}]}
    kinds["f"] = {"anyOf": [RECORD, {"type": "string"}, {"type": "null"}]}
    document = {"type": "object", "properties": kinds, "required": ["a", "b", "c", "e", "f"]}
    nullable = {field.name for field in make_columns(document, Layout()).fields if field.nullable}
    assert nullable == {"b", "c", "d", "f", "_unknown"}
    assert pa.types.is_struct(make_columns(document, Layout()).fields[4].type)
