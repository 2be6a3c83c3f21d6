"""The order of the fields of a record, and the unknown fields of many records at once with their order.

A struct has values without their order, and the residue preserves both. Most lines end with their unknown fields, in
the order in which these were first seen. To compare the end of a line is much cheaper than to parse the line again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import chain, repeat
from typing import Any

import msgspec
from msgspec import UNSET

from runbridge._runtime import NULL
from runbridge._runtime.batch_structs import field_names
from runbridge._runtime.json_codec import append_fields
from runbridge._runtime.json_slices import split_object
from runbridge._runtime.registry import NAME

_encoder = msgspec.json.Encoder()


@lru_cache
def unusual_order(names: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the fields of a record; () where converting back writes them in that order anyway.

    That is the order of the known fields, before the others. `_residue` comes last, wherever a record has it.
    """
    found = dict.fromkeys(name for name in names if name != NAME)
    usual = {**{name: None for name in known if name in found}, **found}
    return () if [*usual] == [*found] else (*found,)


def in_order(text: bytes, order: Iterable[str]) -> bytes:
    """The JSON text of an object with its fields in an order; fields that it does not name come last."""
    fields = split_object(text)
    first = {name: fields.pop(name) for name in order if name in fields}
    return append_fields(b"{}", {**first, **fields})


class Lines:
    """The lines of a chunk, each with the record that was read from it."""

    def __init__(self, chunk: bytes, ends: list[int], records: Sequence[Any]) -> None:
        self.chunk = chunk
        self.ends = ends
        self._records = records

    def line(self, number: int) -> bytes:
        """The text of one line."""
        return self.chunk[self.ends[number - 1] + 1 if number else 0 : self.ends[number]]

    def __iter__(self) -> Iterator[bytes]:
        """The text of each line."""
        return map(self.line, range(len(self.ends)))

    @cached_property
    def are_compact(self) -> list[bool]:
        """Whether each line is as long as its record encoded again.

        It is longer where it has whitespace, needless escapes or a repeated field, and never shorter. So a compact line
        has every field once, and no escapes in names.
        """
        written = _encoder.encode_lines(self._records)
        if len(written) == len(self.chunk):
            return [True] * len(self.ends)
        lengths = map(len, self.chunk.split(b"\n"))
        return [one == other for one, other in zip(lengths, map(len, written.split(b"\n")), strict=True)]


class UnknownFields:
    """Unknown fields of the records of a chunk: a row of values each, UNSET where a record has none.

    `fields` is a struct of these fields alone. `suffixes` are the texts that follow the object with the unknown fields,
    up to the end of the line.
    """

    def __init__(
        self,
        lines: Lines,
        names: tuple[str, ...],
        fields: type[Any],
        rows: Iterable[tuple[Any, ...]],
        suffixes: Iterable[bytes] = repeat(b""),
    ) -> None:
        self.names = names
        # Rows take time, and without names nobody needs them.
        self.rows = [*rows] if names else []
        self._lines = lines
        self._fields = fields
        self._suffixes = suffixes

    def given(self, number: int) -> list[str]:
        """The names that a record has, in the order of `names`."""
        return [name for name, value in zip(self.names, self.rows[number], strict=True) if value is not UNSET]

    def nulls(self) -> Iterator[tuple[int, str]]:
        """Number and name of each field that is null, the names of a record in its own order."""
        if NULL not in chain.from_iterable(self.rows):
            return
        for number, row in enumerate(self.rows):
            count = row.count(NULL)
            if count == 1:
                yield number, self.names[row.index(NULL)]
            elif count:
                order = self.order(number, field_names) or self.given(number)
                yield from ((number, name) for name, value in self.in_order(number, order).items() if value == NULL)

    def in_order(self, number: int, order: Iterable[str]) -> dict[str, Any]:
        """The unknown fields that a record has, in the order of the names."""
        fields = dict(zip(self.names, self.rows[number], strict=True))
        return {name: fields[name] for name in order}

    def order(self, number: int, names_of: Callable[[bytes], list[str]]) -> list[str] | None:
        """The names that a record has, in its own order; None where that is the order of `names`."""
        if len(self.names) == 1 or self._end_in_order[number]:
            return None
        given = self.given(number)
        if len(given) <= 1:
            return None
        found = [name for name in names_of(self._lines.line(number)) if name in given]
        return None if found == given else found

    @cached_property
    def _end_in_order(self) -> list[bool]:
        """Whether each line ends with its unknown fields in the order of `names`, and has none of them before."""
        written = _encoder.encode_lines(list(map(self._fields, *zip(*self.rows, strict=True))))
        # Without the opening brace: other fields come first.
        fields = chain([written[1 : written.index(b"\n")]], written[written.index(b"\n") : -1].split(b"\n{")[1:])
        tails = map(bytes.__add__, fields, self._suffixes)
        ends = [*map(self._lines.chunk.endswith, tails, repeat(0), self._lines.ends)]
        # To find the compact lines costs as much as to write them all.
        return [one and other for one, other in zip(ends, self._lines.are_compact, strict=False)] if any(ends) else ends
