# Generated from schemas/workflow_run_model/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from datetime import datetime
from typing import Any

from msgspec import UNSET, UnsetType

from runbridge._runtime.conversion import ConvertedParts, IncomingResidue, Options, was_null, was_text
from runbridge._runtime.model_helpers import comes_back, first, one_null, or_null, scale, shifts_to, was_value

from ...workflow_run.model import WorkflowRun
from ..model import WorkflowRunModel
from .model_conforming import conforming_outputs, opaque_outputs
from .own_model import WorkflowRunModelOwn, WorkflowRunOwn
from .tables import ORIGIN_LEFT, ORIGIN_RIGHT, STATUS_LEFT, STATUS_RIGHT


def to_workflow_run(
    source: WorkflowRunModel, residue: IncomingResidue[WorkflowRunOwn], options: Options
) -> ConvertedParts:
    """A WorkflowRunModel as a WorkflowRun; raises NeedsOption where no rule has a value."""
    # By the rules.
    subject_id: str = "wfl_" + source.workflow_id
    user_id = source.user_id
    if user_id is None:
        user_id = options.fill("userId")
    status: Any = STATUS_RIGHT.get(source.status) or options.mapped("status", source.status)
    triggered_by: Any = ORIGIN_RIGHT.get(source.origin) or options.mapped("origin", source.origin)
    mode: Any = "sync" if source.is_realtime is True else "async"
    input_: Any = or_null(source.workflow_inputs)
    output: Any = opaque_outputs(source.outputs)
    duration_ms_by_rule, duration_ms_comes_back, duration_ms_survives = scale(source.duration, 3)
    duration_ms: int | float | None = duration_ms_by_rule
    started_at: datetime | None = None if source.started_at is UNSET else source.started_at
    completed_at: datetime | None = None if source.ended_at is UNSET else source.ended_at
    workspace_id = source.org_id
    if workspace_id is None:
        workspace_id = source.user_id
    if workspace_id is None:
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
        if "output" in entries:
            kept = was_value(entries["output"], saw=source.outputs)
            if kept is not UNSET:
                if conforming_outputs(kept, options) == source.outputs:
                    output = kept
                else:
                    refused += ("output",)
        if "durationMs" in entries:
            kept = was_value(entries["durationMs"], saw=source.duration)
            if kept is not UNSET:
                if shifts_to(kept, -3, source.duration):
                    duration_ms = kept
                else:
                    refused += ("durationMs",)

    # What the rules alone would not bring back.
    via: dict[str, dict[str, Any]] = {}
    absent: tuple[str, ...] = ()
    fragile: tuple[str, ...] = ()
    if source.user_id is None:
        via["user_id"] = {"was": None, "saw": user_id}
    if STATUS_LEFT[status] != source.status:
        via["status"] = {"was": source.status, "saw": status}
    if ORIGIN_LEFT[triggered_by] != source.origin:
        via["origin"] = {"was": source.origin, "saw": triggered_by}
    if source.is_realtime is UNSET:
        absent += ("is_realtime",)
    if duration_ms is duration_ms_by_rule:
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

    own = WorkflowRunModelOwn(
        workflow_version_id=source.workflow_version_id,
        workflow_api=one_null(source.workflow_api),
        machine_id=source.machine_id,
        gpu_event_id=source.gpu_event_id,
        gpu=source.gpu,
        machine_version=source.machine_version,
        machine_type=source.machine_type,
        modal_function_call_id=source.modal_function_call_id,
        live_status=source.live_status,
        webhook=source.webhook,
        webhook_status=source.webhook_status,
        number=UNSET if source.number == 0 else source.number,
        cold_start_duration=source.cold_start_duration,
        cold_start_duration_total=source.cold_start_duration_total,
        run_duration=source.run_duration,
        queued_at=source.queued_at,
        progress=source.progress,
        webhook_intermediate_status=source.webhook_intermediate_status,
    )
    record = WorkflowRun(
        id=source.id,
        workspace_id=workspace_id,
        subject_id=subject_id,
        parent_run_id=restored.parent_run_id,
        status=status,
        mode=mode,
        input=input_,
        output=output,
        error=restored.error,
        triggered_by=triggered_by,
        cf_workflow_id=restored.cf_workflow_id,
        duration_ms=duration_ms,
        user_id=user_id,
        started_at=started_at,
        completed_at=completed_at,
        created_at=source.created_at,
        updated_at=source.updated_at,
    )
    return record, own, via, absent, fragile, refused


def to_workflow_run_model(
    source: WorkflowRun, residue: IncomingResidue[WorkflowRunModelOwn], options: Options
) -> ConvertedParts:
    """A WorkflowRun as a WorkflowRunModel; raises NeedsOption where no rule has a value."""
    # By the rules.
    workflow_id: str = source.subject_id.removeprefix("wfl_")
    user_id: str | None = source.user_id
    status: str = STATUS_LEFT[source.status]
    origin: str = ORIGIN_LEFT[source.triggered_by]
    is_realtime: bool | UnsetType = source.mode == "sync"
    workflow_inputs: Any = or_null(source.input)
    outputs: Any = conforming_outputs(source.output, options)
    duration_by_rule, duration_comes_back, duration_survives = scale(source.duration_ms, -3)
    duration: int | float | None = duration_by_rule
    started_at: datetime | UnsetType | None = source.started_at
    ended_at: datetime | UnsetType | None = source.completed_at
    org_id: str | None = source.workspace_id

    # From the residue: only what the source still shows and the rule allows.
    refused: tuple[str, ...] = ()
    restored, entries, missing = residue.own, residue.via, residue.absent
    if entries or missing:
        if "user_id" in entries and was_null(entries["user_id"], saw=source.user_id):
            if options.filled("userId") == source.user_id:
                user_id = None
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
        if "is_realtime" in missing and source.mode == "async":
            is_realtime = UNSET
        if "duration" in entries:
            kept = was_value(entries["duration"], saw=source.duration_ms)
            if kept is not UNSET:
                if shifts_to(kept, 3, source.duration_ms):
                    duration = kept
                else:
                    refused += ("duration",)
        if "started_at" in missing and source.started_at is None:
            started_at = UNSET
        if "ended_at" in missing and source.completed_at is None:
            ended_at = UNSET
        if "org_id" in entries and was_null(entries["org_id"], saw=source.workspace_id):
            if first(user_id, options.filled("workspaceId")) == source.workspace_id:
                org_id = None
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
    if opaque_outputs(outputs) != or_null(source.output):
        via["output"] = {"was": source.output} if outputs is UNSET else {"was": source.output, "saw": outputs}
    if duration is duration_by_rule:
        if not duration_comes_back:
            via["durationMs"] = {"was": source.duration_ms, "saw": duration}
        elif not duration_survives:
            via["durationMs"] = {"was": source.duration_ms, "saw": duration}
            fragile += ("durationMs",)
    elif not comes_back(source.duration_ms, duration, -3):
        via["durationMs"] = {"was": source.duration_ms, "saw": duration}

    own = WorkflowRunOwn(parent_run_id=source.parent_run_id, error=source.error, cf_workflow_id=source.cf_workflow_id)
    record = WorkflowRunModel(
        id=source.id,
        workflow_version_id=restored.workflow_version_id,
        workflow_inputs=workflow_inputs,
        workflow_id=workflow_id,
        workflow_api=restored.workflow_api,
        machine_id=restored.machine_id,
        origin=origin,
        status=status,
        created_at=source.created_at,
        updated_at=source.updated_at,
        gpu_event_id=restored.gpu_event_id,
        gpu=restored.gpu,
        machine_version=restored.machine_version,
        machine_type=restored.machine_type,
        modal_function_call_id=restored.modal_function_call_id,
        user_id=user_id,
        org_id=org_id,
        live_status=restored.live_status,
        webhook=restored.webhook,
        webhook_status=restored.webhook_status,
        number=0 if restored.number is UNSET else restored.number,
        duration=duration,
        cold_start_duration=restored.cold_start_duration,
        cold_start_duration_total=restored.cold_start_duration_total,
        run_duration=restored.run_duration,
        ended_at=ended_at,
        queued_at=restored.queued_at,
        started_at=started_at,
        progress=restored.progress,
        is_realtime=is_realtime,
        webhook_intermediate_status=restored.webhook_intermediate_status,
        outputs=outputs,
    )
    return record, own, via, absent, fragile, refused
