# Generated from schemas/workflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from collections.abc import Sequence

from msgspec import Raw

from runbridge._runtime.batch_checks import are_numbers_or_null, are_times

from .published import WorkflowRunCheck, WorkflowRunWire


def fits_all(records: Sequence[WorkflowRunWire]) -> bool:
    """Whether `fits` holds for every record; a no may only mean that they must be looked at one by one."""
    nullable_numbers: list[Raw] = [record.duration_ms for record in records]
    times: list[str] = [known_time for record in records if (known_time := record.started_at) is not None]
    times += [known_time for record in records if (known_time := record.completed_at) is not None]
    times += [record.created_at for record in records]
    times += [record.updated_at for record in records]
    return are_numbers_or_null(nullable_numbers) and are_times(times)


def checks_all(records: Sequence[WorkflowRunCheck]) -> bool:
    """Whether every time in records that are valid but for their times is one; a no as in `fits_all`."""
    times: list[str] = [known_time for record in records if (known_time := record.started_at) is not None]
    times += [known_time for record in records if (known_time := record.completed_at) is not None]
    times += [record.created_at for record in records]
    times += [record.updated_at for record in records]
    return are_times(times)
