# Generated from schemas/temporal_workflow_execution/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from msgspec import UNSET

from runbridge._runtime.times import is_time

from ..published_checks import fits_auto_reset_points as temporal_workflow_execution_fits_auto_reset_points
from ..published_checks import fits_execution as temporal_workflow_execution_fits_execution
from ..published_checks import fits_memo as temporal_workflow_execution_fits_memo
from ..published_checks import (
    fits_most_recent_worker_version_stamp as temporal_workflow_execution_fits_most_recent_worker_version_stamp,
)
from ..published_checks import fits_parent_execution as temporal_workflow_execution_fits_parent_execution
from ..published_checks import fits_priority as temporal_workflow_execution_fits_priority
from ..published_checks import fits_root_execution as temporal_workflow_execution_fits_root_execution
from ..published_checks import fits_search_attributes as temporal_workflow_execution_fits_search_attributes
from ..published_checks import fits_type as temporal_workflow_execution_fits_type
from ..published_checks import fits_versioning_info as temporal_workflow_execution_fits_versioning_info
from .own_published import TemporalWorkflowExecutionOwn, WorkflowRunOwn


def fits_temporal_workflow_execution_own(record: TemporalWorkflowExecutionOwn) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return (
        (record.memo is UNSET or temporal_workflow_execution_fits_memo(record.memo))
        and (
            record.search_attributes is UNSET
            or temporal_workflow_execution_fits_search_attributes(record.search_attributes)
        )
        and (
            record.auto_reset_points is UNSET
            or temporal_workflow_execution_fits_auto_reset_points(record.auto_reset_points)
        )
        and (
            record.most_recent_worker_version_stamp is UNSET
            or temporal_workflow_execution_fits_most_recent_worker_version_stamp(
                record.most_recent_worker_version_stamp
            )
        )
        and (record.root_execution is UNSET or temporal_workflow_execution_fits_root_execution(record.root_execution))
        and (
            record.versioning_info is UNSET or temporal_workflow_execution_fits_versioning_info(record.versioning_info)
        )
        and (record.priority is UNSET or temporal_workflow_execution_fits_priority(record.priority))
        and (record.execution is UNSET or temporal_workflow_execution_fits_execution(record.execution))
        and (record.type is UNSET or temporal_workflow_execution_fits_type(record.type))
        and (
            record.parent_execution is UNSET
            or temporal_workflow_execution_fits_parent_execution(record.parent_execution)
        )
    )


def fits_workflow_run_own(record: WorkflowRunOwn) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return record.updated_at is UNSET or is_time(record.updated_at)
