# Generated from schemas/kfp_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from collections.abc import Sequence

import msgspec
from msgspec import UNSET, Raw

from runbridge._runtime.batch_checks import are_times, read_arrays

from .published import KfpRunCheck, KfpRunWire, RuntimeStatusCheck
from .published_checks import (
    fits_error,
    fits_pipeline_spec,
    fits_pipeline_version_reference,
    fits_plugins_input,
    fits_plugins_output,
    fits_run_details,
    fits_runtime_config,
)

_STATE_HISTORY = msgspec.json.Decoder(list[list[RuntimeStatusCheck]])


def _times_in_state_history(raws: Sequence[Raw]) -> list[str] | None:
    """The times in all values of `state_history`; None where msgspec refuses one."""
    items = read_arrays(_STATE_HISTORY, raws)
    if items is None:
        return None
    times: list[str] = [time for item in items if (time := item.update_time) is not UNSET]
    return times


def fits_all_state_history(raws: Sequence[Raw]) -> bool:
    """Whether all values are valid `state_history`; a no as in `fits_all`."""
    times = _times_in_state_history(raws)
    return times is not None and are_times(times)


def fits_all(records: Sequence[KfpRunWire]) -> bool:
    """Whether `fits` holds for every record; a no may only mean that they must be looked at one by one."""
    times: list[str] = [time for record in records if (time := record.created_at) is not UNSET]
    times += [time for record in records if (time := record.scheduled_at) is not UNSET]
    times += [time for record in records if (time := record.finished_at) is not UNSET]
    pipeline_spec_values = [value for record in records if (value := record.pipeline_spec) is not UNSET]
    pipeline_version_reference_values = [
        value for record in records if (value := record.pipeline_version_reference) is not UNSET
    ]
    runtime_config_values = [value for record in records if (value := record.runtime_config) is not UNSET]
    error_values = [value for record in records if (value := record.error) is not UNSET]
    run_details_values = [value for record in records if (value := record.run_details) is not UNSET]
    raws = [raw for record in records if (raw := record.state_history) is not UNSET]
    inner = _times_in_state_history(raws)
    if inner is None:
        return False
    times += inner
    plugins_input_values = [value for record in records if (value := record.plugins_input) is not UNSET]
    plugins_output_values = [value for record in records if (value := record.plugins_output) is not UNSET]
    return (
        are_times(times)
        and all(map(fits_pipeline_spec, pipeline_spec_values))
        and all(map(fits_pipeline_version_reference, pipeline_version_reference_values))
        and all(map(fits_runtime_config, runtime_config_values))
        and all(map(fits_error, error_values))
        and all(map(fits_run_details, run_details_values))
        and all(map(fits_plugins_input, plugins_input_values))
        and all(map(fits_plugins_output, plugins_output_values))
    )


def checks_all(records: Sequence[KfpRunCheck]) -> bool:
    """Whether every time in records that are valid but for their times is one; a no as in `fits_all`."""
    times: list[str] = [time for record in records if (time := record.created_at) is not UNSET]
    times += [time for record in records if (time := record.scheduled_at) is not UNSET]
    times += [time for record in records if (time := record.finished_at) is not UNSET]
    run_details_values = [value for record in records if (value := record.run_details) is not UNSET]
    items = [item for record in records for item in record.state_history or ()]
    times += [time for item in items if (time := item.update_time) is not UNSET]
    return are_times(times) and all(map(fits_run_details, run_details_values))
