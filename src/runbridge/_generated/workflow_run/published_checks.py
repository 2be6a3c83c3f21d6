# Generated from schemas/workflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from runbridge._runtime.times import is_time, is_time_or_null
from runbridge._runtime.wire_helpers import is_number_or_null

from .published import WorkflowRunWire


def fits(record: WorkflowRunWire) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return (
        is_number_or_null(record.duration_ms)
        and is_time_or_null(record.started_at)
        and is_time_or_null(record.completed_at)
        and is_time(record.created_at)
        and is_time(record.updated_at)
    )
