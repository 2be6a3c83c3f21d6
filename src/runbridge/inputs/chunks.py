"""What reading returns: chunks of records, and the records in them, each with its place."""

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import msgspec

from runbridge._runtime.json_slices import WHITESPACE
from runbridge.problems import Fix, Problem

#: The maximum length of a record unless the caller says otherwise; a whole record is in memory.
MAX_RECORD = 16 << 20


class Record(msgspec.Struct, frozen=True):
    """The text of one record, with its number in the file and the location of its first byte, from 1.

    `offset` counts from 0, in bytes of the decompressed file. For MessagePack, the offset of a problem is the offset of
    its record in the file plus the position in the JSON text of the record, so it is not a position in the file. A
    record that cannot be read has a `flaw`, whose location is relative to the record, like that of every problem.
    """

    data: bytes
    number: int
    line: int
    column: int = 1
    offset: int = 0
    flaw: Problem | None = None

    def place(self, problem: Problem) -> Problem:
        """The problem with its place in the file instead of in the record."""
        return _moved(problem, 1, self.line - 1, self.column - 1, self.offset)

    def unplace(self, problem: Problem) -> Problem:
        """The problem with its place in the record again."""
        return _moved(problem, self.line, 1 - self.line, 1 - self.column, -self.offset)


def _moved(problem: Problem, first: int, lines: int, columns: int, offset: int) -> Problem:
    """The problem moved; columns change on the first line only."""
    end_line, end_column = problem.end_line, problem.end_column
    return msgspec.structs.replace(
        problem,
        line=problem.line + lines,
        column=problem.column + (columns if problem.line == first else 0),
        end_line=None if end_line is None else end_line + lines,
        end_column=end_column + columns if end_column is not None and end_line == first else end_column,
        offset=problem.offset + offset,
    )


class Slice(NamedTuple):
    """A record that has no number yet."""

    data: bytes
    line: int
    column: int
    offset: int
    flaw: Problem | None = None


class Lines(msgspec.Struct, frozen=True):
    """Whole lines of a file as they were read, one record each, with the place of the first line.

    Every line of `text` ends with a line feed. There may be blank lines, carriage returns, and no record at all.
    """

    text: bytes
    line: int
    offset: int

    def records(self, number: int) -> list[Record]:
        """The records, where `number` is that of the first."""
        found: list[Record] = []
        offset = self.offset
        for line, text in enumerate(self.text.split(b"\n"), start=self.line):
            if text.strip(WHITESPACE):
                found.append(Record(text.removesuffix(b"\r"), number + len(found), line, 1, offset))
            offset += len(text) + 1
        return found

    def record(self, at: int, start: int, end: int, number: int) -> Record:
        """One record, which is a line of text between two offsets and has that index; `number` is that of the first."""
        return Record(self.text[start:end], number + at, self.line + at, 1, self.offset + start)

    def split_at(self, at: int) -> tuple["Lines", "Lines", "Lines"]:
        """The lines before one, counted from 0, the line itself, and those after it."""
        start = 0
        for _ in range(at):
            start = self.text.index(b"\n", start) + 1
        end = self.text.index(b"\n", start) + 1
        return (
            Lines(self.text[:start], self.line, self.offset),
            Lines(self.text[start:end], self.line + at, self.offset + start),
            Lines(self.text[end:], self.line + at + 1, self.offset + end),
        )


class Values(msgspec.Struct, frozen=True):
    """Records that were cut from a text that is not lines, or transcoded from MessagePack."""

    values: Sequence[Slice]

    @property
    def text(self) -> bytes:
        """The records, one on each line, each line with a line feed; empty if a record has a flaw or line feeds."""
        if any(value.flaw or not value.data for value in self.values):
            return b""
        text = b"\n".join([*(value.data for value in self.values), b""])
        # Many times as fast as bytes.count.
        return text if len(text) - len(text.replace(b"\n", b"")) == len(self.values) else b""

    def records(self, number: int) -> list[Record]:
        """The records, where `number` is that of the first."""
        return [
            Record(data, at, line, column, offset, flaw)
            for at, (data, line, column, offset, flaw) in enumerate(self.values, start=number)
        ]

    def record(self, at: int, _start: int, _end: int, number: int) -> Record:
        """The record with an index, where `number` is that of the first."""
        data, line, column, offset, flaw = self.values[at]
        return Record(data, number + at, line, column, offset, flaw)

    def split_at(self, at: int) -> tuple["Values", "Values", "Values"]:
        """The records before one, counted from 0, the record itself, and those after it."""
        return Values(self.values[:at]), Values(self.values[at : at + 1]), Values(self.values[at + 1 :])


Chunk: TypeAlias = Lines | Values


def not_json(reason: str) -> Problem:
    """The flaw of a value that has no JSON text."""
    return Problem(code="invalid-json", expected=reason)


def too_long(max_record: int) -> Problem:
    """The flaw of a record that exceeds the maximum length."""
    return Problem(code="oversized-record", expected=f"{max_record:,} bytes")


def wide_text(encoding: str) -> Problem:
    """The flaw of a file in another encoding, whose name iconv knows."""
    advice = f"convert it: iconv -f {encoding} -t UTF-8"
    return Problem(code="invalid-utf8", actual=f"the file is {encoding}", fix=Fix(kind="edit", note=advice))
