"""The lenient policy: a writer does not write the fields that only the reader's schema names.

This is how most schema registries treat an added optional field. The assumption becomes part of the writer's schema, so
that proofs and counterexamples need no second set of rules.
"""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from runbridge.schemas.document import Document, Node

_IN_PARTS = ("properties", "patternProperties", "additionalProperties", "items", "prefixItems")
#: A schema under these keywords that accepts less does not make the schema around it accept less.
_NOT_MONOTONE = ("not", "if", "contains")
#: Keywords that may declare fields that `properties` does not name.
_DECLARES_OTHERS = ("additionalProperties", "unevaluatedProperties")


def narrow_writer(writer: Document, reader: Document) -> Document:
    """The writer's schema, which refuses a field that only the reader's schema names.

    Each object schema refuses the names that the reader's schema has anywhere and that it does not declare itself. All
    other schemas keep their paths.
    """
    named = sorted({name for node in reader.root.closure for name in node.keywords.get("properties", {})})
    schema = deepcopy(writer.schema)
    for node in _object_schemas(writer):
        declared = _declared(node)
        if declared is not None and not declared.names.issuperset(named):
            _part(schema, node)["allOf"] = [*node.keywords.get("allOf", []), declared.restriction(named)]
    return replace(writer, schema=schema, _nodes={}, clear_nodes={})


@dataclass(frozen=True)
class _Declared:
    """The names and patterns of the fields that an object schema declares."""

    names: frozenset[str]
    patterns: frozenset[str]

    def restriction(self, named: list[str]) -> dict[str, Any]:
        """A schema of objects without fields that are not declared and that are among some names."""
        allowed = [{"enum": sorted(self.names)}] if self.names else []
        patterns = [{"pattern": pattern} for pattern in sorted(self.patterns)]
        # All these schemas share the list of names, which may be long.
        return {"propertyNames": {"anyOf": [*allowed, *patterns, {"not": {"enum": named}}]}}


def _declared(node: Node) -> _Declared | None:
    """The fields that a schema declares, with all schemas for the same value; None if it declares all fields."""
    names: set[str] = set()
    patterns: set[str] = set()
    for part in _same_value(node):
        if any(part.keywords.get(keyword, True) not in (True, {}) for keyword in _DECLARES_OTHERS):
            return None
        names.update(part.keywords.get("properties", ()))
        patterns.update(part.keywords.get("patternProperties", ()))
    return _Declared(frozenset(names), frozenset(patterns))


def _same_value(node: Node) -> list[Node]:
    """A schema, and all schemas that may apply to the same value with it."""
    found = {node: None}
    for each in (waiting := [node]):
        waiting += (inner for inner in dict.fromkeys(each.in_place()) if inner not in found)
        found.update(dict.fromkeys(each.in_place()))
    return list(found)


def _object_schemas(document: Document) -> Iterator[Node]:
    """The schemas of whole objects that can be narrowed without effect on another place."""
    nodes = document.root.closure
    shared = _parts_of_schemas(nodes)
    unchanged = shared | _reachable(
        node.at(keyword) for node in nodes for keyword in _NOT_MONOTONE if keyword in node.keywords
    )
    for node in _whole_values(document, shared):
        if "object" in node.kinds and node not in unchanged and isinstance(node.schema, dict):
            yield node


def _parts_of_schemas(nodes: Iterable[Node]) -> set[Node]:
    """The schemas that apply to a value together with another one, which may declare other fields."""
    waiting = [child for node in nodes if not (node.is_reference or _is_choice(node)) for child in node.in_place()]
    found: set[Node] = set()
    for node in waiting:
        if node not in found:
            found.add(node)
            waiting += node.in_place()
    return found


def _reachable(nodes: Iterable[Node]) -> set[Node]:
    """The schemas, and all schemas in them and that they refer to."""
    waiting = [*nodes]
    found: set[Node] = set()
    for node in waiting:
        if node not in found:
            found.add(node)
            waiting += node.inside()
    return found


def _whole_values(document: Document, shared: set[Node]) -> Iterator[Node]:
    """Schemas such that each whole value is under one of them; a choice is represented by its branches."""
    waiting = [document.root]
    for node in document.root.closure:
        waiting += (child for keyword in _IN_PARTS if keyword in node.keywords for child in node.under(keyword))
    found: set[Node] = set()
    for node in waiting:
        # A schema that is also a part of another one is narrowed where it is referred to.
        place = node if node.resolved in shared else node.resolved
        if _is_choice(place):
            waiting += (branch for branch in place.under("anyOf") if branch not in found)
        elif place not in found:
            yield place
        found.update((node, place))


def _is_choice(node: Node) -> bool:
    """Whether a schema is nothing but a choice of others."""
    return node.asked == {"anyOf"}


def _part(schema: Any, node: Node) -> dict[str, Any]:
    for step in node.path:
        schema = schema[step]
    return schema  # type: ignore[no-any-return]  # the node has keywords
