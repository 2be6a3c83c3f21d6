"""Runs chunks of records through a processor: all records at once if possible, otherwise one by one."""

from collections.abc import Callable, Container, Generator, Iterable, Iterator, Sequence
from typing import Protocol, TypeAlias

from runbridge.inputs.chunks import Record
from runbridge.options import ConvertOptions, ValidateOptions
from runbridge.outputs.rejects import Rejected, reject
from runbridge.pipeline.stats import RunStats
from runbridge.problems import Problem
from runbridge.record.batch import Gap, NotBatchable
from runbridge.record.native_batch import NativeResults

#: Processes a line of a batch alone; to be called in the order of the lines.
ProcessAlone: TypeAlias = Callable[[Gap], None]
#: Processes the lines of a text at once, as `Processor.process_batch` does.
ProcessBatch: TypeAlias = Callable[[bytes, ProcessAlone], "int | NotBatchable"]


class Processor(Protocol):
    """The work on records: they are validated, or converted and written."""

    @property
    def batch_size(self) -> int:
        """The best size of a batch in bytes."""
        ...

    @property
    def format_name(self) -> str | None:
        """The format that records are read as; None where it is detected for each."""
        ...

    @property
    def record_format(self) -> str | None:
        """The format that the record processed last was read as, if it was detected or is the same for all."""
        ...

    @property
    def can_batch(self) -> bool:
        """Whether many ordinary records can be processed at once."""
        ...

    def process_batch(self, text: bytes, alone: ProcessAlone | None = None, /) -> int | NotBatchable:
        """Process a text with a record on every line and return their number; NotBatchable if nothing was done.

        NotBatchable may name a line only where each line is a record. `alone` may process some of the lines, which do
        not count.
        """
        ...

    def process_record(self, data: bytes) -> Sequence[Problem]:
        """Process one record and return its problems; none if it went through."""
        ...


class FileProcessor(Processor, Protocol):
    """A processor for the records of files, whose formats may differ."""

    def process_batch(
        self, text: bytes, alone: ProcessAlone | None = None, ahead: NativeResults | None = None, /
    ) -> int | NotBatchable:
        """The same; `ahead` is what the native module made of the text by the plans of its format, if that is done."""
        ...

    def native_plans(self, format_name: str | None, /) -> Sequence[object]:
        """The plans by which the native module processes most records of a format; () where Python does the work."""
        ...

    def bridge_of(self, format_name: str | None, /) -> str | None:
        """The version of the bridge that records of a format cross, if they cross one."""
        ...

    @property
    def formats(self) -> Container[str] | None:
        """The formats that records can have; None for all, empty if records have no format."""
        ...

    def start(self, format_name: str | None) -> None:
        """Prepare for a file; `format_name` is the format of its first records, None where no record can be read."""
        ...

    def flush(self) -> None:
        """Write what was processed so far."""
        ...

    def parallel_spec(self) -> ConvertOptions | ValidateOptions | None:
        """The options from which a worker makes such a processor; None where only one process can do the work."""
        ...


class Records(Protocol):
    """Records that are tried at once, such as a chunk of a file."""

    @property
    def text(self) -> bytes:
        """The records, each on a line; empty where that is not certain."""
        ...

    def records(self, number: int) -> Sequence[Record]:
        """The records, where `number` is that of the first."""
        ...

    def record(self, at: int, start: int, end: int, number: int, /) -> Record:
        """One record: its index, its offsets in the text, and the number of the first record."""
        ...

    def split_at(self, at: int) -> "tuple[Records, Records, Records]":
        """The records before one, counted from 0, the record itself, and those after it."""
        ...


#: How many lines that are refused are taken out of a chunk before the rest of it is divided into parts.
_SPLITS = 3


def process_chunk(
    processor: Processor,
    file: str,
    chunk: Records,
    number: int,
    stats: RunStats,
    *,
    splits: int = _SPLITS,
    without_text: Callable[[ProcessAlone], int | NotBatchable] | None = None,
    process_batch: ProcessBatch | None = None,
) -> Iterator[Rejected]:
    """Process the records of a chunk, the first of which has that number, and yield those that are rejected.

    `without_text` may process the records as `process_batch` does, without their text. `process_batch` is that of the
    processor, if not given.
    """
    process_batch = process_batch or processor.process_batch
    rejected: list[Rejected] = []

    def process_alone(gap: Gap) -> None:
        record = chunk.record(gap.line, gap.start, gap.end, number)
        rejected.extend(_process_each(processor, file, [record], stats))

    done = NotBatchable() if without_text is None else without_text(process_alone)
    text = b""
    if isinstance(done, NotBatchable) and processor.can_batch:
        text = chunk.text
        done = process_batch(text, process_alone) if text else done
    if not isinstance(done, NotBatchable):
        stats.records += done
        yield from rejected
    elif done.line is None or not splits:
        # Finding each of these lines takes a pass, which is too slow if all lines are like that.
        yield from process_records(processor, file, chunk.records(number), stats, refused=text)
    else:
        before, one, after = chunk.split_at(done.line)
        yield from process_chunk(processor, file, before, number, stats, splits=0)
        yield from _process_each(processor, file, one.records(number + done.line), stats)
        yield from process_chunk(processor, file, after, number + done.line + 1, stats, splits=splits - 1)


#: Records that cannot be one batch are first divided into parts of so many.
_PART = 64


def process_records(
    processor: Processor, file: str, records: Sequence[Record], stats: RunStats, *, refused: bytes = b""
) -> Iterator[Rejected]:
    """Process records and yield those that are rejected; `refused` is a text that cannot be a batch."""
    if not processor.can_batch:
        yield from _process_each(processor, file, records, stats)
        return
    text = _lines_of(records)
    if text == refused or not _try_batch(processor, records, text, stats):
        yield from _process_parts(processor, file, records, stats)


def _process_parts(processor: Processor, file: str, records: Sequence[Record], stats: RunStats) -> Iterator[Rejected]:
    """Process records that cannot be one batch, one by one where none of them is ordinary, else in batches."""
    if len(records) <= _PART:
        yield from _process_halves(processor, file, records, stats)
        return
    start, size = 0, _PART
    while start < len(records):
        part = records[start : start + size]
        if len(part) == 1:
            rejected = _process_one(processor, file, part[0], stats)
            if rejected is None:
                size = 2
            else:
                yield rejected
        elif _try_batch(processor, part, _lines_of(part), stats):
            size = 2 * len(part)
        elif (yield from _process_halves(processor, file, part, stats)) == len(part):
            size = 1
        start += len(part)


def _try_batch(processor: Processor, records: Sequence[Record], text: bytes, stats: RunStats) -> bool:
    if not text or isinstance(processor.process_batch(text), NotBatchable):
        return False
    stats.records += len(records)
    return True


def _process_halves(
    processor: Processor, file: str, records: Sequence[Record], stats: RunStats
) -> Generator[Rejected, None, int]:
    """Process records that cannot be one batch, in smaller batches where possible; returns how many were in none."""
    alone = 0
    while len(records) > 1:
        middle = (len(records) + 1) // 2
        first, records = records[:middle], records[middle:]
        if len(first) == 1 or not _try_batch(processor, first, _lines_of(first), stats):
            alone += yield from _process_halves(processor, file, first, stats)
            if len(records) > 1 and _try_batch(processor, records, _lines_of(records), stats):
                return alone
    yield from _process_each(processor, file, records, stats)
    return alone + len(records)


def _lines_of(records: Sequence[Record]) -> bytes:
    """The records, each on a line; empty if one has a flaw or more than one line, which may look like records."""
    if any(record.flaw for record in records):
        return b""
    text = b"".join([record.data + b"\n" for record in records])
    return text if text.count(b"\n") == len(records) else b""


def _process_each(processor: Processor, file: str, records: Iterable[Record], stats: RunStats) -> Iterator[Rejected]:
    for record in records:
        rejected = _process_one(processor, file, record, stats)
        if rejected is not None:
            yield rejected


def _process_one(processor: Processor, file: str, record: Record, stats: RunStats) -> Rejected | None:
    stats.records += 1
    if record.flaw:
        stats.rejected += 1
        return reject(file, record, (record.flaw,), processor.format_name)
    problems = processor.process_record(record.data)
    if not problems:
        return None
    stats.rejected += 1
    return reject(file, record, problems, processor.record_format)
