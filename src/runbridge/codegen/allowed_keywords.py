"""Refuses schemas with anything that codegen does not read; nothing is ignored silently."""

import json
import keyword as python
from collections.abc import Iterable, Iterator
from typing import Any

from runbridge.codegen.shapes import Schema, as_schema, is_time, item_of, type_of, types_of
from runbridge.codegen.source_errors import SourceError

#: Every keyword that codegen reads, and every annotation that it ignores.
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
    "x-payload",
    "x-unit",
)
#: The formats that the fast path checks exactly as the schema does.
FORMATS = ("date-time",)
#: Types that may accompany a $ref in an `anyOf`.
PLAIN = ("string", "number", "integer", "boolean", "null")
REFERENCE = "#/$defs/"


def check_record_schema(stem: str, schema: Schema) -> None:
    """Refuse a record schema that the generated code would not follow exactly."""
    place = f"schemas/{stem}/schema.json#"
    _check_parts(schema, ("$id", "title", "required", "properties"), place)
    _check_name(stem, place)
    _check_name(schema["title"], f"{place}/title")
    records = {place: schema}
    for name, definition in schema.get("$defs", {}).items():
        _check_name(name, f"{place}/$defs/{name}")
        records[f"{place}/$defs/{name}"] = definition
    check_keywords(schema, place)
    for spot, record in records.items():
        _check_record(record, spot)


def check_times(stem: str, schema: Schema) -> None:
    """Refuse a time that the fast path does not check: deeper than in the records in an array of a field."""
    place = f"schemas/{stem}/schema.json#"
    listed = [item_of(field) for field in schema["properties"].values()]
    for name, definition in schema.get("$defs", {}).items():
        for field, child in definition["properties"].items():
            looked_at = name in listed and is_time(child)
            for spot, node in _nodes(child, f"{place}/$defs/{name}/properties/{field}"):
                if "format" in node and not looked_at:
                    raise SourceError(spot, "codegen does not check a time this deep inside a record")


def check_keywords(schema: Schema, place: str) -> None:
    """Refuse every keyword, at any depth, that codegen does not know."""
    references = [f"{REFERENCE}{name}" for name in schema.get("$defs", {})]
    for spot, node in _nodes(schema, place):
        for keyword in node:
            _check_word(keyword, KEYWORDS, f"{spot}/{keyword}", f"codegen does not know the keyword {keyword!r}")
        if "format" in node:
            name = node["format"]
            _check_word(name, FORMATS, f"{spot}/format", f"codegen does not know the format {name!r}")
        if "$ref" in node:
            name = node["$ref"]
            _check_word(name, references, f"{spot}/$ref", f"there is no definition {name!r}")
        if "enum" in node and type_of(node) != "string":
            raise SourceError(f"{spot}/enum", 'codegen supports an enum with "type": "string" only')
        for text in (*node.get("properties", ()), *node.get("enum", ()), *node.get("x-extensible-enum", ())):
            if text is not None and text != json.dumps(text, ensure_ascii=False)[1:-1]:
                raise SourceError(spot, f"{text!r} cannot stand between quotes as it is")
        if "anyOf" in node:
            _check_branches(node["anyOf"], f"{spot}/anyOf")


def _check_record(record: Any, place: str) -> None:
    _check_parts(record, ("type", "required", "properties"), place)
    if record["type"] != "object":
        raise SourceError(f"{place}/type", "a record is an object and never null", ("object",))
    for name in record["required"]:
        if name not in record["properties"]:
            raise SourceError(f"{place}/required", f"{name!r} is not a field", record["properties"])
    if "additionalProperties" in record:
        raise SourceError(
            f"{place}/additionalProperties", "a record keeps the fields that its schema does not name; leave it out"
        )
    for name, field in record["properties"].items():
        spot = f"{place}/properties/{name}"
        if as_schema(field) is None:
            raise SourceError(spot, "the schema of a field is an object, to hold its description")
        for deeper, node in _nodes(field, spot):
            if "properties" in node:
                raise SourceError(deeper, "a record inside a record stands under $defs, where it has a name")


def _check_parts(record: Any, parts: Iterable[str], place: str) -> None:
    found = as_schema(record) or {}
    for part in parts:
        if part not in found:
            raise SourceError(place, f"the schema of a record needs {part!r}")


def _check_name(name: str, place: str) -> None:
    if not name.isidentifier() or python.iskeyword(name):
        raise SourceError(place, f"{name!r} cannot be a name in Python")


def _check_word(word: str, words: Iterable[str], place: str, message: str) -> None:
    if word not in words:
        raise SourceError(place, message, words)


def _check_branches(branches: list[Any], place: str) -> None:
    """Refuse an `anyOf` that is not at most one record and plain types: msgspec cannot distinguish two structs."""
    references = 0
    for index, branch in enumerate(branches):
        node = as_schema(branch) or {}
        references += "$ref" in node
        if references > 1:
            raise SourceError(f"{place}/{index}", "codegen cannot tell two records apart; leave one $ref")
        if "$ref" not in node and (not types_of(node) or not types_of(node) <= set(PLAIN)):
            raise SourceError(f"{place}/{index}", "codegen does not know this branch", ("one $ref", *PLAIN))


def _nodes(schema: Any, place: str) -> Iterator[tuple[str, Schema]]:
    """Every schema object in a schema, starting with itself, with its place."""
    node = as_schema(schema)
    if node is None:
        return
    yield place, node
    for keyword, value in node.items():
        for step, child in _children(keyword, value):
            yield from _nodes(child, f"{place}/{step}")


def _children(keyword: str, value: Any) -> Iterator[tuple[str, Any]]:
    if keyword in ("properties", "$defs"):
        for name, child in value.items():
            yield f"{keyword}/{name}", child
    elif keyword == "anyOf":
        for index, child in enumerate(value):
            yield f"{keyword}/{index}", child
    elif keyword in ("items", "additionalProperties"):
        yield keyword, value
