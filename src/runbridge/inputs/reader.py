"""The bytes of a file or a stream in, the bytes of its records out, each with its place; in bounded memory.

NDJSON, a JSON array, JSON objects one after the other (pretty or not) and MessagePack are told apart by content.
What is found does not depend on how a stream comes in pieces, and comes out as soon as a whole record is there.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Protocol

from runbridge.compression import CHUNK_SIZE
from runbridge.inputs.chunks import MAX_RECORD, Chunk, Lines, Record, Slice, Values, too_long
from runbridge.inputs.sniffing import BOM, Sniffer, is_messagepack
from runbridge.jsontext import WHITESPACE


class Readable(Protocol):
    """Something that bytes come out of: a Source, a file, a pipe."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""
        ...


def read_entries(source: Readable, *, max_record: int = MAX_RECORD) -> Iterator[Record]:
    """The records of a stream, one at a time; blank lines and a byte order mark are passed over."""
    number = 1
    for block in read_blocks(source, max_record=max_record):
        entries = block.entries(number)
        number += len(entries)
        yield from entries


def read_blocks(source: Readable, *, max_record: int = MAX_RECORD, size: int = CHUNK_SIZE) -> Iterator[Chunk]:
    """The records of a stream in blocks of about `size` bytes, or of what is there when a pipe is slow.

    A record that is longer than `max_record` bytes is not kept: it becomes an entry without text and with a flaw.
    """
    chunks = _chunks(source, size)
    head = bytearray(next(chunks, b""))
    while len(head) < len(BOM) and BOM.startswith(head) and (more := next(chunks, b"")):
        head += more
    offset = len(BOM) if head.startswith(BOM) else 0
    del head[:offset]
    if not offset and is_messagepack(head):
        from runbridge.inputs.msgpack import read_messages

        return read_messages(chain([bytes(head)], chunks), max_record=max_record)
    layout = Sniffer()
    is_all = False
    while (is_lines := layout.tell(head, is_all=is_all)) is None:
        more = next(chunks, b"")
        head += more
        is_all = not more
    everything = chain([bytes(head)], chunks)
    if is_lines:
        return _read_lines(everything, max_record=max_record, line=1, offset=offset)
    from runbridge.inputs.json_values import read_values

    return read_values(everything, max_record=max_record, offset=offset)


def read_lines(
    source: Readable, *, max_record: int = MAX_RECORD, size: int = CHUNK_SIZE, line: int = 1, offset: int = 0
) -> Iterator[Chunk]:
    """The records of a part of a file that has one on each line, as `is_ndjson` says, in blocks like `read_blocks`.

    `line` and `offset` are the place in the file where the part starts.
    """
    return _read_lines(_chunks(source, size), max_record=max_record, line=line, offset=offset)


def _chunks(source: Readable, size: int) -> Iterator[bytes]:
    return iter(lambda: source.read(size), b"")


def _read_lines(chunks: Iterable[bytes], *, max_record: int, line: int, offset: int) -> Iterator[Chunk]:
    begun = _Begun(max_record)
    # What is empty is the end, where the last line may lack its own.
    for piece in chain(chunks, [b""]):
        if not piece and not begun.size:
            return
        chunk = piece or b"\n"
        start = 0
        cut = chunk.rfind(b"\n") + 1
        if not cut:
            begun.add(chunk)
            continue
        if begun.is_dropped:
            start = chunk.find(b"\n") + 1
            begun.add(chunk[: start - 1])
            if not begun.is_blank:
                yield _too_long(max_record, line, offset)
            line += 1
            offset += begun.size + 1
            begun = _Begun(max_record)
        text = begun.with_end(memoryview(chunk)[start:cut])
        yield from _split(text, max_record, line, offset)
        # Many times as fast as to count them.
        line += len(text) - len(text.replace(b"\n", b""))
        offset += len(text)
        begun = _Begun(max_record)
        begun.add(chunk[cut:])


class _Begun:
    """The beginning of a line whose end was not read yet; it is dropped when it is too long for a record."""

    def __init__(self, max_record: int) -> None:
        # A carriage return at the end is not of the record.
        self._most = max_record + 1
        self._parts: list[bytes] = []
        self.size = 0
        self.is_blank = True

    @property
    def is_dropped(self) -> bool:
        return self.size > self._most

    def add(self, part: bytes) -> None:
        self.size += len(part)
        self._parts.append(part)
        if self.is_dropped:
            self.is_blank = self.is_blank and not any(each.strip(WHITESPACE) for each in self._parts)
            self._parts.clear()

    def with_end(self, end: memoryview) -> bytes:
        return b"".join([*self._parts, end])


def _split(text: bytes, max_record: int, line: int, offset: int) -> Iterator[Chunk]:
    """Whole lines, where those that are too long are no part of a block of lines."""
    if len(text) <= max_record:
        if text:
            yield Lines(text, line, offset)
        return
    for each in text.split(b"\n")[:-1]:
        if len(each.removesuffix(b"\r")) <= max_record:
            yield Lines(each + b"\n", line, offset)
        elif each.strip(WHITESPACE):
            yield _too_long(max_record, line, offset)
        line += 1
        offset += len(each) + 1


def _too_long(max_record: int, line: int, offset: int) -> Values:
    return Values([Slice(b"", line, 1, offset, too_long(max_record))])
