# Generated from schemas/workflow_run_model/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec
from msgspec import UNSET, Raw

from runbridge._runtime.times import is_time, is_time_or_null
from runbridge._runtime.wire_helpers import is_integer, is_number, is_number_or_null

from .published import WorkflowRunModelWire, WorkflowRunOutputModelCheck

_OUTPUTS = msgspec.json.Decoder(list[WorkflowRunOutputModelCheck])


def _fits_workflow_run_output_model(record: WorkflowRunOutputModelCheck) -> bool:
    return is_time(record.created_at) and is_time(record.updated_at)


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
        is_time(record.created_at)
        and is_time(record.updated_at)
        and is_integer(record.number)
        and is_number_or_null(record.duration)
        and is_number_or_null(record.cold_start_duration)
        and is_number_or_null(record.cold_start_duration_total)
        and is_number_or_null(record.run_duration)
        and (record.ended_at is UNSET or is_time_or_null(record.ended_at))
        and (record.queued_at is UNSET or is_time_or_null(record.queued_at))
        and (record.started_at is UNSET or is_time_or_null(record.started_at))
        and (record.progress is UNSET or is_number(record.progress))
        and (record.outputs is UNSET or fits_outputs(record.outputs))
    )
