# Generated from schemas/prefect_flow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec

from runbridge._runtime.registry import Variant

from . import published, published_batch, published_checks

VARIANT = Variant(
    record=published.PrefectFlowRunWire,
    fits=published_checks.fits,
    fits_all=published_batch.fits_all,
    checker=msgspec.json.Decoder(published.PrefectFlowRunCheck),
    checks_all=published_batch.checks_all,
    nullable=frozenset(
        {
            "created",
            "updated",
            "state_id",
            "deployment_id",
            "deployment_version",
            "work_queue_id",
            "work_queue_name",
            "flow_version",
            "idempotency_key",
            "parent_task_run_id",
            "state_type",
            "state_name",
            "expected_start_time",
            "next_scheduled_start_time",
            "start_time",
            "end_time",
            "infrastructure_document_id",
            "infrastructure_pid",
            "created_by",
            "work_pool_id",
            "work_pool_name",
            "state",
            "job_variables",
        }
    ),
    omittable=frozenset(
        {
            "name",
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
)
