"""The bytes of a file or a stream in, the bytes of its records out, each with its place; in bounded memory.

NDJSON, a JSON array, and JSON objects one after the other (pretty-printed or not) are told apart by content.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import BinaryIO

from runbridge.problems import Problem

_CHUNK = 1 << 17
#: How much of a stream is looked at to tell its layout.
_HEAD = 1 << 20
_BOM = b"\xef\xbb\xbf"
_BLANK = b" \t\n\r"
_BLANKS = re.compile(rb"[ \t\n\r]*")
#: What stands between a string's quotes, and the second of them unless the text ends before.
_IN_STRING = rb'[^"\\]*(?:\\.[^"\\]*)*("?)'
_REST_OF_STRING = re.compile(_IN_STRING, re.DOTALL)
#: A string, or a mark outside of any.
_MARK = re.compile(rb'[\[\]{},]|"' + _IN_STRING, re.DOTALL)


@dataclass(frozen=True)
class Entry:
    """The text of one record, with its number in the file and the place of its first byte; all count from 1.

    A `flaw` is what is wrong with the file at that place instead of with a record.
    """

    data: bytes
    number: int
    line: int
    column: int = 1
    flaw: str = ""

    def place(self, problem: Problem) -> Problem:
        """The problem with its place in the file instead of in the record."""
        column = problem.column + (self.column - 1 if problem.line == 1 else 0)
        return replace(problem, line=problem.line + self.line - 1, column=column)


def read_entries(stream: BinaryIO, *, chunk_size: int = _CHUNK) -> Iterator[Entry]:
    """The records of a stream, one at a time; blank lines and a byte order mark are passed over."""
    start = stream.read(len(_BOM))
    head = [b"" if start == _BOM else start]
    size = len(start)
    while size < _HEAD and (chunk := stream.read(chunk_size)):
        head.append(chunk)
        size += len(chunk)
    chunks = chain(head, iter(lambda: stream.read(chunk_size), b""))
    return _read_lines(chunks) if _is_ndjson(b"".join(head)) else _read_values(chunks)


def _is_ndjson(head: bytes) -> bool:
    """Whether each line is a record: one of them is, and the file does not start with an array of them.

    Not the first line alone decides, for it may be a broken one.
    """
    lines = [line for line in head.split(b"\n") if line.strip(_BLANK)]
    first = lines[0].lstrip(_BLANK) if lines else b""
    if first.startswith(b"["):
        return len(lines) > 1 and _is_record(lines[1]) and _count_values(first) == 1
    if first.startswith(b"{"):
        return any(map(_is_record, lines)) or (len(lines) == 1 and _count_values(first) < 2)
    return True


def _is_record(line: bytes) -> bool:
    """Whether a line is a whole object with members; within a pretty-printed one no such line starts at the left."""
    return line.startswith(b"{") and b'"' in line and line.rstrip(_BLANK).endswith(b"}") and _count_values(line) == 1


def _count_values(text: bytes) -> int:
    """How many arrays and objects stand in the text one after the other; 0 where one is not closed or never opened."""
    count = depth = 0
    for match in _MARK.finditer(text):
        mark = match.group()
        if mark.startswith(b'"'):
            if not match.group(1):
                return 0
        elif mark in b"[{":
            count += depth == 0
            depth += 1
        elif mark in b"]}":
            if depth == 0:
                return 0
            depth -= 1
    return count if depth == 0 else 0


def _read_lines(chunks: Iterable[bytes]) -> Iterator[Entry]:
    number = 0
    for line, text in enumerate(_lines(chunks), start=1):
        if text.strip(_BLANK):
            number += 1
            yield Entry(text, number, line)


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines without their ends."""
    parts: list[bytes] = []
    for chunk in chunks:
        first, *others = chunk.split(b"\n")
        parts.append(first)
        for other in others:
            yield b"".join(parts).removesuffix(b"\r")
            parts = [other]
    yield b"".join(parts)


def _read_values(chunks: Iterable[bytes]) -> Iterator[Entry]:
    """The elements of outermost arrays, and the values outside of any."""
    cutter = _Cutter()
    depth, in_array, after_comma = 0, False, False
    for index, mark in _marks(chunks, cutter.buffer):
        if depth == 0 and mark == b"[" and cutter.is_blank_before(index):
            cutter.skip(index + 1)
            depth, in_array, after_comma = 1, True, False
        elif in_array and depth == 1 and mark in b",]":
            if mark == b"," or after_comma or not cutter.is_blank_before(index):
                yield cutter.cut(index)
            cutter.skip(index + 1)
            after_comma = mark == b","
            in_array = after_comma
            depth = int(in_array)
        elif mark != b",":
            depth = max(depth + (1 if mark in b"[{" else -1), int(in_array))
            if depth == 0:
                yield cutter.cut(index + 1)
    if not cutter.is_blank_before(None):
        yield cutter.cut(None)
    if in_array:
        yield replace(cutter.cut(None), flaw="the array that opens before is not closed")


def _marks(chunks: Iterable[bytes], buffer: bytearray) -> Iterator[tuple[int, bytes]]:
    """The brackets and commas outside of strings, with their index in the stream; `buffer` gets each chunk first."""
    offset, at, in_string = 0, 0, False
    for chunk in chunks:
        buffer += chunk
        if in_string and (rest := _REST_OF_STRING.match(chunk, at)):
            at = rest.end()
            in_string = not rest.group(1)
        if not in_string:
            for match in _MARK.finditer(chunk, at):
                at = match.end()
                if match.group().startswith(b'"'):
                    in_string = not match.group(1)
                else:
                    yield offset + match.start(), match.group()
        # In a string only a backslash at the end of a chunk is left over: it escapes the first byte of the next.
        at = int(in_string and at < len(chunk))
        offset += len(chunk)


class _Cutter:
    """The part of a stream that was read and not yet given out, and the place of its first byte."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self._base = 0
        self._number = 0
        self._line = 1
        self._column = 1

    def is_blank_before(self, index: int | None) -> bool:
        """Whether only blanks stand before an index of the stream; None is its end."""
        return self._blanks() >= self._length(index)

    def skip(self, index: int) -> None:
        """Give up what stands before an index."""
        self._take(self._length(index))

    def cut(self, index: int | None) -> Entry:
        """What stands before an index, as the next record."""
        self._take(min(self._blanks(), self._length(index)))
        self._number += 1
        line, column = self._line, self._column
        data = self._take(self._length(index))
        return Entry(data.rstrip(_BLANK), self._number, line, column)

    def _blanks(self) -> int:
        match = _BLANKS.match(self.buffer)
        return match.end() if match else 0

    def _length(self, index: int | None) -> int:
        return len(self.buffer) if index is None else index - self._base

    def _take(self, length: int) -> bytes:
        data = bytes(self.buffer[:length])
        del self.buffer[:length]
        self._base += length
        lines = data.count(b"\n")
        if lines:
            self._line += lines
            self._column = 1
        self._column += len(data.rpartition(b"\n")[2].decode(errors="replace"))
        return data
