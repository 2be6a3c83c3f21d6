# Generated from schemas/workflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Literal

from msgspec import Raw, Struct, field


class WorkflowRunWire(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A WorkflowRun as its text has it: times are text, numbers and opaque fields raw."""

    id: str
    workspace_id: str = field(name="workspaceId")
    subject_id: str = field(name="subjectId")
    status: Literal["pending", "failed", "running", "completed", "cancelled", "timed_out", "paused", "waiting"]
    mode: Literal["sync", "async"]
    triggered_by: Literal["workflow", "agent", "swarm", "user", "event"] = field(name="triggeredBy")
    user_id: str = field(name="userId")
    created_at: str = field(name="createdAt")
    updated_at: str = field(name="updatedAt")
    parent_run_id: str | None = field(name="parentRunId")
    input: Raw
    output: Raw
    error: str | None
    cf_workflow_id: str | None = field(name="cfWorkflowId")
    duration_ms: Raw = field(name="durationMs")
    started_at: str | None = field(name="startedAt")
    completed_at: str | None = field(name="completedAt")


class WorkflowRunCheck(Struct, frozen=True, gc=False):
    """What a WorkflowRun must hold, to check one and no more."""

    id: str
    workspace_id: str = field(name="workspaceId")
    subject_id: str = field(name="subjectId")
    parent_run_id: str | None = field(name="parentRunId")
    status: Literal["pending", "failed", "running", "completed", "cancelled", "timed_out", "paused", "waiting"]
    mode: Literal["sync", "async"]
    input: Raw
    """Input payload submitted to the run, opaque: any JSON value."""
    output: Raw
    """Final output produced by the run, if successful, opaque: any JSON value."""
    error: str | None
    triggered_by: Literal["workflow", "agent", "swarm", "user", "event"] = field(name="triggeredBy")
    cf_workflow_id: str | None = field(name="cfWorkflowId")
    duration_ms: float | None = field(name="durationMs")
    user_id: str = field(name="userId")
    started_at: str | None = field(name="startedAt")
    completed_at: str | None = field(name="completedAt")
    created_at: str = field(name="createdAt")
    updated_at: str = field(name="updatedAt")
