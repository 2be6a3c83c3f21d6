"""Records in, converted records out, each on a line of its own; residues beside them if they go to a sidecar."""

from collections.abc import Sequence
from typing import BinaryIO

import msgspec

from runbridge.compression import CHUNK_SIZE
from runbridge.errors import RecordError
from runbridge.jsontext import on_one_line
from runbridge.outputs.sidecar import Sidecar, sidecar_line
from runbridge.pipeline.stats import Tally
from runbridge.problems import Problem
from runbridge.record.batch import NotBatchable, convert_lines
from runbridge.record.convert import Converter, ResidueMode, make_converter, make_converters


class Convert(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """How records are to be converted; `form`, their format, is told from their members when absent."""

    target: str
    form: str | None = None
    profile: str = "published"
    residue: ResidueMode = "embed"
    apply_residue: bool = True
    set: dict[str, str] = {}
    map: dict[str, dict[str, str]] = {}


class Streams(msgspec.Struct, frozen=True):
    """Where converted records and residues go, and where residues come from."""

    output: BinaryIO
    sidecar: BinaryIO | None = None
    residues: Sidecar | None = None


class Converting:
    """The conversion of records to open streams; what became of their members is counted."""

    block = CHUNK_SIZE

    def __init__(self, plan: Convert, streams: Streams, tally: Tally) -> None:
        self._plan = plan
        self._streams = streams
        self._tally = tally
        self._converters: dict[str, Converter] = {}
        # Options that make no sense are told of before a record is read.
        self._default, *_ = make_converters(plan.target, plan.form, self._converter_for).values()
        self._converter = self._default

    @property
    def bridge(self) -> str:
        """The version of the bridge that the records cross."""
        return self._converter.direction.bridge

    @property
    def form(self) -> str:
        """The format that records are taken for."""
        return self._converter.direction.source.name

    @property
    def can_batch(self) -> bool:
        """Whether many records can be converted at once: where they stand alone, without a sidecar beside them."""
        return self._streams.sidecar is None and self._streams.residues is None

    def start(self, form: str | None) -> None:
        """Get ready for records of a format; raises WrongUse where there is no way from it to the target."""
        # Where no record can be read, every format will do.
        self._converter = self._default if form is None else self._converter_for(form)

    def process_batch(self, text: bytes) -> int | NotBatchable:
        """Convert all lines of a text at once, if they are ordinary, and say how many there are."""
        if not self.can_batch:
            return NotBatchable()
        lane = convert_lines(self._converter, text, self._tally.losses)
        if lane is None:
            return NotBatchable()
        self._streams.output.write(lane.data)
        return lane.records

    def process_record(self, data: bytes) -> Sequence[Problem]:
        """Convert one record; its problems, if that is not possible."""
        residues, sidecar = self._streams.residues, self._streams.sidecar
        try:
            done = self._converter.convert(data, None if residues is None else residues.find)
        except RecordError as error:
            return error.problems
        finally:
            if residues is not None:
                self._tally.missed, self._tally.damaged = residues.missed, residues.damaged
        line = on_one_line(done.data)
        self._streams.output.write(line + b"\n")
        if sidecar is not None:
            residue = None if done.residue is None else on_one_line(done.residue)
            sidecar.write(sidecar_line(done.id, line, residue))
        self._tally.add(done.losses)
        self._tally.add_members("carried", done.carried)
        self._tally.add_members("approximated", done.approximated)
        return ()

    def flush(self) -> None:
        """Hand over what was converted so far."""
        self._streams.output.flush()

    def _converter_for(self, form: str) -> Converter:
        if form not in self._converters:
            plan = self._plan
            self._converters[form] = make_converter(
                form,
                plan.target,
                profile=plan.profile,
                residue=plan.residue,
                apply_residue=plan.apply_residue,
                set=plan.set,
                map=plan.map,
            )
        return self._converters[form]
