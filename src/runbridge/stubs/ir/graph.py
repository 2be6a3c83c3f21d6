"""The references between declared types, and the order of declarations: for reading, or dependencies first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from runbridge.stubs.ir.types import Array, Declaration, Map, Record, Reference, Type, Union


def parts_of(type: Type) -> Iterator[Type]:
    """The types directly inside a type."""
    match type:
        case Array():
            yield from type.items
            yield type.rest
        case Map():
            yield type.value
        case Union():
            yield from type.options
        case Record():
            yield from (field.type for field in type.fields)
            yield type.additional
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


def reachable(roots: Iterable[str], declared: Mapping[str, Declaration]) -> tuple[Declaration, ...]:
    """The roots, each followed by what it refers to; declarations without a reference are left out."""
    found: dict[str, Declaration] = {}
    waiting = [*roots][::-1]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = declared[name]
            waiting += references_of(declared[name])[::-1]
    return tuple(found.values())


def groups_of(declarations: Sequence[Declaration]) -> tuple[tuple[Declaration, ...], ...]:
    """The strongly connected groups of declarations, each after the groups that it refers to.

    A group of one may refer to itself. Otherwise the given order is kept; a dependency comes right before its user.
    """
    declared = {each.name: each for each in declarations}
    edges = {name: references_of(each) for name, each in declared.items()}
    reverse_edges: dict[str, list[str]] = {name: [] for name in declared}
    for name, targets in edges.items():
        for target in targets:
            reverse_edges[target].append(name)
    finished = [*depth_first(declared, edges, set())]
    # Kosaraju's algorithm: backwards from the last finished name of a group, exactly the group is reachable.
    last_of: dict[str, str] = {}
    seen: set[str] = set()
    for last in reversed(finished):
        last_of |= dict.fromkeys(depth_first([last], reverse_edges, seen), last)
    groups: dict[str, list[Declaration]] = {name: [] for name in finished if last_of[name] == name}
    for name, each in declared.items():
        groups[last_of[name]].append(each)
    return tuple(map(tuple, groups.values()))


def depth_first(starts: Iterable[str], edges: Mapping[str, Iterable[str]], seen: set[str]) -> Iterator[str]:
    """The names reachable from the starts, each after the names that it leads to; names in `seen` are skipped."""
    for start in starts:
        walk = [] if start in seen else [(start, iter(edges[start]))]
        seen.add(start)
        while walk:
            name, targets = walk[-1]
            new = next((target for target in targets if target not in seen), None)
            if new is None:
                walk.pop()
                yield name
            else:
                seen.add(new)
                walk.append((new, iter(edges[new])))
