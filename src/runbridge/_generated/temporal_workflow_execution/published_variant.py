# Generated from schemas/temporal_workflow_execution/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec

from runbridge._runtime.registry import Variant

from . import published, published_batch, published_checks

VARIANT = Variant(
    record=published.TemporalWorkflowExecutionWire,
    fits=published_checks.fits,
    fits_all=published_batch.fits_all,
    checker=msgspec.json.Decoder(published.TemporalWorkflowExecutionCheck),
    checks_all=published_batch.checks_all,
    nullable=frozenset(),
    omittable=frozenset(
        {
            "execution",
            "type",
            "startTime",
            "closeTime",
            "status",
            "historyLength",
            "parentNamespaceId",
            "parentExecution",
            "executionTime",
            "memo",
            "searchAttributes",
            "autoResetPoints",
            "taskQueue",
            "stateTransitionCount",
            "historySizeBytes",
            "mostRecentWorkerVersionStamp",
            "executionDuration",
            "rootExecution",
            "assignedBuildId",
            "inheritedBuildId",
            "firstRunId",
            "versioningInfo",
            "workerDeploymentName",
            "priority",
            "externalPayloadSizeBytes",
            "externalPayloadCount",
        }
    ),
)
