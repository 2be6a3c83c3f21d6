"""Rows of a table by the native lane: lines in, Arrow columns out, without a Python object for each value.

The lane hands back lines that are invalid or out of the ordinary, as it does in `record.native_batch`.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from runbridge._pyarrow import Array, DataType, pa
from runbridge._runtime.registry import Format
from runbridge._runtime.schema import load_schema
from runbridge.record.native_nodes import (
    MOST_FIELDS,
    Nodes,
    Plan,
    UnsupportedError,
    field_node,
    load_library,
    make_plan,
    need,
)
from runbridge.tables.column import Column, Rounded
from runbridge.tables.list_columns import ListColumn, MapColumn
from runbridge.tables.scalar_columns import (
    DIGITS,
    TEXT,
    BooleanColumn,
    IntegerColumn,
    NumberColumn,
    OpaqueColumn,
    TextColumn,
    TimeColumn,
)
from runbridge.tables.struct_columns import ChoiceColumn, RecordColumn
from runbridge.tables.table_schema import Batch, Table

if TYPE_CHECKING:
    from runbridge._native import Result, Taken

#: The numbers that the C code has for kinds of columns and of values; see native/columns.h and native/lane.h.
_TEXT, _RAW, _VERBATIM, _TIME, _INTEGER, _NUMBER, _BOOLEAN, _LIST, _MAP, _RECORD = range(10)
_KINDS: Mapping[type[Any], int] = {
    TextColumn: _TEXT,
    OpaqueColumn: _RAW,
    TimeColumn: _TIME,
    IntegerColumn: _INTEGER,
    NumberColumn: _NUMBER,
    BooleanColumn: _BOOLEAN,
    ListColumn: _LIST,
    MapColumn: _MAP,
    RecordColumn: _RECORD,
    ChoiceColumn: _RECORD,
}
_ALTERNATIVES = {"boolean": 2, "integer": 4, "number": 4, "string": 8}
_EXACT_INTEGER = 64
#: The most records and maps inside of each other, with the record itself.
_LEVELS = 5
_NO_OFFSETS = bytes(4)


class NativeTable:
    """The rows of a table that are waiting to be a batch."""

    def __init__(self, table: Table, profile: str, library: Any) -> None:
        builder = _PlanBuilder(table.format, profile)
        builder.add(table.columns, builder.root)
        self._plan = make_plan(library, builder.plan)
        self._columns = builder.columns
        self._paths = builder.paths
        self._library = library
        self._schema = table.schema
        self.rows = 0

    @staticmethod
    def of(table: Table, profile: str) -> "NativeTable | None":
        """The rows of a table; None if the lane cannot make them, or is not there."""
        library = load_library()
        try:
            return None if library is None else NativeTable(table, profile, library)
        except UnsupportedError:
            return None

    def add(self, text: bytes) -> "Result | None":
        """Add the ordinary lines of a text; the place of any other one is a number of rows. None: nothing was added."""
        result: Result | None = self._library.process_lines(self._plan, text)
        if result is not None:
            self.rows += result[1] - len(result[2])
        return result

    def undo(self, result: "Result") -> None:
        """Remove the lines that were added last."""
        self._library.undo_rows(self._plan)
        self.rows -= result[1] - len(result[2])

    def take(self, rounded: Rounded) -> Batch:
        """All rows, which are removed."""
        taken = self._library.take_rows(self._plan)
        self.rows = 0
        for at, path in self._paths:
            if taken[at][2]:
                rounded[path] += taken[at][2]
        arrays = [self._array(taken, at, field.type) for at, field in zip(self._inside(0), self._schema, strict=True)]
        return pa.RecordBatch.from_arrays(arrays, schema=self._schema)

    def _inside(self, at: int) -> Iterator[int]:
        """The columns directly inside of one."""
        inside, end = at + 1, self._columns[at]["end"]
        while inside < end:
            yield inside
            inside = self._columns[inside]["end"]

    def _array(self, taken: "list[Taken]", at: int, type: DataType) -> Array:
        rows, nulls, _, valid, offsets, data = taken[at]
        buffers = [pa.py_buffer(valid) if nulls else None]
        children: list[Array] = []
        match self._columns[at]["kind"]:
            case kind if kind == _RECORD:
                pairs = zip(self._inside(at), type, strict=True)
                children = [self._array(taken, each, field.type) for each, field in pairs]
            case kind if kind == _LIST:
                children = [self._array(taken, at + 1, type.value_type)]
            case kind if kind == _MAP:
                entries = [type.key_field, type.item_field]
                arrays = [self._array(taken, at + 1 + index, field.type) for index, field in enumerate(entries)]
                children = [pa.StructArray.from_arrays(arrays, fields=entries)]
            case _:
                pass
        if self._columns[at]["kind"] in (_TEXT, _RAW, _VERBATIM, _LIST, _MAP):
            buffers.append(pa.py_buffer(offsets or _NO_OFFSETS))
        if not children:
            buffers.append(pa.py_buffer(data))
        return pa.Array.from_buffers(type, rows, buffers, nulls, children=children)


class _PlanBuilder:
    """Makes the plan of a table: the nodes of the schema, and the columns that their values go to."""

    def __init__(self, format_: Format, profile: str) -> None:
        nodes = Nodes()
        # Columns are the same for all profiles, but not all values that a profile accepts are for a column.
        self.root = nodes.of(load_schema(format_, profile))
        self._nodes = nodes.nodes
        self.columns: list[Plan] = []
        #: The columns with numbers and times, and their paths.
        self.paths: list[tuple[int, str]] = []

    @property
    def plan(self) -> Plan:
        """The plan."""
        return {"nodes": self._nodes, "root": self.root, "conversion": 0, "columns": self.columns}

    def add(self, column: Column, node: int = 0, level: int = 1, *, alternative: int = 0, needed: bool = False) -> int:
        """The number of a new column, for the values of a node that is inside of so many records and maps."""
        need(type(column) in _KINDS)
        at = self._start(_KINDS[type(column)], alternative=alternative, needed=needed)
        match column:
            case RecordColumn():
                self.columns[at]["needed"] = 1
                self._record(at, column, node, level)
            case ChoiceColumn():
                self._record(at, column.record, node, level, may_lack=True)
                for other in column.alternatives:
                    self.add(other.column, node, alternative=_ALTERNATIVES[other.kind])
            case ListColumn():
                found = self._nodes[node]
                need(found["items"] >= 0)
                found["column"] = at
                self.add(column.items, found["items"], level)
            case MapColumn():
                found = self._nodes[node]
                need(found["extra"] >= 0 and level <= _LEVELS)
                found.update(column=at, group=level)
                self.add(TEXT)
                self.add(column.values, found["extra"], level + 1)
            case IntegerColumn():
                need(bool(self._nodes[node]["mask"] & _EXACT_INTEGER))
            case TimeColumn():
                self.columns[at]["digits"] = DIGITS[column.unit]
                self.paths.append((at, column.path))
            case NumberColumn():
                self.paths.append((at, column.path))
            case _:
                pass
        return self._end(at)

    def _start(self, kind: int, *, alternative: int = 0, needed: bool = False) -> int:
        self.columns.append(
            {"kind": kind, "end": 0, "digits": 0, "alternative": alternative, "needed": int(needed)},
        )
        return len(self.columns) - 1

    def _end(self, at: int) -> int:
        self.columns[at]["end"] = len(self.columns)
        return at

    def _record(self, at: int, column: RecordColumn, number: int, level: int, *, may_lack: bool = False) -> None:
        """The columns inside of that of a record, in the order of its fields; with `may_lack` all may be null."""
        need(level <= _LEVELS)
        node = self._nodes[number]
        node.update(column=at, group=level)
        fields: dict[bytes, Plan] = {field["name"]: field for field in node["fields"]}
        for each in column.field_columns:
            field = fields[each.name.encode()]
            needed = each.required and not each.nullable and not may_lack
            field["column"] = self.add(each.column, field["node"], level + 1, needed=needed)
        if column.presence:
            node["missing"] = self._start(_LIST)
            self._end(self._start(_TEXT))
            self._end(node["missing"])
        for name in column.verbatim:
            need(name.encode() not in fields and not node["closed"] and node["extra"] < 0)
            fields[name.encode()] = {**field_node(name, 0), "column": self._end(self._start(_VERBATIM))}
        node["unknown"] = self._end(self._start(_TEXT))
        need(len(fields) <= MOST_FIELDS)
        node.update(fields=[*fields.values()], slots=len(fields))
        for slot, field in enumerate(fields.values()):
            field.update(slot=slot, raw=1)
