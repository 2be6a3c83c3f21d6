"""The files under `schemas/`, read, checked against their own schemas and joined."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from codegen.bridge import Bridge, read_bridge
from codegen.errors import SourceError
from codegen.examine import examine
from codegen.keywords import check_keywords, check_record_schema, check_times
from codegen.shapes import Schema, Shape, as_schema, read_shape

SCHEMA_ENDING = ".schema.json"
BRIDGE_ENDING = "bridge.json"
#: Schemas that are not of a run record.
HELPERS = ("residue", "bridge")


@dataclass(frozen=True)
class Sources:
    """Everything that the generated code is written from."""

    shapes: tuple[Shape, ...]
    bridges: tuple[Bridge, ...]
    residue: Schema


def read_sources(folder: Path) -> Sources:
    """All schemas and bridges of a folder; `SourceError` names the first place that is not acceptable."""
    residue = _schema(folder / f"residue{SCHEMA_ENDING}")
    check_keywords(residue, f"schemas/residue{SCHEMA_ENDING}#")
    _check_examples(residue, f"schemas/residue{SCHEMA_ENDING}#")
    bridge_schema = _schema(folder / f"bridge{SCHEMA_ENDING}")
    stems = sorted(path.name.removesuffix(SCHEMA_ENDING) for path in folder.glob(f"*{SCHEMA_ENDING}"))
    shapes = tuple(_shape(folder, stem) for stem in stems if stem not in HELPERS)
    _check_titles(shapes)
    bridges = tuple(_bridge(path, bridge_schema, shapes) for path in sorted(folder.glob(f"*{BRIDGE_ENDING}")))
    _check_pairs(bridges)
    return Sources(shapes=shapes, bridges=bridges, residue=residue)


def _shape(folder: Path, stem: str) -> Shape:
    schema = _schema(folder / f"{stem}{SCHEMA_ENDING}")
    check_record_schema(stem, schema)
    shape = read_shape(stem, schema)
    check_times(stem, schema)
    _check_examples(schema, f"schemas/{stem}{SCHEMA_ENDING}#")
    return shape


def _schema(path: Path) -> Schema:
    document = _json(path)
    examine(document, Draft202012Validator.META_SCHEMA, f"schemas/{path.name}#")
    schema = as_schema(document)
    if schema is None:
        raise SourceError(f"schemas/{path.name}#", f"{json.dumps(document)} says nothing", ("a schema with members",))
    return schema


def _check_examples(schema: Schema, place: str) -> None:
    for index, example in enumerate(schema.get("examples", ())):
        examine(example, schema, f"{place}/examples/{index}")


def _bridge(path: Path, schema: Schema, shapes: tuple[Shape, ...]) -> Bridge:
    document = _json(path)
    examine(document, schema, f"schemas/{path.name}#")
    return read_bridge(path.name, document, {shape.format: shape for shape in shapes})


def _json(path: Path) -> Any:
    place = f"schemas/{path.name}"

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members: dict[str, Any] = {}
        for name, value in pairs:
            if name in members:
                raise SourceError(place, f"the key {name!r} stands twice in one object")
            members[name] = value
        return members

    try:
        return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=once)
    except FileNotFoundError as error:
        raise SourceError(place, "there is no such file") from error
    except UnicodeDecodeError as error:
        raise SourceError(place, f"not UTF-8 at byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise SourceError(f"{place}:{error.lineno}:{error.colno}", f"not JSON: {error.msg}") from error


def _check_titles(shapes: tuple[Shape, ...]) -> None:
    """Every format's class is imported into one module."""
    first: dict[str, Shape] = {}
    for shape in shapes:
        other = first.setdefault(shape.title, shape)
        if other is not shape:
            raise SourceError(f"{shape.file}#/title", f"{shape.title!r} is the title of {other.file} too")


def _check_pairs(bridges: tuple[Bridge, ...]) -> None:
    """Two formats have one correspondence."""
    first: dict[frozenset[str], Bridge] = {}
    for bridge in bridges:
        other = first.setdefault(frozenset((bridge.left.format, bridge.right.format)), bridge)
        if other is not bridge:
            raise SourceError(
                f"schemas/{bridge.file}#",
                f"schemas/{other.file} joins {bridge.left.format} and {bridge.right.format} already",
            )
