# Generated from schemas/comfy_webhook_body/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec

from runbridge._runtime.registry import Variant

from . import tolerant, tolerant_batch, tolerant_checks

VARIANT = Variant(
    record=tolerant.ComfyWebhookBodyWire,
    fits=tolerant_checks.fits,
    fits_all=tolerant_batch.fits_all,
    checker=msgspec.json.Decoder(tolerant.ComfyWebhookBodyCheck),
    checks_all=tolerant_batch.checks_all,
    nullable=frozenset({"live_status", "progress", "outputs"}),
    omittable=frozenset({"live_status", "progress", "outputs"}),
)
