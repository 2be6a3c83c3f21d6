# Generated from schemas/kfp_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from collections.abc import Sequence

from msgspec import UNSET, Raw

from runbridge._runtime.batch_checks import are_lax_times

from .tolerant import KfpRunCheck, KfpRunWire
from .tolerant_checks import (
    fits_error,
    fits_pipeline_spec,
    fits_pipeline_version_reference,
    fits_plugins_input,
    fits_plugins_output,
    fits_run_details,
    fits_runtime_config,
    fits_state,
    fits_state_history,
)


def fits_all_state_history(raws: Sequence[Raw]) -> bool:
    """Whether all values are valid `state_history`."""
    return all(map(fits_state_history, raws))


def fits_all(records: Sequence[KfpRunWire]) -> bool:
    """Whether `fits` holds for every record; a no may only mean that they must be looked at one by one."""
    times: list[str] = [
        any_time for record in records if (any_time := record.created_at) is not UNSET and any_time is not None
    ]
    times += [any_time for record in records if (any_time := record.scheduled_at) is not UNSET and any_time is not None]
    times += [any_time for record in records if (any_time := record.finished_at) is not UNSET and any_time is not None]
    pipeline_spec_values = [value for record in records if (value := record.pipeline_spec) is not UNSET]
    pipeline_version_reference_values = [
        value for record in records if (value := record.pipeline_version_reference) is not UNSET
    ]
    runtime_config_values = [value for record in records if (value := record.runtime_config) is not UNSET]
    state_values = [state_value for record in records if (state_value := record.state) is not UNSET]
    error_values = [value for record in records if (value := record.error) is not UNSET]
    run_details_values = [value for record in records if (value := record.run_details) is not UNSET]
    state_history_values = [value for record in records if (value := record.state_history) is not UNSET]
    plugins_input_values = [value for record in records if (value := record.plugins_input) is not UNSET]
    plugins_output_values = [value for record in records if (value := record.plugins_output) is not UNSET]
    return (
        are_lax_times(times)
        and all(map(fits_pipeline_spec, pipeline_spec_values))
        and all(map(fits_pipeline_version_reference, pipeline_version_reference_values))
        and all(map(fits_runtime_config, runtime_config_values))
        and all(map(fits_state, state_values))
        and all(map(fits_error, error_values))
        and all(map(fits_run_details, run_details_values))
        and all(map(fits_state_history, state_history_values))
        and all(map(fits_plugins_input, plugins_input_values))
        and all(map(fits_plugins_output, plugins_output_values))
    )


def checks_all(records: Sequence[KfpRunCheck]) -> bool:
    """Whether every time in records that are valid but for their times is one; a no as in `fits_all`."""
    times: list[str] = [
        any_time for record in records if (any_time := record.created_at) is not UNSET and any_time is not None
    ]
    times += [any_time for record in records if (any_time := record.scheduled_at) is not UNSET and any_time is not None]
    times += [any_time for record in records if (any_time := record.finished_at) is not UNSET and any_time is not None]
    pipeline_version_reference_values = [
        value for record in records if (value := record.pipeline_version_reference) is not UNSET
    ]
    runtime_config_values = [value for record in records if (value := record.runtime_config) is not UNSET]
    state_values = [state_value for record in records if (state_value := record.state) is not UNSET]
    error_values = [value for record in records if (value := record.error) is not UNSET]
    run_details_values = [value for record in records if (value := record.run_details) is not UNSET]
    state_history_values = [value for record in records if (value := record.state_history) is not UNSET]
    plugins_input_values = [value for record in records if (value := record.plugins_input) is not UNSET]
    plugins_output_values = [value for record in records if (value := record.plugins_output) is not UNSET]
    return (
        are_lax_times(times)
        and all(map(fits_pipeline_version_reference, pipeline_version_reference_values))
        and all(map(fits_runtime_config, runtime_config_values))
        and all(map(fits_state, state_values))
        and all(map(fits_error, error_values))
        and all(map(fits_run_details, run_details_values))
        and all(map(fits_state_history, state_history_values))
        and all(map(fits_plugins_input, plugins_input_values))
        and all(map(fits_plugins_output, plugins_output_values))
    )
