"""Unions for a library that only distinguishes options of different JSON kinds, or records by a tag."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from runbridge.stubs.ir.graph import parts_of
from runbridge.stubs.ir.intersect import union
from runbridge.stubs.ir.types import (
    Alias,
    Array,
    Boolean,
    Literal,
    Map,
    Module,
    Null,
    Number,
    Record,
    Reference,
    String,
    Type,
    Union,
    Unknown,
)
from runbridge.stubs.python.library_dialects import Remark, Tag

#: Returns the type of an alias, or the record of that name.
Lookup: TypeAlias = Callable[[str], Type]


def disambiguate(options: Sequence[Type], lookup: Lookup, tags: Mapping[str, Tag], remark: Remark) -> Type:
    """The union of the options, with one wider type for all options of a kind that cannot be distinguished."""
    flat = union(each for option in options for each in _flat(option, lookup))
    kinds: dict[str, list[Type]] = {}
    for option in flat.options if isinstance(flat, Union) else ():
        kinds.setdefault(_kind(option), []).append(option)
    wider = {kind: _widened(kind, found) for kind, found in kinds.items() if not _is_distinguishable(kind, found, tags)}
    if not wider:
        return union(options)
    remark(f"Only `validate` checks which {' and which '.join(wider)} it is: msgspec distinguishes JSON kinds only.")
    return union(each for kind, found in kinds.items() for each in ([wider[kind]] if kind in wider else found))


def tags_of(module: Module) -> dict[str, Tag]:
    """For records of a union, the required field that has a different single value in each of them, and that value."""
    found: dict[str, Tag] = {}
    for records in _unions_of_records(module):
        candidates = [_tag_candidates(record) for record in records]
        for name in candidates[0]:
            is_consistent = all(found.get(record.name, (name,))[0] == name for record in records)
            if is_consistent and len({each.get(name) for each in candidates} - {None}) == len(records):
                found |= {record.name: (name, each[name]) for record, each in zip(records, candidates, strict=True)}
                break
    return found


def _tag_candidates(record: Record) -> dict[str, str]:
    """The required fields with one possible string."""
    found: dict[str, str] = {}
    for field in record.fields:
        match field.type:
            case Literal(values=(str(value),), is_open=False) if field.required and value.isprintable():
                found |= {field.name: value} if field.name.isidentifier() else {}
            case _:
                pass
    return found


def _unions_of_records(module: Module) -> Iterator[list[Record]]:
    """The records of each union that has several."""

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
    """The options of a type, each of one kind; records stay references."""
    match type:
        case Union():
            for option in type.options:
                yield from _flat(option, lookup)
        case Literal():
            strings = tuple(value for value in type.values if isinstance(value, str))
            numbers = tuple(value for value in type.values if not isinstance(value, str))
            yield from (Literal(values) for values in (strings, numbers) if values)
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
        case String() | Literal(values=(str(), *_)):
            return "string"
        case Number() | Literal():
            return "number"
        case Array():
            return "array"
        case _:
            return "object"


def _is_distinguishable(kind: str, options: Sequence[Type], tags: Mapping[str, Tag]) -> bool:
    """Whether the library can distinguish options of one kind."""
    if len(options) == 1:
        return True
    if kind == "object":
        found = {tags.get(option.name) for option in options if isinstance(option, Reference)}
        fields = {tag and tag[0] for tag in found}
        return len(found) == len(options) and len(fields) == 1 and None not in fields
    return kind in ("string", "number") and all(isinstance(option, Literal) or option == String() for option in options)


def _widened(kind: str, options: Sequence[Type]) -> Type:
    match kind:
        case "string":
            return String()
        case "number":
            return Number(is_integer=not any(isinstance(each, Number) and not each.is_integer for each in options))
        case "array":
            return Array(Unknown())
        case _:
            return Map(Unknown())
