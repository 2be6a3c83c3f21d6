"""Runs a processor over files and parts of files, in this process."""

from collections.abc import Callable, Container, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec import Raw

from runbridge._runtime.json_slices import REFUSALS, split_object
from runbridge.errors import InvalidRecord, UnknownFormat
from runbridge.formats import find_envelope, formats_like
from runbridge.inputs.chunks import Chunk, Record
from runbridge.inputs.envelopes import AUTO, EnvelopePath, parse_unwrap, unwrap_chunks
from runbridge.inputs.reader import read_chunks, read_lines
from runbridge.inputs.sources import Source, open_input, open_range
from runbridge.options import OnError, RunOptions
from runbridge.outputs.rejects import Rejected
from runbridge.pipeline.processor import FileProcessor, ProcessBatch, process_chunk
from runbridge.pipeline.stats import RunStats
from runbridge.problem_messages import escape
from runbridge.record.native_batch import NativeResults, process_ahead
from runbridge.record.read_record import detect

if TYPE_CHECKING:
    from runbridge.pipeline.crew import Crew

#: How many records are tried.
_TRIED = 100

#: Receives how many bytes were read since the last call.
Step = Callable[[int], None]


class FileRange(msgspec.Struct, frozen=True):
    """A file, or its lines between two offsets; `format_name` is the format of its records, if known."""

    file: str
    format_name: str | None = None
    start: int = 0
    end: int | None = None


class RangeCount(msgspec.Struct, frozen=True):
    """The records of a range, how many of them were rejected, and its line ends if it is a part of a file."""

    records: int
    rejected: int
    lines: int


def process_ranges(
    processor: FileProcessor,
    ranges: Iterable[FileRange],
    stats: RunStats,
    options: RunOptions,
    *,
    step: Step,
    counts: list[RangeCount],
    crew: "Crew | None" = None,
) -> Generator[Rejected]:
    """Process all records of some ranges and yield those that are rejected, numbered from the start of each range.

    The count of each range is added to `counts`. With a crew, the native module runs in several threads; everything
    else is done in this one. Raises OSError and UnknownFormat, unless `on_error` is set.
    """
    on_error = options.on_error
    for range_ in ranges:
        records, rejected, consumed = stats.records, stats.rejected, 0
        reader = _RangeReader(range_, options)
        try:
            with closing(_pieces(reader, processor, crew, on_error)) as pieces:
                for piece, process_batch in pieces:
                    stats.add_fields("outside", piece.outside)
                    number, chunk = stats.records - records + 1, piece.chunk
                    yield from process_chunk(processor, range_.file, chunk, number, stats, process_batch=process_batch)
                    processor.flush()
                    step(piece.consumed - consumed)
                    consumed = piece.consumed
        except UnknownFormat as error:
            named = UnknownFormat(f"{escape(range_.file)}: {error}", range_.file)
            if on_error is None:
                raise named from None
            on_error(named)
        # What comes after the last record.
        stats.add_fields("outside", reader.outside)
        step(reader.consumed - consumed)
        counts.append(RangeCount(stats.records - records, stats.rejected - rejected, reader.lines))


class _Piece(NamedTuple):
    """A chunk of a range, how many bytes were read up to its end, and the fields of documents that are in no record."""

    chunk: Chunk
    consumed: int
    outside: Sequence[str]


def _pieces(
    reader: "_RangeReader", processor: FileProcessor, crew: "Crew | None", on_error: OnError | None
) -> Generator[tuple[_Piece, ProcessBatch]]:
    """The pieces of a range, up to an error of reading, each with what processes its text.

    `on_error` does not receive errors of processing.
    """
    try:
        with reader.pieces(processor) as pieces:
            # A pipe may be slow: what has arrived is processed before the next is waited for.
            if crew is not None and reader.is_file and processor.native_plans(processor.format_name):

                def work(piece: _Piece) -> NativeResults:
                    # There are none any more after many losses.
                    return process_ahead(processor.native_plans(processor.format_name), piece.chunk.text)

                for piece, results in crew.map(work, pieces):
                    yield piece, _with_results(processor, results)
            else:
                for piece in pieces:
                    yield piece, processor.process_batch
    except OSError as error:
        if on_error is None:
            raise
        on_error(error)


def _with_results(processor: FileProcessor, results: NativeResults) -> ProcessBatch:
    return lambda text, alone: processor.process_batch(text, alone, results)


class _RangeReader:
    """Reads a range, and counts the bytes read from its file and, of a part of a file, the line ends.

    `outside` has the fields of documents that are in no record, since the last piece.
    """

    def __init__(self, range_: FileRange, options: RunOptions) -> None:
        self._range = range_
        self._options = options
        self._source: Source
        self.outside: list[str] = []
        self.consumed = 0
        self.lines = 0

    @property
    def is_file(self) -> bool:
        """Whether it is a file that is read without waiting, not a pipe or a device."""
        return self._source.size is not None

    @contextmanager
    def pieces(self, processor: FileProcessor) -> Generator[Iterator[_Piece]]:
        """The chunks of records, once the processor has started. Raises OSError and UnknownFormat."""
        file, start, end, max_record = self._range.file, self._range.start, self._range.end, self._options.max_record
        format_name = self._range.format_name
        with open_input(file) if end is None else open_range(file, start, end) as self._source:
            chunks: Iterator[Chunk]
            if end is None:
                chunks = read_chunks(self, max_record=max_record, size=processor.batch_size)
                chunks = unwrap_records(
                    chunks, self._options.unwrap, format_name, processor.formats, outside=self.outside.append
                )
            else:
                chunks = read_lines(self, max_record=max_record, size=processor.batch_size, offset=start)
            if format_name is None:
                format_name, chunks = detect_format(chunks, processor.formats)
            processor.start(format_name)
            yield self._read(chunks)

    def _read(self, chunks: Iterator[Chunk]) -> Iterator[_Piece]:
        for chunk in chunks:
            outside, self.outside[:] = [*self.outside], []
            yield _Piece(chunk, self.consumed, outside)

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""
        data = self._source.read(size)
        self.consumed = self._source.consumed
        if self._range.end is not None:
            # Many times faster than bytes.count.
            self.lines += len(data) - len(data.replace(b"\n", b""))
        return data


def unwrap_records(
    chunks: Iterator[Chunk],
    unwrap: str,
    format_name: str | None = None,
    formats: Container[str] | None = None,
    *,
    outside: Callable[[str], object] = lambda name: None,
) -> Iterator[Chunk]:
    """The records of a file, also those in documents around them; `unwrap` is the option.

    `outside` is called with the pointer of each field of a document that is in no record.
    """
    path, chunks = find_path(chunks, unwrap, format_name, formats)
    if not path:
        return chunks
    return unwrap_chunks(chunks, path, is_record=_is_record if unwrap == AUTO else _never, outside=outside)


def _is_record(data: bytes) -> bool:
    fields = _fields_of(data)
    return fields is not None and bool(formats_like(fields))


def _never(data: bytes) -> bool:
    return False


def _fields_of(data: bytes) -> dict[str, Raw] | None:
    """The fields of a document; None for what is no object."""
    try:
        return split_object(data)
    except (*REFUSALS, ValueError):
        return None


def find_path(
    chunks: Iterator[Chunk], unwrap: str, format_name: str | None = None, formats: Container[str] | None = None
) -> tuple[EnvelopePath, Iterator[Chunk]]:
    """The path to records in the envelopes of a file, () where its records are in none; and all the chunks again.

    `unwrap` is the option. With `auto`, the first of 100 documents decides that is a record or an envelope.
    """
    given = parse_unwrap(unwrap)
    if given is not None or formats == ():
        return given or (), chunks
    seen: list[Chunk] = []

    def documents() -> Iterator[Record]:
        for chunk in chunks:
            seen.append(chunk)
            yield from chunk.records(1)

    for record in islice(documents(), _TRIED):
        fields = None if record.flaw else _fields_of(record.data)
        if fields is None:
            continue
        found = find_envelope(fields, format_name)
        if found is not None or formats_like(fields):
            return () if found is None else found[1], chain(seen, chunks)
    return (), chain(seen, chunks)


def detect_format(chunks: Iterable[Chunk], formats: Container[str] | None = None) -> tuple[str | None, Iterator[Chunk]]:
    """The format of the first record that has one of some formats, or else any format; and all the chunks again.

    The first 100 records are tried. None if none of them can be read. Raises UnknownFormat if some can be read, and no
    format can be detected.
    """
    chunks = iter(chunks)
    seen: list[Chunk] = []

    def records() -> Iterator[Record]:
        for chunk in chunks:
            seen.append(chunk)
            yield from chunk.records(1)

    return format_of(records(), formats), chain(seen, chunks)


def format_of(records: Iterable[Record], formats: Container[str] | None = None) -> str | None:
    """The format of the first record that has one of some formats, or else any; raises as `detect_format`."""
    if formats == ():
        return None
    reason: UnknownFormat | None = None
    other: str | None = None
    for record in islice(records, _TRIED):
        if record.flaw:
            continue
        try:
            name = detect(record.data).name
            if formats is None or name in formats:
                return name
            other = other or name
        except InvalidRecord:
            # Its problems are reported when it is processed.
            continue
        except UnknownFormat as error:
            reason = reason or error
    if other is None and reason is not None:
        raise reason
    return other
