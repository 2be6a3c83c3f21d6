# Generated from schemas/workflow_run/schema.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any

from runbridge._runtime.json_codec import VisitRecord

WORKFLOW_RUN_FIELDS = frozenset(
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
)


def walk(record: dict[str, Any], visit: VisitRecord) -> None:
    """Call `visit` on every record inside a WorkflowRun, then on itself."""
    visit(record, WORKFLOW_RUN_FIELDS)
