"""Validates rows, whose format may be detected for each."""

from collections.abc import Sequence

from msgspec.structs import replace

from runbridge._generated import FORMATS
from runbridge.arrow.rows import first_long_line, length_problems
from runbridge.errors import UnknownFormat
from runbridge.options import ValidateOptions
from runbridge.pipeline.validate_task import ValidateProcessor
from runbridge.problems import Problem
from runbridge.record.batch import NotBatchable
from runbridge.record.read_record import detect
from runbridge.record.validate import find_problems


class RowValidateProcessor(ValidateProcessor):
    """Validates rows, whose format may be detected for each."""

    def __init__(self, options: ValidateOptions, max_record: int | None) -> None:
        super().__init__(options)
        #: The last detected format, which is probably that of the next rows.
        self._detected = options.format_name
        self._max_record = max_record

    def process_batch(self, text: bytes) -> int | NotBatchable:
        """The number of valid records on the lines of a text; NotBatchable if one is invalid or not ordinary."""
        line = first_long_line(text, self._max_record)
        if line is not None:
            return NotBatchable(line)
        # A record that is valid in one format and has the fields of several is valid on its own, too.
        done = self.validate_batch(text, self._detected)
        if self.format_name is None and isinstance(done, NotBatchable):
            detected = _format_of(text[: text.index(b"\n")])
            if detected not in {None, self._detected}:
                self._detected = detected
                return self.validate_batch(text, detected)
        return done

    def process_record(self, data: bytes) -> Sequence[Problem]:
        """The problems of one record; if its format is unknown, those in the format in which it has the fewest."""
        if problems := length_problems(data, self._max_record):
            return problems
        try:
            return super().process_record(data)
        except UnknownFormat:
            found = (find_problems(data, replace(self._options, format_name=name)) for name in FORMATS)
            return min(found, key=len)


def _format_of(record: bytes) -> str | None:
    """The format that is detected for a record; None if there is none."""
    try:
        return detect(record).name
    except UnknownFormat:
        return None
