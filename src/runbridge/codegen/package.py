"""All generated files as text, by path below `_generated`; no other module lists them."""

import json
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TextIO

from runbridge.codegen.bridge import Bridge
from runbridge.codegen.context import MODEL, WIRE, Side, StructSet
from runbridge.codegen.converters import converters_module
from runbridge.codegen.emit_checks import (
    batch_module,
    checks_module,
    imported_checks,
    imports_of,
    own_batch_module,
    own_checks,
)
from runbridge.codegen.emit_fast_path import fast_path_module
from runbridge.codegen.emit_plan import plan_module, plan_parts
from runbridge.codegen.emit_registry import (
    PROFILES,
    api_module,
    bridge_module,
    format_module,
    registry_module,
    variant_module,
)
from runbridge.codegen.format_sources import BRIDGE, BRIDGE_SCHEMA, RESIDUE_SCHEMA, SCHEMA, Sources, read_sources
from runbridge.codegen.profiles import strict, tolerant
from runbridge.codegen.python_text import COMMAND, from_import, header, with_relative_imports
from runbridge.codegen.rules import tables_module
from runbridge.codegen.shapes import Field, Shape, read_shape
from runbridge.codegen.source_errors import SourceError
from runbridge.codegen.structs import attributes, embedded_module, model_module, own_module, residue_module, wire_module
from runbridge.codegen.typed_schemas import Schema
from runbridge.codegen.walkers import conforming_module, fields_module
from runbridge.file_set import differences, write

_FOLDER = "stubs"

Files = dict[str, str]


def build(sources: Sources, schemas: Path, *, every_fast_path: bool = False) -> Files:
    """Every file of `_generated` but the stubs; schemas and bridges are copied from the folder `schemas`.

    With a hub from elsewhere, what all formats share is imported from runbridge. With `every_fast_path`, the
    plans of bridges with straight-line converters have one too.
    """
    hub = sources.hub
    variants = {
        shape.stem: {
            "published": shape,
            "tolerant": read_shape(shape.stem, tolerant(shape.schema, shape.missing, shape.aliased, shape.also)),
        }
        for shape in (sources.shapes if hub is None else (*sources.shapes, hub))
    }
    shipped: Files = {} if hub is None else _shipped_modules(hub)
    files = dict(shipped)
    if hub is None:
        files["residue.py"] = residue_module(sources.residue)
        files |= {name: (schemas / name).read_text(encoding="utf-8") for name in (BRIDGE_SCHEMA, RESIDUE_SCHEMA)}
    hubs = {bridge.left.stem: bridge.right.format for bridge in sources.bridges}
    for shape in sources.shapes:
        files |= _format_files(shape, variants[shape.stem], hubs.get(shape.stem))
        files |= _schema_files(shape, schemas, sources.residue)
    for bridge in sources.bridges:
        name = f"{bridge.left.stem}/{BRIDGE}"
        files[name] = (schemas / name).read_text(encoding="utf-8")
        sides = {struct_set.name: _sides(bridge, variants, files, struct_set) for struct_set in (WIRE, MODEL)}
        files |= _bridge_files(bridge, variants, sides)
        # The native lane is for all bridges: its plans are made from these.
        parts = plan_parts(bridge, sides[WIRE.name])
        files[f"{bridge.folder}/plan.py"] = plan_module(bridge, sides[WIRE.name], parts)
        if bridge.is_planned or every_fast_path:
            files[f"{bridge.folder}/fast_path.py"] = fast_path_module(bridge, sides[WIRE.name], parts)
        files |= {
            f"{bridge.folder}/embedded_{profile}.py": embedded_module(bridge, sources.residue, profile)
            for profile in PROFILES
        }
    files["__init__.py"] = registry_module(sources.shapes, sources.bridges)
    files["api.py"] = api_module(sources.shapes, sources.bridges)
    outer = () if hub is None else (hub.stem, "residue")
    return {
        name: with_relative_imports(text, name, outer) if name.endswith(".py") else text
        for name, text in files.items()
        if name not in shipped
    }


def _shipped_modules(hub: Shape) -> Files:
    """The modules of a format that ships with the structs that bridges of other formats are made for."""
    folder = resources.files("runbridge._generated")
    names = [f"{hub.stem}/{struct_set.record}.py" for struct_set in (WIRE, MODEL)]
    return {name: folder.joinpath(name).read_text(encoding="utf-8") for name in names}


def _format_files(shape: Shape, variants: dict[str, Shape], hub: str | None) -> Files:
    files = {
        f"{shape.stem}/__init__.py": format_module(shape, hub),
        f"{shape.stem}/model.py": model_module(shape),
        f"{shape.stem}/fields.py": fields_module(shape),
    }
    for profile in PROFILES:
        schema = variants[profile].schema
        module = wire_module(shape, schema)
        names = attributes(module)
        files[f"{shape.stem}/{profile}.py"] = module
        files[f"{shape.stem}/{profile}_checks.py"] = checks_module(shape, schema, profile, names)
        files[f"{shape.stem}/{profile}_batch.py"] = batch_module(shape, schema, profile, names)
        files[f"{shape.stem}/{profile}_variant.py"] = variant_module(shape, variants[profile], profile)
    return files


def _schema_files(shape: Shape, schemas: Path, residue: Schema) -> Files:
    lax = tolerant(shape.schema, shape.missing, shape.aliased, shape.also)
    folder = f"{shape.stem}/schemas"
    return {
        f"{folder}/published.json": (schemas / shape.stem / SCHEMA).read_text(encoding="utf-8"),
        f"{folder}/tolerant.json": _json(lax),
        f"{folder}/published-strict.json": _json(strict(shape.schema, residue)),
        f"{folder}/tolerant-strict.json": _json(strict(lax, residue)),
    }


def _json(schema: Schema) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _sides(
    bridge: Bridge, variants: dict[str, dict[str, Shape]], files: Files, struct_set: StructSet
) -> tuple[Side, Side]:
    left, right = (
        Side(
            shape=shape,
            fields={field.name: field for field in _seen(variants[shape.stem], struct_set).fields},
            attributes=names,
            field_order=tuple(names),
            own=own,
            defaults=defaults,
        )
        for shape, own, defaults in (
            (bridge.left, bridge.left_only, bridge.constants(0)),
            (bridge.right, bridge.right_only, bridge.constants(1)),
        )
        for names in (_attributes(files, shape, struct_set),)
    )
    return left, right


def _seen(variants: dict[str, Shape], struct_set: StructSet) -> Shape:
    return variants["tolerant" if struct_set is WIRE else "published"]


def _attributes(files: Files, shape: Shape, struct_set: StructSet) -> dict[str, str]:
    names = attributes(files[f"{shape.stem}/{struct_set.record}.py"])[f"{shape.title}{struct_set.ending}"]
    return {name: attribute for name, attribute in names.items() if name in shape.schema["properties"]}


def _bridge_files(bridge: Bridge, variants: dict[str, dict[str, Shape]], sides: dict[str, tuple[Side, Side]]) -> Files:
    folder = bridge.folder
    files = {f"{folder}/__init__.py": bridge_module(bridge, sides["wire"])}
    for profile in PROFILES:
        files[f"{folder}/own_{profile}.py"] = _own(bridge, variants, profile, "wire")
        files[f"{folder}/own_{profile}_checks.py"] = _own_checks(bridge, variants, profile, sides["wire"])
        if bridge.is_planned:
            continue
        files[f"{folder}/own_{profile}_batch.py"] = own_batch_module(
            bridge,
            profile,
            [(side.shape, _own_fields(bridge, variants, profile, side), side.attributes) for side in sides["wire"]],
        )
    if bridge.is_planned:
        return files
    files[f"{folder}/own_model.py"] = _own(bridge, variants, "published", "model")
    if bridge.has("table"):
        files[f"{folder}/tables.py"] = tables_module(bridge)
    for struct_set in (WIRE, MODEL):
        files[f"{folder}/{struct_set.name}.py"] = converters_module(bridge, sides[struct_set.name], struct_set)
        if bridge.has("conforming"):
            files[f"{folder}/{struct_set.name}_conforming.py"] = conforming_module(
                bridge, struct_set.name, sides[struct_set.name][1].attributes
            )
    return files


def _own(bridge: Bridge, variants: dict[str, dict[str, Shape]], profile: str, struct_set: str) -> str:
    sides = [
        (shape, variants[shape.stem][profile].schema, fields, bridge.defaults[side])
        for side, (shape, fields) in enumerate(((bridge.left, bridge.left_only), (bridge.right, bridge.right_only)))
    ]
    return own_module(sides, struct_set, bridge.file)


def _own_fields(bridge: Bridge, variants: dict[str, dict[str, Shape]], profile: str, side: Side) -> list[Field]:
    """The fields without counterpart, as the schema of a profile has them."""
    return [variants[side.shape.stem][profile].field(field.name, bridge.file) for field in side.own]


def _own_checks(bridge: Bridge, variants: dict[str, dict[str, Shape]], profile: str, sides: tuple[Side, Side]) -> str:
    functions: list[str] = []
    local = {f"{bridge.package}.own_{profile}": [f"{side.shape.title}Own" for side in sides]}
    for side in sides:
        fields = _own_fields(bridge, variants, profile, side)
        functions.append(own_checks(side.shape, fields, side.attributes, profile))
        local |= imported_checks(side.shape, fields, profile)
    body = "\n\n".join(functions)
    imports = imports_of(body, profile)
    structs = "".join(from_import(module, names) for module, names in local.items())
    parts = [header(bridge.file), imports["msgspec"], structs + imports["runbridge"]]
    return "\n".join(part for part in parts if part) + "\n\n" + body


def run(schemas: Path, target: Path, *, check: bool, out: TextIO, err: TextIO) -> int:
    """Write the files that belong into `target`, or compare them; returns the exit code.

    0: all well; 1: the check found differences; 2: a source is refused.
    """
    try:
        sources = read_sources(schemas)
        files = build(sources, schemas)
    except SourceError as error:
        print(f"error: {error}", file=err)
        return 2
    if not check:
        # The package writes the stubs, so its other files have to be right before.
        for changes in (write(target, files, is_no_stub), write(target, stub_files(sources, schemas), is_stub)):
            for change in changes:
                print(change, file=err)
        return 0
    diff = "".join(differences(target, files, is_no_stub))
    diff = diff or "".join(differences(target, stub_files(sources, schemas), is_stub))
    if not diff:
        return 0
    out.write(diff)
    print(f"_generated is not what the sources say: run `{COMMAND}`", file=err)
    return 1


def is_stub(name: str) -> bool:
    """Whether a file below `_generated` is one of the stubs."""
    return _FOLDER in name.split("/")


def is_no_stub(name: str) -> bool:
    """Whether it is not a stub."""
    return not is_stub(name)


def stub_files(sources: Sources, schemas: Path) -> dict[str, str]:
    """The Python stubs of each format and, if no format is elsewhere, of all together, by path below `_generated`.

    `schemas` is the folder with the texts of the schemas.
    """
    texts = {
        shape.stem: (shape.format, (schemas / shape.stem / SCHEMA).read_text(encoding="utf-8"))
        for shape in sources.shapes
    }
    folders: dict[str, tuple[tuple[str, str], ...]] = {f"{stem}/{_FOLDER}": (text,) for stem, text in texts.items()}
    if sources.hub is None:
        folders[_FOLDER] = tuple(texts.values())
    return {f"{folder}/{name}": text for folder, chosen in folders.items() for name, text in _stubs_of(chosen).items()}


@cache
def _stubs_of(schemas: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The stubs for formats, each with the text of its schema, by file name."""
    from runbridge.schemas.loader import parse_schema
    from runbridge.stubs.generate import PYTHON_TARGETS
    from runbridge.stubs.ir.module_builder import read_module
    from runbridge.stubs.python import python

    module = read_module({form: parse_schema(form, text.encode()) for form, text in schemas}, {})
    return {f"{target.replace('-', '_')}.py": python(module, target) for target in PYTHON_TARGETS}
