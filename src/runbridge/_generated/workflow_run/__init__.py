# Generated from schemas/workflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec

from runbridge._runtime.registry import Format, Variant

from . import fields, model, published, published_batch, published_checks, tolerant, tolerant_batch, tolerant_checks

FORMAT = Format(
    name="workflow-run",
    package=__name__,
    title="WorkflowRun",
    required=frozenset(
        {
            "id",
            "workspaceId",
            "subjectId",
            "parentRunId",
            "status",
            "mode",
            "input",
            "output",
            "error",
            "triggeredBy",
            "cfWorkflowId",
            "durationMs",
            "userId",
            "startedAt",
            "completedAt",
            "createdAt",
            "updatedAt",
        }
    ),
    variants={
        "published": Variant(
            record=published.WorkflowRunWire,
            decoder=msgspec.json.Decoder(published.WorkflowRunWire),
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
        ),
        "tolerant": Variant(
            record=tolerant.WorkflowRunWire,
            decoder=msgspec.json.Decoder(tolerant.WorkflowRunWire),
            fits=tolerant_checks.fits,
            fits_all=tolerant_batch.fits_all,
            checker=msgspec.json.Decoder(tolerant.WorkflowRunCheck),
            checks_all=tolerant_batch.checks_all,
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
            omittable=frozenset(
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
        ),
    },
    model=model.WorkflowRun,
    walk=fields.walk,
)
