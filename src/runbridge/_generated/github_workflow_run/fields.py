# Generated from schemas/github_workflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any

from runbridge._runtime.json_codec import VisitRecord, is_record

USER_FIELDS = frozenset(
    {
        "name",
        "email",
        "login",
        "id",
        "node_id",
        "avatar_url",
        "gravatar_id",
        "url",
        "html_url",
        "followers_url",
        "following_url",
        "gists_url",
        "starred_url",
        "subscriptions_url",
        "organizations_url",
        "repos_url",
        "events_url",
        "received_events_url",
        "type",
        "site_admin",
        "starred_at",
        "user_view_type",
    }
)

REPOSITORY_FIELDS = frozenset(
    {
        "id",
        "node_id",
        "name",
        "full_name",
        "owner",
        "private",
        "html_url",
        "description",
        "fork",
        "url",
        "archive_url",
        "assignees_url",
        "blobs_url",
        "branches_url",
        "collaborators_url",
        "comments_url",
        "commits_url",
        "compare_url",
        "contents_url",
        "contributors_url",
        "deployments_url",
        "downloads_url",
        "events_url",
        "forks_url",
        "git_commits_url",
        "git_refs_url",
        "git_tags_url",
        "issue_comment_url",
        "issue_events_url",
        "issues_url",
        "keys_url",
        "labels_url",
        "languages_url",
        "merges_url",
        "milestones_url",
        "notifications_url",
        "pulls_url",
        "releases_url",
        "stargazers_url",
        "statuses_url",
        "subscribers_url",
        "subscription_url",
        "tags_url",
        "teams_url",
        "trees_url",
        "hooks_url",
    }
)

COMMIT_FIELDS = frozenset({"id", "tree_id", "message", "timestamp", "author", "committer"})

GIT_PERSON_FIELDS = frozenset({"name", "email"})

PULL_REQUEST_FIELDS = frozenset({"id", "number", "url", "head", "base"})

PULL_REQUEST_BRANCH_FIELDS = frozenset({"ref", "sha", "repo"})

PULL_REQUEST_REPOSITORY_FIELDS = frozenset({"id", "url", "name"})

REFERENCED_WORKFLOW_FIELDS = frozenset({"path", "sha", "ref"})

GITHUB_WORKFLOW_RUN_FIELDS = frozenset(
    {
        "id",
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
        "event",
        "status",
        "conclusion",
        "workflow_id",
        "url",
        "html_url",
        "pull_requests",
        "created_at",
        "updated_at",
        "actor",
        "triggering_actor",
        "run_started_at",
        "jobs_url",
        "logs_url",
        "check_suite_url",
        "artifacts_url",
        "cancel_url",
        "rerun_url",
        "previous_attempt_url",
        "workflow_url",
        "head_commit",
        "repository",
        "head_repository",
        "head_repository_id",
        "display_title",
    }
)


def walk_user(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a User, then on itself."""
    visit(record, USER_FIELDS)


def walk_repository(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a Repository, then on itself."""
    item = record.get("owner")
    if is_record(item):
        walk_user(item, visit)
    visit(record, REPOSITORY_FIELDS)


def walk_commit(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a Commit, then on itself."""
    item = record.get("author")
    if is_record(item):
        walk_git_person(item, visit)
    item = record.get("committer")
    if is_record(item):
        walk_git_person(item, visit)
    visit(record, COMMIT_FIELDS)


def walk_git_person(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a GitPerson, then on itself."""
    visit(record, GIT_PERSON_FIELDS)


def walk_pull_request(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a PullRequest, then on itself."""
    item = record.get("head")
    if is_record(item):
        walk_pull_request_branch(item, visit)
    item = record.get("base")
    if is_record(item):
        walk_pull_request_branch(item, visit)
    visit(record, PULL_REQUEST_FIELDS)


def walk_pull_request_branch(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a PullRequestBranch, then on itself."""
    item = record.get("repo")
    if is_record(item):
        walk_pull_request_repository(item, visit)
    visit(record, PULL_REQUEST_BRANCH_FIELDS)


def walk_pull_request_repository(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a PullRequestRepository, then on itself."""
    visit(record, PULL_REQUEST_REPOSITORY_FIELDS)


def walk_referenced_workflow(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a ReferencedWorkflow, then on itself."""
    visit(record, REFERENCED_WORKFLOW_FIELDS)


def walk(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a GithubWorkflowRun, then on itself."""
    for item in record.get("referenced_workflows") or ():
        walk_referenced_workflow(item, visit)
    for item in record.get("pull_requests") or ():
        walk_pull_request(item, visit)
    item = record.get("actor")
    if is_record(item):
        walk_user(item, visit)
    item = record.get("triggering_actor")
    if is_record(item):
        walk_user(item, visit)
    item = record.get("head_commit")
    if is_record(item):
        walk_commit(item, visit)
    item = record.get("repository")
    if is_record(item):
        walk_repository(item, visit)
    item = record.get("head_repository")
    if is_record(item):
        walk_repository(item, visit)
    visit(record, GITHUB_WORKFLOW_RUN_FIELDS)
