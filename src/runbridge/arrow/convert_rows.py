"""Converts rows; residues are read from a column of their own, and written to one."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice

import msgspec
from msgspec import Raw

from runbridge._runtime.json_slices import on_one_line
from runbridge._runtime.registry import NAME
from runbridge.arrow.columns import Chunk, Rows
from runbridge.arrow.rows import TextBuilder, first_long_line, has_long_row, length_problems
from runbridge.compression import CHUNK_SIZE
from runbridge.errors import InvalidRecord
from runbridge.pipeline.convert_task import ConvertProcessor
from runbridge.pipeline.processor import ProcessAlone
from runbridge.pipeline.stats import RunStats
from runbridge.problems import Problem
from runbridge.record.batch import ConvertedBatch, Gap, NotBatchable
from runbridge.record.certain_format import is_certain
from runbridge.record.convert import choose_converter
from runbridge.record.converter import Conversion, RecordConverter
from runbridge.record.native_batch import IsCertain, chunk_size
from runbridge.record.native_rows import ConvertedPart, convert_rows
from runbridge.record.read_record import detect_first, detect_lines

_QUOTED = b'"%s"' % NAME.encode()
#: An escape that may be a letter of that name.
_ESCAPED = re.compile(rb"\\u00[5-7]")
_VALUES = msgspec.json.Decoder(Raw)
_NO_RESIDUE = b"null"
#: The native lane takes the same time for larger batches, and what is done once for each batch takes less.
_NATIVE_SIZE = 1 << 20


class ColumnSink:
    """Takes converted records and residues as columns."""

    def __init__(self, values: TextBuilder, residues: TextBuilder | None) -> None:
        self._values = values
        self._residues = residues

    def add_batch(self, batch: ConvertedBatch) -> None:
        """Add many records."""
        self._values.add_lines(batch.data)
        if self._residues is not None:
            for residue in batch.residues:
                self._residues.add(None if residue == _NO_RESIDUE else residue)

    def add_rows(self, part: ConvertedPart) -> None:
        """Add records of a native conversion, which has no residues apart from them."""
        self._values.add_part(part)
        if part.line is not None:
            self._values.add(part.line)

    def add_record(self, conversion: Conversion) -> None:
        """Add one record."""
        self._values.add(on_one_line(conversion.data))
        if self._residues is not None:
            self._residues.add(None if conversion.residue is None else on_one_line(conversion.residue))


class RowConvertProcessor(ConvertProcessor):
    """Converts rows in their order, with a converter for each format that they may have.

    Their residues may be in a column of their own.
    """

    def __init__(
        self, converters: Mapping[str, RecordConverter], sink: ColumnSink, stats: RunStats, max_record: int | None
    ) -> None:
        super().__init__(sink, stats)
        self._columns = sink
        self._losses = stats.losses
        self._converters = converters
        #: The only one; None where the format of each record is detected.
        self._converter = next(iter(converters.values())) if len(converters) == 1 else None
        self._max_record = max_record
        #: The last detected format, which is probably that of the next rows.
        self._detected: str | None = None
        self._certain: dict[tuple[str, ...], bool] = {}
        self._given: Sequence[bytes | None] = ()
        self._row = 0

    @property
    def batch_size(self) -> int:
        """The best size of a batch in bytes."""
        return chunk_size(CHUNK_SIZE, _NATIVE_SIZE)

    @property
    def format_name(self) -> str | None:
        """The format that records are read as; None where it is detected for each."""
        return None if self._converter is None else self._converter.source.name

    @property
    def can_batch(self) -> bool:
        """Whether many ordinary records can be converted at once."""
        return any(converter.batch_converter for converter in self._converters.values())

    def with_residues(self, chunks: Iterable[Chunk], residues: Iterator[bytes | None]) -> Iterator[Chunk]:
        """The chunks; when one is requested, the residues of its rows are read. `residues` has one for each row."""
        for chunk in chunks:
            given = [*islice(residues, chunk.size)]
            self._given = [given[number - chunk.start] for number in chunk.rows.numbers]
            self._row = 0
            yield chunk

    def _process_alone(self, first: int, alone: ProcessAlone, gap: Gap) -> None:
        """Convert a line by itself, of a text that begins at the row `first`."""
        self._row = first + gap.line
        alone(gap)

    def process_rows(self, rows: Rows, alone: ProcessAlone, /) -> int | NotBatchable:
        """Convert rows by the native lane, and return their number; NotBatchable if it cannot do it."""
        if self._given or has_long_row(rows, self._max_record):
            return NotBatchable()
        if self._converter is None and self._detected is None:
            self._detected = detect_lines(rows.record(0, 0, 0, 0).data)
        converter = self._converter or self._converters.get(self._detected or "")
        if converter is None:
            return NotBatchable()
        is_certain = None if converter is self._converter else self._certainty_of(converter)
        done = convert_rows(converter, rows.whole, self._losses, is_certain)
        if done is None:
            return NotBatchable()
        for part in done.parts():
            self._columns.add_rows(part)
            if part.gap is not None:
                alone(part.gap)
        return done.records

    def process_batch(self, text: bytes, alone: ProcessAlone | None = None) -> int | NotBatchable:
        """Convert the lines of a text and return their number, if they are ordinary; `alone` converts single ones."""
        line = first_long_line(text, self._max_record)
        if line is not None:
            return NotBatchable(line)
        first = self._row
        process_alone = None if alone is None else partial(self._process_alone, first, alone)
        done = self._convert_lines(text, process_alone)
        if self._given and not isinstance(done, NotBatchable):
            self._row = first + text.count(b"\n")
        return done

    def _convert_lines(self, text: bytes, alone: ProcessAlone | None) -> int | NotBatchable:
        converter = self._converter
        if self._given:
            # A residue is one field more, which may change the format that is detected.
            converter = converter or self._converters.get(detect_lines(text) or "")
            lines = embed_residues(text, self._given[self._row :])
            return NotBatchable() if converter is None else self.convert_batch(converter, lines, alone)
        if converter is not None:
            return self.convert_batch(converter, text, alone)
        done = self._convert_detected(text, alone)
        if isinstance(done, NotBatchable):
            detected = detect_first(text)
            if detected not in {None, self._detected}:
                self._detected = detected
                done = self._convert_detected(text, alone)
        return done

    def _convert_detected(self, text: bytes, alone: ProcessAlone | None) -> int | NotBatchable:
        """Convert the lines of a text if they are of the format that was detected last."""
        converter = self._converters.get(self._detected or "")
        if converter is None:
            return NotBatchable()
        return self.convert_batch(converter, text, alone, is_certain=self._certainty_of(converter))

    def _certainty_of(self, converter: RecordConverter) -> IsCertain:
        """Whether valid records are certainly of the format of a converter, which is found out once for the rows."""

        def find(unknown: Collection[str]) -> bool:
            key = (converter.source.name, *sorted(unknown))
            if key not in self._certain:
                self._certain[key] = is_certain(converter.source, converter.profile, unknown)
            return self._certain[key]

        return find

    def process_record(self, data: bytes) -> Sequence[Problem]:
        """Convert one record; its problems, if that is impossible."""
        residue = self._given[self._row] if self._given else None
        self._row += 1
        if problems := length_problems(data, self._max_record):
            return problems
        try:
            converter = self._converter or choose_converter(self._converters, data)
        except InvalidRecord as error:
            return error.problems
        return self.convert_record(converter, data, lambda identity, text: residue)


def embed_residues(text: bytes, residues: Sequence[bytes | None]) -> bytes:
    """The lines of a text with their residues embedded; empty if the records might convert differently then."""
    if not residues:
        return text
    lines = text.split(b"\n")
    given = [(number, each) for number, each in enumerate(residues[: len(lines) - 1]) if each is not None]
    if given and (_may_have_residue(text) or not _are_values([residue for _, residue in given])):
        return b""
    for number, residue in given:
        # A residue would turn other values into objects.
        if not lines[number].endswith(b"}"):
            return b""
        lines[number] = b"".join((lines[number][:-1], b",", _QUOTED, b":", residue, b"}"))
    return b"\n".join(lines)


def _may_have_residue(text: bytes) -> bool:
    """Whether a record may have a field of that name already."""
    return _QUOTED in text or (b"\\" in text and _ESCAPED.search(text) is not None)


def _are_values(texts: Sequence[bytes]) -> bool:
    """Whether each text is exactly one JSON value on one line."""
    lines = b"\n".join(texts)
    try:
        return len(_VALUES.decode_lines(lines)) == len(texts) == lines.count(b"\n") + 1
    except (msgspec.DecodeError, RecursionError):
        return False
