"""Schemas that are `false`, rewritten where jsonschema does not say which field, element or branch they refuse."""

from collections.abc import Iterable, Iterator
from typing import Any

from runbridge.schemas.document import Document, Node
from runbridge.schemas.loader import schema_value

#: In a rewritten `false` schema: the keyword that it is under, and the fields that have a schema next to it.
UNDER = "x-runbridge-under"
BESIDE = "x-runbridge-beside"

_KEYWORDS = ("properties", "patternProperties", "additionalProperties", "prefixItems", "allOf", "anyOf", "oneOf")


def rewrite_false_schemas(text: str) -> Any:
    """The schema of a checked text, rewritten to accept the same and to say more about what it refuses."""
    schema = schema_value(text)
    for keyword, node in _refusing(Document("", text, schema_value(text))):
        *above, step = node.path
        around: Any = schema
        for each in above:
            around = around[each]
        beside: Iterable[str] = around.get("properties", {}) if keyword == "additionalProperties" else ()
        around[step] = {"not": {}, UNDER: keyword, BESIDE: [*beside]}
    return schema


def _refusing(document: Document) -> Iterator[tuple[str, Node]]:
    seen: set[Node] = set()
    waiting = [document.root]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        waiting += [*node.inside(), *node.defined()]
        for keyword in node.keywords.keys() & _KEYWORDS:
            yield from ((keyword, child) for child in node.under(keyword) if child.refuses_all)
