"""A record schema as frozen values, the input of all emitters, and its tolerant and strict variants."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from runbridge._runtime.schema_node import SchemaNode, read_definitions, read_schema
from runbridge.codegen.source_errors import SourceError

#: A time as RFC 3339 writes it, or without the offset (both formats are in OpenAPI's format registry).
TOLERANT_TIME = [{"format": "date-time"}, {"format": "date-time-local"}]

#: The kind of a field's value, as the generated code distinguishes them.
Kind = Literal["string", "timestamp", "number", "integer", "boolean", "enum", "opaque", "structured"]

#: A JSON Schema that is an object, or any object in one.
Schema = dict[str, Any]
#: Kinds that the wire structs have as raw JSON, where null is a token.
RAW_KINDS: tuple[Kind, ...] = ("opaque", "number", "integer", "structured")


@dataclass(frozen=True)
class Field:
    """One field of a record.

    `values` is its vocabulary: complete for an `enum`, the known part for a `string`. `item` is the definition of the
    records in a `structured` field.
    """

    name: str
    kind: Kind
    nullable: bool
    required: bool
    values: tuple[str, ...] = ()
    item: str = ""


@dataclass(frozen=True)
class Shape:
    """The record of a format; `stem` is the name of the format's folder, `title` that of its class."""

    stem: str
    title: str
    schema: Schema
    fields: tuple[Field, ...]
    node: SchemaNode
    definitions: Mapping[str, SchemaNode]

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
        """The required fields that are not nullable: they have a value under every profile."""
        return tuple(field.name for field in self.fields if field.required and not field.nullable)

    def field(self, name: str, place: str) -> Field:
        """The field of that name; raises SourceError at `place`."""
        for field in self.fields:
            if field.name == name:
                return field
        raise SourceError(place, f"{self.format} has no field {name!r}", (each.name for each in self.fields))


def read_shape(stem: str, schema: Schema) -> Shape:
    """The record that a schema describes; raises SourceError for a type that codegen does not know."""
    node = _read(stem, schema)
    fields = tuple(
        _field(name, field, required=name in node.required, place=f"schemas/{stem}/schema.json#/properties/{name}")
        for name, field in node.fields.items()
    )
    definitions = read_definitions(schema)
    return Shape(stem=stem, title=schema["title"], schema=schema, fields=fields, node=node, definitions=definitions)


def _read(stem: str, schema: Schema) -> SchemaNode:
    try:
        return read_schema(schema)
    except ValueError as error:
        raise SourceError(f"schemas/{stem}/schema.json#", str(error)) from None


def as_schema(value: object) -> Schema | None:
    """The value if it is a JSON object; None for the schemas `true` and `false` and for anything else."""
    return cast("Schema", value) if isinstance(value, dict) else None


def types_of(schema: Schema) -> frozenset[str]:
    """The JSON types that a schema names; empty if it accepts all."""
    types: str | list[str] = schema.get("type", [])
    return frozenset([types] if isinstance(types, str) else types)


def type_of(schema: Schema) -> str:
    """The only type besides null that a schema names; empty if there is none or more than one."""
    types = sorted(types_of(schema) - {"null"})
    return types[0] if len(types) == 1 else ""


def is_opaque(schema: Mapping[str, Any]) -> bool:
    """Whether a schema accepts every JSON value."""
    return not set(schema) - {"title", "description", "readOnly", "x-payload"}


def is_time(schema: Schema) -> bool:
    """Whether a schema asserts a date-time, of the published or the tolerant profile."""
    formats = [schema.get("format"), *(child.get("format") for child in schema.get("anyOf", ()))]
    return "date-time" in formats


def item_of(schema: Schema) -> str | None:
    """The definition of the records in an array; None for every other schema."""
    reference = (as_schema(schema.get("items")) or {}).get("$ref")
    return reference.removeprefix("#/$defs/") if reference and type_of(schema) == "array" else None


def _field(name: str, node: SchemaNode, *, required: bool, place: str) -> Field:
    kind = _kind(node, place)
    return Field(
        name=name,
        kind=kind,
        nullable=node.is_nullable,
        required=required,
        values=node.vocabulary,
        item=node.items.definition if kind == "structured" and node.items else "",
    )


def _kind(node: SchemaNode, place: str) -> Kind:
    if is_opaque(node.schema):
        return "opaque"
    match node.kind:
        case "string":
            return "timestamp" if node.is_time else "enum" if "enum" in node.schema else "string"
        case "number" | "integer" | "boolean" as kind:
            return kind
        case "array" if node.items and node.items.definition:
            return "structured"
        case _:
            raise SourceError(
                place,
                f"codegen has no kind of field for {_shown(node)}",
                ("string", "number", "integer", "boolean", "array with items of a $ref", "no type at all: opaque"),
            )


def _shown(node: SchemaNode) -> str:
    """The types of a schema, for a message."""
    if node.types:
        return f"the type {' or '.join(sorted(node.types))}"
    return f"a schema of {', '.join(sorted(node.schema))} without a type"


def tolerant(schema: Schema) -> Schema:
    """What live services send: a nullable field may be missing, an optional one null, a time without offset."""
    loose = _each_schema(schema, _loosen)
    return {**loose, "$id": f"{schema['$id']}:tolerant"}


def strict(schema: Schema, residue: Schema) -> Schema:
    """No unknown field at any depth but a residue or its text, and only the known values of each vocabulary."""
    tight = _each_schema(schema, _tighten)
    properties = {**tight["properties"], "_residue": {"anyOf": [{"$ref": "#/$defs/Residue"}, {"type": "string"}]}}
    body = {key: value for key, value in residue.items() if key not in ("$schema", "$id", "$defs", "examples")}
    definitions = {**tight.get("$defs", {}), "Residue": body, **residue["$defs"]}
    return {**tight, "$id": f"{schema['$id']}:strict", "properties": properties, "$defs": definitions}


def _each_schema(schema: Schema, change: Callable[[Schema], Schema]) -> Schema:
    """The schema with `change` applied to it and to every schema inside it, innermost first."""
    copy = dict(schema)
    for keyword in ("properties", "$defs"):
        if keyword in copy:
            copy[keyword] = {name: _each_schema(child, change) for name, child in copy[keyword].items()}
    for keyword in ("items", "additionalProperties"):
        child = as_schema(copy.get(keyword))
        if child is not None:
            copy[keyword] = _each_schema(child, change)
    if "anyOf" in copy:
        copy["anyOf"] = [_each_schema(child, change) for child in copy["anyOf"]]
    return change(copy)


def _loosen(schema: Schema) -> Schema:
    if schema.get("format") == "date-time":
        schema = {key: value for key, value in schema.items() if key != "format"} | {"anyOf": TOLERANT_TIME}
    if "properties" not in schema:
        return schema
    required = [name for name in schema.get("required", ()) if not _nullable(schema["properties"][name])]
    properties = {
        name: child if name in required or _nullable(child) else _or_null(child)
        for name, child in schema["properties"].items()
    }
    return {**schema, "required": required, "properties": properties}


def _nullable(schema: Schema) -> bool:
    return is_opaque(schema) or "null" in types_of(schema)


def _or_null(schema: Schema) -> Schema:
    if "type" not in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    words = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, "type": [*sorted(types_of(schema)), "null"], **words}


def _tighten(schema: Schema) -> Schema:
    if "x-extensible-enum" in schema:
        null = [None] if "null" in types_of(schema) else []
        schema = {**schema, "enum": [*schema["x-extensible-enum"], *null]}
    if "properties" in schema:
        schema = {**schema, "additionalProperties": False}
    return schema
