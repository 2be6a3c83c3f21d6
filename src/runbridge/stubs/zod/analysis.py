"""What has to be known about the types around a type before its schema can be written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from runbridge.stubs.ir.graph import parts_of, references_in
from runbridge.stubs.ir.types import (
    Alias,
    Anything,
    Declaration,
    Listed,
    Mapped,
    Nothing,
    Record,
    Reference,
    Type,
    Union,
    Words,
)
from runbridge.stubs.typescript.types import UNDEFINED, inline

#: The member that no object can have in the usual way, and those that every object seems to have.
PROTO = "__proto__"
_INHERITED = frozenset(
    [
        *("constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString"),
        *("valueOf", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__"),
    ]
)
#: An array of a fixed length is a tuple up to this one, as it is in TypeScript.
_LONGEST_TUPLE = 8
#: So many types inside each other are what TypeScript can infer without getting lost.
_DEEP = 16


@dataclass(frozen=True)
class Scope:
    """The declarations that types refer to, and the names of those that are not there yet when a schema is made."""

    declared: Mapping[str, Declaration]
    later: frozenset[str] = frozenset()

    def is_later(self, type: Type) -> bool:
        """Whether a type refers to what is not there yet."""
        return any(name in self.later for name in references_in(type))

    def takes_undefined(self, type: Type, seen: frozenset[str] = frozenset()) -> bool:
        """Whether the schema of a type takes `undefined`, and with it an absent member."""
        match type:
            case Anything():
                return True
            case Union():
                return any(self.takes_undefined(option, seen) for option in type.options)
            case Reference() if type.name not in seen:
                target = self.declared[type.name]
                return isinstance(target, Alias) and self.takes_undefined(target.type, seen | {type.name})
            case _:
                return False

    def discriminator(self, options: Sequence[Type]) -> str | None:
        """The member that tells by its word which of some records one is; None where there is no such member."""
        words = [self._words_of(option) for option in options]
        for name, first in words[0].items():
            found = [first, *(each.get(name, frozenset[str]()) for each in words[1:])]
            if all(found) and len(frozenset[str]().union(*found)) == sum(map(len, found)):
                return name
        return None

    def _words_of(self, type: Type) -> dict[str, frozenset[str]]:
        """The words of each member that has to be one of some words; none of a type that is no plain object to zod."""
        record = self.declared[type.name] if isinstance(type, Reference) else type
        if not isinstance(record, Record) or is_wrapped(record):
            return {}
        found = {member.name: self._words(member.type) for member in record.members if member.required}
        return {name: words for name, words in found.items() if words}

    def _words(self, type: Type) -> frozenset[str]:
        target = self.declared[type.name] if isinstance(type, Reference) else None
        type = target.type if isinstance(target, Alias) else type
        if not isinstance(type, Words) or type.is_open:
            return frozenset()
        texts = frozenset(value for value in type.values if isinstance(value, str))
        return texts if len(texts) == len(type.values) else frozenset()


def is_wrapped(record: Record) -> bool:
    """Whether something stands between a record and the object of zod that it is checked with."""
    return has_inherited(record) or looks_at_proto(record)


def has_inherited(record: Record) -> bool:
    """Whether a member is called what every object has."""
    return any(member.name in _INHERITED for member in record.members)


def looks_at_proto(record: Record) -> bool:
    """Whether a member called `__proto__` can be wrong."""
    is_named = any(member.name == PROTO for member in record.members)
    return is_named or not isinstance(record.others, (Anything, Nothing))


def is_deep(type: Type) -> bool:
    """Whether TypeScript has to be told what a type is, for it stands on so many others."""
    height = _height(type)
    return height > 0 and height % _DEEP == 0


def schema_type(type: Type) -> str:
    """The TypeScript type of a schema of a type, where it is not inferred."""
    return f"z.ZodType<{inline(inferred(type))}>"


def inferred(type: Type) -> Type:
    """The type as zod infers it: what a tuple may lack may be undefined too."""
    match type:
        case Listed():
            elements, rest = elements_of(type)
            items = (inferred(item if is_required else or_undefined(item)) for item, is_required in elements)
            return replace(type, items=tuple(items), rest=inferred(rest or Nothing()), max_items=None)
        case Mapped():
            return Mapped(inferred(type.value))
        case Union():
            return Union(tuple(inferred(option) for option in type.options))
        case _:
            return type


def or_undefined(type: Type) -> Type:
    """The type of what may be left out."""
    return type if isinstance(type, Anything) else Union((type, UNDEFINED))


def elements_of(listed: Listed) -> tuple[list[tuple[Type, bool]], Type | None]:
    """The elements of a tuple, whether each has to be there, and the type of all others; no elements of an array."""
    named = listed.items
    if not named and listed.min_items == listed.max_items and (listed.max_items or 0) <= _LONGEST_TUPLE:
        named = (listed.rest,) * (listed.max_items or 0)
    has_rest = listed.max_items is None or listed.max_items > len(named)
    elements = [(item, index < (listed.min_items or 0)) for index, item in enumerate(named[: listed.max_items])]
    return elements, listed.rest if has_rest and not isinstance(listed.rest, Nothing) else None


def _height(type: Type) -> int:
    return max((1 + _height(part) for part in parts_of(type)), default=0)
