"""Proofs that every value which some schemas accept is accepted by another: the only way to be called compatible.

A proof is looked for keyword by keyword and never by trying values, but where a schema lists all of its values. Where
none is found nothing is said: the schemas may still be compatible.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from runbridge.schema_diff.intersection import MOST_VALUES, Meet, exceeds, is_numeric_gap, splits
from runbridge.schemas.document import Node, shape_of, text_of
from runbridge.schemas.keywords import is_annotation, is_known, kinds_about

#: How many steps a proof may take, and how deep into a value one looks for something that cannot be there.
_STEPS = 5_000
_DEPTH = 4


Rule: TypeAlias = "Callable[[Prover, Meet, Node], bool]"


class Prover:
    """Proves, and remembers what it proved.

    A goal that comes up again on the way to itself is taken for proven if the way went into the value: a value is
    finite, so the same goal one level deeper is about a smaller one.
    """

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self._rules = rules
        self._known: dict[tuple[Meet, Node], bool] = {}
        self._open: dict[tuple[Meet, Node], tuple[int, int]] = {}
        self._empty: dict[Meet, bool] = {}
        self._depth = 0
        self._steps = _STEPS
        #: The outermost open goal that what is being proven leans on.
        self._leans = _STEPS

    def proves(self, left: Node, right: Node) -> bool:
        """Whether all that one schema accepts is proven to be accepted by another."""
        return self._safely(lambda: self.implies(Meet((left,)), right))

    def follows(self, left: Meet, right: Node, keyword: str) -> bool:
        """Whether all values of a meet are proven to satisfy one keyword of a schema."""
        return self._safely(lambda: self.keyword(left, right, keyword))

    def follows_within(self, left: Meet, rights: tuple[Node, ...]) -> bool:
        """Whether all values of a meet, which is about a part of the value, are proven to satisfy schemas."""
        return self._safely(lambda: all(self.within(left, right) for right in rights))

    def _safely(self, goal: Callable[[], bool]) -> bool:
        """A proof from the start; one that goes too deep is none."""
        self._steps, self._depth, self._leans = _STEPS, 0, _STEPS
        self._open.clear()
        try:
            return goal()
        except RecursionError:
            return False

    def within(self, left: Meet, right: Node) -> bool:
        """`implies` for a part of the value."""
        self._depth += 1
        try:
            return self.implies(left, right)
        finally:
            self._depth -= 1

    def implies(self, left: Meet, right: Node) -> bool:
        """Whether all values of a meet are proven to be accepted by a schema."""
        goal = (left, right)
        if goal in self._known:
            return self._known[goal]
        if goal in self._open:
            index, depth = self._open[goal]
            self._leans = min(self._leans, index)
            return self._depth > depth
        if not self._steps:
            return False
        self._steps -= 1
        index = len(self._open)
        self._open[goal] = index, self._depth
        outer, self._leans = self._leans, _STEPS
        proven = self._prove(left, right)
        del self._open[goal]
        # What leans on a goal that is still open is not proven before that is; a failure stays one.
        if not proven or self._leans >= index:
            self._known[goal] = proven
        self._leans = min(outer, self._leans)
        return proven

    def _prove(self, left: Meet, right: Node) -> bool:
        if self.is_empty(left) or any(are_identical(part, right) for part in left.parts):
            return True
        if left.values is not None and len(left.values) <= MOST_VALUES and right.is_clear:
            return all(right.accepts(value) is True for value in left.values)
        if not right.refuses_all and all(self.keyword(left, right, keyword) for keyword in right.keywords):
            return True
        # Each branch of a choice on its own: it says more than the choice. Then the next choice, inside of that.
        choice, branches = next(splits(left), (None, ()))
        return choice is not None and all(self.implies(left.plus(*branch, split=choice), right) for branch in branches)

    def keyword(self, left: Meet, right: Node, keyword: str) -> bool:
        """Whether all values of a meet are proven to satisfy one keyword of a schema."""
        if is_annotation(keyword) or not left.kinds & kinds_about(keyword):
            return True
        rule = self._rules.get(keyword)
        return has_identical(left, right, keyword) if rule is None else rule(self, left, right)

    def is_empty(self, meet: Meet, depth: int = _DEPTH) -> bool:
        """Whether no value is proven to be in a meet."""
        found = self._empty.get(meet)
        if found is None:
            found = self._empty[meet] = all(self._lacks(meet, kind, depth) for kind in meet.kinds)
        return found

    def _lacks(self, meet: Meet, kind: str, depth: int) -> bool:
        of_kind = meet.of_kind(kind)
        if of_kind.values is not None:
            return not of_kind.values
        match kind:
            case "integer" | "fraction":
                return is_numeric_gap(of_kind)
            case "string":
                return exceeds(meet, "minLength", "maxLength")
            case "array":
                return exceeds(meet, "minItems", "maxItems") or (
                    bool(meet.least("minItems")) and bool(depth) and self.is_empty(meet.item(0), depth - 1)
                )
            case _:
                return exceeds(meet, "minProperties", "maxProperties") or (
                    bool(depth) and any(self.is_empty(meet.member(name), depth - 1) for name in meet.required)
                )


def are_identical(one: Node, other: Node) -> bool:
    """Whether two schemas are the same text, and so is all that they refer to."""
    seen: set[tuple[Node, Node]] = set()
    waiting = [(one, other)]
    while waiting:
        pair = waiting.pop()
        if pair in seen or pair[0] is pair[1]:
            continue
        seen.add(pair)
        mine, theirs = pair
        if mine.text != theirs.text or not _refers_alike(mine, theirs):
            return False
        waiting += zip(mine.inside(), theirs.inside(), strict=True)
    return True


def agree(one: Node, other: Node, keywords: frozenset[str]) -> bool:
    """Whether two schemas have the same under some keywords, and all that these refer to is the same."""

    def wanted(node: Node) -> dict[str, Any]:
        return {key: shape_of(key, value) for key, value in node.keywords.items() if key in keywords}

    if text_of(wanted(one)) != text_of(wanted(other)) or not _refers_alike(one, other):
        return False
    pairs = [pair for key in wanted(one) for pair in zip(one.under(key), other.under(key), strict=True)]
    if "$ref" in wanted(one):
        pairs.append((one.target, other.target))
    return all(are_identical(*pair) for pair in pairs)


def _refers_alike(one: Node, other: Node) -> bool:
    """Whether what two schemas of the same text refer to in ways of their own is the same."""
    unknown = {keyword: value for keyword, value in one.keywords.items() if not is_known(keyword)}
    # Where `$dynamicRef` leads, or a `$ref` in what we do not know, is for the whole documents to say.
    return not any(keyword.startswith("$") or '"$' in text_of(value) for keyword, value in unknown.items()) or (
        text_of(one.document.schema) == text_of(other.document.schema)
    )


def has_identical(left: Meet, right: Node, keyword: str) -> bool:
    """Whether a schema of a meet has a keyword with the very same value, for a keyword that we know nothing about."""
    text = text_of(right.keywords[keyword])
    return any(text_of(value) == text and _refers_alike(part, right) for part, value in left.given(keyword))
