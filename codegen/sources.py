"""The files under `schemas/`, read, checked against their own schemas and joined."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.exceptions import best_match

from codegen.bridge import Bridge, read_bridge
from codegen.errors import SourceError
from codegen.shapes import Shape, check_keywords, read_shape

SCHEMA_ENDING = ".schema.json"
BRIDGE_ENDING = "bridge.json"
#: Schemas that are not of a run record.
HELPERS = ("residue", "bridge")


@dataclass(frozen=True)
class Sources:
    """Everything that the generated code is written from."""

    shapes: tuple[Shape, ...]
    bridges: tuple[Bridge, ...]
    residue: dict[str, Any]


def read_sources(folder: Path) -> Sources:
    """All schemas and bridges of a folder; `SourceError` names the first place that is not acceptable."""
    residue = _schema(folder / f"residue{SCHEMA_ENDING}")
    check_keywords(residue, f"schemas/residue{SCHEMA_ENDING}#")
    bridge_schema = Draft202012Validator(_schema(folder / f"bridge{SCHEMA_ENDING}"))
    stems = sorted(path.name.removesuffix(SCHEMA_ENDING) for path in folder.glob(f"*{SCHEMA_ENDING}"))
    shapes = tuple(
        read_shape(stem, _schema(folder / f"{stem}{SCHEMA_ENDING}")) for stem in stems if stem not in HELPERS
    )
    bridges = tuple(_bridge(path, bridge_schema, shapes) for path in sorted(folder.glob(f"*{BRIDGE_ENDING}")))
    return Sources(shapes=shapes, bridges=bridges, residue=residue)


def _schema(path: Path) -> dict[str, Any]:
    schema: dict[str, Any] = _json(path)
    _refuse(best_match(Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(schema)), path)
    for index, example in enumerate(schema.get("examples", ())):
        error = best_match(Draft202012Validator(schema).iter_errors(example))
        if error is not None:
            raise SourceError(f"schemas/{path.name}#/examples/{index}", error.message)
    return schema


def _bridge(path: Path, schema: Draft202012Validator, shapes: tuple[Shape, ...]) -> Bridge:
    document = _json(path)
    _refuse(best_match(schema.iter_errors(document)), path)
    return read_bridge(path.name, document, {shape.format: shape for shape in shapes})


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise SourceError(f"schemas/{path.name}:{error.lineno}:{error.colno}", error.msg) from error


def _refuse(error: ValidationError | None, path: Path) -> None:
    if error is not None:
        choices = error.validator_value if error.validator == "enum" else ()
        place = "".join(f"/{step}" for step in error.absolute_path)
        raise SourceError(
            f"schemas/{path.name}#{place}",
            error.message.split(" is not one of ")[0] + (" is not known" if choices else ""),
            choices,
        )
