"""A record schema as frozen values, the input of all emitters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from runbridge._runtime.schema_node import SchemaNode, read_definitions, read_schema
from runbridge._runtime.schema_validator import kind_of
from runbridge.codegen.source_errors import SourceError
from runbridge.codegen.typed_schemas import Schema, checked_fields, is_opaque

#: The kind of a field's value, as the generated code distinguishes them.
Kind = Literal["string", "timestamp", "number", "integer", "boolean", "enum", "opaque", "structured", "object", "array"]

#: The schemas of fields that there is a kind for.
CHOICES = (
    "string",
    "number",
    "integer",
    "boolean",
    "array",
    "object",
    "one of these or null",
    "no type at all: opaque",
)
#: Kinds that the wire structs have as raw JSON, where null is a token.
RAW_KINDS: tuple[Kind, ...] = ("opaque", "number", "integer", "structured", "object", "array")


@dataclass(frozen=True)
class Field:
    """One field of a record.

    `values` is its vocabulary: complete for an `enum`, the known part for a `string`. `item` is the definition of the
    records in a `structured` field. An `object` is nested, an `array` any array of other values than records. Where the
    field is not `checked`, its schema says more than the generated code checks, and decides about each value.
    """

    name: str
    kind: Kind
    nullable: bool
    required: bool
    values: tuple[str, ...] = ()
    item: str = ""
    checked: bool = True


@dataclass(frozen=True)
class Shape:
    """The record of a format; `stem` is the name of the format's folder, `title` that of its class.

    `missing` are the required fields that are missing in records of live services, `aliased` the fields that have
    aliases of the values in their enum there. `also` has the schemas of other values that fields of definitions have
    there, by `Definition.field`.
    """

    stem: str
    title: str
    schema: Schema
    fields: tuple[Field, ...]
    node: SchemaNode
    definitions: Mapping[str, SchemaNode]
    missing: frozenset[str] = frozenset()
    aliased: frozenset[str] = frozenset()
    also: Mapping[str, Schema] | None = None

    @property
    def format(self) -> str:
        """The name of the format, such as `workflow-run`."""
        return self.stem.replace("_", "-")

    @property
    def file(self) -> str:
        """The path of the schema from the top of the repository."""
        return f"schemas/{self.stem}/schema.json"

    @property
    def required(self) -> tuple[str, ...]:
        """The required fields."""
        return tuple(field.name for field in self.fields if field.required)

    @property
    def always(self) -> tuple[str, ...]:
        """The fields that have a value under every profile: required, not nullable and not missing in live services."""
        return tuple(
            field.name
            for field in self.fields
            if field.required and not field.nullable and field.name not in self.missing
        )

    def field(self, name: str, place: str) -> Field:
        """The field of that name; raises SourceError at `place`."""
        for field in self.fields:
            if field.name == name:
                return field
        raise SourceError(place, f"{self.format} has no field {name!r}", (each.name for each in self.fields))


def read_shape(
    stem: str,
    schema: Schema,
    missing: Iterable[str] = (),
    aliased: Iterable[str] = (),
    also: Mapping[str, Schema] | None = None,
) -> Shape:
    """The record that a schema describes; raises SourceError for a type that codegen does not know."""
    node = _read(stem, schema)
    checked = checked_fields(schema)
    place = f"schemas/{stem}/schema.json#/properties"
    fields = tuple(
        read_field(name, field, f"{place}/{name}", required=name in node.required, checked=name in checked)
        for name, field in node.fields.items()
    )
    definitions = read_definitions(schema)
    return Shape(
        stem=stem,
        title=schema["title"],
        schema=schema,
        fields=fields,
        node=node,
        definitions=definitions,
        missing=frozenset(missing),
        aliased=frozenset(aliased),
        also=also,
    )


def _read(stem: str, schema: Schema) -> SchemaNode:
    try:
        return read_schema(schema)
    except ValueError as error:
        raise SourceError(f"schemas/{stem}/schema.json#", str(error)) from None


def read_field(name: str, node: SchemaNode, place: str, *, required: bool, checked: bool) -> Field:
    """A field of a record or of an object in one; raises SourceError for a type that codegen does not know."""
    kind = _kind(node, place)
    value = node.value
    return Field(
        name=name,
        kind=kind,
        nullable=node.is_nullable,
        required=required,
        values=value.vocabulary,
        item=value.items.definition if kind == "structured" and value.items else "",
        checked=checked,
    )


def _kind(node: SchemaNode, place: str) -> Kind:
    value = node.value
    if is_opaque(value.schema) or _has_numbers_for_words(value):
        return "opaque"
    match _type_of(value):
        case "string":
            has_choices = "enum" in value.schema or "const" in value.schema
            return "timestamp" if value.is_time else "enum" if has_choices else "string"
        case "number" | "integer" | "boolean" | "object" as kind:
            return kind
        case "array":
            return "structured" if _is_record(value.items) else "array"
        case _:
            raise SourceError(place, f"codegen has no kind of field for {_shown(value)}", CHOICES)


def _type_of(node: SchemaNode) -> str:
    """The JSON type of all values besides null; empty if there is none or more than one."""
    if node.types:
        return node.kind
    if "enum" in node.schema or "const" in node.schema:
        choices = node.schema.get("enum", [node.schema.get("const")])
        kinds = {kind_of(choice) for choice in choices if choice is not None}
    else:
        kinds = {_type_of(branch) for branch in node.branches if branch.types != ("null",)}
    return kinds.pop() if len(kinds) == 1 else ""


def _has_numbers_for_words(node: SchemaNode) -> bool:
    """Whether a schema is that of an enum of texts with integers as their aliases, of the tolerant profile."""
    return "x-aliases" in node.schema and set(node.kinds) == {"integer", "string"}


def _is_record(node: SchemaNode | None) -> bool:
    """Whether a schema is a definition of an object that is never null, with named fields."""
    return node is not None and bool(node.definition) and node.is_record and not node.is_nullable


def _shown(node: SchemaNode) -> str:
    """The types of a schema, for a message."""
    if node.types:
        return f"the type {' or '.join(sorted(node.types))}"
    return f"a schema of {', '.join(sorted(node.schema))} without a type"
