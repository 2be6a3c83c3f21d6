"""A record schema as a small tree of frozen values, which everything else in codegen is written from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from codegen.errors import SourceError

#: What a member holds, as far as the generated code cares.
Kind = Literal["string", "timestamp", "number", "integer", "boolean", "enum", "opaque", "structured"]

#: Every keyword that codegen reads or knows to be a plain annotation.
KEYWORDS = (
    "$schema",
    "$id",
    "$ref",
    "$defs",
    "title",
    "description",
    "examples",
    "readOnly",
    "type",
    "format",
    "enum",
    "anyOf",
    "items",
    "properties",
    "required",
    "additionalProperties",
    "x-extensible-enum",
    "x-unit",
)


@dataclass(frozen=True)
class Member:
    """One named member of a record: what it holds, whether it may be null, whether it must be there.

    `values` are the words of its vocabulary: all of them for an `enum`, those known so far for a `string`.
    """

    name: str
    kind: Kind
    nullable: bool
    required: bool
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shape:
    """One record shape; `stem` is the schema's file name without its ending, `title` the class it becomes."""

    stem: str
    title: str
    schema: Mapping[str, Any]
    members: tuple[Member, ...]

    @property
    def format(self) -> str:
        """The name by which people call the shape, such as `workflow-run`."""
        return self.stem.replace("_", "-")

    @property
    def file(self) -> str:
        """The schema's path from the top of the repository."""
        return f"schemas/{self.stem}.schema.json"

    @property
    def required(self) -> tuple[str, ...]:
        """The members that must be there."""
        return tuple(member.name for member in self.members if member.required)

    @property
    def always(self) -> tuple[str, ...]:
        """The members that must be there and must not be null: under every profile they hold a value."""
        return tuple(member.name for member in self.members if member.required and not member.nullable)

    def member(self, name: str, place: str) -> Member:
        """The member of that name; `SourceError` at `place` when there is none."""
        for member in self.members:
            if member.name == name:
                return member
        raise SourceError(place, f"{self.format} has no member {name!r}", (each.name for each in self.members))


def read_shape(stem: str, schema: Mapping[str, Any]) -> Shape:
    """The shape that a schema describes; `SourceError` on a keyword or a type that codegen does not know."""
    check_keywords(schema, f"schemas/{stem}.schema.json#")
    required = schema["required"]
    members = tuple(
        _member(name, member, required=name in required, place=f"schemas/{stem}.schema.json#/properties/{name}")
        for name, member in schema["properties"].items()
    )
    return Shape(stem=stem, title=schema["title"], schema=schema, members=members)


def check_keywords(schema: Any, place: str) -> None:
    """Refuse every keyword, at any depth, that codegen would otherwise pass over in silence."""
    if not isinstance(schema, dict):
        return
    for keyword, value in schema.items():
        if keyword not in KEYWORDS:
            raise SourceError(f"{place}/{keyword}", f"codegen does not know the keyword {keyword!r}", KEYWORDS)
        for step, child in _subschemas(keyword, value):
            check_keywords(child, f"{place}/{step}")


def _subschemas(keyword: str, value: Any) -> Iterator[tuple[str, Any]]:
    if keyword in ("properties", "$defs"):
        for name, child in value.items():
            yield f"{keyword}/{name}", child
    elif keyword == "anyOf":
        for index, child in enumerate(value):
            yield f"{keyword}/{index}", child
    elif keyword in ("items", "additionalProperties"):
        yield keyword, value


def _member(name: str, schema: Mapping[str, Any], *, required: bool, place: str) -> Member:
    types = types_of(schema)
    return Member(
        name=name,
        kind=_kind(schema, types - {"null"}, place),
        nullable=not types or "null" in types,
        required=required,
        values=tuple(schema.get("enum", schema.get("x-extensible-enum", ()))),
    )


def types_of(schema: Mapping[str, Any]) -> frozenset[str]:
    """The JSON types that a schema names; empty when it names none and so admits all."""
    types: str | list[str] = schema.get("type", [])
    return frozenset([types] if isinstance(types, str) else types)


def is_opaque(schema: Any) -> bool:
    """Whether a schema admits every JSON value."""
    return isinstance(schema, dict) and not set(schema) - {"title", "description", "readOnly"}


def is_time(schema: Mapping[str, Any]) -> bool:
    """Whether a schema asks for a date-time, in the published way or the tolerant one."""
    formats = [schema.get("format"), *(child.get("format") for child in schema.get("anyOf", ()))]
    return "date-time" in formats


def _kind(schema: Mapping[str, Any], types: frozenset[str], place: str) -> Kind:
    if is_opaque(schema):
        return "opaque"
    if types == {"string"}:
        if is_time(schema):
            return "timestamp"
        return "enum" if "enum" in schema else "string"
    if types == {"number"}:
        return "number"
    if types == {"integer"}:
        return "integer"
    if types == {"boolean"}:
        return "boolean"
    if types in ({"array"}, {"object"}):
        return "structured"
    raise SourceError(
        place,
        f"codegen has no kind of member for the types {sorted(types)}",
        ("string", "number", "integer", "boolean", "array", "object", "no type at all: opaque"),
    )
