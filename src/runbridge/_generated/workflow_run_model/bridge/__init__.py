# Generated from schemas/workflow_run_model/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from operator import attrgetter

import msgspec

from runbridge._runtime.registry import Direction, OwnVariant, Table

from ... import workflow_run, workflow_run_model
from . import (
    embedded_published,
    embedded_tolerant,
    model,
    own_model,
    own_published,
    own_published_batch,
    own_published_checks,
    own_tolerant,
    own_tolerant_batch,
    own_tolerant_checks,
    tables,
    wire,
    wire_conforming,
)

DIRECTIONS = {
    ("workflow-run-model", "workflow-run"): Direction(
        source=workflow_run_model.FORMAT,
        target=workflow_run.FORMAT,
        bridge="workflow-run-model/1",
        keeps_order=False,
        source_id=attrgetter("id"),
        target_id=attrgetter("id"),
        wire=wire.to_workflow_run,
        plain=model.to_workflow_run,
        own={
            "published": OwnVariant(
                decoder=msgspec.json.Decoder(own_published.WorkflowRunOwn),
                fits=own_published_checks.fits_workflow_run_own,
                fits_all=own_published_batch.fits_all_workflow_run_own,
            ),
            "tolerant": OwnVariant(
                decoder=msgspec.json.Decoder(own_tolerant.WorkflowRunOwn),
                fits=own_tolerant_checks.fits_workflow_run_own,
                fits_all=own_tolerant_batch.fits_all_workflow_run_own,
            ),
        },
        all_conform=None,
        own_model=own_model.WorkflowRunOwn,
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
        embedded={
            "published": msgspec.json.Decoder(embedded_published.WorkflowRunModelEmbedded),
            "tolerant": msgspec.json.Decoder(embedded_tolerant.WorkflowRunModelEmbedded),
        },
        incoming={
            "published": embedded_published.WorkflowRunResidue,
            "tolerant": embedded_tolerant.WorkflowRunResidue,
        },
        residue=embedded_tolerant.WorkflowRunModelResidue,
        written=embedded_tolerant.WorkflowRunEmbedded,
        own_fields=frozenset({"parentRunId", "error", "cfWorkflowId"}),
        source_own=own_tolerant.WorkflowRunModelOwn(),
        settable=("workspaceId", "userId"),
        defaulted=("parentRunId", "error", "cfWorkflowId"),
    ),
    ("workflow-run", "workflow-run-model"): Direction(
        source=workflow_run.FORMAT,
        target=workflow_run_model.FORMAT,
        bridge="workflow-run-model/1",
        keeps_order=False,
        source_id=attrgetter("id"),
        target_id=attrgetter("id"),
        wire=wire.to_workflow_run_model,
        plain=model.to_workflow_run_model,
        own={
            "published": OwnVariant(
                decoder=msgspec.json.Decoder(own_published.WorkflowRunModelOwn),
                fits=own_published_checks.fits_workflow_run_model_own,
                fits_all=own_published_batch.fits_all_workflow_run_model_own,
            ),
            "tolerant": OwnVariant(
                decoder=msgspec.json.Decoder(own_tolerant.WorkflowRunModelOwn),
                fits=own_tolerant_checks.fits_workflow_run_model_own,
                fits_all=own_tolerant_batch.fits_all_workflow_run_model_own,
            ),
        },
        all_conform=wire_conforming.all_conform,
        own_model=own_model.WorkflowRunModelOwn,
        source_own_model=own_model.WorkflowRunOwn(),
        tables={},
        embedded={
            "published": msgspec.json.Decoder(embedded_published.WorkflowRunEmbedded),
            "tolerant": msgspec.json.Decoder(embedded_tolerant.WorkflowRunEmbedded),
        },
        incoming={
            "published": embedded_published.WorkflowRunModelResidue,
            "tolerant": embedded_tolerant.WorkflowRunModelResidue,
        },
        residue=embedded_tolerant.WorkflowRunResidue,
        written=embedded_tolerant.WorkflowRunModelEmbedded,
        own_fields=frozenset(
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
