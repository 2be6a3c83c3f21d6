# Generated from schemas/comfy_webhook_body/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Literal

from msgspec import UNSET, Raw, Struct, UnsetType, field

from runbridge._runtime import NULL


class ComfyWebhookBodyOwn(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The fields of a ComfyWebhookBody that the other format does not have."""

    live_status: str | None | UnsetType = None
    progress: Raw | UnsetType = UNSET


class WorkflowRunOwn(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The fields of a WorkflowRun that the other format does not have."""

    workspace_id: str | UnsetType = field(name="workspaceId", default=UNSET)
    subject_id: str | UnsetType = field(name="subjectId", default=UNSET)
    parent_run_id: str | None | UnsetType = field(name="parentRunId", default=None)
    mode: Literal["sync", "async"] | UnsetType = UNSET
    input: Raw | UnsetType = NULL
    error: str | None | UnsetType = None
    triggered_by: Literal["workflow", "agent", "swarm", "user", "event"] | UnsetType = field(
        name="triggeredBy", default=UNSET
    )
    cf_workflow_id: str | None | UnsetType = field(name="cfWorkflowId", default=None)
    duration_ms: Raw | UnsetType = field(name="durationMs", default=NULL)
    user_id: str | UnsetType = field(name="userId", default=UNSET)
    started_at: str | None | UnsetType = field(name="startedAt", default=None)
    completed_at: str | None | UnsetType = field(name="completedAt", default=None)
    created_at: str | UnsetType = field(name="createdAt", default=UNSET)
    updated_at: str | UnsetType = field(name="updatedAt", default=UNSET)
