# Generated from schemas/temporal_workflow_execution/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

import msgspec

from runbridge._runtime.registry import Variant

from . import tolerant, tolerant_batch, tolerant_checks

VARIANT = Variant(
    record=tolerant.TemporalWorkflowExecutionWire,
    fits=tolerant_checks.fits,
    fits_all=tolerant_batch.fits_all,
    checker=msgspec.json.Decoder(tolerant.TemporalWorkflowExecutionCheck),
    checks_all=tolerant_batch.checks_all,
    nullable=frozenset(
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
