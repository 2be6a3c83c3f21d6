"""Reduces a record schema to what the types of msgspec structs can say, and says where they say all of it.

In the result every reference leads to a record that becomes a class, null stands in `type` or next to a reference, and
there are no other keywords than those of types. What no type can say has a schema that accepts every value.

It also answers questions about a JSON Schema as a value: its types, whether it allows null, whether it says anything.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from runbridge._runtime.schema_node import ANNOTATIONS
from runbridge._runtime.times import FORMATS

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


NULL: Schema = {"type": "null"}
#: Annotations that have no meaning for a type; some would change what datamodel-code-generator makes of it.
_DROPPED = frozenset({"title", "default", "example", "examples", "deprecated", "writeOnly", "x-aliases"})
_NOTES = frozenset({"description", "readOnly", "x-payload"})
#: Types that msgspec tells from each other in a union.
_SCALARS = frozenset({"string", "number", "integer", "boolean"})


def typed(schema: Schema) -> Schema:
    """The schema of the classes that models are made of: a record, and its definitions that are records."""
    return _Types(schema).root(lambda _: True)


def checked(schema: Schema) -> Schema:
    """The same for the structs that check records: a value whose type does not say everything is opaque there."""
    types = _Types(schema)
    return types.root(types.is_checked)


def checked_fields(schema: Schema) -> frozenset[str]:
    """The fields of a record of which the generated code checks everything that the schema says."""
    types = _Types(schema)
    return frozenset(name for name, field in schema["properties"].items() if types.is_checked(field))


class _Types:
    """The types for one record schema."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._definitions: Mapping[str, Schema] = schema.get("$defs", {})

    def root(self, is_kept: Callable[[Any], bool]) -> Schema:
        """The record with its definitions; a field that is not kept becomes opaque."""
        records = {
            name: self._record(definition, lambda _: True)
            for name, definition in self._definitions.items()
            if _is_record(definition) and all(map(is_kept, definition["properties"].values()))
        }
        root = self._record(self._schema, is_kept)
        return {**root, "$defs": records} if "$defs" in self._schema else root

    def is_checked(self, field: Any) -> bool:
        """Whether msgspec and a check of times refuse all that a field refuses."""
        node = as_schema(field) or {}
        return _is_plain_time(node) or self._is_said(node, with_times=True)

    def _record(self, record: Schema, is_kept: Callable[[Any], bool]) -> Schema:
        properties = {
            name: self._type(child) if is_kept(child) else _noted(as_schema(child) or {}, {})
            for name, child in record["properties"].items()
        }
        return {**record, "required": record.get("required", []), "properties": properties}

    def _type(self, value: Any) -> Schema:
        """The type of a value."""
        schema = as_schema(value) or {}
        if is_opaque(schema):
            return _noted(schema, {})
        if "$ref" in schema:
            return _noted(schema, self._referenced(schema["$ref"].removeprefix(REFERENCE)))
        if _is_plain_time(schema):
            return _without(schema, _DROPPED)
        if "enum" in schema or "const" in schema:
            return _noted(schema, _type_of_choices(schema))
        if not types_of(schema):
            return _noted(schema, self._choice(schema) if "anyOf" in schema else {})
        return self._plain(schema)

    def _referenced(self, name: str) -> Schema:
        definition = self._definitions[name]
        if not _is_record(definition):
            return _without(self._type(definition), {"description"})
        reference = {"$ref": f"{REFERENCE}{name}"}
        return {"anyOf": [reference, NULL]} if "null" in types_of(definition) else reference

    def _plain(self, schema: Schema) -> Schema:
        kept = {
            key: value
            for key, value in schema.items()
            if key in ("type", "description", "readOnly") or key.startswith("x-")
        }
        kinds = types_of(schema) - {"null"}
        if len(kinds) != 1:
            return kept if kinds and kinds <= _SCALARS else _noted(schema, {})
        if type_of(schema) == "array" and as_schema(schema.get("items")) is not None:
            kept["items"] = self._type(schema["items"])
        if type_of(schema) == "object" and "properties" not in schema and "additionalProperties" in schema:
            others = schema["additionalProperties"]
            kept["additionalProperties"] = self._type(others) if as_schema(others) is not None else True
        return _without(kept, _DROPPED)

    def _choice(self, schema: Schema) -> Schema:
        """The type for an `anyOf` without a type next to it; opaque where msgspec cannot tell its branches apart."""
        types = [part for branch in schema["anyOf"] for part in self._parts(branch)]
        others = [each for each in types if each != NULL]
        has_null = len(others) < len(types)
        if len(others) == 1 and has_null and "type" in others[0]:
            return {**others[0], "type": sorted({*types_of(others[0]), "null"})}
        return {"anyOf": [*others, *([NULL] if has_null else [])]} if _are_distinct(others) else {}

    def _parts(self, branch: Any) -> list[Schema]:
        """The types that a branch stands for: a reference to a record or null is two."""
        if branch == NULL:
            return [NULL]
        found = self._type(branch)
        parts: list[Schema] = found.get("anyOf", [found])
        return [found] if _is_plain_time(found) else parts

    def _is_said(self, value: Any, *, with_times: bool = False) -> bool:
        """Whether the type of a value says all that its schema does.

        The times right inside the records in an array are checked too, so `with_times` allows for them.
        """
        schema = as_schema(value)
        if schema is None or is_opaque(schema):
            return value is not False
        assertions = schema.keys() - ANNOTATIONS
        if schema.get("format") not in FORMATS:
            assertions -= {"format"}
        if assertions == {"$ref"}:
            return self._is_said_of_record(schema["$ref"].removeprefix(REFERENCE))
        if assertions == {"anyOf"}:
            branches = schema["anyOf"]
            return all(map(self._is_said, branches)) and ("anyOf" in (said := self._choice(schema)) or "type" in said)
        kinds = types_of(schema) - {"null"}
        if assertions - {"type"} in ({"enum"}, {"const"}):
            return bool(_type_of_choices(schema).keys() & {"enum"})
        if assertions == {"type"}:
            return kinds <= _SCALARS | {"array", "object"} and (len(kinds) == 1 or kinds <= _SCALARS) and bool(kinds)
        if assertions == {"type", "items"} and type_of(schema) == "array":
            item = as_schema(schema["items"]) or {}
            if "$ref" in item and not allows_null(item, self._definitions):
                return self._is_said_of_record(item["$ref"].removeprefix(REFERENCE), with_times=with_times)
            return self._is_said(schema["items"])
        if assertions == {"type", "additionalProperties"} and type_of(schema) == "object":
            values = as_schema(schema["additionalProperties"])
            # datamodel-code-generator drops the type of values next to null.
            is_typed = "null" not in types_of(schema) or values is None or is_opaque(values)
            return is_typed and self._is_said(schema["additionalProperties"])
        return False

    def _is_said_of_record(self, name: str, *, with_times: bool = False) -> bool:
        definition = self._definitions[name]
        if not _is_record(definition):
            return self._is_said(definition)
        return all(
            (with_times and _is_plain_time(as_schema(child) or {})) or self._is_said(child)
            for child in definition["properties"].values()
        )


def _is_record(definition: Any) -> bool:
    """Whether a definition becomes a class: an object with named fields and any others."""
    schema = as_schema(definition) or {}
    assertions = schema.keys() - ANNOTATIONS
    return type_of(schema) == "object" and "properties" in assertions <= {"type", "required", "properties"}


def _is_plain_time(schema: Schema) -> bool:
    """Whether a schema asks for a time, of the published or the tolerant profile, or null, and for nothing else."""
    others = schema.keys() - ANNOTATIONS - {"type"}
    is_plain = others == {"format"} or (others == {"anyOf"} and schema["anyOf"] == TOLERANT_TIME)
    return type_of(schema) == "string" and is_time(schema) and is_plain


def _type_of_choices(schema: Schema) -> Schema:
    """The type of an enum or a const: its texts and null, or opaque where it has other values."""
    choices: list[Any] = schema.get("enum", [schema.get("const")])
    texts = [choice for choice in choices if isinstance(choice, str)]
    others = len(choices) - len(texts) - choices.count(None)
    if not texts or others or "string" not in (types_of(schema) or {"string"}):
        return {}
    kept = {key: value for key, value in schema.items() if key.startswith("x-") and key not in _DROPPED}
    if allows_null(schema, {}):
        return {**kept, "type": ["string", "null"], "enum": [*texts, None]}
    return {**kept, "type": "string", "enum": texts}


def _are_distinct(types: Iterable[Schema]) -> bool:
    """Whether msgspec can tell values of the types apart: at most one object, one array, and one of each scalar."""
    kinds = [kind for each in types for kind in (["object"] if "$ref" in each else sorted(types_of(each)) or [""])]
    return "" not in kinds and "null" not in kinds and len(kinds) == len(set(kinds))


def _noted(schema: Schema, derived: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key in _NOTES} | derived


def _without(schema: Schema, keys: Iterable[str]) -> Schema:
    return {key: value for key, value in schema.items() if key not in keys}
