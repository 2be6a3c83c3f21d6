# Generated from schemas/workflow_run_model/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from msgspec import UNSET, Raw, Struct, UnsetType


class WorkflowRunModelWire(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A WorkflowRunModel as its text has it: times are text, numbers and opaque fields raw."""

    id: str
    workflow_id: str
    origin: str
    status: str
    created_at: str
    updated_at: str
    number: Raw
    workflow_version_id: str | None | UnsetType = UNSET
    workflow_inputs: Raw | UnsetType = UNSET
    workflow_api: Raw | UnsetType = UNSET
    machine_id: str | None | UnsetType = UNSET
    gpu_event_id: str | None | UnsetType = UNSET
    gpu: str | None | UnsetType = UNSET
    machine_version: str | None | UnsetType = UNSET
    machine_type: str | None | UnsetType = UNSET
    modal_function_call_id: str | None | UnsetType = UNSET
    user_id: str | None | UnsetType = UNSET
    org_id: str | None | UnsetType = UNSET
    live_status: str | None | UnsetType = UNSET
    webhook: str | None | UnsetType = UNSET
    webhook_status: str | None | UnsetType = UNSET
    duration: Raw | UnsetType = UNSET
    cold_start_duration: Raw | UnsetType = UNSET
    cold_start_duration_total: Raw | UnsetType = UNSET
    run_duration: Raw | UnsetType = UNSET
    ended_at: str | None | UnsetType = UNSET
    queued_at: str | None | UnsetType = UNSET
    started_at: str | None | UnsetType = UNSET
    progress: Raw | UnsetType = UNSET
    is_realtime: bool | None | UnsetType = UNSET
    webhook_intermediate_status: bool | None | UnsetType = UNSET
    outputs: Raw | UnsetType = UNSET


class MediaItemCheck(Struct, frozen=True, gc=False):
    """What a MediaItem must hold, to check one that passes through verbatim."""

    url: str
    type: str
    filename: str
    is_public: bool | None | UnsetType = UNSET
    subfolder: str | None | UnsetType = UNSET
    upload_duration: float | None | UnsetType = UNSET


class WorkflowRunOutputModelCheck(Struct, frozen=True, gc=False):
    """What a WorkflowRunOutputModel must hold, to check one that passes through verbatim."""

    id: str
    run_id: str
    data: dict[str, list[MediaItemCheck | str | bool]]
    created_at: str
    updated_at: str
    node_meta: Raw | UnsetType = UNSET
    """What is known about the node, opaque: any JSON value."""
    type: str | None | UnsetType = UNSET
    node_id: str | None | UnsetType = UNSET


class WorkflowRunModelCheck(Struct, frozen=True, gc=False):
    """What a WorkflowRunModel must hold, to check one and no more."""

    id: str
    workflow_id: str
    origin: str
    status: str
    created_at: str
    updated_at: str
    number: int
    workflow_version_id: str | None | UnsetType = UNSET
    workflow_inputs: Raw | UnsetType = UNSET
    """Inputs given to the run, opaque: any JSON value."""
    workflow_api: Raw | UnsetType = UNSET
    """The workflow in ComfyUI's API format, opaque: any JSON value."""
    machine_id: str | None | UnsetType = UNSET
    gpu_event_id: str | None | UnsetType = UNSET
    gpu: str | None | UnsetType = UNSET
    machine_version: str | None | UnsetType = UNSET
    machine_type: str | None | UnsetType = UNSET
    modal_function_call_id: str | None | UnsetType = UNSET
    user_id: str | None | UnsetType = UNSET
    org_id: str | None | UnsetType = UNSET
    live_status: str | None | UnsetType = UNSET
    webhook: str | None | UnsetType = UNSET
    webhook_status: str | None | UnsetType = UNSET
    duration: float | None | UnsetType = UNSET
    cold_start_duration: float | None | UnsetType = UNSET
    cold_start_duration_total: float | None | UnsetType = UNSET
    run_duration: float | None | UnsetType = UNSET
    ended_at: str | str | None | None | UnsetType = UNSET
    queued_at: str | str | None | None | UnsetType = UNSET
    started_at: str | str | None | None | UnsetType = UNSET
    progress: float | None | UnsetType = UNSET
    is_realtime: bool | None | UnsetType = UNSET
    webhook_intermediate_status: bool | None | UnsetType = UNSET
    outputs: list[WorkflowRunOutputModelCheck] | None | UnsetType = UNSET
