"""Questions about a JSON Schema as a value: its types, whether it allows null, whether it says anything."""

from collections.abc import Mapping
from typing import Any, cast

from runbridge._runtime.schema_node import ANNOTATIONS

#: A JSON Schema that is an object, or any object in one.
Schema = dict[str, Any]
#: How a schema refers to one of its definitions.
REFERENCE = "#/$defs/"
#: A time as RFC 3339 writes it, or without the offset (both formats are in OpenAPI's format registry).
TOLERANT_TIME = [{"format": "date-time"}, {"format": "date-time-local"}]


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
    return not schema.keys() - ANNOTATIONS


def is_time(schema: Schema) -> bool:
    """Whether a schema asserts a date-time, of the published or the tolerant profile."""
    branches = [as_schema(branch) or {} for branch in schema.get("anyOf", ())]
    return "date-time" in [schema.get("format"), *(branch.get("format") for branch in branches)]


def allows_null(value: object, definitions: Mapping[str, Any]) -> bool:
    """Whether a schema accepts null; `definitions` are those that its references lead to."""
    schema = as_schema(value)
    if schema is None:
        return value is True
    if "$ref" in schema:
        return allows_null(definitions[schema["$ref"].removeprefix(REFERENCE)], definitions)
    return (
        ("type" not in schema or "null" in types_of(schema))
        and ("enum" not in schema or None in schema["enum"])
        and ("const" not in schema or schema["const"] is None)
        and ("anyOf" not in schema or any(allows_null(branch, definitions) for branch in schema["anyOf"]))
    )
