"""Proof rules for keywords whose subschemas apply to the same value."""

from collections.abc import Callable, Mapping

from runbridge.schema_diff.intersection import Intersection
from runbridge.schema_diff.prover import Prover, Rule
from runbridge.schemas.document import Node


def _reference(prover: Prover, left: Intersection, right: Node) -> bool:
    return prover.implies(left, right.target)


def _all_of(prover: Prover, left: Intersection, right: Node) -> bool:
    return all(prover.implies(left, branch) for branch in _branches(right, "allOf"))


def _branches(node: Node, keyword: str) -> list[Node]:
    return [node.at(keyword, index) for index in range(len(node.keywords[keyword]))]


def _kind_by_kind(holds: Callable[[Intersection], bool], left: Intersection) -> bool:
    return holds(left) or (len(left.kinds) > 1 and all(holds(left.of_kind(kind)) for kind in sorted(left.kinds)))


def _any_of(prover: Prover, left: Intersection, right: Node) -> bool:
    branches = _branches(right, "anyOf")
    return _kind_by_kind(lambda some: any(prover.implies(some, branch) for branch in branches), left)


def _one_of(prover: Prover, left: Intersection, right: Node) -> bool:
    branches = _branches(right, "oneOf")

    def exactly(some: Intersection, chosen: Node) -> bool:
        return prover.implies(some, chosen) and all(
            prover.is_empty(some.plus(other)) for other in branches if other is not chosen
        )

    return _kind_by_kind(lambda some: any(exactly(some, branch) for branch in branches), left) or any(
        _are_lists_equivalent(prover, _branches(part, "oneOf"), branches) for part, _ in left.given("oneOf")
    )


def _are_lists_equivalent(prover: Prover, ones: list[Node], others: list[Node]) -> bool:
    """Whether two lists of schemas are equivalent, one by one, in any order."""
    rest = list(others)
    for one in ones:
        same = next((other for other in rest if _are_equivalent(prover, one, other)), None)
        if same is None:
            return False
        rest.remove(same)
    return not rest


def _are_equivalent(prover: Prover, one: Node, other: Node) -> bool:
    return prover.implies(Intersection((one,)), other) and prover.implies(Intersection((other,)), one)


def _not(prover: Prover, left: Intersection, right: Node) -> bool:
    refused = right.at("not")
    return prover.is_empty(left.plus(refused)) or any(
        prover.implies(Intersection((refused,)), part.at("not")) for part, _ in left.given("not")
    )


def _then(prover: Prover, left: Intersection, right: Node) -> bool:
    if not right.keywords.keys() >= {"if", "then"}:
        return True
    condition = right.at("if")
    known = (
        part.at("then")
        for part, _ in left.given("then")
        if "if" in part.keywords and prover.implies(Intersection((condition,)), part.at("if"))
    )
    return prover.implies(left.plus(condition, *known), right.at("then"))


def _else(prover: Prover, left: Intersection, right: Node) -> bool:
    if not right.keywords.keys() >= {"if", "else"}:
        return True
    condition = right.at("if")
    known = (
        part.at("else")
        for part, _ in left.given("else")
        # If the one condition does not hold, the other does not either.
        if "if" in part.keywords and prover.implies(Intersection((part.at("if"),)), condition)
    )
    # If the condition is about the type and nothing else, all other types are left.
    others = left.but(condition.kinds) if condition.asked == {"type"} else left
    return prover.implies(others.plus(*known), right.at("else"))


def _if(prover: Prover, left: Intersection, right: Node) -> bool:
    return _then(prover, left, right) and _else(prover, left, right)


COMBINATOR_RULES: Mapping[str, Rule] = {
    "$ref": _reference,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "not": _not,
    "if": _if,
    "then": _then,
    "else": _else,
}
