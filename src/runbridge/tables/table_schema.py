"""The typed table of a format: JSON Schema in, columns and an Arrow schema out; records in, batches out, and back."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias, TypeVar

import msgspec
from msgspec import Raw

from runbridge._pyarrow import pa
from runbridge._runtime import NULL
from runbridge._runtime.registry import NAME, Format
from runbridge._runtime.schema import load_schema
from runbridge._runtime.schema_node import SchemaNode, read_schema
from runbridge.diagnosis.explain import not_representable
from runbridge.errors import UsageError
from runbridge.formats import check_profile, find_format
from runbridge.problems import Problem
from runbridge.tables.column import Column, InvalidValue, Number, OutOfRange, Rounded, decode_objects
from runbridge.tables.list_columns import ListColumn, MapColumn
from runbridge.tables.scalar_columns import (
    BooleanColumn,
    IntegerColumn,
    NumberColumn,
    OpaqueColumn,
    TextColumn,
    TimeColumn,
    are_times_in_range,
)
from runbridge.tables.struct_columns import Alternative, ChoiceColumn, FieldColumn, RecordColumn, are_distinguishable
from runbridge.tables.table_options import UNITS, Unit
from runbridge.version import __version__

#: The keys of the metadata of a table.
FORMAT_KEY, PROFILE_KEY, VERSION_KEY = b"runbridge.format", b"runbridge.profile", b"runbridge.version"
_TIME = "date-time"


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The layout of a table: whether it lists missing fields, and the unit of times.

    Raises UsageError for an unknown unit.
    """

    presence: bool = False
    time_unit: Unit = "us"

    def __post_init__(self) -> None:
        if self.time_unit not in UNITS:
            raise UsageError(f"there is no time unit {self.time_unit!r}; choose {' or '.join(UNITS)}")


def schema(format: str, *, profile: str = "published", presence: bool = False, time_unit: Unit = "us") -> Any:
    """The Arrow schema (a `pyarrow.Schema`) of a table with records of a format.

    Times are timestamps in UTC, to the microsecond or (`time_unit="ns"`) the nanosecond; opaque fields are JSON text;
    missing and null are both null, and `presence` adds a list of the missing fields. The profiles have the same
    columns: `profile` goes into the metadata only. Raises UsageError.
    """
    check_profile(profile)
    found = find_format(format)
    return describe(found, profile, columns_of(found, Layout(presence=presence, time_unit=time_unit)))


def describe(format: Format, profile: str, columns: RecordColumn) -> Any:
    """The Arrow schema of a format's columns, with the format and the profile in its metadata."""
    return pa.schema(columns.fields, {FORMAT_KEY: format.name, PROFILE_KEY: profile, VERSION_KEY: __version__})


def columns_of(format: Format, layout: Layout) -> RecordColumn:
    """The columns of a format's records; a residue has one of its own."""
    # The tolerant profile has the same types: it only allows more fields to be null or missing.
    return make_columns(load_schema(format), layout, verbatim=(NAME,))


def make_columns(document: dict[str, Any], layout: Layout, *, verbatim: tuple[str, ...] = ()) -> RecordColumn:
    """The columns of the records that a JSON Schema describes; values without an Arrow type are JSON text."""
    return _ColumnBuilder(layout).record(read_schema(document), "", verbatim)


class _ColumnBuilder:
    """Makes the columns of the nodes of a schema; paths have dots, as messages show them."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def record(self, node: SchemaNode, prefix: str, verbatim: tuple[str, ...] = ()) -> RecordColumn:
        field_columns = tuple(
            self._field_column(name, child, prefix + name, required=name in node.required)
            for name, child in node.fields.items()
        )
        return RecordColumn(path=prefix, field_columns=field_columns, presence=self._layout.presence, verbatim=verbatim)

    def _field_column(self, name: str, node: SchemaNode, path: str, *, required: bool) -> FieldColumn:
        return FieldColumn(
            name=name,
            column=self._column(node, path, is_always=required),
            required=required,
            nullable=node.is_nullable,
            description=node.description,
            unit=node.unit,
        )

    def _column(self, schema: SchemaNode, path: str, *, is_always: bool = True) -> Column:
        """The column of the values of a schema; `is_always` is false if they may be missing."""
        node = schema.value
        match node.kind:
            case "string":
                return TimeColumn(path, self._layout.time_unit) if node.format == _TIME else TextColumn()
            case "boolean":
                return BooleanColumn()
            case "integer":
                return IntegerColumn()
            case "number":
                return NumberColumn(path)
            case "array" if node.items is not None:
                return ListColumn(self._column(node.items, f"{path}[]"))
            case "object" if node.is_record:
                record = self.record(node, f"{path}.")
                # Required fields of a record are null where the record is.
                return record if is_always and not schema.is_nullable else ChoiceColumn(record, ())
            case "object" if node.values is not None:
                return MapColumn(self._column(node.values, f"{path}.*"))
            case _ if node.branches and not node.kinds:
                return self._choice(node.branches, path)
            case _:
                return OpaqueColumn(path)

    def _choice(self, branches: Sequence[SchemaNode], path: str) -> Column:
        """The column of a record or other values; JSON text for any other union."""
        records = [branch for branch in branches if branch.is_record]
        alternatives = [branch for branch in branches if not branch.is_record and branch.types != ("null",)]
        kinds = [kind for branch in alternatives for kind in branch.types]
        if len(records) != 1 or len(kinds) != len(alternatives) or not are_distinguishable(kinds):
            return OpaqueColumn(path)
        record = self.record(records[0], f"{path}.")
        columns = [self._column(branch, path) for branch in alternatives]
        return ChoiceColumn(record, tuple(map(Alternative, kinds, columns)))


#: A pyarrow.RecordBatch.
Batch: TypeAlias = Any
#: A record as its fields' texts by name.
Row: TypeAlias = dict[str, Raw]

Result = TypeVar("Result")

#: Python and msgspec share one recursion limit. Columns are made, and records are written again, at most so many frames
#: below the place where a record is read first.
_SPARE_FRAMES = 30
_ROWS: msgspec.json.Decoder[Row] = msgspec.json.Decoder(Row)


@dataclass(frozen=True)
class Table:
    """The columns of a format's records."""

    format: Format
    layout: Layout
    columns: RecordColumn

    @staticmethod
    def of(format: Format, layout: Layout) -> "Table":
        """The table of a format."""
        return Table(format, layout, columns_of(format, layout))

    @cached_property
    def schema(self) -> Any:
        """The Arrow schema of its batches, without metadata."""
        return pa.schema(self.columns.fields)

    @cached_property
    def _overflowing_fields(self) -> list[FieldColumn]:
        """The fields that may have integers of more than 64 bits, which are valid."""
        return [each for each in self.columns.field_columns if _may_overflow(each.column)]

    def rows(self, text: bytes) -> list[Row] | None:
        """Valid records, one on each line, as rows; None if they have to be read one by one."""
        try:
            rows = _with_spare_frames(lambda: _ROWS.decode_lines(text))
            for each in self._overflowing_fields:
                each.column.read([row.get(each.name, NULL) for row in rows], Counter())
        except (msgspec.DecodeError, RecursionError, OutOfRange):
            # A record may have unpaired surrogates in names, which msgspec refuses.
            return None
        return rows if are_times_in_range(text, self.layout.time_unit) else None

    def may_hold(self, rows: Sequence[Row]) -> bool:
        """Whether the columns have the types of all values, and values wherever they need them.

        The tolerant profile accepts values of other types, and records without some fields.
        """
        try:
            arrays = self.columns.columns([dict(row) for row in rows], Counter())
        except msgspec.ValidationError:
            return False
        return not any(map(_lacks_values, arrays, self.columns.fields))

    def row(self, record: bytes) -> Row:
        """One valid record as a row. Raises RecursionError if it is nested too deeply."""
        return _with_spare_frames(lambda: decode_objects([record])[0])

    def find_unrepresentable(self, record: bytes) -> list[Problem]:
        """Each value of a valid record that its column cannot hold, in the order of the text."""
        text = record.decode()
        value = json.loads(text, parse_int=Number, parse_float=Number)
        return not_representable(dict(self.columns.find_unrepresentable(value, ())), text)

    def batch(self, rows: Sequence[Row], rounded: Rounded) -> Batch:
        """A batch with these rows, which the columns can hold. Their fields are removed."""
        return pa.RecordBatch.from_arrays(self.columns.columns(rows, rounded), schema=self.schema)

    def records(self, batch: Batch) -> list[bytes | str]:
        """The records of a batch: the text of each, as bytes, or the reason why its row is not a record."""
        names = batch.schema.names
        try:
            return [*self.columns.records(dict(zip(names, batch.columns, strict=True)))]
        except InvalidValue as error:
            if batch.num_rows == 1:
                return [f"the column `{error.column}` {error.reason}"]
        except UnicodeDecodeError:
            # The program that wrote the file did not check the text.
            if batch.num_rows == 1:
                return ["a column of text is not UTF-8"]
        half = batch.num_rows // 2
        return self.records(batch.slice(0, half)) + self.records(batch.slice(half))


def _lacks_values(array: Any, field: Any) -> bool:
    """Whether an array has nulls where its field has none."""
    if array.null_count and not field.nullable:
        return True
    if pa.types.is_struct(array.type):
        return any(_lacks_values(array.field(index), each) for index, each in enumerate(array.type))
    return bool(pa.types.is_list(array.type)) and _lacks_values(array.flatten(), array.type.value_field)


def _with_spare_frames(read: Callable[[], Result], frames: int = _SPARE_FRAMES) -> Result:
    """Read with further frames on the stack, so that the value can be read again at that depth."""
    return _with_spare_frames(read, frames - 1) if frames else read()


def _may_overflow(column: Column) -> bool:
    match column:
        case IntegerColumn():
            return True
        case ListColumn(items=inside) | MapColumn(values=inside):
            return _may_overflow(inside)
        case ChoiceColumn():
            return any(map(_may_overflow, [column.record, *(other.column for other in column.alternatives)]))
        case RecordColumn():
            return any(_may_overflow(each.column) for each in column.field_columns)
        case _:
            return False
