"""The tolerant and the strict variant of a published schema; pure functions of JSON values."""

from collections.abc import Callable

from runbridge.codegen.shapes import Schema, as_schema, is_opaque, types_of

#: A time as RFC 3339 writes it, or without the offset (both formats are in OpenAPI's format registry).
TOLERANT_TIME = [{"format": "date-time"}, {"format": "date-time-local"}]


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
