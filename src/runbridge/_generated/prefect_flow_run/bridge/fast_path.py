# Generated from schemas/prefect_flow_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any

from msgspec import UNSET, Raw

from runbridge._runtime import NULL
from runbridge._runtime.computed_defaults import time_between
from runbridge._runtime.conversion import ConvertedParts, IncomingResidue, Options
from runbridge._runtime.fast_path import KnownRows, inexact, make_of, option_text, restored

from . import plan
from .embedded_tolerant import PrefectFlowRunEmbedded, WorkflowRunEmbedded
from .own_tolerant import PrefectFlowRunOwn, WorkflowRunOwn

PREFECT_FLOW_RUN_EMBEDDED: Any = PrefectFlowRunEmbedded
PREFECT_FLOW_RUN_OWN: Any = PrefectFlowRunOwn
WORKFLOW_RUN_EMBEDDED: Any = WorkflowRunEmbedded
WORKFLOW_RUN_OWN: Any = WorkflowRunOwn
TO_RIGHT_STATUS = KnownRows(plan.TO_RIGHT.steps[2])
TO_LEFT_STATE_TYPE = KnownRows(plan.TO_LEFT.steps[2])
TO_LEFT_PARAMETERS = make_of(plan.TO_LEFT.steps[3])


def to_workflow_run(source: Any, residue: IncomingResidue[Any], options: Options) -> ConvertedParts | None:
    """A PrefectFlowRun as a WorkflowRun; None for one that is left to the plan."""
    entries = frozenset((*residue.via, *residue.absent)) if residue.via or residue.absent else None
    start = plan.TO_RIGHT.start(residue, options)
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
        if found.__class__ is str:
            id_ = found
        elif found is UNSET:
            id_ = option_text("id", options)
            if id_ is None:
                return None
            differing.add("id")
            absent += ("id",)
        elif found is None:
            id_ = option_text("id", options)
            if id_ is None:
                return None
            differing.add("id")
            via["id"] = {"was": None, "saw": id_}
        else:
            return None
    if entries and not entries.isdisjoint(("subjectId",)):
        found = restored(plan.TO_RIGHT, 1, (source.flow_id,), residue, options)
        if found is None:
            return None
        (subject_id,) = found
    else:
        found = source.flow_id
        if found.__class__ is str:
            subject_id = found
        elif found is UNSET:
            subject_id = option_text("subjectId", options)
            if subject_id is None:
                return None
            differing.add("flow_id")
            absent += ("flow_id",)
        elif found is None:
            subject_id = option_text("subjectId", options)
            if subject_id is None:
                return None
            differing.add("flow_id")
            via["flow_id"] = {"was": None, "saw": subject_id}
        else:
            return None
    if entries and not entries.isdisjoint(("status",)):
        found = restored(plan.TO_RIGHT, 2, (source.state_type, source.state_name), residue, options)
        if found is None:
            return None
        (status,) = found
    else:
        found = (TO_RIGHT_STATUS.mapped(options) if options.map else TO_RIGHT_STATUS)[source.state_type, source.state_name]
        if found is None:
            return None
        status, notes = found
        if notes is not None:
            via.update(notes.via)
            absent += notes.absent
            differing |= notes.differing
    if entries and not entries.isdisjoint(("input",)):
        found = restored(plan.TO_RIGHT, 3, (source.parameters,), residue, options)
        if found is None:
            return None
        (input_,) = found
    else:
        found = source.parameters
        if found.__class__ is Raw and found != NULL:
            input_ = found
        elif found is UNSET:
            input_ = NULL
        elif found == NULL:
            input_ = NULL
            via["parameters"] = {"was": Raw(b"null"), "saw": None}
            differing.add("parameters")
        else:
            return None
    if entries and not entries.isdisjoint(("createdAt",)):
        found = restored(plan.TO_RIGHT, 4, (source.created,), residue, options)
        if found is None:
            return None
        (created_at,) = found
    else:
        found = source.created
        if found.__class__ is str:
            created_at = found
        else:
            return None
    if options.set and options.set.get("createdAt") == created_at:
        return None
    if entries and not entries.isdisjoint(("updatedAt",)):
        found = restored(plan.TO_RIGHT, 5, (source.updated,), residue, options)
        if found is None:
            return None
        (updated_at,) = found
    else:
        found = source.updated
        if found.__class__ is str:
            updated_at = found
        else:
            return None
    if options.set and options.set.get("updatedAt") == updated_at:
        return None
    if entries and not entries.isdisjoint(("startedAt",)):
        found = restored(plan.TO_RIGHT, 6, (source.start_time,), residue, options)
        if found is None:
            return None
        (started_at,) = found
    else:
        found = source.start_time
        if found.__class__ is str:
            started_at = found
        elif found is UNSET:
            started_at = None
            absent += ("start_time",)
            differing.add("start_time")
        elif found is None:
            started_at = None
        else:
            return None
    if entries and not entries.isdisjoint(("completedAt",)):
        found = restored(plan.TO_RIGHT, 7, (source.end_time,), residue, options)
        if found is None:
            return None
        (completed_at,) = found
    else:
        found = source.end_time
        if found.__class__ is str:
            completed_at = found
        elif found is UNSET:
            completed_at = None
            absent += ("end_time",)
            differing.add("end_time")
        elif found is None:
            completed_at = None
        else:
            return None

    # Fields without counterpart.
    if start["workspace_id"] is UNSET and "workspaceId" not in residue.absent:
        return None
    if start["mode"] is UNSET and "mode" not in residue.absent:
        return None
    if start["triggered_by"] is UNSET and "triggeredBy" not in residue.absent:
        return None
    duration_ms = start["duration_ms"]
    if start["duration_ms"] is UNSET and "durationMs" not in residue.absent:
        duration_ms = time_between(started_at, completed_at, 3)
        if duration_ms is None:
            duration_ms = NULL
    if start["user_id"] is UNSET and "userId" not in residue.absent:
        return None

    # What the residue keeps.
    own = PREFECT_FLOW_RUN_OWN(
        source.name,
        source.state_id,
        source.deployment_id,
        source.deployment_version,
        source.work_queue_id,
        source.work_queue_name,
        source.flow_version,
        source.idempotency_key,
        NULL if source.context == NULL else source.context,
        NULL if source.empirical_policy == NULL else source.empirical_policy,
        NULL if source.tags == NULL else source.tags,
        NULL if source.labels == NULL else source.labels,
        source.parent_task_run_id,
        NULL if source.run_count == NULL else source.run_count,
        source.expected_start_time,
        source.next_scheduled_start_time,
        NULL if source.total_run_time == NULL else source.total_run_time,
        NULL if source.estimated_run_time == NULL else source.estimated_run_time,
        NULL if source.estimated_start_time_delta == NULL else source.estimated_start_time_delta,
        source.auto_scheduled,
        source.infrastructure_document_id,
        source.infrastructure_pid,
        NULL if source.created_by == NULL else source.created_by,
        source.work_pool_id,
        source.work_pool_name,
        NULL if source.state == NULL else source.state,
        NULL if source.job_variables == NULL else source.job_variables,
    )
    record = WORKFLOW_RUN_EMBEDDED(
        id_,
        start["workspace_id"],
        subject_id,
        status,
        start["mode"],
        start["triggered_by"],
        start["user_id"],
        created_at,
        updated_at,
        start["parent_run_id"],
        input_,
        start["output"],
        start["error"],
        start["cf_workflow_id"],
        duration_ms,
        started_at,
        completed_at,
    )
    return record, own, via, absent, (), ()


def to_prefect_flow_run(source: Any, residue: IncomingResidue[Any], options: Options) -> ConvertedParts | None:
    """A WorkflowRun as a PrefectFlowRun; None for one that is left to the plan."""
    entries = frozenset((*residue.via, *residue.absent)) if residue.via or residue.absent else None
    start = plan.TO_LEFT.start(residue, options)
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
            id_ = found
        else:
            return None
    if entries and not entries.isdisjoint(("flow_id",)):
        found = restored(plan.TO_LEFT, 1, (source.subject_id,), residue, options)
        if found is None:
            return None
        (flow_id,) = found
    else:
        found = source.subject_id
        if found.__class__ is str:
            flow_id = found
        else:
            return None
    if entries and not entries.isdisjoint(("state_type", "state_name")):
        found = restored(plan.TO_LEFT, 2, (source.status,), residue, options)
        if found is None:
            return None
        state_type, state_name = found
    else:
        found = (TO_LEFT_STATE_TYPE.mapped(options) if options.map else TO_LEFT_STATE_TYPE)[source.status]
        if found is None:
            return None
        state_type, state_name, notes = found
        if notes is not None:
            via.update(notes.via)
            absent += notes.absent
            differing |= notes.differing
    if entries and not entries.isdisjoint(("parameters",)):
        found = restored(plan.TO_LEFT, 3, (source.input,), residue, options)
        if found is None:
            return None
        (parameters,) = found
    else:
        found = source.input
        if found.__class__ is Raw and found != NULL:
            parameters = TO_LEFT_PARAMETERS(found, options)
            if parameters is UNSET:
                found = inexact(plan.TO_LEFT.steps[3], found)
                if found is None:
                    return None
                parameters, notes = found
                via.update(notes.via)
                absent += notes.absent
                differing |= notes.differing
        elif found is UNSET:
            parameters = UNSET
            absent += ("input",)
            differing.add("input")
        elif found == NULL:
            parameters = UNSET
        else:
            return None
    if entries and not entries.isdisjoint(("created",)):
        found = restored(plan.TO_LEFT, 4, (source.created_at,), residue, options)
        if found is None:
            return None
        (created,) = found
    else:
        found = source.created_at
        if found.__class__ is str:
            created = found
        elif found is UNSET:
            created = None
            absent += ("createdAt",)
            differing.add("created_at")
        elif found is None:
            created = None
            via["createdAt"] = {"was": None, "saw": None}
            differing.add("created_at")
        else:
            return None
    if entries and not entries.isdisjoint(("updated",)):
        found = restored(plan.TO_LEFT, 5, (source.updated_at,), residue, options)
        if found is None:
            return None
        (updated,) = found
    else:
        found = source.updated_at
        if found.__class__ is str:
            updated = found
        elif found is UNSET:
            updated = None
            absent += ("updatedAt",)
            differing.add("updated_at")
        elif found is None:
            updated = None
            via["updatedAt"] = {"was": None, "saw": None}
            differing.add("updated_at")
        else:
            return None
    if entries and not entries.isdisjoint(("start_time",)):
        found = restored(plan.TO_LEFT, 6, (source.started_at,), residue, options)
        if found is None:
            return None
        (start_time,) = found
    else:
        found = source.started_at
        if found.__class__ is str:
            start_time = found
        elif found is UNSET:
            start_time = None
            absent += ("startedAt",)
            differing.add("started_at")
        elif found is None:
            start_time = None
        else:
            return None
    if entries and not entries.isdisjoint(("end_time",)):
        found = restored(plan.TO_LEFT, 7, (source.completed_at,), residue, options)
        if found is None:
            return None
        (end_time,) = found
    else:
        found = source.completed_at
        if found.__class__ is str:
            end_time = found
        elif found is UNSET:
            end_time = None
            absent += ("completedAt",)
            differing.add("completed_at")
        elif found is None:
            end_time = None
        else:
            return None

    # What the residue keeps.
    if UNSET in (source.parent_run_id, source.output, source.error, source.cf_workflow_id):
        return None
    if not differing.isdisjoint(("completed_at", "started_at")):
        return None
    if source.workspace_id is UNSET:
        return None
    own_workspace_id = UNSET if options.set and options.set.get("workspaceId") == source.workspace_id else source.workspace_id
    if source.mode is UNSET:
        return None
    own_mode = UNSET if options.set and options.set.get("mode") == source.mode else source.mode
    if source.triggered_by is UNSET:
        return None
    own_triggered_by = UNSET if options.set and options.set.get("triggeredBy") == source.triggered_by else source.triggered_by
    if source.duration_ms is UNSET:
        return None
    own_duration_ms = time_between(source.started_at, source.completed_at, 3)
    if own_duration_ms is None:
        own_duration_ms = NULL
    own_duration_ms = UNSET if source.duration_ms == own_duration_ms else source.duration_ms
    if source.user_id is UNSET:
        return None
    own_user_id = UNSET if options.set and options.set.get("userId") == source.user_id else source.user_id
    own = WORKFLOW_RUN_OWN(
        own_workspace_id,
        source.parent_run_id,
        own_mode,
        NULL if source.output == NULL else source.output,
        source.error,
        own_triggered_by,
        source.cf_workflow_id,
        own_duration_ms,
        own_user_id,
    )
    record = PREFECT_FLOW_RUN_EMBEDDED(
        id_,
        flow_id,
        created,
        updated,
        start["name"],
        start["state_id"],
        start["deployment_id"],
        start["deployment_version"],
        start["work_queue_id"],
        start["work_queue_name"],
        start["flow_version"],
        parameters,
        start["idempotency_key"],
        start["context"],
        start["empirical_policy"],
        start["tags"],
        start["labels"],
        start["parent_task_run_id"],
        state_type,
        state_name,
        start["run_count"],
        start["expected_start_time"],
        start["next_scheduled_start_time"],
        start_time,
        end_time,
        start["total_run_time"],
        start["estimated_run_time"],
        start["estimated_start_time_delta"],
        start["auto_scheduled"],
        start["infrastructure_document_id"],
        start["infrastructure_pid"],
        start["created_by"],
        start["work_pool_id"],
        start["work_pool_name"],
        start["state"],
        start["job_variables"],
    )
    return record, own, via, absent, (), ()


TO_RIGHT = plan.TO_RIGHT.with_fast_path(to_workflow_run)
TO_LEFT = plan.TO_LEFT.with_fast_path(to_prefect_flow_run)
