# Generated from schemas/workflow_run_model/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec

from runbridge._runtime.registry import Variant

from . import tolerant, tolerant_batch, tolerant_checks

VARIANT = Variant(
    record=tolerant.WorkflowRunModelWire,
    fits=tolerant_checks.fits,
    fits_all=tolerant_batch.fits_all,
    checker=msgspec.json.Decoder(tolerant.WorkflowRunModelCheck),
    checks_all=tolerant_batch.checks_all,
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
            "progress",
            "is_realtime",
            "webhook_intermediate_status",
            "outputs",
        }
    ),
    omittable=frozenset(
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
            "progress",
            "is_realtime",
            "webhook_intermediate_status",
            "outputs",
        }
    ),
)
