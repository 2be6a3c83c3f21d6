"""The context of an emitter: a struct set, the two sides, a direction, and the lines emitted so far."""

import builtins
import json
import keyword
from collections.abc import Mapping
from dataclasses import dataclass, field

from runbridge.codegen.shapes import RAW_KINDS, Field, Kind, Shape

#: Helpers that emitted code calls; each struct set has its own, of the same name.
HELPERS = ("comes_back", "first", "one_null", "or_null", "scale", "shifts_to", "was_value")
#: Helpers that emitted code calls; both struct sets share them.
SHARED = ("was_null", "was_text")

#: The annotation of a local variable, by kind of field; an enum's value comes from a table of plain text.
WIRE_TYPES: Mapping[Kind, str] = {
    "string": "str",
    "timestamp": "str",
    "enum": "Any",
    "boolean": "bool",
    "number": "Raw",
    "integer": "Raw",
    "opaque": "Raw",
    "structured": "Raw",
    "object": "Raw",
    "array": "Raw",
}
MODEL_TYPES: Mapping[Kind, str] = {
    "string": "str",
    "timestamp": "datetime",
    "enum": "Any",
    "boolean": "bool",
    "number": "int | float",
    "integer": "int",
    "opaque": "Any",
    "structured": "Any",
    "object": "Any",
    "array": "Any",
}


#: Local variables of every converter.
USED_NAMES = frozenset(
    {"absent", "datetime", "entries", "fragile", "kept", "missing", "options", "own", "record", "refused", "residue"}
    | {"restored", "source", "via", "was"}
    | set(HELPERS)
    | set(SHARED)
)


@dataclass(frozen=True)
class StructSet:
    """A struct set, `wire` (text and raw JSON) or `model` (Python values), and the modules of its parts."""

    name: str
    helpers: str
    record: str
    ending: str
    keyword_only: bool


WIRE = StructSet("wire", "runbridge._runtime.wire_helpers", "tolerant", "Wire", keyword_only=False)
MODEL = StructSet("model", "runbridge._runtime.model_helpers", "model", "", keyword_only=True)


@dataclass(frozen=True)
class Side:
    """One format in a struct set: `fields` with the nullability of this set, `own` the fields without counterpart."""

    shape: Shape
    fields: Mapping[str, Field]
    attributes: Mapping[str, str]
    field_order: tuple[str, ...]
    own: tuple[Field, ...]
    defaults: Mapping[str, str | float]


@dataclass(frozen=True)
class Direction:
    """One direction in one struct set, for the emitters of rules."""

    struct_set: StructSet
    source: Side
    target: Side
    rightward: bool

    @property
    def is_wire(self) -> bool:
        """Whether values are text and raw JSON."""
        return self.struct_set.name == "wire"

    def read(self, field: Field) -> str:
        """The expression for a field of the source."""
        return f"source.{self.source.attributes[field.name]}"

    def local(self, field: Field) -> str:
        """The local name for a field of the target."""
        name = self.target.attributes[field.name]
        return f"{name}_" if hasattr(builtins, name) or keyword.iskeyword(name) or name in USED_NAMES else name

    def of_source(self, field: Field) -> Field:
        """The field with the nullability of this struct set."""
        return self.source.fields[field.name]

    def of_target(self, field: Field) -> Field:
        """The field with the nullability of this struct set."""
        return self.target.fields[field.name]

    def restored_value(self, field: Field) -> str:
        """The expression for a field of the target without counterpart."""
        value = f"restored.{self.target.attributes[field.name]}"
        if field.name not in self.target.defaults:
            return value
        return f"{self.literal(self.target.defaults[field.name])} if {value} is UNSET else {value}"

    def preserved_value(self, field: Field) -> str:
        """The expression for a field of the source without counterpart; a default is left out of the residue."""
        value = self.read(field)
        if field.name in self.source.defaults:
            equals = "is" if field.kind == "boolean" else "=="
            return f"UNSET if {value} {equals} {self.literal(self.source.defaults[field.name])} else {value}"
        if field.kind in RAW_KINDS and field.required and field.nullable:
            # The residue leaves out null by identity.
            if self.is_wire:
                return f"NULL if {value} == NULL else {value}"
            return f"one_null({value})" if field.kind == "opaque" else value
        return value

    def literal(self, value: str | float) -> str:
        """The literal of a string, a boolean or an integer (also written `7.0`) in this struct set."""
        if isinstance(value, bool):
            return repr(value)
        if isinstance(value, str):
            return json.dumps(value, ensure_ascii=False)
        digits = str(int(value))
        if self.struct_set.name == "model":
            return digits
        return "ZERO" if digits == "0" else f'Raw(b"{digits}")'

    def is_null(self, field: Field, value: str) -> str:
        """The condition that a value of the field is null."""
        return f"{value} == NULL" if field.kind in RAW_KINDS and self.is_wire else f"{value} is None"

    def or_null(self, value: str) -> str:
        """The expression for an opaque value; a missing one becomes null."""
        return f"NULL if {value} is UNSET else {value}" if self.is_wire else f"or_null({value})"


@dataclass
class Steps:
    """The lines of a function, by step, and the variables with the values of the target."""

    write: list[str] = field(default_factory=list[str])
    restore: list[str] = field(default_factory=list[str])
    note: list[str] = field(default_factory=list[str])
    values: dict[str, str] = field(default_factory=dict[str, str])
