# Generated from schemas/workflow_run_model/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from msgspec import UNSET, Raw, Struct, UnsetType, field

from runbridge._runtime import NULL


class WorkflowRunModelOwn(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The fields of a WorkflowRunModel that the other format does not have."""

    workflow_version_id: str | None | UnsetType = None
    workflow_api: Raw | UnsetType = NULL
    machine_id: str | None | UnsetType = None
    gpu_event_id: str | None | UnsetType = None
    gpu: str | None | UnsetType = None
    machine_version: str | None | UnsetType = None
    machine_type: str | None | UnsetType = None
    modal_function_call_id: str | None | UnsetType = None
    live_status: str | None | UnsetType = None
    webhook: str | None | UnsetType = None
    webhook_status: str | None | UnsetType = None
    number: Raw | UnsetType = UNSET
    cold_start_duration: Raw | UnsetType = NULL
    cold_start_duration_total: Raw | UnsetType = NULL
    run_duration: Raw | UnsetType = NULL
    queued_at: str | None | UnsetType = UNSET
    progress: Raw | UnsetType = UNSET
    webhook_intermediate_status: bool | None | UnsetType = UNSET


class WorkflowRunOwn(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The fields of a WorkflowRun that the other format does not have."""

    parent_run_id: str | None | UnsetType = field(name="parentRunId", default=None)
    error: str | None | UnsetType = None
    cf_workflow_id: str | None | UnsetType = field(name="cfWorkflowId", default=None)
