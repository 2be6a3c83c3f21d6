"""A piece of work on files or parts of files, one after the other, in this process."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing

import msgspec

from runbridge.errors import UnknownFormat
from runbridge.inputs.chunks import Chunk
from runbridge.inputs.reader import read_chunks, read_lines
from runbridge.inputs.sources import Source, open_input, open_range
from runbridge.outputs.rejected import Rejected
from runbridge.pipeline.detection import tell_format
from runbridge.pipeline.processor import Processor, process_chunk
from runbridge.pipeline.stats import Tally
from runbridge.problems import escape

#: Told how many bytes were taken from a file since the last time.
Step = Callable[[int], None]


class FileRange(msgspec.Struct, frozen=True):
    """A file, or those of its lines that stand between two offsets; `form` is the format of its records, if known."""

    file: str
    form: str | None = None
    start: int = 0
    end: int | None = None


#: Told of a file that cannot be read, where that is no reason to stop.
Fail = Callable[[Exception], None]


class Count(msgspec.Struct, frozen=True):
    """The records of a span, how many of them were rejected, and its line ends if it is a part of a file."""

    records: int
    rejected: int
    lines: int


def process_ranges(
    work: Processor,
    spans: Iterable[FileRange],
    tally: Tally,
    *,
    max_record: int,
    step: Step,
    fail: Fail | None,
    counts: list[Count],
) -> Generator[Rejected]:
    """Do all records of some spans; gives those that cannot be done, their places counted from the start of each span.

    What each span has is added to `counts`. Raises OSError and UnknownFormat, unless `fail` is there to be told.
    """
    for span in spans:
        records, rejected, taken = tally.records, tally.rejected, 0
        reading = _Reading(span, max_record)
        try:
            with closing(_blocks(reading, work, fail)) as blocks:
                for block in blocks:
                    yield from process_chunk(work, span.file, block, tally.records - records + 1, tally)
                    work.flush()
                    step(reading.taken - taken)
                    taken = reading.taken
        except UnknownFormat as error:
            told = UnknownFormat(f"{escape(span.file)}: {error}")
            if fail is None:
                raise told from None
            fail(told)
        # What stands behind the last record was taken too.
        step(reading.taken - taken)
        counts.append(Count(tally.records - records, tally.rejected - rejected, reading.lines))


def _blocks(reading: "_Reading", work: Processor, fail: Fail | None) -> Generator[Chunk]:
    """The blocks of a span, up to where it cannot be read: only that is for `fail`, not what happens to the blocks."""
    try:
        yield from reading.blocks(work)
    except OSError as error:
        if fail is None:
            raise
        fail(error)


class _Reading:
    """A span as it is read: the bytes that were taken from its file and, of a part of a file, the line ends."""

    def __init__(self, span: FileRange, max_record: int) -> None:
        self._span = span
        self._max_record = max_record
        self._source: Source
        self.taken = 0
        self.lines = 0

    def blocks(self, work: Processor) -> Generator[Chunk]:
        """The blocks of records, once the work is ready for their format. Raises OSError and UnknownFormat."""
        span = self._span
        with open_input(span.file) if span.end is None else open_range(span.file, span.start, span.end) as self._source:
            blocks: Iterator[Chunk]
            if span.end is None:
                form, blocks = span.form, read_chunks(self, max_record=self._max_record, size=work.block)
            else:
                blocks = read_lines(self, max_record=self._max_record, size=work.block, offset=span.start)
                form = span.form
            if form is None:
                form, blocks = tell_format(blocks)
            work.start(form)
            yield from blocks

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""
        data = self._source.read(size)
        self.taken = self._source.consumed
        if self._span.end is not None:
            # Many times as fast as to count them.
            self.lines += len(data) - len(data.replace(b"\n", b""))
        return data
