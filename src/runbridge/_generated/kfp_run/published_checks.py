# Generated from schemas/kfp_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec
from msgspec import UNSET, Raw

from runbridge._runtime.schema import FieldCheck
from runbridge._runtime.times import is_time

from .published import KfpRunWire, RuntimeStatusCheck

_STATE_HISTORY = msgspec.json.Decoder(list[RuntimeStatusCheck])
fits_pipeline_spec = FieldCheck(__name__, "published", "pipeline_spec")
fits_pipeline_version_reference = FieldCheck(__name__, "published", "pipeline_version_reference")
fits_runtime_config = FieldCheck(__name__, "published", "runtime_config")
fits_error = FieldCheck(__name__, "published", "error")
fits_run_details = FieldCheck(__name__, "published", "run_details")
fits_plugins_input = FieldCheck(__name__, "published", "plugins_input")
fits_plugins_output = FieldCheck(__name__, "published", "plugins_output")


def _fits_runtime_status(record: RuntimeStatusCheck) -> bool:
    return record.update_time is UNSET or is_time(record.update_time)


def fits_state_history(raw: Raw) -> bool:
    """Whether the value is a valid `state_history`, as far as msgspec can tell."""
    try:
        records = _STATE_HISTORY.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return all(_fits_runtime_status(record) for record in records)


def fits(record: KfpRunWire) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return (
        (record.pipeline_spec is UNSET or fits_pipeline_spec(record.pipeline_spec))
        and (
            record.pipeline_version_reference is UNSET
            or fits_pipeline_version_reference(record.pipeline_version_reference)
        )
        and (record.runtime_config is UNSET or fits_runtime_config(record.runtime_config))
        and (record.created_at is UNSET or is_time(record.created_at))
        and (record.scheduled_at is UNSET or is_time(record.scheduled_at))
        and (record.finished_at is UNSET or is_time(record.finished_at))
        and (record.error is UNSET or fits_error(record.error))
        and (record.run_details is UNSET or fits_run_details(record.run_details))
        and (record.state_history is UNSET or fits_state_history(record.state_history))
        and (record.plugins_input is UNSET or fits_plugins_input(record.plugins_input))
        and (record.plugins_output is UNSET or fits_plugins_output(record.plugins_output))
    )
