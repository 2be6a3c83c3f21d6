"""Schemas as types in which records and vocabularies stand where they are met, without names."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations

from runbridge.schemas.document import Document, Node
from runbridge.schemas.keywords import ALL_KINDS, Kinds, kinds_about, kinds_named
from runbridge.stubs.ir.intersect import Resolve, are_apart, meet, union
from runbridge.stubs.ir.names import pascal
from runbridge.stubs.ir.notes import Notes, particular
from runbridge.stubs.ir.scalars import count, default_of, description_of, number_of, one_of, text_of
from runbridge.stubs.ir.types import (
    Anything,
    Boolean,
    Member,
    Nothing,
    Null,
    Record,
    Reference,
    Type,
    array_of,
    object_of,
)
from runbridge.stubs.ir.unions import choice

#: What a schema without `type` is taken for where nothing around it says what its value is.
_SIGNS = (
    ("object", "an object", ("properties", "patternProperties", "additionalProperties")),
    ("array", "an array", ("prefixItems", "items")),
)
#: What a branch of a choice has that is more than a condition.
_SHAPING = frozenset(
    {
        *("type", "enum", "const", "$ref", "allOf", "anyOf", "oneOf"),
        *(sign for _, _, signs in _SIGNS for sign in signs),
    }
)
#: Deeper than anyone nests schemas by hand, and not so deep that Python's stack ends.
_DEEPEST = 64
#: Each of so many branches is compared with each of the others.
_MOST_BRANCHES = 50


class Shapes:
    """Reads schemas, and notes what their types do not say; some have names, and are referred to."""

    def __init__(
        self, references: Mapping[Node, Reference], resolve: Resolve, notes: Notes, formats: Collection[Document]
    ) -> None:
        self._references = references
        self._resolve = resolve
        self._notes = notes
        self._formats = formats
        self._choices: list[tuple[Node, list[Type]]] = []
        self._depth = 0

    def read(self, node: Node, kinds: Kinds = ALL_KINDS) -> Type:
        """The type of the values that a schema takes, of which the schemas around it say of what kinds they may be."""
        kinds &= node.kinds
        if not kinds:
            return Nothing()
        if self._depth == _DEEPEST:
            raise node.document.flaw((), f"is nested in more than {_DEEPEST} levels, too deeply to make types of it")
        self._depth += 1
        found = self._join(node, kinds)
        self._depth -= 1
        return found

    def tell_of_choices(self) -> None:
        """Note where `oneOf` refuses what several branches take, which can be told when all references are read."""
        for node, options in self._choices:
            pairs = combinations(options, 2)
            if len(options) > _MOST_BRANCHES or not all(are_apart(*pair, self._resolve) for pair in pairs):
                self._notes.tell(node, "that only one of `oneOf` fits is left to validation")

    def _join(self, node: Node, kinds: Kinds) -> Type:
        self._notes.tell_unsaid(node, kinds)
        found = self._meet(node, self._parts(node, kinds))
        if isinstance(found, Record):
            return replace(found, description=description_of(node) or found.description)
        return found

    def _meet(self, node: Node, parts: Iterable[Type]) -> Type:
        found: Type = Anything()
        for part in parts:
            found = meet(found, part, self._resolve, partial(self._notes.tell, node))
        return found

    def _parts(self, node: Node, kinds: Kinds) -> Iterator[Type]:
        """The types of the schemas that a schema refers to or joins, and what it says by itself; the basis first."""
        if "$ref" in node.keywords:
            yield self._references[node.target]
        if "allOf" in node.keywords:
            yield from (self.read(branch, kinds) for branch in node.under("allOf"))
        yield self._own(node, kinds)
        for keyword in ("anyOf", "oneOf"):
            if keyword in node.keywords:
                yield self._choice(node, keyword, kinds)

    def _choice(self, node: Node, keyword: str, kinds: Kinds) -> Type:
        branches = [*node.under(keyword)]
        if any(map(_is_condition, branches)):
            self._notes.tell(node, f"`{keyword}` is left to validation")
            return Anything()
        options = [self._branch(branch, kinds) for branch in branches]
        if keyword == "oneOf":
            self._choices.append((node, options))
        return choice(options)

    def _branch(self, node: Node, kinds: Kinds) -> Type:
        found = self._child(node, kinds)
        title = pascal(str(node.keywords.get("title", "")))
        return replace(found, name=title or found.name) if isinstance(found, Record) else found

    def _child(self, node: Node, kinds: Kinds = ALL_KINDS) -> Type:
        """The type of a schema in a schema; where another place refers to it, both refer to one type."""
        return self._references.get(node) or self.read(node, kinds)

    def _own(self, node: Node, kinds: Kinds) -> Type:
        """What the schema says by itself, without the schemas that it joins or refers to."""
        keywords = node.keywords
        names = self._type_names(node, kinds)
        parts = [Anything() if names is None else choice(self._of_kind(name, node) for name in names)]
        if "enum" in keywords:
            parts.append(one_of(keywords["enum"], node, self._notes))
        if "const" in keywords:
            parts.append(one_of([keywords["const"]], node, self._notes))
        return self._meet(node, parts)

    def _type_names(self, node: Node, kinds: Kinds) -> Sequence[str] | None:
        """What the value may be, as `type` has it; None where the schema asks for nothing that depends on it."""
        if "type" in node.keywords:
            told = node.keywords["type"]
            listed = [told] if isinstance(told, str) else told
            named = [name for name in listed if name != "integer" or "number" not in listed]
            return [name for name in named if kinds_named(name) & kinds]
        if not any(kinds_about(keyword) & kinds for keyword in particular(node)):
            return None
        if not kinds >= ALL_KINDS - {"fraction"}:
            return _names_of(kinds)
        taken = [name for name, _, signs in _SIGNS if not node.keywords.keys().isdisjoint(signs)]
        for name, told, signs in _SIGNS:
            if name in taken:
                sign = next(sign for sign in signs if sign in node.keywords)
                self._notes.tell(node, f"it has `{sign}` and no `type`, and is taken for {told}")
        if not taken:
            self._notes.tell_untyped(node)
        return taken or None

    def _of_kind(self, kind: str, node: Node) -> Type:
        match kind:
            case "null":
                return Null()
            case "boolean":
                return Boolean()
            case "string":
                return text_of(node, self._notes)
            case "array":
                return self._array(node)
            case "object":
                return self._object(node)
            case _:
                return number_of(node.keywords, is_integer=kind == "integer")

    def _array(self, node: Node) -> Type:
        keywords = node.keywords
        return array_of(
            self._child(node.at("items")) if "items" in keywords else Anything(),
            [self._child(item) for item in node.under("prefixItems")] if "prefixItems" in keywords else (),
            min_items=count(keywords.get("minItems")),
            max_items=count(keywords.get("maxItems")),
            is_unique=keywords.get("uniqueItems", False),
        )

    def _object(self, node: Node) -> Type:
        keywords = node.keywords
        properties = keywords.get("properties", {})
        required = dict.fromkeys(keywords.get("required", ()))
        others: Type = Anything()
        if "additionalProperties" in keywords:
            others = self._child(node.at("additionalProperties"))
        if "patternProperties" in keywords:
            self._notes.tell(node, "which names `patternProperties` is about is left to validation")
            others = union([*(self._child(child) for child in node.under("patternProperties")), others])
        members = [self._member(name, node.at("properties", name), required=name in required) for name in properties]
        members += [Member(name, others, required=True) for name in required if name not in properties]
        return object_of(members, others)

    def _member(self, name: str, node: Node, *, required: bool) -> Member:
        keywords = node.keywords
        type = self._payload(node) or self._child(node)
        description = description_of(node)
        if isinstance(type, Record) and type.description == description:
            # It would be read twice.
            type = replace(type, description="")
        return Member(
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
        return None if payload is None else Anything(payload)


def _is_condition(node: Node) -> bool:
    """Whether a branch asks for members or elements without saying what they are.

    As types, such branches would be variants of a record that nobody wants to tell apart.
    """
    about_parts = any(kinds_about(keyword) <= {"object", "array"} for keyword in particular(node))
    return about_parts and node.asked.isdisjoint(_SHAPING)


def _names_of(kinds: Kinds) -> list[str]:
    """What `type` would say of values of some kinds."""
    names = ["boolean", "number" if "fraction" in kinds else "integer", "string", "array", "object", "null"]
    return [name for name in names if name in kinds or name == "number"]
