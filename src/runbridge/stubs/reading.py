"""Schemas in, the types that they describe out."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

from runbridge.documents.document import Document, Node
from runbridge.documents.keywords import DEFINITIONS, is_known
from runbridge.errors import WrongUse
from runbridge.problems import brief, pointer
from runbridge.stubs.meets import meet, union
from runbridge.stubs.names import Names, pascal
from runbridge.stubs.ordering import reached
from runbridge.stubs.tree import (
    PAYLOADS,
    Alias,
    Anything,
    Boolean,
    Declaration,
    Listed,
    Mapped,
    Member,
    Module,
    Nothing,
    Null,
    Number,
    Payload,
    Record,
    Reference,
    Scalar,
    Source,
    Text,
    Type,
    Union,
    Words,
)

#: Keywords that ask for something that types cannot say.
_UNSAID = (
    *("not", "if", "then", "else", "contains", "propertyNames", "minProperties", "maxProperties"),
    *("dependentRequired", "dependentSchemas", "unevaluatedProperties", "unevaluatedItems", "$dynamicRef"),
)
_OBJECT = ("properties", "patternProperties", "required", "additionalProperties")
_ARRAY = ("items", "prefixItems")


def read_module(formats: Mapping[str, Document], payloads: Mapping[Payload, Document]) -> Module:
    """The types of some formats' records, by the formats' names, with types for the payloads that are described.

    Raises WrongUse for a schema that is nested too deeply, and for a payload that none of the formats has.
    """
    reader = _Reader()
    try:
        runs = [reader.reserve(document.root, document.root.keywords["title"]) for document in formats.values()]
        for payload, document in payloads.items():
            reader.describe(payload, document)
        for document in formats.values():
            reader.declare(document.root)
    except RecursionError as error:
        raise WrongUse("a schema is nested too deeply to make types of it") from error
    for payload in payloads:
        if payload not in reader.used:
            raise WrongUse(f"{' and '.join(formats)} has no opaque {payload}, which --{payload}-schema could describe")
    described: list[tuple[Payload, str]] = [
        (payload, reader.described[payload]) for payload in PAYLOADS if payload in payloads
    ]
    return Module(
        declarations=reached([*runs, *(name for _, name in described)], reader.declared),
        runs=tuple(runs),
        payloads=tuple(described),
        sources=tuple(
            [_source(name, document) for name, document in formats.items()]
            + [_source(f"--{payload}-schema", payloads[payload]) for payload, _ in described]
        ),
        notes=tuple(reader.notes),
    )


def _source(name: str, document: Document) -> Source:
    return Source(name, hashlib.sha256(document.text.encode()).hexdigest())


class _Reader:
    """Reads schemas one after the other into one set of declarations."""

    def __init__(self) -> None:
        self._names = Names()
        self._named: dict[Node, str] = {}
        #: What the names of a document's own types begin with where they are taken.
        self._root = ""
        self._is_format = False
        self.declared: dict[str, Declaration] = {}
        self.described: dict[Payload, str] = {}
        self.used: set[Payload] = set()
        self.notes: dict[str, None] = {}

    def reserve(self, node: Node, wanted: str) -> str:
        """Give a schema its name before it is read."""
        self._named[node] = self._names.give(wanted)
        return self._named[node]

    def describe(self, payload: Payload, document: Document) -> None:
        """Declare the type of a payload."""
        title = document.root.keywords.get("title", "")
        self.described[payload] = self._root = self.reserve(document.root, pascal(title) or payload.capitalize())
        self.declare(document.root)

    def declare(self, node: Node) -> None:
        """Declare the type of a document's root, whose name is reserved; a record's payloads have been described."""
        self._is_format = self._named[node] not in self.described.values()
        self._declare(node, self._named[node])

    def _declare(self, node: Node, name: str) -> None:
        found = self._read(node, name)
        description = _description(node)
        if isinstance(found, Record):
            self.declared[name] = replace(found, name=name, description=description)
        elif isinstance(found, Words):
            self.declared[name] = Alias(name, found, description)
        else:
            self.declared[name] = Alias(name, self._settle(found, name), description)

    def _refer(self, node: Node) -> Reference:
        if node not in self._named:
            wanted = (pascal(str(node.path[-1])) if node.path else "") or "Definition"
            if len(node.path) < 2 or node.path[-2] not in DEFINITIONS:
                wanted = self._root + wanted
            self._declare(node, self.reserve(node, self._free(wanted)))
        return Reference(self._named[node])

    def _free(self, wanted: str) -> str:
        return wanted if self._names.is_free(wanted) else self._root + wanted

    def _resolve(self, reference: Reference) -> Type | None:
        found = self.declared.get(reference.name)
        return found.type if isinstance(found, Alias) else found

    def _settle(self, type: Type, wanted: str) -> Type:
        """The type with a name for each record and each vocabulary in it."""
        match type:
            case Record():
                name = self._names.give(type.name)
                self.declared[name] = replace(type, name=name)
                return Reference(name)
            case Words() if len(type.values) > 1:
                name = self._names.give(wanted)
                self.declared[name] = Alias(name, type)
                return Reference(name)
            case Union():
                return union(self._settle(option, wanted) for option in type.options)
            case _:
                return type

    def _type(self, node: Node, wanted: str) -> Type:
        return self._settle(self._read(node, wanted), wanted)

    def _read(self, node: Node, wanted: str) -> Type:
        """The type of a schema, a record in it not declared yet but called as it is wanted."""
        if node.refuses_all:
            return Nothing()
        keywords = node.keywords
        self._note_unsaid(node)
        parts: list[Type] = [self._plain(node, wanted)]
        if "$ref" in keywords:
            parts.append(self._refer(node.target))
        if "allOf" in keywords:
            parts += [self._read(branch, wanted) for branch in node.under("allOf")]
        for keyword in ("anyOf", "oneOf"):
            if keyword in keywords:
                parts.append(union(self._read(branch, self._branch(branch, wanted)) for branch in node.under(keyword)))
        found = reduce(lambda one, other: meet(one, other, self._resolve), parts)
        return replace(found, name=wanted) if isinstance(found, Record) else found

    def _branch(self, node: Node, wanted: str) -> str:
        return pascal(str(node.keywords.get("title", ""))) or wanted

    def _note_unsaid(self, node: Node) -> None:
        for keyword in node.keywords:
            if keyword in _UNSAID or not is_known(keyword):
                self._note(node, f"`{brief(keyword)}` is left to validation")

    def _note(self, node: Node, what: str) -> None:
        place = f"`{brief(pointer(node.path))}`" if node.path else "the schema"
        self.notes[f"{node.document.name}: {place}: {what}"] = None

    def _plain(self, node: Node, wanted: str) -> Type:
        """What the schema says by itself, without the schemas that it joins or refers to."""
        keywords = node.keywords
        found: Type = Anything()
        kinds = self._kinds(node)
        if kinds:
            found = union(self._of_kind(kind, node, wanted) for kind in kinds)
        if "enum" in keywords:
            found = meet(found, self._one_of(node, keywords["enum"]), self._resolve)
        if "const" in keywords:
            found = meet(found, self._one_of(node, [keywords["const"]]), self._resolve)
        return found

    def _kinds(self, node: Node) -> Sequence[str]:
        keywords = node.keywords
        if "type" in keywords:
            return [keywords["type"]] if isinstance(keywords["type"], str) else list(keywords["type"])
        for kind, sign, told in (("object", "properties", "an object"), ("array", "prefixItems", "an array")):
            if sign in keywords:
                self._note(node, f"it has `{sign}` and no `type`, and is taken for {told}")
                return [kind]
        if "items" in keywords:
            self._note(node, "it has `items` and no `type`, and is taken for an array")
            return ["array"]
        return []

    def _one_of(self, node: Node, values: Sequence[Any]) -> Type:
        options: list[Type] = []
        words: list[Scalar] = []
        for value in values:
            match value:
                case None:
                    options.append(Null())
                case dict():
                    self._note(node, "which object it has to be is left to validation")
                    options.append(Mapped(Anything()))
                case list():
                    self._note(node, "which array it has to be is left to validation")
                    options.append(Listed(Anything()))
                case _:
                    words.append(value)
        return union([Words(tuple(words)), *options] if words else options)

    def _of_kind(self, kind: str, node: Node, wanted: str) -> Type:
        keywords = node.keywords
        match kind:
            case "null":
                return Null()
            case "boolean":
                return Boolean()
            case "string" if self._is_format and "x-extensible-enum" in keywords:
                return Words(tuple(keywords["x-extensible-enum"]), is_open=True)
            case "string":
                return Text(
                    format=keywords.get("format"),
                    pattern=keywords.get("pattern"),
                    min_length=_count(keywords.get("minLength")),
                    max_length=_count(keywords.get("maxLength")),
                )
            case "array":
                return self._array(node, wanted)
            case "object":
                return self._object(node, wanted)
            case _:
                return Number(
                    is_integer=kind == "integer",
                    minimum=keywords.get("minimum"),
                    maximum=keywords.get("maximum"),
                    exclusive_minimum=keywords.get("exclusiveMinimum"),
                    exclusive_maximum=keywords.get("exclusiveMaximum"),
                    multiple_of=keywords.get("multipleOf"),
                )

    def _array(self, node: Node, wanted: str) -> Listed:
        keywords = node.keywords
        return Listed(
            rest=self._type(node.at("items"), f"{wanted}Item") if "items" in keywords else Anything(),
            items=tuple(
                self._type(child, f"{wanted}Item{number}")
                for number, child in enumerate(node.under("prefixItems") if "prefixItems" in keywords else (), 1)
            ),
            min_items=_count(keywords.get("minItems")),
            max_items=_count(keywords.get("maxItems")),
            is_unique=keywords.get("uniqueItems", False),
        )

    def _object(self, node: Node, wanted: str) -> Record | Mapped:
        keywords = node.keywords
        required = dict.fromkeys(keywords.get("required", ()))
        others: Type = Anything()
        if "additionalProperties" in keywords:
            others = self._type(node.at("additionalProperties"), f"{wanted}Value")
        if "patternProperties" in keywords:
            named = [self._type(child, f"{wanted}Value") for child in node.under("patternProperties")]
            others = union([*named, others])
        members = [
            self._member(name, node.at("properties", name), wanted, required=name in required)
            for name in keywords.get("properties", {})
        ]
        listed = keywords.get("properties", {})
        members += [Member(name, others, required=True) for name in required if name not in listed]
        if not members and not isinstance(others, Nothing):
            return Mapped(others)
        return Record(wanted, tuple(members), others)

    def _member(self, name: str, node: Node, wanted: str, *, required: bool) -> Member:
        keywords = node.keywords
        return Member(
            name=name,
            type=self._payload(node) or self._type(node, wanted + (pascal(name) or "Member")),
            required=required,
            read_only=keywords.get("readOnly", False),
            deprecated=keywords.get("deprecated", False),
            description=_description(node),
            default=json.dumps(keywords["default"], ensure_ascii=False) if "default" in keywords else None,
        )

    def _payload(self, node: Node) -> Type | None:
        payload = node.keywords.get("x-payload") if self._is_format else None
        if payload is None:
            return None
        self.used.add(payload)
        return Reference(self.described[payload]) if payload in self.described else Anything(payload)


def _count(value: float | None) -> int | None:
    """A count, which JSON may spell `2.0`."""
    return None if value is None else int(value)


def _description(node: Node) -> str:
    """What a schema says of itself to people, with the unit that it is measured in."""
    text = str(node.keywords.get("description", ""))
    unit = node.keywords.get("x-unit")
    return f"{text} Unit: {unit}.".strip() if unit else text
