# Generated from schemas/github_workflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec

from runbridge._runtime.registry import Variant

from . import published, published_batch, published_checks

VARIANT = Variant(
    record=published.GithubWorkflowRunWire,
    fits=published_checks.fits,
    fits_all=published_batch.fits_all,
    checker=msgspec.json.Decoder(published.GithubWorkflowRunCheck),
    checks_all=published_batch.checks_all,
    nullable=frozenset(
        {
            "name",
            "head_branch",
            "referenced_workflows",
            "status",
            "conclusion",
            "pull_requests",
            "previous_attempt_url",
            "head_commit",
        }
    ),
    omittable=frozenset(
        {
            "name",
            "check_suite_id",
            "check_suite_node_id",
            "run_attempt",
            "referenced_workflows",
            "actor",
            "triggering_actor",
            "run_started_at",
            "previous_attempt_url",
            "head_repository_id",
        }
    ),
)
