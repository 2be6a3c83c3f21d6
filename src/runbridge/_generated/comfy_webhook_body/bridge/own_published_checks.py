# Generated from schemas/comfy_webhook_body/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from msgspec import UNSET

from runbridge._runtime.times import is_time, is_time_or_null
from runbridge._runtime.wire_helpers import is_number, is_number_or_null

from .own_published import ComfyWebhookBodyOwn, WorkflowRunOwn


def fits_comfy_webhook_body_own(record: ComfyWebhookBodyOwn) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return record.progress is UNSET or is_number(record.progress)


def fits_workflow_run_own(record: WorkflowRunOwn) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return (
        (record.duration_ms is UNSET or is_number_or_null(record.duration_ms))
        and (record.started_at is UNSET or is_time_or_null(record.started_at))
        and (record.completed_at is UNSET or is_time_or_null(record.completed_at))
        and (record.created_at is UNSET or is_time(record.created_at))
        and (record.updated_at is UNSET or is_time(record.updated_at))
    )
