# Generated from schemas/temporal_workflow_execution/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any

from msgspec import UNSET, Raw

from runbridge._runtime import NULL
from runbridge._runtime.conversion import ConvertedParts, IncomingResidue, Options
from runbridge._runtime.fast_path import (
    KnownRows,
    inexact,
    kept_of,
    make_of,
    option_text,
    option_value,
    restored,
    written,
)
from runbridge._runtime.schema import accepts

from . import plan
from .embedded_tolerant import TemporalWorkflowExecutionEmbedded, WorkflowRunEmbedded
from .own_tolerant import TemporalWorkflowExecutionOwn, WorkflowRunOwn

TEMPORAL_WORKFLOW_EXECUTION_EMBEDDED: Any = TemporalWorkflowExecutionEmbedded
TEMPORAL_WORKFLOW_EXECUTION_OWN: Any = TemporalWorkflowExecutionOwn
WORKFLOW_RUN_EMBEDDED: Any = WorkflowRunEmbedded
WORKFLOW_RUN_OWN: Any = WorkflowRunOwn
TO_RIGHT_STATUS = KnownRows(plan.TO_RIGHT.steps[3])
TO_RIGHT_DURATION_MS = make_of(plan.TO_RIGHT.steps[7])
TO_LEFT_STATUS = KnownRows(plan.TO_LEFT.steps[3])
TO_LEFT_EXECUTION_DURATION = make_of(plan.TO_LEFT.steps[7])


def to_workflow_run(source: Any, residue: IncomingResidue[Any], options: Options) -> ConvertedParts | None:
    """A TemporalWorkflowExecution as a WorkflowRun; None for one that is left to the plan."""
    entries = frozenset((*residue.via, *residue.absent)) if residue.via or residue.absent else None
    start = plan.TO_RIGHT.start(residue, options)
    in_execution = plan.TO_RIGHT.source_readers["execution"].read_field(source.execution)
    if in_execution is None:
        return None
    in_type = plan.TO_RIGHT.source_readers["type"].read_field(source.type)
    if in_type is None:
        return None
    in_parent_execution = plan.TO_RIGHT.source_readers["parent_execution"].read_field(source.parent_execution)
    if in_parent_execution is None:
        return None
    via: dict[str, dict[str, Any]] = {}
    absent: tuple[str, ...] = ()
    differing: set[str] = set()

    # By the rules.
    if entries and not entries.isdisjoint(("id",)):
        return None
    else:
        found = in_execution.runId
        if found.__class__ is str:
            id_ = found
        elif found is UNSET:
            id_ = option_text("id", options)
            if id_ is None:
                return None
            differing.add("execution")
        elif found is None:
            id_ = option_text("id", options)
            if id_ is None:
                return None
            differing.add("execution")
        else:
            return None
    if entries and not entries.isdisjoint(("subjectId",)):
        return None
    else:
        found = in_type.name
        if found.__class__ is str:
            subject_id = found
        elif found is UNSET:
            subject_id = option_text("subjectId", options)
            if subject_id is None:
                return None
            differing.add("type")
        elif found is None:
            subject_id = option_text("subjectId", options)
            if subject_id is None:
                return None
            differing.add("type")
        else:
            return None
    if entries and not entries.isdisjoint(("parentRunId",)):
        return None
    else:
        found = in_parent_execution.runId
        if found == "":
            parent_run_id = None
            differing.add("parent_execution")
        elif found.__class__ is str:
            parent_run_id = found
        elif found is UNSET:
            parent_run_id = None
        elif found is None:
            parent_run_id = None
            differing.add("parent_execution")
        else:
            return None
    if entries and not entries.isdisjoint(("status",)):
        found = restored(plan.TO_RIGHT, 3, (source.status,), residue, options)
        if found is None:
            return None
        (status,) = found
    else:
        found = (TO_RIGHT_STATUS.mapped(options) if options.map else TO_RIGHT_STATUS)[bytes(source.status) if source.status.__class__ is Raw else source.status]
        if found is None:
            return None
        status, notes = found
        if notes is not None:
            via.update(notes.via)
            absent += notes.absent
            differing |= notes.differing
    if entries and not entries.isdisjoint(("createdAt",)):
        found = restored(plan.TO_RIGHT, 4, (source.start_time,), residue, options)
        if found is None:
            return None
        (created_at,) = found
    else:
        found = source.start_time
        if found.__class__ is str:
            created_at = found
        else:
            return None
    if options.set and options.set.get("createdAt") == created_at:
        return None
    if entries and not entries.isdisjoint(("startedAt",)):
        found = restored(plan.TO_RIGHT, 5, (source.execution_time,), residue, options)
        if found is None:
            return None
        (started_at,) = found
    else:
        found = source.execution_time
        if found == "0001-01-01T00:00:00Z":
            started_at = None
            via["executionTime"] = {"was": "0001-01-01T00:00:00Z", "saw": None}
            differing.add("execution_time")
        elif found.__class__ is str:
            started_at = found
        elif found is UNSET:
            started_at = None
        elif found is None:
            started_at = None
            via["executionTime"] = {"was": None, "saw": None}
            differing.add("execution_time")
        else:
            return None
    if entries and not entries.isdisjoint(("completedAt",)):
        found = restored(plan.TO_RIGHT, 6, (source.close_time,), residue, options)
        if found is None:
            return None
        (completed_at,) = found
    else:
        found = source.close_time
        if found == "0001-01-01T00:00:00Z":
            completed_at = None
            via["closeTime"] = {"was": "0001-01-01T00:00:00Z", "saw": None}
            differing.add("close_time")
        elif found.__class__ is str:
            completed_at = found
        elif found is UNSET:
            completed_at = None
        elif found is None:
            completed_at = None
            via["closeTime"] = {"was": None, "saw": None}
            differing.add("close_time")
        else:
            return None
    if entries and not entries.isdisjoint(("durationMs",)):
        found = restored(plan.TO_RIGHT, 7, (source.execution_duration,), residue, options)
        if found is None:
            return None
        (duration_ms,) = found
    else:
        found = source.execution_duration
        if found.__class__ is str:
            duration_ms = TO_RIGHT_DURATION_MS(found, options)
            if duration_ms is UNSET:
                found = inexact(plan.TO_RIGHT.steps[7], found)
                if found is None:
                    return None
                duration_ms, notes = found
                via.update(notes.via)
                absent += notes.absent
                differing |= notes.differing
        elif found is UNSET:
            duration_ms = NULL
        elif found is None:
            duration_ms = NULL
            via["executionDuration"] = {"was": None, "saw": None}
            differing.add("execution_duration")
        else:
            return None

    # Fields without counterpart.
    if start["workspace_id"] is UNSET and "workspaceId" not in residue.absent:
        return None
    if start["mode"] is UNSET and "mode" not in residue.absent:
        return None
    if start["triggered_by"] is UNSET and "triggeredBy" not in residue.absent:
        return None
    if start["user_id"] is UNSET and "userId" not in residue.absent:
        return None
    updated_at = start["updated_at"]
    if start["updated_at"] is UNSET and "updatedAt" not in residue.absent:
        updated_at = completed_at
        if updated_at.__class__ is not str:
            updated_at = option_value(plan.TO_RIGHT, "updatedAt", options)
            if updated_at is UNSET:
                return None
        else:
            if options.set and options.set.get("updatedAt") == updated_at:
                return None

    # What the residue keeps.
    own_execution = kept_of(plan.TO_RIGHT.holders["execution"], source.execution, is_exact="execution" not in differing)
    if own_execution is None:
        return None
    own_type = kept_of(plan.TO_RIGHT.holders["type"], source.type, is_exact="type" not in differing)
    if own_type is None:
        return None
    own_parent_execution = kept_of(plan.TO_RIGHT.holders["parent_execution"], source.parent_execution, is_exact="parent_execution" not in differing)
    if own_parent_execution is None:
        return None
    own = TEMPORAL_WORKFLOW_EXECUTION_OWN(
        source.history_length,
        source.parent_namespace_id,
        NULL if source.memo == NULL else source.memo,
        NULL if source.search_attributes == NULL else source.search_attributes,
        NULL if source.auto_reset_points == NULL else source.auto_reset_points,
        source.task_queue,
        source.state_transition_count,
        source.history_size_bytes,
        NULL if source.most_recent_worker_version_stamp == NULL else source.most_recent_worker_version_stamp,
        NULL if source.root_execution == NULL else source.root_execution,
        source.assigned_build_id,
        source.inherited_build_id,
        source.first_run_id,
        NULL if source.versioning_info == NULL else source.versioning_info,
        source.worker_deployment_name,
        NULL if source.priority == NULL else source.priority,
        source.external_payload_size_bytes,
        source.external_payload_count,
        own_execution,
        own_type,
        own_parent_execution,
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
        parent_run_id,
        start["input"],
        start["output"],
        start["error"],
        start["cf_workflow_id"],
        duration_ms,
        started_at,
        completed_at,
    )
    return record, own, via, absent, (), ()


def to_temporal_workflow_execution(
    source: Any, residue: IncomingResidue[Any], options: Options
) -> ConvertedParts | None:
    """A WorkflowRun as a TemporalWorkflowExecution; None for one that is left to the plan."""
    entries = frozenset((*residue.via, *residue.absent)) if residue.via or residue.absent else None
    if entries and not entries.isdisjoint(("execution", "type", "parentExecution")):
        return None
    start = plan.TO_LEFT.start(residue, options)
    execution = start["execution"]
    type_ = start["type"]
    parent_execution = start["parent_execution"]
    in_execution = plan.TO_LEFT.target_readers["execution"].read_field(execution)
    if in_execution is None:
        return None
    in_type = plan.TO_LEFT.target_readers["type"].read_field(type_)
    if in_type is None:
        return None
    in_parent_execution = plan.TO_LEFT.target_readers["parent_execution"].read_field(parent_execution)
    if in_parent_execution is None:
        return None
    via: dict[str, dict[str, Any]] = {}
    absent: tuple[str, ...] = ()
    differing: set[str] = set()

    # By the rules.
    given = source.id
    found = in_execution.runId
    if not (given.__class__ is str):
        return None
    elif start["execution"] is UNSET:
        execution = written(plan.TO_LEFT.steps[0], execution, given, options)
        if execution is None:
            return None
    elif not (found.__class__ is str and found == given):
        return None
    given = source.subject_id
    found = in_type.name
    if not (given.__class__ is str):
        return None
    elif start["type"] is UNSET:
        type_ = written(plan.TO_LEFT.steps[1], type_, given, options)
        if type_ is None:
            return None
    elif not (found.__class__ is str and found == given):
        return None
    given = source.parent_run_id
    found = in_parent_execution.runId
    if given is None:
        if not (found is UNSET or found is None or found == ""):
            return None
    elif not (given.__class__ is str):
        return None
    elif start["parent_execution"] is UNSET:
        parent_execution = written(plan.TO_LEFT.steps[2], parent_execution, given, options)
        if parent_execution is None:
            return None
    elif not (found.__class__ is str and found == given):
        return None
    if entries and not entries.isdisjoint(("status",)):
        found = restored(plan.TO_LEFT, 3, (source.status,), residue, options)
        if found is None:
            return None
        (status,) = found
    else:
        found = (TO_LEFT_STATUS.mapped(options) if options.map else TO_LEFT_STATUS)[source.status]
        if found is None:
            return None
        status, notes = found
        if notes is not None:
            via.update(notes.via)
            absent += notes.absent
            differing |= notes.differing
    if entries and not entries.isdisjoint(("startTime",)):
        found = restored(plan.TO_LEFT, 4, (source.created_at,), residue, options)
        if found is None:
            return None
        (start_time,) = found
    else:
        found = source.created_at
        if found.__class__ is str:
            start_time = found
        elif found is UNSET:
            start_time = UNSET
            absent += ("createdAt",)
            differing.add("created_at")
        elif found is None:
            start_time = UNSET
            via["createdAt"] = {"was": None}
            differing.add("created_at")
        else:
            return None
    if entries and not entries.isdisjoint(("executionTime",)):
        found = restored(plan.TO_LEFT, 5, (source.started_at,), residue, options)
        if found is None:
            return None
        (execution_time,) = found
    else:
        found = source.started_at
        if found == "0001-01-01T00:00:00Z":
            execution_time = UNSET
            via["startedAt"] = {"was": "0001-01-01T00:00:00Z"}
            differing.add("started_at")
        elif found.__class__ is str:
            execution_time = found
        elif found is UNSET:
            execution_time = UNSET
            absent += ("startedAt",)
            differing.add("started_at")
        elif found is None:
            execution_time = UNSET
        else:
            return None
    if entries and not entries.isdisjoint(("closeTime",)):
        found = restored(plan.TO_LEFT, 6, (source.completed_at,), residue, options)
        if found is None:
            return None
        (close_time,) = found
    else:
        found = source.completed_at
        if found == "0001-01-01T00:00:00Z":
            close_time = UNSET
            via["completedAt"] = {"was": "0001-01-01T00:00:00Z"}
            differing.add("completed_at")
        elif found.__class__ is str:
            close_time = found
        elif found is UNSET:
            close_time = UNSET
            absent += ("completedAt",)
            differing.add("completed_at")
        elif found is None:
            close_time = UNSET
        else:
            return None
    if entries and not entries.isdisjoint(("executionDuration",)):
        found = restored(plan.TO_LEFT, 7, (source.duration_ms,), residue, options)
        if found is None:
            return None
        (execution_duration,) = found
    else:
        found = source.duration_ms
        if found.__class__ is Raw and found != NULL:
            execution_duration = TO_LEFT_EXECUTION_DURATION(found, options)
            if execution_duration is UNSET:
                found = inexact(plan.TO_LEFT.steps[7], found)
                if found is None:
                    return None
                execution_duration, notes = found
                via.update(notes.via)
                absent += notes.absent
                differing |= notes.differing
        elif found is UNSET:
            execution_duration = UNSET
            absent += ("durationMs",)
            differing.add("duration_ms")
        elif found == NULL:
            execution_duration = UNSET
        else:
            return None
    if execution is not start["execution"] and not accepts(plan.TO_LEFT.target.form, options.profile, "execution", execution):
        return None
    if type_ is not start["type"] and not accepts(plan.TO_LEFT.target.form, options.profile, "type", type_):
        return None
    if parent_execution is not start["parent_execution"] and not accepts(plan.TO_LEFT.target.form, options.profile, "parentExecution", parent_execution):
        return None

    # What the residue keeps.
    if UNSET in (source.input, source.output, source.error, source.cf_workflow_id):
        return None
    if not differing.isdisjoint(("completed_at",)):
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
    if source.user_id is UNSET:
        return None
    own_user_id = UNSET if options.set and options.set.get("userId") == source.user_id else source.user_id
    if source.updated_at is UNSET:
        return None
    own_updated_at = source.completed_at
    if own_updated_at.__class__ is not str:
        own_updated_at = option_text("updatedAt", options)
    own_updated_at = UNSET if source.updated_at == own_updated_at else source.updated_at
    own = WORKFLOW_RUN_OWN(
        own_workspace_id,
        own_mode,
        NULL if source.input == NULL else source.input,
        NULL if source.output == NULL else source.output,
        source.error,
        own_triggered_by,
        source.cf_workflow_id,
        own_user_id,
        own_updated_at,
    )
    record = TEMPORAL_WORKFLOW_EXECUTION_EMBEDDED(
        execution,
        type_,
        start_time,
        close_time,
        status,
        start["history_length"],
        start["parent_namespace_id"],
        parent_execution,
        execution_time,
        start["memo"],
        start["search_attributes"],
        start["auto_reset_points"],
        start["task_queue"],
        start["state_transition_count"],
        start["history_size_bytes"],
        start["most_recent_worker_version_stamp"],
        execution_duration,
        start["root_execution"],
        start["assigned_build_id"],
        start["inherited_build_id"],
        start["first_run_id"],
        start["versioning_info"],
        start["worker_deployment_name"],
        start["priority"],
        start["external_payload_size_bytes"],
        start["external_payload_count"],
    )
    return record, own, via, absent, (), ()


TO_RIGHT = plan.TO_RIGHT.with_fast_path(to_workflow_run)
TO_LEFT = plan.TO_LEFT.with_fast_path(to_temporal_workflow_execution)
