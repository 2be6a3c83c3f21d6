# Generated from schemas/temporal_workflow_execution/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec

from runbridge._runtime.registry import Direction, own_variant
from runbridge._runtime.rule_steps import option_tables

from ... import temporal_workflow_execution, workflow_run
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
    ("temporal-workflow-execution", "workflow-run"): Direction(
        source=temporal_workflow_execution.FORMAT,
        target=workflow_run.FORMAT,
        bridge="temporal-workflow-execution/1",
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
            "published": msgspec.json.Decoder(embedded_published.TemporalWorkflowExecutionEmbedded),
            "tolerant": msgspec.json.Decoder(embedded_tolerant.TemporalWorkflowExecutionEmbedded),
        },
        incoming={
            "published": embedded_published.WorkflowRunResidue,
            "tolerant": embedded_tolerant.WorkflowRunResidue,
        },
        residue=embedded_tolerant.TemporalWorkflowExecutionResidue,
        written=embedded_tolerant.WorkflowRunEmbedded,
        own_fields=frozenset(
            {
                "workspaceId",
                "mode",
                "input",
                "output",
                "error",
                "triggeredBy",
                "cfWorkflowId",
                "userId",
                "updatedAt",
            }
        ),
        source_own=own_tolerant.TemporalWorkflowExecutionOwn(),
        settable=(
            "id",
            "subjectId",
            "createdAt",
            "workspaceId",
            "mode",
            "triggeredBy",
            "userId",
            "updatedAt",
        ),
        defaulted=(
            "workspaceId",
            "mode",
            "input",
            "output",
            "error",
            "triggeredBy",
            "cfWorkflowId",
            "userId",
            "updatedAt",
        ),
    ),
    ("workflow-run", "temporal-workflow-execution"): Direction(
        source=workflow_run.FORMAT,
        target=temporal_workflow_execution.FORMAT,
        bridge="temporal-workflow-execution/1",
        keeps_order=True,
        source_id=plan.RIGHT_IDENTITY,
        target_id=plan.LEFT_IDENTITY,
        wire=fast_path.TO_LEFT,
        own={
            "published": own_variant(
                own_published.TemporalWorkflowExecutionOwn, own_published_checks.fits_temporal_workflow_execution_own
            ),
            "tolerant": own_variant(
                own_tolerant.TemporalWorkflowExecutionOwn, own_tolerant_checks.fits_temporal_workflow_execution_own
            ),
        },
        tables=option_tables(plan.RULES, rightward=False),
        embedded={
            "published": msgspec.json.Decoder(embedded_published.WorkflowRunEmbedded),
            "tolerant": msgspec.json.Decoder(embedded_tolerant.WorkflowRunEmbedded),
        },
        incoming={
            "published": embedded_published.TemporalWorkflowExecutionResidue,
            "tolerant": embedded_tolerant.TemporalWorkflowExecutionResidue,
        },
        residue=embedded_tolerant.WorkflowRunResidue,
        written=embedded_tolerant.TemporalWorkflowExecutionEmbedded,
        own_fields=frozenset(
            {
                "historyLength",
                "parentNamespaceId",
                "memo",
                "searchAttributes",
                "autoResetPoints",
                "taskQueue",
                "stateTransitionCount",
                "historySizeBytes",
                "mostRecentWorkerVersionStamp",
                "rootExecution",
                "assignedBuildId",
                "inheritedBuildId",
                "firstRunId",
                "versioningInfo",
                "workerDeploymentName",
                "priority",
                "externalPayloadSizeBytes",
                "externalPayloadCount",
                "execution",
                "type",
                "parentExecution",
            }
        ),
        source_own=own_tolerant.WorkflowRunOwn(),
        settable=(),
        defaulted=(),
    ),
}
