# Generated from schemas/comfy_webhook_body/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from collections.abc import Sequence

import msgspec
from msgspec import UNSET, Raw

from runbridge._runtime import NULL
from runbridge._runtime.batch_checks import are_lax_times, are_numbers_or_null, read_arrays

from .tolerant import ComfyWebhookBodyCheck, ComfyWebhookBodyWire, WorkflowRunOutputModelCheck

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
    return times is not None and are_lax_times(times)


def fits_all(records: Sequence[ComfyWebhookBodyWire]) -> bool:
    """Whether `fits` holds for every record; a no may only mean that they must be looked at one by one."""
    nullable_numbers: list[Raw] = [raw for record in records if (raw := record.progress) is not UNSET]
    times: list[str] = []
    raws = [any_raw for record in records if (any_raw := record.outputs) is not UNSET and any_raw != NULL]
    inner = _times_in_outputs(raws)
    if inner is None:
        return False
    times += inner
    return are_numbers_or_null(nullable_numbers) and are_lax_times(times)


def checks_all(records: Sequence[ComfyWebhookBodyCheck]) -> bool:
    """Whether every time in records that are valid but for their times is one; a no as in `fits_all`."""
    times: list[str] = []
    items = [item for record in records for item in record.outputs or ()]
    times += [item.created_at for item in items]
    times += [item.updated_at for item in items]
    return are_lax_times(times)
