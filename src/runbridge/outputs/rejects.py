"""Rejected records, as values and in the rejects: a file with a line for each, and all that is needed to run it again.

A line is `{"file": …, "record": …, "line": …, "column": …, "offset": …, "format": …, "problems": […], "versions": {…},
"text": …}`: the record's bytes verbatim in `text`, or in `base64` where they are not UTF-8; `text` is null where a
record has none. `format` is the one that the record was read as: a record alone could be detected as another.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from runbridge.errors import UsageError
from runbridge.inputs.chunks import Record
from runbridge.inputs.reader import Readable, iter_records
from runbridge.problem_messages import CODES, escape
from runbridge.problems import Problem
from runbridge.version import __version__

#: How much longer a line can be than its record: six characters for an escaped one, and thousands of problems.
_LONGER = 6
_PROBLEMS = 256 << 20


class SourceText(msgspec.Struct, frozen=True):
    """The text of a record, and the location of its first byte in its file."""

    data: bytes
    line: int
    column: int
    offset: int


class Diagnostic(msgspec.Struct, frozen=True, eq=False, repr_omit_defaults=True):
    """A problem with its location in a file: what reporters show.

    `record` is the number of the record in the file. `source` has the text for an excerpt, and does not count for
    equality.
    """

    file: str
    record: int
    problem: Problem
    source: SourceText | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Diagnostic) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[str, int, Problem]:
        return self.file, self.record, self.problem


class Rejected(msgspec.Struct, frozen=True):
    """A rejected record: its text and location in a file, and its problems with locations in that file.

    `data` is empty for a record that was too long to be read, and for a flaw of the file. `format` is the format of the
    record, None if it was not detected.
    """

    file: str
    number: int
    line: int
    column: int
    offset: int
    data: bytes
    problems: tuple[Problem, ...]
    format: str | None = None

    def findings(self) -> list[Diagnostic]:
        """Each problem as a diagnostic."""
        source = SourceText(self.data, self.line, self.column, self.offset) if self.data else None
        return [Diagnostic(self.file, self.number, problem, source) for problem in self.problems]


def reject(file: str, record: Record, problems: Iterable[Problem], format: str | None) -> Rejected:
    """The record of a file with its problems."""
    placed = tuple([record.place(problem) for problem in problems])
    return Rejected(file, record.number, record.line, record.column, record.offset, record.data, placed, format)


class _Reject(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of a line that are read back; the others are for people."""

    file: str
    record: int
    line: int
    column: int
    offset: int
    format: str | None = None
    problems: list[Problem]
    text: str | None = None
    base64: str | None = None


def reject_line(rejected: Rejected, bridge: str | None = None) -> bytes:
    """The line for a rejected record; `bridge` is the version of the bridge of the conversion."""
    document: dict[str, Any] = {
        "file": rejected.file,
        "record": rejected.number,
        "line": rejected.line,
        "column": rejected.column,
        "offset": rejected.offset,
        "format": rejected.format,
        "problems": [{**msgspec.to_builtins(problem), "message": problem.message} for problem in rejected.problems],
        "versions": {"runbridge": __version__, "bridge": bridge},
    }
    try:
        document["text"] = rejected.data.decode() or None
    except UnicodeDecodeError:
        from base64 import b64encode

        document["base64"] = b64encode(rejected.data).decode()
    # Not msgspec, which refuses unpaired surrogates, which names can have.
    return json.dumps(document).encode() + b"\n"


def read_rejects(source: Readable, name: str, *, max_record: int) -> Iterator[Rejected]:
    """The rejected records in a file that runbridge wrote; raises UsageError for another file."""
    for record in iter_records(source, max_record=_LONGER * max_record + _PROBLEMS):
        try:
            yield _rejected(record.data)
        except (ValueError, RecursionError):
            raise UsageError(f"{escape(name)}:{record.line} is not a rejected record written by runbridge") from None


def _rejected(line: bytes) -> Rejected:
    """The record of a line; raises ValueError for a line that is not a reject."""
    reject = msgspec.convert(json.loads(line), _Reject)
    data = _decoded(reject.base64) if reject.base64 is not None else (reject.text or "").encode()
    problems = tuple(reject.problems)
    if not data and not (problems and problems[0].code in CODES):
        raise ValueError("a reject without a text has its reason")
    return Rejected(
        reject.file, reject.record, reject.line, reject.column, reject.offset, data, problems, reject.format
    )


def _decoded(text: str) -> bytes:
    from base64 import b64decode

    return b64decode(text, validate=True)


def record_of(rejected: Rejected) -> Record:
    """The record that was rejected, to be run again; one without text keeps its flaw."""
    record = Record(rejected.data, rejected.number, rejected.line, rejected.column, rejected.offset)
    return record if rejected.data else msgspec.structs.replace(record, flaw=record.unplace(rejected.problems[0]))
