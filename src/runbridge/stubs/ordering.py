"""The order of declared types: as one reads them, or each after those that it refers to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import TopologicalSorter

from runbridge.stubs.tree import Declaration, Listed, Mapped, Record, Reference, Type, Union


def parts_of(type: Type) -> Iterator[Type]:
    """The types that a type is made of, right below it."""
    match type:
        case Listed():
            yield from type.items
            yield type.rest
        case Mapped():
            yield type.value
        case Union():
            yield from type.options
        case Record():
            yield from (member.type for member in type.members)
            yield type.others
        case _:
            return


def references_in(type: Type) -> Iterator[str]:
    """The names that a type refers to, at any depth, in the order of the text."""
    if isinstance(type, Reference):
        yield type.name
    for part in parts_of(type):
        yield from references_in(part)


def references_of(declaration: Declaration) -> tuple[str, ...]:
    """The names that a declaration refers to, each once."""
    type = declaration if isinstance(declaration, Record) else declaration.type
    return tuple(dict.fromkeys(references_in(type)))


def reached(roots: Iterable[str], declared: Mapping[str, Declaration]) -> tuple[Declaration, ...]:
    """The roots, each followed by what it refers to; what nothing refers to is left out."""
    found: dict[str, Declaration] = {}
    waiting = [*roots][::-1]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = declared[name]
            waiting += references_of(declared[name])[::-1]
    return tuple(found.values())


def groups_of(declarations: Sequence[Declaration]) -> tuple[tuple[Declaration, ...], ...]:
    """The declarations in groups, each after those that it refers to; what refers to each other is in one group.

    A group of one may refer to itself. Within what these rules leave open, the given order stays.
    """
    references = {each.name: set(references_of(each)) for each in declarations}
    reach = {name: _closure(name, references) for name in references}
    group_of = {
        name: min((other for other in reach[name] if name in reach[other]), default=name, key=[*references].index)
        for name in references
    }
    members: dict[str, list[Declaration]] = {}
    for each in declarations:
        members.setdefault(group_of[each.name], []).append(each)
    graph = {
        group: sorted(
            {group_of[name] for each in group_members for name in references[each.name]} - {group}, key=[*members].index
        )
        for group, group_members in members.items()
    }
    return tuple(tuple(members[group]) for group in TopologicalSorter(graph).static_order())


def _closure(name: str, references: Mapping[str, set[str]]) -> set[str]:
    """All that a name leads to, in one step or more."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for other in references[waiting.pop()]:
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found
