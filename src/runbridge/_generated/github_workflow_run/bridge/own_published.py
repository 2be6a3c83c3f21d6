# Generated from schemas/github_workflow_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Literal

from msgspec import UNSET, Raw, Struct, UnsetType, field

from runbridge._runtime import NULL


class GithubWorkflowRunOwn(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The fields of a GithubWorkflowRun that the other format does not have."""

    name: str | None | UnsetType = UNSET
    node_id: str | UnsetType = UNSET
    check_suite_id: Raw | UnsetType = UNSET
    check_suite_node_id: str | UnsetType = UNSET
    head_branch: str | None | UnsetType = None
    head_sha: str | UnsetType = UNSET
    path: str | UnsetType = UNSET
    run_number: Raw | UnsetType = UNSET
    run_attempt: Raw | UnsetType = UNSET
    referenced_workflows: Raw | UnsetType = UNSET
    url: str | UnsetType = UNSET
    html_url: str | UnsetType = UNSET
    pull_requests: Raw | UnsetType = NULL
    triggering_actor: Raw | UnsetType = UNSET
    jobs_url: str | UnsetType = UNSET
    logs_url: str | UnsetType = UNSET
    check_suite_url: str | UnsetType = UNSET
    artifacts_url: str | UnsetType = UNSET
    cancel_url: str | UnsetType = UNSET
    rerun_url: str | UnsetType = UNSET
    previous_attempt_url: str | None | UnsetType = UNSET
    workflow_url: str | UnsetType = UNSET
    head_commit: Raw | UnsetType = NULL
    head_repository: Raw | UnsetType = UNSET
    head_repository_id: Raw | UnsetType = UNSET
    display_title: str | UnsetType = UNSET
    repository: Raw | UnsetType = UNSET
    actor: Raw | UnsetType = UNSET


class WorkflowRunOwn(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The fields of a WorkflowRun that the other format does not have."""

    parent_run_id: str | None | UnsetType = field(name="parentRunId", default=None)
    mode: Literal["sync", "async"] | UnsetType = UNSET
    input: Raw | UnsetType = NULL
    output: Raw | UnsetType = NULL
    error: str | None | UnsetType = None
    cf_workflow_id: str | None | UnsetType = field(name="cfWorkflowId", default=None)
    duration_ms: Raw | UnsetType = field(name="durationMs", default=NULL)
    completed_at: str | None | UnsetType = field(name="completedAt", default=None)
