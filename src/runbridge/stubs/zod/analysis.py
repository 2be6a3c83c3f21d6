"""Facts about types that zod schemas depend on: recursion, discriminators, inferred types."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from runbridge.stubs.ir.graph import parts_of, references_in
from runbridge.stubs.ir.types import (
    Alias,
    Array,
    Declaration,
    Literal,
    Map,
    Never,
    Record,
    Reference,
    Type,
    Union,
    Unknown,
)
from runbridge.stubs.typescript.printer import UNDEFINED, elements_of, type_text

#: The name that no plain object can have as an own property in the usual way.
PROTO = "__proto__"
#: The names that every object inherits.
_INHERITED = frozenset(
    [
        *("constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString"),
        *("valueOf", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__"),
    ]
)
#: The depth of types that TypeScript infers reliably.
_MAX_INFERRED_DEPTH = 16


@dataclass(frozen=True)
class Analysis:
    """The declarations that types refer to, and the names among them that are defined after the schema."""

    declared: Mapping[str, Declaration]
    forward: frozenset[str] = frozenset()

    def refers_forward(self, type: Type) -> bool:
        """Whether a type refers to a schema that is defined later."""
        return any(name in self.forward for name in references_in(type))

    def accepts_undefined(self, type: Type, seen: frozenset[str] = frozenset()) -> bool:
        """Whether the schema of a type accepts `undefined`, and so a missing property."""
        match type:
            case Unknown():
                return True
            case Union():
                return any(self.accepts_undefined(option, seen) for option in type.options)
            case Reference() if type.name not in seen:
                target = self.declared[type.name]
                return isinstance(target, Alias) and self.accepts_undefined(target.type, seen | {type.name})
            case _:
                return False

    def discriminator(self, options: Sequence[Type]) -> str | None:
        """The field whose value determines which of some records a value is; None if there is none."""
        tags = [self._tags_of(option) for option in options]
        for name, first in tags[0].items():
            found = [first, *(each.get(name, frozenset[str]()) for each in tags[1:])]
            if all(found) and len(frozenset[str]().union(*found)) == sum(map(len, found)):
                return name
        return None

    def _tags_of(self, type: Type) -> dict[str, frozenset[str]]:
        """The possible strings of each required field that has only some; none for a type that is no `z.object`."""
        record = self.declared[type.name] if isinstance(type, Reference) else type
        if not isinstance(record, Record) or is_wrapped(record):
            return {}
        found = {field.name: self._strings_of(field.type) for field in record.fields if field.required}
        return {name: strings for name, strings in found.items() if strings}

    def _strings_of(self, type: Type) -> frozenset[str]:
        target = self.declared[type.name] if isinstance(type, Reference) else None
        type = target.type if isinstance(target, Alias) else type
        if not isinstance(type, Literal) or type.is_open:
            return frozenset()
        strings = frozenset(value for value in type.values if isinstance(value, str))
        return strings if len(strings) == len(type.values) else frozenset()


def is_wrapped(record: Record) -> bool:
    """Whether the schema of a record is a wrapper around a `z.object`."""
    return has_inherited(record) or checks_proto(record)


def has_inherited(record: Record) -> bool:
    """Whether a field has a name that every object inherits."""
    return any(field.name in _INHERITED for field in record.fields)


def checks_proto(record: Record) -> bool:
    """Whether a property called `__proto__` can be invalid."""
    is_named = any(field.name == PROTO for field in record.fields)
    return is_named or not isinstance(record.additional, (Unknown, Never))


def is_deep(type: Type) -> bool:
    """Whether a type is so deep that its TypeScript type must be written out."""
    height = _height(type)
    return height > 0 and height % _MAX_INFERRED_DEPTH == 0


def schema_type(type: Type) -> str:
    """The TypeScript type of the schema of a type, for schemas whose type is written out."""
    return f"z.ZodType<{type_text(inferred_type(type))}>"


def inferred_type(type: Type) -> Type:
    """The type that zod infers: an optional element of a tuple may be undefined too."""
    match type:
        case Array():
            elements, rest = elements_of(type)
            items = (inferred_type(item if is_required else or_undefined(item)) for item, is_required in elements)
            return replace(type, items=tuple(items), rest=inferred_type(rest or Never()), max_items=None)
        case Map():
            return Map(inferred_type(type.value))
        case Union():
            return Union(tuple(inferred_type(option) for option in type.options))
        case _:
            return type


def or_undefined(type: Type) -> Type:
    """The type of an optional value."""
    return type if isinstance(type, Unknown) else Union((type, UNDEFINED))


def _height(type: Type) -> int:
    return max((1 + _height(part) for part in parts_of(type)), default=0)
