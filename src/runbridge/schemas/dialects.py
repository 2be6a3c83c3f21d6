"""A format's schema in another form: bundled, with patterns for times, as draft-07, or inside an OpenAPI document.

Pure functions of JSON values. All start from the variants that ship, and none changes what is valid.
"""

import json
from collections.abc import Callable
from typing import Any, TypeAlias

from runbridge._runtime.registry import Format
from runbridge._runtime.schema import load_residue_schema, load_schema
from runbridge._runtime.schema import schema_text as shipped_text
from runbridge.schemas.keywords import DEFINITIONS, MANY, NAMED, ONE
from runbridge.version import __version__

_LEAP_YEAR = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
_DATE = (
    "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    f"|02-(?:0[1-9]|1[0-9]|2[0-8]))|{_LEAP_YEAR}-02-29)"
)
_MINUTE = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_FRACTION = "(?:[.][0-9]+)?"
#: A second in UTC; the last one of a day may be a leap second.
_UTC = f"(?:{_MINUTE}:[0-5][0-9]|23:59:60){_FRACTION}"
_SHIFTED = f"{_MINUTE}:(?:[0-5][0-9]|60){_FRACTION}[+-]{_MINUTE}"
#: The pattern of each format that is asserted.
PATTERNS = {
    "date-time": f"^{_DATE}[Tt](?:{_UTC}[Zz]|{_SHIFTED})$",
    "date-time-local": f"^{_DATE}[Tt]{_UTC}$",
}

Schema: TypeAlias = dict[str, Any]

_CANONICAL = "2020-12"
#: What schemas in an OpenAPI 3.1 document are written in unless it says otherwise: 2020-12 and a few annotations.
_OPENAPI_DIALECT = "https://spec.openapis.org/oas/3.1/dialect/base"
_LOCAL = "#/$defs/"


def schema_text(
    form: Format,
    *,
    profile: str = "published",
    strict: bool = False,
    bundle: bool = False,
    time_patterns: bool = False,
    dialect: str = _CANONICAL,
) -> str:
    """The text of a format's schema; in 2020-12 without further options exactly the text that ships.

    Any other text is ASCII, so that every encoding can print it. No two different texts have the same `$id`.
    """
    if dialect == _CANONICAL and not bundle and not time_patterns:
        return shipped_text(form, profile, strict=strict)
    schema = load_schema(form, profile, strict=strict)
    if time_patterns:
        schema = with_time_patterns(schema)
    if bundle:
        schema = bundled(schema, load_residue_schema())
    return json.dumps(_WRITERS[dialect](schema), indent=2) + "\n"


def bundled(schema: Schema, *others: Schema) -> Schema:
    """The schema with others embedded, each unchanged under its own `$id`: a compound schema document.

    The schema stays the root, as the JSON Schema specification bundles, so that tools without support for embedded
    schemas still resolve its references.
    """
    embedded = {each["$id"]: each for each in others}
    return {**schema, "$id": f"{schema['$id']}:bundle", "$defs": {**schema.get("$defs", {}), **embedded}}


def with_time_patterns(schema: Schema) -> Schema:
    """The schema with a pattern next to each format of times, for validators that do not assert formats."""
    return {**_everywhere(schema, with_pattern), "$id": f"{schema['$id']}:time-patterns"}


def as_draft_07(schema: Schema) -> Schema:
    """The same in draft-07: `definitions`, and no keyword next to `$ref`, because draft-07 ignores the others."""
    return {"$schema": "http://json-schema.org/draft-07/schema#", **_everywhere(schema, _in_draft_07)}


def as_openapi(schema: Schema) -> Schema:
    """An OpenAPI 3.1 document without paths whose components are the schema and all definitions in it.

    The components have no `$id`, because it would change what their references mean; `x-id` names the schema.
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": schema["title"],
            "version": __version__,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            "x-id": f"{schema['$id']}:openapi-3.1",
        },
        # Linters require servers; this is the default of the specification.
        "servers": [{"url": "/"}],
        "jsonSchemaDialect": _OPENAPI_DIALECT,
        "paths": {},
        "components": {"schemas": _components(schema)},
    }


_WRITERS: dict[str, Callable[[Schema], Schema]] = {
    _CANONICAL: lambda schema: schema,
    "draft-07": as_draft_07,
    "openapi-3.1": as_openapi,
}
#: The dialects that a schema can be written in, the canonical one first.
DIALECTS = tuple(_WRITERS)


def _in_draft_07(schema: Schema) -> Schema:
    draft: Schema = {}
    for keyword, value in schema.items():
        match keyword:
            case "$schema":
                # Draft-07 has it in the root only, where the caller puts it.
                continue
            case "$id":
                draft["$id"] = f"{value}:draft-07"
            case "$defs":
                # An embedded schema goes by its `$id`, which has just become another one.
                draft["definitions"] = {each.get("$id", name): each for name, each in value.items()}
            case "$ref":
                target = {"$ref": value.replace(_LOCAL, "#/definitions/")}
                # None of our schemas has an `allOf` of its own.
                draft |= target if len(schema) == 1 else {"allOf": [target]}
            case _:
                draft[keyword] = value
    return draft


def _components(schema: Schema) -> dict[str, Schema]:
    """The components that a schema becomes: itself by its title, and its definitions by their names."""
    body = {keyword: value for keyword, value in schema.items() if keyword not in ("$schema", "$id", "$defs")}
    components = {schema["title"]: _everywhere(body, _in_components)}
    for name, each in schema.get("$defs", {}).items():
        components |= _components(each) if "$id" in each else {name: _everywhere(each, _in_components)}
    return components


def _in_components(schema: Schema) -> Schema:
    if "$ref" not in schema:
        return schema
    return {**schema, "$ref": schema["$ref"].replace(_LOCAL, "#/components/schemas/")}


def _everywhere(schema: Any, change: Callable[[Schema], Schema]) -> Any:
    """The schema with `change` applied to it and to every schema inside it, innermost first."""
    if isinstance(schema, bool):
        return schema
    return change({keyword: _inside(keyword, value, change) for keyword, value in schema.items()})


def _inside(keyword: str, value: Any, change: Callable[[Schema], Schema]) -> Any:
    if keyword in ONE:
        return _everywhere(value, change)
    if keyword in MANY:
        return [_everywhere(each, change) for each in value]
    if keyword in NAMED or keyword in DEFINITIONS:
        return {name: _everywhere(each, change) for name, each in value.items()}
    return value


def with_pattern(schema: Schema) -> Schema:
    """The schema with the pattern of its format, if it has a format of times; schemas inside it stay as they are."""
    pattern = PATTERNS.get(schema.get("format", ""))
    return schema if pattern is None else {**schema, "pattern": pattern}
