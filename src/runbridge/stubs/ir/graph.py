"""The order of declared types: as one reads them, or each after those that it refers to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from runbridge.stubs.ir.types import Declaration, Listed, Mapped, Record, Reference, Type, Union


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

    A group of one may refer to itself. The given order stays, but what has to stand before stands right there.
    """
    declared = {each.name: each for each in declarations}
    ahead = {name: references_of(each) for name, each in declared.items()}
    back: dict[str, list[str]] = {name: [] for name in declared}
    for name, others in ahead.items():
        for other in others:
            back[other].append(name)
    finished = [*deepest_first(declared, ahead, set())]
    # Kosaraju's algorithm: the last name of a group that was finished leads back to the others, and to no later ones.
    last_of: dict[str, str] = {}
    seen: set[str] = set()
    for last in reversed(finished):
        last_of |= dict.fromkeys(deepest_first([last], back, seen), last)
    groups: dict[str, list[Declaration]] = {name: [] for name in finished if last_of[name] == name}
    for name, each in declared.items():
        groups[last_of[name]].append(each)
    return tuple(map(tuple, groups.values()))


def deepest_first(starts: Iterable[str], graph: Mapping[str, Iterable[str]], seen: set[str]) -> Iterator[str]:
    """The names that some names lead to, and they, each after those that it leads to; none that has been seen."""
    for start in starts:
        walk = [] if start in seen else [(start, iter(graph[start]))]
        seen.add(start)
        while walk:
            name, others = walk[-1]
            new = next((other for other in others if other not in seen), None)
            if new is None:
                walk.pop()
                yield name
            else:
                seen.add(new)
                walk.append((new, iter(graph[new])))
