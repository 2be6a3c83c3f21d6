# Generated from schemas/workflow_run_model/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from msgspec import UNSET

from runbridge._runtime.times import is_lax_time_or_null
from runbridge._runtime.wire_helpers import is_integer, is_number_or_null

from .own_tolerant import WorkflowRunModelOwn, WorkflowRunOwn


def fits_workflow_run_model_own(record: WorkflowRunModelOwn) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return (
        (record.number is UNSET or is_integer(record.number))
        and (record.cold_start_duration is UNSET or is_number_or_null(record.cold_start_duration))
        and (record.cold_start_duration_total is UNSET or is_number_or_null(record.cold_start_duration_total))
        and (record.run_duration is UNSET or is_number_or_null(record.run_duration))
        and (record.queued_at is UNSET or is_lax_time_or_null(record.queued_at))
        and (record.progress is UNSET or is_number_or_null(record.progress))
    )


def fits_workflow_run_own(record: WorkflowRunOwn) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return True
