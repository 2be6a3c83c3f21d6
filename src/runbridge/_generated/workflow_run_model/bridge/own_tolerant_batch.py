# Generated from schemas/workflow_run_model/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from collections.abc import Sequence

from msgspec import UNSET, Raw

from runbridge._runtime.batch_checks import are_integers, are_lax_times, are_numbers_or_null

from .own_tolerant import WorkflowRunModelOwn, WorkflowRunOwn


def fits_all_workflow_run_model_own(records: Sequence[WorkflowRunModelOwn]) -> bool:
    """Whether `fits` holds for every record; a no may only mean that they must be looked at one by one."""
    integers: list[Raw] = [raw for record in records if (raw := record.number) is not UNSET]
    nullable_numbers: list[Raw] = [raw for record in records if (raw := record.cold_start_duration) is not UNSET]
    nullable_numbers += [raw for record in records if (raw := record.cold_start_duration_total) is not UNSET]
    nullable_numbers += [raw for record in records if (raw := record.run_duration) is not UNSET]
    nullable_numbers += [raw for record in records if (raw := record.progress) is not UNSET]
    times: list[str] = [
        any_time for record in records if (any_time := record.queued_at) is not UNSET and any_time is not None
    ]
    return are_integers(integers) and are_numbers_or_null(nullable_numbers) and are_lax_times(times)


def fits_all_workflow_run_own(records: Sequence[WorkflowRunOwn]) -> bool:
    """Whether `fits` holds for every record; a no may only mean that they must be looked at one by one."""
    return True
