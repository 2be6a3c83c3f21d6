# Generated from schemas/workflow_run_model/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec

from runbridge._runtime.registry import Variant

from . import published, published_batch, published_checks

VARIANT = Variant(
    record=published.WorkflowRunModelWire,
    fits=published_checks.fits,
    fits_all=published_batch.fits_all,
    checker=msgspec.json.Decoder(published.WorkflowRunModelCheck),
    checks_all=published_batch.checks_all,
    nullable=frozenset(
        {
            "workflow_version_id",
            "workflow_inputs",
            "workflow_api",
            "machine_id",
            "gpu_event_id",
            "gpu",
            "machine_version",
            "machine_type",
            "modal_function_call_id",
            "user_id",
            "org_id",
            "live_status",
            "webhook",
            "webhook_status",
            "duration",
            "cold_start_duration",
            "cold_start_duration_total",
            "run_duration",
            "ended_at",
            "queued_at",
            "started_at",
        }
    ),
    omittable=frozenset(
        {
            "ended_at",
            "queued_at",
            "started_at",
            "progress",
            "is_realtime",
            "webhook_intermediate_status",
            "outputs",
        }
    ),
)
