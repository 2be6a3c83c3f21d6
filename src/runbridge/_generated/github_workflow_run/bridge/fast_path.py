# Generated from schemas/github_workflow_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any

from msgspec import UNSET, Raw

from runbridge._runtime import NULL
from runbridge._runtime.conversion import ConvertedParts, IncomingResidue, Options
from runbridge._runtime.fast_path import KnownRows, inexact, kept_of, make_of, option_text, restored, written
from runbridge._runtime.schema import accepts

from . import plan
from .embedded_tolerant import GithubWorkflowRunEmbedded, WorkflowRunEmbedded
from .own_tolerant import GithubWorkflowRunOwn, WorkflowRunOwn

GITHUB_WORKFLOW_RUN_EMBEDDED: Any = GithubWorkflowRunEmbedded
GITHUB_WORKFLOW_RUN_OWN: Any = GithubWorkflowRunOwn
WORKFLOW_RUN_EMBEDDED: Any = WorkflowRunEmbedded
WORKFLOW_RUN_OWN: Any = WorkflowRunOwn
TO_RIGHT_ID = make_of(plan.TO_RIGHT.steps[0])
TO_RIGHT_SUBJECT_ID = make_of(plan.TO_RIGHT.steps[1])
TO_RIGHT_STATUS = KnownRows(plan.TO_RIGHT.steps[4])
TO_RIGHT_TRIGGERED_BY = KnownRows(plan.TO_RIGHT.steps[5])
TO_LEFT_ID = make_of(plan.TO_LEFT.steps[0])
TO_LEFT_WORKFLOW_ID = make_of(plan.TO_LEFT.steps[1])
TO_LEFT_STATUS = KnownRows(plan.TO_LEFT.steps[4])
TO_LEFT_EVENT = KnownRows(plan.TO_LEFT.steps[5])


def to_workflow_run(source: Any, residue: IncomingResidue[Any], options: Options) -> ConvertedParts | None:
    """A GithubWorkflowRun as a WorkflowRun; None for one that is left to the plan."""
    entries = frozenset((*residue.via, *residue.absent)) if residue.via or residue.absent else None
    start = plan.TO_RIGHT.start(residue, options)
    in_repository = plan.TO_RIGHT.source_readers["repository"].read_field(source.repository)
    if in_repository is None:
        return None
    in_actor = plan.TO_RIGHT.source_readers["actor"].read_field(source.actor)
    if in_actor is None:
        return None
    via: dict[str, dict[str, Any]] = {}
    absent: tuple[str, ...] = ()
    differing: set[str] = set()

    # By the rules.
    if entries and not entries.isdisjoint(("id",)):
        found = restored(plan.TO_RIGHT, 0, (source.id,), residue, options)
        if found is None:
            return None
        (id_,) = found
    else:
        found = source.id
        if found.__class__ is Raw and found != NULL:
            id_ = TO_RIGHT_ID(found, options)
            if id_ is UNSET:
                found = inexact(plan.TO_RIGHT.steps[0], found)
                if found is None:
                    return None
                id_, notes = found
                via.update(notes.via)
                absent += notes.absent
                differing |= notes.differing
        else:
            return None
    if entries and not entries.isdisjoint(("subjectId",)):
        found = restored(plan.TO_RIGHT, 1, (source.workflow_id,), residue, options)
        if found is None:
            return None
        (subject_id,) = found
    else:
        found = source.workflow_id
        if found.__class__ is Raw and found != NULL:
            subject_id = TO_RIGHT_SUBJECT_ID(found, options)
            if subject_id is UNSET:
                found = inexact(plan.TO_RIGHT.steps[1], found)
                if found is None:
                    return None
                subject_id, notes = found
                via.update(notes.via)
                absent += notes.absent
                differing |= notes.differing
        else:
            return None
    if entries and not entries.isdisjoint(("workspaceId",)):
        return None
    else:
        found = plan.TO_RIGHT.source_readers["repository"].find("/repository/owner/login", in_repository)
        if found.__class__ is str:
            workspace_id = found
        elif found is UNSET:
            workspace_id = option_text("workspaceId", options)
            if workspace_id is None:
                return None
            differing.add("repository")
        elif found is None:
            workspace_id = option_text("workspaceId", options)
            if workspace_id is None:
                return None
            differing.add("repository")
        else:
            return None
    if entries and not entries.isdisjoint(("userId",)):
        return None
    else:
        found = in_actor.login
        if found.__class__ is str:
            user_id = found
        elif found is UNSET:
            user_id = option_text("userId", options)
            if user_id is None:
                return None
            differing.add("actor")
        elif found is None:
            user_id = option_text("userId", options)
            if user_id is None:
                return None
            differing.add("actor")
        else:
            return None
    if entries and not entries.isdisjoint(("status",)):
        found = restored(plan.TO_RIGHT, 4, (source.status, source.conclusion), residue, options)
        if found is None:
            return None
        (status,) = found
    else:
        found = (TO_RIGHT_STATUS.mapped(options) if options.map else TO_RIGHT_STATUS)[source.status, source.conclusion]
        if found is None:
            return None
        status, notes = found
        if notes is not None:
            via.update(notes.via)
            absent += notes.absent
            differing |= notes.differing
    if entries and not entries.isdisjoint(("triggeredBy",)):
        found = restored(plan.TO_RIGHT, 5, (source.event,), residue, options)
        if found is None:
            return None
        (triggered_by,) = found
    else:
        found = (TO_RIGHT_TRIGGERED_BY.mapped(options) if options.map else TO_RIGHT_TRIGGERED_BY)[source.event]
        if found is None:
            return None
        triggered_by, notes = found
        if notes is not None:
            via.update(notes.via)
            absent += notes.absent
            differing |= notes.differing
    if entries and not entries.isdisjoint(("createdAt",)):
        found = restored(plan.TO_RIGHT, 6, (source.created_at,), residue, options)
        if found is None:
            return None
        (created_at,) = found
    else:
        found = source.created_at
        if found.__class__ is str:
            created_at = found
        elif found is UNSET:
            created_at = option_text("createdAt", options)
            if created_at is None:
                return None
            differing.add("created_at")
            absent += ("created_at",)
        elif found is None:
            created_at = option_text("createdAt", options)
            if created_at is None:
                return None
            differing.add("created_at")
            via["created_at"] = {"was": None, "saw": created_at}
        else:
            return None
    if entries and not entries.isdisjoint(("updatedAt",)):
        found = restored(plan.TO_RIGHT, 7, (source.updated_at,), residue, options)
        if found is None:
            return None
        (updated_at,) = found
    else:
        found = source.updated_at
        if found.__class__ is str:
            updated_at = found
        elif found is UNSET:
            updated_at = option_text("updatedAt", options)
            if updated_at is None:
                return None
            differing.add("updated_at")
            absent += ("updated_at",)
        elif found is None:
            updated_at = option_text("updatedAt", options)
            if updated_at is None:
                return None
            differing.add("updated_at")
            via["updated_at"] = {"was": None, "saw": updated_at}
        else:
            return None
    if entries and not entries.isdisjoint(("startedAt",)):
        found = restored(plan.TO_RIGHT, 8, (source.run_started_at,), residue, options)
        if found is None:
            return None
        (started_at,) = found
    else:
        found = source.run_started_at
        if found.__class__ is str:
            started_at = found
        elif found is UNSET:
            started_at = None
        elif found is None:
            started_at = None
            via["run_started_at"] = {"was": None, "saw": None}
            differing.add("run_started_at")
        else:
            return None

    # Fields without counterpart.
    if start["mode"] is UNSET and "mode" not in residue.absent:
        return None

    # What the residue keeps.
    if UNSET in (source.head_branch, source.pull_requests, source.head_commit):
        return None
    if source.node_id is UNSET:
        return None
    own_node_id = UNSET if options.set and options.set.get("node_id") == source.node_id else source.node_id
    if source.head_sha is UNSET:
        return None
    own_head_sha = UNSET if options.set and options.set.get("head_sha") == source.head_sha else source.head_sha
    if source.path is UNSET:
        return None
    own_path = UNSET if options.set and options.set.get("path") == source.path else source.path
    if source.run_number is UNSET:
        return None
    if "run_number" in options.set:
        return None
    own_run_number = source.run_number
    if source.url is UNSET:
        return None
    own_url = UNSET if options.set and options.set.get("url") == source.url else source.url
    if source.html_url is UNSET:
        return None
    own_html_url = UNSET if options.set and options.set.get("html_url") == source.html_url else source.html_url
    if source.jobs_url is UNSET:
        return None
    own_jobs_url = UNSET if options.set and options.set.get("jobs_url") == source.jobs_url else source.jobs_url
    if source.logs_url is UNSET:
        return None
    own_logs_url = UNSET if options.set and options.set.get("logs_url") == source.logs_url else source.logs_url
    if source.check_suite_url is UNSET:
        return None
    own_check_suite_url = UNSET if options.set and options.set.get("check_suite_url") == source.check_suite_url else source.check_suite_url
    if source.artifacts_url is UNSET:
        return None
    own_artifacts_url = UNSET if options.set and options.set.get("artifacts_url") == source.artifacts_url else source.artifacts_url
    if source.cancel_url is UNSET:
        return None
    own_cancel_url = UNSET if options.set and options.set.get("cancel_url") == source.cancel_url else source.cancel_url
    if source.rerun_url is UNSET:
        return None
    own_rerun_url = UNSET if options.set and options.set.get("rerun_url") == source.rerun_url else source.rerun_url
    if source.workflow_url is UNSET:
        return None
    own_workflow_url = UNSET if options.set and options.set.get("workflow_url") == source.workflow_url else source.workflow_url
    if source.head_repository is UNSET:
        return None
    if "head_repository" in options.set:
        return None
    own_head_repository = source.head_repository
    if source.display_title is UNSET:
        return None
    own_display_title = UNSET if options.set and options.set.get("display_title") == source.display_title else source.display_title
    if source.repository is UNSET:
        return None
    if "repository" in options.set:
        return None
    own_repository = source.repository
    own_actor = kept_of(plan.TO_RIGHT.holders["actor"], source.actor, is_exact="actor" not in differing)
    if own_actor is None:
        return None
    own = GITHUB_WORKFLOW_RUN_OWN(
        source.name,
        own_node_id,
        NULL if source.check_suite_id == NULL else source.check_suite_id,
        source.check_suite_node_id,
        source.head_branch,
        own_head_sha,
        own_path,
        own_run_number,
        NULL if source.run_attempt == NULL else source.run_attempt,
        NULL if source.referenced_workflows == NULL else source.referenced_workflows,
        own_url,
        own_html_url,
        NULL if source.pull_requests == NULL else source.pull_requests,
        NULL if source.triggering_actor == NULL else source.triggering_actor,
        own_jobs_url,
        own_logs_url,
        own_check_suite_url,
        own_artifacts_url,
        own_cancel_url,
        own_rerun_url,
        source.previous_attempt_url,
        own_workflow_url,
        NULL if source.head_commit == NULL else source.head_commit,
        own_head_repository,
        NULL if source.head_repository_id == NULL else source.head_repository_id,
        own_display_title,
        own_repository,
        own_actor,
    )
    record = WORKFLOW_RUN_EMBEDDED(
        id_,
        workspace_id,
        subject_id,
        status,
        start["mode"],
        triggered_by,
        user_id,
        created_at,
        updated_at,
        start["parent_run_id"],
        start["input"],
        start["output"],
        start["error"],
        start["cf_workflow_id"],
        start["duration_ms"],
        started_at,
        start["completed_at"],
    )
    return record, own, via, absent, (), ()


def to_github_workflow_run(source: Any, residue: IncomingResidue[Any], options: Options) -> ConvertedParts | None:
    """A WorkflowRun as a GithubWorkflowRun; None for one that is left to the plan."""
    entries = frozenset((*residue.via, *residue.absent)) if residue.via or residue.absent else None
    if entries and not entries.isdisjoint(("repository", "actor")):
        return None
    start = plan.TO_LEFT.start(residue, options)
    repository = start["repository"]
    actor = start["actor"]
    in_repository = plan.TO_LEFT.target_readers["repository"].read_field(repository)
    if in_repository is None:
        return None
    in_actor = plan.TO_LEFT.target_readers["actor"].read_field(actor)
    if in_actor is None:
        return None
    via: dict[str, dict[str, Any]] = {}
    absent: tuple[str, ...] = ()
    differing: set[str] = set()

    # By the rules.
    if entries and not entries.isdisjoint(("id",)):
        found = restored(plan.TO_LEFT, 0, (source.id,), residue, options)
        if found is None:
            return None
        (id_,) = found
    else:
        found = source.id
        if found.__class__ is str:
            id_ = TO_LEFT_ID(found, options)
            if id_ is UNSET:
                found = inexact(plan.TO_LEFT.steps[0], found)
                if found is None:
                    return None
                id_, notes = found
                via.update(notes.via)
                absent += notes.absent
                differing |= notes.differing
        else:
            return None
    if entries and not entries.isdisjoint(("workflow_id",)):
        found = restored(plan.TO_LEFT, 1, (source.subject_id,), residue, options)
        if found is None:
            return None
        (workflow_id,) = found
    else:
        found = source.subject_id
        if found.__class__ is str:
            workflow_id = TO_LEFT_WORKFLOW_ID(found, options)
            if workflow_id is UNSET:
                found = inexact(plan.TO_LEFT.steps[1], found)
                if found is None:
                    return None
                workflow_id, notes = found
                via.update(notes.via)
                absent += notes.absent
                differing |= notes.differing
        else:
            return None
    given = source.workspace_id
    found = plan.TO_LEFT.target_readers["repository"].find("/repository/owner/login", in_repository)
    if not (given.__class__ is str):
        return None
    elif start["repository"] is UNSET:
        repository = written(plan.TO_LEFT.steps[2], repository, given, options)
        if repository is None:
            return None
    elif not (found.__class__ is str and found == given):
        return None
    given = source.user_id
    found = in_actor.login
    if not (given.__class__ is str):
        return None
    elif start["actor"] is UNSET:
        actor = written(plan.TO_LEFT.steps[3], actor, given, options)
        if actor is None:
            return None
    elif not (found.__class__ is str and found == given):
        return None
    if entries and not entries.isdisjoint(("status", "conclusion")):
        found = restored(plan.TO_LEFT, 4, (source.status,), residue, options)
        if found is None:
            return None
        status, conclusion = found
    else:
        found = (TO_LEFT_STATUS.mapped(options) if options.map else TO_LEFT_STATUS)[source.status]
        if found is None:
            return None
        status, conclusion, notes = found
        if notes is not None:
            via.update(notes.via)
            absent += notes.absent
            differing |= notes.differing
    if entries and not entries.isdisjoint(("event",)):
        found = restored(plan.TO_LEFT, 5, (source.triggered_by,), residue, options)
        if found is None:
            return None
        (event,) = found
    else:
        found = (TO_LEFT_EVENT.mapped(options) if options.map else TO_LEFT_EVENT)[source.triggered_by]
        if found is None:
            return None
        event, notes = found
        if notes is not None:
            via.update(notes.via)
            absent += notes.absent
            differing |= notes.differing
    if entries and not entries.isdisjoint(("created_at",)):
        found = restored(plan.TO_LEFT, 6, (source.created_at,), residue, options)
        if found is None:
            return None
        (created_at,) = found
    else:
        found = source.created_at
        if found.__class__ is str:
            created_at = found
        else:
            return None
    if entries and not entries.isdisjoint(("updated_at",)):
        found = restored(plan.TO_LEFT, 7, (source.updated_at,), residue, options)
        if found is None:
            return None
        (updated_at,) = found
    else:
        found = source.updated_at
        if found.__class__ is str:
            updated_at = found
        else:
            return None
    if entries and not entries.isdisjoint(("run_started_at",)):
        found = restored(plan.TO_LEFT, 8, (source.started_at,), residue, options)
        if found is None:
            return None
        (run_started_at,) = found
    else:
        found = source.started_at
        if found.__class__ is str:
            run_started_at = found
        elif found is UNSET:
            run_started_at = UNSET
            absent += ("startedAt",)
            differing.add("started_at")
        elif found is None:
            run_started_at = UNSET
        else:
            return None
    if repository is not start["repository"] and not accepts(plan.TO_LEFT.target.form, options.profile, "repository", repository):
        return None
    if actor is not start["actor"] and not accepts(plan.TO_LEFT.target.form, options.profile, "actor", actor):
        return None

    # Fields without counterpart.
    if start["node_id"] is UNSET and "node_id" not in residue.absent:
        return None
    if start["head_sha"] is UNSET and "head_sha" not in residue.absent:
        return None
    if start["path"] is UNSET and "path" not in residue.absent:
        return None
    if start["run_number"] is UNSET and "run_number" not in residue.absent:
        return None
    if start["url"] is UNSET and "url" not in residue.absent:
        return None
    if start["html_url"] is UNSET and "html_url" not in residue.absent:
        return None
    if start["jobs_url"] is UNSET and "jobs_url" not in residue.absent:
        return None
    if start["logs_url"] is UNSET and "logs_url" not in residue.absent:
        return None
    if start["check_suite_url"] is UNSET and "check_suite_url" not in residue.absent:
        return None
    if start["artifacts_url"] is UNSET and "artifacts_url" not in residue.absent:
        return None
    if start["cancel_url"] is UNSET and "cancel_url" not in residue.absent:
        return None
    if start["rerun_url"] is UNSET and "rerun_url" not in residue.absent:
        return None
    if start["workflow_url"] is UNSET and "workflow_url" not in residue.absent:
        return None
    if start["head_repository"] is UNSET and "head_repository" not in residue.absent:
        return None
    if start["display_title"] is UNSET and "display_title" not in residue.absent:
        return None
    if repository is UNSET and "repository" not in residue.absent:
        return None

    # What the residue keeps.
    if UNSET in (
        source.parent_run_id,
        source.input,
        source.output,
        source.error,
        source.cf_workflow_id,
        source.duration_ms,
        source.completed_at,
    ):
        return None
    if source.mode is UNSET:
        return None
    own_mode = UNSET if options.set and options.set.get("mode") == source.mode else source.mode
    own = WORKFLOW_RUN_OWN(
        source.parent_run_id,
        own_mode,
        NULL if source.input == NULL else source.input,
        NULL if source.output == NULL else source.output,
        source.error,
        source.cf_workflow_id,
        NULL if source.duration_ms == NULL else source.duration_ms,
        source.completed_at,
    )
    record = GITHUB_WORKFLOW_RUN_EMBEDDED(
        id_,
        start["node_id"],
        start["head_sha"],
        start["run_number"],
        event,
        workflow_id,
        start["url"],
        start["html_url"],
        created_at,
        updated_at,
        start["jobs_url"],
        start["logs_url"],
        start["check_suite_url"],
        start["artifacts_url"],
        start["cancel_url"],
        start["rerun_url"],
        start["workflow_url"],
        repository,
        start["head_repository"],
        start["head_branch"],
        start["path"],
        status,
        conclusion,
        start["pull_requests"],
        start["head_commit"],
        start["display_title"],
        start["name"],
        start["check_suite_id"],
        start["check_suite_node_id"],
        start["run_attempt"],
        start["referenced_workflows"],
        actor,
        start["triggering_actor"],
        run_started_at,
        start["previous_attempt_url"],
        start["head_repository_id"],
    )
    return record, own, via, absent, (), ()


TO_RIGHT = plan.TO_RIGHT.with_fast_path(to_workflow_run)
TO_LEFT = plan.TO_LEFT.with_fast_path(to_github_workflow_run)
