# Generated from schemas/kfp_run/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any

from msgspec import UNSET, Raw

from runbridge._runtime import NULL
from runbridge._runtime.computed_defaults import time_between
from runbridge._runtime.conversion import ConvertedParts, IncomingResidue, Options
from runbridge._runtime.fast_path import KnownRows, item_value, kept_of, option_text, option_value, restored, written
from runbridge._runtime.schema import accepts

from . import plan
from .embedded_tolerant import KfpRunEmbedded, WorkflowRunEmbedded
from .own_tolerant import KfpRunOwn, WorkflowRunOwn

KFP_RUN_EMBEDDED: Any = KfpRunEmbedded
KFP_RUN_OWN: Any = KfpRunOwn
WORKFLOW_RUN_EMBEDDED: Any = WorkflowRunEmbedded
WORKFLOW_RUN_OWN: Any = WorkflowRunOwn
TO_RIGHT_STATUS = KnownRows(plan.TO_RIGHT.steps[3])
TO_LEFT_STATE = KnownRows(plan.TO_LEFT.steps[3])


def to_workflow_run(source: Any, residue: IncomingResidue[Any], options: Options) -> ConvertedParts | None:
    """A KfpRun as a WorkflowRun; None for one that is left to the plan."""
    entries = frozenset((*residue.via, *residue.absent)) if residue.via or residue.absent else None
    start = plan.TO_RIGHT.start(residue, options)
    in_pipeline_version_reference = plan.TO_RIGHT.source_readers["pipeline_version_reference"].read_field(source.pipeline_version_reference)
    if in_pipeline_version_reference is None:
        return None
    in_runtime_config = plan.TO_RIGHT.source_readers["runtime_config"].read_field(source.runtime_config)
    if in_runtime_config is None:
        return None
    in_error = plan.TO_RIGHT.source_readers["error"].read_field(source.error)
    if in_error is None:
        return None
    in_state_history = plan.TO_RIGHT.source_readers["state_history"].read_field(source.state_history)
    if in_state_history is None:
        return None
    via: dict[str, dict[str, Any]] = {}
    absent: tuple[str, ...] = ()
    differing: set[str] = set()

    # By the rules.
    if entries and not entries.isdisjoint(("id",)):
        found = restored(plan.TO_RIGHT, 0, (source.run_id,), residue, options)
        if found is None:
            return None
        (id_,) = found
    else:
        found = source.run_id
        if found.__class__ is str:
            id_ = found
        elif found is UNSET:
            id_ = option_text("id", options)
            if id_ is None:
                return None
            differing.add("run_id")
            absent += ("run_id",)
        elif found is None:
            id_ = option_text("id", options)
            if id_ is None:
                return None
            differing.add("run_id")
            via["run_id"] = {"was": None, "saw": id_}
        else:
            return None
    if entries and not entries.isdisjoint(("workspaceId",)):
        found = restored(plan.TO_RIGHT, 1, (source.experiment_id,), residue, options)
        if found is None:
            return None
        (workspace_id,) = found
    else:
        found = source.experiment_id
        if found.__class__ is str:
            workspace_id = found
        elif found is UNSET:
            workspace_id = option_text("workspaceId", options)
            if workspace_id is None:
                return None
            differing.add("experiment_id")
            absent += ("experiment_id",)
        elif found is None:
            workspace_id = option_text("workspaceId", options)
            if workspace_id is None:
                return None
            differing.add("experiment_id")
            via["experiment_id"] = {"was": None, "saw": workspace_id}
        else:
            return None
    if entries and not entries.isdisjoint(("subjectId",)):
        return None
    else:
        found = in_pipeline_version_reference.pipeline_id
        if found.__class__ is str:
            subject_id = found
        elif found is UNSET:
            subject_id = option_text("subjectId", options)
            if subject_id is None:
                return None
            differing.add("pipeline_version_reference")
        elif found is None:
            subject_id = option_text("subjectId", options)
            if subject_id is None:
                return None
            differing.add("pipeline_version_reference")
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
    if entries and not entries.isdisjoint(("input",)):
        return None
    else:
        found = in_runtime_config.parameters
        if found.__class__ is Raw and found != NULL:
            input_ = found
        elif found is UNSET:
            input_ = NULL
        elif found == NULL:
            input_ = NULL
            differing.add("runtime_config")
        else:
            return None
    if entries and not entries.isdisjoint(("error",)):
        return None
    else:
        found = in_error.message
        if found == "":
            error = None
            differing.add("error")
        elif found.__class__ is str:
            error = found
        elif found is UNSET:
            error = None
        elif found is None:
            error = None
            differing.add("error")
        else:
            return None
    if entries and not entries.isdisjoint(("createdAt",)):
        found = restored(plan.TO_RIGHT, 6, (source.created_at,), residue, options)
        if found is None:
            return None
        (created_at,) = found
    else:
        found = source.created_at
        if found.__class__ is str:
            created_at = found
        else:
            return None
    if options.set and options.set.get("createdAt") == created_at:
        return None
    if entries and not entries.isdisjoint(("startedAt",)):
        return None
    else:
        found = item_value(in_state_history, "state", "RUNNING", "update_time")
        if found.__class__ is str:
            started_at = found
        elif found is UNSET:
            started_at = None
        elif found is None:
            started_at = None
            differing.add("state_history")
        else:
            return None
    if entries and not entries.isdisjoint(("completedAt",)):
        found = restored(plan.TO_RIGHT, 8, (source.finished_at,), residue, options)
        if found is None:
            return None
        (completed_at,) = found
    else:
        found = source.finished_at
        if found.__class__ is str:
            completed_at = found
        elif found is UNSET:
            completed_at = None
        elif found is None:
            completed_at = None
            via["finished_at"] = {"was": None, "saw": None}
            differing.add("finished_at")
        else:
            return None

    # Fields without counterpart.
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
    own_pipeline_version_reference = kept_of(plan.TO_RIGHT.holders["pipeline_version_reference"], source.pipeline_version_reference, is_exact="pipeline_version_reference" not in differing)
    if own_pipeline_version_reference is None:
        return None
    own_runtime_config = kept_of(plan.TO_RIGHT.holders["runtime_config"], source.runtime_config, is_exact="runtime_config" not in differing)
    if own_runtime_config is None:
        return None
    own_error = kept_of(plan.TO_RIGHT.holders["error"], source.error, is_exact="error" not in differing)
    if own_error is None:
        return None
    own_state_history = kept_of(plan.TO_RIGHT.holders["state_history"], source.state_history, is_exact="state_history" not in differing)
    if own_state_history is None:
        return None
    own = KFP_RUN_OWN(
        source.display_name,
        source.storage_state,
        source.description,
        source.pipeline_version_id,
        NULL if source.pipeline_spec == NULL else source.pipeline_spec,
        source.service_account,
        source.scheduled_at,
        NULL if source.run_details == NULL else source.run_details,
        source.recurring_run_id,
        NULL if source.plugins_input == NULL else source.plugins_input,
        NULL if source.plugins_output == NULL else source.plugins_output,
        own_pipeline_version_reference,
        own_runtime_config,
        own_error,
        own_state_history,
    )
    record = WORKFLOW_RUN_EMBEDDED(
        id_,
        workspace_id,
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
        error,
        start["cf_workflow_id"],
        duration_ms,
        started_at,
        completed_at,
    )
    return record, own, via, absent, (), ()


def to_kfp_run(source: Any, residue: IncomingResidue[Any], options: Options) -> ConvertedParts | None:
    """A WorkflowRun as a KfpRun; None for one that is left to the plan."""
    entries = frozenset((*residue.via, *residue.absent)) if residue.via or residue.absent else None
    if entries and not entries.isdisjoint((
        "pipeline_version_reference",
        "runtime_config",
        "error",
        "state_history",
    )):
        return None
    start = plan.TO_LEFT.start(residue, options)
    pipeline_version_reference = start["pipeline_version_reference"]
    runtime_config = start["runtime_config"]
    error = start["error"]
    state_history = start["state_history"]
    in_pipeline_version_reference = plan.TO_LEFT.target_readers["pipeline_version_reference"].read_field(pipeline_version_reference)
    if in_pipeline_version_reference is None:
        return None
    in_runtime_config = plan.TO_LEFT.target_readers["runtime_config"].read_field(runtime_config)
    if in_runtime_config is None:
        return None
    in_error = plan.TO_LEFT.target_readers["error"].read_field(error)
    if in_error is None:
        return None
    in_state_history = plan.TO_LEFT.target_readers["state_history"].read_field(state_history)
    if in_state_history is None:
        return None
    via: dict[str, dict[str, Any]] = {}
    absent: tuple[str, ...] = ()
    differing: set[str] = set()

    # By the rules.
    if entries and not entries.isdisjoint(("run_id",)):
        found = restored(plan.TO_LEFT, 0, (source.id,), residue, options)
        if found is None:
            return None
        (run_id,) = found
    else:
        found = source.id
        if found.__class__ is str:
            run_id = found
        elif found is UNSET:
            run_id = UNSET
            absent += ("id",)
            differing.add("id")
        elif found is None:
            run_id = UNSET
            via["id"] = {"was": None}
            differing.add("id")
        else:
            return None
    if entries and not entries.isdisjoint(("experiment_id",)):
        found = restored(plan.TO_LEFT, 1, (source.workspace_id,), residue, options)
        if found is None:
            return None
        (experiment_id,) = found
    else:
        found = source.workspace_id
        if found.__class__ is str:
            experiment_id = found
        elif found is UNSET:
            experiment_id = UNSET
            absent += ("workspaceId",)
            differing.add("workspace_id")
        elif found is None:
            experiment_id = UNSET
            via["workspaceId"] = {"was": None}
            differing.add("workspace_id")
        else:
            return None
    given = source.subject_id
    found = in_pipeline_version_reference.pipeline_id
    if not (given.__class__ is str):
        return None
    elif start["pipeline_version_reference"] is UNSET:
        pipeline_version_reference = written(plan.TO_LEFT.steps[2], pipeline_version_reference, given, options)
        if pipeline_version_reference is None:
            return None
    elif not (found.__class__ is str and found == given):
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
    given = source.input
    found = in_runtime_config.parameters
    if given == NULL:
        if not (found is UNSET or found is None or found == NULL):
            return None
    elif not (given.__class__ is Raw and given != NULL):
        return None
    elif start["runtime_config"] is UNSET:
        runtime_config = written(plan.TO_LEFT.steps[4], runtime_config, given, options)
        if runtime_config is None:
            return None
    elif not (found.__class__ is Raw and found != NULL and found == given):
        return None
    given = source.error
    found = in_error.message
    if given is None:
        if not (found is UNSET or found is None or found == ""):
            return None
    elif not (given.__class__ is str):
        return None
    elif start["error"] is UNSET:
        error = written(plan.TO_LEFT.steps[5], error, given, options)
        if error is None:
            return None
    elif not (found.__class__ is str and found == given):
        return None
    if entries and not entries.isdisjoint(("created_at",)):
        found = restored(plan.TO_LEFT, 6, (source.created_at,), residue, options)
        if found is None:
            return None
        (created_at,) = found
    else:
        found = source.created_at
        if found.__class__ is str:
            created_at = found
        elif found is UNSET:
            created_at = UNSET
            absent += ("createdAt",)
            differing.add("created_at")
        elif found is None:
            created_at = UNSET
            via["createdAt"] = {"was": None}
            differing.add("created_at")
        else:
            return None
    given = source.started_at
    found = item_value(in_state_history, "state", "RUNNING", "update_time")
    if given is None:
        if not (found is UNSET or found is None):
            return None
    elif not (given.__class__ is str):
        return None
    elif start["state_history"] is UNSET:
        state_history = written(plan.TO_LEFT.steps[7], state_history, given, options)
        if state_history is None:
            return None
    elif not (found.__class__ is str and found == given):
        return None
    if entries and not entries.isdisjoint(("finished_at",)):
        found = restored(plan.TO_LEFT, 8, (source.completed_at,), residue, options)
        if found is None:
            return None
        (finished_at,) = found
    else:
        found = source.completed_at
        if found.__class__ is str:
            finished_at = found
        elif found is UNSET:
            finished_at = UNSET
            absent += ("completedAt",)
            differing.add("completed_at")
        elif found is None:
            finished_at = UNSET
        else:
            return None
    if pipeline_version_reference is not start["pipeline_version_reference"] and not accepts(plan.TO_LEFT.target.form, options.profile, "pipeline_version_reference", pipeline_version_reference):
        return None
    if runtime_config is not start["runtime_config"] and not accepts(plan.TO_LEFT.target.form, options.profile, "runtime_config", runtime_config):
        return None
    if error is not start["error"] and not accepts(plan.TO_LEFT.target.form, options.profile, "error", error):
        return None
    if state_history is not start["state_history"] and not accepts(plan.TO_LEFT.target.form, options.profile, "state_history", state_history):
        return None

    # What the residue keeps.
    if UNSET in (source.parent_run_id, source.output, source.cf_workflow_id):
        return None
    if not differing.isdisjoint(("completed_at", "started_at")):
        return None
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
    if source.updated_at is UNSET:
        return None
    own_updated_at = source.completed_at
    if own_updated_at.__class__ is not str:
        own_updated_at = option_text("updatedAt", options)
    own_updated_at = UNSET if source.updated_at == own_updated_at else source.updated_at
    own = WORKFLOW_RUN_OWN(
        source.parent_run_id,
        own_mode,
        NULL if source.output == NULL else source.output,
        own_triggered_by,
        source.cf_workflow_id,
        own_duration_ms,
        own_user_id,
        own_updated_at,
    )
    record = KFP_RUN_EMBEDDED(
        experiment_id,
        run_id,
        start["display_name"],
        start["storage_state"],
        start["description"],
        start["pipeline_version_id"],
        start["pipeline_spec"],
        pipeline_version_reference,
        runtime_config,
        start["service_account"],
        created_at,
        start["scheduled_at"],
        finished_at,
        state,
        error,
        start["run_details"],
        start["recurring_run_id"],
        state_history,
        start["plugins_input"],
        start["plugins_output"],
    )
    return record, own, via, absent, (), ()


TO_RIGHT = plan.TO_RIGHT.with_fast_path(to_workflow_run)
TO_LEFT = plan.TO_LEFT.with_fast_path(to_kfp_run)
