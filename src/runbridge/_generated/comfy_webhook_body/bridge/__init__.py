# Generated from schemas/comfy_webhook_body/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec

from runbridge._runtime.registry import Direction, own_variant
from runbridge._runtime.rule_steps import option_tables

from ... import comfy_webhook_body, workflow_run
from . import (
    embedded_published,
    embedded_tolerant,
    fast_path,
    own_published,
    own_published_checks,
    own_tolerant,
    own_tolerant_checks,
    plan,
)

DIRECTIONS = {
    ("comfy-webhook-body", "workflow-run"): Direction(
        source=comfy_webhook_body.FORMAT,
        target=workflow_run.FORMAT,
        bridge="comfy-webhook-body/1",
        keeps_order=True,
        source_id=plan.LEFT_IDENTITY,
        target_id=plan.RIGHT_IDENTITY,
        wire=fast_path.TO_RIGHT,
        own={
            "published": own_variant(own_published.WorkflowRunOwn, own_published_checks.fits_workflow_run_own),
            "tolerant": own_variant(own_tolerant.WorkflowRunOwn, own_tolerant_checks.fits_workflow_run_own),
        },
        tables=option_tables(plan.RULES, rightward=True),
        embedded={
            "published": msgspec.json.Decoder(embedded_published.ComfyWebhookBodyEmbedded),
            "tolerant": msgspec.json.Decoder(embedded_tolerant.ComfyWebhookBodyEmbedded),
        },
        incoming={
            "published": embedded_published.WorkflowRunResidue,
            "tolerant": embedded_tolerant.WorkflowRunResidue,
        },
        residue=embedded_tolerant.ComfyWebhookBodyResidue,
        written=embedded_tolerant.WorkflowRunEmbedded,
        own_fields=frozenset(
            {
                "workspaceId",
                "subjectId",
                "parentRunId",
                "mode",
                "input",
                "error",
                "triggeredBy",
                "cfWorkflowId",
                "durationMs",
                "userId",
                "startedAt",
                "completedAt",
                "createdAt",
                "updatedAt",
            }
        ),
        source_own=own_tolerant.ComfyWebhookBodyOwn(),
        settable=("workspaceId", "subjectId", "mode", "triggeredBy", "userId", "createdAt", "updatedAt"),
        defaulted=(
            "workspaceId",
            "subjectId",
            "parentRunId",
            "mode",
            "input",
            "error",
            "triggeredBy",
            "cfWorkflowId",
            "durationMs",
            "userId",
            "startedAt",
            "completedAt",
            "createdAt",
            "updatedAt",
        ),
    ),
    ("workflow-run", "comfy-webhook-body"): Direction(
        source=workflow_run.FORMAT,
        target=comfy_webhook_body.FORMAT,
        bridge="comfy-webhook-body/1",
        keeps_order=True,
        source_id=plan.RIGHT_IDENTITY,
        target_id=plan.LEFT_IDENTITY,
        wire=fast_path.TO_LEFT,
        own={
            "published": own_variant(
                own_published.ComfyWebhookBodyOwn, own_published_checks.fits_comfy_webhook_body_own
            ),
            "tolerant": own_variant(own_tolerant.ComfyWebhookBodyOwn, own_tolerant_checks.fits_comfy_webhook_body_own),
        },
        tables=option_tables(plan.RULES, rightward=False),
        embedded={
            "published": msgspec.json.Decoder(embedded_published.WorkflowRunEmbedded),
            "tolerant": msgspec.json.Decoder(embedded_tolerant.WorkflowRunEmbedded),
        },
        incoming={
            "published": embedded_published.ComfyWebhookBodyResidue,
            "tolerant": embedded_tolerant.ComfyWebhookBodyResidue,
        },
        residue=embedded_tolerant.WorkflowRunResidue,
        written=embedded_tolerant.ComfyWebhookBodyEmbedded,
        own_fields=frozenset({"live_status", "progress"}),
        source_own=own_tolerant.WorkflowRunOwn(),
        settable=(),
        defaulted=("live_status",),
    ),
}
