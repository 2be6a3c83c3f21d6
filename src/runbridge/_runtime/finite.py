"""Numbers in models that JSON has no text for: NaN and the infinities, for which msgspec writes `null`.

The thorough look is slow, so quick ones go before it, which most models pass: every `null` in a long text is a None of
the model, or no float in its binary form has the exponent of NaN and the infinities.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from math import isfinite
from typing import Any, cast

import msgspec
from msgspec import Struct
from msgspec.structs import astuple

from runbridge._runtime.schema_validator import Path
from runbridge._runtime.unknown_fields import UNKNOWN

_NULL = b"null"
#: In a shorter text nulls are not counted faster than the binary form is made and searched.
_LONG = 4000
#: A float of MessagePack whose exponent has all bits set; the same bytes may stand for something else.
_NOT_FINITE = re.compile(rb"\xcb[\x7f\xff][\xf0-\xff]")
_pack = msgspec.msgpack.Encoder().encode


def surely_finite(run: Struct, text: bytes | None = None) -> bool:
    """Whether a quick look shows that all numbers of a model are finite; `text` is what msgspec writes for it."""
    if text is not None and len(text) >= _LONG and _nulls_are_none(run, text):
        return True
    try:
        return _NOT_FINITE.search(_pack(run)) is None
    except (TypeError, ValueError, OverflowError, RecursionError):
        # What MessagePack lacks: lone surrogates, integers of more than 64 bits.
        return False


def _nulls_are_none(run: Struct, text: bytes) -> bool:
    """Whether there are as many nulls as members of the run and of the records in its lists that are None."""
    nulls = text.count(_NULL)
    values = astuple(run)
    nones = values.count(None)
    if nulls > nones:
        for value in values:
            if value.__class__ is list:
                for record in cast("Sequence[Any]", value):
                    if isinstance(record, Struct):
                        nones += astuple(record).count(None)
    return nulls == nones


def not_finite(run: Struct) -> Iterator[tuple[Path, float]]:
    """The numbers of a model that are not finite, with their paths, in the order of its text."""
    # A list, not recursion: what Python's parser could read must not be too deep for this.
    waiting: list[tuple[Path, Any]] = [((), run)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, float):
            if not isfinite(value):
                yield path, value
        else:
            waiting += reversed([((*path, step), child) for step, child in _inside(value)])


def _inside(value: Any) -> Iterable[tuple[str | int, Any]]:
    match value:
        case Struct():
            return _members(value)
        case dict():
            return cast("dict[str, Any]", value).items()
        case list() | tuple() | set() | frozenset():
            return enumerate(cast("Iterable[Any]", value))
        case _:
            return ()


def _members(record: Struct) -> Iterator[tuple[str, Any]]:
    """The members as they are written, those under UNKNOWN among them."""
    names = record.__struct_encode_fields__
    for name, value in zip(names, astuple(record), strict=True):
        if name == UNKNOWN and isinstance(value, dict):
            members = cast("dict[str, Any]", value)
            # A member that the schema names is never overwritten.
            yield from ((each, child) for each, child in members.items() if each == UNKNOWN or each not in names)
        else:
            yield name, value
