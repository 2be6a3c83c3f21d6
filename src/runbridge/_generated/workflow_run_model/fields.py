# Generated from schemas/workflow_run_model/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any

from runbridge._runtime.json_codec import VisitRecord, entries_of, is_record

WORKFLOW_RUN_OUTPUT_MODEL_FIELDS = frozenset(
    {
        "id",
        "run_id",
        "data",
        "node_meta",
        "created_at",
        "updated_at",
        "type",
        "node_id",
    }
)

MEDIA_ITEM_FIELDS = frozenset({"url", "type", "filename", "is_public", "subfolder", "upload_duration"})

WORKFLOW_RUN_MODEL_FIELDS = frozenset(
    {
        "id",
        "workflow_version_id",
        "workflow_inputs",
        "workflow_id",
        "workflow_api",
        "machine_id",
        "origin",
        "status",
        "created_at",
        "updated_at",
        "gpu_event_id",
        "gpu",
        "machine_version",
        "machine_type",
        "modal_function_call_id",
        "user_id",
        "org_id",
        "live_status",
        "webhook",
        "webhook_status",
        "number",
        "duration",
        "cold_start_duration",
        "cold_start_duration_total",
        "run_duration",
        "ended_at",
        "queued_at",
        "started_at",
        "progress",
        "is_realtime",
        "webhook_intermediate_status",
        "outputs",
    }
)


def walk_workflow_run_output_model(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a WorkflowRunOutputModel, then on itself."""
    for entry in entries_of(record.get("data")):
        for item in entry or ():
            if is_record(item):
                walk_media_item(item, visit)
    visit(record, WORKFLOW_RUN_OUTPUT_MODEL_FIELDS)


def walk_media_item(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a MediaItem, then on itself."""
    visit(record, MEDIA_ITEM_FIELDS)


def walk(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a WorkflowRunModel, then on itself."""
    for item in record.get("outputs") or ():
        walk_workflow_run_output_model(item, visit)
    visit(record, WORKFLOW_RUN_MODEL_FIELDS)
