# Generated from schemas/workflow_run_model/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any

from msgspec import UNSET, Raw, UnsetType

from runbridge._runtime import NULL, ZERO
from runbridge._runtime.conversion import ConvertedParts, IncomingResidue, Options, was_null, was_text
from runbridge._runtime.wire_helpers import comes_back, first, or_null, scale, shifts_to, was_value

from ...workflow_run.tolerant import WorkflowRunWire
from ..tolerant import WorkflowRunModelWire
from .embedded_tolerant import WorkflowRunEmbedded, WorkflowRunModelEmbedded
from .own_tolerant import WorkflowRunModelOwn, WorkflowRunOwn
from .tables import ORIGIN_LEFT, ORIGIN_RIGHT, STATUS_LEFT, STATUS_RIGHT
from .wire_conforming import conforming_outputs, opaque_outputs


def to_workflow_run(
    source: WorkflowRunModelWire, residue: IncomingResidue[WorkflowRunOwn], options: Options
) -> ConvertedParts:
    """A WorkflowRunModel as a WorkflowRun; raises NeedsOption where no rule has a value."""
    # By the rules.
    subject_id: str = "wfl_" + source.workflow_id
    user_id = source.user_id
    if user_id is None or user_id is UNSET:
        user_id = options.fill("userId")
    status: Any = STATUS_RIGHT.get(source.status) or options.mapped("status", source.status)
    triggered_by: Any = ORIGIN_RIGHT.get(source.origin) or options.mapped("origin", source.origin)
    mode: Any = "sync" if source.is_realtime is True else "async"
    input_: Raw | UnsetType = NULL if source.workflow_inputs is UNSET else source.workflow_inputs
    output: Raw | UnsetType = NULL if source.outputs is UNSET else source.outputs
    duration_ms_by_rule, duration_ms_comes_back, duration_ms_survives = scale(source.duration, 3)
    duration_ms: Raw | UnsetType = duration_ms_by_rule
    started_at: str | UnsetType | None = None if source.started_at is UNSET else source.started_at
    completed_at: str | UnsetType | None = None if source.ended_at is UNSET else source.ended_at
    workspace_id = source.org_id
    if workspace_id is None or workspace_id is UNSET:
        workspace_id = source.user_id
    if workspace_id is None or workspace_id is UNSET:
        workspace_id = options.fill("workspaceId")

    # From the residue: only what the source still shows and the rule allows.
    refused: tuple[str, ...] = ()
    restored, entries, missing = residue.own, residue.via, residue.absent
    if entries or missing:
        if "subjectId" in entries:
            was = was_text(entries["subjectId"], saw=source.workflow_id)
            if was is not None:
                if was.removeprefix("wfl_") == source.workflow_id:
                    subject_id = was
                else:
                    refused += ("subjectId",)
        if "status" in entries:
            was = was_text(entries["status"], saw=source.status)
            if was is not None:
                if STATUS_LEFT.get(was) == source.status:
                    status = was
                else:
                    refused += ("status",)
        if "triggeredBy" in entries:
            was = was_text(entries["triggeredBy"], saw=source.origin)
            if was is not None:
                if ORIGIN_LEFT.get(was) == source.origin:
                    triggered_by = was
                else:
                    refused += ("triggeredBy",)
        if "input" in missing and source.workflow_inputs == NULL:
            input_ = UNSET
        if "output" in entries:
            kept = was_value(entries["output"], saw=source.outputs)
            if kept is not UNSET:
                if conforming_outputs(kept, options) == source.outputs:
                    output = kept
                else:
                    refused += ("output",)
        if "output" in missing and source.outputs is UNSET:
            output = UNSET
        if "durationMs" in entries:
            kept = was_value(entries["durationMs"], saw=source.duration)
            if kept is not UNSET:
                if shifts_to(kept, -3, source.duration):
                    duration_ms = kept
                else:
                    refused += ("durationMs",)
        if "durationMs" in missing and source.duration == NULL:
            duration_ms = UNSET
        if "startedAt" in missing and source.started_at is None:
            started_at = UNSET
        if "completedAt" in missing and source.ended_at is None:
            completed_at = UNSET

    # What the rules alone would not bring back.
    via: dict[str, dict[str, Any]] = {}
    absent: tuple[str, ...] = ()
    fragile: tuple[str, ...] = ()
    if source.user_id is None:
        via["user_id"] = {"was": None, "saw": user_id}
    if source.user_id is UNSET:
        absent += ("user_id",)
    if STATUS_LEFT[status] != source.status:
        via["status"] = {"was": source.status, "saw": status}
    if ORIGIN_LEFT[triggered_by] != source.origin:
        via["origin"] = {"was": source.origin, "saw": triggered_by}
    if source.is_realtime is None:
        via["is_realtime"] = {"was": None, "saw": mode}
    if source.is_realtime is UNSET:
        absent += ("is_realtime",)
    if source.workflow_inputs is UNSET:
        absent += ("workflow_inputs",)
    if source.outputs == NULL:
        via["outputs"] = {"was": source.outputs, "saw": output}
    if source.duration is UNSET:
        absent += ("duration",)
    elif duration_ms is duration_ms_by_rule:
        if not duration_ms_comes_back:
            via["duration"] = {"was": source.duration, "saw": duration_ms}
        elif not duration_ms_survives:
            via["duration"] = {"was": source.duration, "saw": duration_ms}
            fragile += ("duration",)
    elif not comes_back(source.duration, duration_ms, 3):
        via["duration"] = {"was": source.duration, "saw": duration_ms}
    if source.started_at is UNSET:
        absent += ("started_at",)
    if source.ended_at is UNSET:
        absent += ("ended_at",)
    if source.org_id is None:
        via["org_id"] = {"was": None, "saw": workspace_id}
    if source.org_id is UNSET:
        absent += ("org_id",)
    if options.tolerant:
        if source.workflow_version_id is UNSET:
            absent += ("workflow_version_id",)
        if source.workflow_api is UNSET:
            absent += ("workflow_api",)
        if source.machine_id is UNSET:
            absent += ("machine_id",)
        if source.gpu_event_id is UNSET:
            absent += ("gpu_event_id",)
        if source.gpu is UNSET:
            absent += ("gpu",)
        if source.machine_version is UNSET:
            absent += ("machine_version",)
        if source.machine_type is UNSET:
            absent += ("machine_type",)
        if source.modal_function_call_id is UNSET:
            absent += ("modal_function_call_id",)
        if source.live_status is UNSET:
            absent += ("live_status",)
        if source.webhook is UNSET:
            absent += ("webhook",)
        if source.webhook_status is UNSET:
            absent += ("webhook_status",)
        if source.cold_start_duration is UNSET:
            absent += ("cold_start_duration",)
        if source.cold_start_duration_total is UNSET:
            absent += ("cold_start_duration_total",)
        if source.run_duration is UNSET:
            absent += ("run_duration",)

    own = WorkflowRunModelOwn(
        source.workflow_version_id,
        NULL if source.workflow_api == NULL else source.workflow_api,
        source.machine_id,
        source.gpu_event_id,
        source.gpu,
        source.machine_version,
        source.machine_type,
        source.modal_function_call_id,
        source.live_status,
        source.webhook,
        source.webhook_status,
        UNSET if source.number == ZERO else source.number,
        NULL if source.cold_start_duration == NULL else source.cold_start_duration,
        NULL if source.cold_start_duration_total == NULL else source.cold_start_duration_total,
        NULL if source.run_duration == NULL else source.run_duration,
        source.queued_at,
        source.progress,
        source.webhook_intermediate_status,
    )
    record = WorkflowRunEmbedded(
        source.id,
        workspace_id,
        subject_id,
        status,
        mode,
        triggered_by,
        user_id,
        source.created_at,
        source.updated_at,
        restored.parent_run_id,
        input_,
        output,
        restored.error,
        restored.cf_workflow_id,
        duration_ms,
        started_at,
        completed_at,
    )
    return record, own, via, absent, fragile, refused


def to_workflow_run_model(
    source: WorkflowRunWire, residue: IncomingResidue[WorkflowRunModelOwn], options: Options
) -> ConvertedParts:
    """A WorkflowRun as a WorkflowRunModel; raises NeedsOption where no rule has a value."""
    # By the rules.
    workflow_id: str = source.subject_id.removeprefix("wfl_")
    user_id: str | UnsetType | None = source.user_id
    status: str = STATUS_LEFT[source.status]
    origin: str = ORIGIN_LEFT[source.triggered_by]
    is_realtime: bool | UnsetType | None = source.mode == "sync"
    workflow_inputs: Raw | UnsetType = NULL if source.input is UNSET else source.input
    outputs: Raw | UnsetType = source.output
    if not options.conforming:
        outputs = conforming_outputs(outputs, options)
    elif outputs == NULL:
        outputs = UNSET
    duration_by_rule, duration_comes_back, duration_survives = scale(source.duration_ms, -3)
    duration: Raw | UnsetType = duration_by_rule
    started_at: str | UnsetType | None = None if source.started_at is UNSET else source.started_at
    ended_at: str | UnsetType | None = None if source.completed_at is UNSET else source.completed_at
    org_id: str | UnsetType | None = source.workspace_id

    # From the residue: only what the source still shows and the rule allows.
    refused: tuple[str, ...] = ()
    restored, entries, missing = residue.own, residue.via, residue.absent
    if entries or missing:
        if "user_id" in entries and was_null(entries["user_id"], saw=source.user_id):
            if options.filled("userId") == source.user_id:
                user_id = None
            else:
                refused += ("user_id",)
        if "user_id" in missing:
            if options.filled("userId") == source.user_id:
                user_id = UNSET
            else:
                refused += ("user_id",)
        if "status" in entries:
            was = was_text(entries["status"], saw=source.status)
            if was is not None:
                if (STATUS_RIGHT.get(was) or options.mapping("status", was)) == source.status:
                    status = was
                else:
                    refused += ("status",)
        if "origin" in entries:
            was = was_text(entries["origin"], saw=source.triggered_by)
            if was is not None:
                if (ORIGIN_RIGHT.get(was) or options.mapping("origin", was)) == source.triggered_by:
                    origin = was
                else:
                    refused += ("origin",)
        if "is_realtime" in entries and was_null(entries["is_realtime"], saw=source.mode):
            if source.mode == "async":
                is_realtime = None
            else:
                refused += ("is_realtime",)
        if "is_realtime" in missing and source.mode == "async":
            is_realtime = UNSET
        if "workflow_inputs" in missing and source.input == NULL:
            workflow_inputs = UNSET
        if "outputs" in entries and was_null(entries["outputs"], saw=source.output):
            if source.output == NULL:
                outputs = NULL
            else:
                refused += ("outputs",)
        if "duration" in entries:
            kept = was_value(entries["duration"], saw=source.duration_ms)
            if kept is not UNSET:
                if shifts_to(kept, 3, source.duration_ms):
                    duration = kept
                else:
                    refused += ("duration",)
        if "duration" in missing and source.duration_ms == NULL:
            duration = UNSET
        if "started_at" in missing and source.started_at is None:
            started_at = UNSET
        if "ended_at" in missing and source.completed_at is None:
            ended_at = UNSET
        if "org_id" in entries and was_null(entries["org_id"], saw=source.workspace_id):
            if first(user_id, options.filled("workspaceId")) == source.workspace_id:
                org_id = None
            else:
                refused += ("org_id",)
        if "org_id" in missing:
            if first(user_id, options.filled("workspaceId")) == source.workspace_id:
                org_id = UNSET
            else:
                refused += ("org_id",)

    # What the rules alone would not bring back.
    via: dict[str, dict[str, Any]] = {}
    absent: tuple[str, ...] = ()
    fragile: tuple[str, ...] = ()
    if not source.subject_id.startswith("wfl_"):
        via["subjectId"] = {"was": source.subject_id, "saw": workflow_id}
    if (STATUS_RIGHT.get(status) or options.mapping("status", status)) != source.status:
        via["status"] = {"was": source.status, "saw": status}
    if (ORIGIN_RIGHT.get(origin) or options.mapping("origin", origin)) != source.triggered_by:
        via["triggeredBy"] = {"was": source.triggered_by, "saw": origin}
    if source.input is UNSET:
        absent += ("input",)
    if source.output is UNSET:
        absent += ("output",)
    if outputs is not source.output and opaque_outputs(outputs) != or_null(source.output):
        via["output"] = {"was": source.output} if outputs is UNSET else {"was": source.output, "saw": outputs}
    if source.duration_ms is UNSET:
        absent += ("durationMs",)
    elif duration is duration_by_rule:
        if not duration_comes_back:
            via["durationMs"] = {"was": source.duration_ms, "saw": duration}
        elif not duration_survives:
            via["durationMs"] = {"was": source.duration_ms, "saw": duration}
            fragile += ("durationMs",)
    elif not comes_back(source.duration_ms, duration, -3):
        via["durationMs"] = {"was": source.duration_ms, "saw": duration}
    if source.started_at is UNSET:
        absent += ("startedAt",)
    if source.completed_at is UNSET:
        absent += ("completedAt",)
    if options.tolerant:
        if source.parent_run_id is UNSET:
            absent += ("parentRunId",)
        if source.error is UNSET:
            absent += ("error",)
        if source.cf_workflow_id is UNSET:
            absent += ("cfWorkflowId",)

    own = WorkflowRunOwn(source.parent_run_id, source.error, source.cf_workflow_id)
    record = WorkflowRunModelEmbedded(
        source.id,
        workflow_id,
        origin,
        status,
        source.created_at,
        source.updated_at,
        ZERO if restored.number is UNSET else restored.number,
        restored.workflow_version_id,
        workflow_inputs,
        restored.workflow_api,
        restored.machine_id,
        restored.gpu_event_id,
        restored.gpu,
        restored.machine_version,
        restored.machine_type,
        restored.modal_function_call_id,
        user_id,
        org_id,
        restored.live_status,
        restored.webhook,
        restored.webhook_status,
        duration,
        restored.cold_start_duration,
        restored.cold_start_duration_total,
        restored.run_duration,
        ended_at,
        restored.queued_at,
        started_at,
        restored.progress,
        is_realtime,
        restored.webhook_intermediate_status,
        outputs,
    )
    return record, own, via, absent, fragile, refused
