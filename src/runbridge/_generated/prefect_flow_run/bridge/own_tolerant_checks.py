# Generated from schemas/prefect_flow_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from msgspec import UNSET

from runbridge._runtime.times import is_lax_time_or_null
from runbridge._runtime.wire_helpers import is_integer_or_null, is_number_or_null

from ..tolerant_checks import fits_context as prefect_flow_run_fits_context
from ..tolerant_checks import fits_created_by as prefect_flow_run_fits_created_by
from ..tolerant_checks import fits_empirical_policy as prefect_flow_run_fits_empirical_policy
from ..tolerant_checks import fits_job_variables as prefect_flow_run_fits_job_variables
from ..tolerant_checks import fits_labels as prefect_flow_run_fits_labels
from ..tolerant_checks import fits_state as prefect_flow_run_fits_state
from ..tolerant_checks import fits_tags as prefect_flow_run_fits_tags
from .own_tolerant import PrefectFlowRunOwn, WorkflowRunOwn


def fits_prefect_flow_run_own(record: PrefectFlowRunOwn) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return (
        (record.context is UNSET or prefect_flow_run_fits_context(record.context))
        and (record.empirical_policy is UNSET or prefect_flow_run_fits_empirical_policy(record.empirical_policy))
        and (record.tags is UNSET or prefect_flow_run_fits_tags(record.tags))
        and (record.labels is UNSET or prefect_flow_run_fits_labels(record.labels))
        and (record.run_count is UNSET or is_integer_or_null(record.run_count))
        and (record.expected_start_time is UNSET or is_lax_time_or_null(record.expected_start_time))
        and (record.next_scheduled_start_time is UNSET or is_lax_time_or_null(record.next_scheduled_start_time))
        and (record.total_run_time is UNSET or is_number_or_null(record.total_run_time))
        and (record.estimated_run_time is UNSET or is_number_or_null(record.estimated_run_time))
        and (record.estimated_start_time_delta is UNSET or is_number_or_null(record.estimated_start_time_delta))
        and (record.created_by is UNSET or prefect_flow_run_fits_created_by(record.created_by))
        and (record.state is UNSET or prefect_flow_run_fits_state(record.state))
        and (record.job_variables is UNSET or prefect_flow_run_fits_job_variables(record.job_variables))
    )


def fits_workflow_run_own(record: WorkflowRunOwn) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return record.duration_ms is UNSET or is_number_or_null(record.duration_ms)
