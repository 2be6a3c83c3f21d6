"""What in one version corresponds to what in the other: schemas under one keyword, and the path into a record."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from runbridge.schema_diff.intersection import item_nodes, member_nodes
from runbridge.schema_diff.prover import SchemaIdentity
from runbridge.schemas.document import Node

Nodes: TypeAlias = tuple[Node, ...]
#: How a path goes into a value: to the property of a name, to one that matches a pattern, to one that no schema names,
#: to the element at an index, or to the name of a property.
StepKind: TypeAlias = Literal["field", "matching", "other", "item", "name"]

#: Whether a schema under a keyword that accepts more makes the whole accept more (1), less (-1) or either (0).
_SIGNS = {"not": -1, "if": 0, "oneOf": 0}


@dataclass(frozen=True)
class PathLevel:
    """A value on the path: the schemas of both versions that apply to it, and those deeper in a choice on the path."""

    old: Nodes
    new: Nodes
    inner: Nodes = ()


@dataclass(frozen=True)
class PathStep:
    """A value on the path, and how the path goes on from there."""

    level: PathLevel
    kind: StepKind
    at: str | int = ""


@dataclass(frozen=True)
class InstancePath:
    """The steps from a record to the part of it that a difference is about, so that a record can be built around it."""

    level: PathLevel
    steps: tuple[PathStep, ...] = ()

    def within_same_value(self, *nodes: Node) -> "InstancePath":
        """The path to the same value, under schemas in a choice."""
        inner = tuple(dict.fromkeys((*self.level.inner, *nodes)))
        return replace(self, level=replace(self.level, inner=inner))

    def step_into(self, kind: StepKind, old: Nodes, new: Nodes, at: str | int = "") -> "InstancePath":
        """The path to a part of the value."""
        return InstancePath(PathLevel(old, new), (*self.steps, PathStep(self.level, kind, at)))


def path_to(
    path: InstancePath, parents: tuple[Node, Node], keyword: str, schemas: tuple[Nodes, Nodes], at: str | int = ""
) -> InstancePath:
    """The path to what schemas under a keyword are about; one version may have no such schema."""
    old, new = schemas
    match keyword:
        case "properties":
            return path.step_into("field", member_nodes(parents[0], str(at)), member_nodes(parents[1], str(at)), at)
        case "patternProperties":
            rest = [
                (parent.at("additionalProperties"),) if "additionalProperties" in parent.keywords else ()
                for parent in parents
            ]
            return path.step_into("matching", old or rest[0], new or rest[1], at)
        case "additionalProperties":
            return path.step_into("other", old, new)
        case "propertyNames":
            return path.step_into("name", old, new)
        case "items":
            return path.step_into("item", old, new, max(len(each.keywords.get("prefixItems", [])) for each in parents))
        case "prefixItems":
            return path.step_into("item", item_nodes(parents[0], int(at)), item_nodes(parents[1], int(at)), at)
        case "contains":
            return path.step_into("item", old, new, 0)
        case _:
            return path.within_same_value(*old, *new)


def sign_of(keyword: str, old: Node, new: Node) -> int:
    """Whether a schema under a keyword that accepts more makes the schema around it accept more."""
    if keyword == "contains" and "maxContains" in {*old.keywords, *new.keywords}:
        return 0
    return _SIGNS.get(keyword, 1)


def is_wider(keyword: str, *, added: bool) -> bool | None:
    """Whether the version that has one schema more, or less, under a keyword accepts more; None where that depends."""
    return {"anyOf": added, "allOf": not added}.get(keyword)


def match_schemas(old: Node, new: Node, keyword: str, identity: SchemaIdentity) -> Iterator[tuple[Nodes, Nodes, int]]:
    """The schemas under a keyword that belong together, and those that have no partner, with an index.

    Identical schemas belong together, then schemas for values of the same kinds; prefix items go by index.
    """
    olds, news = _listed(old, keyword), _listed(new, keyword)
    if keyword == "prefixItems":
        for index in sorted({*olds, *news}):
            yield _only(olds, index), _only(news, index), index
        return
    tests: tuple[Callable[[Node, Node], bool], ...] = (identity.are_identical, _share_kinds)
    for belong_together in tests:
        for index, one in tuple(olds.items()):
            found = next((other for other, node in news.items() if belong_together(one, node)), None)
            if found is not None:
                yield (one,), (news[found],), index
                del olds[index], news[found]
    yield from (((one,), (), index) for index, one in olds.items())
    yield from (((), (other,), index) for index, other in news.items())


def _only(nodes: dict[int, Node], index: int) -> Nodes:
    return (nodes[index],) if index in nodes else ()


def _listed(node: Node, keyword: str) -> dict[int, Node]:
    return {index: node.at(keyword, index) for index in range(len(node.keywords.get(keyword, [])))}


def _share_kinds(one: Node, other: Node) -> bool:
    return bool(one.kinds & other.kinds)
