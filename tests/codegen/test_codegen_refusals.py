"""Everything that codegen refuses in a source: each message names the place and, where there are some, the choices."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codegen.__main__ import main
from codegen.errors import SourceError
from codegen.sources import read_sources
from tests.codegen.codegen_roots import add_third, copy_sources, edit

Change = Callable[[Any], object]

RUN = "workflow_run.schema.json"
MODEL = "workflow_run_model.schema.json"
BRIDGE = "bridge.json"
THIRD = "third_bridge.json"
JOB = "batch_job.schema.json"
RESIDUE = "residue.schema.json"

KEYWORDS = (
    "$schema, $id, $ref, $defs, title, description, examples, readOnly, type, format, enum, anyOf, items,"
    " properties, required, additionalProperties, x-extensible-enum, x-payload, x-unit"
)
KINDS = "string, number, integer, boolean, array with items of a $ref, no type at all: opaque"
MODEL_MEMBERS = (
    "id, workflow_version_id, workflow_inputs, workflow_id, workflow_api, machine_id, origin, status, "
    "created_at, updated_at, gpu_event_id, gpu, machine_version, machine_type, modal_function_call_id, "
    "user_id, org_id, live_status, webhook, webhook_status, number, duration, cold_start_duration, "
    "cold_start_duration_total, run_duration, ended_at, queued_at, started_at, progress, is_realtime, "
    "webhook_intermediate_status, outputs"
)
RUN_MEMBERS = (
    "id, workspaceId, subjectId, parentRunId, status, mode, input, output, error, triggeredBy, "
    "cfWorkflowId, durationMs, userId, startedAt, completedAt, createdAt, updatedAt"
)
MODEL_STATUSES = "not-started, running, uploading, success, failed, started, queued, timeout, cancelled"
RUN_STATUSES = "pending, failed, running, completed, cancelled, timed_out, paused, waiting"


def put(*steps: Any, value: Any) -> Change:
    """Set what lies at the end of the steps."""

    def change(document: Any) -> None:
        for step in steps[:-1]:
            document = document[step]
        if isinstance(document, list) and steps[-1] == len(document):
            document.append(value)
        else:
            document[steps[-1]] = value

    return change


def cut(*steps: Any) -> Change:
    """Take away what lies at the end of the steps."""

    def change(document: Any) -> None:
        for step in steps[:-1]:
            document = document[step]
        del document[steps[-1]]

    return change


def both(*changes: Change) -> Change:
    """One change after the other."""

    def change(document: Any) -> None:
        for each in changes:
            each(document)

    return change


SCHEMAS: dict[str, tuple[str, Change, str]] = {
    "unknown keyword": (
        RUN,
        put("properties", "mode", "pattern", value="a"),
        (
            "schemas/workflow_run.schema.json#/properties/mode/pattern: codegen does not know the keyword"
            f" 'pattern' (choices: {KEYWORDS})"
        ),
    ),
    "unknown keyword at depth": (
        MODEL,
        put(
            "$defs",
            "WorkflowRunOutputModel",
            "properties",
            "data",
            "additionalProperties",
            "items",
            "anyOf",
            1,
            "maxLength",
            value=3,
        ),
        (
            "schemas/workflow_run_model.schema.json#/$defs/WorkflowRunOutputModel/properties/data/additionalProperties/items/anyOf/1/maxLength:"
            f" codegen does not know the keyword 'maxLength' (choices: {KEYWORDS})"
        ),
    ),
    "unknown keyword in the residue": (
        RESIDUE,
        put("$defs", "Via", "minProperties", value=1),
        (
            "schemas/residue.schema.json#/$defs/Via/minProperties: codegen does not know the keyword "
            f"'minProperties' (choices: {KEYWORDS})"
        ),
    ),
    "unknown format": (
        MODEL,
        put("properties", "machine_id", "format", value="uuid"),
        (
            "schemas/workflow_run_model.schema.json#/properties/machine_id/format: codegen does not know "
            "the format 'uuid' (choices: date-time)"
        ),
    ),
    "reference to nothing": (
        MODEL,
        put("properties", "outputs", "items", "$ref", value="#/$defs/Output"),
        (
            "schemas/workflow_run_model.schema.json#/properties/outputs/items/$ref: there is no "
            "definition '#/$defs/Output' (choices: #/$defs/WorkflowRunOutputModel, #/$defs/MediaItem)"
        ),
    ),
    "enum of numbers": (
        MODEL,
        put("properties", "number", "enum", value=[1, 2]),
        (
            "schemas/workflow_run_model.schema.json#/properties/number/enum: codegen knows an enum beside"
            ' "type": "string" only'
        ),
    ),
    "unknown type": (
        RUN,
        put("properties", "error", "type", value="text"),
        (
            "schemas/workflow_run.schema.json#/properties/error/type: 'text' is not known (choices: "
            "array, boolean, integer, null, number, object, string)"
        ),
    ),
    "two types": (
        RUN,
        put("properties", "error", "type", value=["string", "number", "null"]),
        (
            "schemas/workflow_run.schema.json#/properties/error: codegen has no kind of member for the "
            f"type null or number or string (choices: {KINDS})"
        ),
    ),
    "null only": (
        RUN,
        put("properties", "error", "type", value="null"),
        (
            "schemas/workflow_run.schema.json#/properties/error: codegen has no kind of member for the "
            f"type null (choices: {KINDS})"
        ),
    ),
    "no type but more than words": (
        RUN,
        put("properties", "input", value={"x-unit": "s"}),
        (
            "schemas/workflow_run.schema.json#/properties/input: codegen has no kind of member for a "
            f"schema of x-unit without a type (choices: {KINDS})"
        ),
    ),
    "array of anything": (
        MODEL,
        put("properties", "outputs", "items", value={"type": "string"}),
        (
            "schemas/workflow_run_model.schema.json#/properties/outputs: codegen has no kind of member "
            f"for the type array (choices: {KINDS})"
        ),
    ),
    "object": (
        MODEL,
        put("properties", "outputs", value={"type": "object"}),
        (
            "schemas/workflow_run_model.schema.json#/properties/outputs: codegen has no kind of member "
            f"for the type object (choices: {KINDS})"
        ),
    ),
    "member that is true": (
        RUN,
        put("properties", "input", value=True),
        (
            "schemas/workflow_run.schema.json#/properties/input: the schema of a member is an object, to "
            "hold its description"
        ),
    ),
    "record inside a member": (
        MODEL,
        put("$defs", "MediaItem", "properties", "url", "properties", value={}),
        (
            "schemas/workflow_run_model.schema.json#/$defs/MediaItem/properties/url: a record inside a "
            "record stands under $defs, where it has a name"
        ),
    ),
    "closed record": (
        RUN,
        put("additionalProperties", value=False),
        (
            "schemas/workflow_run.schema.json#/additionalProperties: a record keeps the members that its "
            "schema does not name; leave it out"
        ),
    ),
    "nullable record": (
        MODEL,
        put("$defs", "MediaItem", "type", value=["object", "null"]),
        (
            "schemas/workflow_run_model.schema.json#/$defs/MediaItem/type: a record is an object and "
            "never null (choices: object)"
        ),
    ),
    "record without required": (
        MODEL,
        cut("$defs", "MediaItem", "required"),
        "schemas/workflow_run_model.schema.json#/$defs/MediaItem: the schema of a record needs 'required'",
    ),
    "definition that is true": (
        MODEL,
        put("$defs", "MediaItem", value=True),
        "schemas/workflow_run_model.schema.json#/$defs/MediaItem: the schema of a record needs 'type'",
    ),
    "schema without an id": (RUN, cut("$id"), "schemas/workflow_run.schema.json#: the schema of a record needs '$id'"),
    "required but not a member": (
        RUN,
        put("required", 0, value="ident"),
        f"schemas/workflow_run.schema.json#/required: 'ident' is not a member (choices: {RUN_MEMBERS})",
    ),
    "title that Python cannot say": (
        RUN,
        put("title", value="Workflow Run"),
        "schemas/workflow_run.schema.json#/title: 'Workflow Run' cannot be a name in Python",
    ),
    "definition that Python cannot say": (
        MODEL,
        put("$defs", "class", value={"type": "object", "required": [], "properties": {}}),
        "schemas/workflow_run_model.schema.json#/$defs/class: 'class' cannot be a name in Python",
    ),
    "title used twice": (
        RUN,
        put("title", value="WorkflowRunModel"),
        (
            "schemas/workflow_run_model.schema.json#/title: 'WorkflowRunModel' is the title of "
            "schemas/workflow_run.schema.json too"
        ),
    ),
    "two records in one place": (
        MODEL,
        put(
            "$defs",
            "WorkflowRunOutputModel",
            "properties",
            "data",
            "additionalProperties",
            "items",
            "anyOf",
            1,
            value={"$ref": "#/$defs/WorkflowRunOutputModel"},
        ),
        (
            "schemas/workflow_run_model.schema.json#/$defs/WorkflowRunOutputModel/properties/data/additionalProperties/items/anyOf/1:"
            " codegen cannot tell two records apart; leave one $ref"
        ),
    ),
    "branch that is no plain type": (
        MODEL,
        put(
            "$defs",
            "WorkflowRunOutputModel",
            "properties",
            "data",
            "additionalProperties",
            "items",
            "anyOf",
            2,
            value={"type": ["boolean", "array"]},
        ),
        (
            "schemas/workflow_run_model.schema.json#/$defs/WorkflowRunOutputModel/properties/data/additionalProperties/items/anyOf/2:"
            " codegen does not know this branch (choices: one $ref, string, number, integer, boolean, "
            "null)"
        ),
    ),
    "branch that says nothing": (
        MODEL,
        put(
            "$defs",
            "WorkflowRunOutputModel",
            "properties",
            "data",
            "additionalProperties",
            "items",
            "anyOf",
            2,
            value=True,
        ),
        (
            "schemas/workflow_run_model.schema.json#/$defs/WorkflowRunOutputModel/properties/data/additionalProperties/items/anyOf/2:"
            " codegen does not know this branch (choices: one $ref, string, number, integer, boolean, "
            "null)"
        ),
    ),
    "time in a record that no member lists": (
        MODEL,
        put("$defs", "MediaItem", "properties", "url", "format", value="date-time"),
        (
            "schemas/workflow_run_model.schema.json#/$defs/MediaItem/properties/url: codegen does not "
            "check a time this deep inside a record"
        ),
    ),
    "time inside an array": (
        MODEL,
        put(
            "$defs",
            "WorkflowRunOutputModel",
            "properties",
            "type",
            value={"type": "array", "items": {"type": "string", "format": "date-time"}},
        ),
        (
            "schemas/workflow_run_model.schema.json#/$defs/WorkflowRunOutputModel/properties/type/items: "
            "codegen does not check a time this deep inside a record"
        ),
    ),
    "schema that is no schema": (
        RUN,
        put("required", value="id"),
        "schemas/workflow_run.schema.json#/required: 'id' is not of type 'array'",
    ),
    "example that is not valid": (
        RUN,
        put("examples", 0, "mode", value="later"),
        "schemas/workflow_run.schema.json#/examples/0/mode: 'later' is not known (choices: sync, async)",
    ),
    "example without a member": (
        RUN,
        cut("examples", 0, "mode"),
        "schemas/workflow_run.schema.json#/examples/0: 'mode' is a required property",
    ),
    "example with a long value": (
        RUN,
        put("examples", 0, "error", value=list(range(40))),
        "schemas/workflow_run.schema.json#/examples/0/error: the value is not of type 'string', 'null'",
    ),
    "name that quotes cannot hold": (
        RUN,
        put("properties", 'a"b', value={"type": "string"}),
        "schemas/workflow_run.schema.json#: 'a\"b' cannot stand between quotes as it is",
    ),
    "word that quotes cannot hold": (
        RUN,
        put("properties", "mode", "enum", 1, value="a\\b"),
        "schemas/workflow_run.schema.json#/properties/mode: 'a\\\\b' cannot stand between quotes as it is",
    ),
}

BRIDGES: dict[str, tuple[str, Change, str]] = {
    "no such format": (
        BRIDGE,
        put("left", value="workflow-runs"),
        (
            "schemas/bridge.json#/left: there is no schema for the format 'workflow-runs' (choices: "
            "workflow-run, workflow-run-model)"
        ),
    ),
    "one format on both sides": (
        BRIDGE,
        put("left", value="workflow-run"),
        "schemas/bridge.json#/right: workflow-run stands on the left too",
    ),
    "unknown rule": (
        BRIDGE,
        put("rules", 0, "rule", value="copy"),
        (
            "schemas/bridge.json#/rules/0/rule: 'copy' is not known (choices: same, prefix, first, table,"
            " flag, conforming, shift)"
        ),
    ),
    "unknown part of a rule": (
        BRIDGE,
        put("rules", 0, "default", value=0),
        "schemas/bridge.json#/rules/0: Additional properties are not allowed ('default' was unexpected)",
    ),
    "no version": (BRIDGE, cut("version"), "schemas/bridge.json#: 'version' is a required property"),
    "identity that is no member": (
        BRIDGE,
        put("identity", "left", value="run_id"),
        f"schemas/bridge.json#/identity/left: workflow-run-model has no member 'run_id' (choices: {MODEL_MEMBERS})",
    ),
    "identity that may be null": (
        BRIDGE,
        put("identity", "right", value="error"),
        (
            "schemas/bridge.json#/identity/right: 'error' does not name every run: it must be text and "
            "always there (choices: id, workspaceId, subjectId, userId)"
        ),
    ),
    "rule of no member on the left": (
        BRIDGE,
        put("rules", 0, "left", value="ident"),
        f"schemas/bridge.json#/rules/0/left: workflow-run-model has no member 'ident' (choices: {MODEL_MEMBERS})",
    ),
    "rule of no member on the right": (
        BRIDGE,
        put("rules", 2, "right", value="workspace"),
        f"schemas/bridge.json#/rules/2/right: workflow-run has no member 'workspace' (choices: {RUN_MEMBERS})",
    ),
    "residue of no member": (
        BRIDGE,
        put("residue", "right", 0, value="parent"),
        f"schemas/bridge.json#/residue/right: workflow-run has no member 'parent' (choices: {RUN_MEMBERS})",
    ),
    "member that no rule covers, left": (
        BRIDGE,
        cut("residue", "left", 0),
        (
            "schemas/bridge.json#: no rule covers workflow-run-model's member 'workflow_version_id' "
            "(choices: a rule under /rules, a name under /residue/left)"
        ),
    ),
    "member that no rule covers, right": (
        BRIDGE,
        cut("residue", "right", 2),
        (
            "schemas/bridge.json#: no rule covers workflow-run's member 'cfWorkflowId' (choices: a rule "
            "under /rules, a name under /residue/right)"
        ),
    ),
    "member covered twice, left": (
        BRIDGE,
        put("residue", "left", 0, value="duration"),
        "schemas/bridge.json#: workflow-run-model's member 'duration' is covered 2 times; once is right",
    ),
    "member covered twice, right": (
        BRIDGE,
        put("residue", "right", 0, value="durationMs"),
        "schemas/bridge.json#: workflow-run's member 'durationMs' is covered 2 times; once is right",
    ),
    "kinds that same does not join": (
        BRIDGE,
        put("rules", 0, "right", value="durationMs"),
        (
            "schemas/bridge.json#/rules/0: the rule 'same' does not join id (string) and durationMs "
            "(number) (choices: opaque and opaque, string and string, timestamp and timestamp)"
        ),
    ),
    "kinds that prefix does not join": (
        BRIDGE,
        put("rules", 1, "right", value="createdAt"),
        (
            "schemas/bridge.json#/rules/1: the rule 'prefix' does not join workflow_id (string) and "
            "createdAt (timestamp) (choices: string and string)"
        ),
    ),
    "kinds that first does not join": (
        BRIDGE,
        put("rules", 2, "left", 1, value="number"),
        (
            "schemas/bridge.json#/rules/2: the rule 'first' does not join number (integer) and "
            "workspaceId (string) (choices: string and string)"
        ),
    ),
    "kinds that table does not join": (
        BRIDGE,
        put("rules", 4, "right", value="error"),
        (
            "schemas/bridge.json#/rules/4: the rule 'table' does not join status (string) and error "
            "(string) (choices: string and enum)"
        ),
    ),
    "kinds that flag does not join": (
        BRIDGE,
        put("rules", 6, "right", value="userId"),
        (
            "schemas/bridge.json#/rules/6: the rule 'flag' does not join is_realtime (boolean) and userId"
            " (string) (choices: boolean and enum)"
        ),
    ),
    "kinds that conforming does not join": (
        BRIDGE,
        put("rules", 8, "left", value="id"),
        (
            "schemas/bridge.json#/rules/8: the rule 'conforming' does not join id (string) and output "
            "(opaque) (choices: structured and opaque)"
        ),
    ),
    "kinds that shift does not join": (
        BRIDGE,
        put("rules", 9, "right", value="createdAt"),
        (
            "schemas/bridge.json#/rules/9: the rule 'shift' does not join duration (number) and createdAt"
            " (timestamp) (choices: number and number)"
        ),
    ),
    "value for nothing: same, no text": (
        BRIDGE,
        put("rules", 10, "right", value="createdAt"),
        "schemas/bridge.json#/rules/10: the rule 'same' has no value for createdAt when started_at is empty",
    ),
    "value for nothing: same, coming back": (
        BRIDGE,
        put("rules", 12, "right", value="startedAt"),
        "schemas/bridge.json#/rules/12: the rule 'same' has no value for created_at when startedAt is empty",
    ),
    "value for nothing: prefix": (
        BRIDGE,
        put("rules", 1, "left", value="machine_id"),
        "schemas/bridge.json#/rules/1: the rule 'prefix' has no value for subjectId when machine_id is empty",
    ),
    "value for nothing: prefix, coming back": (
        BRIDGE,
        put("rules", 1, "right", value="error"),
        "schemas/bridge.json#/rules/1: the rule 'prefix' has no value for workflow_id when error is empty",
    ),
    "value for nothing: first, coming back": (
        BRIDGE,
        put("rules", 2, "right", value="error"),
        "schemas/bridge.json#/rules/2: the rule 'first' has no value for org_id when error is empty",
    ),
    "value for nothing: table": (
        BRIDGE,
        put("rules", 4, "left", value="gpu"),
        "schemas/bridge.json#/rules/4: the rule 'table' has no value for status when gpu is empty",
    ),
    "value for nothing: shift": (
        BRIDGE,
        put("rules", 9, "left", value="progress"),
        "schemas/bridge.json#/rules/9: the rule 'shift' has no value for progress when durationMs is empty",
    ),
    "word that the left does not have": (
        BRIDGE,
        put("rules", 4, "to_right", "lost", value="failed"),
        f"schemas/bridge.json#/rules/4/to_right: 'lost' is not a value of status (choices: {MODEL_STATUSES})",
    ),
    "word that the right does not have": (
        BRIDGE,
        put("rules", 4, "to_right", "queued", value="waits"),
        f"schemas/bridge.json#/rules/4/to_right/queued: 'waits' is not a value of status (choices: {RUN_STATUSES})",
    ),
    "word that the left does not have, coming back": (
        BRIDGE,
        put("rules", 4, "to_left", "paused", value="idle"),
        f"schemas/bridge.json#/rules/4/to_left/paused: 'idle' is not a value of status (choices: {MODEL_STATUSES})",
    ),
    "table with a gap": (
        BRIDGE,
        both(cut("rules", 4, "to_right", "queued"), cut("rules", 4, "to_right", "started")),
        "schemas/bridge.json#/rules/4/to_right: the table says nothing for started, queued",
    ),
    "table with a gap, coming back": (
        BRIDGE,
        cut("rules", 5, "to_left", "swarm"),
        "schemas/bridge.json#/rules/5/to_left: the table says nothing for swarm",
    ),
    "flag that is no word": (
        BRIDGE,
        put("rules", 6, "false", value="later"),
        "schemas/bridge.json#/rules/6/false: 'later' is not a value of mode (choices: sync, async)",
    ),
    "flag with one word for both": (
        BRIDGE,
        put("rules", 6, "false", value="sync"),
        "schemas/bridge.json#/rules/6/false: 'sync' stands for true already (choices: sync, async)",
    ),
    "default that is missing": (
        BRIDGE,
        cut("defaults", "left", "number"),
        "schemas/bridge.json#/defaults/left: 'number' must hold a value and has no counterpart, so it needs a default",
    ),
    "default that is not needed": (
        BRIDGE,
        put("defaults", "right", "error", value=""),
        "schemas/bridge.json#/defaults/right/error: 'error' needs no default",
    ),
    "default of another type": (
        BRIDGE,
        put("defaults", "left", "number", value=False),
        "schemas/bridge.json#/defaults/left/number: False is not of type 'integer'",
    ),
}

#: Of the invented format beside the real ones: changes by source.
THIRDS: dict[str, tuple[dict[str, Change], str]] = {
    "flag with a third word": (
        {RUN: put("properties", "mode", "enum", 2, value="stream")},
        "schemas/bridge.json#/rules/6: the rule 'flag' says nothing for 'stream' of mode",
    ),
    "flag that may be null": (
        {JOB: put("properties", "live", "type", value=["boolean", "null"])},
        "schemas/third_bridge.json#/rules/5: the rule 'flag' has no value for mode when live is empty",
    ),
    "conforming that is required": (
        {JOB: put("required", 0, value="resultList")},
        (
            "schemas/third_bridge.json#/rules/7: the rule 'conforming' leaves out resultList where output"
            " does not conform, so it must be optional and never null"
        ),
    ),
    "conforming that may be null": (
        {JOB: put("properties", "resultList", "type", value=["array", "null"])},
        (
            "schemas/third_bridge.json#/rules/7: the rule 'conforming' leaves out resultList where output"
            " does not conform, so it must be optional and never null"
        ),
    ),
    "first that leans on another first": (
        {
            THIRD: put("rules", 3, value={"rule": "first", "left": ["owner", "team"], "right": "userId"}),
        },
        "schemas/third_bridge.json#/rules: 'team' is what another rule 'first' leads to, so none can fall back on it",
    ),
    "default for a time": (
        {
            THIRD: both(
                cut("rules", 11),
                put("residue", "right", 5, value="updatedAt"),
                put("residue", "left", 4, value="touched"),
            )
        },
        (
            "schemas/third_bridge.json#/defaults/left: codegen can write no default for touched "
            "(timestamp) (choices: string, enum, boolean, integer)"
        ),
    ),
    "records in a residue": (
        {
            THIRD: both(
                cut("rules", 7),
                put("residue", "left", 4, value="resultList"),
                put("residue", "right", 5, value="output"),
            )
        },
        "schemas/third_bridge.json#/residue/left: codegen cannot carry 'resultList' in a residue: it holds records",
    ),
}


def refusal(root: Path) -> str:
    """The message that the sources of a root are refused with."""
    with pytest.raises(SourceError) as caught:
        read_sources(root / "schemas")
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "change", "message"), [*SCHEMAS.values(), *BRIDGES.values()], ids=[*SCHEMAS, *BRIDGES]
)
def test_a_source_is_refused_with_the_place_and_the_choices(
    tmp_path: Path, name: str, change: Change, message: str
) -> None:
    root = copy_sources(tmp_path)
    edit(root, name, change)
    assert refusal(root) == message


@pytest.mark.parametrize(("changes", "message"), THIRDS.values(), ids=THIRDS)
def test_an_invented_format_is_refused_with_the_place_and_the_choices(
    tmp_path: Path, changes: dict[str, Change], message: str
) -> None:
    root = copy_sources(tmp_path)
    add_third(root)
    for name, change in changes.items():
        edit(root, name, change)
    assert refusal(root) == message


def test_the_sources_that_the_refusals_start_from_are_accepted(tmp_path: Path) -> None:
    root = copy_sources(tmp_path)
    add_third(root)
    assert [bridge.file for bridge in read_sources(root / "schemas").bridges] == [BRIDGE, THIRD]


#: What a file holds, and what is said about it.
FILES: dict[str, tuple[bytes, str]] = {
    "no JSON": (b'{"version": "1",\n "left" 2}', "schemas/bridge.json:2:9: not JSON: Expecting ':' delimiter"),
    "no UTF-8": (b'{"version": "\xff"}', "schemas/bridge.json: not UTF-8 at byte 13"),
    "a key twice": (
        b'{"version": "1", "version": "2"}',
        "schemas/bridge.json: the key 'version' stands twice in one object",
    ),
    "no object": (b"[]", "schemas/bridge.json#: [] is not of type 'object'"),
}


@pytest.mark.parametrize(("content", "message"), FILES.values(), ids=FILES)
def test_a_file_that_cannot_be_read_as_a_bridge_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    root = copy_sources(tmp_path)
    (root / "schemas" / BRIDGE).write_bytes(content)
    assert refusal(root) == message


@pytest.mark.parametrize("name", [RESIDUE, "bridge.schema.json"])
def test_a_schema_that_codegen_itself_needs_must_be_there(tmp_path: Path, name: str) -> None:
    root = copy_sources(tmp_path)
    (root / "schemas" / name).unlink()
    assert refusal(root) == f"schemas/{name}: there is no such file"


def test_a_schema_that_says_nothing_is_refused(tmp_path: Path) -> None:
    root = copy_sources(tmp_path)
    (root / "schemas" / RUN).write_text("true", encoding="utf-8")
    assert refusal(root) == "schemas/workflow_run.schema.json#: true says nothing (choices: a schema with members)"


def test_a_file_name_that_python_cannot_say_is_refused(tmp_path: Path) -> None:
    root = copy_sources(tmp_path)
    path = root / "schemas" / RUN
    path.rename(path.with_name("workflow-run.schema.json"))
    assert refusal(root) == "schemas/workflow-run.schema.json#: 'workflow-run' cannot be a name in Python"


def test_two_bridges_over_the_same_formats_are_refused(tmp_path: Path) -> None:
    root = copy_sources(tmp_path)
    path = root / "schemas" / BRIDGE
    path.with_name("other_bridge.json").write_bytes(path.read_bytes())
    assert refusal(root) == (
        "schemas/other_bridge.json#: schemas/bridge.json joins workflow-run-model and workflow-run already"
    )


def test_a_refusal_is_a_value_with_its_parts() -> None:
    error = SourceError("schemas/a.json#/b", "no", (word for word in ("c", "d")))
    assert (error.place, error.message, error.choices) == ("schemas/a.json#/b", "no", ("c", "d"))
    assert error.args == ("schemas/a.json#/b", "no", ("c", "d"))
    assert str(error) == "schemas/a.json#/b: no (choices: c, d)"


def test_the_command_says_the_refusal_and_writes_nothing(tmp_path: Path) -> None:
    root = copy_sources(tmp_path)
    edit(root, BRIDGE, put("left", value="workflow-runs"))
    out, err = io.StringIO(), io.StringIO()
    assert main([], root, out, err) == 2
    assert out.getvalue() == ""
    assert err.getvalue() == (
        "error: schemas/bridge.json#/left: there is no schema for the format 'workflow-runs'"
        " (choices: workflow-run, workflow-run-model)\n"
    )
    assert not (root / "src").exists()
