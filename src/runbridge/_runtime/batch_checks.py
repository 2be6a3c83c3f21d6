"""Checks of many values at once: joined to one JSON text that msgspec decodes in one call.

False may only mean that the values must be checked one by one: msgspec refuses some that are valid.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Raw

Item = TypeVar("Item")

_REFUSALS = (msgspec.DecodeError, UnicodeError, RecursionError)
_TIMES = msgspec.json.Decoder(list[Annotated[datetime, Meta(tz=True)]])
_LAX_TIMES = msgspec.json.Decoder(list[datetime])
_NUMBERS = msgspec.json.Decoder(list[float])
_NUMBERS_OR_NULL = msgspec.json.Decoder(list[float | None])
_INTEGERS = msgspec.json.Decoder(list[int])
_INTEGERS_OR_NULL = msgspec.json.Decoder(list[int | None])


def are_times(texts: Sequence[str]) -> bool:
    """Whether all texts are date-times with their offset."""
    return _are_times(texts, _TIMES)


def are_lax_times(texts: Sequence[str]) -> bool:
    """Whether all texts are date-times, with or without their offset."""
    return _are_times(texts, _LAX_TIMES)


def _are_times(texts: Sequence[str], decoder: msgspec.json.Decoder[list[datetime]]) -> bool:
    joined = '","'.join(texts)
    # What msgspec takes and RFC 3339 does not: a space for the T, and an offset without its colon. A quote or a
    # backslash could turn one text into several, or into another.
    if " " in joined or "\\" in joined:
        return False
    # Where all of them end with Z, which is what most do, none has an offset.
    if joined.count("Z") != len(texts):
        offsets = joined.count("+") + joined.count("-") - 2 * len(texts)
        if joined.count(":") != 2 * len(texts) + offsets:
            return False
    try:
        return not texts or len(decoder.decode(f'["{joined}"]')) == len(texts)
    except _REFUSALS:
        return False


def are_numbers(raws: Sequence[Raw]) -> bool:
    """Whether all values are numbers."""
    return _are(raws, _NUMBERS)


def are_numbers_or_null(raws: Sequence[Raw]) -> bool:
    """Whether all values are numbers or null."""
    return _are(raws, _NUMBERS_OR_NULL)


def are_integers(raws: Sequence[Raw]) -> bool:
    """Whether all values are numbers written as integers."""
    return _are(raws, _INTEGERS)


def are_integers_or_null(raws: Sequence[Raw]) -> bool:
    """Whether all values are null or numbers written as integers."""
    return _are(raws, _INTEGERS_OR_NULL)


def _are(raws: Sequence[Raw], decoder: msgspec.json.Decoder[Any]) -> bool:
    try:
        decoder.decode(_joined(raws))
    except _REFUSALS:
        return False
    return True


def read_arrays(decoder: msgspec.json.Decoder[list[list[Item]]], raws: Sequence[Raw]) -> list[Item] | None:
    """The items of all arrays; None where msgspec refuses one."""
    try:
        return list(chain.from_iterable(decoder.decode(_joined(raws))))
    except _REFUSALS:
        return None


def _joined(raws: Sequence[Raw]) -> bytes:
    return b"[" + b",".join(raws) + b"]"
