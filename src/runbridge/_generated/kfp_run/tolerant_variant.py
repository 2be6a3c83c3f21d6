# Generated from schemas/kfp_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec

from runbridge._runtime.registry import Variant

from . import tolerant, tolerant_batch, tolerant_checks

VARIANT = Variant(
    record=tolerant.KfpRunWire,
    fits=tolerant_checks.fits,
    fits_all=tolerant_batch.fits_all,
    checker=msgspec.json.Decoder(tolerant.KfpRunCheck),
    checks_all=tolerant_batch.checks_all,
    nullable=frozenset(
        {
            "experiment_id",
            "run_id",
            "display_name",
            "storage_state",
            "description",
            "pipeline_version_id",
            "pipeline_spec",
            "pipeline_version_reference",
            "runtime_config",
            "service_account",
            "created_at",
            "scheduled_at",
            "finished_at",
            "state",
            "error",
            "run_details",
            "recurring_run_id",
            "state_history",
            "plugins_input",
            "plugins_output",
        }
    ),
    omittable=frozenset(
        {
            "experiment_id",
            "run_id",
            "display_name",
            "storage_state",
            "description",
            "pipeline_version_id",
            "pipeline_spec",
            "pipeline_version_reference",
            "runtime_config",
            "service_account",
            "created_at",
            "scheduled_at",
            "finished_at",
            "state",
            "error",
            "run_details",
            "recurring_run_id",
            "state_history",
            "plugins_input",
            "plugins_output",
        }
    ),
)
