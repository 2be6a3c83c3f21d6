"""Records to start from, and their JSON text with a field or two changed."""

from typing import Any

from msgspec import Raw, json

Record = dict[str, Any]

RUN, MODEL = "workflow-run", "workflow-run-model"
FORMATS = (RUN, MODEL)
PROFILES = ("published", "tolerant")

MEDIA: Record = {
    "url": "https://files.example/owl.webp",
    "type": "output",
    "filename": "owl.webp",
    "is_public": True,
    "subfolder": "birds",
    "upload_duration": 0.25,
}
OUTPUT: Record = {
    "id": "out_1",
    "run_id": "run_1",
    "data": {"images": [MEDIA, "a plain string", True], "text": []},
    "node_meta": {"class": "SaveImage", "pos": [1, 2]},
    "created_at": "2025-11-02T07:15:00.5Z",
    "updated_at": "2025-11-02T07:15:01+01:00",
    "type": "image",
    "node_id": None,
}
_MODEL_RECORD: Record = {
    "id": "run_1",
    "workflow_version_id": "ver_9",
    "workflow_inputs": {"prompt": "an owl", "cfg": 7.50},
    "workflow_id": "w_1",
    "workflow_api": {"3": {"class_type": "KSampler"}},
    "machine_id": None,
    "origin": "manual",
    "status": "success",
    "created_at": "2025-11-02T07:14:00Z",
    "updated_at": "2025-11-02T07:15:02.123456789Z",
    "gpu_event_id": "ev_1",
    "gpu": "L4",
    "machine_version": "4",
    "machine_type": "workspace",
    "modal_function_call_id": "fc_1",
    "user_id": "u_1",
    "org_id": None,
    "live_status": "done",
    "webhook": "https://hooks.example/1",
    "webhook_status": "failed",
    "number": 12,
    "duration": 61.5,
    "cold_start_duration": None,
    "cold_start_duration_total": 2,
    "run_duration": 58.25,
    "ended_at": "2025-11-02T07:15:01.5Z",
    "queued_at": None,
    "started_at": "2025-11-02t07:14:03z",
    "progress": 0.5,
    "is_realtime": False,
    "webhook_intermediate_status": True,
    "outputs": [OUTPUT],
}
_RUN_RECORD: Record = {
    "id": "run_2",
    "workspaceId": "wsp_1",
    "subjectId": "wfl_1",
    "parentRunId": None,
    "status": "completed",
    "mode": "sync",
    "input": {"question": "who?", "limit": 3},
    "output": ["an owl", None, 1.50],
    "error": None,
    "triggeredBy": "event",
    "cfWorkflowId": "cf_1",
    "durationMs": 1250,
    "userId": "usr_1",
    "startedAt": "2025-11-02T07:14:03.1Z",
    "completedAt": None,
    "createdAt": "2025-11-02T07:14:00-03:00",
    "updatedAt": "2016-12-31T23:59:60Z",
}
RECORDS: dict[str, Record] = {RUN: _RUN_RECORD, MODEL: _MODEL_RECORD}


def text(form: str, **changes: Any) -> bytes:
    """The JSON text of a record with some fields changed; bytes stand in it as they are."""
    return json.encode({**RECORDS[form], **{name: _raw(value) for name, value in changes.items()}})


def without(form: str, *names: str) -> bytes:
    """The JSON text of a record that is missing some fields."""
    return json.encode({name: value for name, value in RECORDS[form].items() if name not in names})


def with_output(**changes: Any) -> bytes:
    """The JSON text of a WorkflowRunModel with one output, some of its fields changed."""
    return text(MODEL, outputs=[{**OUTPUT, **{name: _raw(value) for name, value in changes.items()}}])


def with_media(**changes: Any) -> bytes:
    """The JSON text of a WorkflowRunModel with one media item, some of its fields changed."""
    return with_output(data={"images": [{**MEDIA, **{name: _raw(value) for name, value in changes.items()}}]})


def _raw(value: Any) -> Any:
    return Raw(value) if isinstance(value, bytes) else value
