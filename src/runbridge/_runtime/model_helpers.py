"""Helpers of the model converters: the same names as in `wire_helpers`, for Python values."""

from collections.abc import Callable
from copy import deepcopy
from math import isinf
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, Raw, UnsetType

from runbridge._runtime import numbers
from runbridge._runtime.conversion import Options, UnrepresentableNumber, Via, was_raw
from runbridge._runtime.json_codec import collect_unknown_fields, decode_json, encode_json, restore_unknown_fields
from runbridge._runtime.numbers import Scaled
from runbridge._runtime.wire_helpers import first

__all__ = [
    "comes_back",
    "conforming",
    "first",
    "one_null",
    "opaque",
    "or_null",
    "scale",
    "shifts_to",
    "was_value",
]

Record = TypeVar("Record")

Number = int | float


def was_value(entry: Via, saw: Any) -> Any:
    """What a field was, if its counterpart still has the value that was written; UNSET otherwise."""
    was = was_raw(entry, saw)
    return UNSET if was is UNSET else decode_json(was)


def or_null(value: Any) -> Any:
    """A copy of an opaque value; missing becomes null."""
    return None if value is UNSET else deepcopy(value)


def one_null(value: Any) -> Any:
    """A copy of an opaque value."""
    return deepcopy(value)


def shift(value: Number | UnsetType | None, places: int) -> Number | None:
    """The number times ten to the power of `places`, exactly as in its JSON text; missing becomes null.

    Raises UnrepresentableNumber when no float can represent it, nor an int of as many digits as Python converts.
    """
    if value is UNSET or value is None:
        return None
    shifted = numbers.shift(repr(value), places)
    if shifted.lstrip("-").isdigit():
        return _integer(shifted)
    number = float(shifted)
    if isinf(number):
        raise UnrepresentableNumber(shifted)
    return number


def _integer(digits: str) -> int:
    try:
        return int(digits)
    except ValueError:
        # More than 4,300 digits by default.
        raise UnrepresentableNumber(digits) from None


def scale(value: Number | UnsetType | None, places: int) -> Scaled[Number | None]:
    """The number times ten to the power of `places`; missing becomes null."""
    shifted = shift(value, places)
    back = value is UNSET or comes_back(value, shifted, places)
    # A float reads the same however it is printed.
    return Scaled(shifted, back, back)


def shifts_to(was: object, places: int, saw: Number | UnsetType | None) -> bool:
    """Whether the rule sends `was` to `saw`."""
    if isinstance(was, bool) or not isinstance(was, int | float):
        return False
    if isinstance(saw, UnsetType) or saw is None:
        return False
    return numbers.equal_or_printed(numbers.shift(repr(was), places), repr(saw))


def comes_back(value: Number | None, other: Number | UnsetType | None, places: int) -> bool:
    """Whether shifting `other` back by `places` gives the value again, an integer as an integer."""
    back = shift(other, -places)
    return type(back) is type(value) and back == value


def conforming(
    value: Any,
    valid: Callable[[Raw, Options], Raw | UnsetType],
    records: type[list[Record]],
    walk: Callable[..., None],
    options: Options,
) -> list[Record] | UnsetType:
    """The value as a list of structs where it is valid as one, UNSET elsewhere and for null."""
    if isinstance(value, UnsetType):
        return value
    raw = valid(Raw(encode_json(value)), options)
    if raw is UNSET:
        return UNSET
    tree = decode_json(raw)
    for record in tree:
        walk(record, collect_unknown_fields)
    try:
        return msgspec.convert(tree, records)
    except msgspec.ValidationError:
        # Valid, but a datetime cannot represent one of its times.
        return UNSET


def opaque(records: Any, walk: Callable[..., None]) -> Any:
    """A list of structs as plain Python values, with unknown fields in place; missing becomes null."""
    if records is UNSET:
        return None
    tree = msgspec.to_builtins(records)
    for record in tree:
        walk(record, restore_unknown_fields)
    return tree
