# Generated from schemas/workflow_run_model.schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from collections.abc import Iterable

import msgspec
from msgspec import UNSET, Raw

from runbridge._generated.workflow_run_model.tolerant import WorkflowRunModelWire, WorkflowRunOutputModelCheck
from runbridge._runtime import NULL
from runbridge._runtime.batches import are_integers, are_lax_times, are_numbers_or_null, read_arrays

_OUTPUTS = msgspec.json.Decoder(list[list[WorkflowRunOutputModelCheck]])


def fits_all(records: Iterable[WorkflowRunModelWire]) -> bool:
    """Whether `fits` holds for every record; a no may only mean that they must be looked at one by one."""
    times: list[str] = []
    integers: list[Raw] = []
    nullable_numbers: list[Raw] = []
    outputs: list[Raw] = []
    for record in records:
        times.append(record.created_at)
        times.append(record.updated_at)
        integers.append(record.number)
        if record.duration is not UNSET:
            nullable_numbers.append(record.duration)
        if record.cold_start_duration is not UNSET:
            nullable_numbers.append(record.cold_start_duration)
        if record.cold_start_duration_total is not UNSET:
            nullable_numbers.append(record.cold_start_duration_total)
        if record.run_duration is not UNSET:
            nullable_numbers.append(record.run_duration)
        if record.ended_at is not UNSET and record.ended_at is not None:
            times.append(record.ended_at)
        if record.queued_at is not UNSET and record.queued_at is not None:
            times.append(record.queued_at)
        if record.started_at is not UNSET and record.started_at is not None:
            times.append(record.started_at)
        if record.progress is not UNSET:
            nullable_numbers.append(record.progress)
        if record.outputs is not UNSET and record.outputs != NULL:
            outputs.append(record.outputs)
    outputs_read = read_arrays(_OUTPUTS, outputs)
    if outputs_read is None:
        return False
    for item in outputs_read:
        times.append(item.created_at)
        times.append(item.updated_at)
    return are_lax_times(times) and are_integers(integers) and are_numbers_or_null(nullable_numbers)
