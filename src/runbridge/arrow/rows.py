"""The rows of a column through a piece of work: in blocks, as the lines of a file, and each row is accounted for."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from runbridge.arrow.columns import Chunk
from runbridge.inputs.chunks import too_long
from runbridge.outputs.rejected import Rejected
from runbridge.pipeline.processor import Processor, process_chunk
from runbridge.pipeline.stats import Tally
from runbridge.problems import Problem

#: What became of a row, as a byte; a null row is no record.
REJECTED, DONE, NULL = range(3)


class NotOfFiles:
    """The parts of `Work` that rows have no use for."""

    @property
    def bridge(self) -> str | None:
        """Nothing is written that would name it."""

    def start(self, form: str | None) -> None:
        """The format of rows is known from the start."""

    def flush(self) -> None:
        """Rows are handed over as whole columns."""


def do_rows(work: Processor, blocks: Iterable[Chunk], marks: bytearray, tally: Tally) -> Iterator[Rejected]:
    """Do the records of a column; gives those that cannot be done, numbered by their rows from 1.

    `marks` says what became of each row.
    """
    for block in blocks:
        numbers = block.rows.numbers
        marks += bytes([NULL if len(numbers) < block.size else DONE]) * block.size
        if len(numbers) < block.size:
            for row in numbers:
                marks[row] = DONE
        for rejected in process_chunk(work, "", block.rows, 0, tally):
            row = numbers[rejected.number]
            marks[row] = REJECTED
            yield replace(rejected, number=row + 1)


def flaws_of(record: bytes, max_record: int | None) -> list[Problem]:
    """The problem of a record that is longer than it may be."""
    return [] if max_record is None or len(record) <= max_record else [too_long(max_record)]


def longer_line(text: bytes, max_record: int | None) -> int | None:
    """The first line of a text that is longer than a record may be, counted from 0."""
    if max_record is None or len(text) <= max_record:
        return None
    lines = enumerate(text.split(b"\n"))
    return next((number for number, line in lines if len(line) > max_record), None)
