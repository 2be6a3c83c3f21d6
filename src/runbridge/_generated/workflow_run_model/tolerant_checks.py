# Generated from schemas/workflow_run_model/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec
from msgspec import UNSET, Raw

from runbridge._runtime.times import is_lax_time, is_lax_time_or_null
from runbridge._runtime.wire_helpers import is_integer, is_null, is_number_or_null

from .tolerant import WorkflowRunModelWire, WorkflowRunOutputModelCheck

_OUTPUTS = msgspec.json.Decoder(list[WorkflowRunOutputModelCheck])


def _fits_workflow_run_output_model(record: WorkflowRunOutputModelCheck) -> bool:
    return is_lax_time(record.created_at) and is_lax_time(record.updated_at)


def fits_outputs(raw: Raw) -> bool:
    """Whether the value is a valid `outputs`, as far as msgspec can tell."""
    try:
        records = _OUTPUTS.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return all(_fits_workflow_run_output_model(record) for record in records)


def fits(record: WorkflowRunModelWire) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return (
        is_lax_time(record.created_at)
        and is_lax_time(record.updated_at)
        and is_integer(record.number)
        and (record.duration is UNSET or is_number_or_null(record.duration))
        and (record.cold_start_duration is UNSET or is_number_or_null(record.cold_start_duration))
        and (record.cold_start_duration_total is UNSET or is_number_or_null(record.cold_start_duration_total))
        and (record.run_duration is UNSET or is_number_or_null(record.run_duration))
        and (record.ended_at is UNSET or is_lax_time_or_null(record.ended_at))
        and (record.queued_at is UNSET or is_lax_time_or_null(record.queued_at))
        and (record.started_at is UNSET or is_lax_time_or_null(record.started_at))
        and (record.progress is UNSET or is_number_or_null(record.progress))
        and (record.outputs is UNSET or is_null(record.outputs) or fits_outputs(record.outputs))
    )
