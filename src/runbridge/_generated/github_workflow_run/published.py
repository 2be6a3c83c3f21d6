# Generated from schemas/github_workflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from msgspec import UNSET, Raw, Struct, UnsetType


class GithubWorkflowRunWire(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A GithubWorkflowRun as its text has it: times are text, numbers and opaque fields raw."""

    id: Raw
    node_id: str
    head_sha: str
    run_number: Raw
    event: str
    workflow_id: Raw
    url: str
    html_url: str
    created_at: str
    updated_at: str
    jobs_url: str
    logs_url: str
    check_suite_url: str
    artifacts_url: str
    cancel_url: str
    rerun_url: str
    workflow_url: str
    repository: Raw
    head_repository: Raw
    head_branch: str | None
    path: str
    status: str | None
    conclusion: str | None
    pull_requests: Raw
    head_commit: Raw
    display_title: str
    name: str | None | UnsetType = UNSET
    check_suite_id: Raw | UnsetType = UNSET
    check_suite_node_id: str | UnsetType = UNSET
    run_attempt: Raw | UnsetType = UNSET
    referenced_workflows: Raw | UnsetType = UNSET
    actor: Raw | UnsetType = UNSET
    triggering_actor: Raw | UnsetType = UNSET
    run_started_at: str | UnsetType = UNSET
    previous_attempt_url: str | None | UnsetType = UNSET
    head_repository_id: Raw | UnsetType = UNSET


class UserCheck(Struct, frozen=True, gc=False):
    """What a User must hold, to check one that passes through verbatim."""

    login: str
    id: int
    node_id: str
    avatar_url: str
    gravatar_id: str | None
    url: str
    html_url: str
    followers_url: str
    following_url: str
    gists_url: str
    starred_url: str
    subscriptions_url: str
    organizations_url: str
    repos_url: str
    events_url: str
    received_events_url: str
    type: str
    site_admin: bool
    name: str | None | UnsetType = UNSET
    email: str | None | UnsetType = UNSET
    starred_at: str | UnsetType = UNSET
    user_view_type: str | UnsetType = UNSET


class RepositoryCheck(Struct, frozen=True, gc=False):
    """What a Repository must hold, to check one that passes through verbatim."""

    id: int
    node_id: str
    name: str
    full_name: str
    owner: UserCheck
    private: bool
    html_url: str
    description: str | None
    fork: bool
    url: str
    archive_url: str
    assignees_url: str
    blobs_url: str
    branches_url: str
    collaborators_url: str
    comments_url: str
    commits_url: str
    compare_url: str
    contents_url: str
    contributors_url: str
    deployments_url: str
    downloads_url: str
    events_url: str
    forks_url: str
    git_commits_url: str
    git_refs_url: str
    git_tags_url: str
    issue_comment_url: str
    issue_events_url: str
    issues_url: str
    keys_url: str
    labels_url: str
    languages_url: str
    merges_url: str
    milestones_url: str
    notifications_url: str
    pulls_url: str
    releases_url: str
    stargazers_url: str
    statuses_url: str
    subscribers_url: str
    subscription_url: str
    tags_url: str
    teams_url: str
    trees_url: str
    hooks_url: str


class GitPersonCheck(Struct, frozen=True, gc=False):
    """What a GitPerson must hold, to check one that passes through verbatim."""

    name: str
    email: str


class PullRequestRepositoryCheck(Struct, frozen=True, gc=False):
    """What a PullRequestRepository must hold, to check one that passes through verbatim."""

    id: int
    url: str
    name: str


class ReferencedWorkflowCheck(Struct, frozen=True, gc=False):
    """What a ReferencedWorkflow must hold, to check one that passes through verbatim."""

    path: str
    sha: str
    ref: str | UnsetType = UNSET


class PullRequestBranchCheck(Struct, frozen=True, gc=False):
    """What a PullRequestBranch must hold, to check one that passes through verbatim."""

    ref: str
    sha: str
    repo: PullRequestRepositoryCheck


class PullRequestCheck(Struct, frozen=True, gc=False):
    """What a PullRequest must hold, to check one that passes through verbatim."""

    id: int
    number: int
    url: str
    head: PullRequestBranchCheck
    base: PullRequestBranchCheck


class GithubWorkflowRunCheck(Struct, frozen=True, gc=False):
    """What a GithubWorkflowRun must hold, to check one and no more."""

    id: int
    node_id: str
    head_branch: str | None
    head_sha: str
    path: str
    run_number: int
    event: str
    status: str | None
    conclusion: str | None
    workflow_id: int
    url: str
    html_url: str
    pull_requests: list[PullRequestCheck] | None
    created_at: str
    updated_at: str
    jobs_url: str
    logs_url: str
    check_suite_url: str
    artifacts_url: str
    cancel_url: str
    rerun_url: str
    workflow_url: str
    head_commit: Raw
    """The commit that the run is for."""
    repository: RepositoryCheck
    head_repository: RepositoryCheck
    display_title: str
    name: str | None | UnsetType = UNSET
    check_suite_id: int | UnsetType = UNSET
    check_suite_node_id: str | UnsetType = UNSET
    run_attempt: int | UnsetType = UNSET
    referenced_workflows: list[ReferencedWorkflowCheck] | None | UnsetType = UNSET
    actor: UserCheck | UnsetType = UNSET
    triggering_actor: UserCheck | UnsetType = UNSET
    run_started_at: str | UnsetType = UNSET
    previous_attempt_url: str | None | UnsetType = UNSET
    head_repository_id: int | UnsetType = UNSET
