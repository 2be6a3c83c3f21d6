# Generated from schemas/prefect_flow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from collections.abc import Sequence

from msgspec import UNSET, Raw

from runbridge._runtime.batch_checks import are_integers_or_null, are_lax_times, are_numbers_or_null

from .tolerant import PrefectFlowRunCheck, PrefectFlowRunWire
from .tolerant_checks import (
    fits_context,
    fits_created_by,
    fits_empirical_policy,
    fits_job_variables,
    fits_labels,
    fits_parameters,
    fits_state,
    fits_tags,
)


def fits_all(records: Sequence[PrefectFlowRunWire]) -> bool:
    """Whether `fits` holds for every record; a no may only mean that they must be looked at one by one."""
    times: list[str] = [
        any_time for record in records if (any_time := record.created) is not UNSET and any_time is not None
    ]
    times += [any_time for record in records if (any_time := record.updated) is not UNSET and any_time is not None]
    times += [
        any_time for record in records if (any_time := record.expected_start_time) is not UNSET and any_time is not None
    ]
    times += [
        any_time
        for record in records
        if (any_time := record.next_scheduled_start_time) is not UNSET and any_time is not None
    ]
    times += [any_time for record in records if (any_time := record.start_time) is not UNSET and any_time is not None]
    times += [any_time for record in records if (any_time := record.end_time) is not UNSET and any_time is not None]
    nullable_integers: list[Raw] = [raw for record in records if (raw := record.run_count) is not UNSET]
    nullable_numbers: list[Raw] = [raw for record in records if (raw := record.total_run_time) is not UNSET]
    nullable_numbers += [raw for record in records if (raw := record.estimated_run_time) is not UNSET]
    nullable_numbers += [raw for record in records if (raw := record.estimated_start_time_delta) is not UNSET]
    parameters_values = [value for record in records if (value := record.parameters) is not UNSET]
    context_values = [value for record in records if (value := record.context) is not UNSET]
    empirical_policy_values = [value for record in records if (value := record.empirical_policy) is not UNSET]
    tags_values = [value for record in records if (value := record.tags) is not UNSET]
    labels_values = [value for record in records if (value := record.labels) is not UNSET]
    created_by_values = [value for record in records if (value := record.created_by) is not UNSET]
    state_values = [value for record in records if (value := record.state) is not UNSET]
    job_variables_values = [value for record in records if (value := record.job_variables) is not UNSET]
    return (
        are_lax_times(times)
        and are_integers_or_null(nullable_integers)
        and are_numbers_or_null(nullable_numbers)
        and all(map(fits_parameters, parameters_values))
        and all(map(fits_context, context_values))
        and all(map(fits_empirical_policy, empirical_policy_values))
        and all(map(fits_tags, tags_values))
        and all(map(fits_labels, labels_values))
        and all(map(fits_created_by, created_by_values))
        and all(map(fits_state, state_values))
        and all(map(fits_job_variables, job_variables_values))
    )


def checks_all(records: Sequence[PrefectFlowRunCheck]) -> bool:
    """Whether every time in records that are valid but for their times is one; a no as in `fits_all`."""
    times: list[str] = [
        any_time for record in records if (any_time := record.created) is not UNSET and any_time is not None
    ]
    times += [any_time for record in records if (any_time := record.updated) is not UNSET and any_time is not None]
    times += [
        any_time for record in records if (any_time := record.expected_start_time) is not UNSET and any_time is not None
    ]
    times += [
        any_time
        for record in records
        if (any_time := record.next_scheduled_start_time) is not UNSET and any_time is not None
    ]
    times += [any_time for record in records if (any_time := record.start_time) is not UNSET and any_time is not None]
    times += [any_time for record in records if (any_time := record.end_time) is not UNSET and any_time is not None]
    empirical_policy_values = [value for record in records if (value := record.empirical_policy) is not UNSET]
    labels_values = [value for record in records if (value := record.labels) is not UNSET]
    created_by_values = [value for record in records if (value := record.created_by) is not UNSET]
    state_values = [value for record in records if (value := record.state) is not UNSET]
    return (
        are_lax_times(times)
        and all(map(fits_empirical_policy, empirical_policy_values))
        and all(map(fits_labels, labels_values))
        and all(map(fits_created_by, created_by_values))
        and all(map(fits_state, state_values))
    )
