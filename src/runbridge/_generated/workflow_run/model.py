# Generated from schemas/workflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType, field

from runbridge._runtime import Timestamp


class WorkflowRun(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A workflow run as the TypeScript WorkflowRun entity: camelCase fields, durations in milliseconds."""

    id: str
    """Identifier of the run."""
    workspace_id: str = field(name="workspaceId")
    """Workspace this run belongs to."""
    subject_id: str = field(name="subjectId")
    """Prefixed ID of the entity being run."""
    parent_run_id: str | None = field(name="parentRunId")
    """Parent run ID when this run was spawned from another."""
    status: Literal["pending", "failed", "running", "completed", "cancelled", "timed_out", "paused", "waiting"]
    """Run lifecycle status."""
    mode: Literal["sync", "async"]
    """Execution mode."""
    input: Any
    """Input payload submitted to the run, opaque: any JSON value."""
    output: Any
    """Final output produced by the run, if successful, opaque: any JSON value."""
    error: str | None
    """Error message when the run failed, otherwise null."""
    triggered_by: Literal["workflow", "agent", "swarm", "user", "event"] = field(name="triggeredBy")
    """Origin of the run."""
    cf_workflow_id: str | None = field(name="cfWorkflowId")
    """Cloudflare Workflow instance ID, when the run used workflows."""
    duration_ms: int | float | None = field(name="durationMs")
    """Total duration, once the run finishes."""
    user_id: str = field(name="userId")
    """User on whose behalf the run executes."""
    started_at: Timestamp | None = field(name="startedAt")
    """When execution began."""
    completed_at: Timestamp | None = field(name="completedAt")
    """When the run reached a terminal status."""
    created_at: Timestamp = field(name="createdAt")
    """When the run was created."""
    updated_at: Timestamp = field(name="updatedAt")
    """When the run was last updated."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""
