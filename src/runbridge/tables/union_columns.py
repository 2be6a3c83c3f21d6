"""Columns of unions: values that are records or have another type (text, boolean, number)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

from msgspec import Raw

from runbridge._pyarrow import Array, DataType, pa, pc
from runbridge._runtime import NULL
from runbridge._runtime.schema_validator import Path
from runbridge.diagnosis.explain import Unrepresentable
from runbridge.tables.column import (
    NULL_TEXT,
    Column,
    InvalidValue,
    Rounded,
    decode_objects,
    repeated_names,
    type_mismatch,
)
from runbridge.tables.struct_columns import RecordColumn, unused_name

_OPEN = ord("{")
#: The first characters of the values of each JSON type.
_STARTS = {"string": b'"', "boolean": b"tf", "integer": b"-0123456789", "number": b"-0123456789"}


def are_distinguishable(kinds: Sequence[str]) -> bool:
    """Whether the first character of a value tells these JSON types from each other and from a record."""
    starts = b"".join(_STARTS.get(kind, b"{{") for kind in kinds)
    return len(set(starts)) == len(starts)


@dataclass(frozen=True)
class Alternative:
    """A JSON type that a value may have instead of a record, and its column."""

    kind: str
    column: Column


@dataclass(frozen=True)
class ChoiceColumn:
    """Records and other values: a struct with the fields of the record and one field for each other type, as `_string`.

    A value has either fields of the record or one of the others. All other fields are null.
    """

    record: RecordColumn
    alternatives: tuple[Alternative, ...]

    @cached_property
    def named(self) -> dict[str, Alternative]:
        """The other types by the names of their fields."""
        taken = frozenset(field.name for field in self.record.fields)
        return {unused_name(f"_{other.kind}", taken): other for other in self.alternatives}

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
        records = self.record.columns(decode_objects([tokens[index] for index in at]), rounded)
        columns = [column.take(pa.array(places, pa.int32())) for column in records]
        for other in self.alternatives:
            own_tokens = [
                token if start in _STARTS[other.kind] else NULL for token, start in zip(tokens, starts, strict=True)
            ]
            columns.append(other.column.read(own_tokens, rounded))
        mask = pa.array([token == NULL for token in tokens], pa.bool_())
        return pa.StructArray.from_arrays(columns, fields=list(self.type), mask=mask)

    def write(self, array: Array) -> list[bytes]:
        """The values. Raises NotWritten."""
        columns = dict(zip((field.name for field in array.type), array.flatten(), strict=True))
        alternatives = {name: columns.pop(name) for name in self.named if name in columns}
        self._check(columns, alternatives)
        values = self.record.records(columns)
        for name, column in alternatives.items():
            written = self.named[name].column.write(column)
            values = [value if other == NULL_TEXT else other for value, other in zip(values, written, strict=True)]
        return [
            value if is_valid else NULL_TEXT
            for value, is_valid in zip(values, array.is_valid().to_pylist(), strict=True)
        ]

    def _check(self, record: dict[str, Array], alternatives: dict[str, Array]) -> None:
        """Raise NotWritten where a value is several things at once."""
        given = [column.is_valid() for column in record.values()]
        kinds = [reduce(pc.or_, given), *(column.is_valid() for column in alternatives.values())]
        if (pc.max(reduce(pc.add, [kind.cast(pa.int8()) for kind in kinds])).as_py() or 0) > 1:
            raise InvalidValue(self.record.path.removesuffix("."), "has a value with several types")

    def find_unrepresentable(self, value: Any, path: Path) -> Iterator[tuple[Path, Unrepresentable]]:
        """The values that the column of their type cannot hold."""
        yield from self.record.find_unrepresentable(value, path)
        for other in self.alternatives:
            yield from other.column.find_unrepresentable(value, path)

    def type_mismatches(self, type: DataType, path: str) -> Iterator[str]:
        """Structs match that match the record, with fields for the other types."""
        if not pa.types.is_struct(type):
            yield type_mismatch(path, "a struct", type)
            return
        alternatives = [field for field in type if field.name in self.named]
        yield from repeated_names(alternatives, f"{path}.")
        for field in alternatives:
            yield from self.named[field.name].column.type_mismatches(field.type, f"{path}.{field.name}")
        yield from self.record.field_mismatches([field for field in type if field not in alternatives], f"{path}.")
