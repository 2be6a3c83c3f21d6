"""MessagePack transcoded to JSON text, token by token, so that nothing is lost or changed.

Repeated keys stay repeated and integers exact; a timestamp becomes an RFC 3339 date-time. A value that has no JSON text
is a flaw of its record, and reading continues after it.
"""

from collections.abc import Iterable, Iterator
from typing import NoReturn

from runbridge.compression import CHUNK_SIZE
from runbridge.inputs.chunks import Slice, Values, not_json, too_long
from runbridge.inputs.msgpack_tokens import Head, Malformed, NeedMoreData, Reader, scalar
from runbridge.problems import Problem

#: No JSON parser of the later steps goes deeper.
_MAX_DEPTH = 1000


class _Flaw(Exception):
    """The value has no JSON text; it was read or skipped to its end."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def read_messages(pieces: Iterable[bytes], *, max_record: int) -> Iterator[Values]:
    """The values of data that comes in pieces, and the elements of top-level arrays.

    The line of each is its number, as in a file of lines; its offset is that in the MessagePack. Where the data is
    malformed or truncated, the last record is a flaw.
    """
    pieces = iter(pieces)
    reader = Reader(pieces)
    messages = _Messages(reader, max_record)
    slices: list[Slice] = []
    size = 0
    while True:
        # Complete records are returned before the reader waits for more data.
        reader.may_wait = not slices
        try:
            found = messages.next()
        except NeedMoreData:
            size = CHUNK_SIZE
            reader.rewind()
        else:
            if found is None:
                break
            slices.append(found)
            size += len(found.data)
        if size >= CHUNK_SIZE:
            yield Values(slices)
            slices, size = [], 0
    if slices:
        yield Values(slices)
    # Nothing after malformed data can be read, but the source is read to its end: it may have an error of its own,
    # such as truncated compressed data.
    for _ in pieces:
        pass


class _Messages:
    """The values, one after the other."""

    def __init__(self, reader: Reader, max_record: int) -> None:
        self._reader = reader
        self._max_record = max_record
        self._line = 0
        #: How many elements of a top-level array are still to come.
        self._left = 0
        self._is_malformed = False

    def next(self) -> Slice | None:
        """The next value, None at the end. After NeedMoreData a call starts with the same value again."""
        if self._is_malformed:
            return None
        try:
            return self._next()
        except Malformed as error:
            self._is_malformed = True
            return Slice(b"", self._line + 1, 1, self._reader.start, not_json(str(error)))

    def _next(self) -> Slice | None:
        reader = self._reader
        reader.begin()
        while self._left or not reader.is_at_end():
            head = reader.head()
            if head.kind == "array" and not self._left:
                self._left = head.values
                reader.begin()
                continue
            try:
                text, flaw = _Text(reader, self._max_record).of(head), None
            except _Flaw as error:
                text, flaw = b"", error.problem
            self._left = max(self._left - 1, 0)
            self._line += 1
            return Slice(text, self._line, 1, reader.start, flaw)
        return None


class _Text:
    """The JSON text of one value, written while the value is read."""

    def __init__(self, reader: Reader, max_record: int) -> None:
        self._reader = reader
        self._max_record = max_record
        self._parts: list[bytes] = []
        self._size = 0
        #: The open containers, outermost first: the closing bracket of each, and how many values are to come; keys
        #: count as values.
        self._ends: list[bytes] = []
        self._missing: list[int] = []

    def of(self, head: Head) -> bytes:
        """The text of the value that starts with a token. Raises _Flaw at the end of the value if it has none."""
        self._add_value(head)
        while self._missing:
            missing = self._missing[-1]
            if not missing:
                self._missing.pop()
                self._add(self._ends.pop())
                continue
            in_map = self._ends[-1] == b"}"
            if self._parts[-1] not in (b"[", b"{"):
                self._add(b":" if in_map and missing % 2 else b",")
            self._missing[-1] -= 1
            head = self._reader.head()
            if in_map and missing % 2 == 0 and head.kind != "string":
                self._reader.skip(head.size)
                self._refuse(not_json("a MessagePack map has a key that is not a string"), head.values)
            self._add_value(head)
        return b"".join(self._parts)

    def _add_value(self, head: Head) -> None:
        """Add a scalar, or open a container."""
        if head.kind in ("array", "map"):
            self._ends.append(b"]" if head.kind == "array" else b"}")
            self._missing.append(head.values)
            self._add(b"[" if head.kind == "array" else b"{")
            if len(self._ends) > _MAX_DEPTH:
                self._refuse(Problem(code="excessive-nesting"))
        elif head.size > self._max_record:
            self._reader.skip(head.size)
            self._refuse(too_long(self._max_record))
        else:
            text = scalar(head, self._reader.take(head.size))
            if isinstance(text, Problem):
                self._refuse(text)
            else:
                self._add(text)

    def _add(self, part: bytes) -> None:
        self._parts.append(part)
        self._size += len(part)
        if self._size > self._max_record:
            self._refuse(too_long(self._max_record))

    def _refuse(self, problem: Problem, values: int = 0) -> NoReturn:
        """Skip so many values and those that are to come in the open containers, and raise _Flaw."""
        self._reader.skip_values(values + sum(self._missing))
        raise _Flaw(problem)
