"""One plain record of each format as a line of JSON, and how to change its members."""

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


def model(**members: Any) -> bytes:
    """A WorkflowRunModel on one line, with other members."""
    return compact(_MODEL | members)


def run(**members: Any) -> bytes:
    """A WorkflowRun on one line, with other members."""
    return compact(_RUN | members)


def compact(value: Any) -> bytes:
    """The JSON text of a value as runbridge prints it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def without(record: bytes, name: str) -> bytes:
    """The record without a member."""
    members = json.loads(record)
    del members[name]
    return compact(members)


def column_of(name: str, record: bytes) -> int:
    """The column of a member's value in a record on one line of ASCII."""
    quoted = f'"{name}":'.encode()
    return record.index(quoted) + len(quoted) + 1
