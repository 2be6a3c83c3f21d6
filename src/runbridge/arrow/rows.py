"""Processes the rows of a column in chunks, as the lines of a file, and marks the outcome of each row."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from runbridge.arrow.columns import Chunk
from runbridge.inputs.chunks import too_long
from runbridge.outputs.rejected import Rejected
from runbridge.pipeline.processor import Processor, process_chunk
from runbridge.pipeline.stats import RunStats
from runbridge.problems import Problem

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
