# Generated from schemas/mlflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec

from runbridge._runtime.registry import Variant

from . import published, published_batch, published_checks

VARIANT = Variant(
    record=published.MlflowRunWire,
    fits=published_checks.fits,
    fits_all=published_batch.fits_all,
    checker=msgspec.json.Decoder(published.MlflowRunCheck),
    checks_all=published_batch.checks_all,
    nullable=frozenset(),
    omittable=frozenset({"info", "data", "inputs", "outputs"}),
)
