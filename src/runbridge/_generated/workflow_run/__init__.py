# Generated from schemas/workflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from runbridge._runtime.registry import Format

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
)
