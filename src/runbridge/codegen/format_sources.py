"""Reads the files in `schemas` and checks them."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from keyword import iskeyword
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from runbridge.codegen.bridge import Bridge, read_bridge
from runbridge.codegen.detection import check_detections
from runbridge.codegen.shapes import Shape, read_shape
from runbridge.codegen.source_errors import SourceError, check_keywords, check_record_schema, check_value
from runbridge.codegen.typed_schemas import Schema, as_schema

SCHEMA = "schema.json"
BRIDGE = "bridge.json"
#: What live services send other than the schema says, where the general rules of the tolerant profile do not cover it.
TOLERANCE = "tolerant.json"
RESIDUE_SCHEMA = "residue.schema.json"
BRIDGE_SCHEMA = "bridge.schema.json"
#: The key of a skeleton with the fields that nothing was decided for; no bridge can have it.
UNDECIDED = "undecided"
_SOURCES: Schema = {"type": "object", "additionalProperties": {"type": "string"}}
_ALSO: Schema = {
    "type": "object",
    "required": ["schema", "source"],
    "properties": {"schema": {"type": "object"}, "source": {"type": "string"}},
    "additionalProperties": False,
}
#: What is to be known and changes nothing, for pages about services.
_NOTE: Schema = {
    "type": "object",
    "required": ["field", "note", "source"],
    "properties": {"field": {"type": "string"}, "note": {"type": "string"}, "source": {"type": "string"}},
    "additionalProperties": False,
}
_TOLERANCE_SCHEMA: Schema = {
    "type": "object",
    "minProperties": 1,
    "properties": {
        "missing": _SOURCES,
        "aliases": _SOURCES,
        "also": {"type": "object", "additionalProperties": _ALSO},
        "notes": {"type": "array", "items": _NOTE},
    },
    "additionalProperties": False,
}
#: Names of generated modules and folders, which no format can have.
RESERVED = ("api", "bridge", "residue", "schemas", "stubs")
#: The name of the folder of a format: that of a Python package.
_STEM = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


@dataclass(frozen=True)
class Sources:
    """The input of the generator; `hub` is the format that bridges lead to where it is not one of those generated."""

    shapes: tuple[Shape, ...]
    bridges: tuple[Bridge, ...]
    residue: Schema
    hub: Shape | None = None


def read_sources(folder: Path) -> Sources:
    """All formats in a folder, one subfolder each; raises SourceError for the first place that is not accepted."""
    residue = _schema(folder, RESIDUE_SCHEMA)
    check_keywords(residue, f"schemas/{RESIDUE_SCHEMA}#")
    _check_examples(residue, f"schemas/{RESIDUE_SCHEMA}#")
    bridge_schema = _schema(folder, BRIDGE_SCHEMA)
    shapes = tuple(_shape(folder, path.name) for path in sorted(folder.iterdir()) if path.is_dir())
    for shape in shapes:
        _check_definitions(shape, residue)
    _check_titles(shapes)
    check_detections(shapes)
    formats = {shape.format: shape for shape in shapes}
    bridges = tuple(
        _bridge(folder, shape, bridge_schema, formats) for shape in shapes if (folder / shape.stem / BRIDGE).exists()
    )
    _check_hub(bridges)
    return Sources(shapes=shapes, bridges=bridges, residue=residue)


def read_own_sources(
    folder: Path, stems: Iterable[str], hub: Shape, shared: Path, *, with_bridges: bool = True
) -> Sources:
    """The formats in some folders, which have bridges to a hub of another place; raises SourceError.

    `shared` is the folder with the schemas of bridges and residues.
    """
    residue, bridge_schema = _schema(shared, RESIDUE_SCHEMA), _schema(shared, BRIDGE_SCHEMA)
    shapes = tuple(_shape(folder, stem) for stem in stems)
    for shape in shapes:
        _check_definitions(shape, residue)
    _check_titles((hub, *shapes))
    check_detections(shapes)
    bridges = tuple(
        _bridge(folder, shape, bridge_schema, {shape.format: shape, hub.format: hub})
        for shape in shapes
        if with_bridges and (folder / shape.stem / BRIDGE).exists()
    )
    return Sources(shapes=shapes, bridges=bridges, residue=residue, hub=hub)


def _shape(folder: Path, stem: str) -> Shape:
    if not _STEM.fullmatch(stem) or iskeyword(stem):
        raise SourceError(f"schemas/{stem}", f"{stem!r} cannot be the name of a format: use words like acme_run")
    if stem in RESERVED:
        raise SourceError(f"schemas/{stem}", f"{stem!r} is reserved, so no format can have this name")
    schema = _schema(folder, f"{stem}/{SCHEMA}")
    check_record_schema(stem, schema)
    shape = read_shape(stem, schema, **_tolerance(folder, stem, schema))
    _check_examples(schema, f"{shape.file}#")
    return shape


def _tolerance(folder: Path, stem: str, schema: Schema) -> dict[str, Mapping[str, Any]]:
    """The fields with deviations of live services.

    `missing` are required fields that they leave out, `aliased` those where they send aliases of an enum's values.
    `also` has other values of fields in definitions, by `Definition.field`.
    """
    name = f"{stem}/{TOLERANCE}"
    document: Mapping[str, Mapping[str, Any]] = _json(folder, name) if (folder / name).exists() else {"missing": {}}
    check_value(document, _TOLERANCE_SCHEMA, f"schemas/{name}#")
    enums = [field for field, child in schema["properties"].items() if "enum" in child and "x-aliases" in child]
    missing, aliased = document.get("missing", {}), document.get("aliases", {})
    required = [*schema.get("required", ()), *_inner_fields(schema, "required")]
    _check_fields(missing, required, "a required field", f"schemas/{name}#/missing")
    _check_fields(aliased, enums, "a field with an enum and `x-aliases`", f"schemas/{name}#/aliases")
    for field in enums:
        if field not in aliased:
            raise SourceError(
                f"schemas/{stem}/{SCHEMA}#/properties/{field}/x-aliases",
                "an enum lists all values, so no profile accepts its aliases",
                (f"name {field!r} under `aliases` in {TOLERANCE}, with the source", "use x-extensible-enum"),
            )
    also = {place: each["schema"] for place, each in document.get("also", {}).items()}
    _check_fields(also, _inner_fields(schema, "properties"), "a field of a definition", f"schemas/{name}#/also")
    for place, more in also.items():
        check_value(more, Draft202012Validator.META_SCHEMA, f"schemas/{name}#/also/{place}/schema")
        check_keywords(more, f"schemas/{name}#/also/{place}/schema")
    return {"missing": missing, "aliased": aliased, "also": also}


def _inner_fields(schema: Schema, keyword: str) -> list[str]:
    """The fields that a keyword lists in the definitions of a schema, as `Definition.field`."""
    definitions = {title: as_schema(each) or {} for title, each in schema.get("$defs", {}).items()}
    return [f"{title}.{field}" for title, each in definitions.items() for field in each.get(keyword, ())]


def _check_fields(names: Iterable[str], fields: Iterable[str], meaning: str, place: str) -> None:
    for name in names:
        if name not in fields:
            raise SourceError(f"{place}/{name}", f"{name!r} is not {meaning}", fields)


def _schema(folder: Path, name: str) -> Schema:
    document = _json(folder, name)
    check_value(document, Draft202012Validator.META_SCHEMA, f"schemas/{name}#")
    schema = as_schema(document)
    if schema is None:
        raise SourceError(f"schemas/{name}#", f"{json.dumps(document)} says nothing", ("a schema with fields",))
    return schema


def _check_examples(schema: Schema, place: str) -> None:
    for index, example in enumerate(schema.get("examples", ())):
        check_value(example, schema, f"{place}/examples/{index}")


def _bridge(folder: Path, shape: Shape, schema: Schema, shapes: Mapping[str, Shape]) -> Bridge:
    name = f"{shape.stem}/{BRIDGE}"
    document = _json(folder, name)
    _check_decided(document, f"schemas/{name}#/{UNDECIDED}")
    check_value(document, schema, f"schemas/{name}#")
    return read_bridge(shape, document, shapes)


def _check_decided(document: Any, place: str) -> None:
    """Refuse a skeleton with fields that nothing was decided for."""
    if isinstance(document, dict) and UNDECIDED in document:
        raise SourceError(
            place,
            "nothing is decided for these fields yet; remove them here and cover each",
            ("a rule under /rules", "a name under /residue/left or /residue/right"),
        )


def _json(folder: Path, name: str) -> Any:
    place = f"schemas/{name}"

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for key, value in pairs:
            if key in fields:
                raise SourceError(place, f"the key {key!r} stands twice in one object")
            fields[key] = value
        return fields

    try:
        return json.loads((folder / name).read_text(encoding="utf-8"), object_pairs_hook=once)
    except FileNotFoundError as error:
        raise SourceError(place, "there is no such file") from error
    except UnicodeDecodeError as error:
        raise SourceError(place, f"not UTF-8 at byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise SourceError(f"{place}:{error.lineno}:{error.colno}", f"not JSON: {error.msg}") from error


def _check_definitions(shape: Shape, residue: Schema) -> None:
    """Refuse a definition with a name that the schema of residues has: the strict schema has both."""
    for name in shape.definitions:
        if name in (residue["title"], *residue["$defs"]):
            raise SourceError(f"{shape.file}#/$defs/{name}", f"{name!r} is a definition of residues; rename it")


def _check_titles(shapes: tuple[Shape, ...]) -> None:
    """Refuse two formats with one title: their classes are imported into one module."""
    first: dict[str, Shape] = {}
    for shape in shapes:
        other = first.setdefault(shape.title, shape)
        if other is not shape:
            raise SourceError(f"{shape.file}#/title", f"{shape.title!r} is the title of {other.file} too")


def _check_hub(bridges: tuple[Bridge, ...]) -> None:
    """Refuse bridges to several formats, and a bridge of the format that the others lead to."""
    for bridge in bridges:
        hub = bridges[0].right
        if bridge.left is hub:
            raise SourceError(f"{bridge.file}#", f"the bridge of a hub: {bridges[0].file} leads to {hub.format}")
        if bridge.right is not hub:
            raise SourceError(
                f"{bridge.file}#/right", f"{bridges[0].file} leads to {hub.format}, and there is one hub", (hub.format,)
            )
