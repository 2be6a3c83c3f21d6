# Generated from schemas/github_workflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec

from runbridge._runtime.registry import Variant

from . import tolerant, tolerant_batch, tolerant_checks

VARIANT = Variant(
    record=tolerant.GithubWorkflowRunWire,
    fits=tolerant_checks.fits,
    fits_all=tolerant_batch.fits_all,
    checker=msgspec.json.Decoder(tolerant.GithubWorkflowRunCheck),
    checks_all=tolerant_batch.checks_all,
    nullable=frozenset(
        {
            "name",
            "check_suite_id",
            "check_suite_node_id",
            "head_branch",
            "path",
            "run_attempt",
            "referenced_workflows",
            "status",
            "conclusion",
            "pull_requests",
            "actor",
            "triggering_actor",
            "run_started_at",
            "previous_attempt_url",
            "head_commit",
            "head_repository_id",
            "display_title",
        }
    ),
    omittable=frozenset(
        {
            "name",
            "check_suite_id",
            "check_suite_node_id",
            "head_branch",
            "path",
            "run_attempt",
            "referenced_workflows",
            "status",
            "conclusion",
            "pull_requests",
            "actor",
            "triggering_actor",
            "run_started_at",
            "previous_attempt_url",
            "head_commit",
            "head_repository_id",
            "display_title",
        }
    ),
)
