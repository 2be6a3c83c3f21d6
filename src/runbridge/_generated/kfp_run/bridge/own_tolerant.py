# Generated from schemas/kfp_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Literal

from msgspec import UNSET, Raw, Struct, UnsetType, field

from runbridge._runtime import NULL


class KfpRunOwn(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The fields of a KfpRun that the other format does not have."""

    display_name: str | None | UnsetType = UNSET
    storage_state: Literal["STORAGE_STATE_UNSPECIFIED", "AVAILABLE", "ARCHIVED"] | None | UnsetType = UNSET
    description: str | None | UnsetType = UNSET
    pipeline_version_id: str | None | UnsetType = UNSET
    pipeline_spec: Raw | UnsetType = UNSET
    service_account: str | None | UnsetType = UNSET
    scheduled_at: str | None | UnsetType = UNSET
    run_details: Raw | UnsetType = UNSET
    recurring_run_id: str | None | UnsetType = UNSET
    plugins_input: Raw | UnsetType = UNSET
    plugins_output: Raw | UnsetType = UNSET
    pipeline_version_reference: Raw | UnsetType = UNSET
    runtime_config: Raw | UnsetType = UNSET
    error: Raw | UnsetType = UNSET
    state_history: Raw | UnsetType = UNSET


class WorkflowRunOwn(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The fields of a WorkflowRun that the other format does not have."""

    parent_run_id: str | None | UnsetType = field(name="parentRunId", default=None)
    mode: Literal["sync", "async"] | UnsetType = UNSET
    output: Raw | UnsetType = NULL
    triggered_by: Literal["workflow", "agent", "swarm", "user", "event"] | UnsetType = field(
        name="triggeredBy", default=UNSET
    )
    cf_workflow_id: str | None | UnsetType = field(name="cfWorkflowId", default=None)
    duration_ms: Raw | UnsetType = field(name="durationMs", default=UNSET)
    user_id: str | UnsetType = field(name="userId", default=UNSET)
    updated_at: str | UnsetType = field(name="updatedAt", default=UNSET)
