# Generated from schemas/kfp_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from msgspec import UNSET

from runbridge._runtime.schema import FieldCheck
from runbridge._runtime.times import is_lax_time_or_null

from .tolerant import KfpRunWire

fits_pipeline_spec = FieldCheck(__name__, "tolerant", "pipeline_spec")
fits_pipeline_version_reference = FieldCheck(__name__, "tolerant", "pipeline_version_reference")
fits_runtime_config = FieldCheck(__name__, "tolerant", "runtime_config")
fits_state = FieldCheck(__name__, "tolerant", "state")
fits_error = FieldCheck(__name__, "tolerant", "error")
fits_run_details = FieldCheck(__name__, "tolerant", "run_details")
fits_state_history = FieldCheck(__name__, "tolerant", "state_history")
fits_plugins_input = FieldCheck(__name__, "tolerant", "plugins_input")
fits_plugins_output = FieldCheck(__name__, "tolerant", "plugins_output")


def fits(record: KfpRunWire) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return (
        (record.pipeline_spec is UNSET or fits_pipeline_spec(record.pipeline_spec))
        and (
            record.pipeline_version_reference is UNSET
            or fits_pipeline_version_reference(record.pipeline_version_reference)
        )
        and (record.runtime_config is UNSET or fits_runtime_config(record.runtime_config))
        and (record.created_at is UNSET or is_lax_time_or_null(record.created_at))
        and (record.scheduled_at is UNSET or is_lax_time_or_null(record.scheduled_at))
        and (record.finished_at is UNSET or is_lax_time_or_null(record.finished_at))
        and (record.state is UNSET or fits_state(record.state))
        and (record.error is UNSET or fits_error(record.error))
        and (record.run_details is UNSET or fits_run_details(record.run_details))
        and (record.state_history is UNSET or fits_state_history(record.state_history))
        and (record.plugins_input is UNSET or fits_plugins_input(record.plugins_input))
        and (record.plugins_output is UNSET or fits_plugins_output(record.plugins_output))
    )
