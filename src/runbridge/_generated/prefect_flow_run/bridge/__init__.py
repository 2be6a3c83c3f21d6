# Generated from schemas/prefect_flow_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec

from runbridge._runtime.registry import Direction, own_variant
from runbridge._runtime.rule_steps import option_tables

from ... import prefect_flow_run, workflow_run
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
    ("prefect-flow-run", "workflow-run"): Direction(
        source=prefect_flow_run.FORMAT,
        target=workflow_run.FORMAT,
        bridge="prefect-flow-run/1",
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
            "published": msgspec.json.Decoder(embedded_published.PrefectFlowRunEmbedded),
            "tolerant": msgspec.json.Decoder(embedded_tolerant.PrefectFlowRunEmbedded),
        },
        incoming={
            "published": embedded_published.WorkflowRunResidue,
            "tolerant": embedded_tolerant.WorkflowRunResidue,
        },
        residue=embedded_tolerant.PrefectFlowRunResidue,
        written=embedded_tolerant.WorkflowRunEmbedded,
        own_fields=frozenset(
            {
                "workspaceId",
                "parentRunId",
                "mode",
                "output",
                "error",
                "triggeredBy",
                "cfWorkflowId",
                "durationMs",
                "userId",
            }
        ),
        source_own=own_tolerant.PrefectFlowRunOwn(),
        settable=("createdAt", "updatedAt", "workspaceId", "userId", "mode", "triggeredBy"),
        defaulted=(
            "workspaceId",
            "parentRunId",
            "mode",
            "output",
            "error",
            "triggeredBy",
            "cfWorkflowId",
            "durationMs",
            "userId",
        ),
    ),
    ("workflow-run", "prefect-flow-run"): Direction(
        source=workflow_run.FORMAT,
        target=prefect_flow_run.FORMAT,
        bridge="prefect-flow-run/1",
        keeps_order=True,
        source_id=plan.RIGHT_IDENTITY,
        target_id=plan.LEFT_IDENTITY,
        wire=fast_path.TO_LEFT,
        own={
            "published": own_variant(own_published.PrefectFlowRunOwn, own_published_checks.fits_prefect_flow_run_own),
            "tolerant": own_variant(own_tolerant.PrefectFlowRunOwn, own_tolerant_checks.fits_prefect_flow_run_own),
        },
        tables=option_tables(plan.RULES, rightward=False),
        embedded={
            "published": msgspec.json.Decoder(embedded_published.WorkflowRunEmbedded),
            "tolerant": msgspec.json.Decoder(embedded_tolerant.WorkflowRunEmbedded),
        },
        incoming={
            "published": embedded_published.PrefectFlowRunResidue,
            "tolerant": embedded_tolerant.PrefectFlowRunResidue,
        },
        residue=embedded_tolerant.WorkflowRunResidue,
        written=embedded_tolerant.PrefectFlowRunEmbedded,
        own_fields=frozenset(
            {
                "name",
                "state_id",
                "deployment_id",
                "deployment_version",
                "work_queue_id",
                "work_queue_name",
                "flow_version",
                "idempotency_key",
                "context",
                "empirical_policy",
                "tags",
                "labels",
                "parent_task_run_id",
                "run_count",
                "expected_start_time",
                "next_scheduled_start_time",
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
        source_own=own_tolerant.WorkflowRunOwn(),
        settable=(),
        defaulted=(),
    ),
}
