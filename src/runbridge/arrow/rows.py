"""Processes the rows of a column in chunks, as the lines of a file, and marks or validates each row."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from runbridge.arrow.columns import Chunk
from runbridge.errors import InvalidRecord, UnknownFormat
from runbridge.inputs.chunks import too_long
from runbridge.known_formats import FORMATS
from runbridge.options import ValidateOptions
from runbridge.outputs.rejected import Rejected
from runbridge.pipeline.processor import Processor, process_chunk
from runbridge.pipeline.stats import RunStats
from runbridge.pipeline.validate_task import ValidateProcessor
from runbridge.problems import Problem
from runbridge.record.batch import NotBatchable
from runbridge.record.read_record import detect
from runbridge.record.validate import find_problems, has_payloads

#: The outcome of a row as a byte; a null row is not a record.
REJECTED, DONE, NULL = range(3)


def process_rows(
    processor: Processor, chunks: Iterable[Chunk], marks: bytearray, stats: RunStats
) -> Iterator[Rejected]:
    """Process the records of a column and yield those that are rejected, numbered by their rows from 1.

    `marks` gets the outcome of each row.
    """
    for chunk in chunks:
        numbers = chunk.rows.numbers
        marks += bytes([NULL if len(numbers) < chunk.size else DONE]) * chunk.size
        if len(numbers) < chunk.size:
            for row in numbers:
                marks[row] = DONE
        for rejected in process_chunk(processor, "", chunk.rows, 0, stats):
            row = numbers[rejected.number]
            marks[row] = REJECTED
            yield replace(rejected, number=row + 1)


def length_problems(record: bytes, max_record: int | None) -> list[Problem]:
    """The problem of a record that is longer than the limit; none without a limit."""
    return [] if max_record is None or len(record) <= max_record else [too_long(max_record)]


def first_long_line(text: bytes, max_record: int | None) -> int | None:
    """The first line of a text that is longer than the limit of a record, counted from 0."""
    if max_record is None or len(text) <= max_record:
        return None
    lines = enumerate(text.split(b"\n"))
    return next((number for number, line in lines if len(line) > max_record), None)


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
            names = [name for name, form in FORMATS.items() if has_payloads(form, self._options.schemas)]
            found = (find_problems(data, replace(self._options, format_name=name)) for name in names)
            return min(found, key=len)


def _format_of(record: bytes) -> str | None:
    """The format that is detected for a record; None if there is none."""
    try:
        return detect(record).name
    except (UnknownFormat, InvalidRecord):
        return None
