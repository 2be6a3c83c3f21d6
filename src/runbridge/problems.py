"""The problems of a record, as values with equality, and the text of their messages."""

import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import msgspec

#: How much of a value or a name a message shows.
_MAX_SHOWN = 60
_MAX_BYTES = 1000
_MAX_CHOICES = 12


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One problem of one record.

    `code` is stable and names the kind of problem; `keyword` is the schema keyword that refuses the value, or empty.
    `pointer` is the JSON Pointer (RFC 6901) of the value, or of the object with a missing or duplicate field.
    `expected`, `actual` and `hint` are for people: shortened, without control characters; `hint` is the fix, empty
    where it is unknown.

    `line` and `column` are those of the value or its name, from 1, columns in characters; `end_line` and `end_column`
    are those after its last character, None where they are unknown. `offset` counts from 0, in bytes of UTF-8.
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

        A field whose name is a number looks like an element of an array.
        """
        steps = [step.replace("~1", "/").replace("~0", "~") for step in self.pointer.split("/")[1:]]
        return "".join(map(_step, steps)).removeprefix(".")

    @property
    def message(self) -> str:
        """The problem in one sentence of less than 1 KiB, without characters that could harm a terminal."""
        is_short = len(self.pointer) + len(self.expected) + len(self.actual) <= _MAX_REMEMBERED
        make = _remembered_message if is_short else _message
        return make(self.code, self.pointer, self.expected, self.actual)

    @property
    def advice(self) -> str:
        """The hint, escaped and cut as the message is."""
        return _remembered_advice(self.hint) if len(self.hint) <= _MAX_REMEMBERED else _advice(self.hint)

    @property
    def text(self) -> str:
        """The message, and the hint where there is one."""
        return f"{self.message}; {self.advice}" if self.hint else self.message

    def moved_down(self, lines: int) -> "Problem":
        """The problem with its location so many lines further down."""
        end = self.end_line
        return msgspec.structs.replace(self, line=self.line + lines, end_line=None if end is None else end + lines)


#: Many problems differ in their locations only; the messages of short ones are made once.
_MAX_REMEMBERED = 300


def _message(code: str, pointer: str, expected: str, actual: str) -> str:
    what = f"`{brief(pointer)}`" if pointer else "the record"
    return _limited(escape(_MESSAGES[code].format(what=what, expected=expected, actual=actual)))


def _advice(hint: str) -> str:
    return _limited(escape(hint))


_remembered_message = lru_cache(maxsize=2000)(_message)
_remembered_advice = lru_cache(maxsize=2000)(_advice)


def _step(step: str) -> str:
    if _INDEX.fullmatch(step):
        return f"[{step}]"
    return f".{step}" if _WORD.fullmatch(step) else f"[{show(step)}]"


#: The steps of a path that need no quotes.
_INDEX = re.compile(r"0|[1-9][0-9]{0,15}")
_WORD = re.compile(r"[A-Za-z_$][\w$-]{0,59}", re.ASCII)
_MESSAGES = {
    "invalid-utf8": "not UTF-8: {actual}",
    "invalid-json": "not JSON: {expected}",
    "too-deep": "nested too deeply",
    "too-long": "the record is longer than the limit of {expected}",
    "other-format": "{what} looks like {actual}, not {expected}",
    "payload-unchecked": "{what} cannot be checked: {actual}",
    "invalid-type": "{what} must be {expected}, not {actual}",
    "missing-field": "{what} is missing the field {expected}",
    "unknown-value": "{what} must be one of {expected}, not {actual}",
    "invalid-timestamp": "{what} must be {expected}, not {actual}",
    "payload-invalid": "{what} must be {expected}, not {actual}",
    "unknown-field": "{what} is not a field of the schema",
    "duplicate-field": "{what} has the field {actual} more than once",
    "unmapped-value": "{what} has the value {actual}, which has no counterpart; give one with {expected}",
    "unfilled-field": "{what} has no source value; give one with {expected}",
    "number-out-of-range": "{what} has an exponent of more than 4,000 digits, so its decimal point cannot be moved",
    "not-representable": "{what} is valid but {expected} cannot hold it: {actual}",
    "too-many-problems": "there are more problems than these {expected}; the rest is not reported",
}

CODES = tuple(_MESSAGES)


def escape(text: str) -> str:
    """The text with every character that could steer a terminal, reorder it or break a line as an escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    # JSON's escapes, so that the text can be pasted; json does not escape DEL.
    return "\\u007f" if char == "\x7f" else json.dumps(char)[1:-1]


def _limited(message: str) -> str:
    """The message, cut where it is too long; it has no unpaired surrogates."""
    data = message.encode()
    return message if len(data) <= _MAX_BYTES else f"{data[:_MAX_BYTES].decode(errors='ignore')}…"


def brief(text: str) -> str:
    """The beginning of a text, escaped; no escape is cut, and the rest of the text is not read."""
    if len(text) <= _MAX_SHOWN and text.isascii() and text.isprintable():
        return text
    return _beginning(text, escape)


def _beginning(text: str, represent: Callable[[str], str]) -> str:
    shown: list[str] = []
    room = _MAX_SHOWN
    for char in text:
        shown_char = represent(char)
        room -= len(shown_char)
        if room < 0:
            return "".join([*shown, "…"])
        shown.append(shown_char)
    return "".join(shown)


def show(value: str | bool | list[Any] | dict[str, Any] | None) -> str:
    """A JSON value for a message: a scalar as JSON text, a container by its size.

    For a number use `show_number`, which keeps its literal text.
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
    """A JSON number for a message, as its literal text."""
    return f"the number {brief(token)}"


def choices(values: list[Any]) -> str:
    """A list of allowed values for a message, cut where it is long."""
    shown = ", ".join(json.dumps(value) for value in values[:_MAX_CHOICES])
    return f"{shown} and {len(values) - _MAX_CHOICES} more" if len(values) > _MAX_CHOICES else shown


def pointer(steps: Any) -> str:
    """The JSON Pointer (RFC 6901) of a path of field names and indexes."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)
