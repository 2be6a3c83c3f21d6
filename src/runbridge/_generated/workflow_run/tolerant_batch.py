# Generated from schemas/workflow_run.schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from collections.abc import Iterable

from msgspec import UNSET, Raw

from runbridge._generated.workflow_run.tolerant import WorkflowRunWire
from runbridge._runtime.batches import are_lax_times, are_numbers_or_null


def fits_all(records: Iterable[WorkflowRunWire]) -> bool:
    """Whether `fits` holds for every record; a no may only mean that they must be looked at one by one."""
    times: list[str] = []
    nullable_numbers: list[Raw] = []
    for record in records:
        if record.duration_ms is not UNSET:
            nullable_numbers.append(record.duration_ms)
        if record.started_at is not UNSET and record.started_at is not None:
            times.append(record.started_at)
        if record.completed_at is not UNSET and record.completed_at is not None:
            times.append(record.completed_at)
        times.append(record.created_at)
        times.append(record.updated_at)
    return are_lax_times(times) and are_numbers_or_null(nullable_numbers)
