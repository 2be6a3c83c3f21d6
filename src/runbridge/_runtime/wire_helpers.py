"""Helpers of the wire converters and checks: text and raw tokens in, text and raw tokens out."""

from collections.abc import Callable

import msgspec
from msgspec import UNSET, Raw, UnsetType

from runbridge._runtime import NULL, numbers
from runbridge._runtime.conversion import Options, Via, was_raw
from runbridge._runtime.registry import Format
from runbridge._runtime.schema import accepts

_DIGITS = frozenset(b"-0123456789")
_FRACTION = frozenset(b".eE")
_ARRAY = ord("[")
#: A token of this length has at most 15 digits, with a point or a sign, and a double always keeps 15 digits.
_SAFE_LENGTH = 15
#: No token of this length is beyond the range of a double.
_SHORT = 25
_read_float = msgspec.json.Decoder(float).decode
_write = msgspec.json.Encoder().encode


def is_number(raw: Raw) -> bool:
    """Whether the value is a number."""
    return memoryview(raw)[0] in _DIGITS


def is_number_or_null(raw: Raw) -> bool:
    """Whether the value is a number or null."""
    return memoryview(raw)[0] in _DIGITS or raw == NULL


def is_integer(raw: Raw) -> bool:
    """Whether the value is a number written as an integer; the schema decides about `1.0`."""
    token = bytes(raw)
    return token[0] in _DIGITS and _FRACTION.isdisjoint(token)


def is_integer_or_null(raw: Raw) -> bool:
    """Whether the value is null or a number written as an integer."""
    return raw == NULL or is_integer(raw)


def was_value(entry: Via, saw: Raw | UnsetType) -> Raw | UnsetType:
    """What a field was, if its counterpart still has the value that was written; UNSET otherwise."""
    return was_raw(entry, saw)


def is_null(value: object) -> bool:
    """Whether the value is null, kept raw or not."""
    return value is None or value == NULL


def first(one: object, other: object) -> str | None:
    """The first of two values that is text; null and missing are not."""
    if isinstance(one, str):
        return one
    return other if isinstance(other, str) else None


def or_null(raw: Raw | UnsetType) -> Raw:
    """The value; missing becomes null."""
    return NULL if raw is UNSET else raw


def shift(raw: Raw | UnsetType, places: int) -> Raw:
    """The number times ten to the power of `places`, in its own format; missing becomes null."""
    if raw is UNSET or raw == NULL:
        return NULL
    return Raw(numbers.shift(bytes(raw).decode(), places).encode())


def scale(raw: Raw | UnsetType, places: int) -> tuple[Raw, bool, bool]:
    """The number times ten to the power of `places`, in its own format; missing becomes null.

    As in `numbers.scale` it comes with whether it comes back, and whether it does after a tool printed one anew.
    """
    if raw is UNSET or raw == NULL:
        return NULL, True, True
    token = _write(raw)
    shifted = numbers.shift_plain(token, places)
    if shifted is None:
        value, comes_back, survives = numbers.scale(token.decode(), places)
        return Raw(value.encode()), comes_back, survives
    return Raw(shifted), True, len(token) <= _SAFE_LENGTH or _survives(token, shifted, places)


def _survives(token: bytes, shifted: bytes, places: int) -> bool:
    """`numbers.survives` for tokens without exponent; faster where a token is what is printed for its double."""
    if len(token) <= _SHORT:
        value, other = _read_float(token), _read_float(shifted)
        printed, other_printed = _write(value), _write(other)
        if printed == token:
            return other_printed == shifted or _shifted(other_printed, -places) == value
        if other_printed == shifted:
            return _shifted(printed, places) == other
    return numbers.survives(token.decode(), shifted.decode(), places)


def _shifted(token: bytes, places: int) -> float:
    return float(numbers.shift(token.decode(), places))


def shifts_to(was: Raw, places: int, saw: Raw | UnsetType) -> bool:
    """Whether the rule sends `was` to `saw`."""
    if saw is UNSET or saw == NULL or not is_number(was):
        return saw == NULL and was == NULL
    try:
        return numbers.equal_or_printed(numbers.shift(bytes(was).decode(), places), bytes(saw).decode())
    except OverflowError:
        return False


def comes_back(raw: Raw, other: Raw | UnsetType, places: int) -> bool:
    """Whether shifting `other` back by `places` gives the token of `raw`, or one that a tool printed anew as `raw`."""
    back = shift(other, -places)
    return back == raw or (raw != NULL != back and numbers.reprinted(bytes(back).decode(), bytes(raw).decode()))


def conforming(
    raw: Raw | UnsetType, fits: Callable[[Raw], bool], form: Format, field: str, options: Options
) -> Raw | UnsetType:
    """The value where it is a valid array for a field, UNSET elsewhere and for null."""
    if raw is UNSET or memoryview(raw)[0] != _ARRAY:
        return UNSET
    return raw if fits(raw) or accepts(form, options.profile, field, raw) else UNSET
