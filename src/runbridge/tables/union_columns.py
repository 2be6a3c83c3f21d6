"""Columns of values that are records or something else: text, a boolean, a number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

from msgspec import Raw

from runbridge._pyarrow import Array, DataType, pa, pc
from runbridge._runtime import NULL
from runbridge._runtime.schema_validator import Path
from runbridge.diagnosis.explain import Unrepresentable
from runbridge.tables.column import NULL_TEXT, Column, NotWritten, Rounded, misfit, objects, repeated
from runbridge.tables.struct_columns import RecordColumn, free

_OPEN = ord("{")
#: What values of a JSON type begin with.
_STARTS = {"string": b'"', "boolean": b"tf", "integer": b"-0123456789", "number": b"-0123456789"}


def are_apart(kinds: Sequence[str]) -> bool:
    """Whether values of these JSON types are distinguished, from each other and from a record, by how they begin."""
    starts = b"".join(_STARTS.get(kind, b"{{") for kind in kinds)
    return len(set(starts)) == len(starts)


@dataclass(frozen=True)
class Other:
    """What a value may be beside a record: a JSON type, and the column that it is in."""

    kind: str
    column: Column


@dataclass(frozen=True)
class ChoiceColumn:
    """Records and other values: a struct with the fields of the record and one for each other kind, such as `_string`.

    A value has either those or one of these, and the rest of the fields is null.
    """

    record: RecordColumn
    others: tuple[Other, ...]

    @cached_property
    def named(self) -> dict[str, Other]:
        """The other kinds by the names of their fields."""
        taken = frozenset(field.name for field in self.record.fields)
        return {free(f"_{other.kind}", taken): other for other in self.others}

    @cached_property
    def type(self) -> DataType:
        """A struct; any field of it may be null."""
        fields = [field.with_nullable(True) for field in self.record.fields]
        return pa.struct([*fields, *(pa.field(name, other.column.type) for name, other in self.named.items())])

    def read(self, tokens: Sequence[Raw], rounded: Rounded) -> Array:
        """The values. Raises NotHeld."""
        starts = [memoryview(token)[0] for token in tokens]
        at = [index for index, start in enumerate(starts) if start == _OPEN]
        places: list[int | None] = [None] * len(tokens)
        for place, index in enumerate(at):
            places[index] = place
        records = self.record.columns(objects([tokens[index] for index in at]), rounded)
        columns = [column.take(pa.array(places, pa.int32())) for column in records]
        for other in self.others:
            mine = [
                token if start in _STARTS[other.kind] else NULL for token, start in zip(tokens, starts, strict=True)
            ]
            columns.append(other.column.read(mine, rounded))
        mask = pa.array([token == NULL for token in tokens], pa.bool_())
        return pa.StructArray.from_arrays(columns, fields=list(self.type), mask=mask)

    def write(self, array: Array) -> list[bytes]:
        """The values. Raises NotWritten."""
        columns = dict(zip((field.name for field in array.type), array.flatten(), strict=True))
        others = {name: columns.pop(name) for name in self.named if name in columns}
        self._check(columns, others)
        values = self.record.records(columns)
        for name, column in others.items():
            theirs = self.named[name].column.write(column)
            values = [value if their == NULL_TEXT else their for value, their in zip(values, theirs, strict=True)]
        return [
            value if is_valid else NULL_TEXT
            for value, is_valid in zip(values, array.is_valid().to_pylist(), strict=True)
        ]

    def _check(self, record: dict[str, Array], others: dict[str, Array]) -> None:
        """Raise NotWritten where a value is several things at once."""
        members = [column.is_valid() for column in record.values()]
        kinds = [reduce(pc.or_, members), *(column.is_valid() for column in others.values())]
        if (pc.max(reduce(pc.add, [kind.cast(pa.int8()) for kind in kinds])).as_py() or 0) > 1:
            raise NotWritten(self.record.path.removesuffix("."), "has a value that is several things at once")

    def beyond(self, value: Any, path: Path) -> Iterator[tuple[Path, Unrepresentable]]:
        """What the column of its kind cannot hold."""
        yield from self.record.beyond(value, path)
        for other in self.others:
            yield from other.column.beyond(value, path)

    def misfits(self, type: DataType, path: str) -> Iterator[str]:
        """Structs will do that the record would fit into, and fields for other kinds."""
        if not pa.types.is_struct(type):
            yield misfit(path, "a struct", type)
            return
        others = [field for field in type if field.name in self.named]
        yield from repeated(others, f"{path}.")
        for field in others:
            yield from self.named[field.name].column.misfits(field.type, f"{path}.{field.name}")
        yield from self.record.field_misfits([field for field in type if field not in others], f"{path}.")
