"""Columns of lists and of maps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import msgspec
from msgspec import Raw

from runbridge._pyarrow import Array, DataType, pa
from runbridge._runtime import NULL
from runbridge._runtime.json_slices import split_array
from runbridge._runtime.schema_validator import Path
from runbridge.diagnosis.explain import Unrepresentable
from runbridge.tables.column import (
    NO_OBJECT,
    NULL_TEXT,
    Column,
    Rounded,
    decode_objects,
    encode_values,
    json_array,
    type_mismatch,
)
from runbridge.tables.scalar_columns import TEXT

_LISTS = msgspec.json.Decoder(list[list[Raw] | None])


def _lists(tokens: Sequence[Raw]) -> list[list[Raw] | None]:
    try:
        return _LISTS.decode(json_array(tokens))
    except (msgspec.DecodeError, UnicodeError):
        # Unpaired surrogates inside the items, which msgspec refuses.
        return [None if token == NULL else split_array(token) for token in tokens]


def _offsets(lengths: Sequence[int | None]) -> Array:
    """Where each list begins, null for one that is null, and where the last one ends."""
    ends = [0, *accumulate(length or 0 for length in lengths)]
    starts = [None if length is None else start for length, start in zip(lengths, ends[:-1], strict=True)]
    return pa.array([*starts, ends[-1]], pa.int32())


def _spans(array: Array) -> list[tuple[int, int] | None]:
    """Where each list begins and ends among the values that `_inside` takes out, null for one that is null."""
    offsets: list[int] = array.offsets.to_pylist()
    valid: list[bool] = array.is_valid().to_pylist()
    return [
        (start - offsets[0], end - offsets[0]) if is_valid else None
        for start, end, is_valid in zip(offsets[:-1], offsets[1:], valid, strict=True)
    ]


def _values_in(array: Array, values: Array) -> Array:
    """The values in the lists of an array, which may be a slice."""
    first, last = array.offsets[0].as_py(), array.offsets[-1].as_py()
    return values.slice(first, last - first)


def _enclose(values: Sequence[bytes], spans: Sequence[tuple[int, int] | None], brackets: bytes) -> list[bytes]:
    """The values shared out to the lists that they are in."""
    opening, closing = brackets[:1], brackets[1:]
    return [NULL_TEXT if span is None else opening + b",".join(values[slice(*span)]) + closing for span in spans]


@dataclass(frozen=True)
class ListColumn:
    """Arrays with items of one kind."""

    items: Column

    @property
    def type(self) -> DataType:
        """A list."""
        return pa.list_(self.items.type)

    def read(self, tokens: Sequence[Raw], rounded: Rounded) -> Array:
        """The lists. Raises NotHeld."""
        lists = _lists(tokens)
        items = self.items.read([item for each in lists for item in each or ()], rounded)
        return pa.ListArray.from_arrays(_offsets([None if each is None else len(each) for each in lists]), items)

    def write(self, array: Array) -> list[bytes]:
        """The arrays. Raises NotWritten."""
        return _enclose(self.items.write(_values_in(array, array.values)), _spans(array), b"[]")

    def find_unrepresentable(self, value: Any, path: Path) -> Iterator[tuple[Path, Unrepresentable]]:
        """What the items' column cannot hold."""
        for index, item in enumerate(value or ()):
            yield from self.items.find_unrepresentable(item, (*path, index))

    def type_mismatches(self, type: DataType, path: str) -> Iterator[str]:
        """Lists with items that match match."""
        if pa.types.is_list(type) or pa.types.is_large_list(type):
            yield from self.items.type_mismatches(type.value_type, f"{path}[]")
        else:
            yield type_mismatch(path, "a list", type)


@dataclass(frozen=True)
class MapColumn:
    """Objects with any names and values of one kind."""

    values: Column

    @property
    def type(self) -> DataType:
        """A map from text."""
        return pa.map_(pa.string(), self.values.type)

    def read(self, tokens: Sequence[Raw], rounded: Rounded) -> Array:
        """The maps. Raises NotHeld."""
        maps = decode_objects([NO_OBJECT if token == NULL else token for token in tokens])
        lengths = [None if token == NULL else len(each) for token, each in zip(tokens, maps, strict=True)]
        keys = pa.array([name for each in maps for name in each], pa.string())
        values = self.values.read([value for each in maps for value in each.values()], rounded)
        return pa.MapArray.from_arrays(_offsets(lengths), keys, values)

    def write(self, array: Array) -> list[bytes]:
        """The objects. Raises NotWritten."""
        names = encode_values(_values_in(array, array.keys).to_pylist())
        values = self.values.write(_values_in(array, array.items))
        pairs = [name + b":" + value for name, value in zip(names, values, strict=True)]
        return _enclose(pairs, _spans(array), b"{}")

    def find_unrepresentable(self, value: Any, path: Path) -> Iterator[tuple[Path, Unrepresentable]]:
        """A name with an unpaired surrogate, and what the values' column cannot hold."""
        entries: Mapping[str, Any] = value or {}
        for name, child in entries.items():
            yield from TEXT.find_unrepresentable(name, (*path, name))
            yield from self.values.find_unrepresentable(child, (*path, name))

    def type_mismatches(self, type: DataType, path: str) -> Iterator[str]:
        """Maps from text with values that match match."""
        if pa.types.is_map(type):
            yield from TEXT.type_mismatches(type.key_type, f"{path} (keys)")
            yield from self.values.type_mismatches(type.item_type, f"{path}.*")
        else:
            yield type_mismatch(path, "a map", type)
