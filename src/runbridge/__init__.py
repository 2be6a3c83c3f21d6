"""Workflow-run records between platforms: validate them, convert them without losing anything, work with them typed.

import runbridge as rb

run = rb.decode(data, rb.WorkflowRunModel)  # a typed struct; raises rb.InvalidRecord with every problem
rb.encode(run)  # bytes
rb.validate(data, "workflow-run-model")  # a list of rb.Problem, [] when valid
done = rb.convert(data, to="workflow-run")  # bytes in, rb.Conversion out: .data, .losses, .residue
camel = rb.to_workflow_run(run)  # struct in, struct out
rb.convert_file("in.ndjson", "out.ndjson", to="workflow-run")  # files and directories in, rb.Summary out
"""

from runbridge._generated import api
from runbridge._generated.api import *  # noqa: F403  # the models and the functions between them, which are generated
from runbridge.errors import (
    InvalidRecord,
    JobDied,
    NotRepresentable,
    RecordError,
    RunbridgeError,
    TooManyRejects,
    Unconvertible,
    UnknownFormat,
    WrongUse,
)
from runbridge.inputs.chunks import Record as Entry
from runbridge.losses import Loss
from runbridge.options import Progress
from runbridge.outputs.rejected import Rejected
from runbridge.pipeline.files import convert_file, read_records, validate_file
from runbridge.pipeline.stats import Summary
from runbridge.problems import Problem
from runbridge.record.convert import Conversion, convert
from runbridge.record.models import decode, encode
from runbridge.record.validate import validate
from runbridge.version import __version__

__all__ = [
    "Conversion",
    "Entry",
    "InvalidRecord",
    "JobDied",
    "Loss",
    "NotRepresentable",
    "Problem",
    "Progress",
    "RecordError",
    "Rejected",
    "RunbridgeError",
    "Summary",
    "TooManyRejects",
    "Unconvertible",
    "UnknownFormat",
    "WrongUse",
    "__version__",
    "convert",
    "convert_file",
    "decode",
    "encode",
    "read_records",
    "validate",
    "validate_file",
]
__all__ += api.__all__
