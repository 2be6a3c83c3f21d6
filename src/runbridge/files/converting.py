"""A file of records in, a file of converted records out: each record on a line of its own, rejects beside."""

import re
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

from runbridge.convert import Conversion, Converter, Find
from runbridge.errors import RecordError, WrongUse
from runbridge.files.findings import Finding, finding, open_input
from runbridge.files.lanes import convert_lines
from runbridge.files.reading import Entry
from runbridge.files.sidecar import Sidecar, open_sidecar, sidecar_line
from runbridge.files.writing import STDOUT, open_outputs
from runbridge.losses import Loss
from runbridge.problems import Problem, brief

#: How much text is worked on at once, and how many records of it when something in it is out of the ordinary.
_BATCH = 1 << 16
_GROUP = 8
_STRING_OR_BLANK = re.compile(rb'("[^"\\]*(?:\\.[^"\\]*)*")|[ \t\r\n]+')
#: So many kinds of losses are counted apart: names of members come from the input, and there is no end to them.
_MOST_LOSSES = 1000


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where converted records, rejected ones and residues go, and where records and residues come from.

    `-` is standard input or output.
    """

    input: str = STDOUT
    output: str = STDOUT
    rejects: str | None = None
    sidecar: str | None = None
    residues: str | None = None


@dataclass
class Report:
    """What a run did: records in, out and rejected, and how many records had each loss, by kind and member.

    `more` counts the losses beyond the first 1,000 kinds, `missed` the records that a sidecar has no residue for.
    """

    records: int = 0
    rejected: int = 0
    losses: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    more: int = 0
    missed: int = 0

    @property
    def converted(self) -> int:
        """The records that went through."""
        return self.records - self.rejected

    def add(self, losses: Iterable[Loss]) -> None:
        """Count the losses of one record; names are shortened."""
        for loss in losses:
            key = (loss.kind, brief(loss.member))
            if key in self.losses or len(self.losses) < _MOST_LOSSES:
                self.losses[key] += 1
            else:
                self.more += 1


@dataclass(frozen=True)
class Streams:
    """The open files of a run."""

    output: BinaryIO
    rejects: BinaryIO | None
    sidecar: BinaryIO | None
    residues: Sidecar | None


def convert_entries(
    converter: Converter,
    file: str,
    entries: Iterator[Entry],
    *,
    streams: Streams,
    report: Report,
    tell: Callable[[Finding], None],
) -> None:
    """Convert every record; those that cannot be are told of, written to the rejects, and the others go on."""
    for batch in _batches(entries):
        for part in _parts(converter, batch, streams, report):
            _convert_one_by_one(converter, file, part, streams=streams, report=report, tell=tell)
    report.missed = 0 if streams.residues is None else streams.residues.missed


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """The entries in groups of about 64 KiB of text, which is what is fastest to work on at once."""
    batch: list[Entry] = []
    size = 0
    for entry in entries:
        batch.append(entry)
        size += len(entry.data)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    yield batch


def _parts(converter: Converter, batch: list[Entry], streams: Streams, report: Report) -> Iterator[list[Entry]]:
    """Convert what is ordinary of a batch, as a whole or in groups; what is left must be taken one by one."""
    if streams.residues is not None or streams.sidecar is not None:
        yield batch
    elif not _convert_together(converter, batch, streams, report):
        for start in range(0, len(batch), _GROUP):
            group = batch[start : start + _GROUP]
            if not _convert_together(converter, group, streams, report):
                yield group


def _convert_together(converter: Converter, entries: list[Entry], streams: Streams, report: Report) -> bool:
    chunk = b"".join([entry.data + b"\n" for entry in entries])
    lines = convert_lines(converter, chunk, report.losses)
    if lines is None:
        return False
    report.records += len(lines)
    streams.output.write(b"\n".join(lines) + b"\n")
    return True


def _convert_one_by_one(
    converter: Converter,
    file: str,
    entries: Iterable[Entry],
    *,
    streams: Streams,
    report: Report,
    tell: Callable[[Finding], None],
) -> None:
    find = None if streams.residues is None else streams.residues.find
    for entry in entries:
        report.records += 1
        try:
            done = _convert(converter, entry, find)
        except RecordError as error:
            report.rejected += 1
            for problem in error.problems:
                tell(finding(file, entry, problem))
            # A flaw of the file is no record: it has no text.
            if streams.rejects is not None and entry.data:
                streams.rejects.write(entry.data + b"\n")
            continue
        _write(done, streams)
        report.add(done.losses)


def _convert(converter: Converter, entry: Entry, find: Find | None) -> Conversion:
    if entry.flaw:
        raise RecordError([Problem(code="not-json", expected=entry.flaw)])
    return converter.convert(entry.data, find)


def _write(done: Conversion, streams: Streams) -> None:
    line = on_one_line(done.data)
    streams.output.write(line + b"\n")
    if streams.sidecar is not None:
        residue = None if done.residue is None else on_one_line(done.residue)
        streams.sidecar.write(sidecar_line(done.id, line, residue))


def on_one_line(data: bytes) -> bytes:
    """The JSON text without blanks between its tokens, if it has line breaks: opaque members are verbatim otherwise."""
    if b"\n" not in data and b"\r" not in data:
        return data
    return _STRING_OR_BLANK.sub(lambda match: match.group(1) or b"", data)


@contextmanager
def open_places(places: Places) -> Generator[Streams]:
    """All files of a run but its input; the outputs appear together at its end, or none of them.

    Raises WrongUse where two of them are one.
    """
    if places.input == places.residues == STDOUT:
        raise WrongUse("standard input cannot be both the records and the sidecar; give one as a file")
    names = (places.output, places.rejects, places.sidecar)
    with ExitStack() as stack:
        residues = None if places.residues is None else stack.enter_context(open_input(places.residues))
        outputs = iter(stack.enter_context(open_outputs(*(name for name in names if name is not None))))
        yield Streams(
            next(outputs),
            None if places.rejects is None else next(outputs),
            None if places.sidecar is None else next(outputs),
            None if residues is None else open_sidecar(residues, places.residues or STDOUT),
        )
