"""The problems of a record, as values with equality, and the text of their messages."""

import json
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Literal

import msgspec

#: How many characters of a value or a name a message shows.
_MAX_SHOWN = 60
_MAX_BYTES = 1000
_MAX_CHOICES = 12


#: What to do: write another value, rename a field, add one, remove one, correct the text of the record, read it as
#: another format, or give an option of a conversion.
FixKind = Literal["replace", "rename", "add", "remove", "edit", "read-as", "set", "map"]


class Fix(msgspec.Struct, frozen=True, kw_only=True):
    """How to fix a problem, as data; `text` is the same in words.

    `kind` says what to do: `replace` the value, `rename` the field to `replacement`, `add` the missing field, `remove`
    the value or field, `edit` the text, which is not JSON, `read-as` one of the formats in `choices`, or give an option
    of the conversion: `set` (a value for `field`) or `map` (one of `choices` for the `value` of `field`).

    `field` is the name of a field, `replacement` a name or the JSON text of a value, `choices` are names or JSON texts.
    `note` is a remark. `value` is cut after 1,000 characters. `condition` is what must be true for the replacement to
    be right; with `is_certain` false it is a guess. `accepted_by` names what accepts the record as it is: `tolerant`
    (the profile) or `non-strict`.
    """

    kind: FixKind
    field: str = ""
    value: str = ""
    replacement: str = ""
    choices: tuple[str, ...] = ()
    note: str = ""
    condition: str = ""
    is_certain: bool = True
    accepted_by: Literal["", "tolerant", "non-strict"] = ""

    @property
    def text(self) -> str:
        """The fix in one sentence of less than 1 KiB, without control characters."""
        return _remembered_fix(self) if _length(self) <= _MAX_REMEMBERED else _fix_text(self)


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One problem of one record.

    `code` is stable and names the kind of problem; `keyword` is the keyword of the schema that rejects the value, or
    empty. `pointer` is the JSON Pointer (RFC 6901) of the value in the record, or of the object with a missing or
    duplicate field. `target` is the field of the target format that a conversion has no value for, else empty.
    `expected` and `actual` describe the values: shortened, without control characters. `fix` is None where no fix is
    known.

    `line` and `column` are those of the value or its name, from 1, columns in characters; both are 0 where the record
    was no text but a mapping. `end_line` and `end_column` are those after its last character, None where they are
    unknown. `offset` counts from 0, in bytes of UTF-8.
    """

    code: str
    keyword: str = ""
    pointer: str = ""
    target: str = ""
    expected: str = ""
    actual: str = ""
    fix: Fix | None = None
    line: int = 1
    column: int = 1
    end_line: int | None = None
    end_column: int | None = None
    offset: int = 0

    @property
    def path(self) -> str:
        """The pointer in dotted notation, such as `outputs[0].data`; empty for the record itself.

        A field whose name is a number looks like an element of an array.
        """
        steps = [step.replace("~1", "/").replace("~0", "~") for step in self.pointer.split("/")[1:]]
        return "".join(map(_step, steps)).removeprefix(".")

    @property
    def message(self) -> str:
        """The problem in one sentence of less than 1 KiB, without control characters."""
        is_short = len(self.pointer) + len(self.expected) + len(self.actual) <= _MAX_REMEMBERED
        make = _remembered_message if is_short else _message
        return make(self.code, self.pointer, self.expected, self.actual)


def move_down(problem: Problem, lines: int) -> Problem:
    """The problem with its location so many lines further down."""
    end = problem.end_line
    return msgspec.structs.replace(problem, line=problem.line + lines, end_line=None if end is None else end + lines)


def without_location(problem: Problem) -> Problem:
    """The problem of a record that has no text."""
    return msgspec.structs.replace(problem, line=0, column=0, end_line=None, end_column=None, offset=0)


#: Many problems differ in their locations only; short messages are cached.
_MAX_REMEMBERED = 300


def _message(code: str, pointer: str, expected: str, actual: str) -> str:
    what = f"`{brief(pointer)}`" if pointer else "the record"
    return limited(escape(_MESSAGES[code].format(what=what, expected=expected, actual=actual)))


def _length(fix: Fix) -> int:
    return len(fix.note) + len(fix.field) + len(fix.value) + len(fix.replacement) + sum(map(len, fix.choices))


def _fix_text(fix: Fix) -> str:
    text = _fix_core(fix)
    return limited(escape(f"{text} if {fix.condition}" if fix.condition else text))


def _fix_core(fix: Fix) -> str:
    match fix.kind:
        case "rename" if fix.field:
            unsure = "" if fix.is_certain else " if they are the same field"
            return f"rename `{brief(fix.field)}` to `{brief(fix.replacement)}`{unsure}"
        case "rename":
            return f"did you mean `{brief(fix.replacement)}`?"
        case "add":
            return f"add it: {fix.note}" if fix.note else "add it"
        case "read-as":
            return f"read it as {' or '.join(fix.choices)}"
        case "set":
            return f"give a value for `{brief(fix.field)}`"
        case "map":
            return f"give its counterpart: {' or '.join(fix.choices)}"
        case "remove":
            return fix.note or "remove it"
        case _:
            return _replacement_text(fix)


def _replacement_text(fix: Fix) -> str:
    """The text for another value or another JSON text."""
    if fix.replacement and not fix.is_certain:
        return f"did you mean {fix.replacement}?"
    parts = [fix.note] if fix.note else []
    if fix.replacement:
        parts.append(f"write {fix.replacement}")
    elif fix.choices:
        parts.append(f"write {' or '.join(fix.choices)}" if fix.note else f"write one of {list_of(fix.choices)}")
    return "; ".join(parts)


_remembered_message = lru_cache(maxsize=2000)(_message)
_remembered_fix = lru_cache(maxsize=2000)(_fix_text)


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
    "excessive-nesting": "nested too deeply",
    "oversized-record": "the record is longer than the limit of {expected}",
    "unexpected-format": "{what} looks like {actual}, not {expected}",
    "unknown-format": "{what} has no field of {expected}",
    "payload-unchecked": "{what} cannot be checked: {actual}",
    "invalid-type": "{what} must be {expected}, not {actual}",
    "missing-field": "{what} is missing the field {expected}",
    "unknown-value": "{what} must be one of {expected}, not {actual}",
    "invalid-timestamp": "{what} must be {expected}, not {actual}",
    "payload-invalid": "{what} must be {expected}, not {actual}",
    "unknown-field": "{what} is not a field of the schema",
    "invalid-residue": "{what} must be {expected}, not {actual}",
    "duplicate-field": "{what} has the field {actual} more than once",
    "unmapped-value": "{what} has the value {actual}, which has no counterpart in {expected}",
    "unfilled-field": "{what} has no value for {expected}, a required field of the target",
    "excessive-exponent": "{what} has an exponent of more than 4,000 digits, so its decimal point cannot be moved",
    "unrepresentable-value": "{what} cannot be represented as {expected}: {actual}",
    "too-many-problems": "there are more problems than these {expected}; the rest is not reported",
}

CODES = tuple(_MESSAGES)


def escape(text: str) -> str:
    """The text with an escape for each character that controls a terminal, changes the direction or breaks the line."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    # JSON's escapes, so that the text can be pasted; json does not escape DEL.
    return "\\u007f" if char == "\x7f" else json.dumps(char)[1:-1]


def limited(message: str) -> str:
    """The message, cut where it is too long; it has no unpaired surrogates."""
    data = message.encode()
    return message if len(data) <= _MAX_BYTES else f"{data[:_MAX_BYTES].decode(errors='ignore')}…"


def brief(text: str) -> str:
    """The start of a text, escaped; no escape is cut, and the rest of the text is not read."""
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


def choices(values: Sequence[Any]) -> str:
    """A list of allowed values for a message, cut where it is long."""
    return list_of([json.dumps(value) for value in values[:_MAX_CHOICES]], len(values))


def list_of(shown: Sequence[str], count: int = 0) -> str:
    """Texts as a list, cut where it is long; `count` is their number where only the first are given."""
    more = max(count, len(shown)) - _MAX_CHOICES
    text = ", ".join(shown[:_MAX_CHOICES])
    return f"{text} and {more} more" if more > 0 else text


def pointer(steps: Any) -> str:
    """The JSON Pointer (RFC 6901) of a path of field names and indexes."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)
