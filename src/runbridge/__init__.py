"""Validate run records of workflow services, convert them without losing data, and work with them as typed structs.

import runbridge as rb

problems = rb.validate(data, "workflow-run-model")  # a list of rb.Problem, [] if the record is valid
rb.problem_details(problems)  # a dict for the body of a 422 response
run = rb.decode(data, rb.WorkflowRunModel)  # a typed struct; raises rb.InvalidRecord with every problem
rb.encode(run)  # the JSON text, as bytes
done = rb.convert(data, to="workflow-run")  # an rb.Conversion: .data, .losses, .residue
other = rb.to_workflow_run(run)  # the same for structs
rb.convert_file("in.ndjson", "out.ndjson", to="workflow-run")  # files and directories; returns an rb.Summary
"""

from importlib import import_module

#: True for type checkers. The import of `typing` would take a fifth of the start-up time.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from runbridge._generated import api
    from runbridge._generated.api import *  # noqa: F403  # the models and the functions between them, which are generated
    from runbridge.diagnosis.problem_details import problem_details
    from runbridge.errors import (
        InvalidRecord,
        JobDied,
        NotRepresentable,
        RecordError,
        RunbridgeError,
        TooManyRejects,
        Unconvertible,
        UnknownFormat,
        UsageError,
    )
    from runbridge.inputs.chunks import Record
    from runbridge.known_formats import load_formats
    from runbridge.losses import Loss
    from runbridge.options import Progress
    from runbridge.outputs.rejects import Rejected
    from runbridge.pipeline.files import convert_file, read_records, validate_file
    from runbridge.pipeline.stats import Summary
    from runbridge.problems import Fix, Problem
    from runbridge.record.convert import convert
    from runbridge.record.converter import Conversion
    from runbridge.record.models import decode, encode
    from runbridge.record.validate import validate
    from runbridge.version import __version__

    __all__ = [
        "Conversion",
        "Fix",
        "InvalidRecord",
        "JobDied",
        "Loss",
        "NotRepresentable",
        "Problem",
        "Progress",
        "Record",
        "RecordError",
        "Rejected",
        "RunbridgeError",
        "Summary",
        "TooManyRejects",
        "Unconvertible",
        "UnknownFormat",
        "UsageError",
        "__version__",
        "convert",
        "convert_file",
        "decode",
        "encode",
        "load_formats",
        "problem_details",
        "read_records",
        "validate",
        "validate_file",
    ]
    __all__ += api.__all__
else:
    #: The module of each public name. It is imported when the name is used: a command needs few of them.
    _MODULES = {
        "diagnosis.problem_details": ("problem_details",),
        "errors": (
            *("InvalidRecord", "JobDied", "NotRepresentable", "RecordError", "RunbridgeError", "TooManyRejects"),
            *("Unconvertible", "UnknownFormat", "UsageError"),
        ),
        "inputs.chunks": ("Record",),
        "known_formats": ("load_formats",),
        "losses": ("Loss",),
        "options": ("Progress",),
        "outputs.rejects": ("Rejected",),
        "pipeline.files": ("convert_file", "read_records", "validate_file"),
        "pipeline.stats": ("Summary",),
        "problems": ("Fix", "Problem"),
        "record.convert": ("convert",),
        "record.converter": ("Conversion",),
        "record.models": ("decode", "encode"),
        "record.validate": ("validate",),
        "version": ("__version__",),
    }
    _MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}

    def __getattr__(name: str) -> object:
        if name == "__all__":
            return sorted([*_MODULE_OF, *import_module("runbridge._generated.api").__all__])
        if name in _MODULE_OF:
            value: object = getattr(import_module(f"runbridge.{_MODULE_OF[name]}"), name)
        else:
            # The names of the generated module are unknown until it is imported.
            api_module = import_module("runbridge._generated.api")
            if name.startswith("_") or name not in api_module.__all__:
                raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
            value = getattr(api_module, name)
        if name != "__version__":
            # Users see this package in `repr`, `help` and tracebacks, not the module with the definition.
            value.__module__ = __name__
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return __getattr__("__all__")
