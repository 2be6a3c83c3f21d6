"""The locations of values and names in a JSON text, and of what is not JSON; only problems need them.

The scanners of the standard library read the values; this module only keeps the indexes. Any number of
places is found in one pass, so that a large text with many problems costs at most one with few.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from json import JSONDecodeError
from typing import NamedTuple

import msgspec

from runbridge._runtime.json_parser import name_end, value_end
from runbridge._runtime.schema_validator import Path

_WHITESPACE = re.compile(r"[ \t\n\r]*")
_COLON = re.compile(r"[ \t\n\r]*:[ \t\n\r]*")
_COMMA = re.compile(r"[ \t\n\r]*,?[ \t\n\r]*")
#: Nearly all fields and most values match these, and are read at once: a name and a text without an escape.
_PLAIN_FIELD = re.compile(r'[ \t\n\r]*,?[ \t\n\r]*"([^"\\]*)"[ \t\n\r]*:[ \t\n\r]*')
_PLAIN_VALUE = re.compile(r'"[^"\\]*"|[-+.\w]+', re.ASCII)


class Span(NamedTuple):
    """A part of a text: its start, the position after its end, and the number of bytes before it."""

    line: int
    column: int
    end_line: int
    end_column: int
    offset: int


class Spans:
    """A text whose pieces are asked for, any number of them, each not before the one that was asked for last."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._is_ascii = text.isascii()
        #: The last index, and the number of bytes before it.
        self._last = (0, 0)

    def of(self, start: int, end: int) -> Span:
        """The piece between two indexes."""
        return Span(*self.position(start), *self.position(end), self._offset(start))

    def position(self, index: int) -> tuple[int, int]:
        """The line and column of an index."""
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1

    def _offset(self, index: int) -> int:
        if self._is_ascii:
            return index
        last, before = self._last
        self._last = (index, before + len(self._text[last:index].encode()))
        return self._last[1]


class Place(NamedTuple):
    """Where a value starts and ends in a text, and where its name starts.

    An element of an array and the whole text are their own names.
    """

    name: int
    value: int
    end: int


_TOP = Place(0, 0, 0)


class _Wanted(msgspec.Struct):
    """A value on the way to a wanted one, or a wanted one itself."""

    inside: dict[str | int, "_Wanted"] = {}
    place: Place = _TOP


class _Open(msgspec.Struct):
    """A container that is being read, and how many elements of it were; -1 for an object."""

    wanted: _Wanted
    count: int

    def step(self, text: str, index: int) -> tuple[str | int, int]:
        """The name that starts at an index, or the number of the element, and the index of its value."""
        if self.count < 0:
            name, index = name_end(text, index)
            return name, _behind(_COLON, text, index)
        self.count += 1
        return self.count - 1, index


def find(text: str, paths: Iterable[Path]) -> dict[Path, Place]:
    """The places of the values at paths that exist, in one pass; of duplicate fields the last counts."""
    paths = list(paths)
    if len(paths) == 1 and (place := _find_unique_field(text, paths[0])):
        return {paths[0]: place}
    root = _Wanted()
    ends: dict[Path, _Wanted] = {}
    for path in paths:
        wanted = root
        for step in path:
            wanted = wanted.inside.setdefault(step, _Wanted())
        ends[path] = wanted
    _read(text, root)
    return {path: wanted.place for path, wanted in ends.items()}


def _find_unique_field(text: str, path: Path) -> Place | None:
    """The place of a field of the record itself whose quoted name occurs only once in the text.

    Most problems are about one of these, and a text search takes a tenth of the time of reading the record.
    """
    if len(path) != 1 or not isinstance(path[0], str) or "\\" in text:
        return None
    name = f'"{path[0]}"'
    start = text.index(name)
    if text.find(name, start + 1) >= 0:
        return None
    value = _behind(_COLON, text, start + len(name))
    return Place(start, value, _value_end(text, value))


def _read(text: str, root: _Wanted) -> None:
    index = _behind(_WHITESPACE, text, 0)
    at_name = index
    # A list, not recursion: what Python's parser could read must not be too deep for this.
    opened: list[_Open] = []
    index = _enter(text, at_name, index, root, opened)
    while opened:
        container = opened[-1]
        step: str | int
        field = _PLAIN_FIELD.match(text, index) if container.count < 0 else None
        if field:
            step, at_name, index = field[1], field.start(1) - 1, field.end()
        else:
            at_name = _behind(_COMMA, text, index)
            if text[at_name] in "]}":
                index = at_name + 1
                container.wanted.place = container.wanted.place._replace(end=index)
                opened.pop()
                continue
            step, index = container.step(text, at_name)
        inside = container.wanted.inside.get(step)
        index = _value_end(text, index) if inside is None else _enter(text, at_name, index, inside, opened)


def _enter(text: str, at_name: int, index: int, wanted: _Wanted, opened: list[_Open]) -> int:
    """The index behind the bracket of a container that holds something wanted, behind the whole value elsewhere."""
    if not wanted.inside or text[index] not in "[{":
        end = _value_end(text, index)
        wanted.place = Place(at_name, index, end)
        return end
    wanted.place = Place(at_name, index, index)
    opened.append(_Open(wanted, -1 if text[index] == "{" else 0))
    return index + 1


def _value_end(text: str, index: int) -> int:
    plain = _PLAIN_VALUE.match(text, index)
    return plain.end() if plain else value_end(text, index)


def _behind(pattern: re.Pattern[str], text: str, index: int) -> int:
    match = pattern.match(text, index)
    return match.end() if match else index


def locate(text: str, path: Path) -> Span | None:
    """The piece of a text that is the value at a path; None if there is no such value."""
    place = find(text, [path]).get(path)
    return None if place is None else Spans(text).of(place.value, place.end)


_BLANK = " \t\n\r"
_STRING_OR_CONSTANT = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|NaN|-?Infinity', re.DOTALL)
_WORD = re.compile(r"[A-Za-z_]\w{0,20}", re.ASCII)
_WORDS = {"True": "true", "TRUE": "true", "False": "false", "FALSE": "false"}
_NOTHING = frozenset({"None", "Null", "NULL", "nil", "undefined", "nan"})


#: The fixes that depend on the reason only.
_FIXES = {
    "unterminated string": "the text ends inside this string: it is truncated",
    "invalid \\": "write a backslash as \\\\",
    "extra data": "the record ends before this",
}


class Flaw(NamedTuple):
    """The reason, the range of the text that it is about, and the fix; `fix` is empty where none is known."""

    reason: str
    start: int
    end: int
    fix: str = ""


def flaw_of(text: str, error: JSONDecodeError) -> Flaw:
    """The flaw of a text that the parser of the standard library rejects."""
    at = error.pos
    comma = _last_comma(text, at)
    if comma is not None:
        # Versions of Python differ in the message and the location of this error.
        return Flaw("a comma before the closing bracket", comma, comma + 1, "remove the comma")
    reason = _reason(error.msg)
    if not text.strip(_BLANK):
        return Flaw(reason, at, at, "the text is empty")
    if not text[at:].strip(_BLANK):
        return Flaw(reason, at, at, "the text ends too early: it is truncated")
    word = _WORD.match(text, at)
    return Flaw(reason, at, word.end() if word else at + 1, _fix(text, at, reason, word.group() if word else ""))


def flaw_of_constant(text: str, constant: str) -> Flaw:
    """The flaw of a constant that only Python's parser accepts: the first outside of a string."""
    start = next(match.start() for match in _STRING_OR_CONSTANT.finditer(text) if match.group() == constant)
    return Flaw(
        f"{constant} is not a JSON number", start, start + len(constant), "use null for a number that does not exist"
    )


def _reason(message: str) -> str:
    """The message of the standard library, without its position."""
    words = message.rstrip(": ").removesuffix(" at").removesuffix(" starting")
    return words[:1].lower() + words[1:]


def _last_comma(text: str, at: int) -> int | None:
    """The index of a comma right before a closing bracket, where the parser stopped at one of the two."""
    char = text[at : at + 1]
    if char in ("}", "]"):
        before = text[:at].rstrip(_BLANK)
        return len(before) - 1 if before.endswith(",") else None
    if char == "," and text[at + 1 :].lstrip(_BLANK)[:1] in ("}", "]"):
        return at
    return None


def _fix(text: str, at: int, reason: str, word: str) -> str:
    char = text[at]
    if char == "," and (reason == "extra data" or not text[:at].strip(_BLANK)):
        return "remove the comma: records are not separated by commas"
    if reason.startswith("invalid control character"):
        return f"inside a string write it as \\u{ord(char):04x}"
    known = _known_fix(reason, char)
    if known is not None:
        return known
    if char == "'":
        return 'use double quotes for strings: "'
    if text.startswith(("//", "/*", "#"), at):
        return "JSON has no comments"
    if word in _WORDS:
        return f"write {_WORDS[word]}"
    if word in _NOTHING:
        return "write null"
    if char == ".":
        return "write a digit on each side of the decimal point"
    if char == "+" or (char.isdecimal() and text[at - 1] == "0"):
        return f"a number does not start with {'+' if char == '+' else '0'}"
    return _separator(reason, char)


def _known_fix(reason: str, char: str) -> str | None:
    if reason == "extra data" and char == "{":
        return "a second record starts here; write each on a line of its own"
    return next((fix for start, fix in _FIXES.items() if reason.startswith(start)), None)


def _separator(reason: str, char: str) -> str:
    if reason.startswith("expecting ',' delimiter"):
        return "add a comma before this" if char in '"{[' else ""
    if reason.startswith("expecting ':' delimiter"):
        return "write a colon and a value after a name"
    return "use double quotes for names" if reason.startswith("expecting property name") else ""
