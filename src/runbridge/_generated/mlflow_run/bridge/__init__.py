# Generated from schemas/mlflow_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec

from runbridge._runtime.registry import Direction, own_variant
from runbridge._runtime.rule_steps import option_tables

from ... import mlflow_run, workflow_run
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
    ("mlflow-run", "workflow-run"): Direction(
        source=mlflow_run.FORMAT,
        target=workflow_run.FORMAT,
        bridge="mlflow-run/1",
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
            "published": msgspec.json.Decoder(embedded_published.MlflowRunEmbedded),
            "tolerant": msgspec.json.Decoder(embedded_tolerant.MlflowRunEmbedded),
        },
        incoming={
            "published": embedded_published.WorkflowRunResidue,
            "tolerant": embedded_tolerant.WorkflowRunResidue,
        },
        residue=embedded_tolerant.MlflowRunResidue,
        written=embedded_tolerant.WorkflowRunEmbedded,
        own_fields=frozenset(
            {
                "workspaceId",
                "mode",
                "error",
                "triggeredBy",
                "cfWorkflowId",
                "durationMs",
                "startedAt",
                "updatedAt",
            }
        ),
        source_own=own_tolerant.MlflowRunOwn(),
        settable=(
            "id",
            "subjectId",
            "userId",
            "createdAt",
            "workspaceId",
            "mode",
            "triggeredBy",
            "updatedAt",
        ),
        defaulted=(
            "workspaceId",
            "mode",
            "error",
            "triggeredBy",
            "cfWorkflowId",
            "durationMs",
            "startedAt",
            "updatedAt",
        ),
    ),
    ("workflow-run", "mlflow-run"): Direction(
        source=workflow_run.FORMAT,
        target=mlflow_run.FORMAT,
        bridge="mlflow-run/1",
        keeps_order=True,
        source_id=plan.RIGHT_IDENTITY,
        target_id=plan.LEFT_IDENTITY,
        wire=fast_path.TO_LEFT,
        own={
            "published": own_variant(own_published.MlflowRunOwn, own_published_checks.fits_mlflow_run_own),
            "tolerant": own_variant(own_tolerant.MlflowRunOwn, own_tolerant_checks.fits_mlflow_run_own),
        },
        tables=option_tables(plan.RULES, rightward=False),
        embedded={
            "published": msgspec.json.Decoder(embedded_published.WorkflowRunEmbedded),
            "tolerant": msgspec.json.Decoder(embedded_tolerant.WorkflowRunEmbedded),
        },
        incoming={
            "published": embedded_published.MlflowRunResidue,
            "tolerant": embedded_tolerant.MlflowRunResidue,
        },
        residue=embedded_tolerant.WorkflowRunResidue,
        written=embedded_tolerant.MlflowRunEmbedded,
        own_fields=frozenset({"inputs", "info", "data"}),
        source_own=own_tolerant.WorkflowRunOwn(),
        settable=(),
        defaulted=(),
    ),
}
