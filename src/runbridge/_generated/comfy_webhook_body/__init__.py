# Generated from schemas/comfy_webhook_body/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from runbridge._runtime.registry import Detection, Format

FORMAT = Format(
    name="comfy-webhook-body",
    package=__name__,
    title="ComfyWebhookBody",
    fields=frozenset({"run_id", "status", "live_status", "progress", "outputs"}),
    required=frozenset({"run_id", "status", "live_status"}),
    detection=Detection(
        fields=(("run_id",), ("status",), ("live_status",)),
        at_least=3,
        without=(("machine_id",), ("workflow_inputs",)),
    ),
    hub="workflow-run",
)
