"""The records of a text that is not lines: elements of top-level arrays, values outside of any array, and sequences.

Only brackets, commas and strings count, so a malformed record hides no other. Several commas or closing brackets in a
row that belong to no record are one record. Walking over every structural character
is slow; where an element of an array is JSON, msgspec finds its end, and the characters in it are skipped.

In a JSON text sequence (RFC 7464), as `jq --seq` writes it, each text follows a record separator.
"""

import re
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator

import msgspec

from runbridge._runtime.json_slices import LEADING_WHITESPACE, STRING_REST, STRUCTURAL, WHITESPACE
from runbridge.compression import CHUNK_SIZE
from runbridge.inputs.chunks import Slice, Values, not_json, too_long
from runbridge.inputs.elements import Place, split_elements
from runbridge.inputs.sniffing import RECORD_SEPARATOR

UNCLOSED = "the array that opens before is not closed"

_REST_OF_STRING = re.compile(STRING_REST, re.DOTALL)
_QUOTE, _COMMA, _OPEN_ARRAY, _OPEN_OBJECT, _CLOSE_ARRAY = b'",[{]'
#: What follows a stray comma or closing bracket: more of them.
_MORE_COMMAS = re.compile(rb"(?:[ \t\n\r]*,)*")
_MORE_BRACKETS = re.compile(rb"(?:[ \t\n\r]*[\]}])*")
_decode = msgspec.json.Decoder(msgspec.Raw).decode
#: msgspec's message for text after a value, and where that text starts.
_BEHIND = re.compile(r"trailing characters \(byte (\d+)\)")
_TRUNCATED = "truncated"
_SURROGATE = b"\\ud"
_NOT_YET = -1


def read_values(pieces: Iterable[bytes], *, max_record: int, offset: int = 0) -> Iterator[Values]:
    """The records in a text, in a chunk for each piece of it in which a record ends.

    `offset` is the place in the file where the text starts.
    """
    splitter = JsonSplitter(max_record, offset)
    for piece in pieces:
        if slices := splitter.feed(piece):
            yield Values(slices)
    if slices := splitter.end():
        yield Values(slices)


class JsonSplitter:
    """Splits a text that comes in pieces into its records, and frees what it has split.

    `_line`, `_column` and `_offset` are the place of the first byte of the buffer; between `_take` and `_forget`, of
    the byte at `_start`. The bytes before `_at` were examined.
    """

    def __init__(self, max_record: int, offset: int) -> None:
        self._max_record = max_record
        self._buffer = bytearray()
        self._start: int = 0
        self._at: int = 0
        self._line = self._column = 1
        self._offset: int = offset
        self._characters = getincrementaldecoder("utf-8")("replace")
        self._in_string = False
        self._depth = 0
        self._in_array = self._after_comma = False
        #: What may follow the record that was cut last, where that has only commas or closing brackets.
        self._more: re.Pattern[bytes] | None = None
        #: The length that the buffer must have before the end of the element is searched again, so that the same text
        #: is not searched again and again.
        self._due = 0
        self._is_end = False
        #: Whether elements of the last piece may be cut at once.
        self._is_new = True
        #: The record that is being examined, if it is too long to be kept.
        self._long: Slice | None = None
        self._slices: list[Slice] = []

    def feed(self, piece: bytes) -> list[Slice]:
        """The records that end in the next piece of the text."""
        self._buffer += piece
        self._is_new = True
        self._scan()
        self._forget()
        slices, self._slices = self._slices, []
        return slices

    def end(self) -> list[Slice]:
        """The rest of the records, at the end of the text."""
        self._is_end = True
        self._scan()
        size = len(self._buffer)
        if not self._is_blank_before(size):
            self._cut(size)
        self._take(size)
        if self._in_array:
            self._column += len(self._characters.decode(b"", final=True))
            self._slices.append(Slice(b"", self._line, self._column, self._offset, not_json(UNCLOSED)))
        return self._slices

    def _scan(self) -> None:
        """Examine the buffer, all of it or up to an element whose end has not arrived."""
        while self._at < len(self._buffer):
            if self._more:
                self._skip_more(self._more)
            if self._starts_element() and self._take_elements():
                continue
            end = self._end_of_element() if self._starts_element() else None
            if end == _NOT_YET:
                self._due = 2 * (len(self._buffer) - self._at)
                return
            if end is not None:
                self._at = end + 1
                self._end_element(end, is_blank=False)
            elif not self._walk():
                return

    def _skip_more(self, pattern: re.Pattern[bytes]) -> None:
        """Take all that belongs to the record that was cut last."""
        if self._at == self._start and (more := pattern.match(self._buffer, self._at)):
            self._at = more.end()
            self._take(self._at)

    def _starts_element(self) -> bool:
        return self._in_array and self._depth == 1 and self._at == self._start and self._long is None

    def _take_elements(self) -> bool:
        """Cut many elements at once, if that is possible; it is tried once for each piece."""
        if not self._is_new or len(self._buffer) - self._at < self._due:
            return False
        self._take(self._content_start())
        self._at = self._start
        place = Place(self._line, self._column, self._offset)
        found = split_elements(self._buffer, self._at, place, self._max_record)
        if found is None:
            self._is_new = False
            return False
        self._slices += found.slices
        self._start, (self._line, self._column, self._offset) = found.end, found.place
        self._at = found.end + 1
        self._take(self._at)
        self._after_comma, self._more, self._due = True, None, 0
        return True

    def _end_of_element(self) -> int | None:
        """The index of the character after the element, `_NOT_YET` to wait for more text, None to walk."""
        size = len(self._buffer) - self._at
        end = _end_of_element(self._buffer, self._at) if size >= self._due else None
        return None if end == _NOT_YET and (self._is_end or size > self._max_record) else end

    def _walk(self) -> bool:
        """Examine one structural character after the other, up to the start of an element or the end of the text."""
        if self._in_string and (rest := _REST_OF_STRING.match(self._buffer, self._at)):
            # A backslash at the end of the buffer is left over: it escapes the first byte of the next piece.
            self._at = rest.end()
            self._in_string = not rest.group(1)
        if self._in_string:
            return False
        for match in STRUCTURAL.finditer(self._buffer, self._at):
            self._at = match.end()
            index = match.start()
            char = self._buffer[index]
            if char == _QUOTE:
                if not match.group(1):
                    self._in_string = True
                    return False
            elif char != _COMMA or self._depth <= 1:
                self._take_structural(index)
                if self._more or self._starts_element():
                    return True
        self._at = len(self._buffer)
        return False

    def _take_structural(self, index: int) -> None:
        char = self._buffer[index]
        if self._in_array and self._depth == 1 and char in (_COMMA, _CLOSE_ARRAY):
            self._end_element(index, is_blank=self._is_blank_before(index))
        elif self._depth == 0 and self._is_blank_before(index):
            self._start_value(index, char)
        elif char != _COMMA:
            change = 1 if char in (_OPEN_ARRAY, _OPEN_OBJECT) else -1
            self._depth = max(self._depth + change, int(self._in_array))
            if self._depth == 0:
                self._cut(index + 1)

    def _start_value(self, index: int, char: int) -> None:
        """Take the first character of an array, an object, or a stray comma or bracket."""
        if char == _OPEN_ARRAY:
            self._take(index + 1)
            self._depth, self._in_array, self._after_comma = 1, True, False
            self._due = 0
            self._more = None
        elif char == _OPEN_OBJECT:
            self._depth = 1
        else:
            self._cut_more(index + 1, _MORE_COMMAS if char == _COMMA else _MORE_BRACKETS)

    def _end_element(self, index: int, *, is_blank: bool) -> None:
        """Take the character after an element of an array, which may be missing before a comma and after one."""
        is_comma = self._buffer[index] == _COMMA
        if not is_blank:
            self._cut(index)
        elif is_comma or self._after_comma:
            self._cut_more(index, _MORE_COMMAS)
        self._take(index + 1)
        self._after_comma = self._in_array = is_comma
        self._depth = int(is_comma)
        self._due = 0

    def _cut_more(self, index: int, more: re.Pattern[bytes]) -> None:
        """Make a record of the text before an index, unless the record before is of the same kind."""
        if self._more is more:
            self._take(index)
        else:
            self._cut(index)
            self._more = more

    def _is_blank_before(self, index: int) -> bool:
        return self._long is None and self._content_start() >= index

    def _content_start(self) -> int:
        """The index of the first byte that is not white space."""
        match = LEADING_WHITESPACE.match(self._buffer, self._start)
        return match.end() if match else self._start

    def _cut(self, index: int) -> None:
        """Make a record of the text before an index."""
        self._more = None
        if self._long is not None:
            self._slices.append(self._long)
            self._long = None
            self._take(index)
            return
        self._take(min(self._content_start(), index))
        data = bytes(self._buffer[self._start : index])
        record = data.rstrip(WHITESPACE)
        if len(record) > self._max_record or self._is_long(len(data)):
            self._slices.append(self._too_long())
        else:
            self._slices.append(Slice(record, self._line, self._column, self._offset))
        self._take(index)

    def _is_long(self, size: int) -> bool:
        """Whether a record is too long to be kept, even if white space follows it."""
        return size > self._max_record + CHUNK_SIZE

    def _too_long(self) -> Slice:
        return Slice(b"", self._line, self._column, self._offset, too_long(self._max_record))

    def _take(self, index: int) -> None:
        """Give up the text before an index, and compute the place of the index."""
        start, self._start = self._start, index
        if index == start:
            return
        self._offset += index - start
        lines = self._buffer.count(b"\n", start, index)
        if lines:
            self._line += lines
            self._column = 1
            self._characters.reset()
            start = self._buffer.rfind(b"\n", start, index) + 1
        self._column += len(self._characters.decode(self._buffer[start:index]))

    def _forget(self) -> None:
        """Free the text that was taken, white space before a record, and a record that is too long."""
        if self._long is None:
            self._take(self._content_start())
            self._at = max(self._at, self._start)
            if self._is_long(self._at - self._start):
                self._long = self._too_long()
        if self._long is not None:
            self._take(self._at)
        del self._buffer[: self._start]
        self._at -= self._start
        self._start = 0


def _end_of_element(buffer: bytearray, start: int) -> int | None:
    """The index of the comma or bracket after an element that is JSON; `_NOT_YET` where that needs more text.

    None if the element is not JSON. msgspec's message is only a hint where to look: the element is checked as a whole.
    """
    with memoryview(buffer) as text, text[start:] as rest:
        message = _error(rest)
        if behind := _BEHIND.search(message):
            end = int(behind.group(1)) - 1
            return start + end if rest[end] in (_COMMA, _CLOSE_ARRAY) and not _error(rest[:end]) else None
    # msgspec also calls a text truncated where one half of a surrogate pair is missing.
    return _NOT_YET if _TRUNCATED in message and _SURROGATE not in buffer[start:].lower() else None


def _error(text: memoryview) -> str:
    """Why a text is not one JSON value; empty if it is one."""
    try:
        _decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        return str(error)
    return ""


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
        self._offset: int = offset
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
