# Generated from schemas/airflow_dag_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec

from runbridge._runtime.registry import Direction, own_variant
from runbridge._runtime.rule_steps import option_tables

from ... import airflow_dag_run, workflow_run
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
    ("airflow-dag-run", "workflow-run"): Direction(
        source=airflow_dag_run.FORMAT,
        target=workflow_run.FORMAT,
        bridge="airflow-dag-run/1",
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
            "published": msgspec.json.Decoder(embedded_published.AirflowDagRunEmbedded),
            "tolerant": msgspec.json.Decoder(embedded_tolerant.AirflowDagRunEmbedded),
        },
        incoming={
            "published": embedded_published.WorkflowRunResidue,
            "tolerant": embedded_tolerant.WorkflowRunResidue,
        },
        residue=embedded_tolerant.AirflowDagRunResidue,
        written=embedded_tolerant.WorkflowRunEmbedded,
        own_fields=frozenset({"workspaceId", "parentRunId", "mode", "output", "error", "cfWorkflowId"}),
        source_own=own_tolerant.AirflowDagRunOwn(),
        settable=("userId", "createdAt", "updatedAt", "workspaceId", "mode"),
        defaulted=("workspaceId", "parentRunId", "mode", "output", "error", "cfWorkflowId"),
    ),
    ("workflow-run", "airflow-dag-run"): Direction(
        source=workflow_run.FORMAT,
        target=airflow_dag_run.FORMAT,
        bridge="airflow-dag-run/1",
        keeps_order=True,
        source_id=plan.RIGHT_IDENTITY,
        target_id=plan.LEFT_IDENTITY,
        wire=fast_path.TO_LEFT,
        own={
            "published": own_variant(own_published.AirflowDagRunOwn, own_published_checks.fits_airflow_dag_run_own),
            "tolerant": own_variant(own_tolerant.AirflowDagRunOwn, own_tolerant_checks.fits_airflow_dag_run_own),
        },
        tables=option_tables(plan.RULES, rightward=False),
        embedded={
            "published": msgspec.json.Decoder(embedded_published.WorkflowRunEmbedded),
            "tolerant": msgspec.json.Decoder(embedded_tolerant.WorkflowRunEmbedded),
        },
        incoming={
            "published": embedded_published.AirflowDagRunResidue,
            "tolerant": embedded_tolerant.AirflowDagRunResidue,
        },
        residue=embedded_tolerant.WorkflowRunResidue,
        written=embedded_tolerant.AirflowDagRunEmbedded,
        own_fields=frozenset(
            {
                "logical_date",
                "data_interval_start",
                "data_interval_end",
                "run_after",
                "note",
                "dag_versions",
                "bundle_version",
                "dag_display_name",
                "partition_key",
                "partition_date",
            }
        ),
        source_own=own_tolerant.WorkflowRunOwn(),
        settable=("run_after",),
        defaulted=(
            "logical_date",
            "data_interval_start",
            "data_interval_end",
            "run_after",
            "note",
            "dag_versions",
            "bundle_version",
            "dag_display_name",
            "partition_key",
            "partition_date",
        ),
    ),
}
