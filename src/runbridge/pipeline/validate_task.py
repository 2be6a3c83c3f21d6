"""Records in, problems out."""

from collections.abc import Sequence

from msgspec.structs import replace

from runbridge.formats import find_format
from runbridge.options import ValidateOptions
from runbridge.problems import Problem
from runbridge.record.batch import NotBatchable, validate_lines
from runbridge.record.validate import check_payloads, find_problems


class ValidateProcessor:
    """Validates records."""

    #: Larger batches are hardly faster, and one invalid record costs as much as its batch.
    batch_size = 1 << 15

    def __init__(self, options: ValidateOptions) -> None:
        self._options = options

    @property
    def format_name(self) -> str | None:
        """The format that records are read as; None where it is detected for each."""
        return self._options.format_name

    @property
    def can_batch(self) -> bool:
        """Whether many records can be validated at once: only against the schema of their format."""
        return not self._options.strict and not self._options.schemas

    def process_batch(self, text: bytes) -> int | NotBatchable:
        """The number of valid records on the lines of a text; NotBatchable if one is invalid or not ordinary."""
        return self.validate_batch(text, self.format_name)

    def validate_batch(self, text: bytes, format_name: str | None) -> int | NotBatchable:
        """The same for records of a format."""
        if format_name is None or not self.can_batch:
            return NotBatchable()
        return validate_lines(find_format(format_name), text, self._options.profile)

    def process_record(self, data: bytes) -> Sequence[Problem]:
        """The problems of one record."""
        return find_problems(data, self._options)


class ValidateTask(ValidateProcessor):
    """Validates the records of files."""

    bridge = None

    def __init__(self, options: ValidateOptions) -> None:
        super().__init__(options)
        self._spec = options
        # Options that make no sense are reported before a record is read.
        self.start(options.format_name)

    @property
    def can_batch(self) -> bool:
        """Whether many records can be validated at once: only those of one format, against its schema."""
        return super().can_batch and self.format_name is not None

    def start(self, format_name: str | None) -> None:
        """Prepare for records of a format; raises UsageError where it has no payload for one of the schemas."""
        if format_name is not None:
            check_payloads(find_format(format_name), self._options.schemas)
        self._options = replace(self._options, format_name=format_name)

    def flush(self) -> None:
        """Do nothing: no record is kept back."""

    def parallel_spec(self) -> ValidateOptions:
        """The options for workers."""
        return self._spec
