"""Schemas that are `false`, spelled out where jsonschema does not say which member, element or branch they refuse."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from runbridge.schemas.document import Document, Node

#: In a schema that stands for `false`: the keyword that it is under, and the members that have a schema beside it.
UNDER = "x-runbridge-under"
BESIDE = "x-runbridge-beside"

_KEYWORDS = ("properties", "patternProperties", "additionalProperties", "prefixItems", "allOf", "anyOf", "oneOf")


def spelled_out(text: str) -> Any:
    """The schema of a text that was checked, as one that accepts the same and says more of what it refuses."""
    schema = json.loads(text)
    for keyword, node in _refusing(Document("", text, json.loads(text))):
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
