# Generated from schemas/workflow_run_model/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from collections.abc import Sequence

import msgspec
from msgspec import UNSET, Raw

from runbridge._runtime.batch_checks import are_integers, are_numbers, are_numbers_or_null, are_times, read_arrays

from .published import WorkflowRunModelCheck, WorkflowRunModelWire, WorkflowRunOutputModelCheck

_OUTPUTS = msgspec.json.Decoder(list[list[WorkflowRunOutputModelCheck]])


def _times_in_outputs(raws: Sequence[Raw]) -> list[str] | None:
    """The times in all values of `outputs`; None where msgspec refuses one."""
    items = read_arrays(_OUTPUTS, raws)
    if items is None:
        return None
    times: list[str] = [item.created_at for item in items]
    times += [item.updated_at for item in items]
    return times


def fits_all_outputs(raws: Sequence[Raw]) -> bool:
    """Whether all values are valid `outputs`; a no as in `fits_all`."""
    times = _times_in_outputs(raws)
    return times is not None and are_times(times)


def fits_all(records: Sequence[WorkflowRunModelWire]) -> bool:
    """Whether `fits` holds for every record; a no may only mean that they must be looked at one by one."""
    times: list[str] = [record.created_at for record in records]
    times += [record.updated_at for record in records]
    times += [any_time for record in records if (any_time := record.ended_at) is not UNSET and any_time is not None]
    times += [any_time for record in records if (any_time := record.queued_at) is not UNSET and any_time is not None]
    times += [any_time for record in records if (any_time := record.started_at) is not UNSET and any_time is not None]
    integers: list[Raw] = [record.number for record in records]
    nullable_numbers: list[Raw] = [record.duration for record in records]
    nullable_numbers += [record.cold_start_duration for record in records]
    nullable_numbers += [record.cold_start_duration_total for record in records]
    nullable_numbers += [record.run_duration for record in records]
    numbers: list[Raw] = [raw for record in records if (raw := record.progress) is not UNSET]
    raws = [raw for record in records if (raw := record.outputs) is not UNSET]
    inner = _times_in_outputs(raws)
    if inner is None:
        return False
    times += inner
    return (
        are_times(times) and are_integers(integers) and are_numbers_or_null(nullable_numbers) and are_numbers(numbers)
    )


def checks_all(records: Sequence[WorkflowRunModelCheck]) -> bool:
    """Whether every time in records that are valid but for their times is one; a no as in `fits_all`."""
    times: list[str] = [record.created_at for record in records]
    times += [record.updated_at for record in records]
    times += [any_time for record in records if (any_time := record.ended_at) is not UNSET and any_time is not None]
    times += [any_time for record in records if (any_time := record.queued_at) is not UNSET and any_time is not None]
    times += [any_time for record in records if (any_time := record.started_at) is not UNSET and any_time is not None]
    items = [item for record in records for item in record.outputs or ()]
    times += [item.created_at for item in items]
    times += [item.updated_at for item in items]
    return are_times(times)
