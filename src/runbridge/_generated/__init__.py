# Generated from schemas/ by `python -m codegen`.
# Do not edit: change the source and run the command again.

from runbridge._runtime.registry import Format

from . import github_workflow_run, workflow_run, workflow_run_model

FORMATS: dict[str, Format] = {
    "github-workflow-run": github_workflow_run.FORMAT,
    "workflow-run": workflow_run.FORMAT,
    "workflow-run-model": workflow_run_model.FORMAT,
}
