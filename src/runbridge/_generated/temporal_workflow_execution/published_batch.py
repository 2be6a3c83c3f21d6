# Generated from schemas/temporal_workflow_execution/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from collections.abc import Sequence

from msgspec import UNSET

from runbridge._runtime.batch_checks import are_times

from .published import TemporalWorkflowExecutionCheck, TemporalWorkflowExecutionWire
from .published_checks import (
    fits_auto_reset_points,
    fits_execution,
    fits_memo,
    fits_most_recent_worker_version_stamp,
    fits_parent_execution,
    fits_priority,
    fits_root_execution,
    fits_search_attributes,
    fits_type,
    fits_versioning_info,
)


def fits_all(records: Sequence[TemporalWorkflowExecutionWire]) -> bool:
    """Whether `fits` holds for every record; a no may only mean that they must be looked at one by one."""
    times: list[str] = [time for record in records if (time := record.start_time) is not UNSET]
    times += [time for record in records if (time := record.close_time) is not UNSET]
    times += [time for record in records if (time := record.execution_time) is not UNSET]
    execution_values = [value for record in records if (value := record.execution) is not UNSET]
    type_values = [value for record in records if (value := record.type) is not UNSET]
    parent_execution_values = [value for record in records if (value := record.parent_execution) is not UNSET]
    memo_values = [value for record in records if (value := record.memo) is not UNSET]
    search_attributes_values = [value for record in records if (value := record.search_attributes) is not UNSET]
    auto_reset_points_values = [value for record in records if (value := record.auto_reset_points) is not UNSET]
    most_recent_worker_version_stamp_values = [
        value for record in records if (value := record.most_recent_worker_version_stamp) is not UNSET
    ]
    root_execution_values = [value for record in records if (value := record.root_execution) is not UNSET]
    versioning_info_values = [value for record in records if (value := record.versioning_info) is not UNSET]
    priority_values = [value for record in records if (value := record.priority) is not UNSET]
    return (
        are_times(times)
        and all(map(fits_execution, execution_values))
        and all(map(fits_type, type_values))
        and all(map(fits_parent_execution, parent_execution_values))
        and all(map(fits_memo, memo_values))
        and all(map(fits_search_attributes, search_attributes_values))
        and all(map(fits_auto_reset_points, auto_reset_points_values))
        and all(map(fits_most_recent_worker_version_stamp, most_recent_worker_version_stamp_values))
        and all(map(fits_root_execution, root_execution_values))
        and all(map(fits_versioning_info, versioning_info_values))
        and all(map(fits_priority, priority_values))
    )


def checks_all(records: Sequence[TemporalWorkflowExecutionCheck]) -> bool:
    """Whether every time in records that are valid but for their times is one; a no as in `fits_all`."""
    times: list[str] = [time for record in records if (time := record.start_time) is not UNSET]
    times += [time for record in records if (time := record.close_time) is not UNSET]
    times += [time for record in records if (time := record.execution_time) is not UNSET]
    auto_reset_points_values = [value for record in records if (value := record.auto_reset_points) is not UNSET]
    return are_times(times) and all(map(fits_auto_reset_points, auto_reset_points_values))
