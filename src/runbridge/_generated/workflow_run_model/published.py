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
    workflow_version_id: str | None
    workflow_inputs: Raw
    workflow_api: Raw
    machine_id: str | None
    gpu_event_id: str | None
    gpu: str | None
    machine_version: str | None
    machine_type: str | None
    modal_function_call_id: str | None
    user_id: str | None
    org_id: str | None
    live_status: str | None
    webhook: str | None
    webhook_status: str | None
    duration: Raw
    cold_start_duration: Raw
    cold_start_duration_total: Raw
    run_duration: Raw
    ended_at: str | None | UnsetType = UNSET
    queued_at: str | None | UnsetType = UNSET
    started_at: str | None | UnsetType = UNSET
    progress: Raw | UnsetType = UNSET
    is_realtime: bool | UnsetType = UNSET
    webhook_intermediate_status: bool | UnsetType = UNSET
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
    node_meta: Raw
    """What is known about the node, opaque: any JSON value."""
    created_at: str
    updated_at: str
    type: str | None | UnsetType = UNSET
    node_id: str | None | UnsetType = UNSET


class WorkflowRunModelCheck(Struct, frozen=True, gc=False):
    """What a WorkflowRunModel must hold, to check one and no more."""

    id: str
    workflow_version_id: str | None
    workflow_inputs: Raw
    """Inputs given to the run, opaque: any JSON value."""
    workflow_id: str
    workflow_api: Raw
    """The workflow in ComfyUI's API format, opaque: any JSON value."""
    machine_id: str | None
    origin: str
    status: str
    created_at: str
    updated_at: str
    gpu_event_id: str | None
    gpu: str | None
    machine_version: str | None
    machine_type: str | None
    modal_function_call_id: str | None
    user_id: str | None
    org_id: str | None
    live_status: str | None
    webhook: str | None
    webhook_status: str | None
    number: int
    duration: float | None
    cold_start_duration: float | None
    cold_start_duration_total: float | None
    run_duration: float | None
    ended_at: str | None | UnsetType = UNSET
    queued_at: str | None | UnsetType = UNSET
    started_at: str | None | UnsetType = UNSET
    progress: float | UnsetType = UNSET
    is_realtime: bool | UnsetType = UNSET
    webhook_intermediate_status: bool | UnsetType = UNSET
    outputs: list[WorkflowRunOutputModelCheck] | UnsetType = UNSET
