"""The text of a record around a problem, as one short printable line."""

import sys
import unicodedata
from functools import lru_cache

import msgspec

from runbridge.outputs.rejects import SourceText
from runbridge.problem_messages import escape
from runbridge.problems import Problem

#: How much is shown before and from the location on, in columns of a terminal.
_BEFORE, _FROM = 28, 44
#: At most so many bytes of text take one column of a terminal.
_BYTES = 6
_WIDE = "WF"
_MARKS = ("Mn", "Me")


class Excerpt(msgspec.Struct, frozen=True):
    """A part of a line: the text before the location, the text that is marked, and the text after it."""

    before: str
    marked: str
    after: str

    @property
    def indent(self) -> int:
        """The columns before the marked text."""
        return _width(self.before)

    @property
    def width(self) -> int:
        """The columns of the marked text; one for a container and at the end of the line."""
        return 1 if self.marked[:1] in ("{", "[") else max(_width(self.marked), 1)


def excerpt(problem: Problem, source: SourceText | None) -> Excerpt | None:
    """The excerpt for a problem; None where the text at its location is unknown."""
    if source is None or not 0 <= problem.offset - source.offset <= len(source.data):
        return None
    make = _remembered_excerpt if len(source.data) <= _MAX_REMEMBERED else _excerpt
    return make(source.data, problem.offset - source.offset, _length(problem), is_inside=source.column > 1)


def _excerpt(data: bytes, at: int, length: int, *, is_inside: bool) -> Excerpt:
    """The excerpt at an index; the record starts inside of a line where it `is_inside`."""
    first = _line_start(data, at)
    left = _decoded(data[first:at])
    right = _decoded(data[at : _line_end(data, at)]).removesuffix("\r")
    is_cut = data[first - 1] != _NEWLINE if first else is_inside
    before = _last_columns(left, is_cut=is_cut)
    marked, room = _first_columns(right[:length], _FROM)
    after, _ = _first_columns(right[length:], room) if room else ("", 0)
    return Excerpt(before, marked, after)


#: Many short records are the same; their excerpts are made once.
_MAX_REMEMBERED = 64
_remembered_excerpt = lru_cache(maxsize=1000)(_excerpt)
_NEWLINE = 0x0A
#: The bytes of UTF-8 that no character starts with.
_CONTINUATIONS = frozenset(bytes([byte]) for byte in range(0x80, 0xC0))


def _line_start(data: bytes, at: int) -> int:
    """The start of the line of an index, or an index in the line that is far enough before."""
    far = max(0, at - _BEFORE * _BYTES)
    start = data.rfind(b"\n", far, at) + 1
    if start or not far:
        return start
    return _between_characters(data, far)


def _line_end(data: bytes, at: int) -> int:
    far = at + _FROM * _BYTES
    end = data.find(b"\n", at, far)
    return end if end >= 0 else _between_characters(data, far)


def _between_characters(data: bytes, at: int) -> int:
    """The index, or a slightly higher one that is not inside a character."""
    for index in range(at, at + 3):
        if data[index : index + 1] not in _CONTINUATIONS:
            return index
    return at


def _decoded(data: bytes) -> str:
    # A byte that is not UTF-8 counts as one character, as it does in the column of the location.
    return data.decode(errors="surrogateescape")


def _length(problem: Problem) -> int:
    """How many characters of the line the problem is about, at most."""
    if problem.end_line is None or problem.end_column is None:
        return 1
    return problem.end_column - problem.column if problem.end_line == problem.line else sys.maxsize


def _width(shown: str) -> int:
    """The columns of an escaped text."""
    return len(shown) if shown.isascii() else sum(_shown(char)[1] for char in shown)


@lru_cache(maxsize=1000)
def _shown(char: str) -> tuple[str, int]:
    """A character as it is shown, and how many columns that takes."""
    text_shown = f"\\x{ord(char) - 0xDC00:02x}" if "\udc80" <= char <= "\udcff" else escape(char)
    if text_shown != char:
        return text_shown, len(text_shown)
    if unicodedata.category(char) in _MARKS:
        return char, 0
    return char, 2 if unicodedata.east_asian_width(char) in _WIDE else 1


def _is_plain(text: str) -> bool:
    """Whether each character is shown as it is, in one column."""
    return text.isascii() and text.isprintable()


def _last_columns(text: str, *, is_cut: bool) -> str:
    """The end of a text, escaped, with an ellipsis where its start is cut."""
    if _is_plain(text):
        return f"{'…' if is_cut or len(text) > _BEFORE else ''}{text[-_BEFORE:]}"
    room = _BEFORE
    shown: list[str] = []
    for char in reversed(text):
        text_shown, width = _shown(char)
        room -= width
        if room < 0:
            is_cut = True
            break
        shown.append(text_shown)
    return "".join(["…" if is_cut else "", *reversed(shown)])


def _first_columns(text: str, room: int) -> tuple[str, int]:
    """The start of a text, escaped, with an ellipsis where its end is cut; and the columns that are left."""
    if _is_plain(text):
        return (text, room - len(text)) if len(text) <= room else (f"{text[:room]}…", 0)
    shown: list[str] = []
    for char in text:
        text_shown, width = _shown(char)
        if width > room:
            return "".join([*shown, "…"]), 0
        shown.append(text_shown)
        room -= width
    return "".join(shown), room
