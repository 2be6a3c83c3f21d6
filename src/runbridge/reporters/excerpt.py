"""The piece of a record's text that a problem is about: one line of what can be shown, however long and odd it is."""

import unicodedata
from functools import lru_cache

import msgspec

from runbridge.outputs.rejected import SourceText
from runbridge.problems import Problem, escape

#: How much is shown before the place and from it on, in columns of a terminal.
_BEFORE, _FROM = 28, 44
#: No character takes more bytes of the text for one column than this; a mark above another takes none.
_BYTES = 6
_WIDE = "WF"
_MARKS = ("Mn", "Me")


class Excerpt(msgspec.Struct, frozen=True):
    """A part of a line: what stands before the place, the place itself, and what follows; `width` is in columns."""

    before: str
    marked: str
    after: str

    @property
    def indent(self) -> int:
        """How many columns the place is in."""
        return _width(self.before)

    @property
    def width(self) -> int:
        """How many columns the place takes; one, where it is a container or the end of the line."""
        return 1 if self.marked[:1] in ("{", "[") else max(_width(self.marked), 1)


def excerpt(problem: Problem, source: SourceText | None) -> Excerpt | None:
    """What to show of a problem; None where there is no text, or none that the problem has a place in."""
    if source is None or not 0 <= problem.offset - source.offset <= len(source.data):
        return None
    at = problem.offset - source.offset
    first = _line_start(source.data, at)
    left = _decoded(source.data[first:at])
    right = _decoded(source.data[at : _line_end(source.data, at)]).removesuffix("\r")
    is_cut = source.data[first - 1] != _NEWLINE if first else source.column > 1
    before = _last_columns(left, is_cut=is_cut)
    marked, after = right[: _length(problem, right)], right[_length(problem, right) :]
    marked, room = _first_columns(marked, _FROM)
    after, _ = _first_columns(after, room) if room else ("", 0)
    return Excerpt(before, marked, after)


_NEWLINE = 0x0A
#: The bytes of UTF-8 that no character starts with.
_CONTINUATIONS = frozenset(bytes([byte]) for byte in range(0x80, 0xC0))


def _line_start(data: bytes, at: int) -> int:
    """Where the line of an index starts, or a place in it that is far enough before."""
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
    """The index, or one a few bytes on that is not in the midst of a character."""
    for index in range(at, at + 3):
        if data[index : index + 1] not in _CONTINUATIONS:
            return index
    return at


def _decoded(data: bytes) -> str:
    # A byte that is no UTF-8 is one character, as it is to whoever counts the columns of the place.
    return data.decode(errors="surrogateescape")


def _length(problem: Problem, right: str) -> int:
    """How many characters of the line the problem is about."""
    if problem.end_line is None or problem.end_column is None:
        return min(1, len(right))
    return problem.end_column - problem.column if problem.end_line == problem.line else len(right)


def _width(shown: str) -> int:
    """The columns of a text in which nothing is left to escape."""
    return len(shown) if shown.isascii() else sum(_spelled(char)[1] for char in shown)


@lru_cache(maxsize=1000)
def _spelled(char: str) -> tuple[str, int]:
    """A character as it is shown, and how many columns that takes."""
    spelled = f"\\x{ord(char) - 0xDC00:02x}" if "\udc80" <= char <= "\udcff" else escape(char)
    if spelled != char:
        return spelled, len(spelled)
    if unicodedata.category(char) in _MARKS:
        return char, 0
    return char, 2 if unicodedata.east_asian_width(char) in _WIDE else 1


def _is_plain(text: str) -> bool:
    """Whether each character is shown as it is, in one column."""
    return text.isascii() and text.isprintable()


def _last_columns(text: str, *, is_cut: bool) -> str:
    """The end of a text, escaped, with a mark where it does not start at the start."""
    if _is_plain(text):
        return f"{'…' if is_cut or len(text) > _BEFORE else ''}{text[-_BEFORE:]}"
    room = _BEFORE
    shown: list[str] = []
    for char in reversed(text):
        spelled, width = _spelled(char)
        room -= width
        if room < 0:
            is_cut = True
            break
        shown.append(spelled)
    return "".join(["…" if is_cut else "", *reversed(shown)])


def _first_columns(text: str, room: int) -> tuple[str, int]:
    """The start of a text, escaped, with a mark where it does not go to its end; and the columns that are left."""
    if _is_plain(text):
        return (text, room - len(text)) if len(text) <= room else (f"{text[:room]}…", 0)
    shown: list[str] = []
    for char in text:
        spelled, width = _spelled(char)
        if width > room:
            return "".join([*shown, "…"]), 0
        shown.append(spelled)
        room -= width
    return "".join(shown), room
