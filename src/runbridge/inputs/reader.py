"""The bytes of a file or a stream in, the bytes of its records out, each with its place; in bounded memory.

NDJSON, a JSON array, JSON objects one after the other (pretty-printed or not), JSON text sequences (RFC 7464) and
MessagePack are detected from the content. The records do not depend on how a stream is cut into pieces, and are
returned as soon as they are complete.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Protocol

from runbridge._runtime.json_slices import WHITESPACE
from runbridge.compression import CHUNK_SIZE
from runbridge.inputs.chunks import MAX_RECORD, Chunk, Lines, Record, Slice, Values, too_long, wide_text
from runbridge.inputs.sniffing import (
    BOM,
    RECORD_SEPARATOR,
    WIDE_HEAD,
    Sniffer,
    is_messagepack,
    may_be_wide,
    wide_encoding,
)


class Readable(Protocol):
    """A Source, a file or a pipe."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""
        ...


def iter_records(source: Readable, *, max_record: int = MAX_RECORD) -> Iterator[Record]:
    """The records of a stream, one at a time; blank lines and a byte order mark are skipped."""
    return number_records(read_chunks(source, max_record=max_record))


def number_records(chunks: Iterable[Chunk]) -> Iterator[Record]:
    """The records of the chunks of a file."""
    number = 1
    for chunk in chunks:
        records = chunk.records(number)
        number += len(records)
        yield from records


def read_chunks(source: Readable, *, max_record: int = MAX_RECORD, size: int = CHUNK_SIZE) -> Iterator[Chunk]:
    """The records of a stream in chunks of about `size` bytes, or of what has arrived when a pipe is slow.

    A record that is longer than `max_record` bytes is dropped: a record without text and with a flaw takes its place.
    A file in UTF-16 or UTF-32 is one such record.
    """
    pieces = _pieces(source, size)
    head = bytearray(next(pieces, b""))
    while len(head) < len(BOM) and BOM.startswith(head) and (more := next(pieces, b"")):
        head += more
    offset = len(BOM) if head.startswith(BOM) else 0
    del head[:offset]
    if not offset and is_messagepack(head):
        from runbridge.inputs.msgpack import read_messages

        return read_messages(chain([bytes(head)], pieces), max_record=max_record)
    while len(head) < WIDE_HEAD and may_be_wide(head) and (more := next(pieces, b"")):
        head += more
    if encoding := wide_encoding(head):
        return iter([Values([Slice(b"", 1, 1, 0, wide_text(encoding))])])
    if head.startswith(RECORD_SEPARATOR):
        from runbridge.inputs.json_values import read_sequence

        return read_sequence(chain([bytes(head)], pieces), max_record=max_record, offset=offset)
    sniffer = Sniffer()
    is_all = False
    while (is_lines := sniffer.feed(head, is_all=is_all)) is None:
        more = next(pieces, b"")
        head += more
        is_all = not more
    everything = chain([bytes(head)], pieces)
    if is_lines:
        return _read_lines(everything, max_record=max_record, line=1, offset=offset)
    from runbridge.inputs.json_values import read_values

    return read_values(everything, max_record=max_record, offset=offset)


def read_lines(
    source: Readable, *, max_record: int = MAX_RECORD, size: int = CHUNK_SIZE, line: int = 1, offset: int = 0
) -> Iterator[Chunk]:
    """The records of a part of an NDJSON file, for which `is_ndjson` is true, in chunks as `read_chunks`.

    `line` and `offset` are the place in the file where the part starts.
    """
    return _read_lines(_pieces(source, size), max_record=max_record, line=line, offset=offset)


def _pieces(source: Readable, size: int) -> Iterator[bytes]:
    return iter(lambda: source.read(size), b"")


def _read_lines(pieces: Iterable[bytes], *, max_record: int, line: int, offset: int) -> Iterator[Chunk]:
    partial = _PartialLine(max_record)
    # An empty piece is the end, where the last line may have no line feed.
    for each in chain(pieces, [b""]):
        if not each and not partial.size:
            return
        piece = each or b"\n"
        start = 0
        cut = piece.rfind(b"\n") + 1
        if not cut:
            partial.add(piece)
            continue
        if partial.is_dropped:
            start = piece.find(b"\n") + 1
            partial.add(piece[: start - 1])
            if not partial.is_blank:
                yield _too_long(max_record, line, offset)
            line += 1
            offset += partial.size + 1
            partial = _PartialLine(max_record)
        text = partial.with_end(memoryview(piece)[start:cut])
        yield from _split(text, max_record, line, offset)
        # Many times as fast as bytes.count.
        line += len(text) - len(text.replace(b"\n", b""))
        offset += len(text)
        partial = _PartialLine(max_record)
        partial.add(piece[cut:])


class _PartialLine:
    """The beginning of a line whose end was not read yet; it is dropped when it is too long for a record."""

    def __init__(self, max_record: int) -> None:
        # A carriage return at the end is not part of the record.
        self._max_size = max_record + 1
        self._parts: list[bytes] = []
        self.size = 0
        self.is_blank = True

    @property
    def is_dropped(self) -> bool:
        return self.size > self._max_size

    def add(self, part: bytes) -> None:
        self.size += len(part)
        self._parts.append(part)
        if self.is_dropped:
            self.is_blank = self.is_blank and not any(each.strip(WHITESPACE) for each in self._parts)
            self._parts.clear()

    def with_end(self, end: memoryview) -> bytes:
        return b"".join([*self._parts, end])


def _split(text: bytes, max_record: int, line: int, offset: int) -> Iterator[Chunk]:
    """Whole lines in one chunk, where those that are too long have a chunk of their own."""
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
