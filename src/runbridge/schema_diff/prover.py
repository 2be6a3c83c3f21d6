"""Proofs that every value which some schemas accept is accepted by another schema: the only way to be compatible.

Keywords are proven one by one. Values are tried only if a schema lists all of its values. Without a proof nothing is
known: the schemas may still be compatible.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, TypeAlias

from runbridge.schema_diff.intersection import MOST_VALUES, Intersection, exceeds, is_numeric_gap, splits
from runbridge.schemas.document import Document, Node, reaches_no_stop, shape_of, text_of
from runbridge.schemas.keywords import ALL_KINDS, is_annotation, is_known, kinds_about

#: How many steps a proof may take: at least so many, and more for schemas with more than so many parts.
_STEPS = 5_000
_STEPS_OF_PART = 10
_MOST_PARTS = 500
#: How deep into a value an impossible part is looked for.
_DEPTH = 4


Rule: TypeAlias = "Callable[[Prover, Intersection, Node], bool]"


class Prover:
    """Proves that schemas imply each other, and remembers what it proved.

    A goal that comes up again while it is being proven counts as proven if the path went into the value: a value is
    finite, so the same goal one level deeper is about a smaller value. A goal that is proven under such an assumption
    counts as proven as long as the assumed goal is being proven, and from then on if that succeeds.
    """

    def __init__(self, rules: Mapping[str, Rule], originals: Mapping[Document, Document] = {}) -> None:
        self.identity = SchemaIdentity(originals)
        #: How many goals were examined so far, each time that no answer was known.
        self.examined = 0
        self._rules = rules
        self._known: dict[tuple[Intersection, Node], bool] = {}
        self._open: dict[tuple[Intersection, Node], tuple[int, int]] = {}
        #: Goals proven under assumptions, in order: the depth, and the margins of the assumptions.
        self._assumed: dict[tuple[Intersection, Node], tuple[int, dict[int, int]]] = {}
        self._empty: dict[Intersection, bool] = {}
        self._single: dict[Node, Intersection] = {}
        self._simplified: dict[Intersection, Intersection] = {}
        self._depth = 0
        self._limit = self._steps = _STEPS
        #: The open goals that the current proof assumes, each with the least number of levels between the open goal and
        #: where it is assumed.
        self._margins: dict[int, int] = {}

    def proves(self, left: Node, right: Node) -> bool:
        """Whether everything that one schema accepts is proven to be accepted by another."""
        self._limit = _STEPS + _STEPS_OF_PART * max(0, len(right.closure) - _MOST_PARTS)
        return self._run(lambda: self.implies(self.values_of(left), right))

    def follows(self, left: Intersection, right: Node, keyword: str) -> bool:
        """Whether all values of an intersection are proven to satisfy one keyword of a schema."""
        return self._run(lambda: self.keyword(left, right, keyword))

    def follows_within(self, left: Intersection, rights: tuple[Node, ...]) -> bool:
        """Whether all values of an intersection, which is about a part of the value, are proven to satisfy schemas."""
        return self._run(lambda: all(self.within(left, right) for right in rights))

    def _run(self, goal: Callable[[], bool]) -> bool:
        """Start a proof; one that goes too deep proves nothing."""
        self._steps, self._depth, self._margins = self._limit, 0, {}
        self._open.clear()
        self._assumed.clear()
        try:
            return goal()
        except RecursionError:
            return False

    def values_of(self, node: Node) -> Intersection:
        """The values that one schema accepts."""
        if node not in self._single:
            self._single[node] = Intersection((node,))
        return self._single[node]

    def within(self, left: Intersection, right: Node) -> bool:
        """`implies` for a part of the value."""
        self._depth += 1
        try:
            return self.implies(left, right)
        finally:
            self._depth -= 1

    def implies(self, left: Intersection, right: Node) -> bool:
        """Whether all values of an intersection are proven to be accepted by a schema."""
        goal = left, right = self._simplify(left), right.resolved
        if goal in self._known:
            return self._known[goal]
        if goal in self._open:
            index, depth = self._open[goal]
            self._margins[index] = min(self._depth - depth, self._margins.get(index, self._depth))
            return self._depth > depth
        if goal in self._assumed and self._reuse(*self._assumed[goal]):
            return True
        if not self._steps:
            return False
        self._steps -= 1
        self.examined += 1
        index, assumed = len(self._open), len(self._assumed)
        self._open[goal] = index, self._depth
        outer, self._margins = self._margins, {}
        proven = self._prove(left, right)
        del self._open[goal]
        self._margins.pop(index, None)
        self._close(goal, index, assumed, proven=proven)
        inner, self._margins = self._margins, outer
        self._depend_on(inner)
        return proven

    def _reuse(self, depth: int, margins: Mapping[int, int]) -> bool:
        """Whether a goal that was proven at a depth under assumptions is proven here, too."""
        here = {index: margin + self._depth - depth for index, margin in margins.items()}
        if min(here.values()) <= 0:
            return False
        self._depend_on(here)
        return True

    def _depend_on(self, margins: Mapping[int, int]) -> None:
        for index, margin in margins.items():
            self._margins[index] = min(margin, self._margins.get(index, margin))

    def _close(self, goal: tuple[Intersection, Node], index: int, assumed: int, *, proven: bool) -> None:
        """Remember the result for a goal, and for those that were proven within it under an assumption."""
        if proven and self._margins:
            # Those that assumed this goal now assume what it assumes.
            for _, margins in islice(self._assumed.values(), assumed, None):
                if index in margins:
                    margin = margins.pop(index)
                    for other, further in self._margins.items():
                        margins[other] = min(margin + further, margins.get(other, margin + further))
            # An earlier entry stays in its place: the goals in whose proof it was made are still open.
            self._assumed.setdefault(goal, (self._depth, self._margins))
            return
        # The goal depends on no other, or it failed: then what was proven within may depend on it.
        self._known[goal] = proven
        while len(self._assumed) > assumed:
            inner, _ = self._assumed.popitem()
            if proven:
                self._known[inner] = True

    def _simplify(self, left: Intersection) -> Intersection:
        """The same values in their simplest form, so that references to one schema share one goal."""
        if left not in self._simplified:
            nodes = tuple(dict.fromkeys(node.resolved for node in left.nodes))
            # All values may be of kinds that are excluded nowhere else.
            allowed = ALL_KINDS if replace(left, allowed=ALL_KINDS).kinds <= left.allowed else left.allowed
            self._simplified[left] = replace(left, nodes=nodes, allowed=allowed)
        return self._simplified[left]

    def _prove(self, left: Intersection, right: Node) -> bool:
        if self.is_empty(left) or any(self.identity.are_identical(part, right) for part in left.parts):
            return True
        if left.values is not None and len(left.values) <= MOST_VALUES and right.is_clear:
            return all(right.accepts(value) is True for value in left.values)
        if not right.refuses_all and all(self.keyword(left, right, keyword) for keyword in right.keywords):
            return True
        # Each branch of a choice is stricter than the choice; then the next choice within each branch.
        choice, branches = next(splits(left), (None, ()))
        return choice is not None and all(self.implies(left.narrowed(choice, branch), right) for branch in branches)

    def keyword(self, left: Intersection, right: Node, keyword: str) -> bool:
        """Whether all values of an intersection are proven to satisfy one keyword of a schema."""
        if is_annotation(keyword) or not left.kinds & kinds_about(keyword):
            return True
        rule = self._rules.get(keyword)
        return self.identity.has_identical(left, right, keyword) if rule is None else rule(self, left, right)

    def is_empty(self, values: Intersection, depth: int = _DEPTH) -> bool:
        """Whether an intersection is proven to have no value."""
        found = self._empty.get(values)
        if found is None:
            found = self._empty[values] = all(self._is_kind_empty(values, kind, depth) for kind in values.kinds)
        return found

    def _is_kind_empty(self, values: Intersection, kind: str, depth: int) -> bool:
        of_kind = values.of_kind(kind)
        if of_kind.values is not None:
            return not of_kind.values
        match kind:
            case "integer" | "fraction":
                return is_numeric_gap(of_kind)
            case "string":
                return exceeds(values, "minLength", "maxLength")
            case "array":
                return exceeds(values, "minItems", "maxItems") or (
                    bool(values.least("minItems")) and bool(depth) and self.is_empty(values.item(0), depth - 1)
                )
            case _:
                return exceeds(values, "minProperties", "maxProperties") or (
                    bool(depth) and any(self.is_empty(values.member(name), depth - 1) for name in values.required)
                )


class SchemaIdentity:
    """Compares schemas and remembers the result for every pair that it came across.

    A schema of a narrowed document, a key of `originals`, counts as the one that it was made of, which accepts more.
    """

    def __init__(self, originals: Mapping[Document, Document] = {}) -> None:
        self._originals = originals
        self._identical: dict[tuple[Node, Node], bool] = {}
        self._same_documents: dict[tuple[Document, Document], bool] = {}

    @property
    def comparisons(self) -> int:
        """How many pairs of schemas were compared so far."""
        return len(self._identical)

    def are_identical(self, one: Node, other: Node) -> bool:
        """Whether two schemas have the same text, and so does everything that they refer to."""
        one, other = self._original(one), self._original(other)
        return one is other or reaches_no_stop((one, other), self._identical, self._pairs_inside)

    def _original(self, node: Node) -> Node:
        """The schema that a schema of a narrowed document was made of; itself if it was added."""
        document = self._originals.get(node.document)
        return node if document is None else document.find(node.path) or node

    def agree(self, one: Node, other: Node, keywords: frozenset[str]) -> bool:
        """Whether two schemas have the same under some keywords, with everything that these refer to."""
        one, other = self._original(one), self._original(other)

        def wanted(node: Node) -> dict[str, Any]:
            return {key: shape_of(key, value) for key, value in node.keywords.items() if key in keywords}

        if text_of(wanted(one)) != text_of(wanted(other)) or not self._refer_alike(one, other):
            return False
        pairs = [pair for key in wanted(one) for pair in zip(one.under(key), other.under(key), strict=True)]
        if "$ref" in wanted(one):
            pairs.append((one.target, other.target))
        return all(self.are_identical(*pair) for pair in pairs)

    def has_identical(self, left: Intersection, right: Node, keyword: str) -> bool:
        """Whether a schema of an intersection has an unknown keyword of another schema with the very same value."""
        text, right = text_of(right.keywords[keyword]), self._original(right)
        return any(
            text_of(value) == text and self._refer_alike(self._original(part), right)
            for part, value in left.given(keyword)
        )

    def _pairs_inside(self, pair: tuple[Node, Node]) -> Iterable[tuple[Node, Node]] | None:
        """The pairs of schemas that have to be identical for a pair to be so; None where the pair itself is not."""
        one, other = pair
        if one.text != other.text or not self._refer_alike(one, other):
            return None
        return zip(one.inside(), other.inside(), strict=True)

    def _refer_alike(self, one: Node, other: Node) -> bool:
        """Whether what unknown keywords of two schemas with the same text may refer to is the same."""
        unknown = {keyword: value for keyword, value in one.keywords.items() if not is_known(keyword)}
        # `$dynamicRef`, or a `$ref` in an unknown keyword, may lead anywhere in its document.
        if not any(keyword.startswith("$") or '"$' in text_of(value) for keyword, value in unknown.items()):
            return True
        documents = (one.document, other.document)
        if documents not in self._same_documents:
            self._same_documents[documents] = text_of(documents[0].schema) == text_of(documents[1].schema)
        return self._same_documents[documents]
