# Generated from schemas/workflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from runbridge._runtime.registry import Detection, Format

FORMAT = Format(
    name="workflow-run",
    package=__name__,
    title="WorkflowRun",
    fields=frozenset(
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
    detection=Detection(
        fields=(("workspaceId",), ("subjectId",), ("parentRunId",), ("triggeredBy",), ("cfWorkflowId",)),
        at_least=2,
    ),
)
