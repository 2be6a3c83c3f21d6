# Generated from schemas/comfy_webhook_body/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any

from msgspec import UNSET, Raw

from runbridge._runtime import NULL
from runbridge._runtime.conversion import ConvertedParts, IncomingResidue, Options
from runbridge._runtime.fast_path import KnownRows, inexact, make_of, option_text, restored

from . import plan
from .embedded_tolerant import ComfyWebhookBodyEmbedded, WorkflowRunEmbedded
from .own_tolerant import ComfyWebhookBodyOwn, WorkflowRunOwn

COMFY_WEBHOOK_BODY_EMBEDDED: Any = ComfyWebhookBodyEmbedded
COMFY_WEBHOOK_BODY_OWN: Any = ComfyWebhookBodyOwn
WORKFLOW_RUN_EMBEDDED: Any = WorkflowRunEmbedded
WORKFLOW_RUN_OWN: Any = WorkflowRunOwn
TO_RIGHT_STATUS = KnownRows(plan.TO_RIGHT.steps[1])
TO_LEFT_STATUS = KnownRows(plan.TO_LEFT.steps[1])
TO_LEFT_OUTPUTS = make_of(plan.TO_LEFT.steps[2])


def to_workflow_run(source: Any, residue: IncomingResidue[Any], options: Options) -> ConvertedParts | None:
    """A ComfyWebhookBody as a WorkflowRun; None for one that is left to the plan."""
    entries = frozenset((*residue.via, *residue.absent)) if residue.via or residue.absent else None
    start = plan.TO_RIGHT.start(residue, options)
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
    if entries and not entries.isdisjoint(("status",)):
        found = restored(plan.TO_RIGHT, 1, (source.status,), residue, options)
        if found is None:
            return None
        (status,) = found
    else:
        found = (TO_RIGHT_STATUS.mapped(options) if options.map else TO_RIGHT_STATUS)[source.status]
        if found is None:
            return None
        status, notes = found
        if notes is not None:
            via.update(notes.via)
            absent += notes.absent
            differing |= notes.differing
    if entries and not entries.isdisjoint(("output",)):
        found = restored(plan.TO_RIGHT, 2, (source.outputs,), residue, options)
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

    # Fields without counterpart.
    if start["workspace_id"] is UNSET and "workspaceId" not in residue.absent:
        return None
    if start["subject_id"] is UNSET and "subjectId" not in residue.absent:
        return None
    if start["mode"] is UNSET and "mode" not in residue.absent:
        return None
    if start["triggered_by"] is UNSET and "triggeredBy" not in residue.absent:
        return None
    if start["user_id"] is UNSET and "userId" not in residue.absent:
        return None
    if start["created_at"] is UNSET and "createdAt" not in residue.absent:
        return None
    if start["updated_at"] is UNSET and "updatedAt" not in residue.absent:
        return None

    # What the residue keeps.
    if UNSET in (source.live_status,):
        return None
    own = COMFY_WEBHOOK_BODY_OWN(source.live_status, NULL if source.progress == NULL else source.progress)
    record = WORKFLOW_RUN_EMBEDDED(
        id_,
        start["workspace_id"],
        start["subject_id"],
        status,
        start["mode"],
        start["triggered_by"],
        start["user_id"],
        start["created_at"],
        start["updated_at"],
        start["parent_run_id"],
        start["input"],
        output,
        start["error"],
        start["cf_workflow_id"],
        start["duration_ms"],
        start["started_at"],
        start["completed_at"],
    )
    return record, own, via, absent, (), ()


def to_comfy_webhook_body(source: Any, residue: IncomingResidue[Any], options: Options) -> ConvertedParts | None:
    """A WorkflowRun as a ComfyWebhookBody; None for one that is left to the plan."""
    entries = frozenset((*residue.via, *residue.absent)) if residue.via or residue.absent else None
    start = plan.TO_LEFT.start(residue, options)
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
        else:
            return None
    if entries and not entries.isdisjoint(("status",)):
        found = restored(plan.TO_LEFT, 1, (source.status,), residue, options)
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
    if entries and not entries.isdisjoint(("outputs",)):
        found = restored(plan.TO_LEFT, 2, (source.output,), residue, options)
        if found is None:
            return None
        (outputs,) = found
    else:
        found = source.output
        if found.__class__ is Raw and found != NULL:
            outputs = TO_LEFT_OUTPUTS(found, options)
            if outputs is UNSET:
                found = inexact(plan.TO_LEFT.steps[2], found)
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

    # What the residue keeps.
    if UNSET in (
        source.parent_run_id,
        source.input,
        source.error,
        source.cf_workflow_id,
        source.duration_ms,
        source.started_at,
        source.completed_at,
    ):
        return None
    if source.workspace_id is UNSET:
        return None
    own_workspace_id = UNSET if options.set and options.set.get("workspaceId") == source.workspace_id else source.workspace_id
    if source.subject_id is UNSET:
        return None
    own_subject_id = UNSET if options.set and options.set.get("subjectId") == source.subject_id else source.subject_id
    if source.mode is UNSET:
        return None
    own_mode = UNSET if options.set and options.set.get("mode") == source.mode else source.mode
    if source.triggered_by is UNSET:
        return None
    own_triggered_by = UNSET if options.set and options.set.get("triggeredBy") == source.triggered_by else source.triggered_by
    if source.user_id is UNSET:
        return None
    own_user_id = UNSET if options.set and options.set.get("userId") == source.user_id else source.user_id
    if source.created_at is UNSET:
        return None
    own_created_at = UNSET if options.set and options.set.get("createdAt") == source.created_at else source.created_at
    if source.updated_at is UNSET:
        return None
    own_updated_at = UNSET if options.set and options.set.get("updatedAt") == source.updated_at else source.updated_at
    own = WORKFLOW_RUN_OWN(
        own_workspace_id,
        own_subject_id,
        source.parent_run_id,
        own_mode,
        NULL if source.input == NULL else source.input,
        source.error,
        own_triggered_by,
        source.cf_workflow_id,
        NULL if source.duration_ms == NULL else source.duration_ms,
        own_user_id,
        source.started_at,
        source.completed_at,
        own_created_at,
        own_updated_at,
    )
    record = COMFY_WEBHOOK_BODY_EMBEDDED(run_id, status, start["live_status"], start["progress"], outputs)
    return record, own, via, absent, (), ()


TO_RIGHT = plan.TO_RIGHT.with_fast_path(to_workflow_run)
TO_LEFT = plan.TO_LEFT.with_fast_path(to_comfy_webhook_body)
