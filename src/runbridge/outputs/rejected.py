"""A record that was refused, with its place in a file, and each reason for it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from runbridge.inputs.chunks import Record
from runbridge.problems import Problem


class SourceText(msgspec.Struct, frozen=True):
    """The text of a record, and the place of its first byte in its file."""

    data: bytes
    line: int
    column: int
    offset: int


# Not a struct, which cannot leave a field out of what makes two the same.
@dataclass(frozen=True)
class Diagnostic:
    """A problem of the record with that number in a file; the problem's place is in the file.

    `source` is what there is to show of the record; two findings are the same whether they have it or not.
    """

    file: str
    record: int
    problem: Problem
    source: SourceText | None = field(default=None, compare=False, repr=False)


class Rejected(msgspec.Struct, frozen=True):
    """A record that did not go through: its text and place, and its problems, whose places are in the file too.

    The text is empty where there is none: a record that was too long to be read, or a flaw of the file. `form` is the
    format that the record was taken for, None where it was to tell its own.
    """

    file: str
    number: int
    line: int
    column: int
    offset: int
    data: bytes
    problems: tuple[Problem, ...]
    form: str | None = None

    def findings(self) -> list[Diagnostic]:
        """Each problem as a finding."""
        source = SourceText(self.data, self.line, self.column, self.offset) if self.data else None
        return [Diagnostic(self.file, self.number, problem, source) for problem in self.problems]


def rejected(file: str, entry: Record, problems: Iterable[Problem], form: str | None) -> Rejected:
    """The entry of a file with its problems."""
    places = tuple(entry.place(problem) for problem in problems)
    return Rejected(file, entry.number, entry.line, entry.column, entry.offset, entry.data, places, form)
