"""Columns of records: an Arrow struct with a field for each field, and fields for what no field has.

Beside the fields a record has `_unknown`, JSON text with the fields that its schema does not name, and where it is
asked for `_absent`, the names of the fields that are missing and not null. The names are longer where fields are
called like this.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from msgspec import Raw

from runbridge._pyarrow import Array, DataType, pa
from runbridge._runtime import NULL
from runbridge._runtime.json_codec import encode_json
from runbridge._runtime.schema_validator import Path
from runbridge.diagnosis.explain import Unrepresentable
from runbridge.problems import brief
from runbridge.tables.column import (
    NO_OBJECT,
    NULL_TEXT,
    Column,
    NotWritten,
    Rounded,
    is_json,
    misfit,
    objects,
    repeated,
    texts,
)
from runbridge.tables.list_columns import ListColumn
from runbridge.tables.scalar_columns import TEXT

_ABSENT, _UNKNOWN = "_absent", "_unknown"
_NAMES = ListColumn(TEXT)
_OPEN = b"{"


@dataclass(frozen=True, kw_only=True)
class Member:
    """A field of a record and the column that it is in."""

    name: str
    column: Column
    required: bool
    nullable: bool
    description: str = ""
    unit: str = ""

    @property
    def field(self) -> Any:
        """The field of the struct; it may be null where the field may be null or missing."""
        notes = {"description": self.description, "unit": self.unit}
        return pa.field(
            self.name,
            self.column.type,
            nullable=self.nullable or not self.required,
            metadata={name: text for name, text in notes.items() if text} or None,
        )


@dataclass(frozen=True, kw_only=True)
class RecordColumn:
    """Records; `verbatim` are fields that no schema names and that have a column with their JSON text."""

    path: str
    members: tuple[Member, ...]
    presence: bool
    verbatim: tuple[str, ...] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all fields that have a column."""
        return frozenset([*(member.name for member in self.members), *self.verbatim])

    @cached_property
    def absent(self) -> str:
        """The name of the field that lists missing fields."""
        return free(_ABSENT, self.names)

    @cached_property
    def unknown(self) -> str:
        """The name of the field for fields that the schema does not name."""
        return free(_UNKNOWN, self.names)

    @cached_property
    def fields(self) -> list[Any]:
        """The fields of the struct."""
        return [
            *(member.field for member in self.members),
            *([pa.field(self.absent, _NAMES.type)] if self.presence else []),
            *(pa.field(name, pa.string()) for name in (*self.verbatim, self.unknown)),
        ]

    @cached_property
    def type(self) -> DataType:
        """A struct."""
        return pa.struct(self.fields)

    def read(self, tokens: Sequence[Raw], rounded: Rounded) -> Array:
        """The records. Raises NotHeld."""
        columns = self.columns(objects([NO_OBJECT if token == NULL else token for token in tokens]), rounded)
        mask = pa.array([token == NULL for token in tokens], pa.bool_())
        return pa.StructArray.from_arrays(columns, fields=self.fields, mask=mask)

    def columns(self, records: Sequence[dict[str, Raw]], rounded: Rounded) -> list[Array]:
        """The columns of some records, whose fields are taken out of them. Raises NotHeld."""
        absent = [
            [member.name for member in self.members if member.name not in record]
            for record in (records if self.presence else ())
        ]
        columns = [
            member.column.read([record.pop(member.name, NULL) for record in records], rounded)
            for member in self.members
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

        Null is null where the column of missing fields does not say otherwise. Where there is no such column it is
        null for fields that may be null or have to be there.
        """
        lists = columns[self.absent].to_pylist() if self.absent in columns else None
        parts = [
            _named(member.name, self._values(member, columns[member.name], lists))
            for member in self.members
            if member.name in columns
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
        self, member: Member, array: Array, absent: Sequence[Sequence[str] | None] | None
    ) -> list[bytes | None]:
        """The values of a field, None where it is missing."""
        # A JSON column has the values of the field, whatever the type of the field is.
        values = texts(array, f"{self.path}{member.name}") if is_json(array.type) else member.column.write(array)
        if absent is not None:
            return [
                None if value == NULL_TEXT and member.name in (names or ()) else value
                for value, names in zip(values, absent, strict=True)
            ]
        return (
            [*values]
            if member.nullable or member.required
            else [None if value == NULL_TEXT else value for value in values]
        )

    def _unknown_in(self, array: Array) -> list[bytes | None]:
        """The fields that stand in a column of text, without braces around them; None where there are none."""
        path = f"{self.path}{self.unknown}"
        values = texts(array, path)
        given = [value for value in values if value != NULL_TEXT]
        if not all(value.startswith(_OPEN) for value in given):
            raise NotWritten(path, "is not the text of a JSON object")
        for members in objects(given):
            if not self.names.isdisjoint(members):
                raise NotWritten(path, "has a field that has a column of its own")
        return [None if value == NULL_TEXT else value[1:-1].strip() or None for value in values]

    def beyond(self, value: Any, path: Path) -> Iterator[tuple[Path, Unrepresentable]]:
        """What the fields' columns cannot hold."""
        if isinstance(value, dict):
            members = cast("dict[str, Any]", value)
            for member in self.members:
                yield from member.column.beyond(members.get(member.name), (*path, member.name))

    def misfits(self, type: DataType, path: str) -> Iterator[str]:
        """Structs will do that have the fields which have to be there, and no fields of their own."""
        if pa.types.is_struct(type):
            yield from self.field_misfits([*type], f"{path}.")
        else:
            yield misfit(path, "a struct", type)

    def field_misfits(self, fields: Sequence[Any], prefix: str = "") -> Iterator[str]:
        """Why fields of these names and types cannot be written like those of the record."""
        yield from repeated(fields, prefix)
        columns = {member.name: member.column for member in self.members}
        for name in (*self.verbatim, self.unknown):
            columns[name] = TEXT
        names = [field.name for field in fields]
        for name, field in zip(names, fields, strict=True):
            if name in columns:
                if not is_json(field.type):
                    yield from columns[name].misfits(field.type, f"{prefix}{name}")
            elif name == self.absent:
                yield from _NAMES.misfits(field.type, f"{prefix}{name}")
            else:
                yield f"the column `{brief(prefix + name)}` has no place in a record"
        for member in self.members:
            if member.required and not member.nullable and member.name not in names:
                yield f"the column `{prefix}{member.name}` is missing"
        if not any(member.name in names for member in self.members):
            yield f"the column `{prefix}*` is missing: there is no field at all"


def free(name: str, taken: frozenset[str]) -> str:
    """The name, or a longer one where it is taken."""
    return free(f"_{name}", taken) if name in taken else name


def _object(members: Mapping[str, Raw]) -> bytes:
    """The text of an object with these fields, in the order of their names; empty for none."""
    return encode_json(dict(sorted(members.items()))) if members else b""


def _text_array(values: Sequence[bytes]) -> Array:
    """Texts as an array, null for those that are empty."""
    return pa.array([value or None for value in values], pa.string())


def _where(values: Sequence[bytes], valid: Sequence[bool]) -> list[bytes | None]:
    return [value if is_valid else None for value, is_valid in zip(values, valid, strict=True)]


def _named(name: str, values: Sequence[bytes | None]) -> list[bytes | None]:
    prefix = encode_json(name) + b":"
    return [None if value is None else prefix + value for value in values]
