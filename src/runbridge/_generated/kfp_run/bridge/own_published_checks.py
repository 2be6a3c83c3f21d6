# Generated from schemas/kfp_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from msgspec import UNSET

from runbridge._runtime.times import is_time
from runbridge._runtime.wire_helpers import is_number_or_null

from ..published_checks import fits_error as kfp_run_fits_error
from ..published_checks import fits_pipeline_spec as kfp_run_fits_pipeline_spec
from ..published_checks import fits_pipeline_version_reference as kfp_run_fits_pipeline_version_reference
from ..published_checks import fits_plugins_input as kfp_run_fits_plugins_input
from ..published_checks import fits_plugins_output as kfp_run_fits_plugins_output
from ..published_checks import fits_run_details as kfp_run_fits_run_details
from ..published_checks import fits_runtime_config as kfp_run_fits_runtime_config
from ..published_checks import fits_state_history as kfp_run_fits_state_history
from .own_published import KfpRunOwn, WorkflowRunOwn


def fits_kfp_run_own(record: KfpRunOwn) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return (
        (record.pipeline_spec is UNSET or kfp_run_fits_pipeline_spec(record.pipeline_spec))
        and (record.scheduled_at is UNSET or is_time(record.scheduled_at))
        and (record.run_details is UNSET or kfp_run_fits_run_details(record.run_details))
        and (record.plugins_input is UNSET or kfp_run_fits_plugins_input(record.plugins_input))
        and (record.plugins_output is UNSET or kfp_run_fits_plugins_output(record.plugins_output))
        and (
            record.pipeline_version_reference is UNSET
            or kfp_run_fits_pipeline_version_reference(record.pipeline_version_reference)
        )
        and (record.runtime_config is UNSET or kfp_run_fits_runtime_config(record.runtime_config))
        and (record.error is UNSET or kfp_run_fits_error(record.error))
        and (record.state_history is UNSET or kfp_run_fits_state_history(record.state_history))
    )


def fits_workflow_run_own(record: WorkflowRunOwn) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return (record.duration_ms is UNSET or is_number_or_null(record.duration_ms)) and (
        record.updated_at is UNSET or is_time(record.updated_at)
    )
