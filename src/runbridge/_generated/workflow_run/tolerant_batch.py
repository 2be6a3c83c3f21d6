# Generated from schemas/workflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from collections.abc import Sequence

from msgspec import UNSET, Raw

from runbridge._runtime.batch_checks import are_lax_times, are_numbers_or_null

from .tolerant import WorkflowRunCheck, WorkflowRunWire


def fits_all(records: Sequence[WorkflowRunWire]) -> bool:
    """Whether `fits` holds for every record; a no may only mean that they must be looked at one by one."""
    nullable_numbers: list[Raw] = [raw for record in records if (raw := record.duration_ms) is not UNSET]
    times: list[str] = [
        any_time for record in records if (any_time := record.started_at) is not UNSET and any_time is not None
    ]
    times += [any_time for record in records if (any_time := record.completed_at) is not UNSET and any_time is not None]
    times += [record.created_at for record in records]
    times += [record.updated_at for record in records]
    return are_numbers_or_null(nullable_numbers) and are_lax_times(times)


def checks_all(records: Sequence[WorkflowRunCheck]) -> bool:
    """Whether every time in records that are valid but for their times is one; a no as in `fits_all`."""
    times: list[str] = [
        any_time for record in records if (any_time := record.started_at) is not UNSET and any_time is not None
    ]
    times += [any_time for record in records if (any_time := record.completed_at) is not UNSET and any_time is not None]
    times += [record.created_at for record in records]
    times += [record.updated_at for record in records]
    return are_lax_times(times)
