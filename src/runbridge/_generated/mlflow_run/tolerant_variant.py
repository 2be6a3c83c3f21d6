# Generated from schemas/mlflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec

from runbridge._runtime.registry import Variant

from . import tolerant, tolerant_batch, tolerant_checks

VARIANT = Variant(
    record=tolerant.MlflowRunWire,
    fits=tolerant_checks.fits,
    fits_all=tolerant_batch.fits_all,
    checker=msgspec.json.Decoder(tolerant.MlflowRunCheck),
    checks_all=tolerant_batch.checks_all,
    nullable=frozenset({"info", "data", "inputs", "outputs"}),
    omittable=frozenset({"info", "data", "inputs", "outputs"}),
)
