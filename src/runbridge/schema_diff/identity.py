"""Whether two schemas are the same, with everything that they refer to; each pair of schemas is compared once."""

from collections.abc import Iterable
from typing import Any

from runbridge.schema_diff.intersection import Intersection
from runbridge.schemas.document import Document, Node, shape_of, text_of
from runbridge.schemas.keywords import is_known
from runbridge.schemas.reachability import reaches_no_stop


class SchemaIdentity:
    """Compares schemas and remembers the result for every pair that it came across."""

    def __init__(self) -> None:
        self._identical: dict[tuple[Node, Node], bool] = {}
        self._same_documents: dict[tuple[Document, Document], bool] = {}

    @property
    def comparisons(self) -> int:
        """How many pairs of schemas were compared so far."""
        return len(self._identical)

    def are_identical(self, one: Node, other: Node) -> bool:
        """Whether two schemas have the same text, and so does everything that they refer to."""
        return one is other or reaches_no_stop((one, other), self._identical, self._pairs_inside)

    def agree(self, one: Node, other: Node, keywords: frozenset[str]) -> bool:
        """Whether two schemas have the same under some keywords, with everything that these refer to."""

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
        text = text_of(right.keywords[keyword])
        return any(text_of(value) == text and self._refer_alike(part, right) for part, value in left.given(keyword))

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
