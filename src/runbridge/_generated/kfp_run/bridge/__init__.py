# Generated from schemas/kfp_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec

from runbridge._runtime.registry import Direction, own_variant
from runbridge._runtime.rule_steps import option_tables

from ... import kfp_run, workflow_run
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
    ("kfp-run", "workflow-run"): Direction(
        source=kfp_run.FORMAT,
        target=workflow_run.FORMAT,
        bridge="kfp-run/1",
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
            "published": msgspec.json.Decoder(embedded_published.KfpRunEmbedded),
            "tolerant": msgspec.json.Decoder(embedded_tolerant.KfpRunEmbedded),
        },
        incoming={
            "published": embedded_published.WorkflowRunResidue,
            "tolerant": embedded_tolerant.WorkflowRunResidue,
        },
        residue=embedded_tolerant.KfpRunResidue,
        written=embedded_tolerant.WorkflowRunEmbedded,
        own_fields=frozenset(
            {
                "parentRunId",
                "mode",
                "output",
                "triggeredBy",
                "cfWorkflowId",
                "durationMs",
                "userId",
                "updatedAt",
            }
        ),
        source_own=own_tolerant.KfpRunOwn(),
        settable=(
            "id",
            "workspaceId",
            "subjectId",
            "createdAt",
            "mode",
            "triggeredBy",
            "userId",
            "updatedAt",
        ),
        defaulted=(
            "parentRunId",
            "mode",
            "output",
            "triggeredBy",
            "cfWorkflowId",
            "durationMs",
            "userId",
            "updatedAt",
        ),
    ),
    ("workflow-run", "kfp-run"): Direction(
        source=workflow_run.FORMAT,
        target=kfp_run.FORMAT,
        bridge="kfp-run/1",
        keeps_order=True,
        source_id=plan.RIGHT_IDENTITY,
        target_id=plan.LEFT_IDENTITY,
        wire=fast_path.TO_LEFT,
        own={
            "published": own_variant(own_published.KfpRunOwn, own_published_checks.fits_kfp_run_own),
            "tolerant": own_variant(own_tolerant.KfpRunOwn, own_tolerant_checks.fits_kfp_run_own),
        },
        tables=option_tables(plan.RULES, rightward=False),
        embedded={
            "published": msgspec.json.Decoder(embedded_published.WorkflowRunEmbedded),
            "tolerant": msgspec.json.Decoder(embedded_tolerant.WorkflowRunEmbedded),
        },
        incoming={
            "published": embedded_published.KfpRunResidue,
            "tolerant": embedded_tolerant.KfpRunResidue,
        },
        residue=embedded_tolerant.WorkflowRunResidue,
        written=embedded_tolerant.KfpRunEmbedded,
        own_fields=frozenset(
            {
                "display_name",
                "storage_state",
                "description",
                "pipeline_version_id",
                "pipeline_spec",
                "service_account",
                "scheduled_at",
                "run_details",
                "recurring_run_id",
                "plugins_input",
                "plugins_output",
                "pipeline_version_reference",
                "runtime_config",
                "error",
                "state_history",
            }
        ),
        source_own=own_tolerant.WorkflowRunOwn(),
        settable=(),
        defaulted=(),
    ),
}
