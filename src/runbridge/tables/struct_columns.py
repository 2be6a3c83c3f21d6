"""Columns of records: an Arrow struct with a field for each field of the record, and a few more.

Values that are records or have another type (text, boolean, number) have a struct too.

`_unknown` is JSON text with the fields that the schema does not name. `_absent`, which is optional, lists the fields
that are missing and not null. These names get further underscores where the record has a field with the same name.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import compress, count, repeat
from typing import Any, cast

from msgspec import Raw

from runbridge._pyarrow import Array, DataType, pa, pc
from runbridge._runtime import NULL
from runbridge._runtime.json_codec import encode_json
from runbridge._runtime.schema_validator import Path
from runbridge.diagnosis.explain import Unrepresentable
from runbridge.problem_messages import brief
from runbridge.tables.column import (
    NO_OBJECT,
    NULL_TEXT,
    Column,
    InvalidValue,
    Rounded,
    decode_objects,
    is_json,
    repeated_names,
    texts,
    type_mismatch,
)
from runbridge.tables.list_columns import ListColumn
from runbridge.tables.scalar_columns import TEXT

_ABSENT, _UNKNOWN = "_absent", "_unknown"
_NAMES = ListColumn(TEXT)
_OPEN = b"{"


@dataclass(frozen=True, kw_only=True)
class FieldColumn:
    """A field of a record and its column."""

    name: str
    column: Column
    required: bool
    nullable: bool
    description: str = ""
    unit: str = ""

    @property
    def field(self) -> Any:
        """The Arrow field; it is nullable if the record's field may be null or missing."""
        notes = {"description": self.description, "unit": self.unit}
        return pa.field(
            self.name,
            self.column.type,
            nullable=self.nullable or not self.required,
            metadata={name: text for name, text in notes.items() if text} or None,
        )


@dataclass(frozen=True, kw_only=True)
class RecordColumn:
    """Records; `verbatim` are fields outside the schema that have a column of their own, with their JSON text."""

    path: str
    field_columns: tuple[FieldColumn, ...]
    presence: bool
    verbatim: tuple[str, ...] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all fields that have a column."""
        return frozenset([*(each.name for each in self.field_columns), *self.verbatim])

    @cached_property
    def absent(self) -> str:
        """The name of the field that lists missing fields."""
        return unused_name(_ABSENT, self.names)

    @cached_property
    def unknown(self) -> str:
        """The name of the field for fields that the schema does not name."""
        return unused_name(_UNKNOWN, self.names)

    @cached_property
    def fields(self) -> list[Any]:
        """The fields of the struct."""
        return [
            *(each.field for each in self.field_columns),
            *([pa.field(self.absent, _NAMES.type)] if self.presence else []),
            *(pa.field(name, pa.string()) for name in (*self.verbatim, self.unknown)),
        ]

    @cached_property
    def type(self) -> DataType:
        """A struct."""
        return pa.struct(self.fields)

    def read(self, tokens: Sequence[Raw], rounded: Rounded) -> Array:
        """The records. Raises NotHeld."""
        return _struct(self.some_columns(tokens, [token != NULL for token in tokens], rounded), self.fields, tokens)

    def some_columns(self, tokens: Sequence[Raw], are_records: Sequence[bool], rounded: Rounded) -> list[Array]:
        """The columns of values of which some are records; those of others are null. Raises NotHeld."""
        objects = [token if is_record else NO_OBJECT for token, is_record in zip(tokens, are_records, strict=True)]
        return self.columns(decode_objects(objects), rounded, are_records)

    def columns(
        self, records: Sequence[dict[str, Raw]], rounded: Rounded, are_records: Iterable[bool] = repeat(True)
    ) -> list[Array]:
        """The columns of some records, whose fields are taken out of them. Raises NotHeld."""
        absent = [
            [each.name for each in self.field_columns if each.name not in record] if is_record else None
            for record, is_record in zip(records if self.presence else (), are_records, strict=False)
        ]
        columns = [
            each.column.read([record.pop(each.name, NULL) for record in records], rounded)
            for each in self.field_columns
        ]
        if self.presence:
            columns.append(pa.array(absent, _NAMES.type))
        columns += [_text_array([bytes(record.pop(name, b"")) for record in records]) for name in self.verbatim]
        columns.append(_text_array([_object(record) for record in records]))
        return columns

    def write(self, array: Array) -> list[bytes]:
        """The records. Raises NotWritten."""
        columns = dict(zip((field.name for field in array.type), array.flatten(), strict=True))
        return [
            record if is_valid else NULL_TEXT
            for record, is_valid in zip(self.records(columns), array.is_valid().to_pylist(), strict=True)
        ]

    def records(self, columns: Mapping[str, Array]) -> list[bytes]:
        """The records of some columns, by name. Raises NotWritten.

        A null is null unless the column of missing fields lists the field. Without such a column it is null for fields
        that are nullable or required, and missing for others.
        """
        lists = columns[self.absent].to_pylist() if self.absent in columns else None
        parts = [
            _named(each.name, self._values(each, columns[each.name], lists))
            for each in self.field_columns
            if each.name in columns
        ]
        for name in self.verbatim:
            if name in columns:
                array = columns[name]
                values = texts(array, f"{self.path}{name}")
                parts.append(_named(name, _where(values, array.is_valid().to_pylist())))
        if self.unknown in columns:
            parts.append(self._unknown_in(columns[self.unknown]))
        return [b"{" + b",".join([part for part in row if part is not None]) + b"}" for row in zip(*parts, strict=True)]

    def _values(
        self, field: FieldColumn, array: Array, absent: Sequence[Sequence[str] | None] | None
    ) -> list[bytes | None]:
        """The values of a field, None where it is missing."""
        # A JSON column has the values of the field, whatever the type of the field is.
        values = texts(array, f"{self.path}{field.name}") if is_json(array.type) else field.column.write(array)
        if absent is not None:
            return [
                None if value == NULL_TEXT and field.name in (names or ()) else value
                for value, names in zip(values, absent, strict=True)
            ]
        return (
            [*values]
            if field.nullable or field.required
            else [None if value == NULL_TEXT else value for value in values]
        )

    def _unknown_in(self, array: Array) -> list[bytes | None]:
        """The unknown fields as JSON text without braces; None for a record without any."""
        path = f"{self.path}{self.unknown}"
        values = texts(array, path)
        given = [value for value in values if value != NULL_TEXT]
        if not all(value.startswith(_OPEN) for value in given):
            raise InvalidValue(path, "is not the text of a JSON object")
        for fields in decode_objects(given):
            if not self.names.isdisjoint(fields):
                raise InvalidValue(path, "has a field that has a column of its own")
        return [None if value == NULL_TEXT else value[1:-1].strip() or None for value in values]

    def find_unrepresentable(self, value: Any, path: Path) -> Iterator[tuple[Path, Unrepresentable]]:
        """The values that the columns of the fields cannot hold."""
        if isinstance(value, dict):
            fields = cast("dict[str, Any]", value)
            for each in self.field_columns:
                yield from each.column.find_unrepresentable(fields.get(each.name), (*path, each.name))

    def type_mismatches(self, type: DataType, path: str) -> Iterator[str]:
        """Structs match that have the required fields and no other fields than the record."""
        if pa.types.is_struct(type):
            yield from self.field_mismatches([*type], f"{path}.")
        else:
            yield type_mismatch(path, "a struct", type)

    def field_mismatches(self, fields: Sequence[Any], prefix: str = "") -> Iterator[str]:
        """Why fields with these names and types are not fields of the record."""
        yield from repeated_names(fields, prefix)
        columns = {each.name: each.column for each in self.field_columns}
        for name in (*self.verbatim, self.unknown):
            columns[name] = TEXT
        names = [field.name for field in fields]
        for name, field in zip(names, fields, strict=True):
            if name in columns:
                if not is_json(field.type):
                    yield from columns[name].type_mismatches(field.type, f"{prefix}{name}")
            elif name == self.absent:
                yield from _NAMES.type_mismatches(field.type, f"{prefix}{name}")
            else:
                yield f"the column `{brief(prefix + name)}` has no place in a record"
        for each in self.field_columns:
            if each.required and not each.nullable and each.name not in names:
                yield f"the column `{prefix}{each.name}` is missing"
        if not any(each.name in names for each in self.field_columns):
            yield f"the column `{prefix}*` is missing: there is no field at all"


def _struct(columns: Sequence[Array], fields: Sequence[Any], tokens: Sequence[Raw]) -> Array:
    """The records of some columns, null where the tokens are."""
    nulls = [token == NULL for token in tokens]
    # Without nulls there is no bitmap for them, as in the columns of the native lane.
    mask = pa.array(nulls, pa.bool_()) if any(nulls) else None
    return pa.StructArray.from_arrays(columns, fields=fields, mask=mask)


def unused_name(name: str, taken: frozenset[str]) -> str:
    """The name, with further underscores if it is taken."""
    return unused_name(f"_{name}", taken) if name in taken else name


def _object(fields: Mapping[str, Raw]) -> bytes:
    """The text of an object with these fields, in the order of their names; empty for none."""
    return encode_json(dict(sorted(fields.items()))) if fields else b""


def _text_array(values: Sequence[bytes]) -> Array:
    """Texts as an array; empty texts become null."""
    return pa.array([value or None for value in values], pa.string())


def _where(values: Sequence[bytes], valid: Sequence[bool]) -> list[bytes | None]:
    return [value if is_valid else None for value, is_valid in zip(values, valid, strict=True)]


def _named(name: str, values: Sequence[bytes | None]) -> list[bytes | None]:
    prefix = encode_json(name) + b":"
    return [None if value is None else prefix + value for value in values]


_OBJECT_START = ord("{")
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

    @cached_property
    def _can_take(self) -> bool:
        """Whether Arrow's `take` adds no bitmaps without nulls, as it does to the items of lists; it is faster."""
        return not any(pa.types.is_nested(field.type) for field in self.record.fields)

    def read(self, tokens: Sequence[Raw], rounded: Rounded) -> Array:
        """The values. Raises NotHeld."""
        starts = [memoryview(token)[0] for token in tokens]
        are_records = [start == _OBJECT_START for start in starts]
        if self._can_take and not all(are_records):
            records = self.record.columns(decode_objects([*compress(tokens, are_records)]), rounded)
            place = count()
            places = pa.array([next(place) if is_record else None for is_record in are_records], pa.int32())
            columns = [column.take(places) for column in records]
        else:
            columns = self.record.some_columns(tokens, are_records, rounded)
        for other in self.alternatives:
            own_tokens = [
                token if start in _STARTS[other.kind] else NULL for token, start in zip(tokens, starts, strict=True)
            ]
            columns.append(other.column.read(own_tokens, rounded))
        return _struct(columns, list(self.type), tokens)

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
