# Generated from schemas/comfy_webhook_body/schema.json by `python -m codegen`.
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

COMFY_WEBHOOK_BODY_FIELDS = frozenset({"run_id", "status", "live_status", "progress", "outputs"})


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
    """Call `visit` on every record inside a ComfyWebhookBody, then on itself."""
    for item in record.get("outputs") or ():
        walk_workflow_run_output_model(item, visit)
    visit(record, COMFY_WEBHOOK_BODY_FIELDS)
