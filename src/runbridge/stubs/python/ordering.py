"""The order in which Python can define types: each after those that it needs to be there."""

from collections.abc import Iterator, Sequence
from graphlib import TopologicalSorter

from runbridge.stubs.ir.graph import groups_of
from runbridge.stubs.ir.types import Alias, Declaration, Reference, Type, Union


def in_order(declarations: Sequence[Declaration]) -> Iterator[str]:
    """The names of declarations, each after those that it refers to.

    Of those that refer to each other, records come first: a class can have a name in quotes anywhere, and an alias
    inside of brackets only.
    """
    for group in groups_of(declarations):
        aliases = {each.name: each for each in group if isinstance(each, Alias)}
        yield from (each.name for each in group if each.name not in aliases)
        graph = {name: [other for other in _bare(each.type) if other in aliases] for name, each in aliases.items()}
        yield from TopologicalSorter(graph).static_order()


def _bare(type: Type) -> Iterator[str]:
    """The names in a type that stand in no brackets."""
    if isinstance(type, Reference):
        yield type.name
    if isinstance(type, Union):
        yield from (option.name for option in type.options if isinstance(option, Reference))
