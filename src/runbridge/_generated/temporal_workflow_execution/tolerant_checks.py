# Generated from schemas/temporal_workflow_execution/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from msgspec import UNSET

from runbridge._runtime.schema import FieldCheck
from runbridge._runtime.times import is_lax_time_or_null

from .tolerant import TemporalWorkflowExecutionWire

fits_execution = FieldCheck(__name__, "tolerant", "execution")
fits_type = FieldCheck(__name__, "tolerant", "type")
fits_status = FieldCheck(__name__, "tolerant", "status")
fits_parent_execution = FieldCheck(__name__, "tolerant", "parentExecution")
fits_memo = FieldCheck(__name__, "tolerant", "memo")
fits_search_attributes = FieldCheck(__name__, "tolerant", "searchAttributes")
fits_auto_reset_points = FieldCheck(__name__, "tolerant", "autoResetPoints")
fits_most_recent_worker_version_stamp = FieldCheck(__name__, "tolerant", "mostRecentWorkerVersionStamp")
fits_root_execution = FieldCheck(__name__, "tolerant", "rootExecution")
fits_versioning_info = FieldCheck(__name__, "tolerant", "versioningInfo")
fits_priority = FieldCheck(__name__, "tolerant", "priority")


def fits(record: TemporalWorkflowExecutionWire) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return (
        (record.execution is UNSET or fits_execution(record.execution))
        and (record.type is UNSET or fits_type(record.type))
        and (record.start_time is UNSET or is_lax_time_or_null(record.start_time))
        and (record.close_time is UNSET or is_lax_time_or_null(record.close_time))
        and (record.status is UNSET or fits_status(record.status))
        and (record.parent_execution is UNSET or fits_parent_execution(record.parent_execution))
        and (record.execution_time is UNSET or is_lax_time_or_null(record.execution_time))
        and (record.memo is UNSET or fits_memo(record.memo))
        and (record.search_attributes is UNSET or fits_search_attributes(record.search_attributes))
        and (record.auto_reset_points is UNSET or fits_auto_reset_points(record.auto_reset_points))
        and (
            record.most_recent_worker_version_stamp is UNSET
            or fits_most_recent_worker_version_stamp(record.most_recent_worker_version_stamp)
        )
        and (record.root_execution is UNSET or fits_root_execution(record.root_execution))
        and (record.versioning_info is UNSET or fits_versioning_info(record.versioning_info))
        and (record.priority is UNSET or fits_priority(record.priority))
    )
