"""The facts about values that several schemas accept together, from which proofs start.

A fact may be weaker than the schemas, never stronger.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from runbridge._runtime.json_parser import NumberTooLarge, exact_number
from runbridge.schemas.document import Node
from runbridge.schemas.exact_keywords import matches
from runbridge.schemas.keywords import ALL_KINDS, Kinds, kind_of

#: The number of values that are compared one by one: jsonschema takes the square of it in steps.
MOST_VALUES = 200


@dataclass(frozen=True)
class Bound:
    """An end of a range, by its exact value; `open` if the number itself is outside."""

    at: int | Decimal
    open: bool = False

    @staticmethod
    def of(number: float, *, open: bool = False) -> "Bound | None":
        """The bound that a keyword gives; None if its value cannot be computed."""
        try:
            return Bound(exact_number(number), open=open)
        except NumberTooLarge:
            return None


@dataclass(frozen=True)
class Intersection:
    """The values of the `allowed` kinds that all of some schemas accept.

    `split` names the choices (a schema and its keyword) of which one branch is in `nodes` already.
    """

    nodes: tuple[Node, ...] = ()
    allowed: Kinds = ALL_KINDS
    split: tuple[tuple[Node, str], ...] = ()

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        # Proofs look up the same intersections again and again.
        return hash((self.nodes, self.allowed, self.split))

    def plus(self, *nodes: Node, split: tuple[Node, str] | None = None) -> "Intersection":
        """The values that more schemas accept as well."""
        added = tuple(dict.fromkeys((*self.nodes, *nodes)))
        return replace(self, nodes=added, split=self.split if split is None else (*self.split, split))

    def narrowed(self, choice: tuple[Node, str], branch: tuple[Node, ...]) -> "Intersection":
        """The values that satisfy one branch of a choice."""
        part = choice[0]
        if part in self.nodes and part.asked == {"anyOf"}:
            # A branch is at least as strict as the choice.
            rest = (branch if node is part else (node,) for node in self.nodes)
            return replace(self, nodes=tuple(dict.fromkeys(node for nodes in rest for node in nodes)))
        return self.plus(*branch, split=choice)

    def of_kind(self, kind: str) -> "Intersection":
        """The values of one kind."""
        return self._remember(("kind", kind), lambda: replace(self, allowed=frozenset({kind})))

    def but(self, kinds: Kinds) -> "Intersection":
        """The values of other kinds."""
        return replace(self, allowed=self.allowed - kinds)

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        """The schemas, with those that `$ref` and `allOf` add."""
        return conjuncts(self.nodes)

    @cached_property
    def kinds(self) -> Kinds:
        """The kinds of value that are possible."""
        kinds = self.allowed
        for part in self.parts:
            kinds &= part.kinds
        return kinds

    @cached_property
    def values(self) -> list[Any] | None:
        """All values if they are listed, else None; a very long list may have some that are not accepted."""
        listed = next(
            (
                part.keywords["enum"] if "enum" in part.keywords else [part.keywords["const"]]
                for part in self.parts
                if part.keywords.keys() & {"enum", "const"}
            ),
            None,
        )
        if listed is None:
            if not self.kinds <= {"null", "boolean"}:
                return None
            listed = [None, True, False]
        values = [value for value in listed if kind_of(value) in self.kinds]
        if len(values) > MOST_VALUES:
            return values
        # Values that jsonschema cannot decide about stay in: more values to check, never fewer.
        return [value for value in values if all(node.accepts(value) is not False for node in self.nodes)]

    def given(self, keyword: str) -> Iterator[tuple[Node, Any]]:
        """Each part that has a keyword, with the value of the keyword."""
        return iter(self._by_keyword.get(keyword, ()))

    @cached_property
    def _by_keyword(self) -> dict[str, list[tuple[Node, Any]]]:
        found: dict[str, list[tuple[Node, Any]]] = {}
        for part in self.parts:
            for keyword, value in part.keywords.items():
                found.setdefault(keyword, []).append((part, value))
        return found

    @cached_property
    def required(self) -> frozenset[str]:
        """The properties that such an object has."""
        return frozenset(name for _, names in self.given("required") for name in names)

    def most(self, keyword: str) -> int | None:
        """The smallest value of a keyword like `maxItems`."""
        return min((math.floor(value) for _, value in self.given(keyword)), default=None)

    def least(self, keyword: str) -> int:
        """The largest value of a keyword like `minItems`."""
        return max((math.ceil(value) for _, value in self.given(keyword)), default=0)

    @cached_property
    def lower(self) -> Bound | None:
        """The lower end of the range of such numbers."""
        bounds = map(self._rounded_up, self._bounds("minimum", "exclusiveMinimum"))
        return max(bounds, key=lambda bound: (bound.at, bound.open), default=None)

    @cached_property
    def upper(self) -> Bound | None:
        """The upper end of the range of such numbers."""
        bounds = map(self._rounded_down, self._bounds("maximum", "exclusiveMaximum"))
        return min(bounds, key=lambda bound: (bound.at, not bound.open), default=None)

    def _bounds(self, closed: str, open_: str) -> Iterator[Bound]:
        found = [Bound.of(at) for _, at in self.given(closed)]
        found += [Bound.of(at, open=True) for _, at in self.given(open_)]
        return filter(None, found)

    def _rounded_up(self, bound: Bound) -> Bound:
        if "fraction" in self.kinds:
            return bound
        return Bound(math.floor(bound.at) + 1 if bound.open else math.ceil(bound.at))

    def _rounded_down(self, bound: Bound) -> Bound:
        if "fraction" in self.kinds:
            return bound
        return Bound(math.ceil(bound.at) - 1 if bound.open else math.floor(bound.at))

    def may_have(self, name: str) -> bool:
        """Whether such an object may have a property of that name, according to `propertyNames`."""
        return all(part.at("propertyNames").accepts(name) is not False for part, _ in self.given("propertyNames"))

    def member(self, name: str) -> "Intersection":
        """The values of the property of that name."""
        return self._remember(
            ("field", name),
            lambda: Intersection(tuple(node for part in self.parts for node in member_nodes(part, name))),
        )

    def others(self, patterns: frozenset[str]) -> "Intersection":
        """The values of a property that no part names and that matches none of some patterns."""
        return Intersection(
            tuple(
                part.at("additionalProperties")
                for part in self.parts
                if "additionalProperties" in part.keywords
                and part.keywords.get("patternProperties", {}).keys() <= patterns
            )
        )

    def matching(self, pattern: str) -> "Intersection":
        """The values of a property that no part names and that matches a pattern."""
        nodes: list[Node] = []
        for part in self.parts:
            patterns = part.keywords.get("patternProperties", {})
            if pattern in patterns:
                nodes.append(part.at("patternProperties", pattern))
            elif not patterns and "additionalProperties" in part.keywords:
                nodes.append(part.at("additionalProperties"))
        return Intersection(tuple(nodes))

    def item(self, index: int) -> "Intersection":
        """The values of the element at an index."""
        return self._remember(
            ("item", index),
            lambda: Intersection(tuple(node for part in self.parts for node in item_nodes(part, index))),
        )

    def _remember(self, key: tuple[str, str | int], make: Callable[[], "Intersection"]) -> "Intersection":
        """The same intersection for the same key, so that each one computes its facts once."""
        if key not in self._derived:
            self._derived[key] = make()
        return self._derived[key]

    @cached_property
    def _derived(self) -> dict[tuple[str, str | int], "Intersection"]:
        return {}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The properties that some part names."""
        return tuple(dict.fromkeys(name for _, named in self.given("properties") for name in named))

    @property
    def prefix(self) -> int:
        """The index from which on all elements are under the same schemas."""
        return max((len(listed) for _, listed in self.given("prefixItems")), default=0)


def conjuncts(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """The schemas, and those that `$ref` and `allOf` require to hold too."""
    found: dict[Node, None] = {}
    waiting = list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        if node in found:
            continue
        found[node] = None
        if "$ref" in node.keywords:
            waiting.append(node.target)
        waiting.extend(node.at("allOf", index) for index in range(len(node.keywords.get("allOf", []))))
    return tuple(found)


def member_nodes(part: Node, name: str) -> tuple[Node, ...]:
    """The schemas that an object schema has for the property of that name."""
    nodes: list[Node] = []
    if name in part.keywords.get("properties", {}):
        nodes.append(part.at("properties", name))
    nodes.extend(
        part.at("patternProperties", pattern)
        for pattern in part.keywords.get("patternProperties", {})
        if matches(pattern, name)
    )
    if not nodes and "additionalProperties" in part.keywords:
        nodes.append(part.at("additionalProperties"))
    return tuple(nodes)


def item_nodes(part: Node, index: int) -> tuple[Node, ...]:
    """The schemas that an array schema has for the element at an index."""
    if index < len(part.keywords.get("prefixItems", [])):
        return (part.at("prefixItems", index),)
    return (part.at("items"),) if "items" in part.keywords else ()


def splits(intersection: Intersection) -> Iterator[tuple[tuple[Node, str], list[tuple[Node, ...]]]]:
    """The choices that were not split yet, each with the schemas of its branches."""
    for part in intersection.parts:
        for keyword in ("anyOf", "oneOf"):
            if keyword in part.keywords and (part, keyword) not in intersection.split:
                yield (part, keyword), [(part.at(keyword, index),) for index in range(len(part.keywords[keyword]))]
        if "if" in part.keywords and (part, "if") not in intersection.split:
            yield (
                (part, "if"),
                [
                    (part.at("if"), *([part.at("then")] if "then" in part.keywords else [])),
                    ((part.at("else"),) if "else" in part.keywords else ()),
                ],
            )


def is_numeric_gap(intersection: Intersection) -> bool:
    """Whether no number can be in the range."""
    lower, upper = intersection.lower, intersection.upper
    if lower is None or upper is None:
        return False
    return lower.at > upper.at or (lower.at == upper.at and (lower.open or upper.open))


def exceeds(intersection: Intersection, least: str, most: str) -> bool:
    """Whether the minimum of a count is larger than its maximum."""
    limit = intersection.most(most)
    return limit is not None and intersection.least(least) > limit
