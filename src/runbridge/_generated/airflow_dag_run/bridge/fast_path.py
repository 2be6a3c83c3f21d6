# Generated from schemas/airflow_dag_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any

from msgspec import UNSET, Raw

from runbridge._runtime import NULL
from runbridge._runtime.conversion import ConvertedParts, IncomingResidue, Options
from runbridge._runtime.fast_path import KnownRows, inexact, make_of, option_text, option_value, restored

from . import plan
from .embedded_tolerant import AirflowDagRunEmbedded, WorkflowRunEmbedded
from .own_tolerant import AirflowDagRunOwn, WorkflowRunOwn

AIRFLOW_DAG_RUN_EMBEDDED: Any = AirflowDagRunEmbedded
AIRFLOW_DAG_RUN_OWN: Any = AirflowDagRunOwn
WORKFLOW_RUN_EMBEDDED: Any = WorkflowRunEmbedded
WORKFLOW_RUN_OWN: Any = WorkflowRunOwn
TO_RIGHT_STATUS = KnownRows(plan.TO_RIGHT.steps[3])
TO_RIGHT_TRIGGERED_BY = KnownRows(plan.TO_RIGHT.steps[4])
TO_RIGHT_DURATION_MS = make_of(plan.TO_RIGHT.steps[6])
TO_LEFT_STATE = KnownRows(plan.TO_LEFT.steps[3])
TO_LEFT_TRIGGERED_BY = KnownRows(plan.TO_LEFT.steps[4])
TO_LEFT_CONF = make_of(plan.TO_LEFT.steps[5])
TO_LEFT_DURATION = make_of(plan.TO_LEFT.steps[6])


def to_workflow_run(source: Any, residue: IncomingResidue[Any], options: Options) -> ConvertedParts | None:
    """A AirflowDagRun as a WorkflowRun; None for one that is left to the plan."""
    entries = frozenset((*residue.via, *residue.absent)) if residue.via or residue.absent else None
    start = plan.TO_RIGHT.start(residue, options)
    via: dict[str, dict[str, Any]] = {}
    absent: tuple[str, ...] = ()
    differing: set[str] = set()

    # By the rules.
    if entries and not entries.isdisjoint(("id",)):
        found = restored(plan.TO_RIGHT, 0, (source.dag_run_id,), residue, options)
        if found is None:
            return None
        (id_,) = found
    else:
        found = source.dag_run_id
        if found.__class__ is str:
            id_ = found
        elif found is UNSET:
            id_ = option_text("id", options)
            if id_ is None:
                return None
            differing.add("dag_run_id")
            absent += ("dag_run_id",)
        elif found is None:
            id_ = option_text("id", options)
            if id_ is None:
                return None
            differing.add("dag_run_id")
            via["dag_run_id"] = {"was": None, "saw": id_}
        else:
            return None
    if entries and not entries.isdisjoint(("subjectId",)):
        found = restored(plan.TO_RIGHT, 1, (source.dag_id,), residue, options)
        if found is None:
            return None
        (subject_id,) = found
    else:
        found = source.dag_id
        if found.__class__ is str:
            subject_id = found
        elif found is UNSET:
            subject_id = option_text("subjectId", options)
            if subject_id is None:
                return None
            differing.add("dag_id")
            absent += ("dag_id",)
        elif found is None:
            subject_id = option_text("subjectId", options)
            if subject_id is None:
                return None
            differing.add("dag_id")
            via["dag_id"] = {"was": None, "saw": subject_id}
        else:
            return None
    if entries and not entries.isdisjoint(("userId",)):
        found = restored(plan.TO_RIGHT, 2, (source.triggering_user_name,), residue, options)
        if found is None:
            return None
        (user_id,) = found
    else:
        found = source.triggering_user_name
        if found.__class__ is str:
            user_id = found
        elif found is UNSET:
            user_id = option_text("userId", options)
            if user_id is None:
                return None
            differing.add("triggering_user_name")
            absent += ("triggering_user_name",)
        elif found is None:
            user_id = option_text("userId", options)
            if user_id is None:
                return None
            differing.add("triggering_user_name")
            via["triggering_user_name"] = {"was": None, "saw": user_id}
        else:
            return None
    if entries and not entries.isdisjoint(("status",)):
        found = restored(plan.TO_RIGHT, 3, (source.state,), residue, options)
        if found is None:
            return None
        (status,) = found
    else:
        found = (TO_RIGHT_STATUS.mapped(options) if options.map else TO_RIGHT_STATUS)[source.state]
        if found is None:
            return None
        status, notes = found
        if notes is not None:
            via.update(notes.via)
            absent += notes.absent
            differing |= notes.differing
    if entries and not entries.isdisjoint(("triggeredBy",)):
        found = restored(plan.TO_RIGHT, 4, (source.triggered_by, source.run_type), residue, options)
        if found is None:
            return None
        (triggered_by,) = found
    else:
        found = (TO_RIGHT_TRIGGERED_BY.mapped(options) if options.map else TO_RIGHT_TRIGGERED_BY)[source.triggered_by, source.run_type]
        if found is None:
            return None
        triggered_by, notes = found
        if notes is not None:
            via.update(notes.via)
            absent += notes.absent
            differing |= notes.differing
    if entries and not entries.isdisjoint(("input",)):
        found = restored(plan.TO_RIGHT, 5, (source.conf,), residue, options)
        if found is None:
            return None
        (input_,) = found
    else:
        found = source.conf
        if found.__class__ is Raw and found != NULL:
            input_ = found
        elif found is UNSET:
            input_ = NULL
            absent += ("conf",)
            differing.add("conf")
        elif found == NULL:
            input_ = NULL
        else:
            return None
    if entries and not entries.isdisjoint(("durationMs",)):
        found = restored(plan.TO_RIGHT, 6, (source.duration,), residue, options)
        if found is None:
            return None
        (duration_ms,) = found
    else:
        found = source.duration
        if found.__class__ is Raw and found != NULL:
            duration_ms = TO_RIGHT_DURATION_MS(found, options)
            if duration_ms is UNSET:
                found = inexact(plan.TO_RIGHT.steps[6], found)
                if found is None:
                    return None
                duration_ms, notes = found
                via.update(notes.via)
                absent += notes.absent
                differing |= notes.differing
        elif found is UNSET:
            duration_ms = NULL
            absent += ("duration",)
            differing.add("duration")
        elif found == NULL:
            duration_ms = NULL
        else:
            return None
    if entries and not entries.isdisjoint(("createdAt",)):
        found = restored(plan.TO_RIGHT, 7, (source.queued_at,), residue, options)
        if found is None:
            return None
        (created_at,) = found
    else:
        found = source.queued_at
        if found.__class__ is str:
            created_at = found
        else:
            return None
    if options.set and options.set.get("createdAt") == created_at:
        return None
    if entries and not entries.isdisjoint(("startedAt",)):
        found = restored(plan.TO_RIGHT, 8, (source.start_date,), residue, options)
        if found is None:
            return None
        (started_at,) = found
    else:
        found = source.start_date
        if found.__class__ is str:
            started_at = found
        elif found is UNSET:
            started_at = None
            absent += ("start_date",)
            differing.add("start_date")
        elif found is None:
            started_at = None
        else:
            return None
    if entries and not entries.isdisjoint(("completedAt",)):
        found = restored(plan.TO_RIGHT, 9, (source.end_date,), residue, options)
        if found is None:
            return None
        (completed_at,) = found
    else:
        found = source.end_date
        if found.__class__ is str:
            completed_at = found
        elif found is UNSET:
            completed_at = None
            absent += ("end_date",)
            differing.add("end_date")
        elif found is None:
            completed_at = None
        else:
            return None
    if entries and not entries.isdisjoint(("updatedAt",)):
        found = restored(plan.TO_RIGHT, 10, (
            source.last_scheduling_decision,
            source.end_date,
            source.start_date,
            source.queued_at,
        ), residue, options)
        if found is None:
            return None
        (updated_at,) = found
    else:
        updated_at = found = source.last_scheduling_decision
        if found.__class__ is not str:
            if updated_at.__class__ is not str:
                updated_at = source.end_date
            if updated_at.__class__ is not str:
                updated_at = source.start_date
            if updated_at.__class__ is not str:
                updated_at = source.queued_at
            if updated_at.__class__ is not str:
                return None
            else:
                differing.add("last_scheduling_decision")
                if found is UNSET:
                    absent += ("last_scheduling_decision",)
                else:
                    via["last_scheduling_decision"] = {"was": None, "saw": updated_at}
    if options.set and options.set.get("updatedAt") == updated_at:
        return None

    # Fields without counterpart.
    if start["workspace_id"] is UNSET and "workspaceId" not in residue.absent:
        return None
    if start["mode"] is UNSET and "mode" not in residue.absent:
        return None

    # What the residue keeps.
    if UNSET in (
        source.logical_date,
        source.data_interval_start,
        source.data_interval_end,
        source.note,
        source.bundle_version,
        source.partition_key,
        source.partition_date,
    ):
        return None
    if not differing.isdisjoint(("dag_id", "queued_at")):
        return None
    if source.run_after is UNSET:
        return None
    own_run_after = source.queued_at
    if own_run_after.__class__ is not str:
        own_run_after = option_text("run_after", options)
    own_run_after = UNSET if source.run_after == own_run_after else source.run_after
    if source.dag_versions is UNSET:
        absent += ("dag_versions",)
    own_dag_versions = UNSET if source.dag_versions == Raw(b"[]") else source.dag_versions
    if source.dag_display_name is UNSET:
        return None
    own_dag_display_name = source.dag_id
    if own_dag_display_name.__class__ is not str:
        return None
    own_dag_display_name = UNSET if source.dag_display_name == own_dag_display_name else source.dag_display_name
    own = AIRFLOW_DAG_RUN_OWN(
        source.logical_date,
        source.data_interval_start,
        source.data_interval_end,
        own_run_after,
        source.note,
        own_dag_versions,
        source.bundle_version,
        own_dag_display_name,
        source.partition_key,
        source.partition_date,
    )
    record = WORKFLOW_RUN_EMBEDDED(
        id_,
        start["workspace_id"],
        subject_id,
        status,
        start["mode"],
        triggered_by,
        user_id,
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


def to_airflow_dag_run(source: Any, residue: IncomingResidue[Any], options: Options) -> ConvertedParts | None:
    """A WorkflowRun as a AirflowDagRun; None for one that is left to the plan."""
    entries = frozenset((*residue.via, *residue.absent)) if residue.via or residue.absent else None
    start = plan.TO_LEFT.start(residue, options)
    via: dict[str, dict[str, Any]] = {}
    absent: tuple[str, ...] = ()
    differing: set[str] = set()

    # By the rules.
    if entries and not entries.isdisjoint(("dag_run_id",)):
        found = restored(plan.TO_LEFT, 0, (source.id,), residue, options)
        if found is None:
            return None
        (dag_run_id,) = found
    else:
        found = source.id
        if found.__class__ is str:
            dag_run_id = found
        else:
            return None
    if entries and not entries.isdisjoint(("dag_id",)):
        found = restored(plan.TO_LEFT, 1, (source.subject_id,), residue, options)
        if found is None:
            return None
        (dag_id,) = found
    else:
        found = source.subject_id
        if found.__class__ is str:
            dag_id = found
        else:
            return None
    if entries and not entries.isdisjoint(("triggering_user_name",)):
        found = restored(plan.TO_LEFT, 2, (source.user_id,), residue, options)
        if found is None:
            return None
        (triggering_user_name,) = found
    else:
        found = source.user_id
        if found.__class__ is str:
            triggering_user_name = found
        elif found is UNSET:
            triggering_user_name = None
            absent += ("userId",)
            differing.add("user_id")
        elif found is None:
            triggering_user_name = None
            via["userId"] = {"was": None, "saw": None}
            differing.add("user_id")
        else:
            return None
    if entries and not entries.isdisjoint(("state",)):
        found = restored(plan.TO_LEFT, 3, (source.status,), residue, options)
        if found is None:
            return None
        (state,) = found
    else:
        found = (TO_LEFT_STATE.mapped(options) if options.map else TO_LEFT_STATE)[source.status]
        if found is None:
            return None
        state, notes = found
        if notes is not None:
            via.update(notes.via)
            absent += notes.absent
            differing |= notes.differing
    if entries and not entries.isdisjoint(("triggered_by", "run_type")):
        found = restored(plan.TO_LEFT, 4, (source.triggered_by,), residue, options)
        if found is None:
            return None
        triggered_by, run_type = found
    else:
        found = (TO_LEFT_TRIGGERED_BY.mapped(options) if options.map else TO_LEFT_TRIGGERED_BY)[source.triggered_by]
        if found is None:
            return None
        triggered_by, run_type, notes = found
        if notes is not None:
            via.update(notes.via)
            absent += notes.absent
            differing |= notes.differing
    if entries and not entries.isdisjoint(("conf",)):
        found = restored(plan.TO_LEFT, 5, (source.input,), residue, options)
        if found is None:
            return None
        (conf,) = found
    else:
        found = source.input
        if found.__class__ is Raw and found != NULL:
            conf = TO_LEFT_CONF(found, options)
            if conf is UNSET:
                found = inexact(plan.TO_LEFT.steps[5], found)
                if found is None:
                    return None
                conf, notes = found
                via.update(notes.via)
                absent += notes.absent
                differing |= notes.differing
        elif found is UNSET:
            conf = NULL
            absent += ("input",)
            differing.add("input")
        elif found == NULL:
            conf = NULL
        else:
            return None
    if entries and not entries.isdisjoint(("duration",)):
        found = restored(plan.TO_LEFT, 6, (source.duration_ms,), residue, options)
        if found is None:
            return None
        (duration,) = found
    else:
        found = source.duration_ms
        if found.__class__ is Raw and found != NULL:
            duration = TO_LEFT_DURATION(found, options)
            if duration is UNSET:
                found = inexact(plan.TO_LEFT.steps[6], found)
                if found is None:
                    return None
                duration, notes = found
                via.update(notes.via)
                absent += notes.absent
                differing |= notes.differing
        elif found is UNSET:
            duration = NULL
            absent += ("durationMs",)
            differing.add("duration_ms")
        elif found == NULL:
            duration = NULL
        else:
            return None
    if entries and not entries.isdisjoint(("queued_at",)):
        found = restored(plan.TO_LEFT, 7, (source.created_at,), residue, options)
        if found is None:
            return None
        (queued_at,) = found
    else:
        found = source.created_at
        if found.__class__ is str:
            queued_at = found
        elif found is UNSET:
            queued_at = None
            absent += ("createdAt",)
            differing.add("created_at")
        elif found is None:
            queued_at = None
            via["createdAt"] = {"was": None, "saw": None}
            differing.add("created_at")
        else:
            return None
    if entries and not entries.isdisjoint(("start_date",)):
        found = restored(plan.TO_LEFT, 8, (source.started_at,), residue, options)
        if found is None:
            return None
        (start_date,) = found
    else:
        found = source.started_at
        if found.__class__ is str:
            start_date = found
        elif found is UNSET:
            start_date = None
            absent += ("startedAt",)
            differing.add("started_at")
        elif found is None:
            start_date = None
        else:
            return None
    if entries and not entries.isdisjoint(("end_date",)):
        found = restored(plan.TO_LEFT, 9, (source.completed_at,), residue, options)
        if found is None:
            return None
        (end_date,) = found
    else:
        found = source.completed_at
        if found.__class__ is str:
            end_date = found
        elif found is UNSET:
            end_date = None
            absent += ("completedAt",)
            differing.add("completed_at")
        elif found is None:
            end_date = None
        else:
            return None
    if entries and not entries.isdisjoint(("last_scheduling_decision",)):
        return None
    else:
        found = source.updated_at
        if found.__class__ is str:
            last_scheduling_decision = found
        else:
            return None

    # Fields without counterpart.
    run_after = start["run_after"]
    if start["run_after"] is UNSET and "run_after" not in residue.absent:
        run_after = queued_at
        if run_after.__class__ is not str:
            run_after = option_value(plan.TO_LEFT, "run_after", options)
            if run_after is UNSET:
                return None
        else:
            if options.set and options.set.get("run_after") == run_after:
                return None
    dag_versions = start["dag_versions"]
    if start["dag_versions"] is UNSET and "dag_versions" not in residue.absent:
        dag_versions = Raw(b"[]")
    dag_display_name = start["dag_display_name"]
    if start["dag_display_name"] is UNSET and "dag_display_name" not in residue.absent:
        dag_display_name = dag_id
        if dag_display_name.__class__ is not str:
            return None

    # What the residue keeps.
    if UNSET in (source.parent_run_id, source.output, source.error, source.cf_workflow_id):
        return None
    if source.workspace_id is UNSET:
        return None
    own_workspace_id = UNSET if options.set and options.set.get("workspaceId") == source.workspace_id else source.workspace_id
    if source.mode is UNSET:
        return None
    own_mode = UNSET if options.set and options.set.get("mode") == source.mode else source.mode
    own = WORKFLOW_RUN_OWN(
        own_workspace_id,
        source.parent_run_id,
        own_mode,
        NULL if source.output == NULL else source.output,
        source.error,
        source.cf_workflow_id,
    )
    record = AIRFLOW_DAG_RUN_EMBEDDED(
        dag_run_id,
        dag_id,
        run_after,
        run_type,
        state,
        dag_versions,
        start["logical_date"],
        queued_at,
        start_date,
        end_date,
        duration,
        start["data_interval_start"],
        start["data_interval_end"],
        last_scheduling_decision,
        triggered_by,
        triggering_user_name,
        conf,
        start["note"],
        start["bundle_version"],
        dag_display_name,
        start["partition_key"],
        start["partition_date"],
    )
    return record, own, via, absent, (), ()


TO_RIGHT = plan.TO_RIGHT.with_fast_path(to_workflow_run)
TO_LEFT = plan.TO_LEFT.with_fast_path(to_airflow_dag_run)
