"""A file of records in, a file of converted records out: each record on a line of its own, rejects beside."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

from runbridge.convert import Conversion, Converter, Find
from runbridge.errors import RecordError
from runbridge.files.findings import Finding, finding, open_input
from runbridge.files.reading import Entry
from runbridge.files.sidecar import Sidecar, sidecar_line
from runbridge.files.writing import open_output
from runbridge.problems import Problem

_STRING_OR_BLANK = re.compile(rb'("(?:[^"\\]|\\.)*")|[ \t\r\n]+')


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where converted records, rejected ones and residues go, and where residues come from."""

    output: str | None = None
    rejects: str | None = None
    sidecar: str | None = None
    residues: str | None = None


@dataclass
class Report:
    """What a run did: records in, out and rejected, and how often each loss was reported, by kind and member."""

    records: int = 0
    rejected: int = 0
    losses: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def converted(self) -> int:
        """The records that went through."""
        return self.records - self.rejected


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
    find = None if streams.residues is None else streams.residues.find
    for entry in entries:
        report.records += 1
        try:
            done = _convert(converter, entry, find)
        except RecordError as error:
            report.rejected += 1
            for problem in error.problems:
                tell(finding(file, entry, problem))
            if streams.rejects is not None:
                streams.rejects.write(entry.data + b"\n")
            continue
        _write(done, streams)
        report.losses.update((loss.kind, loss.member) for loss in done.losses)


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
def open_places(places: Places) -> Iterator[Streams]:
    """All files of a run; the outputs appear together at its end, or none of them."""
    with ExitStack() as stack:
        residues = stack.enter_context(open_input(places.residues)) if places.residues is not None else None
        output, rejects, sidecar = (
            stack.enter_context(open_output(path)) if path is not None or needed else None
            for path, needed in ((places.output, True), (places.rejects, False), (places.sidecar, False))
        )
        assert output is not None  # noqa: S101  # None is a place too: standard output
        yield Streams(output, rejects, sidecar, None if residues is None else Sidecar(residues))
