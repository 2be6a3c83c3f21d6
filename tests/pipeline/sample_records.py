"""A plain record of each format as a line of JSON, with fields changed on request, and lines of every kind."""

import json
from typing import Any

MODEL, RUN = "workflow-run-model", "workflow-run"

_MODEL: dict[str, Any] = {
    "id": "run-1",
    "workflow_version_id": None,
    "workflow_inputs": None,
    "workflow_id": "w-1",
    "workflow_api": None,
    "machine_id": "m-1",
    "origin": "api",
    "status": "success",
    "created_at": "2026-01-02T03:04:05Z",
    "updated_at": "2026-01-02T03:04:06Z",
    "gpu_event_id": None,
    "gpu": None,
    "machine_version": None,
    "machine_type": None,
    "modal_function_call_id": None,
    "user_id": "user_1",
    "org_id": "org_1",
    "live_status": None,
    "webhook": None,
    "webhook_status": None,
    "number": 7,
    "duration": 1.5,
    "cold_start_duration": None,
    "cold_start_duration_total": None,
    "run_duration": None,
    "is_realtime": False,
    "ended_at": None,
    "started_at": None,
}
_RUN: dict[str, Any] = {
    "id": "run-1",
    "workspaceId": "org_1",
    "subjectId": "wfl_w-1",
    "parentRunId": None,
    "status": "completed",
    "mode": "async",
    "input": None,
    "output": None,
    "error": None,
    "triggeredBy": "event",
    "cfWorkflowId": None,
    "durationMs": 1500,
    "userId": "user_1",
    "startedAt": None,
    "completedAt": None,
    "createdAt": "2026-01-02T03:04:05Z",
    "updatedAt": "2026-01-02T03:04:06Z",
}


def model(**fields: Any) -> bytes:
    """A WorkflowRunModel on one line, with these fields."""
    return compact(_MODEL | fields)


def run(**fields: Any) -> bytes:
    """A WorkflowRun on one line, with these fields."""
    return compact(_RUN | fields)


def compact(value: Any) -> bytes:
    """The JSON text of a value as runbridge prints it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def without(record: bytes, name: str) -> bytes:
    """The record without a field."""
    fields = json.loads(record)
    del fields[name]
    return compact(fields)


def column_of(name: str, record: bytes) -> int:
    """The column of a field's value in a record on one line of ASCII."""
    quoted = f'"{name}":'.encode()
    return record.index(quoted) + len(quoted) + 1


#: Lines that are processed in a batch.
GOOD = (
    model(id="plain"),
    model(id="more", workflow_inputs={"prompt": "é🙂"}, duration=2.25),
    model(id="lossy", status="uploading"),
)
#: Lines that are valid or blank, and that no batch may have.
MESSY = (
    model(id="unknown", extra=[1, {"b": None}]),
    b"  " + model(id="blanks") + b" \t",
    model(id="return") + b"\r",
    model(id="surrogate").replace(b'"surrogate"', b'"\\ud800"'),
    model(id="twice").replace(b'{"id"', b'{"gpu":null,"id"'),
    model(id="huge", duration=0).replace(b'"duration":0', b'"duration":1e400'),
    b"",
    b" \t\r",
)
#: Lines that cannot be converted.
BAD = (
    b"{",
    b'{"a":"\xff\xfe"}',
    model(id="wrong", status=1, user_id=2),
    without(model(id="less"), "origin"),
    model(id="one") + model(id="two"),
    run(id="other"),
    b"[]",
    b"\x00\x1b[2J",
    model(id="paused").replace(b'"success"', b'"paused"'),
)
