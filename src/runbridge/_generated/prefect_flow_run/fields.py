# Generated from schemas/prefect_flow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any

from runbridge._runtime.json_codec import VisitRecord, is_record

CREATED_BY_FIELDS = frozenset({"id", "type", "display_value"})

FLOW_RUN_POLICY_FIELDS = frozenset(
    {
        "max_retries",
        "retry_delay_seconds",
        "retries",
        "retry_delay",
        "pause_keys",
        "resuming",
        "retry_type",
    }
)

STATE_FIELDS = frozenset({"id", "type", "name", "timestamp", "message", "data", "state_details"})

STATE_DETAILS_FIELDS = frozenset(
    {
        "flow_run_id",
        "task_run_id",
        "child_flow_run_id",
        "scheduled_time",
        "cache_key",
        "cache_expiration",
        "deferred",
        "untrackable_result",
        "pause_timeout",
        "pause_reschedule",
        "pause_key",
        "run_input_keyset",
        "refresh_cache",
        "retriable",
        "transition_id",
        "task_parameters_id",
        "traceparent",
        "deployment_concurrency_lease_id",
    }
)

PREFECT_FLOW_RUN_FIELDS = frozenset(
    {
        "id",
        "created",
        "updated",
        "name",
        "flow_id",
        "state_id",
        "deployment_id",
        "deployment_version",
        "work_queue_id",
        "work_queue_name",
        "flow_version",
        "parameters",
        "idempotency_key",
        "context",
        "empirical_policy",
        "tags",
        "labels",
        "parent_task_run_id",
        "state_type",
        "state_name",
        "run_count",
        "expected_start_time",
        "next_scheduled_start_time",
        "start_time",
        "end_time",
        "total_run_time",
        "estimated_run_time",
        "estimated_start_time_delta",
        "auto_scheduled",
        "infrastructure_document_id",
        "infrastructure_pid",
        "created_by",
        "work_pool_id",
        "work_pool_name",
        "state",
        "job_variables",
    }
)


def walk_created_by(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a CreatedBy, then on itself."""
    visit(record, CREATED_BY_FIELDS)


def walk_flow_run_policy(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a FlowRunPolicy, then on itself."""
    visit(record, FLOW_RUN_POLICY_FIELDS)


def walk_state(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a State, then on itself."""
    item = record.get("state_details")
    if is_record(item):
        walk_state_details(item, visit)
    visit(record, STATE_FIELDS)


def walk_state_details(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a StateDetails, then on itself."""
    visit(record, STATE_DETAILS_FIELDS)


def walk(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a PrefectFlowRun, then on itself."""
    item = record.get("empirical_policy")
    if is_record(item):
        walk_flow_run_policy(item, visit)
    item = record.get("created_by")
    if is_record(item):
        walk_created_by(item, visit)
    item = record.get("state")
    if is_record(item):
        walk_state(item, visit)
    visit(record, PREFECT_FLOW_RUN_FIELDS)
