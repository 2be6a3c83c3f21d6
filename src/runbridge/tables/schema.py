"""The typed table of a format: JSON Schema in, columns and an Arrow schema out."""

from dataclasses import dataclass
from typing import Any

from runbridge._pyarrow import pa
from runbridge._runtime.registry import NAME, Format
from runbridge._runtime.schema import load_schema
from runbridge.errors import WrongUse
from runbridge.formats import check_profile, find_format
from runbridge.tables.column import Column
from runbridge.tables.list_columns import ListColumn, MapColumn
from runbridge.tables.options import UNITS, Unit
from runbridge.tables.scalar_columns import (
    BooleanColumn,
    IntegerColumn,
    NumberColumn,
    OpaqueColumn,
    TextColumn,
    TimeColumn,
)
from runbridge.tables.struct_columns import Member, RecordColumn
from runbridge.tables.union_columns import ChoiceColumn, Other, are_apart
from runbridge.version import __version__

#: What a table says of itself, in the metadata of its schema.
FORMAT_KEY, PROFILE_KEY, VERSION_KEY = b"runbridge.format", b"runbridge.profile", b"runbridge.version"
_REFERENCE = "#/$defs/"
_TIME = "date-time"


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How records are laid out in a table: with a list of absent members or without, and times in which unit.

    Raises WrongUse for a unit that there is not.
    """

    presence: bool = False
    time_unit: Unit = "us"

    def __post_init__(self) -> None:
        if self.time_unit not in UNITS:
            raise WrongUse(f"there is no time unit {self.time_unit!r}; choose {' or '.join(UNITS)}")


def schema(form: str, *, profile: str = "published", presence: bool = False, time_unit: Unit = "us") -> Any:
    """The Arrow schema (a `pyarrow.Schema`) of a table with records of a format.

    Times are timestamps in UTC, to the microsecond or (`time_unit="ns"`) the nanosecond; opaque members are JSON text;
    absent and null are both null, and `presence` adds a list of the members that are absent. The profiles have the same
    columns: `profile` goes into the metadata only. Raises WrongUse.
    """
    check_profile(profile)
    found = find_format(form)
    return describe(found, profile, columns_of(found, Layout(presence=presence, time_unit=time_unit)))


def describe(form: Format, profile: str, columns: RecordColumn) -> Any:
    """The Arrow schema of a format's columns, which says what they are."""
    return pa.schema(columns.fields, {FORMAT_KEY: form.name, PROFILE_KEY: profile, VERSION_KEY: __version__})


def columns_of(form: Format, layout: Layout) -> RecordColumn:
    """The columns of a format's records; a residue has one of its own."""
    # Under the tolerant profile members have the same types: it lets more of them be null or absent.
    return make_columns(load_schema(form), layout, verbatim=(NAME,))


def make_columns(document: dict[str, Any], layout: Layout, *, verbatim: tuple[str, ...] = ()) -> RecordColumn:
    """The columns of the records that a JSON Schema describes; what is no type of Arrow's is JSON text."""
    return _Maker(document, layout).record(document, "", verbatim)


class _Maker:
    """Makes columns of the parts of one JSON Schema; paths are dotted, for people."""

    def __init__(self, document: dict[str, Any], layout: Layout) -> None:
        self._document = document
        self._layout = layout

    def record(self, node: dict[str, Any], prefix: str, verbatim: tuple[str, ...] = ()) -> RecordColumn:
        members = tuple(
            self._member(name, child, prefix + name, required=name in node.get("required", ()))
            for name, child in node["properties"].items()
        )
        return RecordColumn(path=prefix, members=members, presence=self._layout.presence, verbatim=verbatim)

    def _member(self, name: str, node: dict[str, Any], path: str, *, required: bool) -> Member:
        return Member(
            name=name,
            column=self._column(node, path),
            required=required,
            nullable=self._is_nullable(node),
            description=node.get("description", ""),
            unit=node.get("x-unit", ""),
        )

    def _resolve(self, node: dict[str, Any]) -> dict[str, Any]:
        """The schema, or the one that it refers to."""
        found: dict[str, Any] = node
        if "$ref" in node:
            found = self._document["$defs"][node["$ref"].removeprefix(_REFERENCE)]
        return found

    def _is_nullable(self, node: dict[str, Any]) -> bool:
        node = self._resolve(node)
        if "anyOf" in node:
            return any(map(self._is_nullable, node["anyOf"]))
        return "type" not in node or "null" in _kinds(node)

    def _column(self, node: dict[str, Any], path: str) -> Column:
        node = self._resolve(node)
        match [kind for kind in _kinds(node) if kind != "null"]:
            case ["string"]:
                return TimeColumn(path, self._layout.time_unit) if node.get("format") == _TIME else TextColumn()
            case ["boolean"]:
                return BooleanColumn()
            case ["integer"]:
                return IntegerColumn()
            case ["number"]:
                return NumberColumn(path)
            case ["array"] if "items" in node:
                return ListColumn(self._column(node["items"], f"{path}[]"))
            case ["object"] if "properties" in node:
                return self.record(node, f"{path}.")
            case ["object"] if isinstance(node.get("additionalProperties"), dict):
                return MapColumn(self._column(node["additionalProperties"], f"{path}.*"))
            case [] if "anyOf" in node:
                return self._choice([self._resolve(branch) for branch in node["anyOf"]], path)
            case _:
                return OpaqueColumn(path)

    def _choice(self, branches: list[dict[str, Any]], path: str) -> Column:
        """The column of a record or something else; of JSON text where it is another choice."""
        records = [branch for branch in branches if "properties" in branch]
        others = [branch for branch in branches if branch not in records and _kinds(branch) != ["null"]]
        kinds = [kind for branch in others for kind in _kinds(branch)]
        if len(records) != 1 or len(kinds) != len(others) or not are_apart(kinds):
            return OpaqueColumn(path)
        record = self.record(records[0], f"{path}.")
        columns = [self._column(branch, path) for branch in others]
        return ChoiceColumn(record, tuple(map(Other, kinds, columns)))


def _kinds(node: dict[str, Any]) -> list[str]:
    """The JSON types that a schema names."""
    named: str | list[str] = node.get("type", [])
    return [named] if isinstance(named, str) else named
