# Generated from schemas/temporal_workflow_execution/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from msgspec import UNSET

from runbridge._runtime.schema import FieldCheck
from runbridge._runtime.times import is_time

from .published import TemporalWorkflowExecutionWire

fits_execution = FieldCheck(__name__, "published", "execution")
fits_type = FieldCheck(__name__, "published", "type")
fits_parent_execution = FieldCheck(__name__, "published", "parentExecution")
fits_memo = FieldCheck(__name__, "published", "memo")
fits_search_attributes = FieldCheck(__name__, "published", "searchAttributes")
fits_auto_reset_points = FieldCheck(__name__, "published", "autoResetPoints")
fits_most_recent_worker_version_stamp = FieldCheck(__name__, "published", "mostRecentWorkerVersionStamp")
fits_root_execution = FieldCheck(__name__, "published", "rootExecution")
fits_versioning_info = FieldCheck(__name__, "published", "versioningInfo")
fits_priority = FieldCheck(__name__, "published", "priority")


def fits(record: TemporalWorkflowExecutionWire) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return (
        (record.execution is UNSET or fits_execution(record.execution))
        and (record.type is UNSET or fits_type(record.type))
        and (record.start_time is UNSET or is_time(record.start_time))
        and (record.close_time is UNSET or is_time(record.close_time))
        and (record.parent_execution is UNSET or fits_parent_execution(record.parent_execution))
        and (record.execution_time is UNSET or is_time(record.execution_time))
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
