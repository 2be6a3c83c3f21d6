"""The records of a JSON text sequence (RFC 7464): texts that each follow a record separator, as in `jq --seq`."""

from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator

from runbridge._runtime.json_slices import WHITESPACE
from runbridge.compression import CHUNK_SIZE
from runbridge.inputs.chunks import Slice, Values, too_long
from runbridge.inputs.sniffing import RECORD_SEPARATOR


def read_sequence(pieces: Iterable[bytes], *, max_record: int, offset: int = 0) -> Iterator[Values]:
    """The records in a sequence, in a chunk for each piece of it in which a record ends.

    A record ends where the next one starts, because the separator cannot be in JSON; what is malformed hides no other.
    `offset` is the place in the file where the sequence starts.
    """
    text = _Text(max_record, offset)
    for piece in pieces:
        slices: list[Slice] = []
        before, *texts = piece.split(RECORD_SEPARATOR)
        text.add(before)
        for each in texts:
            slices += text.end()
            text.add(RECORD_SEPARATOR)
            text.start()
            text.add(each)
        if slices:
            yield Values(slices)
    if slices := text.end():
        yield Values(slices)


class _Text:
    """One text of a sequence; `add` keeps count of the place in the file."""

    def __init__(self, max_record: int, offset: int) -> None:
        self._max_record = max_record
        self._line = self._column = 1
        self._offset = offset
        self._characters = getincrementaldecoder("utf-8")("replace")
        self.start()

    def start(self) -> None:
        """Begin a new text here."""
        self._data = bytearray()
        self._place: tuple[int, int, int] | None = None
        self._is_long = False

    def add(self, piece: bytes) -> None:
        """More of the text; white space before it is dropped, and so is a text that is too long."""
        if self._place is None and (content := piece.lstrip(WHITESPACE)):
            self._count(piece[: len(piece) - len(content)])
            self._place = (self._line, self._column, self._offset)
            piece = content
        self._count(piece)
        if self._place is not None and not self._is_long:
            self._data += piece
            self._is_long = len(self._data) > self._max_record + CHUNK_SIZE

    def _count(self, piece: bytes) -> None:
        self._offset += len(piece)
        before, newline, last = piece.rpartition(b"\n")
        if newline:
            self._line += before.count(b"\n") + 1
            self._column = 1
            self._characters.reset()
        self._column += len(self._characters.decode(last))

    def end(self) -> list[Slice]:
        """The record that the text is; none if it is blank."""
        if self._place is None:
            return []
        data = bytes(self._data).rstrip(WHITESPACE)
        if self._is_long or len(data) > self._max_record:
            return [Slice(b"", *self._place, too_long(self._max_record))]
        return [Slice(data, *self._place)]
