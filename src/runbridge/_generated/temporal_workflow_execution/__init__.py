# Generated from schemas/temporal_workflow_execution/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from runbridge._runtime.registry import Detection, Format

FORMAT = Format(
    name="temporal-workflow-execution",
    package=__name__,
    title="TemporalWorkflowExecution",
    fields=frozenset(
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
    required=frozenset(),
    detection=Detection(
        fields=(("execution",), ("type", "name")),
        at_least=2,
    ),
    hub="workflow-run",
    envelopes=(("workflowExecutionInfo",), ("executions", "*")),
)
