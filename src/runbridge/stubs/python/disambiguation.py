"""Unions for a library that tells one kind of string, of number, of array and of object from others, and no more."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from runbridge.stubs.ir.graph import parts_of
from runbridge.stubs.ir.intersect import union
from runbridge.stubs.ir.types import (
    Alias,
    Anything,
    Boolean,
    Listed,
    Mapped,
    Module,
    Null,
    Number,
    Record,
    Reference,
    Text,
    Type,
    Union,
    Words,
)
from runbridge.stubs.python.dialects.base import Remark, Tag

#: Gives the type that an alias stands for, and the record of any other name.
Lookup: TypeAlias = Callable[[str], Type]


def tell_apart(options: Sequence[Type], lookup: Lookup, tags: Mapping[str, Tag], remark: Remark) -> Type:
    """The union of the options, with a wider type in place of those of a kind that are not told apart."""
    flat = union(each for option in options for each in _flat(option, lookup))
    kinds: dict[str, list[Type]] = {}
    for option in flat.options if isinstance(flat, Union) else ():
        kinds.setdefault(_kind(option), []).append(option)
    wider = {kind: _wider(kind, found) for kind, found in kinds.items() if not _is_told(kind, found, tags)}
    if not wider:
        return union(options)
    remark(f"Which {' and which '.join(wider)} it is, is left to validation: msgspec has to tell them apart by kind.")
    return union(each for kind, found in kinds.items() for each in ([wider[kind]] if kind in wider else found))


def tags_of(module: Module) -> dict[str, Tag]:
    """For records of a union, the member that each of them has to have with a word of its own."""
    found: dict[str, Tag] = {}
    for records in _choices(module):
        words = [_words_in(record) for record in records]
        for name in words[0]:
            is_told = all(found.get(record.name, (name,))[0] == name for record in records)
            if is_told and len({each.get(name) for each in words} - {None}) == len(records):
                found |= {record.name: (name, each[name]) for record, each in zip(records, words, strict=True)}
                break
    return found


def _words_in(record: Record) -> dict[str, str]:
    """The required members that have to be one very string."""
    found: dict[str, str] = {}
    for member in record.members:
        match member.type:
            case Words(values=(str(word),), is_open=False) if member.required and word.isprintable():
                found |= {member.name: word} if member.name.isidentifier() else {}
            case _:
                pass
    return found


def _choices(module: Module) -> Iterator[list[Record]]:
    """The records of each union that has several of them."""

    def lookup(name: str) -> Type:
        found = module.find(name)
        return found if isinstance(found, Record) else found.type

    for declaration in module.declarations:
        for each in _unions(declaration.type if isinstance(declaration, Alias) else declaration):
            flat = [option for part in each.options for option in _flat(part, lookup)]
            names = dict.fromkeys(option.name for option in flat if isinstance(option, Reference))
            records = [record for record in map(module.find, names) if isinstance(record, Record)]
            if len(records) > 1:
                yield records


def _unions(type: Type) -> Iterator[Union]:
    if isinstance(type, Union):
        yield type
    for part in parts_of(type):
        yield from _unions(part)


def _flat(type: Type, lookup: Lookup) -> Iterator[Type]:
    """The types that a type is a union of, each of one kind, and records by their names."""
    match type:
        case Union():
            for option in type.options:
                yield from _flat(option, lookup)
        case Words():
            texts = tuple(word for word in type.values if isinstance(word, str))
            numbers = tuple(word for word in type.values if not isinstance(word, str))
            yield from (Words(words) for words in (texts, numbers) if words)
        case Reference():
            found = lookup(type.name)
            yield from [type] if isinstance(found, Record) else _flat(found, lookup)
        case _:
            yield type


def _kind(type: Type) -> str:
    match type:
        case Null():
            return "null"
        case Boolean():
            return "boolean"
        case Text() | Words(values=(str(), *_)):
            return "string"
        case Number() | Words():
            return "number"
        case Listed():
            return "array"
        case _:
            return "object"


def _is_told(kind: str, options: Sequence[Type], tags: Mapping[str, Tag]) -> bool:
    """Whether the library knows which of some types of one kind a value has."""
    if len(options) == 1:
        return True
    if kind == "object":
        found = {tags.get(option.name) for option in options if isinstance(option, Reference)}
        wires = {tag and tag[0] for tag in found}
        return len(found) == len(options) and len(wires) == 1 and None not in wires
    return kind in ("string", "number") and all(isinstance(option, Words) or option == Text() for option in options)


def _wider(kind: str, options: Sequence[Type]) -> Type:
    match kind:
        case "string":
            return Text()
        case "number":
            return Number(is_integer=not any(isinstance(each, Number) and not each.is_integer for each in options))
        case "array":
            return Listed(Anything())
        case _:
            return Mapped(Anything())
