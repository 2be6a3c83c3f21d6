"""Records that have no format, validated with a JSON Schema."""

from collections.abc import Container, Sequence
from typing import BinaryIO

from runbridge.jsontext import on_one_line
from runbridge.options import ValidateOptions
from runbridge.pipeline.validate_task import ValidateTask
from runbridge.problems import Problem
from runbridge.record.batch import NotBatchable
from runbridge.record.validate import find_problems


class SchemaTask:
    """Validates the records of files with `ValidateOptions.schema`, and writes those without problems."""

    batch_size = 1 << 15
    #: The schema decides on each record.
    can_batch = False
    #: No format is detected.
    formats: Container[str] | None = ()
    format_name = None
    record_format = None

    def __init__(self, options: ValidateOptions, accepted: BinaryIO | None = None) -> None:
        self._options = options
        self._accepted = accepted

    def bridge_of(self, _format_name: str | None, /) -> str | None:
        """None: no bridge is crossed."""
        return None

    def start(self, format_name: str | None) -> None:
        """Do nothing: records of all files are validated alike."""

    def process_batch(self, text: bytes) -> int | NotBatchable:  # as the protocol has it
        """NotBatchable: records are validated one by one."""
        return NotBatchable()

    def process_record(self, data: bytes) -> Sequence[Problem]:
        """The problems of one record; a record without problems is written to the accepted ones."""
        problems = find_problems(data, self._options)
        if not problems and self._accepted is not None:
            self._accepted.write(on_one_line(data) + b"\n")
        return problems

    def flush(self) -> None:
        """Write the accepted records so far."""
        if self._accepted is not None:
            self._accepted.flush()

    def parallel_spec(self) -> ValidateOptions:
        """The options for workers."""
        return self._options


def make_validate_task(options: ValidateOptions, accepted: BinaryIO | None = None) -> ValidateTask | SchemaTask:
    """The task for the records of files, with a format or with a schema."""
    return ValidateTask(options, accepted) if options.schema is None else SchemaTask(options, accepted)
