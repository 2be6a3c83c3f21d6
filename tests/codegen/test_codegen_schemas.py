"""The schemas say what the two references say, and say it completely."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from codegen.__main__ import ROOT
from runbridge.codegen.rules import EMITTERS
from runbridge.codegen.straight_rules import JOINS
from runbridge.rule_kinds import RULE_KINDS
from tests.codegen.source_folders import Json

STEMS = ("bridge", "residue", "workflow_run", "workflow_run_model")
RECORDS = ("workflow_run", "workflow_run_model")


def file_of(stem: str) -> Path:
    name = f"{stem}/schema.json" if stem in RECORDS else f"{stem}.schema.json"
    return ROOT / "schemas" / name


def read(stem: str) -> Json:
    schema: Json = json.loads(file_of(stem).read_text(encoding="utf-8"))
    return schema


#: Field, JSON types, whether it is required, what else the reference says; an opaque field has no types.
RUN_TABLE: list[tuple[str, str, bool, str]] = [
    ("id", "string", True, "readOnly"),
    ("workspaceId", "string", True, ""),
    ("subjectId", "string", True, ""),
    ("parentRunId", "string|null", True, ""),
    ("status", "string", True, "pending failed running completed cancelled timed_out paused waiting"),
    ("mode", "string", True, "sync async"),
    ("input", "", True, ""),
    ("output", "", True, ""),
    ("error", "string|null", True, ""),
    ("triggeredBy", "string", True, "workflow agent swarm user event"),
    ("cfWorkflowId", "string|null", True, ""),
    ("durationMs", "number|null", True, "ms"),
    ("userId", "string", True, ""),
    ("startedAt", "string|null", True, "date-time"),
    ("completedAt", "string|null", True, "date-time"),
    ("createdAt", "string", True, "date-time readOnly"),
    ("updatedAt", "string", True, "date-time readOnly"),
]
MODEL_TABLE: list[tuple[str, str, bool, str]] = [
    ("id", "string", True, ""),
    ("workflow_version_id", "string|null", True, ""),
    ("workflow_inputs", "", True, ""),
    ("workflow_id", "string", True, ""),
    ("workflow_api", "", True, ""),
    ("machine_id", "string|null", True, ""),
    ("origin", "string", True, ""),
    ("status", "string", True, ""),
    ("created_at", "string", True, "date-time"),
    ("updated_at", "string", True, "date-time"),
    ("gpu_event_id", "string|null", True, ""),
    ("gpu", "string|null", True, ""),
    ("machine_version", "string|null", True, ""),
    ("machine_type", "string|null", True, ""),
    ("modal_function_call_id", "string|null", True, ""),
    ("user_id", "string|null", True, ""),
    ("org_id", "string|null", True, ""),
    ("live_status", "string|null", True, ""),
    ("webhook", "string|null", True, ""),
    ("webhook_status", "string|null", True, ""),
    ("number", "integer", True, ""),
    ("duration", "number|null", True, "s"),
    ("cold_start_duration", "number|null", True, "s"),
    ("cold_start_duration_total", "number|null", True, "s"),
    ("run_duration", "number|null", True, "s"),
    ("ended_at", "string|null", False, "date-time"),
    ("queued_at", "string|null", False, "date-time"),
    ("started_at", "string|null", False, "date-time"),
    ("progress", "number", False, ""),
    ("is_realtime", "boolean", False, ""),
    ("webhook_intermediate_status", "boolean", False, ""),
    ("outputs", "array", False, ""),
]
OUTPUT_TABLE: list[tuple[str, str, bool, str]] = [
    ("id", "string", True, ""),
    ("run_id", "string", True, ""),
    ("data", "object", True, ""),
    ("node_meta", "", True, ""),
    ("created_at", "string", True, "date-time"),
    ("updated_at", "string", True, "date-time"),
    ("type", "string|null", False, ""),
    ("node_id", "string|null", False, ""),
]
MEDIA_TABLE: list[tuple[str, str, bool, str]] = [
    ("url", "string", True, ""),
    ("type", "string", True, ""),
    ("filename", "string", True, ""),
    ("is_public", "boolean|null", False, ""),
    ("subfolder", "string|null", False, ""),
    ("upload_duration", "number|null", False, "s"),
]


def table(record: Json) -> list[tuple[str, str, bool, str]]:
    """A record's fields as the tables above have them; open vocabularies are not part of a reference."""
    rows: list[tuple[str, str, bool, str]] = []
    for name, field in record["properties"].items():
        types = field.get("type", [])
        more = [
            field.get("format", ""),
            *field.get("enum", ()),
            field.get("x-unit", ""),
            "readOnly" if field.get("readOnly") else "",
        ]
        text = types if isinstance(types, str) else "|".join(types)
        rows.append((name, text, name in record["required"], " ".join(filter(None, more))))
    return rows


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (read("workflow_run"), RUN_TABLE),
        (read("workflow_run_model"), MODEL_TABLE),
        (read("workflow_run_model")["$defs"]["WorkflowRunOutputModel"], OUTPUT_TABLE),
        (read("workflow_run_model")["$defs"]["MediaItem"], MEDIA_TABLE),
    ],
    ids=["WorkflowRun", "WorkflowRunModel", "WorkflowRunOutputModel", "MediaItem"],
)
def test_a_record_has_exactly_the_fields_of_its_reference(
    record: Json, expected: list[tuple[str, str, bool, str]]
) -> None:
    assert table(record) == expected
    assert record["required"] == [name for name, _, required, _ in expected if required]


def test_outputs_nest_as_the_reference_says() -> None:
    schema = read("workflow_run_model")
    assert schema["properties"]["outputs"]["items"] == {"$ref": "#/$defs/WorkflowRunOutputModel"}
    assert schema["$defs"]["WorkflowRunOutputModel"]["properties"]["data"]["additionalProperties"] == {
        "type": "array",
        "items": {"anyOf": [{"$ref": "#/$defs/MediaItem"}, {"type": "string"}, {"type": "boolean"}]},
    }


@pytest.mark.parametrize("stem", STEMS)
def test_a_schema_is_valid_and_names_itself(stem: str) -> None:
    schema = read(stem)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:runbridge:{stem.replace('_', '-')}"
    assert schema["title"] == "".join(word.capitalize() for word in stem.split("_"))
    assert schema["description"].endswith(".")


@pytest.mark.parametrize("stem", ["residue", *RECORDS])
def test_a_schema_has_examples_that_are_valid(stem: str) -> None:
    schema = read(stem)
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert schema["examples"]
    for example in schema["examples"]:
        validator.validate(example)


def test_the_bridge_is_the_example_of_its_schema() -> None:
    bridge = json.loads((ROOT / "schemas" / "workflow_run_model" / "bridge.json").read_text(encoding="utf-8"))
    Draft202012Validator(read("bridge")).validate(bridge)
    assert bridge["$schema"] == "bridge.schema.json"


def records(schema: Json) -> Iterator[tuple[str, Json]]:
    yield schema["title"], schema
    for name, definition in schema.get("$defs", {}).items():
        if "properties" in definition:
            yield name, definition


@pytest.mark.parametrize("stem", ["residue", *RECORDS])
def test_every_record_and_every_field_is_described(stem: str) -> None:
    silent = [
        f"{title}.{name}"
        for title, record in records(read(stem))
        for name, part in [("", record), *record["properties"].items()]
        if not part.get("description", "").endswith(".")
    ]
    assert silent == []


@pytest.mark.parametrize("stem", RECORDS)
def test_exactly_the_durations_have_a_unit(stem: str) -> None:
    units: dict[str, Any] = {
        name: field.get("x-unit")
        for _, record in records(read(stem))
        for name, field in record["properties"].items()
        if "duration" in name or "x-unit" in field
    }
    assert units == {name: "ms" if name.endswith("Ms") else "s" for name in units}
    assert units


@pytest.mark.parametrize("stem", STEMS)
def test_a_schema_is_written_as_git_keeps_it(stem: str) -> None:
    data = file_of(stem).read_bytes()
    assert b"\r" not in data
    assert data.endswith(b"}\n")


def test_the_schema_of_bridges_has_every_kind_of_rule() -> None:
    schema = read("bridge")
    rule = schema["properties"]["rules"]["items"]
    assert rule["properties"]["rule"]["enum"] == list(RULE_KINDS)
    conditions = [each["if"]["properties"]["rule"]["const"] for each in rule["allOf"]]
    assert conditions == list(RULE_KINDS)
    assert [each["then"] for each in rule["allOf"]] == [{"$ref": f"#/$defs/{kind}"} for kind in RULE_KINDS]


def test_straight_line_rules_have_an_emitter_and_are_kinds_of_rules() -> None:
    assert set(EMITTERS) == set(JOINS)
    for kind in {*JOINS} - {"flag"}:
        assert JOINS[kind] <= RULE_KINDS[kind].joins
    assert JOINS["flag"] <= RULE_KINDS["table"].joins
