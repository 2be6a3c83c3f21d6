"""The texts of problems and fixes: a message for each code, and how values are shown in messages."""

import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

#: How many characters of a value or a name a message shows.
_MAX_SHOWN = 60
_MAX_BYTES = 1000
_MAX_CHOICES = 12
#: Many problems differ in their locations only; short messages are cached.
_MAX_REMEMBERED = 300

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
    "unfilled-field": "{what} has no value for {expected}, a required field of {actual}",
    "excessive-exponent": "{what} has an exponent of more than 4,000 digits, so its decimal point cannot be moved",
    "unrepresentable-value": "{what} cannot be represented as {expected}: {actual}",
    "too-many-problems": "there are more problems than these {expected}; the rest is not reported",
}

CODES = tuple(_MESSAGES)


def text_of_problem(code: str, pointer: str, expected: str, actual: str) -> str:
    """The message of a problem: one sentence of less than 1 KiB, without control characters."""
    is_short = len(pointer) + len(expected) + len(actual) <= _MAX_REMEMBERED
    return (_remembered_message if is_short else _message)(code, pointer, expected, actual)


def _message(code: str, pointer: str, expected: str, actual: str) -> str:
    what = f"`{brief(pointer)}`" if pointer else "the record"
    return limited(escape(_MESSAGES[code].format(what=what, expected=expected, actual=actual)))


def text_of_fix(
    *,
    kind: str,
    field: str,
    replacement: str,
    choices: tuple[str, ...],
    note: str,
    condition: str,
    is_certain: bool,
) -> str:
    """A fix in one sentence of less than 1 KiB, without control characters; the parts are those of `Fix`."""
    is_short = len(note) + len(field) + len(replacement) + sum(map(len, choices)) <= _MAX_REMEMBERED
    make = _remembered_fix if is_short else _fix_text
    return make(kind, field, replacement, choices, note, condition, is_certain=is_certain)


def _fix_text(
    kind: str,
    field: str,
    replacement: str,
    choices: tuple[str, ...],
    note: str,
    condition: str,
    *,
    is_certain: bool,
) -> str:
    text = _fix_core(kind, field, replacement, choices, note, is_certain=is_certain)
    return limited(escape(f"{text} if {condition}" if condition else text))


def _fix_core(kind: str, field: str, replacement: str, choices: tuple[str, ...], note: str, *, is_certain: bool) -> str:
    match kind:
        case "rename" if field:
            unsure = "" if is_certain else " if they are the same field"
            return f"rename `{brief(field)}` to `{brief(replacement)}`{unsure}"
        case "rename":
            return f"did you mean `{brief(replacement)}`?"
        case "add":
            return f"add it: {note}" if note else "add it"
        case "read-as":
            return f"read it as {' or '.join(choices)}"
        case "set":
            return f"give a value for `{brief(field)}`"
        case "map":
            return f"give its counterpart: {' or '.join(choices)}"
        case "remove":
            return note or "remove it"
        case _:
            return _replacement_text(replacement, choices, note, is_certain=is_certain)


def _replacement_text(replacement: str, choices: tuple[str, ...], note: str, *, is_certain: bool) -> str:
    """The text for another value or another JSON text."""
    if replacement and not is_certain:
        return f"did you mean {replacement}?"
    parts = [note] if note else []
    if replacement:
        parts.append(f"write {replacement}")
    elif choices:
        parts.append(f"write {' or '.join(choices)}" if note else f"write one of {list_of(choices)}")
    return "; ".join(parts)


_remembered_message = lru_cache(maxsize=2000)(_message)
_remembered_fix = lru_cache(maxsize=2000)(_fix_text)


#: What to do about a rule that does not convert every value.
ADVICE_ON_REJECTED = (
    "allow in the schema of the target what that of the source allows, or list both fields under `residue` instead of"
    " the rule"
)


def text_of_rejected(rule: str, source: str, target: str, reason: str) -> str:
    """The message for a rule that does not convert every value; `reason` has the value and what is wrong with it."""
    text = f"the rule `{rule}` from {brief(source)} to {brief(target)} does not convert every value: {reason}"
    return limited(escape(text))


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
