# Generated from schemas/workflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec

from runbridge._runtime.registry import Variant

from . import published, published_batch, published_checks

VARIANT = Variant(
    record=published.WorkflowRunWire,
    fits=published_checks.fits,
    fits_all=published_batch.fits_all,
    checker=msgspec.json.Decoder(published.WorkflowRunCheck),
    checks_all=published_batch.checks_all,
    nullable=frozenset(
        {
            "parentRunId",
            "input",
            "output",
            "error",
            "cfWorkflowId",
            "durationMs",
            "startedAt",
            "completedAt",
        }
    ),
    omittable=frozenset(),
)
