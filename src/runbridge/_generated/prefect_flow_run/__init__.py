# Generated from schemas/prefect_flow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from runbridge._runtime.registry import Detection, Format

FORMAT = Format(
    name="prefect-flow-run",
    package=__name__,
    title="PrefectFlowRun",
    fields=frozenset(
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
    ),
    required=frozenset({"id", "created", "updated", "flow_id"}),
    detection=Detection(
        fields=(("flow_id",), ("created",), ("updated",)),
        at_least=3,
    ),
    hub="workflow-run",
    envelopes=(("results", "*"),),
)
