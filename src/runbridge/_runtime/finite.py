"""Numbers in models that JSON has no text for: NaN and the infinities, for which msgspec writes `null`.

The exact check is slow, so quick ones come first, which most models pass: every `null` in a long text is a None of
the model, or no float in its MessagePack form has the exponent of NaN and the infinities.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from math import isfinite
from typing import Any, cast

import msgspec
from msgspec import Struct
from msgspec.structs import astuple

from runbridge._runtime.json_codec import UNKNOWN
from runbridge._runtime.schema_validator import Path

_NULL = b"null"
#: For a shorter text, to count nulls is not faster than to make and search the MessagePack form.
_LONG = 4000
#: A float of MessagePack whose exponent has all bits set. The same bytes may be part of another value.
_NOT_FINITE = re.compile(rb"\xcb[\x7f\xff][\xf0-\xff]")
_pack = msgspec.msgpack.Encoder().encode


def surely_finite(run: Struct, text: bytes | None = None) -> bool:
    """Whether a quick check shows that all numbers of a model are finite; `text` is its JSON text by msgspec."""
    if text is not None and len(text) >= _LONG and _nulls_are_none(run, text):
        return True
    try:
        return _NOT_FINITE.search(_pack(run)) is None
    except (TypeError, ValueError, OverflowError, RecursionError):
        # MessagePack has no lone surrogates and no integers of more than 64 bits.
        return False


def _nulls_are_none(run: Struct, text: bytes) -> bool:
    """Whether there are as many nulls as fields that are None, in the record and in the records of its lists."""
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
    # A list instead of recursion: whatever Python's parser could read must not be too deep for this.
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
            return _fields(value)
        case dict():
            return cast("dict[str, Any]", value).items()
        case list() | tuple() | set() | frozenset():
            return enumerate(cast("Iterable[Any]", value))
        case _:
            return ()


def _fields(record: Struct) -> Iterator[tuple[str, Any]]:
    """The fields as they are written, including those under UNKNOWN."""
    names = record.__struct_encode_fields__
    for name, value in zip(names, astuple(record), strict=True):
        if name == UNKNOWN and isinstance(value, dict):
            fields = cast("dict[str, Any]", value)
            # A known field is never overwritten.
            yield from ((each, child) for each, child in fields.items() if each == UNKNOWN or each not in names)
        else:
            yield name, value
