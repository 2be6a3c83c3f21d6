"""Records in, converted records out."""

from collections.abc import Container, Sequence
from contextlib import suppress
from functools import cache
from typing import BinaryIO, Protocol

import msgspec

from runbridge._runtime.json_slices import on_one_line
from runbridge.compression import CHUNK_SIZE
from runbridge.errors import InvalidRecord, RecordError, UnknownFormat
from runbridge.options import ConvertOptions
from runbridge.outputs.sidecar import Sidecar
from runbridge.outputs.sidecar_lines import sidecar_line, sidecar_lines
from runbridge.pipeline.processor import ProcessAlone
from runbridge.pipeline.stats import RunStats
from runbridge.problems import Problem
from runbridge.record.batch import ConvertedBatch, NotBatchable
from runbridge.record.convert import choose_converter, make_converter, make_converters
from runbridge.record.converter import Conversion, FindResidue, RecordConverter
from runbridge.record.native_batch import MOST_LOSSES, IsCertain, NativeResults, chunk_size, convert_lines, plan_of
from runbridge.record.read_record import detect, first_foreign_line, foreign_problems


class Sink(Protocol):
    """Takes converted records in their order."""

    def add_batch(self, batch: ConvertedBatch) -> None:
        """Take many records."""
        ...

    def add_record(self, conversion: Conversion) -> None:
        """Take one record."""
        ...


class ConvertProcessor:
    """Converts records for a sink and counts their losses."""

    @property
    def batch_size(self) -> int:
        """The best size of a batch in bytes."""
        return chunk_size(CHUNK_SIZE)

    def __init__(self, sink: Sink, stats: RunStats) -> None:
        self._sink = sink
        self._stats = stats

    def convert_batch(
        self,
        converter: RecordConverter,
        text: bytes,
        alone: ProcessAlone | None = None,
        *,
        is_certain: IsCertain | None = None,
        ahead: NativeResults | None = None,
    ) -> int | NotBatchable:
        """Convert the lines of a text and return their number, if they are ordinary; `alone` converts single ones.

        `is_certain` and `ahead` are those of `convert_lines`.
        """
        losses = self._stats.losses
        batch = convert_lines(converter, text, losses, with_gaps=alone is not None, is_certain=is_certain, ahead=ahead)
        if batch is None:
            return NotBatchable()
        for part, gap in batch.parts():
            self._sink.add_batch(part)
            if gap is not None and alone is not None:
                alone(gap)
        return batch.records

    @property
    def format_name(self) -> str | None:
        """The format that records are read as; None where it is detected for each."""
        return None

    @property
    def record_format(self) -> str | None:
        """The format that the record processed last was read as."""
        return self.format_name

    def other_converter(self, converter: RecordConverter, data: bytes) -> RecordConverter | None:
        """The converter for a record that is invalid for another one; None where there is none."""
        return None

    def convert_record(self, converter: RecordConverter, data: bytes, find: FindResidue | None) -> Sequence[Problem]:
        """Convert one record with the residue that `find` returns; its problems, if that is impossible."""
        try:
            conversion = converter.convert(data, find)
        except InvalidRecord as error:
            other = self.other_converter(converter, data)
            return error.problems if other is None else self.convert_record(other, data, find)
        except RecordError as error:
            return error.problems
        self._sink.add_record(conversion)
        self._stats.add_losses(conversion.losses)
        self._stats.add_fields("preserved", conversion.preserved)
        self._stats.add_fields("approximated", conversion.approximated)
        self._stats.add_fields("carried", conversion.carried)
        return ()


class ConvertStreams(msgspec.Struct, frozen=True):
    """Where converted records and residues are written, and where residues are read."""

    output: BinaryIO
    sidecar: BinaryIO | None = None
    residues: Sidecar | None = None

    def add_batch(self, batch: ConvertedBatch) -> None:
        """Write many records, each on a line of its own, and their lines of the sidecar."""
        self.output.write(batch.data)
        if self.sidecar is not None:
            self.sidecar.write(sidecar_lines(batch.ids, batch.data.split(b"\n")[:-1], batch.residues))

    def add_record(self, conversion: Conversion) -> None:
        """Write one record on a line of its own, and its line of the sidecar."""
        line = on_one_line(conversion.data)
        self.output.write(line + b"\n")
        if self.sidecar is not None:
            residue = None if conversion.residue is None else on_one_line(conversion.residue)
            self.sidecar.write(sidecar_line(conversion.id, line, residue))


class ConvertTask(ConvertProcessor):
    """Converts the records of files to open streams."""

    def __init__(self, options: ConvertOptions, streams: ConvertStreams, stats: RunStats) -> None:
        super().__init__(streams, stats)
        self._options = options
        self._streams = streams
        # Options that make no sense are reported before a record is read.
        self._candidates = make_converters(options)
        #: The converter for most records of the file, and the one for the last record.
        self._converter: RecordConverter | None = None
        self._last: RecordConverter | None = None
        self.start(None)

    @property
    def format_name(self) -> str | None:
        """The format that records are tried as first; None if it is detected for each record."""
        return _format_of(self._converter)

    @property
    def record_format(self) -> str | None:
        """The format that the record processed last was read as; None if it was not detected."""
        return _format_of(self._last)

    def bridge_of(self, format_name: str | None, /) -> str | None:
        """The version of the bridge that records of a format cross; None if the format is unknown."""
        converter = self._candidates.get(str(format_name))
        return None if converter is None else converter.bridge

    @property
    def formats(self) -> Container[str]:
        """The formats that can be converted to the target."""
        return self._candidates.keys()

    @property
    def can_batch(self) -> bool:
        """Whether many ordinary records can be converted at once: not with residues that are read from a file."""
        converter = self._converter
        is_able = converter is not None and converter.batch_converter is not None
        return is_able and self._streams.residues is None

    def start(self, format_name: str | None) -> None:
        """Prepare for records of a format; raises UsageError where it has no bridge to the target.

        Without a name, and with several possible formats, the format of each record is detected. With a name that is
        not the one in the options, a record that is invalid in that format is converted from its own.
        """
        if format_name is not None:
            # The options make no sense for any other format; the error says why.
            self._converter = self._candidates.get(format_name) or make_converter(format_name, self._options)
        else:
            self._converter = next(iter(self._candidates.values())) if len(self._candidates) == 1 else None

    def native_plans(self, format_name: str | None, /) -> Sequence[object]:
        """The plan of the conversion of records of a format, if the native module does most of it."""
        plan = plan_of(self._candidates.get(str(format_name)))
        is_used = self._streams.residues is None and len(self._stats.losses) <= MOST_LOSSES
        return (plan,) if plan is not None and is_used else ()

    def process_batch(
        self, text: bytes, alone: ProcessAlone | None = None, ahead: NativeResults | None = None
    ) -> int | NotBatchable:
        """Convert the lines of a text and return their number, if they are ordinary; `alone` converts single ones."""
        if self._converter is None or not self.can_batch:
            return NotBatchable()
        foreign = first_foreign_line(text, self._converter.source) if self._options.format_name is None else None
        if foreign is not None:
            return NotBatchable(foreign)
        return self.convert_batch(self._converter, text, alone, ahead=ahead)

    def process_record(self, data: bytes) -> Sequence[Problem]:
        """Convert one record; its problems, if that is impossible."""
        self._last = None
        try:
            converter = self._converter or choose_converter(self._candidates, data)
        except InvalidRecord as error:
            return error.problems
        self._last = converter
        if converter is self._converter and self._options.format_name is None:
            problems = foreign_problems(data, converter.source)
            other = self.other_converter(converter, data) if problems else converter
            if other is None:
                return problems
            converter = other
        residues = self._streams.residues
        if residues is None:
            return self.convert_record(converter, data, None)
        try:
            # A record may be read several times, to find all of its problems, and has one line.
            return self.convert_record(converter, data, cache(residues.find))
        finally:
            self._count_residues(residues)

    def other_converter(self, converter: RecordConverter, data: bytes) -> RecordConverter | None:
        """The converter for the format that is detected for a record, unless the options name the format."""
        if self._options.format_name is not None or converter is not self._converter:
            return None
        with suppress(UnknownFormat, InvalidRecord):
            other = self._candidates.get(detect(data).name)
            if other is not None and other is not converter:
                self._last = other
                return other
        return None

    def finish(self) -> None:
        """Count what is known of the residues that are read from a file after the last record."""
        residues = self._streams.residues
        if residues is not None:
            residues.finish()
            self._count_residues(residues)

    def _count_residues(self, residues: Sidecar) -> None:
        stats = self._stats
        stats.missed, stats.damaged, stats.ambiguous = residues.missed, residues.damaged, residues.ambiguous

    def flush(self) -> None:
        """Write what was converted so far."""
        self._streams.output.flush()

    def parallel_spec(self) -> ConvertOptions | None:
        """The options for workers; None where residues are read, side by side with the records."""
        return self._options if self._streams.residues is None else None


def _format_of(converter: RecordConverter | None) -> str | None:
    return None if converter is None else converter.source.name
