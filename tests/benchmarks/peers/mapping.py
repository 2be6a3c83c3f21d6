"""A mapping written by hand over dicts: no checks, no exact numbers, and residues restored without a check."""

from typing import Any

_STATUS_RIGHT = {
    "not-started": "pending",
    "queued": "pending",
    "started": "running",
    "running": "running",
    "uploading": "running",
    "success": "completed",
    "failed": "failed",
    "timeout": "timed_out",
    "cancelled": "cancelled",
}
_STATUS_LEFT = {
    "pending": "not-started",
    "running": "running",
    "paused": "running",
    "waiting": "running",
    "completed": "success",
    "failed": "failed",
    "timed_out": "timeout",
    "cancelled": "cancelled",
}
_ORIGIN_RIGHT = {
    "manual": "user",
    "api": "event",
    "public-share": "user",
    "public-template": "user",
    "workspace": "user",
    "workspace-v2": "user",
}
_ORIGIN_LEFT = {"user": "manual", "event": "api", "workflow": "api", "agent": "api", "swarm": "api"}
#: Fields with a counterpart.
_MAPPED = (
    *("id", "workflow_id", "org_id", "user_id", "status", "origin", "is_realtime", "workflow_inputs", "outputs"),
    *("duration", "started_at", "ended_at", "created_at", "updated_at"),
)
#: Fields that are null if the residue does not have them.
_NULL = dict.fromkeys(
    (
        *(
            "workflow_version_id",
            "workflow_api",
            "machine_id",
            "gpu_event_id",
            "gpu",
            "machine_version",
            "machine_type",
        ),
        *("modal_function_call_id", "live_status", "webhook", "webhook_status", "cold_start_duration"),
        *("cold_start_duration_total", "run_duration"),
    )
)


def to_run(record: dict[str, Any]) -> dict[str, Any]:
    """The camelCase record, with the other fields in `_rest`; changes the given record."""
    duration = record["duration"]
    run = {
        "id": record["id"],
        "workspaceId": record["user_id"] if record["org_id"] is None else record["org_id"],
        "subjectId": f"wfl_{record['workflow_id']}",
        "parentRunId": None,
        "status": _STATUS_RIGHT[record["status"]],
        "mode": "sync" if record.get("is_realtime") else "async",
        "input": record["workflow_inputs"],
        "output": record.get("outputs"),
        "error": None,
        "triggeredBy": _ORIGIN_RIGHT[record["origin"]],
        "cfWorkflowId": None,
        "durationMs": None if duration is None else duration * 1000,
        "userId": record["user_id"],
        "startedAt": record.get("started_at"),
        "completedAt": record.get("ended_at"),
        "createdAt": record["created_at"],
        "updatedAt": record["updated_at"],
    }
    for name in _MAPPED:
        record.pop(name, None)
    run["_rest"] = record
    return run


def to_model(run: dict[str, Any]) -> dict[str, Any]:
    """The snake_case record with its residue restored without a check."""
    residue = run.get("_residue", {})
    duration = run["durationMs"]
    return {
        **_NULL,
        **residue.get("own", {}),
        "id": run["id"],
        "workflow_id": run["subjectId"].removeprefix("wfl_"),
        "org_id": run["workspaceId"],
        "user_id": run["userId"],
        "status": _STATUS_LEFT[run["status"]],
        "origin": _ORIGIN_LEFT[run["triggeredBy"]],
        "is_realtime": run["mode"] == "sync",
        "workflow_inputs": run["input"],
        "outputs": run["output"],
        "duration": None if duration is None else duration / 1000,
        "started_at": run["startedAt"],
        "ended_at": run["completedAt"],
        "created_at": run["createdAt"],
        "updated_at": run["updatedAt"],
        **{name: entry["was"] for name, entry in residue.get("via", {}).items()},
    }
