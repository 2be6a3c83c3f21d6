"""The two shapes and their correspondence, written down once more by hand from the services' reference.

The laws are tested against this table and not against the schemas, so that a slip there shows here.
"""

from typing import NamedTuple

MODEL, RUN = "workflow-run-model", "workflow-run"


class Field(NamedTuple):
    """One field: what it holds, whether it may be null, whether it may be missing (as published)."""

    kind: str
    nullable: bool = False
    optional: bool = False


FIELDS: dict[str, dict[str, Field]] = {
    MODEL: {
        "id": Field("text"),
        "workflow_version_id": Field("text", nullable=True),
        "workflow_inputs": Field("opaque", nullable=True),
        "workflow_id": Field("text"),
        "workflow_api": Field("opaque", nullable=True),
        "machine_id": Field("text", nullable=True),
        "origin": Field("origin"),
        "status": Field("model-status"),
        "created_at": Field("time"),
        "updated_at": Field("time"),
        "gpu_event_id": Field("text", nullable=True),
        "gpu": Field("text", nullable=True),
        "machine_version": Field("text", nullable=True),
        "machine_type": Field("text", nullable=True),
        "modal_function_call_id": Field("text", nullable=True),
        "user_id": Field("text", nullable=True),
        "org_id": Field("text", nullable=True),
        "live_status": Field("text", nullable=True),
        "webhook": Field("text", nullable=True),
        "webhook_status": Field("text", nullable=True),
        "number": Field("integer"),
        "duration": Field("number", nullable=True),
        "cold_start_duration": Field("number", nullable=True),
        "cold_start_duration_total": Field("number", nullable=True),
        "run_duration": Field("number", nullable=True),
        "ended_at": Field("time", nullable=True, optional=True),
        "queued_at": Field("time", nullable=True, optional=True),
        "started_at": Field("time", nullable=True, optional=True),
        "progress": Field("number", optional=True),
        "is_realtime": Field("flag", optional=True),
        "webhook_intermediate_status": Field("flag", optional=True),
        "outputs": Field("outputs", optional=True),
    },
    RUN: {
        "id": Field("text"),
        "workspaceId": Field("text"),
        "subjectId": Field("subject"),
        "parentRunId": Field("text", nullable=True),
        "status": Field("run-status"),
        "mode": Field("mode"),
        "input": Field("opaque", nullable=True),
        "output": Field("output", nullable=True),
        "error": Field("text", nullable=True),
        "triggeredBy": Field("trigger"),
        "cfWorkflowId": Field("text", nullable=True),
        "durationMs": Field("number", nullable=True),
        "userId": Field("text"),
        "startedAt": Field("time", nullable=True),
        "completedAt": Field("time", nullable=True),
        "createdAt": Field("time"),
        "updatedAt": Field("time"),
    },
}

#: Model field to the run fields that its value comes from on the way back; nothing for those without counterpart.
SOURCES: dict[str, dict[str, tuple[str, ...]]] = {
    MODEL: {
        "id": ("id",),
        "workflow_id": ("subjectId",),
        "org_id": ("workspaceId", "userId"),
        "user_id": ("userId",),
        "status": ("status",),
        "origin": ("triggeredBy",),
        "is_realtime": ("mode",),
        "workflow_inputs": ("input",),
        "outputs": ("output",),
        "duration": ("durationMs",),
        "started_at": ("startedAt",),
        "ended_at": ("completedAt",),
        "created_at": ("createdAt",),
        "updated_at": ("updatedAt",),
    },
    RUN: {
        "id": ("id",),
        "workspaceId": ("org_id", "user_id"),
        "subjectId": ("workflow_id",),
        "userId": ("user_id",),
        "status": ("status",),
        "triggeredBy": ("origin",),
        "mode": ("is_realtime",),
        "input": ("workflow_inputs",),
        "output": ("outputs",),
        "durationMs": ("duration",),
        "startedAt": ("started_at",),
        "completedAt": ("ended_at",),
        "createdAt": ("created_at",),
        "updatedAt": ("updated_at",),
    },
}

STATUS_RIGHT = {
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
STATUS_LEFT = {
    "pending": "not-started",
    "running": "running",
    "paused": "running",
    "waiting": "running",
    "completed": "success",
    "failed": "failed",
    "timed_out": "timeout",
    "cancelled": "cancelled",
}
ORIGIN_RIGHT = {
    "manual": "user",
    "api": "event",
    "public-share": "user",
    "public-template": "user",
    "workspace": "user",
    "workspace-v2": "user",
}
ORIGIN_LEFT = {"user": "manual", "event": "api", "workflow": "api", "agent": "api", "swarm": "api"}


def other(form: str) -> str:
    """The format on the other side of the bridge."""
    return RUN if form == MODEL else MODEL
