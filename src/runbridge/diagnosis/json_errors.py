"""Why a text is not JSON: the reason of the standard library, a better location, and the fix."""

import re
from json import JSONDecodeError
from typing import NamedTuple

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
    known = next((fix for start, fix in _FIXES.items() if reason.startswith(start)), None)
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


def _separator(reason: str, char: str) -> str:
    if reason.startswith("expecting ',' delimiter"):
        return "add a comma before this" if char in '"{[' else ""
    if reason.startswith("expecting ':' delimiter"):
        return "write a colon and a value after a name"
    return "use double quotes for names" if reason.startswith("expecting property name") else ""
