"""Rows in, converted rows out; residues come from a column of their own, and go to one, if they are to."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import msgspec
from msgspec import Raw

from runbridge._runtime.registry import NAME
from runbridge.arrow.columns import Chunk
from runbridge.arrow.results import Texts
from runbridge.arrow.rows import NotOfFiles, flaws_of, longer_line
from runbridge.compression import CHUNK_SIZE
from runbridge.errors import RecordError
from runbridge.jsontext import on_one_line
from runbridge.pipeline.stats import Tally
from runbridge.problems import Problem
from runbridge.record.batch import NotBatchable, convert_lines
from runbridge.record.convert import Converter, choose_converter
from runbridge.record.reader import detect_lines

_QUOTED = b'"%s"' % NAME.encode()
#: How letters of that name look when they are escaped.
_ESCAPED = re.compile(rb"\\u00[5-7]")
_VALUES = msgspec.json.Decoder(Raw)
_NONE = b"null"


class RowConversion(NotOfFiles):
    """The conversion of rows, in their order; what became of their members is counted."""

    block = CHUNK_SIZE

    def __init__(
        self,
        converters: Mapping[str, Converter],
        tally: Tally,
        values: Texts,
        residues: Texts | None,
        *,
        max_record: int | None,
    ) -> None:
        self._converters = converters
        #: The only one; None where each record has to be asked for its format.
        self._converter = next(iter(converters.values())) if len(converters) == 1 else None
        self._tally = tally
        self._values = values
        self._residues = residues
        self._max_record = max_record
        self._given: Sequence[bytes | None] = ()
        self._row = 0

    @property
    def form(self) -> str | None:
        """The format that records are taken for; None where each tells its own."""
        return None if self._converter is None else self._converter.direction.source.name

    @property
    def can_batch(self) -> bool:
        """Whether many records can be converted at once."""
        return all(converter.apply_residue for converter in self._converters.values())

    def with_residues(self, blocks: Iterable[Chunk], residues: Iterator[bytes | None]) -> Iterator[Chunk]:
        """The blocks; once one is asked for, the residues of its rows are at hand. `residues` has one for each row."""
        for block in blocks:
            given = [*islice(residues, block.size)]
            self._given = [given[number - block.start] for number in block.rows.numbers]
            self._row = 0
            yield block

    def process_batch(self, text: bytes) -> int | NotBatchable:
        """Convert all lines of a text at once, if they are ordinary, and say how many there are."""
        long = longer_line(text, self._max_record)
        if long is not None:
            return NotBatchable(long)
        converter = self._converter or self._converters.get(detect_lines(text) or "")
        if converter is None:
            return NotBatchable()
        lane = convert_lines(converter, embedded(text, self._given[self._row :]), self._tally.losses)
        if lane is None:
            return NotBatchable()
        self._row += lane.records
        self._values.add_lines(lane.data)
        if self._residues is not None:
            for residue in lane.residues.split(b"\n")[:-1]:
                self._residues.add(None if residue == _NONE else residue)
        return lane.records

    def process_record(self, data: bytes) -> Sequence[Problem]:
        """Convert one record; its problems, if that is not possible."""
        residue = self._given[self._row] if self._given else None
        self._row += 1
        if problems := flaws_of(data, self._max_record):
            return problems
        converter = self._converter or choose_converter(self._converters, data)
        if not isinstance(converter, Converter):
            return converter
        try:
            done = converter.convert(data, lambda identity, text: residue)
        except RecordError as error:
            return error.problems
        self._values.add(on_one_line(done.data))
        if self._residues is not None:
            self._residues.add(None if done.residue is None else on_one_line(done.residue))
        self._tally.add(done.losses)
        self._tally.add_members("carried", done.carried)
        self._tally.add_members("approximated", done.approximated)
        return ()


def embedded(text: bytes, residues: Sequence[bytes | None]) -> bytes:
    """The lines of a text, each with its residue inside; empty where that is not sure to be what it is apart."""
    if not residues:
        return text
    lines = text.split(b"\n")
    given = [(number, each) for number, each in enumerate(residues[: len(lines) - 1]) if each is not None]
    if given and (_may_have_one(text) or not _are_values([residue for _, residue in given])):
        return b""
    for number, residue in given:
        # What is no object would be made one.
        if not lines[number].endswith(b"}"):
            return b""
        lines[number] = b"".join((lines[number][:-1], b",", _QUOTED, b":", residue, b"}"))
    return b"\n".join(lines)


def _may_have_one(text: bytes) -> bool:
    """Whether a record may have a member of that name already, which would be its residue, or be taken for it."""
    return _QUOTED in text or (b"\\" in text and _ESCAPED.search(text) is not None)


def _are_values(texts: Sequence[bytes]) -> bool:
    """Whether each text is one JSON value on one line: it cannot end what it is put into then."""
    lines = b"\n".join(texts)
    try:
        return len(_VALUES.decode_lines(lines)) == len(texts) == lines.count(b"\n") + 1
    except (msgspec.DecodeError, RecursionError):
        return False
