"""Reads a schema as a type, in which records and vocabularies are still inline and have no names."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations
from typing import Any, TypeGuard, cast

from runbridge.schemas.document import Document, Node
from runbridge.schemas.keywords import ALL_KINDS, Kinds, kinds_about, kinds_named
from runbridge.stubs.ir.graph import Notes, type_specific_keywords
from runbridge.stubs.ir.intersect import Resolve, are_disjoint, intersect, literal_of, merge_literals, union
from runbridge.stubs.ir.names import pascal
from runbridge.stubs.ir.types import (
    PAYLOADS,
    Array,
    Boolean,
    Field,
    Literal,
    Map,
    Never,
    Null,
    Number,
    Record,
    Reference,
    String,
    Type,
    Unknown,
    array_of,
    object_of,
)

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def number_of(keywords: dict[str, Any], *, is_integer: bool) -> Number:
    """The type of numbers, or of integers."""
    return Number(
        is_integer=is_integer,
        minimum=keywords.get("minimum"),
        maximum=keywords.get("maximum"),
        exclusive_minimum=keywords.get("exclusiveMinimum"),
        exclusive_maximum=keywords.get("exclusiveMaximum"),
        multiple_of=keywords.get("multipleOf"),
    )


def string_of(node: Node) -> String | Literal:
    """The type of strings; an open literal if the schema lists known strings and asks for nothing else."""
    keywords = node.keywords
    found = String(
        format=keywords.get("format"),
        pattern=keywords.get("pattern"),
        min_length=count(keywords.get("minLength")),
        max_length=count(keywords.get("maxLength")),
    )
    known = keywords.get("x-extensible-enum")
    if found == String() and _is_string_list(known):
        return Literal(literal_of(known).values, is_open=True)
    return found


def _is_string_list(value: object) -> TypeGuard[list[str]]:
    return (
        isinstance(value, list) and value != [] and all(isinstance(each, str) for each in cast("list[object]", value))
    )


def enum_type(values: list[Any], node: Node, notes: Notes) -> Type:
    """The type of the values that `enum` or `const` lists."""
    options: list[Type] = []
    literal = literal_of(value for value in values if not isinstance(value, (dict, list, type(None))))
    if any(isinstance(value, dict) for value in values):
        notes.add(node, "only `validate` checks which object it is")
        options.append(Map(Unknown()))
    if any(isinstance(value, list) for value in values):
        notes.add(node, "only `validate` checks which array it is")
        options.append(Array(Unknown()))
    if None in values:
        options.append(Null())
    return union([*([literal] if literal.values else []), *options])


def count(value: float | None) -> int | None:
    """A count, which may be written `2.0` in JSON."""
    return None if value is None else int(value)


def description_of(node: Node) -> str:
    """The description of a schema, followed by its unit."""
    text = str(node.keywords.get("description", ""))
    unit = node.keywords.get("x-unit")
    return _LONE_SURROGATE.sub("\ufffd", f"{text} Unit: {unit}." if isinstance(unit, str) else text).strip()


def default_of(node: Node) -> str | None:
    """The default of a schema as JSON text that any encoding can represent."""
    if "default" not in node.keywords:
        return None
    text = json.dumps(node.keywords["default"], ensure_ascii=False)
    return _LONE_SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


#: The type of a schema without `type` if the schemas around it do not determine one, by the keywords that imply it.
_TYPE_HINTS = (
    ("object", "an object", ("properties", "patternProperties", "additionalProperties")),
    ("array", "an array", ("prefixItems", "items")),
)
#: Keywords that make a branch of `anyOf` or `oneOf` more than a condition.
_SHAPE_KEYWORDS = frozenset(
    {
        *("type", "enum", "const", "$ref", "allOf", "anyOf", "oneOf"),
        *(hint for _, _, hints in _TYPE_HINTS for hint in hints),
    }
)
#: Deeper than schemas written by hand, and within Python's recursion limit.
_MAX_DEPTH = 64
#: Up to this number of branches, each is compared with each other one.
_MAX_BRANCHES = 50


class SchemaReader:
    """Reads schemas and notes what their types do not express; schemas in `references` become references."""

    def __init__(
        self, references: Mapping[Node, Reference], resolve: Resolve, notes: Notes, formats: Collection[Document]
    ) -> None:
        self._references = references
        self._resolve = resolve
        self._notes = notes
        self._formats = formats
        self._one_ofs: list[tuple[Node, list[Type]]] = []
        self._depth = 0

    def read(self, node: Node, kinds: Kinds = ALL_KINDS) -> Type:
        """The type of the values that a schema accepts; the schemas around it only allow values of these `kinds`."""
        kinds &= node.kinds
        if not kinds:
            return Never()
        if self._depth == _MAX_DEPTH:
            raise node.document.flaw((), f"has more than {_MAX_DEPTH} levels, too many for types")
        self._depth += 1
        found = self._combined(node, kinds)
        self._depth -= 1
        return found

    def note_overlapping_one_of(self) -> None:
        """Note each `oneOf` whose branches may overlap; this needs all references to be read."""
        for node, options in self._one_ofs:
            pairs = combinations(options, 2)
            if len(options) > _MAX_BRANCHES or not all(are_disjoint(*pair, self._resolve) for pair in pairs):
                self._notes.add(node, "only `validate` checks that exactly one branch of `oneOf` matches")

    def _combined(self, node: Node, kinds: Kinds) -> Type:
        self._notes.add_inexpressible(node, kinds)
        found = self._intersect_all(node, self._parts(node, kinds))
        if isinstance(found, Record):
            return replace(found, description=description_of(node) or found.description)
        return found

    def _intersect_all(self, node: Node, parts: Iterable[Type]) -> Type:
        found: Type = Unknown()
        for part in parts:
            found = intersect(found, part, self._resolve, partial(self._notes.add, node))
        return found

    def _parts(self, node: Node, kinds: Kinds) -> Iterator[Type]:
        """The types whose intersection a schema is: `$ref` and `allOf` first, its own keywords, then its choices."""
        if "$ref" in node.keywords:
            yield self._references[node.target]
        if "allOf" in node.keywords:
            yield from (self.read(branch, kinds) for branch in node.under("allOf"))
        yield self._own_keywords(node, kinds)
        for keyword in ("anyOf", "oneOf"):
            if keyword in node.keywords:
                yield self._alternatives(node, keyword, kinds)

    def _alternatives(self, node: Node, keyword: str, kinds: Kinds) -> Type:
        branches = [*node.under(keyword)]
        if any(map(_is_condition, branches)):
            self._notes.add(node, f"`{keyword}` is checked by `validate` only")
            return Unknown()
        options = [self._branch(branch, kinds) for branch in branches]
        if keyword == "oneOf":
            self._one_ofs.append((node, options))
        return merge_literals(options)

    def _branch(self, node: Node, kinds: Kinds) -> Type:
        found = self._child(node, kinds)
        title = pascal(str(node.keywords.get("title", "")))
        return replace(found, name=title or found.name) if isinstance(found, Record) else found

    def _child(self, node: Node, kinds: Kinds = ALL_KINDS) -> Type:
        """The type of a subschema: a reference if it has a name."""
        return self._references.get(node) or self.read(node, kinds)

    def _own_keywords(self, node: Node, kinds: Kinds) -> Type:
        """The type that the schema's own keywords describe, without `$ref`, `allOf`, `anyOf` and `oneOf`."""
        keywords = node.keywords
        names = self._type_names(node, kinds)
        parts = [Unknown() if names is None else merge_literals(self._of_kind(name, node) for name in names)]
        if "enum" in keywords:
            parts.append(enum_type(keywords["enum"], node, self._notes))
        if "const" in keywords:
            parts.append(enum_type([keywords["const"]], node, self._notes))
        return self._intersect_all(node, parts)

    def _type_names(self, node: Node, kinds: Kinds) -> Sequence[str] | None:
        """The possible values of `type`; None if the schema has no keyword that depends on it."""
        if "type" in node.keywords:
            value = node.keywords["type"]
            listed = [value] if isinstance(value, str) else value
            named = [name for name in listed if name != "integer" or "number" not in listed]
            return [name for name in named if kinds_named(name) & kinds]
        if not any(kinds_about(keyword) & kinds for keyword in type_specific_keywords(node)):
            return None
        if not kinds >= ALL_KINDS - {"fraction"}:
            return _type_names_of(kinds)
        implied = [name for name, _, hints in _TYPE_HINTS if not node.keywords.keys().isdisjoint(hints)]
        for name, phrase, hints in _TYPE_HINTS:
            if name in implied:
                hint = next(hint for hint in hints if hint in node.keywords)
                self._notes.add(node, f"it has `{hint}` and no `type`, and is read as {phrase}")
        if not implied:
            self._notes.add_untyped(node)
        return implied or None

    def _of_kind(self, kind: str, node: Node) -> Type:
        match kind:
            case "null":
                return Null()
            case "boolean":
                return Boolean()
            case "string":
                return string_of(node)
            case "array":
                return self._array(node)
            case "object":
                return self._object(node)
            case _:
                return number_of(node.keywords, is_integer=kind == "integer")

    def _array(self, node: Node) -> Type:
        keywords = node.keywords
        return array_of(
            self._child(node.at("items")) if "items" in keywords else Unknown(),
            [self._child(item) for item in node.under("prefixItems")] if "prefixItems" in keywords else (),
            min_items=count(keywords.get("minItems")),
            max_items=count(keywords.get("maxItems")),
            is_unique=keywords.get("uniqueItems", False),
        )

    def _object(self, node: Node) -> Type:
        keywords = node.keywords
        properties = keywords.get("properties", {})
        required = dict.fromkeys(keywords.get("required", ()))
        additional: Type = Unknown()
        if "additionalProperties" in keywords:
            additional = self._child(node.at("additionalProperties"))
        if "patternProperties" in keywords:
            self._notes.add(node, "only `validate` checks which names match `patternProperties`")
            additional = union([*(self._child(child) for child in node.under("patternProperties")), additional])
        fields = [self._field(name, node.at("properties", name), required=name in required) for name in properties]
        fields += [Field(name, additional, required=True) for name in required if name not in properties]
        return object_of(fields, additional)

    def _field(self, name: str, node: Node, *, required: bool) -> Field:
        keywords = node.keywords
        type = self._payload(node) or self._child(node)
        description = description_of(node)
        if isinstance(type, Record) and type.description == description:
            # The output would repeat the description.
            type = replace(type, description="")
        return Field(
            name=name,
            type=type,
            required=required,
            read_only=keywords.get("readOnly", False),
            deprecated=keywords.get("deprecated", False),
            description=description,
            default=default_of(node),
        )

    def _payload(self, node: Node) -> Type | None:
        payload = node.keywords.get("x-payload") if node.document in self._formats else None
        # A schema that is not ours may use the keyword for anything.
        return next((Unknown(known) for known in PAYLOADS if known == payload), None)


def _is_condition(node: Node) -> bool:
    """Whether a branch only constrains which fields or elements are present.

    As types, such branches would be variants of a record that are of no use to anyone.
    """
    about_parts = any(kinds_about(keyword) <= {"object", "array"} for keyword in type_specific_keywords(node))
    return about_parts and node.asked.isdisjoint(_SHAPE_KEYWORDS)


def _type_names_of(kinds: Kinds) -> list[str]:
    """The values of `type` for some kinds."""
    names = ["boolean", "number" if "fraction" in kinds else "integer", "string", "array", "object", "null"]
    return [name for name in names if name in kinds or name == "number"]
