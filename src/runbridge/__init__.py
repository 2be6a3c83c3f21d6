"""Workflow-run records between platforms: validate them, convert them without losing anything, work with them typed.

import runbridge as rb

run = rb.decode(data, rb.WorkflowRunModel)  # a typed struct; raises rb.InvalidRecord with every problem
rb.encode(run)  # bytes
rb.validate(data, "workflow-run-model")  # a list of rb.Problem, [] when valid
done = rb.convert(data, to="workflow-run")  # bytes in, rb.Conversion out: .data, .losses, .residue
camel = rb.to_workflow_run(run)  # struct in, struct out
"""

from runbridge._generated import WorkflowRun, WorkflowRunModel
from runbridge.convert import Conversion, convert
from runbridge.errors import (
    InvalidRecord,
    NotRepresentable,
    RecordError,
    RunbridgeError,
    Unconvertible,
    UnknownFormat,
    WrongUse,
)
from runbridge.losses import Loss
from runbridge.models import decode, encode, to_workflow_run, to_workflow_run_model
from runbridge.problems import Problem
from runbridge.validate import validate

__version__ = "0.1.0"

__all__ = [
    "Conversion",
    "InvalidRecord",
    "Loss",
    "NotRepresentable",
    "Problem",
    "RecordError",
    "RunbridgeError",
    "Unconvertible",
    "UnknownFormat",
    "WorkflowRun",
    "WorkflowRunModel",
    "WrongUse",
    "__version__",
    "convert",
    "decode",
    "encode",
    "to_workflow_run",
    "to_workflow_run_model",
    "validate",
]
