"""The way from a whole record to the part of it that a difference is about, so that a record can be built around it."""

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from runbridge.schemas.document import Node

Nodes: TypeAlias = tuple[Node, ...]
#: How one goes into a value: to the member of a name, to one that matches a pattern, to one that no schema names, to
#: the element at an index, or to the name of a member.
Way: TypeAlias = Literal["member", "matching", "other", "item", "name"]


@dataclass(frozen=True)
class Level:
    """A value on the way: the schemas of both versions that it is under, and those deeper in a choice on the way."""

    old: Nodes
    new: Nodes
    inner: Nodes = ()


@dataclass(frozen=True)
class Step:
    """A value on the way, and how one goes on from there."""

    level: Level
    way: Way
    at: str | int = ""


@dataclass(frozen=True)
class Trail:
    """The steps from the record to a value, and that value."""

    level: Level
    steps: tuple[Step, ...] = ()

    def beside(self, *nodes: Node) -> "Trail":
        """The same value, under schemas in a choice."""
        inner = tuple(dict.fromkeys((*self.level.inner, *nodes)))
        return replace(self, level=replace(self.level, inner=inner))

    def into(self, way: Way, old: Nodes, new: Nodes, at: str | int = "") -> "Trail":
        """A part of the value."""
        return Trail(Level(old, new), (*self.steps, Step(self.level, way, at)))
