"""What an emitter sees: a struct set, its two sides, a direction, and the lines written so far."""

import builtins
import json
import keyword
from collections.abc import Mapping
from dataclasses import dataclass, field

from runbridge.codegen.shapes import RAW_KINDS, Kind, Member, Shape

#: Functions that the rules call, the same names for either struct set.
HELPERS = ("comes_back", "first", "one_null", "or_null", "scale", "shifts_to", "was_value")
#: Functions that the rules call, one for both struct sets.
SHARED = ("was_null", "was_text")

#: What a local name holds, by kind; a vocabulary's words come out of tables of plain text.
WIRE_TYPES: Mapping[Kind, str] = {
    "string": "str",
    "timestamp": "str",
    "enum": "Any",
    "boolean": "bool",
    "number": "Raw",
    "integer": "Raw",
    "opaque": "Raw",
    "structured": "Raw",
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
}


#: Names that every converter uses for something else.
TAKEN = frozenset(
    {"absent", "datetime", "entries", "fragile", "kept", "lacked", "options", "own", "record", "refused", "residue"}
    | {"restored", "source", "via", "was"}
    | set(HELPERS)
    | set(SHARED)
)


@dataclass(frozen=True)
class Flavour:
    """A struct set: `wire` (text and raw) or `model` (Python values), and where its parts come from."""

    name: str
    helpers: str
    record: str
    ending: str
    keyword_only: bool


WIRE = Flavour("wire", "runbridge._runtime.wire_helpers", "tolerant", "Wire", keyword_only=False)
MODEL = Flavour("model", "runbridge._runtime.model_helpers", "model", "", keyword_only=True)


@dataclass(frozen=True)
class Side:
    """One shape as a flavour sees it: `members` with the flavour's own nullability, `own` those without counterpart."""

    shape: Shape
    members: Mapping[str, Member]
    attributes: Mapping[str, str]
    fields: tuple[str, ...]
    own: tuple[Member, ...]
    defaults: Mapping[str, str | float]


@dataclass(frozen=True)
class Way:
    """One direction of one flavour: everything that an emitter of a rule looks at."""

    flavour: Flavour
    source: Side
    target: Side
    rightward: bool

    @property
    def is_wire(self) -> bool:
        """Whether values are text and raw."""
        return self.flavour.name == "wire"

    def read(self, member: Member) -> str:
        """The expression for a member of the source."""
        return f"source.{self.source.attributes[member.name]}"

    def local(self, member: Member) -> str:
        """The local name for a member of the target."""
        name = self.target.attributes[member.name]
        return f"{name}_" if hasattr(builtins, name) or keyword.iskeyword(name) or name in TAKEN else name

    def of_source(self, member: Member) -> Member:
        """The member with the nullability that it has in this flavour."""
        return self.source.members[member.name]

    def of_target(self, member: Member) -> Member:
        """The member with the nullability that it has in this flavour."""
        return self.target.members[member.name]

    def own_in(self, member: Member) -> str:
        """The expression for a member of the target that has no counterpart."""
        value = f"restored.{self.target.attributes[member.name]}"
        if member.name not in self.target.defaults:
            return value
        return f"{self.literal(self.target.defaults[member.name])} if {value} is UNSET else {value}"

    def own_out(self, member: Member) -> str:
        """The expression for a member of the source that has no counterpart; a default is nothing to tell."""
        value = self.read(member)
        if member.name in self.source.defaults:
            equals = "is" if member.kind == "boolean" else "=="
            return f"UNSET if {value} {equals} {self.literal(self.source.defaults[member.name])} else {value}"
        if member.kind in RAW_KINDS and member.required and member.nullable:
            # Null must be the very object that the residue leaves out.
            if self.is_wire:
                return f"NULL if {value} == NULL else {value}"
            return f"one_null({value})" if member.kind == "opaque" else value
        return value

    def literal(self, value: str | float) -> str:
        """A word, a boolean or an integer (`7.0` is one too) as this flavour holds it."""
        if isinstance(value, bool):
            return repr(value)
        if isinstance(value, str):
            return json.dumps(value, ensure_ascii=False)
        digits = str(int(value))
        if self.flavour.name == "model":
            return digits
        return "ZERO" if digits == "0" else f'Raw(b"{digits}")'

    def is_null(self, member: Member, value: str) -> str:
        """The condition that a value of the member's kind is null."""
        return f"{value} == NULL" if member.kind in RAW_KINDS and self.is_wire else f"{value} is None"

    def or_null(self, value: str) -> str:
        """The expression for an opaque value with absent read as null."""
        return f"NULL if {value} is UNSET else {value}" if self.is_wire else f"or_null({value})"


@dataclass
class Steps:
    """The lines of a function, by step, and the local names that hold values of the target."""

    write: list[str] = field(default_factory=list[str])
    restore: list[str] = field(default_factory=list[str])
    note: list[str] = field(default_factory=list[str])
    values: dict[str, str] = field(default_factory=dict[str, str])
