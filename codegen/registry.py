"""Emits the `__init__.py` files: every format and every direction as a value, so that no other module names one."""

from collections.abc import Iterable, Mapping

from codegen.bridge import Bridge, Rule
from codegen.context import Side
from codegen.converters import function_name
from codegen.python_text import from_import, header, in_order, indented, name_set, name_tuple
from codegen.shapes import Shape
from codegen.tables import table_name

PROFILES = ("published", "tolerant")


def registry_module(shapes: Iterable[Shape], bridges: Iterable[Bridge]) -> str:
    """`_generated/__init__.py`: all formats by name, all directions by the names of source and target."""
    shapes, bridges = tuple(shapes), tuple(bridges)
    sources = [*(shape.file for shape in shapes), *(f"schemas/{bridge.file}" for bridge in bridges)]
    modules = {
        "runbridge._generated": [bridge.stem for bridge in bridges] + [shape.stem for shape in shapes],
        "runbridge._runtime.registry": ["Direction", "Format"],
    }
    modules |= {f"runbridge._generated.{shape.stem}.model": [shape.title] for shape in shapes}
    imports = "".join(from_import(module, names) for module, names in sorted(modules.items()))
    formats = "".join(f'    "{shape.format}": {shape.stem}.FORMAT,\n' for shape in shapes)
    directions = "".join(f"    **{bridge.stem}.DIRECTIONS,\n" for bridge in bridges)
    titles = ", ".join(f'"{name}"' for name in in_order(["DIRECTIONS", "FORMATS", *(shape.title for shape in shapes)]))
    return (
        f"{header(*sources)}\n{imports}\n"
        f"__all__ = [{titles}]\n\n"
        f"FORMATS: dict[str, Format] = {{\n{formats}}}\n\n"
        f"DIRECTIONS: dict[tuple[str, str], Direction] = {{\n{directions}}}\n"
    )


def format_module(shape: Shape, variants: Mapping[str, Shape]) -> str:
    """The `__init__.py` of a format's folder: the format as a value."""
    modules = [
        "members",
        "model",
        *PROFILES,
        *(f"{profile}_{part}" for profile in PROFILES for part in ("batch", "checks")),
    ]
    imports = from_import(f"runbridge._generated.{shape.stem}", modules) + from_import(
        "runbridge._runtime.registry", ["Format", "Variant"]
    )
    return f"{header(shape.file)}\nimport msgspec\n\n{imports}\n{_format(shape, variants)}"


def bridge_module(bridge: Bridge, sides: tuple[Side, Side]) -> str:
    """The `__init__.py` of a bridge's folder: its two directions as values."""
    shapes = (bridge.left, bridge.right)
    modules = {
        f"runbridge._generated.{bridge.stem}": [
            *(
                "embedded_published",
                "embedded_tolerant",
                "model",
                "own_model",
                "own_published",
                "own_tolerant",
                "own_published_checks",
                "own_tolerant_checks",
                "own_published_batch",
                "own_tolerant_batch",
            ),
            *(["tables"] if bridge.has("table") else []),
            *("wire", *(["wire_conforming"] if bridge.has("conforming") else [])),
        ],
        "runbridge._generated": [shape.stem for shape in shapes],
        "runbridge._runtime.registry": ["Direction", "OwnVariant", *(["Table"] if bridge.has("table") else [])],
    }
    imports = "".join(from_import(module, names) for module, names in sorted(modules.items()))
    directions = "".join(indented(_direction(bridge, sides, rightward=rightward)) for rightward in (True, False))
    return f"{header(f'schemas/{bridge.file}')}\nimport msgspec\n\n{imports}\nDIRECTIONS = {{\n{directions}}}\n"


def _arguments(name: str, arguments: Mapping[str, str]) -> str:
    return f"{name}(\n" + "".join(indented(f"{key}={value},\n") for key, value in arguments.items()) + ")"


def _format(shape: Shape, variants: Mapping[str, Shape]) -> str:
    entries = "".join(
        indented(f'"{profile}": {_variant(shape, profile, variants[profile])},\n') for profile in PROFILES
    )
    arguments = {
        "name": f'"{shape.format}"',
        "stem": f'"{shape.stem}"',
        "title": f'"{shape.title}"',
        "required": name_set(shape.required),
        "variants": f"{{\n{entries}}}",
        "model": f"model.{shape.title}",
        "walk": "members.walk",
    }
    return f"FORMAT = {_arguments('Format', arguments)}\n"


def _variant(shape: Shape, profile: str, variant: Shape) -> str:
    wire = f"{profile}.{shape.title}Wire"
    arguments = {
        "record": wire,
        "decoder": f"msgspec.json.Decoder({wire})",
        "fits": f"{profile}_checks.fits",
        "fits_all": f"{profile}_batch.fits_all",
        "checker": f"msgspec.json.Decoder({profile}.{shape.title}Check)",
        "checks_all": f"{profile}_batch.checks_all",
        "nullable": name_set(member.name for member in variant.members if member.nullable),
        "omittable": name_set(member.name for member in variant.members if not member.required),
    }
    return _arguments("Variant", arguments)


def _direction(bridge: Bridge, sides: tuple[Side, Side], *, rightward: bool) -> str:
    source, target = sides if rightward else reversed(sides)
    ids = bridge.identity if rightward else bridge.identity[::-1]
    own = "".join(indented(f'"{profile}": {_own(profile, target.shape)},\n') for profile in PROFILES)
    embedded = "".join(
        indented(f'"{profile}": msgspec.json.Decoder(embedded_{profile}.{source.shape.title}Embedded),\n')
        for profile in PROFILES
    )
    incoming = "".join(
        indented(f'"{profile}": embedded_{profile}.{target.shape.title}Residue,\n') for profile in PROFILES
    )
    tables = "".join(
        indented(f'"{_source(rule, rightward=rightward)}": {_table(rule, rightward=rightward)},\n')
        for rule in bridge.rules
        if rule.name == "table" and (rule.left[0] if rightward else rule.right).kind == "string"
    )
    settable = [rule.right.name for rule in bridge.rules if rule.needs_option and rightward]
    arguments = {
        "source": f"{source.shape.stem}.FORMAT",
        "target": f"{target.shape.stem}.FORMAT",
        "bridge": f'"{bridge.version}"',
        "source_id": f'"{source.attributes[ids[0].name]}"',
        "target_id": f'"{target.attributes[ids[1].name]}"',
        "wire": f"wire.{function_name(target.shape)}",
        "plain": f"model.{function_name(target.shape)}",
        "own": f"{{\n{own}}}",
        "embedded": f"{{\n{embedded}}}",
        "incoming": f"{{\n{incoming}}}",
        "residue": f"embedded_tolerant.{source.shape.title}Residue",
        "written": f"embedded_tolerant.{target.shape.title}Embedded",
        "all_conform": "wire_conforming.all_conform" if bridge.has("conforming") and not rightward else "None",
        "own_model": f"own_model.{target.shape.title}Own",
        "own_members": name_set(member.name for member in target.own),
        "source_own": f"own_tolerant.{source.shape.title}Own()",
        "source_own_model": f"own_model.{source.shape.title}Own()",
        "tables": f"{{\n{tables}}}" if tables else "{}",
        "settable": name_tuple(settable),
        "defaulted": name_tuple(member.name for member in target.own if member.required),
    }
    return f'("{source.shape.format}", "{target.shape.format}"): {_arguments("Direction", arguments)},\n'


def _own(profile: str, shape: Shape) -> str:
    struct = f"own_{profile}.{shape.title}Own"
    arguments = {
        "decoder": f"msgspec.json.Decoder({struct})",
        "fits": f"own_{profile}_checks.fits_{shape.stem}_own",
        "fits_all": f"own_{profile}_batch.fits_all_{shape.stem}_own",
    }
    return _arguments("OwnVariant", arguments)


def _source(rule: Rule, *, rightward: bool) -> str:
    return rule.left[0].name if rightward else rule.right.name


def _table(rule: Rule, *, rightward: bool) -> str:
    targets = rule.right.values if rightward else rule.left[0].values
    arguments = {"known": f"tables.{table_name(rule, rightward=rightward)}", "targets": name_tuple(targets)}
    return _arguments("Table", arguments)
