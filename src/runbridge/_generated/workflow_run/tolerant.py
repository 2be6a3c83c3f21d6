# Generated from schemas/workflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Literal

from msgspec import UNSET, Raw, Struct, UnsetType, field


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
    parent_run_id: str | None | UnsetType = field(name="parentRunId", default=UNSET)
    input: Raw | UnsetType = UNSET
    output: Raw | UnsetType = UNSET
    error: str | None | UnsetType = UNSET
    cf_workflow_id: str | None | UnsetType = field(name="cfWorkflowId", default=UNSET)
    duration_ms: Raw | UnsetType = field(name="durationMs", default=UNSET)
    started_at: str | None | UnsetType = field(name="startedAt", default=UNSET)
    completed_at: str | None | UnsetType = field(name="completedAt", default=UNSET)


class WorkflowRunCheck(Struct, frozen=True, gc=False):
    """What a WorkflowRun must hold, to check one and no more."""

    id: str
    workspace_id: str = field(name="workspaceId")
    subject_id: str = field(name="subjectId")
    status: Literal["pending", "failed", "running", "completed", "cancelled", "timed_out", "paused", "waiting"]
    mode: Literal["sync", "async"]
    triggered_by: Literal["workflow", "agent", "swarm", "user", "event"] = field(name="triggeredBy")
    user_id: str = field(name="userId")
    created_at: str = field(name="createdAt")
    updated_at: str = field(name="updatedAt")
    parent_run_id: str | None | UnsetType = field(name="parentRunId", default=UNSET)
    input: Raw | UnsetType = UNSET
    """Input payload submitted to the run, opaque: any JSON value."""
    output: Raw | UnsetType = UNSET
    """Final output produced by the run, if successful, opaque: any JSON value."""
    error: str | None | UnsetType = UNSET
    cf_workflow_id: str | None | UnsetType = field(name="cfWorkflowId", default=UNSET)
    duration_ms: float | None | UnsetType = field(name="durationMs", default=UNSET)
    started_at: str | str | None | None | UnsetType = field(name="startedAt", default=UNSET)
    completed_at: str | str | None | None | UnsetType = field(name="completedAt", default=UNSET)
