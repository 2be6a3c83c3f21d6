"""A table of one format: valid records in, batches of rows out, and back."""

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
from runbridge._runtime.registry import Format
from runbridge.diagnosis.explain import not_representable
from runbridge.problems import Problem
from runbridge.tables.column import Column, InvalidValue, Number, OutOfRange, Rounded, decode_objects
from runbridge.tables.list_columns import ListColumn, MapColumn
from runbridge.tables.scalar_columns import IntegerColumn, are_times_in_range
from runbridge.tables.struct_columns import FieldColumn, RecordColumn
from runbridge.tables.table_schema import Layout, columns_of
from runbridge.tables.union_columns import ChoiceColumn

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
    def _schema(self) -> Any:
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
        return pa.RecordBatch.from_arrays(self.columns.columns(rows, rounded), schema=self._schema)

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
