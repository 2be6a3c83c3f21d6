# Generated from schemas/workflow_run_model/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any

from msgspec import UNSET, Struct, UnsetType, field

from runbridge._runtime import Timestamp


class MediaItem(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A file that a node produced."""

    url: str
    """Where the file can be fetched."""
    type: str
    """Kind of the file's folder, such as output or temp."""
    filename: str
    """Name of the file."""
    is_public: bool | None | UnsetType = UNSET
    """Whether the file can be fetched without credentials."""
    subfolder: str | None | UnsetType = UNSET
    """Folder of the file below its root, empty for the root."""
    upload_duration: int | float | None | UnsetType = UNSET
    """Time that the upload of the file took."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class WorkflowRunOutputModel(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one output node of a run produced."""

    id: str
    """Identifier of the output."""
    run_id: str
    """Identifier of the run that produced the output."""
    data: dict[str, list[MediaItem | str | bool]]
    """Lists of what the node produced, by kind: images, text and so on."""
    node_meta: Any
    """What is known about the node, opaque: any JSON value."""
    created_at: Timestamp
    """When the output was created."""
    updated_at: Timestamp
    """When the output was last updated."""
    type: str | None | UnsetType = UNSET
    """Kind of the output."""
    node_id: str | None | UnsetType = UNSET
    """Identifier of the node within the workflow."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class WorkflowRunModel(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A workflow run as the Comfy Deploy SDK documents it: snake_case fields, durations in seconds, nested outputs."""

    id: str
    """Identifier of the run."""
    workflow_version_id: str | None
    """Identifier of the workflow version that was run."""
    workflow_inputs: Any
    """Inputs given to the run, opaque: any JSON value."""
    workflow_id: str
    """Identifier of the workflow that was run."""
    workflow_api: Any
    """The workflow in ComfyUI's API format, opaque: any JSON value."""
    machine_id: str | None
    """Identifier of the machine that ran the workflow."""
    origin: str
    """Where the run was started from."""
    status: str
    """Lifecycle status of the run."""
    created_at: Timestamp
    """When the run was created."""
    updated_at: Timestamp
    """When the run was last updated."""
    gpu_event_id: str | None
    """Identifier of the GPU event that the run is billed to."""
    gpu: str | None
    """Kind of GPU that the run used."""
    machine_version: str | None
    """Version of the machine that ran the workflow."""
    machine_type: str | None
    """Kind of machine that ran the workflow."""
    modal_function_call_id: str | None
    """Identifier of the Modal function call that carried the run."""
    user_id: str | None
    """Identifier of the user who started the run."""
    org_id: str | None
    """Identifier of the organisation that the run belongs to."""
    live_status: str | None
    """What the run is doing right now, as text for users."""
    webhook: str | None
    """URL that is called when the run changes."""
    webhook_status: str | None
    """Delivery status of the webhook."""
    number: int
    """Sequence number of the run within its workflow."""
    duration: int | float | None
    """Time from created_at to ended_at."""
    cold_start_duration: int | float | None
    """Time from queued_at to started_at."""
    cold_start_duration_total: int | float | None
    """Time from created_at to started_at."""
    run_duration: int | float | None
    """Time from started_at to ended_at."""
    ended_at: Timestamp | None | UnsetType = UNSET
    """When the run ended."""
    queued_at: Timestamp | None | UnsetType = UNSET
    """When the run was put in the queue."""
    started_at: Timestamp | None | UnsetType = UNSET
    """When execution began."""
    progress: int | float | UnsetType = UNSET
    """How far the run has come, from 0 to 1."""
    is_realtime: bool | UnsetType = UNSET
    """Whether the run is a realtime session."""
    webhook_intermediate_status: bool | UnsetType = UNSET
    """Whether the webhook is called for intermediate statuses too."""
    outputs: list[WorkflowRunOutputModel] | UnsetType = UNSET
    """What the run produced, one entry per output node."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""
