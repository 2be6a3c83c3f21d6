"""Facts about JSON values in their literal text, without making Python values of them."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from msgspec import Raw

from runbridge._runtime.json_codec import decode_json
from runbridge._runtime.json_parser import parse_float
from runbridge._runtime.times import is_local_time, is_time
from runbridge.problem_messages import brief, show

#: The JSON type of a value by its first byte; all that are left are numbers.
TYPES: Mapping[int, str] = {
    ord('"'): "string",
    ord("{"): "object",
    ord("["): "array",
    ord("t"): "boolean",
    ord("f"): "boolean",
    ord("n"): "null",
}
#: The largest integer up to which double, and so JavaScript, has all of them.
_SAFE = 2**53
_SAFE_DIGITS = 16
_LONG_INTEGER = re.compile(rb"(?<![\d.eE+-])-?(\d{16,})(?![\d.eE])")
#: Removes everything but brackets, and makes both kinds of brackets the same.
_BRACKETS = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
#: Brackets are removed in pairs, all innermost ones at once, as long as there are few levels.
_LEVELS = 64
#: More of a token than is ever shown.
_LOOKED_AT = 400

#: The literal text of a value, cut from the text around it.
Value: TypeAlias = Raw | bytes


def type_of(token: bytes) -> str:
    """The JSON type of a value; `integer` as JSON Schema defines it, `number` for other numbers."""
    return TYPES.get(token[0]) or ("integer" if is_integer(token) else "number")


def is_integer(token: bytes) -> bool:
    """Whether a number is an integer, as validation decides: by its exact value, such as that of `1.0`."""
    return token.lstrip(b"-").isdigit() or parse_float(token.decode()).is_integer()


def has_unsafe_integer(token: bytes) -> bool:
    """Whether there is an integer beyond 2^53 in a value, which JavaScript would change."""
    text = token if token[0] not in b'"[{' else _outside_strings(token)
    return any(len(each) > _SAFE_DIGITS or int(each) > _SAFE for each in _LONG_INTEGER.findall(text))


def depth(token: bytes) -> int:
    """The nesting depth of a value: 0 for a scalar, 1 for `[]`."""
    if token[0] not in b"[{":
        return 0
    brackets = _outside_strings(token).translate(_BRACKETS, _NO_BRACKETS)
    levels = 0
    while brackets and levels < _LEVELS:
        brackets = brackets.replace(b"[]", b"")
        levels += 1
    return levels + _count_levels(brackets)


def _count_levels(brackets: bytes) -> int:
    most = level = 0
    for bracket in brackets:
        level += 1 if bracket == ord("[") else -1
        most = max(most, level)
    return most


def _outside_strings(token: bytes) -> bytes:
    # Backslashes occur in strings only. Without escaped backslashes and quotes, each quote opens or closes a string.
    if b"\\" in token:
        token = token.replace(b"\\\\", b"").replace(b'\\"', b"")
    return b"".join(token.split(b'"')[::2])


def text_of(token: bytes) -> str:
    """The text of a JSON string; an unpaired surrogate stays one."""
    if b"\\" not in token:
        return token[1:-1].decode()
    text: str = decode_json(token)
    return text


def shown(token: bytes) -> str:
    """A value as shown: the beginning of its literal text, escaped; for a string its characters, in quotes."""
    if token[0] == ord('"'):
        return show(text_of(token))
    return brief(token[:_LOOKED_AT].decode(errors="ignore"))


_CHECKS: Mapping[str, Callable[[str], bool]] = {"date-time": is_time, "date-time-local": is_local_time}

#: Replaces all digits, so that few different times are left to analyze. It does not work for leap seconds.
_ONES = bytes.maketrans(b"0123456789", b"1111111111")
_LEAP_SECOND = b":60"
#: The representation of a text that is not a time.
NO_TIME = "not a date-time"
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)([Tt ])(\d\d:\d\d:(\d\d))(?:[.,](\d+))?(?:([Zz])|[+-]\d\d(:?)\d\d|([+-]\d\d))?", re.ASCII
)
_FRACTIONS = ((0, "seconds"), (3, "milliseconds"), (6, "microseconds"), (9, "nanoseconds"))


def is_valid_time(text: str, formats: Sequence[str]) -> bool:
    """Whether a text has one of the formats."""
    return any(_CHECKS[name](text) for name in formats)


def time_representation(text: str) -> str:
    """The representation of a time, in words: `Z with microseconds`. There are a few dozen of them."""
    match = _TIME.fullmatch(text)
    if match is None:
        return NO_TIME
    date, between, clock, second, fraction, zulu, colon, hours = match.groups()
    digits = len(fraction or "")
    rest = {
        "a space": between == " ",
        "lower case": between == "t" or zulu == "z",
        "a decimal comma": "," in text,
        "a leap second": second == "60",
        "no such time": second != "60" and not is_local_time(f"{date}T{clock}"),
    }
    precision = next((name for most, name in _FRACTIONS if digits <= most), "more digits than nanoseconds")
    words = [precision, *(word for word, is_so in rest.items() if is_so)]
    return f"{_offset(zulu, colon, hours)} with {' and '.join(words)}"


def valid_time_representation(token: bytes) -> str:
    """The representation of a valid time, given as literal text."""
    return (
        time_representation(text_of(token))
        if _LEAP_SECOND in token
        else _cached_time_representation(token.translate(_ONES))
    )


@lru_cache(maxsize=256)
def _cached_time_representation(token: bytes) -> str:
    return time_representation(text_of(token))


def _offset(zulu: str | None, colon: str | None, hours: str | None) -> str:
    if zulu is not None:
        return "Z"
    if colon == "" or hours is not None:
        return "offset without colon"
    return "no offset" if colon is None else "offset"
