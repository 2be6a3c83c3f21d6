# Generated from schemas/workflow_run.schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from collections.abc import Iterable

from msgspec import Raw

from runbridge._generated.workflow_run.published import WorkflowRunWire
from runbridge._runtime.batches import are_numbers_or_null, are_times


def fits_all(records: Iterable[WorkflowRunWire]) -> bool:
    """Whether `fits` holds for every record; a no may only mean that they must be looked at one by one."""
    times: list[str] = []
    nullable_numbers: list[Raw] = []
    for record in records:
        nullable_numbers.append(record.duration_ms)
        if record.started_at is not None:
            times.append(record.started_at)
        if record.completed_at is not None:
            times.append(record.completed_at)
        times.append(record.created_at)
        times.append(record.updated_at)
    return are_times(times) and are_numbers_or_null(nullable_numbers)
