"""Which schema of one version stands for which of the other, where one keyword holds several, and where each leads."""

from collections.abc import Iterator

from runbridge.schema_diff.intersection import item_nodes, member_nodes
from runbridge.schema_diff.locations import Nodes, Trail
from runbridge.schema_diff.prover import are_identical
from runbridge.schemas.document import Node

#: Whether more that one schema of a keyword accepts means more (1), less (-1) or neither (0) that the whole accepts.
_SIGNS = {"not": -1, "if": 0, "oneOf": 0}


def sign_of(keyword: str, old: Node, new: Node) -> int:
    """Whether what a schema under a keyword accepts adds to what the schema around it does."""
    if keyword == "contains" and "maxContains" in {*old.keywords, *new.keywords}:
        return 0
    return _SIGNS.get(keyword, 1)


def is_wider(keyword: str, *, added: bool) -> bool | None:
    """Whether the version that has one schema more, or less, under a keyword accepts more; None where that depends."""
    return {"anyOf": added, "allOf": not added}.get(keyword)


def paired(old: Node, new: Node, keyword: str) -> Iterator[tuple[Nodes, Nodes, int]]:
    """The schemas under a keyword that belong together, and those that have no partner, with an index.

    What is the same belongs together, then what is about the same kinds of values; a prefix goes by place.
    """
    ones, others = _listed(old, keyword), _listed(new, keyword)
    if keyword == "prefixItems":
        for index in sorted({*ones, *others}):
            yield _end(ones, index), _end(others, index), index
        return
    for fits in (are_identical, _are_alike):
        for index, one in tuple(ones.items()):
            found = next((other for other, node in others.items() if fits(one, node)), None)
            if found is not None:
                yield (one,), (others[found],), index
                del ones[index], others[found]
    yield from (((one,), (), index) for index, one in ones.items())
    yield from (((), (other,), index) for index, other in others.items())


def _end(nodes: dict[int, Node], index: int) -> Nodes:
    return (nodes[index],) if index in nodes else ()


def _listed(node: Node, keyword: str) -> dict[int, Node]:
    return {index: node.at(keyword, index) for index in range(len(node.keywords.get(keyword, [])))}


def _are_alike(one: Node, other: Node) -> bool:
    return bool(one.kinds & other.kinds)


def lead(trail: Trail, sides: tuple[Node, Node], keyword: str, ends: tuple[Nodes, Nodes], at: str | int = "") -> Trail:
    """The trail to what schemas under a keyword are about: `ends`, of which one version may have none."""
    old, new = ends
    match keyword:
        case "properties":
            return trail.into("member", member_nodes(sides[0], str(at)), member_nodes(sides[1], str(at)), at)
        case "patternProperties":
            rest = [
                (side.at("additionalProperties"),) if "additionalProperties" in side.keywords else () for side in sides
            ]
            return trail.into("matching", old or rest[0], new or rest[1], at)
        case "additionalProperties":
            return trail.into("other", old, new)
        case "propertyNames":
            return trail.into("name", old, new)
        case "items":
            return trail.into("item", old, new, max(len(side.keywords.get("prefixItems", [])) for side in sides))
        case "prefixItems":
            return trail.into("item", item_nodes(sides[0], int(at)), item_nodes(sides[1], int(at)), at)
        case "contains":
            return trail.into("item", old, new, 0)
        case _:
            return trail.beside(*old, *new)
