# Generated from schemas/github_workflow_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from msgspec import UNSET

from runbridge._runtime.times import is_lax_time_or_null
from runbridge._runtime.wire_helpers import is_integer, is_integer_or_null, is_null, is_number_or_null

from ..tolerant_checks import fits_actor as github_workflow_run_fits_actor
from ..tolerant_checks import fits_head_commit as github_workflow_run_fits_head_commit
from ..tolerant_checks import fits_head_repository as github_workflow_run_fits_head_repository
from ..tolerant_checks import fits_pull_requests as github_workflow_run_fits_pull_requests
from ..tolerant_checks import fits_referenced_workflows as github_workflow_run_fits_referenced_workflows
from ..tolerant_checks import fits_repository as github_workflow_run_fits_repository
from ..tolerant_checks import fits_triggering_actor as github_workflow_run_fits_triggering_actor
from .own_tolerant import GithubWorkflowRunOwn, WorkflowRunOwn


def fits_github_workflow_run_own(record: GithubWorkflowRunOwn) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return (
        (record.check_suite_id is UNSET or is_integer_or_null(record.check_suite_id))
        and (record.run_number is UNSET or is_integer(record.run_number))
        and (record.run_attempt is UNSET or is_integer_or_null(record.run_attempt))
        and (
            record.referenced_workflows is UNSET
            or is_null(record.referenced_workflows)
            or github_workflow_run_fits_referenced_workflows(record.referenced_workflows)
        )
        and (
            record.pull_requests is UNSET
            or is_null(record.pull_requests)
            or github_workflow_run_fits_pull_requests(record.pull_requests)
        )
        and (record.triggering_actor is UNSET or github_workflow_run_fits_triggering_actor(record.triggering_actor))
        and (record.head_commit is UNSET or github_workflow_run_fits_head_commit(record.head_commit))
        and (record.head_repository is UNSET or github_workflow_run_fits_head_repository(record.head_repository))
        and (record.head_repository_id is UNSET or is_integer_or_null(record.head_repository_id))
        and (record.repository is UNSET or github_workflow_run_fits_repository(record.repository))
        and (record.actor is UNSET or github_workflow_run_fits_actor(record.actor))
    )


def fits_workflow_run_own(record: WorkflowRunOwn) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return (record.duration_ms is UNSET or is_number_or_null(record.duration_ms)) and (
        record.completed_at is UNSET or is_lax_time_or_null(record.completed_at)
    )
