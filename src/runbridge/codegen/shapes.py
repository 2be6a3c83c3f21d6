"""A record schema as a small tree of frozen values, which everything else in codegen is written from."""

from dataclasses import dataclass
from typing import Any, Literal, cast

from runbridge.codegen.errors import SourceError

#: What a member holds, as far as the generated code cares.
Kind = Literal["string", "timestamp", "number", "integer", "boolean", "enum", "opaque", "structured"]

#: A JSON Schema that is an object, and what stands inside one.
Schema = dict[str, Any]
#: Kinds that the wire structs hold as raw JSON: null is a token there.
RAW_KINDS: tuple[Kind, ...] = ("opaque", "number", "integer", "structured")


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
    """One record shape; `stem` is the name of the format's folder, `title` the class that its records become."""

    stem: str
    title: str
    schema: Schema
    members: tuple[Member, ...]

    @property
    def format(self) -> str:
        """The name by which people call the shape, such as `workflow-run`."""
        return self.stem.replace("_", "-")

    @property
    def file(self) -> str:
        """The schema's path from the top of the repository."""
        return f"schemas/{self.stem}/schema.json"

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


def read_shape(stem: str, schema: Schema) -> Shape:
    """The shape that a schema describes; `SourceError` on a type that codegen does not know."""
    required = schema["required"]
    members = tuple(
        _member(name, member, required=name in required, place=f"schemas/{stem}/schema.json#/properties/{name}")
        for name, member in schema["properties"].items()
    )
    return Shape(stem=stem, title=schema["title"], schema=schema, members=members)


def as_schema(value: object) -> Schema | None:
    """The value where it is a JSON object; None for the schemas `true` and `false` and for all that is no schema."""
    return cast("Schema", value) if isinstance(value, dict) else None


def types_of(schema: Schema) -> frozenset[str]:
    """The JSON types that a schema names; empty when it names none and so admits all."""
    types: str | list[str] = schema.get("type", [])
    return frozenset([types] if isinstance(types, str) else types)


def type_of(schema: Schema) -> str:
    """The one type besides null that a schema names; empty when there is none or more than one."""
    types = sorted(types_of(schema) - {"null"})
    return types[0] if len(types) == 1 else ""


def is_opaque(schema: Schema) -> bool:
    """Whether a schema admits every JSON value."""
    return not set(schema) - {"title", "description", "readOnly", "x-payload"}


def is_time(schema: Schema) -> bool:
    """Whether a schema asks for a date-time, in the published way or the tolerant one."""
    formats = [schema.get("format"), *(child.get("format") for child in schema.get("anyOf", ()))]
    return "date-time" in formats


def item_of(schema: Schema) -> str | None:
    """The definition whose records an array lists; None for every other schema."""
    reference = (as_schema(schema.get("items")) or {}).get("$ref")
    return reference.removeprefix("#/$defs/") if reference and type_of(schema) == "array" else None


def _member(name: str, schema: Schema, *, required: bool, place: str) -> Member:
    types = types_of(schema)
    words: list[str | None] = schema["enum"] if "enum" in schema else schema.get("x-extensible-enum", [])
    return Member(
        name=name,
        kind=_kind(schema, place),
        nullable=not types or "null" in types,
        required=required,
        values=tuple(word for word in words if word is not None),
    )


def _kind(schema: Schema, place: str) -> Kind:
    if is_opaque(schema):
        return "opaque"
    match type_of(schema):
        case "string":
            return "timestamp" if is_time(schema) else "enum" if "enum" in schema else "string"
        case "number" | "integer" | "boolean" as kind:
            return kind
        case "array" if item_of(schema):
            return "structured"
        case _:
            raise SourceError(
                place,
                f"codegen has no kind of member for {_shown(schema)}",
                ("string", "number", "integer", "boolean", "array with items of a $ref", "no type at all: opaque"),
            )


def _shown(schema: Schema) -> str:
    """What a schema says about types, for a message."""
    types = sorted(types_of(schema))
    return f"the type {' or '.join(types)}" if types else f"a schema of {', '.join(sorted(schema))} without a type"
