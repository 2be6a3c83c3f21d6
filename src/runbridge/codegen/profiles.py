"""The tolerant and strict variants of a record schema."""

from collections.abc import Callable, Container, Mapping
from functools import partial
from typing import Any

from runbridge._runtime.schema_node import ANNOTATIONS
from runbridge.codegen.typed_schemas import TOLERANT_TIME, Schema, allows_null, as_schema, types_of


def tolerant(
    schema: Schema,
    missing: Container[str] = (),
    aliased: Container[str] = (),
    also: Mapping[str, Schema] | None = None,
) -> Schema:
    """What live services send: a nullable field may be missing, an optional one null, a time without offset.

    Of the required fields of the record and, as `Definition.field`, of its definitions, those in `missing` may be
    missing too. Fields of the record in `aliased` may have the aliases of the values in their enum. `also` has the
    schemas of other values of fields in definitions, by `Definition.field`.
    """
    required = [name for name in schema.get("required", ()) if name not in missing]
    definitions = {
        title: {**child, "required": [name for name in child["required"] if f"{title}.{name}" not in missing]}
        if "required" in child
        else child
        for title, child in schema.get("$defs", {}).items()
    }
    properties = {
        name: _with_aliases(child) if name in aliased else child for name, child in schema["properties"].items()
    }
    definitions = {title: _with_others(title, child, also or {}) for title, child in definitions.items()}
    loose = _each_schema(
        {**schema, "required": required, "properties": properties, **({"$defs": definitions} if definitions else {})},
        partial(_loosen, definitions),
    )
    return {**loose, "$id": f"{schema['$id']}:tolerant"}


def strict(schema: Schema, residue: Schema) -> Schema:
    """No unknown field at any depth but a residue or its text, and only known values and their aliases."""
    tight = _each_schema(schema, _tighten)
    properties = {**tight["properties"], "_residue": {"anyOf": [{"$ref": "#/$defs/Residue"}, {"type": "string"}]}}
    body = {key: value for key, value in residue.items() if key not in ("$schema", "$id", "$defs", "examples")}
    definitions = {**tight.get("$defs", {}), "Residue": body, **residue["$defs"]}
    return {**tight, "$id": f"{schema['$id']}:strict", "properties": properties, "$defs": definitions}


def _each_schema(value: Any, change: Callable[[Schema], Schema]) -> Any:
    """The schema with `change` applied to it and to every schema inside it, innermost first."""
    schema = as_schema(value)
    if schema is None:
        return value
    copy = dict(schema)
    for keyword in ("properties", "$defs"):
        if keyword in copy:
            copy[keyword] = {name: _each_schema(child, change) for name, child in copy[keyword].items()}
    for keyword in ("items", "additionalProperties"):
        if keyword in copy:
            copy[keyword] = _each_schema(copy[keyword], change)
    if "anyOf" in copy:
        copy["anyOf"] = [_each_schema(child, change) for child in copy["anyOf"]]
    return change(copy)


def _loosen(definitions: Mapping[str, Any], schema: Schema) -> Schema:
    if schema.get("format") == "date-time":
        schema = {key: value for key, value in schema.items() if key != "format"} | {"anyOf": TOLERANT_TIME}
    if "properties" not in schema:
        return schema
    nullable = {name for name, child in schema["properties"].items() if allows_null(child, definitions)}
    required = [name for name in schema.get("required", ()) if name not in nullable]
    properties = {
        name: child if name in required or name in nullable else or_null(child)
        for name, child in schema["properties"].items()
    }
    return {**schema, "required": required, "properties": properties}


def _with_others(title: str, definition: Any, also: Mapping[str, Schema]) -> Any:
    """A definition whose fields may have other values; `also` has their schemas by `Definition.field`."""
    schema = as_schema(definition) or {}
    properties = {
        name: _with_other(child, also[f"{title}.{name}"]) if f"{title}.{name}" in also else child
        for name, child in schema.get("properties", {}).items()
    }
    return {**schema, "properties": properties} if properties else definition


def _with_other(child: Any, more: Schema) -> Schema:
    notes = {key: value for key, value in (as_schema(child) or {}).items() if key in ANNOTATIONS}
    asserted = {key: value for key, value in (as_schema(child) or {}).items() if key not in ANNOTATIONS}
    return {**notes, "anyOf": [asserted, more]}


def _with_aliases(schema: Schema) -> Schema:
    aliases = [alias for others in schema["x-aliases"].values() for alias in others]
    types = {"type": ["string", "integer"]} if any(not isinstance(alias, str) for alias in aliases) else {}
    return {**schema, "enum": [*schema["enum"], *aliases], **types}


def or_null(schema: Schema) -> Schema:
    """A schema that also accepts null, of one that does not."""
    if schema.keys() - ANNOTATIONS == {"anyOf"}:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    if "type" not in schema or "const" in schema or schema.get("anyOf", TOLERANT_TIME) != TOLERANT_TIME:
        return {"anyOf": [schema, {"type": "null"}]}
    words = {"enum": [*schema["enum"], None]} if "enum" in schema and None not in schema["enum"] else {}
    null = ["null"] if "null" not in types_of(schema) else []
    return {**schema, "type": [*sorted(types_of(schema)), *null], **words}


def _tighten(schema: Schema) -> Schema:
    if "x-extensible-enum" in schema:
        null = [None] if "null" in types_of(schema) else []
        aliases = [text for texts in schema.get("x-aliases", {}).values() for text in texts]
        schema = {**schema, "enum": [*schema["x-extensible-enum"], *aliases, *null]}
    if "properties" in schema and schema.get("additionalProperties", True) is True:
        schema = {**schema, "additionalProperties": False}
    return schema
