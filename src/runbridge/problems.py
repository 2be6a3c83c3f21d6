"""What is wrong with a record, as values with equality; every text that people read about it is made here."""

import json
import re
from collections.abc import Callable
from typing import Any

import msgspec

#: How much of a value or a name a message shows.
_SHOWN = 60
_MOST_BYTES = 1000
_MOST_CHOICES = 12


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One problem of one record.

    `code` is stable and names the kind of problem, and `keyword` is the one of the schema that says no, empty where
    none does. `pointer` is the JSON Pointer (RFC 6901) of the value, or of the object that lacks or repeats a member.
    `expected`, `actual` and `hint` are made for people: shortened, without control characters; `hint` says how to mend
    it and is empty where nobody can know.

    `line` and `column` count from 1, columns in characters, and say where the value or its name stands; `end_line` and
    `end_column` are the place behind its last character, None where that is not known. `offset` counts from 0, in bytes
    of UTF-8.
    """

    code: str
    keyword: str = ""
    pointer: str = ""
    expected: str = ""
    actual: str = ""
    hint: str = ""
    line: int = 1
    column: int = 1
    end_line: int | None = None
    end_column: int | None = None
    offset: int = 0

    @property
    def path(self) -> str:
        """The pointer as people write it, such as `outputs[0].data`; empty for the record itself.

        A member whose name is a number looks like an element of an array.
        """
        steps = [step.replace("~1", "/").replace("~0", "~") for step in self.pointer.split("/")[1:]]
        return "".join(map(_step, steps)).removeprefix(".")

    @property
    def message(self) -> str:
        """The problem in one sentence of less than 1 KiB, without a character that could do harm where it is shown."""
        what = f"`{brief(self.pointer)}`" if self.pointer else "the record"
        return _limited(escape(_MESSAGES[self.code].format(what=what, expected=self.expected, actual=self.actual)))

    @property
    def advice(self) -> str:
        """The hint, as harmless and as short as the message."""
        return _limited(escape(self.hint))

    @property
    def text(self) -> str:
        """The message, and the hint where there is one."""
        return f"{self.message}; {self.advice}" if self.hint else self.message

    def moved_down(self, lines: int) -> "Problem":
        """The problem so many lines further down."""
        end = self.end_line
        return msgspec.structs.replace(self, line=self.line + lines, end_line=None if end is None else end + lines)


def _step(step: str) -> str:
    if _INDEX.fullmatch(step):
        return f"[{step}]"
    return f".{step}" if _WORD.fullmatch(step) else f"[{show(step)}]"


#: What stands in a path without quotes.
_INDEX = re.compile(r"0|[1-9][0-9]{0,15}")
_WORD = re.compile(r"[A-Za-z_$][\w$-]{0,59}", re.ASCII)
_MESSAGES = {
    "not-utf8": "not UTF-8: {actual}",
    "not-json": "not JSON: {expected}",
    "too-deep": "nested too deeply to be read",
    "too-long": "the record is longer than the limit of {expected}",
    "other-format": "{what} looks like {actual}, not {expected}",
    "payload-unchecked": "{what} cannot be checked: {actual}",
    "wrong-type": "{what} must be {expected}, not {actual}",
    "missing-member": "{what} lacks the member {expected}",
    "unknown-value": "{what} must be one of {expected}, not {actual}",
    "bad-time": "{what} must be {expected}, not {actual}",
    "payload-refused": "{what} must be {expected}, not {actual}",
    "unknown-member": "{what} is not a member that the schema names",
    "duplicate-member": "{what} has the member {actual} more than once",
    "unmapped-value": "{what} has the value {actual}, which has no counterpart; say what it becomes: {expected}",
    "unfilled-member": "{what} has no value to come from; give one: {expected}",
    "number-out-of-reach": "{what} has an exponent of more than 4,000 digits, which cannot be scaled",
    "not-representable": "{what} is valid but {expected} cannot hold it: {actual}",
    "too-many": "there are more problems than these {expected}; the rest is not shown",
}

CODES = tuple(_MESSAGES)


def escape(text: str) -> str:
    """The text with every character that could steer a terminal, reorder it or break a line as an escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    # JSON's own escapes, so that what is shown can be pasted; DEL is the one that json leaves as it is.
    return "\\u007f" if char == "\x7f" else json.dumps(char)[1:-1]


def _limited(message: str) -> str:
    """The message, cut where it is longer than any sentence of ours should be; it has no lone surrogates left."""
    data = message.encode()
    return message if len(data) <= _MOST_BYTES else f"{data[:_MOST_BYTES].decode(errors='ignore')}…"


def brief(text: str) -> str:
    """The beginning of a text, escaped; no escape is cut in two, and the rest of the text is not looked at."""
    return _beginning(text, escape)


def _beginning(text: str, spell: Callable[[str], str]) -> str:
    shown: list[str] = []
    room = _SHOWN
    for char in text:
        spelling = spell(char)
        room -= len(spelling)
        if room < 0:
            return "".join([*shown, "…"])
        shown.append(spelling)
    return "".join(shown)


def show(value: str | bool | list[Any] | dict[str, Any] | None) -> str:
    """A JSON value for a message: a scalar as JSON spells it, a container by its size.

    A number is shown as it stands in the text (`show_number`), for Python would respell it.
    """
    match value:
        case str():
            return f'"{_beginning(value, _in_quotes)}"'
        case None | bool():
            return json.dumps(value)
        case list():
            return f"an array of {len(value)}"
        case _:
            return f"an object of {len(value)}"


def _in_quotes(char: str) -> str:
    return escape(json.dumps(char, ensure_ascii=False)[1:-1])


def show_number(token: str) -> str:
    """A JSON number for a message, as it stands in the text."""
    return f"the number {brief(token)}"


def choices(values: list[Any]) -> str:
    """A list of allowed values for a message, cut where it is long."""
    shown = ", ".join(json.dumps(value) for value in values[:_MOST_CHOICES])
    return f"{shown} and {len(values) - _MOST_CHOICES} more" if len(values) > _MOST_CHOICES else shown


def pointer(steps: Any) -> str:
    """The JSON Pointer (RFC 6901) of a path of member names and indexes."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)
