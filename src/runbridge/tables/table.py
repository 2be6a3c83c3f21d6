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
from runbridge.tables.column import Column, NotHeld, NotWritten, Number, Rounded, objects
from runbridge.tables.list_columns import ListColumn, MapColumn
from runbridge.tables.scalar_columns import IntegerColumn
from runbridge.tables.struct_columns import Member, RecordColumn
from runbridge.tables.table_schema import Layout, columns_of
from runbridge.tables.timestamps import are_within
from runbridge.tables.union_columns import ChoiceColumn

#: A pyarrow.RecordBatch.
Batch: TypeAlias = Any
#: A record as its fields' texts by name.
Row: TypeAlias = dict[str, Raw]

Result = TypeVar("Result")

#: How deeply Python may nest calls is one number with how deeply msgspec goes down into a value. Columns are made, and
#: records written again, from at most so many frames below the place where a record is read first.
_ROOM = 30
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
    def _looked_at(self) -> list[Member]:
        """The fields that may hold too large integers, which validation takes."""
        return [member for member in self.columns.members if _has_integers(member.column)]

    def rows(self, text: bytes) -> list[Row] | None:
        """Records, one on each line and valid, as rows; None where they have to be looked at one by one."""
        try:
            rows = _with_room(lambda: _ROWS.decode_lines(text))
            for member in self._looked_at:
                member.column.read([row.get(member.name, NULL) for row in rows], Counter())
        except (msgspec.DecodeError, RecursionError, NotHeld):
            # Lone surrogates in names are no error of the record.
            return None
        return rows if are_within(text, self.layout.time_unit) else None

    def row(self, record: bytes) -> Row:
        """One valid record as a row. Raises RecursionError where it is nested too deeply for that."""
        return _with_room(lambda: objects([record])[0])

    def not_held(self, record: bytes) -> list[Problem]:
        """Each value of a valid record that its column cannot hold, in the order of the text."""
        text = record.decode()
        value = json.loads(text, parse_int=Number, parse_float=Number)
        return not_representable(dict(self.columns.beyond(value, ())), text)

    def batch(self, rows: Sequence[Row], rounded: Rounded) -> Batch:
        """Rows that the columns can hold as a batch. They are used up."""
        return pa.RecordBatch.from_arrays(self.columns.columns(rows, rounded), schema=self._schema)

    def records(self, batch: Batch) -> list[bytes | str]:
        """The records of a batch, each as its text, or as what keeps its row from being one."""
        names = batch.schema.names
        try:
            return [*self.columns.records(dict(zip(names, batch.columns, strict=True)))]
        except NotWritten as error:
            if batch.num_rows == 1:
                return [f"the column `{error.column}` {error.reason}"]
        except UnicodeDecodeError:
            # It was written without a look at the text.
            if batch.num_rows == 1:
                return ["a column of text has what is not UTF-8"]
        half = batch.num_rows // 2
        return self.records(batch.slice(0, half)) + self.records(batch.slice(half))


def _with_room(read: Callable[[], Result], frames: int = _ROOM) -> Result:
    """What is read from more frames down, so that it can be read again from there."""
    return _with_room(read, frames - 1) if frames else read()


def _has_integers(column: Column) -> bool:
    match column:
        case IntegerColumn():
            return True
        case ListColumn(items=inside) | MapColumn(values=inside):
            return _has_integers(inside)
        case ChoiceColumn():
            return any(map(_has_integers, [column.record, *(other.column for other in column.others)]))
        case RecordColumn():
            return any(_has_integers(member.column) for member in column.members)
        case _:
            return False
