# Generated from schemas/mlflow_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Literal

from msgspec import UNSET, Raw, Struct, UnsetType, field


class MlflowRunOwn(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The fields of a MlflowRun that the other format does not have."""

    inputs: Raw | UnsetType = UNSET
    info: Raw | UnsetType = UNSET
    data: Raw | UnsetType = UNSET


class WorkflowRunOwn(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The fields of a WorkflowRun that the other format does not have."""

    workspace_id: str | UnsetType = field(name="workspaceId", default=UNSET)
    mode: Literal["sync", "async"] | UnsetType = UNSET
    error: str | None | UnsetType = None
    triggered_by: Literal["workflow", "agent", "swarm", "user", "event"] | UnsetType = field(
        name="triggeredBy", default=UNSET
    )
    cf_workflow_id: str | None | UnsetType = field(name="cfWorkflowId", default=None)
    duration_ms: Raw | UnsetType = field(name="durationMs", default=UNSET)
    started_at: str | None | UnsetType = field(name="startedAt", default=UNSET)
    updated_at: str | UnsetType = field(name="updatedAt", default=UNSET)
