# Generated from schemas/ by `python -m codegen`.
# Do not edit: change the source and run the command again.

from runbridge._generated import bridge, workflow_run, workflow_run_model
from runbridge._generated.workflow_run.model import WorkflowRun
from runbridge._generated.workflow_run_model.model import WorkflowRunModel
from runbridge._runtime.registry import Direction, Format

__all__ = ["DIRECTIONS", "FORMATS", "WorkflowRun", "WorkflowRunModel"]

FORMATS: dict[str, Format] = {
    "workflow-run": workflow_run.FORMAT,
    "workflow-run-model": workflow_run_model.FORMAT,
}

DIRECTIONS: dict[tuple[str, str], Direction] = {
    **bridge.DIRECTIONS,
}
