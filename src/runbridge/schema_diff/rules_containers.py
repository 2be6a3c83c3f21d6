"""Proof rules for keywords about the properties of objects and the elements of arrays."""

import math
from collections.abc import Mapping

from runbridge.schema_diff.intersection import Intersection, member_nodes
from runbridge.schema_diff.prover import Prover, Rule
from runbridge.schemas.document import Node
from runbridge.schemas.exact_keywords import matches
from runbridge.schemas.keywords import WHOLE, neighbours_of


def _max_length(prover: Prover, left: Intersection) -> float:
    """The number of elements that such an array can have at most."""
    impossible = (index for index in range(left.prefix + 1) if prover.is_empty(left.item(index)))
    most = left.most("maxItems")
    return min(math.inf if most is None else most, next(impossible, math.inf))


def _max_items(prover: Prover, left: Intersection, right: Node) -> bool:
    return bool(_max_length(prover, left) <= right.keywords["maxItems"])


def _unique(prover: Prover, left: Intersection, right: Node) -> bool:
    if not right.keywords["uniqueItems"] or _max_length(prover, left) <= 1:
        return True
    return any(value for _, value in left.given("uniqueItems"))


def _prefix(prover: Prover, left: Intersection, right: Node) -> bool:
    count = min(_max_length(prover, left), len(right.keywords["prefixItems"]))
    return all(prover.within(left.item(index), right.at("prefixItems", index)) for index in range(math.ceil(count)))


def _items(prover: Prover, left: Intersection, right: Node) -> bool:
    first = len(right.keywords.get("prefixItems", []))
    # All elements after the last prefix item are under the same schemas.
    end = min(_max_length(prover, left), max(first, left.prefix) + 1)
    return all(prover.within(left.item(index), right.at("items")) for index in range(first, math.ceil(end)))


def _contains(prover: Prover, left: Intersection, right: Node) -> bool:
    if "contains" not in right.keywords:
        return True
    wanted = right.at("contains")
    least, most = right.keywords.get("minContains", 1), right.keywords.get("maxContains")
    known = [part for part, _ in left.given("contains")]
    enough = not least or any(
        part.keywords.get("minContains", 1) >= least and prover.within(Intersection((part.at("contains"),)), wanted)
        for part in known
    )
    few = most is None or any(
        part.keywords.get("maxContains", math.inf) <= most
        and prover.within(Intersection((wanted,)), part.at("contains"))
        for part in known
    )
    return enough and few


def _required(_: Prover, left: Intersection, right: Node) -> bool:
    return left.required >= set(right.keywords["required"])


def _min_properties(_: Prover, left: Intersection, right: Node) -> bool:
    return bool(max(left.least("minProperties"), len(left.required)) >= right.keywords["minProperties"])


def _max_properties(prover: Prover, left: Intersection, right: Node) -> bool:
    wanted, most = right.keywords["maxProperties"], left.most("maxProperties")
    if most is not None and most <= wanted:
        return True
    return len(left.names) <= wanted and prover.is_empty(left.others(frozenset()))


def _member(prover: Prover, left: Intersection, name: str, right: Node) -> bool:
    return not left.may_have(name) or prover.within(left.member(name), right)


def _properties(prover: Prover, left: Intersection, right: Node) -> bool:
    return all(_member(prover, left, name, right.at("properties", name)) for name in right.keywords["properties"])


def _patterns(prover: Prover, left: Intersection, right: Node) -> bool:
    names = dict.fromkeys((*left.names, *right.keywords.get("properties", {})))
    return all(
        prover.within(left.matching(pattern), right.at("patternProperties", pattern))
        and all(
            _member(prover, left, name, right.at("patternProperties", pattern))
            for name in names
            if matches(pattern, name)
        )
        for pattern in right.keywords["patternProperties"]
    )


def _additional(prover: Prover, left: Intersection, right: Node) -> bool:
    wanted = right.at("additionalProperties")
    patterns = frozenset(right.keywords.get("patternProperties", {}))
    return prover.within(left.others(patterns), wanted) and all(
        _member(prover, left, name, wanted) for name in left.names if wanted in member_nodes(right, name)
    )


def _names(prover: Prover, left: Intersection, right: Node) -> bool:
    wanted = right.at("propertyNames")
    known = Intersection(tuple(part.at("propertyNames") for part, _ in left.given("propertyNames")))
    if prover.within(known.of_kind("string"), wanted):
        return True
    if not wanted.is_clear or not prover.is_empty(left.others(frozenset())):
        return False
    possible = (name for name in left.names if not prover.is_empty(left.member(name)))
    return all(wanted.accepts(name) is True for name in possible)


def _dependent_required(prover: Prover, left: Intersection, right: Node) -> bool:
    def holds(name: str, wanted: list[str]) -> bool:
        known = left.required.union(*(given.get(name, ()) for _, given in left.given("dependentRequired")))
        return known >= set(wanted) or not left.may_have(name) or prover.is_empty(left.member(name))

    return all(holds(name, wanted) for name, wanted in right.keywords["dependentRequired"].items())


def _dependent_schemas(prover: Prover, left: Intersection, right: Node) -> bool:
    def holds(name: str) -> bool:
        known = (part.at("dependentSchemas", name) for part, given in left.given("dependentSchemas") if name in given)
        wanted = right.at("dependentSchemas", name)
        return (
            not left.may_have(name) or prover.is_empty(left.member(name)) or prover.implies(left.plus(*known), wanted)
        )

    return all(holds(name) for name in right.keywords["dependentSchemas"])


def _whole(keyword: str) -> Rule:
    def rule(prover: Prover, left: Intersection, right: Node) -> bool:
        if right.keywords[keyword] in (True, {}):
            return True
        return any(prover.identity.agree(part, right, neighbours_of(keyword)) for part, _ in left.given(keyword))

    return rule


CONTAINER_RULES: Mapping[str, Rule] = {
    "maxItems": _max_items,
    "uniqueItems": _unique,
    "prefixItems": _prefix,
    "items": _items,
    **dict.fromkeys(("contains", "minContains", "maxContains"), _contains),
    "required": _required,
    "minProperties": _min_properties,
    "maxProperties": _max_properties,
    "properties": _properties,
    "patternProperties": _patterns,
    "additionalProperties": _additional,
    "propertyNames": _names,
    "dependentRequired": _dependent_required,
    "dependentSchemas": _dependent_schemas,
    **{keyword: _whole(keyword) for keyword in WHOLE},
}
