# Generated from schemas/mlflow_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any

from msgspec import UNSET, Raw

from runbridge._runtime import NULL
from runbridge._runtime.computed_defaults import time_between
from runbridge._runtime.conversion import ConvertedParts, IncomingResidue, Options
from runbridge._runtime.fast_path import (
    KnownRows,
    KnownWords,
    inexact,
    item_value,
    kept_of,
    make_of,
    option_text,
    option_value,
    restored,
    written,
)
from runbridge._runtime.schema import accepts

from . import plan
from .embedded_tolerant import MlflowRunEmbedded, WorkflowRunEmbedded
from .own_tolerant import MlflowRunOwn, WorkflowRunOwn

MLFLOW_RUN_EMBEDDED: Any = MlflowRunEmbedded
MLFLOW_RUN_OWN: Any = MlflowRunOwn
WORKFLOW_RUN_EMBEDDED: Any = WorkflowRunEmbedded
WORKFLOW_RUN_OWN: Any = WorkflowRunOwn
TO_RIGHT_STATUS = KnownRows(plan.TO_RIGHT.steps[3])
TO_RIGHT_CREATED_AT = make_of(plan.TO_RIGHT.steps[6])
TO_RIGHT_COMPLETED_AT = make_of(plan.TO_RIGHT.steps[7])
TO_LEFT_INFO_STATUS = KnownWords(plan.TO_LEFT.steps[3])
TO_LEFT_OUTPUTS = make_of(plan.TO_LEFT.steps[5])
TO_LEFT_INFO_START_TIME = make_of(plan.TO_LEFT.steps[6])
TO_LEFT_INFO_END_TIME = make_of(plan.TO_LEFT.steps[7])


def to_workflow_run(source: Any, residue: IncomingResidue[Any], options: Options) -> ConvertedParts | None:
    """A MlflowRun as a WorkflowRun; None for one that is left to the plan."""
    entries = frozenset((*residue.via, *residue.absent)) if residue.via or residue.absent else None
    start = plan.TO_RIGHT.start(residue, options)
    in_info = plan.TO_RIGHT.source_readers["info"].read_field(source.info)
    if in_info is None:
        return None
    in_data = plan.TO_RIGHT.source_readers["data"].read_field(source.data)
    if in_data is None:
        return None
    via: dict[str, dict[str, Any]] = {}
    absent: tuple[str, ...] = ()
    differing: set[str] = set()

    # By the rules.
    if entries and not entries.isdisjoint(("id",)):
        return None
    else:
        found = in_info.run_id
        if found.__class__ is str:
            id_ = found
        elif found is UNSET:
            id_ = option_text("id", options)
            if id_ is None:
                return None
            differing.add("info")
        elif found is None:
            id_ = option_text("id", options)
            if id_ is None:
                return None
            differing.add("info")
        else:
            return None
    if entries and not entries.isdisjoint(("subjectId",)):
        return None
    else:
        found = in_info.experiment_id
        if found.__class__ is str:
            subject_id = found
        elif found is UNSET:
            subject_id = option_text("subjectId", options)
            if subject_id is None:
                return None
            differing.add("info")
        elif found is None:
            subject_id = option_text("subjectId", options)
            if subject_id is None:
                return None
            differing.add("info")
        else:
            return None
    if entries and not entries.isdisjoint(("parentRunId",)):
        return None
    else:
        found = item_value(in_data.tags, "key", "mlflow.parentRunId", "value")
        if found.__class__ is str:
            parent_run_id = found
        elif found is UNSET:
            parent_run_id = None
        elif found is None:
            parent_run_id = None
            differing.add("data")
        else:
            return None
    if entries and not entries.isdisjoint(("status",)):
        return None
    else:
        found = (TO_RIGHT_STATUS.mapped(options) if options.map else TO_RIGHT_STATUS)[in_info.status]
        if found is None:
            return None
        status, notes = found
        if notes is not None:
            via.update(notes.via)
            absent += notes.absent
            differing |= notes.differing
    if entries and not entries.isdisjoint(("input",)):
        return None
    else:
        found = in_data.params
        if found.__class__ is Raw and found != NULL:
            input_ = found
        elif found is UNSET:
            input_ = NULL
        elif found == NULL:
            input_ = NULL
            differing.add("data")
        else:
            return None
    if entries and not entries.isdisjoint(("output",)):
        found = restored(plan.TO_RIGHT, 5, (source.outputs,), residue, options)
        if found is None:
            return None
        (output,) = found
    else:
        found = source.outputs
        if found.__class__ is Raw and found != NULL:
            output = found
        elif found is UNSET:
            output = NULL
        elif found == NULL:
            output = NULL
            via["outputs"] = {"was": Raw(b"null"), "saw": None}
            differing.add("outputs")
        else:
            return None
    if entries and not entries.isdisjoint(("createdAt",)):
        return None
    else:
        found = in_info.start_time
        if found.__class__ is Raw and found != NULL:
            created_at = TO_RIGHT_CREATED_AT(found, options)
            if created_at is UNSET:
                found = inexact(plan.TO_RIGHT.steps[6], found)
                if found is None:
                    return None
                created_at, notes = found
                via.update(notes.via)
                absent += notes.absent
                differing |= notes.differing
        else:
            return None
    if options.set and options.set.get("createdAt") == created_at:
        return None
    if entries and not entries.isdisjoint(("completedAt",)):
        return None
    else:
        found = in_info.end_time
        if found.__class__ is Raw and found != NULL:
            completed_at = TO_RIGHT_COMPLETED_AT(found, options)
            if completed_at is UNSET:
                found = inexact(plan.TO_RIGHT.steps[7], found)
                if found is None:
                    return None
                completed_at, notes = found
                via.update(notes.via)
                absent += notes.absent
                differing |= notes.differing
        elif found is UNSET:
            completed_at = None
        elif found == NULL:
            completed_at = None
            differing.add("info")
        else:
            return None
    if entries and not entries.isdisjoint(("userId",)):
        return None
    else:
        user_id = found = item_value(in_data.tags, "key", "mlflow.user", "value")
        if found.__class__ is not str:
            if user_id.__class__ is not str:
                user_id = in_info.user_id
            if user_id.__class__ is not str:
                user_id = option_text("userId", options)
                if user_id is None:
                    return None
                differing.add("data")
            else:
                differing.add("data")

    # Fields without counterpart.
    if start["workspace_id"] is UNSET and "workspaceId" not in residue.absent:
        return None
    if start["mode"] is UNSET and "mode" not in residue.absent:
        return None
    if start["triggered_by"] is UNSET and "triggeredBy" not in residue.absent:
        return None
    duration_ms = start["duration_ms"]
    if start["duration_ms"] is UNSET and "durationMs" not in residue.absent:
        duration_ms = time_between(created_at, completed_at, 3)
        if duration_ms is None:
            duration_ms = NULL
    started_at = start["started_at"]
    if start["started_at"] is UNSET and "startedAt" not in residue.absent:
        started_at = created_at if status in ("running", "completed", "failed", "cancelled") else None
        if started_at.__class__ is not str:
            started_at = None
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
    own_info = kept_of(plan.TO_RIGHT.holders["info"], source.info, is_exact="info" not in differing)
    if own_info is None:
        return None
    own_data = kept_of(plan.TO_RIGHT.holders["data"], source.data, is_exact="data" not in differing)
    if own_data is None:
        return None
    own = MLFLOW_RUN_OWN(NULL if source.inputs == NULL else source.inputs, own_info, own_data)
    record = WORKFLOW_RUN_EMBEDDED(
        id_,
        start["workspace_id"],
        subject_id,
        status,
        start["mode"],
        start["triggered_by"],
        user_id,
        created_at,
        updated_at,
        parent_run_id,
        input_,
        output,
        start["error"],
        start["cf_workflow_id"],
        duration_ms,
        started_at,
        completed_at,
    )
    return record, own, via, absent, (), ()


def to_mlflow_run(source: Any, residue: IncomingResidue[Any], options: Options) -> ConvertedParts | None:
    """A WorkflowRun as a MlflowRun; None for one that is left to the plan."""
    entries = frozenset((*residue.via, *residue.absent)) if residue.via or residue.absent else None
    if entries and not entries.isdisjoint(("info", "data")):
        return None
    start = plan.TO_LEFT.start(residue, options)
    info = start["info"]
    data = start["data"]
    in_info = plan.TO_LEFT.target_readers["info"].read_field(info)
    if in_info is None:
        return None
    in_data = plan.TO_LEFT.target_readers["data"].read_field(data)
    if in_data is None:
        return None
    via: dict[str, dict[str, Any]] = {}
    absent: tuple[str, ...] = ()
    differing: set[str] = set()

    # By the rules.
    given = source.id
    found = in_info.run_id
    if not (given.__class__ is str):
        return None
    elif start["info"] is UNSET:
        info = written(plan.TO_LEFT.steps[0], info, given, options)
        if info is None:
            return None
    elif not (found.__class__ is str and found == given):
        return None
    given = source.subject_id
    found = in_info.experiment_id
    if not (given.__class__ is str):
        return None
    elif start["info"] is UNSET:
        info = written(plan.TO_LEFT.steps[1], info, given, options)
        if info is None:
            return None
    elif not (found.__class__ is str and found == given):
        return None
    given = source.parent_run_id
    found = item_value(in_data.tags, "key", "mlflow.parentRunId", "value")
    if given is None:
        if not (found is UNSET or found is None):
            return None
    elif not (given.__class__ is str):
        return None
    elif start["data"] is UNSET:
        data = written(plan.TO_LEFT.steps[2], data, given, options)
        if data is None:
            return None
    elif not (found.__class__ is str and found == given):
        return None
    given = source.status
    found = in_info.status
    if not (given.__class__ is str):
        return None
    elif start["info"] is UNSET:
        info = written(plan.TO_LEFT.steps[3], info, given, options)
        if info is None:
            return None
    elif not (found.__class__ is str and (TO_LEFT_INFO_STATUS.mapped(options) if options.map else TO_LEFT_INFO_STATUS)[found] == given):
        return None
    given = source.input
    found = in_data.params
    if given == NULL:
        if not (found is UNSET or found is None or found == NULL):
            return None
    elif not (given.__class__ is Raw and given != NULL):
        return None
    elif start["data"] is UNSET:
        data = written(plan.TO_LEFT.steps[4], data, given, options)
        if data is None:
            return None
    elif not (found.__class__ is Raw and found != NULL and found == given):
        return None
    if entries and not entries.isdisjoint(("outputs",)):
        found = restored(plan.TO_LEFT, 5, (source.output,), residue, options)
        if found is None:
            return None
        (outputs,) = found
    else:
        found = source.output
        if found.__class__ is Raw and found != NULL:
            outputs = TO_LEFT_OUTPUTS(found, options)
            if outputs is UNSET:
                found = inexact(plan.TO_LEFT.steps[5], found)
                if found is None:
                    return None
                outputs, notes = found
                via.update(notes.via)
                absent += notes.absent
                differing |= notes.differing
        elif found is UNSET:
            outputs = UNSET
            absent += ("output",)
            differing.add("output")
        elif found == NULL:
            outputs = UNSET
        else:
            return None
    given = source.created_at
    found = in_info.start_time
    if not (given.__class__ is str):
        return None
    elif start["info"] is UNSET:
        info = written(plan.TO_LEFT.steps[6], info, given, options)
        if info is None:
            return None
    elif not (found.__class__ is Raw and found != NULL and TO_LEFT_INFO_START_TIME(found, options) == given):
        return None
    given = source.completed_at
    found = in_info.end_time
    if given is None:
        if not (found is UNSET or found is None or found == NULL):
            return None
    elif not (given.__class__ is str):
        return None
    elif start["info"] is UNSET:
        info = written(plan.TO_LEFT.steps[7], info, given, options)
        if info is None:
            return None
    elif not (found.__class__ is Raw and found != NULL and TO_LEFT_INFO_END_TIME(found, options) == given):
        return None
    given = source.user_id
    found = item_value(in_data.tags, "key", "mlflow.user", "value")
    if found.__class__ is not str:
        found = in_info.user_id
    if not (given.__class__ is str):
        return None
    elif start["data"] is UNSET:
        data = written(plan.TO_LEFT.steps[8], data, given, options)
        if data is None:
            return None
    elif not (found.__class__ is str and found == given):
        return None
    if info is not start["info"] and not accepts(plan.TO_LEFT.target.form, options.profile, "info", info):
        return None
    if data is not start["data"] and not accepts(plan.TO_LEFT.target.form, options.profile, "data", data):
        return None

    # What the residue keeps.
    if UNSET in (source.error, source.cf_workflow_id):
        return None
    if not differing.isdisjoint(("completed_at", "created_at", "status")):
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
    own_duration_ms = time_between(source.created_at, source.completed_at, 3)
    if own_duration_ms is None:
        own_duration_ms = NULL
    own_duration_ms = UNSET if source.duration_ms == own_duration_ms else source.duration_ms
    if source.started_at is UNSET:
        return None
    own_started_at = source.created_at if source.status in ("running", "completed", "failed", "cancelled") else None
    if own_started_at.__class__ is not str:
        own_started_at = None
    own_started_at = UNSET if source.started_at == own_started_at else source.started_at
    if source.updated_at is UNSET:
        return None
    own_updated_at = source.completed_at
    if own_updated_at.__class__ is not str:
        own_updated_at = option_text("updatedAt", options)
    own_updated_at = UNSET if source.updated_at == own_updated_at else source.updated_at
    own = WORKFLOW_RUN_OWN(
        own_workspace_id,
        own_mode,
        source.error,
        own_triggered_by,
        source.cf_workflow_id,
        own_duration_ms,
        own_started_at,
        own_updated_at,
    )
    record = MLFLOW_RUN_EMBEDDED(info, data, start["inputs"], outputs)
    return record, own, via, absent, (), ()


TO_RIGHT = plan.TO_RIGHT.with_fast_path(to_workflow_run)
TO_LEFT = plan.TO_LEFT.with_fast_path(to_mlflow_run)
