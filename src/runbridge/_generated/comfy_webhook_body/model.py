# Generated from schemas/comfy_webhook_body/schema.json by `python -m codegen`.
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


class ComfyWebhookBody(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The body that Comfy Deploy sends to a webhook: WorkflowRunWebhookBody of its SDK (PyPI comfydeploy 0.7.0)."""

    run_id: str
    """Identifier of the run."""
    status: str
    """Lifecycle status of the run."""
    live_status: str | None
    """What the run is doing right now, as text for users."""
    progress: int | float | UnsetType = UNSET
    """How far the run has come."""
    outputs: list[WorkflowRunOutputModel] | UnsetType = UNSET
    """What the run produced, one entry per output node."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""
