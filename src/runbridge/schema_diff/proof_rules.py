"""Proof rules for keywords: of the value itself, of its parts, and of subschemas for the same value."""

import math
from collections.abc import Callable, Mapping

from runbridge._runtime.json_parser import NumberTooLarge, is_multiple
from runbridge.schema_diff.intersection import MOST_VALUES, Bound, Intersection, member_nodes
from runbridge.schema_diff.prover import Prover, Rule
from runbridge.schemas.document import Node, text_of
from runbridge.schemas.exact_keywords import matches
from runbridge.schemas.keywords import WHOLE, kinds_named, neighbours_of


def _type(_: Prover, left: Intersection, right: Node) -> bool:
    return left.kinds <= kinds_named(right.keywords["type"])


def _listed(keyword: str) -> Rule:
    def rule(_: Prover, left: Intersection, right: Node) -> bool:
        if left.values is None:
            return False
        wanted = right.keywords[keyword]
        allowed = {text_of(value) for value in (wanted if keyword == "enum" else [wanted])}
        others = [value for value in left.values if text_of(value) not in allowed]
        # The same number may have another literal text.
        return len(others) <= MOST_VALUES and all(
            right.accepts_by({keyword: wanted}, value) is True for value in others
        )

    return rule


def _least_number(keyword: str) -> Rule:
    def rule(_: Prover, left: Intersection, right: Node) -> bool:
        wanted = Bound.of(right.keywords[keyword], open=keyword.startswith("exclusive"))
        lower = left.lower
        return lower is not None and wanted is not None and (lower.at, lower.open) >= (wanted.at, wanted.open)

    return rule


def _most_number(keyword: str) -> Rule:
    def rule(_: Prover, left: Intersection, right: Node) -> bool:
        wanted = Bound.of(right.keywords[keyword], open=keyword.startswith("exclusive"))
        upper = left.upper
        return upper is not None and wanted is not None and (upper.at, not upper.open) <= (wanted.at, not wanted.open)

    return rule


def _multiple(_: Prover, left: Intersection, right: Node) -> bool:
    wanted = right.keywords["multipleOf"]
    if wanted == 1 and "fraction" not in left.kinds:
        return True
    return any(text_of(known) == text_of(wanted) or _divides(wanted, known) for _, known in left.given("multipleOf"))


def _divides(divisor: float, number: float) -> bool:
    try:
        return is_multiple(number, divisor)
    except NumberTooLarge:
        return False


def _same(keyword: str) -> Rule:
    def rule(_: Prover, left: Intersection, right: Node) -> bool:
        return any(value == right.keywords[keyword] for _, value in left.given(keyword))

    return rule


def _least_count(keyword: str) -> Rule:
    def rule(_: Prover, left: Intersection, right: Node) -> bool:
        return bool(left.least(keyword) >= right.keywords[keyword])

    return rule


def _max_length(_: Prover, left: Intersection, right: Node) -> bool:
    most = left.most("maxLength")
    return most is not None and most <= right.keywords["maxLength"]


SCALAR_RULES: Mapping[str, Rule] = {
    "type": _type,
    "enum": _listed("enum"),
    "const": _listed("const"),
    "minimum": _least_number("minimum"),
    "exclusiveMinimum": _least_number("exclusiveMinimum"),
    "maximum": _most_number("maximum"),
    "exclusiveMaximum": _most_number("exclusiveMaximum"),
    "multipleOf": _multiple,
    "minLength": _least_count("minLength"),
    "maxLength": _max_length,
    "pattern": _same("pattern"),
    "format": _same("format"),
    "minItems": _least_count("minItems"),
}


def _most_elements(prover: Prover, left: Intersection) -> float:
    """The number of elements that such an array can have at most."""
    impossible = (index for index in range(left.prefix + 1) if prover.is_empty(left.item(index)))
    most = left.most("maxItems")
    return min(math.inf if most is None else most, next(impossible, math.inf))


def _max_items(prover: Prover, left: Intersection, right: Node) -> bool:
    return bool(_most_elements(prover, left) <= right.keywords["maxItems"])


def _unique(prover: Prover, left: Intersection, right: Node) -> bool:
    if not right.keywords["uniqueItems"] or _most_elements(prover, left) <= 1:
        return True
    return any(value for _, value in left.given("uniqueItems"))


def _prefix(prover: Prover, left: Intersection, right: Node) -> bool:
    count = min(_most_elements(prover, left), len(right.keywords["prefixItems"]))
    return all(prover.within(left.item(index), right.at("prefixItems", index)) for index in range(math.ceil(count)))


def _items(prover: Prover, left: Intersection, right: Node) -> bool:
    first = len(right.keywords.get("prefixItems", []))
    # All elements after the last prefix item are under the same schemas.
    end = min(_most_elements(prover, left), max(first, left.prefix) + 1)
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
