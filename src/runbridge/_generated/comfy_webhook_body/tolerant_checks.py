# Generated from schemas/comfy_webhook_body/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec
from msgspec import UNSET, Raw

from runbridge._runtime.times import is_lax_time
from runbridge._runtime.wire_helpers import is_null, is_number_or_null

from .tolerant import ComfyWebhookBodyWire, WorkflowRunOutputModelCheck

_OUTPUTS = msgspec.json.Decoder(list[WorkflowRunOutputModelCheck])


def _fits_workflow_run_output_model(record: WorkflowRunOutputModelCheck) -> bool:
    return is_lax_time(record.created_at) and is_lax_time(record.updated_at)


def fits_outputs(raw: Raw) -> bool:
    """Whether the value is a valid `outputs`, as far as msgspec can tell."""
    try:
        records = _OUTPUTS.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return all(_fits_workflow_run_output_model(record) for record in records)


def fits(record: ComfyWebhookBodyWire) -> bool:
    """Whether the fields that msgspec does not look into are valid too."""
    return (record.progress is UNSET or is_number_or_null(record.progress)) and (
        record.outputs is UNSET or is_null(record.outputs) or fits_outputs(record.outputs)
    )
