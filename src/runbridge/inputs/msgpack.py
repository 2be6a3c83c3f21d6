"""MessagePack in, the JSON text of its records out: token by token, so that nothing is lost or changed on the way.

Repeated keys stay repeated and integers exact; a timestamp becomes an RFC 3339 date-time. What JSON has no text for is
a flaw of its record, and reading goes on behind it.
"""

from collections.abc import Iterable, Iterator
from typing import NoReturn

from runbridge.compression import CHUNK_SIZE
from runbridge.inputs.chunks import Slice, Values, not_json, too_long
from runbridge.inputs.msgpack_tokens import Head, Malformed, NeedMoreData, Reader, scalar
from runbridge.problems import Problem

#: No parser of JSON that comes after this one goes deeper.
_MOST_DEPTH = 1000


class _Flaw(Exception):
    """The value that was read, or skipped, has no JSON text."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def read_messages(chunks: Iterable[bytes], *, max_record: int) -> Iterator[Values]:
    """The values of a text that comes in pieces, and the elements of those that are arrays.

    Each has the line of its number, as if it stood in a file of lines; its offset is that in the MessagePack. Where
    this is broken, or ends too early, a flaw is the last.
    """
    reader = Reader(chunks)
    messages = _Messages(reader, max_record)
    cuts: list[Slice] = []
    size = 0
    while True:
        # What is there goes out before more is waited for.
        reader.may_wait = not cuts
        try:
            cut = messages.next()
        except NeedMoreData:
            size = CHUNK_SIZE
            reader.rewind()
        else:
            if cut is None:
                break
            cuts.append(cut)
            size += len(cut.data)
        if size >= CHUNK_SIZE:
            yield Values(cuts)
            cuts, size = [], 0
    if cuts:
        yield Values(cuts)


class _Messages:
    """One value after the other."""

    def __init__(self, reader: Reader, max_record: int) -> None:
        self._reader = reader
        self._max_record = max_record
        self._line = 0
        #: How many elements of an outermost array are still to come.
        self._left = 0
        self._is_broken = False

    def next(self) -> Slice | None:
        """The next value, None at the end. May raise Dry, and does the same again then."""
        if self._is_broken:
            return None
        try:
            return self._next()
        except Malformed as broken:
            self._is_broken = True
            return Slice(b"", self._line + 1, 1, self._reader.start, not_json(str(broken)))

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
    """The JSON text of one value, made while it is read."""

    def __init__(self, reader: Reader, max_record: int) -> None:
        self._reader = reader
        self._max_record = max_record
        self._parts: list[bytes] = []
        self._size = 0
        #: The containers that are open, outermost first: how each ends, and how many values it lacks; keys are values.
        self._ends: list[bytes] = []
        self._lacking: list[int] = []

    def of(self, head: Head) -> bytes:
        """The text of the value that starts with a token. Raises _Flaw, behind the value, where there is none."""
        self._add_value(head)
        while self._lacking:
            lacks = self._lacking[-1]
            if not lacks:
                self._lacking.pop()
                self._add(self._ends.pop())
                continue
            in_map = self._ends[-1] == b"}"
            if self._parts[-1] not in (b"[", b"{"):
                self._add(b":" if in_map and lacks % 2 else b",")
            self._lacking[-1] -= 1
            head = self._reader.head()
            if in_map and lacks % 2 == 0 and head.kind != "string":
                self._reader.skip(head.size)
                self._refuse(not_json("a MessagePack map has a key that is not a string"), head.values)
            self._add_value(head)
        return b"".join(self._parts)

    def _add_value(self, head: Head) -> None:
        """Add a scalar, or open a container."""
        if head.kind in ("array", "map"):
            self._ends.append(b"]" if head.kind == "array" else b"}")
            self._lacking.append(head.values)
            self._add(b"[" if head.kind == "array" else b"{")
            if len(self._ends) > _MOST_DEPTH:
                self._refuse(Problem(code="too-deep"))
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
        """Pass over the rest of the value, so many values and what the open containers lack, and raise _Flaw."""
        self._reader.skip_values(values + sum(self._lacking))
        raise _Flaw(problem)
