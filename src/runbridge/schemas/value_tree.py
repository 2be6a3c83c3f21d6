"""Any JSON Schema as a tree of the values that it allows at each path, for `drift`.

The tree may allow more than the schema, never less: schemas that apply to a value together or as a choice are merged.
"""

from collections.abc import Callable, Iterable, Iterator

from runbridge.schemas.document import Document
from runbridge.schemas.document import Node as Schema
from runbridge.schemas.keywords import ALL_KINDS, NUMBERS
from runbridge.schemas.record_schema import Node, Path, Step

#: A tree of a schema in which everything refers to everything could have any number of nodes.
_MOST_NODES = 2_000
#: The formats whose times are checked.
_TIMES = frozenset({"date-time", "date-time-local"})


def value_tree(document: Document) -> Node:
    """The tree of a schema. A value whose schema contains itself, and whatever is beyond 2,000 nodes, is opaque."""
    return _Builder().node((document.root,), (), frozenset())


class _Builder:
    """Builds the nodes of one tree."""

    def __init__(self) -> None:
        self._left = _MOST_NODES

    def node(self, schemas: tuple[Schema, ...], path: Path, around: frozenset[Schema]) -> Node:
        """The node of the values at a path, whose schemas are any of some; `around` are those of the values around."""
        known = frozenset(schema.resolved for schema in schemas)
        if not schemas or self._left == 0 or known & around:
            return Node(path=path)
        self._left -= 1
        parts = [part for schema in schemas for part in _same_value(schema)]
        inside = around | known
        members = {
            name: self.node(found, (*path, name), inside)
            for name, found in _collected((name, part.at("properties", name)) for part, name in _named(parts)).items()
        }
        return Node(
            path=path,
            types=_types(schemas) or (_EVERY_TYPE if members else frozenset()),
            words=_of_all(schemas, _listed_words),
            closed=True,
            formats=_of_all(schemas, _asserted_formats),
            members=members,
            required=_required(schemas[0]).intersection(*map(_required, schemas[1:])),
            items=self._child(_elements(parts), (*path, Step.ITEM), inside),
            values=self._child(_others(parts), (*path, Step.VALUE), inside),
        )

    def _child(self, schemas: Iterable[Schema], path: Path, around: frozenset[Schema]) -> Node | None:
        found = tuple(dict.fromkeys(schemas))
        return self.node(found, path, around) if found else None


_EVERY_TYPE = frozenset({"null", "boolean", "number", "string", "array", "object"})


def _same_value(schema: Schema) -> list[Schema]:
    """A schema, and all that may apply to the same value with it; what a value must not be does not count."""
    found = {schema: None}
    for part in (waiting := [schema]):
        keywords = ("allOf", "anyOf", "oneOf", "then", "else", "dependentSchemas")
        inner = [each for keyword in keywords if keyword in part.keywords for each in part.under(keyword)]
        inner += [part.target] if "$ref" in part.keywords else []
        waiting += (each for each in inner if each not in found)
        found.update(dict.fromkeys(inner))
    return list(found)


def _must_apply(schema: Schema) -> Iterator[Schema]:
    """A schema, and all that apply to every value with it; a schema never contains itself in this way."""
    yield schema
    if "$ref" in schema.keywords:
        yield from _must_apply(schema.target)
    for part in schema.under("allOf") if "allOf" in schema.keywords else ():
        yield from _must_apply(part)


def _named(parts: Iterable[Schema]) -> Iterator[tuple[Schema, str]]:
    return ((part, name) for part in parts for name in part.keywords.get("properties", {}))


def _collected(pairs: Iterable[tuple[str, Schema]]) -> dict[str, tuple[Schema, ...]]:
    found: dict[str, dict[Schema, None]] = {}
    for name, schema in pairs:
        found.setdefault(name, {})[schema] = None
    return {name: tuple(schemas) for name, schemas in found.items()}


def _types(schemas: Iterable[Schema]) -> frozenset[str]:
    """The types that some of the schemas allow; empty for all."""
    kinds = frozenset[str]().union(*(schema.kinds for schema in schemas))
    if kinds == ALL_KINDS:
        return frozenset()
    return kinds - NUMBERS | ({"number"} if "fraction" in kinds else kinds & NUMBERS)


def _of_all(schemas: Iterable[Schema], find: Callable[[Schema], tuple[str, ...]]) -> tuple[str, ...]:
    """What is found in some schemas for texts, of which a text has to satisfy one; empty if one of them has nothing."""
    found = [_of_one(schema, find) for schema in schemas if "string" in schema.kinds]
    return tuple(dict.fromkeys(each for some in found for each in some)) if all(found) else ()


def _of_one(schema: Schema, find: Callable[[Schema], tuple[str, ...]]) -> tuple[str, ...]:
    for part in _must_apply(schema):
        choices = [[*part.under(keyword)] for keyword in ("anyOf", "oneOf") if keyword in part.keywords]
        for found in (find(part), *(_of_all(branches, find) for branches in choices)):
            if found:
                return found
    return ()


def _listed_words(schema: Schema) -> tuple[str, ...]:
    """The texts that `enum` or `const` lists."""
    listed = schema.keywords.get("enum", [schema.keywords.get("const")])
    return tuple(word for word in listed if isinstance(word, str))


def _asserted_formats(schema: Schema) -> tuple[str, ...]:
    return (schema.keywords["format"],) if schema.keywords.get("format") in _TIMES else ()


def _required(schema: Schema) -> frozenset[str]:
    """The properties that every object has."""
    return frozenset(name for part in _must_apply(schema) for name in part.keywords.get("required", ()))


def _elements(parts: Iterable[Schema]) -> Iterator[Schema]:
    for part in parts:
        yield from (
            each for keyword in ("prefixItems", "items") if keyword in part.keywords for each in part.under(keyword)
        )


def _others(parts: Iterable[Schema]) -> Iterator[Schema]:
    """The schemas of fields that have no schema of their own, if there is one."""
    for part in parts:
        if "patternProperties" in part.keywords:
            yield from part.under("patternProperties")
        if "additionalProperties" in part.keywords and part.at("additionalProperties").keywords:
            yield part.at("additionalProperties")
