# Generated from schemas/comfy_webhook_body/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from msgspec import UNSET, Raw, Struct, UnsetType


class ComfyWebhookBodyWire(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A ComfyWebhookBody as its text has it: times are text, numbers and opaque fields raw."""

    run_id: str
    status: str
    live_status: str | None | UnsetType = UNSET
    progress: Raw | UnsetType = UNSET
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


class ComfyWebhookBodyCheck(Struct, frozen=True, gc=False):
    """What a ComfyWebhookBody must hold, to check one and no more."""

    run_id: str
    status: str
    live_status: str | None | UnsetType = UNSET
    progress: float | None | UnsetType = UNSET
    outputs: list[WorkflowRunOutputModelCheck] | None | UnsetType = UNSET
