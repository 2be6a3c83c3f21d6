# Generated from schemas/prefect_flow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from msgspec import UNSET

from runbridge._runtime.schema import FieldCheck
from runbridge._runtime.times import is_time_or_null
from runbridge._runtime.wire_helpers import is_integer, is_number

from .published import PrefectFlowRunWire

fits_parameters = FieldCheck(__name__, "published", "parameters")
fits_context = FieldCheck(__name__, "published", "context")
fits_empirical_policy = FieldCheck(__name__, "published", "empirical_policy")
fits_tags = FieldCheck(__name__, "published", "tags")
fits_labels = FieldCheck(__name__, "published", "labels")
fits_created_by = FieldCheck(__name__, "published", "created_by")
fits_state = FieldCheck(__name__, "published", "state")
fits_job_variables = FieldCheck(__name__, "published", "job_variables")


def fits(record: PrefectFlowRunWire) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return (
        is_time_or_null(record.created)
        and is_time_or_null(record.updated)
        and (record.parameters is UNSET or fits_parameters(record.parameters))
        and (record.context is UNSET or fits_context(record.context))
        and (record.empirical_policy is UNSET or fits_empirical_policy(record.empirical_policy))
        and (record.tags is UNSET or fits_tags(record.tags))
        and (record.labels is UNSET or fits_labels(record.labels))
        and (record.run_count is UNSET or is_integer(record.run_count))
        and (record.expected_start_time is UNSET or is_time_or_null(record.expected_start_time))
        and (record.next_scheduled_start_time is UNSET or is_time_or_null(record.next_scheduled_start_time))
        and (record.start_time is UNSET or is_time_or_null(record.start_time))
        and (record.end_time is UNSET or is_time_or_null(record.end_time))
        and (record.total_run_time is UNSET or is_number(record.total_run_time))
        and (record.estimated_run_time is UNSET or is_number(record.estimated_run_time))
        and (record.estimated_start_time_delta is UNSET or is_number(record.estimated_start_time_delta))
        and (record.created_by is UNSET or fits_created_by(record.created_by))
        and (record.state is UNSET or fits_state(record.state))
        and (record.job_variables is UNSET or fits_job_variables(record.job_variables))
    )
