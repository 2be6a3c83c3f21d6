# Generated from schemas/workflow_run_model/bridge.json by `python -m codegen`.
# Do not edit: change the source and run the command again.

from typing import Any

from msgspec import UnsetType

from runbridge._runtime.conversion import Options
from runbridge._runtime.model_helpers import conforming, opaque

from ..fields import walk_workflow_run_output_model
from ..model import WorkflowRunOutputModel
from . import wire_conforming


def conforming_outputs(value: Any, options: Options) -> list[WorkflowRunOutputModel] | UnsetType:
    """The value as structs where it is valid as `outputs`, UNSET elsewhere."""
    return conforming(
        value, wire_conforming.conforming_outputs, list[WorkflowRunOutputModel], walk_workflow_run_output_model, options
    )


def opaque_outputs(value: list[WorkflowRunOutputModel] | UnsetType) -> Any:
    """The value of `outputs` where any value may stand; missing becomes null."""
    return opaque(value, walk_workflow_run_output_model)
