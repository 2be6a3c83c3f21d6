# Generated from schemas/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec

from runbridge._generated import workflow_run, workflow_run_model
from runbridge._generated.bridge import (
    embedded_published,
    embedded_tolerant,
    model,
    own_model,
    own_published,
    own_published_checks,
    own_tolerant,
    own_tolerant_checks,
    tables,
    wire,
)
from runbridge._runtime.registry import Direction, OwnVariant, Table

DIRECTIONS = {
    ("workflow-run-model", "workflow-run"): Direction(
        source=workflow_run_model.FORMAT,
        target=workflow_run.FORMAT,
        bridge="1",
        source_id="id",
        target_id="id",
        wire=wire.to_workflow_run,
        plain=model.to_workflow_run,
        own={
            "published": OwnVariant(
                decoder=msgspec.json.Decoder(own_published.WorkflowRunOwn),
                fits=own_published_checks.fits_workflow_run_own,
            ),
            "tolerant": OwnVariant(
                decoder=msgspec.json.Decoder(own_tolerant.WorkflowRunOwn),
                fits=own_tolerant_checks.fits_workflow_run_own,
            ),
        },
        embedded={
            "published": msgspec.json.Decoder(embedded_published.WorkflowRunModelEmbedded),
            "tolerant": msgspec.json.Decoder(embedded_tolerant.WorkflowRunModelEmbedded),
        },
        residue=embedded_tolerant.WorkflowRunModelResidue,
        own_model=own_model.WorkflowRunOwn,
        own_members=frozenset({"parentRunId", "error", "cfWorkflowId"}),
        source_own=own_tolerant.WorkflowRunModelOwn(),
        source_own_model=own_model.WorkflowRunModelOwn(),
        tables={
            "status": Table(
                known=tables.STATUS_RIGHT,
                targets=(
                    "pending",
                    "failed",
                    "running",
                    "completed",
                    "cancelled",
                    "timed_out",
                    "paused",
                    "waiting",
                ),
            ),
            "origin": Table(
                known=tables.ORIGIN_RIGHT,
                targets=("workflow", "agent", "swarm", "user", "event"),
            ),
        },
        settable=("workspaceId", "userId"),
        defaulted=("parentRunId", "error", "cfWorkflowId"),
    ),
    ("workflow-run", "workflow-run-model"): Direction(
        source=workflow_run.FORMAT,
        target=workflow_run_model.FORMAT,
        bridge="1",
        source_id="id",
        target_id="id",
        wire=wire.to_workflow_run_model,
        plain=model.to_workflow_run_model,
        own={
            "published": OwnVariant(
                decoder=msgspec.json.Decoder(own_published.WorkflowRunModelOwn),
                fits=own_published_checks.fits_workflow_run_model_own,
            ),
            "tolerant": OwnVariant(
                decoder=msgspec.json.Decoder(own_tolerant.WorkflowRunModelOwn),
                fits=own_tolerant_checks.fits_workflow_run_model_own,
            ),
        },
        embedded={
            "published": msgspec.json.Decoder(embedded_published.WorkflowRunEmbedded),
            "tolerant": msgspec.json.Decoder(embedded_tolerant.WorkflowRunEmbedded),
        },
        residue=embedded_tolerant.WorkflowRunResidue,
        own_model=own_model.WorkflowRunModelOwn,
        own_members=frozenset(
            {
                "workflow_version_id",
                "workflow_api",
                "machine_id",
                "gpu_event_id",
                "gpu",
                "machine_version",
                "machine_type",
                "modal_function_call_id",
                "live_status",
                "webhook",
                "webhook_status",
                "number",
                "cold_start_duration",
                "cold_start_duration_total",
                "run_duration",
                "queued_at",
                "progress",
                "webhook_intermediate_status",
            }
        ),
        source_own=own_tolerant.WorkflowRunOwn(),
        source_own_model=own_model.WorkflowRunOwn(),
        tables={},
        settable=(),
        defaulted=(
            "workflow_version_id",
            "workflow_api",
            "machine_id",
            "gpu_event_id",
            "gpu",
            "machine_version",
            "machine_type",
            "modal_function_call_id",
            "live_status",
            "webhook",
            "webhook_status",
            "number",
            "cold_start_duration",
            "cold_start_duration_total",
            "run_duration",
        ),
    ),
}
