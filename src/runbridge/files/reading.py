"""The bytes of a file or a stream in, the bytes of its records out, each with its place; in bounded memory.

NDJSON, a JSON array, and JSON objects one after the other (pretty-printed or not) are told apart by content.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import BinaryIO

from runbridge.problems import Problem

_CHUNK = 1 << 20
_BOM = b"\xef\xbb\xbf"
_BLANK = b" \t\n\r"
#: A whole string, or one bracket outside of any.
_STRING_OR_BRACKET = re.compile(rb'"(?:[^"\\]|\\.)*"|["\[\]{}]', re.DOTALL)
_STRUCTURE = re.compile(rb'["\[\]{},]')
_IN_STRING = re.compile(rb'["\\]')


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


def read_entries(stream: BinaryIO) -> Iterator[Entry]:
    """The records of a stream, one at a time; blank lines and a byte order mark are passed over."""
    head = stream.read(_CHUNK)
    if head.startswith(_BOM):
        head = head[len(_BOM) :]
    chunks = chain([head], iter(lambda: stream.read(_CHUNK), b""))
    return _read_lines(chunks) if _is_ndjson(head) else _read_values(chunks)


def _is_ndjson(head: bytes) -> bool:
    """Whether each line is a record: the first line stands for itself, or the second does."""
    first, _, rest = head.lstrip(_BLANK).partition(b"\n")
    rest = rest.lstrip(_BLANK)
    if first[:1] not in (b"[", b"{"):
        return True
    if len(head) == _CHUNK and not rest:
        return first.startswith(b"{")
    if _is_whole(first):
        return first.startswith(b"{") or bool(rest)
    second, _, _ = rest.partition(b"\n")
    return second.startswith(b"{") and _is_whole(second)


def _is_whole(text: bytes) -> bool:
    """Whether every bracket and every string that opens in the text closes in it."""
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        token = match.group()
        if token == b'"':
            return False
        depth += (token in (b"[", b"{")) - (token in (b"]", b"}"))
    return depth == 0


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
    for index, token in _structure(chunks, cutter.buffer):
        if depth == 0 and token == b"[" and cutter.is_blank_before(index):
            cutter.skip(index + 1)
            depth, in_array, after_comma = 1, True, False
        elif in_array and depth == 1 and token in b",]":
            if token == b"," or after_comma or not cutter.is_blank_before(index):
                yield cutter.cut(index)
            cutter.skip(index + 1)
            after_comma = token == b","
            in_array = after_comma
            depth = int(in_array)
        elif token != b",":
            depth = max(depth + (1 if token in b"[{" else -1), int(in_array))
            if depth == 0:
                yield cutter.cut(index + 1)
    if not cutter.is_blank_before(None):
        yield cutter.cut(None)
    if in_array:
        yield replace(cutter.cut(None), flaw="the array that opens before is not closed")


def _structure(chunks: Iterable[bytes], buffer: bytearray) -> Iterator[tuple[int, bytes]]:
    """The brackets and commas outside of strings, with their index in the stream; `buffer` gets each chunk first."""
    offset, skip, in_string = 0, 0, False
    for chunk in chunks:
        buffer += chunk
        at = skip
        while match := (_IN_STRING if in_string else _STRUCTURE).search(chunk, at):
            token, at = match.group(), match.end()
            if token == b"\\":
                at += 1
            elif token == b'"':
                in_string = not in_string
            else:
                yield offset + match.start(), token
        # A backslash at the end of a chunk escapes the first byte of the next.
        skip = max(at - len(chunk), 0)
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
        return not self.buffer[: self._length(index)].strip(_BLANK)

    def skip(self, index: int) -> None:
        """Give up what stands before an index."""
        self._take(self._length(index))

    def cut(self, index: int | None) -> Entry:
        """What stands before an index, as the next record."""
        self._take(len(self.buffer) - len(self.buffer.lstrip(_BLANK)))
        self._number += 1
        line, column = self._line, self._column
        data = self._take(self._length(index))
        return Entry(data.strip(_BLANK), self._number, line, column)

    def _length(self, index: int | None) -> int:
        return len(self.buffer) if index is None else max(index - self._base, 0)

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
