"""A rejected record with its location in a file, and its problems as diagnostics."""

from collections.abc import Iterable

import msgspec

from runbridge.inputs.chunks import Record
from runbridge.problems import Problem


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
