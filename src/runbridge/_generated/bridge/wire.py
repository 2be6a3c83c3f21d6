# Generated from schemas/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any

from msgspec import UNSET, Raw, UnsetType

from runbridge._generated.bridge.own_tolerant import WorkflowRunModelOwn, WorkflowRunOwn
from runbridge._generated.bridge.tables import ORIGIN_LEFT, ORIGIN_RIGHT, STATUS_LEFT, STATUS_RIGHT
from runbridge._generated.bridge.wire_conforming import conforming_outputs, opaque_outputs
from runbridge._generated.workflow_run.tolerant import WorkflowRunWire
from runbridge._generated.workflow_run_model.tolerant import WorkflowRunModelWire
from runbridge._runtime import NULL, ZERO
from runbridge._runtime.crossing import Crossing, Options, Restore
from runbridge._runtime.wire import comes_back, first, is_null, one_null, or_null, scale, shifts_to


def to_workflow_run(source: WorkflowRunModelWire, residue: Restore[WorkflowRunOwn], options: Options) -> Crossing:
    """A WorkflowRunModel as a WorkflowRun; raises NeedsOption where no rule has a value."""
    # By the rules.
    subject_id: str = "wfl_" + source.workflow_id
    user_id = source.user_id
    if not isinstance(user_id, str):
        user_id = options.fill("userId")
    status: Any = STATUS_RIGHT.get(source.status) or options.mapped("status", source.status)
    triggered_by: Any = ORIGIN_RIGHT.get(source.origin) or options.mapped("origin", source.origin)
    mode: Any = "sync" if source.is_realtime is True else "async"
    input_: Raw | UnsetType = or_null(source.workflow_inputs)
    output: Raw | UnsetType = opaque_outputs(source.outputs)
    duration_ms_scaled = scale(source.duration, 3)
    duration_ms: Raw | UnsetType = duration_ms_scaled.value
    started_at: str | UnsetType | None = None if source.started_at is UNSET else source.started_at
    completed_at: str | UnsetType | None = None if source.ended_at is UNSET else source.ended_at
    workspace_id = first(source.org_id, source.user_id)
    if workspace_id is None:
        workspace_id = options.fill("workspaceId")

    # From the residue: only what the source still shows and the rule allows.
    refused: list[str] = []
    if residue:
        was = residue.was_text("subjectId", saw=source.workflow_id)
        if was is not None:
            if was.removeprefix("wfl_") == source.workflow_id:
                subject_id = was
            else:
                refused.append("subjectId")
        was = residue.was_text("status", saw=source.status)
        if was is not None:
            if STATUS_LEFT.get(was) == source.status:
                status = was
            else:
                refused.append("status")
        was = residue.was_text("triggeredBy", saw=source.origin)
        if was is not None:
            if ORIGIN_LEFT.get(was) == source.origin:
                triggered_by = was
            else:
                refused.append("triggeredBy")
        if residue.lacked("input") and is_null(source.workflow_inputs):
            input_ = UNSET
        kept = residue.was_value("output", saw=source.outputs)
        if kept is not UNSET:
            if conforming_outputs(kept, options) == source.outputs:
                output = kept
            else:
                refused.append("output")
        if residue.lacked("output") and source.outputs is UNSET:
            output = UNSET
        kept = residue.was_value("durationMs", saw=source.duration)
        if kept is not UNSET:
            if shifts_to(kept, -3, source.duration):
                duration_ms = kept
            else:
                refused.append("durationMs")
        if residue.lacked("durationMs") and is_null(source.duration):
            duration_ms = UNSET
        if residue.lacked("startedAt") and source.started_at is None:
            started_at = UNSET
        if residue.lacked("completedAt") and source.ended_at is None:
            completed_at = UNSET

    # What the rules alone would not bring back.
    via: dict[str, dict[str, Any]] = {}
    absent: list[str] = []
    fragile: list[str] = []
    if source.user_id is None:
        via["user_id"] = {"was": None, "saw": user_id}
    if source.user_id is UNSET:
        absent.append("user_id")
    if STATUS_LEFT[status] != source.status:
        via["status"] = {"was": source.status, "saw": status}
    if ORIGIN_LEFT[triggered_by] != source.origin:
        via["origin"] = {"was": source.origin, "saw": triggered_by}
    if source.is_realtime is None:
        via["is_realtime"] = {"was": None, "saw": mode}
    if source.is_realtime is UNSET:
        absent.append("is_realtime")
    if source.workflow_inputs is UNSET:
        absent.append("workflow_inputs")
    if is_null(source.outputs):
        via["outputs"] = {"was": source.outputs, "saw": output}
    if source.duration is UNSET:
        absent.append("duration")
    elif duration_ms is duration_ms_scaled.value:
        if not duration_ms_scaled.comes_back:
            via["duration"] = {"was": source.duration, "saw": duration_ms}
        elif not duration_ms_scaled.survives:
            via["duration"] = {"was": source.duration, "saw": duration_ms}
            fragile.append("duration")
    elif not comes_back(source.duration, duration_ms, 3):
        via["duration"] = {"was": source.duration, "saw": duration_ms}
    if source.started_at is UNSET:
        absent.append("started_at")
    if source.ended_at is UNSET:
        absent.append("ended_at")
    if source.org_id is None:
        via["org_id"] = {"was": None, "saw": workspace_id}
    if source.org_id is UNSET:
        absent.append("org_id")
    if options.tolerant:
        if source.workflow_version_id is UNSET:
            absent.append("workflow_version_id")
        if source.workflow_api is UNSET:
            absent.append("workflow_api")
        if source.machine_id is UNSET:
            absent.append("machine_id")
        if source.gpu_event_id is UNSET:
            absent.append("gpu_event_id")
        if source.gpu is UNSET:
            absent.append("gpu")
        if source.machine_version is UNSET:
            absent.append("machine_version")
        if source.machine_type is UNSET:
            absent.append("machine_type")
        if source.modal_function_call_id is UNSET:
            absent.append("modal_function_call_id")
        if source.live_status is UNSET:
            absent.append("live_status")
        if source.webhook is UNSET:
            absent.append("webhook")
        if source.webhook_status is UNSET:
            absent.append("webhook_status")
        if source.cold_start_duration is UNSET:
            absent.append("cold_start_duration")
        if source.cold_start_duration_total is UNSET:
            absent.append("cold_start_duration_total")
        if source.run_duration is UNSET:
            absent.append("run_duration")

    own = WorkflowRunModelOwn(
        source.workflow_version_id,
        one_null(source.workflow_api),
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
        one_null(source.cold_start_duration),
        one_null(source.cold_start_duration_total),
        one_null(source.run_duration),
        source.queued_at,
        source.progress,
        source.webhook_intermediate_status,
    )
    record = WorkflowRunWire(
        source.id,
        workspace_id,
        subject_id,
        status,
        mode,
        triggered_by,
        user_id,
        source.created_at,
        source.updated_at,
        residue.own.parent_run_id,
        input_,
        output,
        residue.own.error,
        residue.own.cf_workflow_id,
        duration_ms,
        started_at,
        completed_at,
    )
    return Crossing(record, own, via, absent, fragile, refused)


def to_workflow_run_model(source: WorkflowRunWire, residue: Restore[WorkflowRunModelOwn], options: Options) -> Crossing:
    """A WorkflowRun as a WorkflowRunModel; raises NeedsOption where no rule has a value."""
    # By the rules.
    workflow_id: str = source.subject_id.removeprefix("wfl_")
    user_id: str | UnsetType | None = source.user_id
    status: str = STATUS_LEFT[source.status]
    origin: str = ORIGIN_LEFT[source.triggered_by]
    is_realtime: bool | UnsetType | None = source.mode == "sync"
    workflow_inputs: Raw | UnsetType = or_null(source.input)
    outputs: Raw | UnsetType = conforming_outputs(source.output, options)
    duration_scaled = scale(source.duration_ms, -3)
    duration: Raw | UnsetType = duration_scaled.value
    started_at: str | UnsetType | None = None if source.started_at is UNSET else source.started_at
    ended_at: str | UnsetType | None = None if source.completed_at is UNSET else source.completed_at
    org_id: str | UnsetType | None = source.workspace_id

    # From the residue: only what the source still shows and the rule allows.
    refused: list[str] = []
    if residue:
        if residue.was_null("user_id", saw=source.user_id):
            if options.filled("userId") == source.user_id:
                user_id = None
            else:
                refused.append("user_id")
        if residue.lacked("user_id") and options.filled("userId") == source.user_id:
            user_id = UNSET
        was = residue.was_text("status", saw=source.status)
        if was is not None:
            if (STATUS_RIGHT.get(was) or options.mapping("status", was)) == source.status:
                status = was
            else:
                refused.append("status")
        was = residue.was_text("origin", saw=source.triggered_by)
        if was is not None:
            if (ORIGIN_RIGHT.get(was) or options.mapping("origin", was)) == source.triggered_by:
                origin = was
            else:
                refused.append("origin")
        if residue.was_null("is_realtime", saw=source.mode):
            if source.mode == "async":
                is_realtime = None
            else:
                refused.append("is_realtime")
        if residue.lacked("is_realtime") and source.mode == "async":
            is_realtime = UNSET
        if residue.lacked("workflow_inputs") and is_null(source.input):
            workflow_inputs = UNSET
        if residue.was_null("outputs", saw=source.output):
            if is_null(source.output):
                outputs = NULL
            else:
                refused.append("outputs")
        kept = residue.was_value("duration", saw=source.duration_ms)
        if kept is not UNSET:
            if shifts_to(kept, 3, source.duration_ms):
                duration = kept
            else:
                refused.append("duration")
        if residue.lacked("duration") and is_null(source.duration_ms):
            duration = UNSET
        if residue.lacked("started_at") and source.started_at is None:
            started_at = UNSET
        if residue.lacked("ended_at") and source.completed_at is None:
            ended_at = UNSET
        if residue.was_null("org_id", saw=source.workspace_id):
            if first(user_id, options.filled("workspaceId")) == source.workspace_id:
                org_id = None
            else:
                refused.append("org_id")
        if residue.lacked("org_id") and first(user_id, options.filled("workspaceId")) == source.workspace_id:
            org_id = UNSET

    # What the rules alone would not bring back.
    via: dict[str, dict[str, Any]] = {}
    absent: list[str] = []
    fragile: list[str] = []
    if not source.subject_id.startswith("wfl_"):
        via["subjectId"] = {"was": source.subject_id, "saw": workflow_id}
    if (STATUS_RIGHT.get(status) or options.mapping("status", status)) != source.status:
        via["status"] = {"was": source.status, "saw": status}
    if (ORIGIN_RIGHT.get(origin) or options.mapping("origin", origin)) != source.triggered_by:
        via["triggeredBy"] = {"was": source.triggered_by, "saw": origin}
    if source.input is UNSET:
        absent.append("input")
    if source.output is UNSET:
        absent.append("output")
    if opaque_outputs(outputs) != or_null(source.output):
        via["output"] = {"was": source.output} if outputs is UNSET else {"was": source.output, "saw": outputs}
    if source.duration_ms is UNSET:
        absent.append("durationMs")
    elif duration is duration_scaled.value:
        if not duration_scaled.comes_back:
            via["durationMs"] = {"was": source.duration_ms, "saw": duration}
        elif not duration_scaled.survives:
            via["durationMs"] = {"was": source.duration_ms, "saw": duration}
            fragile.append("durationMs")
    elif not comes_back(source.duration_ms, duration, -3):
        via["durationMs"] = {"was": source.duration_ms, "saw": duration}
    if source.started_at is UNSET:
        absent.append("startedAt")
    if source.completed_at is UNSET:
        absent.append("completedAt")
    if options.tolerant:
        if source.parent_run_id is UNSET:
            absent.append("parentRunId")
        if source.error is UNSET:
            absent.append("error")
        if source.cf_workflow_id is UNSET:
            absent.append("cfWorkflowId")

    own = WorkflowRunOwn(source.parent_run_id, source.error, source.cf_workflow_id)
    record = WorkflowRunModelWire(
        source.id,
        workflow_id,
        origin,
        status,
        source.created_at,
        source.updated_at,
        ZERO if residue.own.number is UNSET else residue.own.number,
        residue.own.workflow_version_id,
        workflow_inputs,
        residue.own.workflow_api,
        residue.own.machine_id,
        residue.own.gpu_event_id,
        residue.own.gpu,
        residue.own.machine_version,
        residue.own.machine_type,
        residue.own.modal_function_call_id,
        user_id,
        org_id,
        residue.own.live_status,
        residue.own.webhook,
        residue.own.webhook_status,
        duration,
        residue.own.cold_start_duration,
        residue.own.cold_start_duration_total,
        residue.own.run_duration,
        ended_at,
        residue.own.queued_at,
        started_at,
        residue.own.progress,
        is_realtime,
        residue.own.webhook_intermediate_status,
        outputs,
    )
    return Crossing(record, own, via, absent, fragile, refused)
