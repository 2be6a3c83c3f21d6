# Generated from schemas/github_workflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any

from msgspec import UNSET, Struct, UnsetType, field

from runbridge._runtime import Timestamp


class User(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A user, a bot or an organization."""

    login: str
    """User name."""
    id: int
    """Identifier of the user."""
    node_id: str
    """Identifier of the user in the GraphQL API."""
    avatar_url: str
    """Picture of the user."""
    gravatar_id: str | None
    """Identifier of the picture at Gravatar; empty for most users."""
    url: str
    """API address of the user."""
    html_url: str
    """Web page of the user."""
    followers_url: str
    """API address of the user's followers."""
    following_url: str
    """API address of the users whom this one follows."""
    gists_url: str
    """API address of the user's gists."""
    starred_url: str
    """API address of the repositories with a star of the user."""
    subscriptions_url: str
    """API address of the repositories that the user watches."""
    organizations_url: str
    """API address of the user's organizations."""
    repos_url: str
    """API address of the user's repositories."""
    events_url: str
    """API address of the user's activity."""
    received_events_url: str
    """API address of activity that the user gets notifications of."""
    type: str
    """Kind of account, such as User, Bot or Organization."""
    site_admin: bool
    """Whether the user works for GitHub."""
    name: str | None | UnsetType = UNSET
    """Display name."""
    email: str | None | UnsetType = UNSET
    """Public e-mail address."""
    starred_at: str | UnsetType = UNSET
    """When the user gave a star."""
    user_view_type: str | UnsetType = UNSET
    """Whether the object has public or private data of the user."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class Repository(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A repository, with the fields that a run has of it; there may be more."""

    id: int
    """Identifier of the repository."""
    node_id: str
    """Identifier of the repository in the GraphQL API."""
    name: str
    """Name of the repository."""
    full_name: str
    """Name of the owner and of the repository."""
    owner: User
    """User or organization that owns the repository."""
    private: bool
    """Whether the repository is not public."""
    html_url: str
    """Web page of the repository."""
    description: str | None
    """What the repository is for."""
    fork: bool
    """Whether the repository is a fork."""
    url: str
    """API address of the repository."""
    archive_url: str
    """API address of the repository's archives."""
    assignees_url: str
    """API address of the repository's possible assignees."""
    blobs_url: str
    """API address of the repository's Git blobs."""
    branches_url: str
    """API address of the repository's branches."""
    collaborators_url: str
    """API address of the repository's collaborators."""
    comments_url: str
    """API address of the repository's comments on commits."""
    commits_url: str
    """API address of the repository's commits."""
    compare_url: str
    """API address of the repository's comparisons."""
    contents_url: str
    """API address of the repository's files."""
    contributors_url: str
    """API address of the repository's contributors."""
    deployments_url: str
    """API address of the repository's deployments."""
    downloads_url: str
    """API address of the repository's downloads."""
    events_url: str
    """API address of the repository's activity."""
    forks_url: str
    """API address of the repository's forks."""
    git_commits_url: str
    """API address of the repository's Git commits."""
    git_refs_url: str
    """API address of the repository's Git references."""
    git_tags_url: str
    """API address of the repository's Git tags."""
    issue_comment_url: str
    """API address of the repository's comments on issues."""
    issue_events_url: str
    """API address of the repository's events of issues."""
    issues_url: str
    """API address of the repository's issues."""
    keys_url: str
    """API address of the repository's deploy keys."""
    labels_url: str
    """API address of the repository's labels."""
    languages_url: str
    """API address of the repository's languages."""
    merges_url: str
    """API address of the repository's merges."""
    milestones_url: str
    """API address of the repository's milestones."""
    notifications_url: str
    """API address of the repository's notifications."""
    pulls_url: str
    """API address of the repository's pull requests."""
    releases_url: str
    """API address of the repository's releases."""
    stargazers_url: str
    """API address of the repository's users who gave a star."""
    statuses_url: str
    """API address of the repository's commit statuses."""
    subscribers_url: str
    """API address of the repository's watching users."""
    subscription_url: str
    """API address of the repository's subscription of the caller."""
    tags_url: str
    """API address of the repository's tags."""
    teams_url: str
    """API address of the repository's teams."""
    trees_url: str
    """API address of the repository's Git trees."""
    hooks_url: str
    """API address of the repository's webhooks."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class GitPerson(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A person as Git knows one."""

    name: str
    """Name of the person."""
    email: str
    """E-mail address of the person."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class PullRequestRepository(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A repository of a pull request."""

    id: int
    """Identifier of the repository."""
    url: str
    """API address of the repository."""
    name: str
    """Name of the repository."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class ReferencedWorkflow(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A workflow that another one calls."""

    path: str
    """Path of the workflow's file, with its repository."""
    sha: str
    """Commit of the workflow."""
    ref: str | UnsetType = UNSET
    """Branch or tag of the workflow."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class Commit(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A commit."""

    id: str
    """Hash of the commit."""
    tree_id: str
    """Hash of the commit's tree."""
    message: str
    """Message of the commit."""
    timestamp: Timestamp
    """When the commit was made."""
    author: GitPerson | None
    """Who wrote the change."""
    committer: GitPerson | None
    """Who made the commit."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class PullRequestBranch(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A branch of a pull request."""

    ref: str
    """Name of the branch."""
    sha: str
    """Commit at its head."""
    repo: PullRequestRepository
    """Repository of the branch."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class PullRequest(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A pull request."""

    id: int
    """Identifier of the pull request."""
    number: int
    """Number of the pull request within its repository."""
    url: str
    """API address of the pull request."""
    head: PullRequestBranch
    """Branch with the change."""
    base: PullRequestBranch
    """Branch that the change is for."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""


class GithubWorkflowRun(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A workflow run of GitHub Actions, as in its OpenAPI description (npm @octokit/openapi 23.0.2, workflow-run)."""

    id: int
    """Identifier of the run."""
    node_id: str
    """Identifier of the run in the GraphQL API."""
    head_branch: str | None
    """Branch that the run is for."""
    head_sha: str
    """Commit that the run is for."""
    path: str
    """Path of the workflow's file, with the branch or tag where it is in another repository."""
    run_number: int
    """Sequence number of the run within its workflow."""
    event: str
    """Event that started the run."""
    status: str | None
    """How far the run has come."""
    conclusion: str | None
    """How the run ended; null before that."""
    workflow_id: int
    """Identifier of the workflow."""
    url: str
    """API address of the run."""
    html_url: str
    """Web page of the run."""
    pull_requests: list[PullRequest] | None
    """Open pull requests with the same branch or commit."""
    created_at: Timestamp
    """When the run was created."""
    updated_at: Timestamp
    """When the run was last changed."""
    jobs_url: str
    """API address of the run's jobs."""
    logs_url: str
    """API address of the run's logs."""
    check_suite_url: str
    """API address of the run's check suite."""
    artifacts_url: str
    """API address of the files that the run produced."""
    cancel_url: str
    """API address to cancel the run."""
    rerun_url: str
    """API address to start the run again."""
    workflow_url: str
    """API address of the workflow."""
    head_commit: Commit | None
    """The commit that the run is for."""
    repository: Repository
    """Repository of the workflow."""
    head_repository: Repository
    """Repository of the commit; another one for a pull request from a fork."""
    display_title: str
    """Title of the run on its web page."""
    name: str | None | UnsetType = UNSET
    """Name of the workflow; may be empty."""
    check_suite_id: int | UnsetType = UNSET
    """Identifier of the run's check suite."""
    check_suite_node_id: str | UnsetType = UNSET
    """Identifier of the check suite in the GraphQL API."""
    run_attempt: int | UnsetType = UNSET
    """Sequence number of the attempt; 1 unless the run was started again."""
    referenced_workflows: list[ReferencedWorkflow] | None | UnsetType = UNSET
    """Reusable workflows that the workflow calls."""
    actor: User | UnsetType = UNSET
    """User whom the run belongs to."""
    triggering_actor: User | UnsetType = UNSET
    """User who started this attempt."""
    run_started_at: Timestamp | UnsetType = UNSET
    """When this attempt was started."""
    previous_attempt_url: str | None | UnsetType = UNSET
    """API address of the attempt before this one, if there is one."""
    head_repository_id: int | UnsetType = UNSET
    """Identifier of the repository of the commit."""
    unknown: dict[str, Any] | UnsetType = field(name="(unknown)", default=UNSET)
    """Fields that the schema does not name, by name; UNSET if there are none."""
