# Generated from schemas/github_workflow_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec

from runbridge._runtime.registry import Direction, own_variant
from runbridge._runtime.rule_steps import option_tables

from ... import github_workflow_run, workflow_run
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
    ("github-workflow-run", "workflow-run"): Direction(
        source=github_workflow_run.FORMAT,
        target=workflow_run.FORMAT,
        bridge="github-workflow-run/1",
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
            "published": msgspec.json.Decoder(embedded_published.GithubWorkflowRunEmbedded),
            "tolerant": msgspec.json.Decoder(embedded_tolerant.GithubWorkflowRunEmbedded),
        },
        incoming={
            "published": embedded_published.WorkflowRunResidue,
            "tolerant": embedded_tolerant.WorkflowRunResidue,
        },
        residue=embedded_tolerant.GithubWorkflowRunResidue,
        written=embedded_tolerant.WorkflowRunEmbedded,
        own_fields=frozenset(
            {
                "parentRunId",
                "mode",
                "input",
                "output",
                "error",
                "cfWorkflowId",
                "durationMs",
                "completedAt",
            }
        ),
        source_own=own_tolerant.GithubWorkflowRunOwn(),
        settable=("userId", "mode"),
        defaulted=(
            "parentRunId",
            "mode",
            "input",
            "output",
            "error",
            "cfWorkflowId",
            "durationMs",
            "completedAt",
        ),
    ),
    ("workflow-run", "github-workflow-run"): Direction(
        source=workflow_run.FORMAT,
        target=github_workflow_run.FORMAT,
        bridge="github-workflow-run/1",
        keeps_order=True,
        source_id=plan.RIGHT_IDENTITY,
        target_id=plan.LEFT_IDENTITY,
        wire=fast_path.TO_LEFT,
        own={
            "published": own_variant(
                own_published.GithubWorkflowRunOwn, own_published_checks.fits_github_workflow_run_own
            ),
            "tolerant": own_variant(
                own_tolerant.GithubWorkflowRunOwn, own_tolerant_checks.fits_github_workflow_run_own
            ),
        },
        tables=option_tables(plan.RULES, rightward=False),
        embedded={
            "published": msgspec.json.Decoder(embedded_published.WorkflowRunEmbedded),
            "tolerant": msgspec.json.Decoder(embedded_tolerant.WorkflowRunEmbedded),
        },
        incoming={
            "published": embedded_published.GithubWorkflowRunResidue,
            "tolerant": embedded_tolerant.GithubWorkflowRunResidue,
        },
        residue=embedded_tolerant.WorkflowRunResidue,
        written=embedded_tolerant.GithubWorkflowRunEmbedded,
        own_fields=frozenset(
            {
                "name",
                "node_id",
                "check_suite_id",
                "check_suite_node_id",
                "head_branch",
                "head_sha",
                "path",
                "run_number",
                "run_attempt",
                "referenced_workflows",
                "url",
                "html_url",
                "pull_requests",
                "triggering_actor",
                "jobs_url",
                "logs_url",
                "check_suite_url",
                "artifacts_url",
                "cancel_url",
                "rerun_url",
                "previous_attempt_url",
                "workflow_url",
                "head_commit",
                "head_repository",
                "head_repository_id",
                "display_title",
                "repository",
                "actor",
            }
        ),
        source_own=own_tolerant.WorkflowRunOwn(),
        settable=(
            "node_id",
            "run_number",
            "display_title",
            "head_sha",
            "path",
            "url",
            "html_url",
            "head_repository",
            "repository",
            "jobs_url",
            "logs_url",
            "check_suite_url",
            "cancel_url",
            "rerun_url",
            "artifacts_url",
            "workflow_url",
        ),
        defaulted=(
            "node_id",
            "head_branch",
            "head_sha",
            "path",
            "run_number",
            "url",
            "html_url",
            "pull_requests",
            "jobs_url",
            "logs_url",
            "check_suite_url",
            "artifacts_url",
            "cancel_url",
            "rerun_url",
            "workflow_url",
            "head_commit",
            "head_repository",
            "display_title",
            "repository",
        ),
    ),
}
