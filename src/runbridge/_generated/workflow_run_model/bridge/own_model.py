# Generated from schemas/workflow_run_model/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any

from msgspec import UNSET, Struct, UnsetType, field

from runbridge._runtime import Timestamp


class WorkflowRunModelOwn(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """The fields of a WorkflowRunModel that the other format does not have."""

    workflow_version_id: str | None = None
    """Identifier of the workflow version that was run."""
    workflow_api: Any = None
    """The workflow in ComfyUI's API format, opaque: any JSON value."""
    machine_id: str | None = None
    """Identifier of the machine that ran the workflow."""
    gpu_event_id: str | None = None
    """Identifier of the GPU event that the run is billed to."""
    gpu: str | None = None
    """Kind of GPU that the run used."""
    machine_version: str | None = None
    """Version of the machine that ran the workflow."""
    machine_type: str | None = None
    """Kind of machine that ran the workflow."""
    modal_function_call_id: str | None = None
    """Identifier of the Modal function call that carried the run."""
    live_status: str | None = None
    """What the run is doing right now, as text for users."""
    webhook: str | None = None
    """URL that is called when the run changes."""
    webhook_status: str | None = None
    """Delivery status of the webhook."""
    cold_start_duration: int | float | None = None
    """Time from queued_at to started_at."""
    cold_start_duration_total: int | float | None = None
    """Time from created_at to started_at."""
    run_duration: int | float | None = None
    """Time from started_at to ended_at."""
    number: int | UnsetType = UNSET
    """Sequence number of the run within its workflow."""
    queued_at: Timestamp | None | UnsetType = UNSET
    """When the run was put in the queue."""
    progress: int | float | UnsetType = UNSET
    """How far the run has come, from 0 to 1."""
    webhook_intermediate_status: bool | UnsetType = UNSET
    """Whether the webhook is called for intermediate statuses too."""


class WorkflowRunOwn(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """The fields of a WorkflowRun that the other format does not have."""

    parent_run_id: str | None = field(name="parentRunId", default=None)
    """Parent run ID when this run was spawned from another."""
    error: str | None = None
    """Error message when the run failed, otherwise null."""
    cf_workflow_id: str | None = field(name="cfWorkflowId", default=None)
    """Cloudflare Workflow instance ID, when the run used workflows."""
