"""Emits formats, their variants and the directions of bridges as values, so that no other module names one."""

from collections.abc import Iterable, Mapping

from runbridge.codegen.bridge import Bridge
from runbridge.codegen.context import Side
from runbridge.codegen.converters import function_name
from runbridge.codegen.detection import read_detection, read_envelopes
from runbridge.codegen.python_text import (
    WIDTH,
    call,
    from_import,
    header,
    in_order,
    indented,
    name_set,
    name_tuple,
    tuple_of,
)
from runbridge.codegen.rules import table_name
from runbridge.codegen.shapes import Shape
from runbridge.codegen.straight_rules import Rule

PROFILES = ("published", "tolerant")


def registry_module(shapes: Iterable[Shape], bridges: Iterable[Bridge]) -> str:
    """`_generated/__init__.py`: all formats by name."""
    shapes, bridges = tuple(shapes), tuple(bridges)
    modules = {
        ".": [shape.stem for shape in shapes],
        "runbridge._runtime.registry": ["Format"],
    }
    imports = "".join(from_import(module, names) for module, names in sorted(modules.items()))
    formats = "".join(f'    "{shape.format}": {shape.stem}.FORMAT,\n' for shape in shapes)
    return f"{header(*_files(shapes, bridges))}\n{imports}\nFORMATS: dict[str, Format] = {{\n{formats}}}\n"


def api_module(shapes: Iterable[Shape], bridges: Iterable[Bridge]) -> str:
    """`_generated/api.py`: the models, and a typed function for each format that they can be converted to."""
    shapes, bridges = tuple(shapes), tuple(bridges)
    targets: dict[str, tuple[Shape, list[Shape]]] = {}
    for bridge in bridges:
        for source, target in ((bridge.left, bridge.right), (bridge.right, bridge.left)):
            targets.setdefault(function_name(target), (target, []))[1].append(source)
    names = in_order([*(shape.title for shape in shapes), *targets])
    # A hub may be that of another package.
    modules = {f".{shape.stem}.model": [shape.title] for shape in (*shapes, *(bridge.right for bridge in bridges))}
    functions = [_api_function(name, *targets[name]) for name in sorted(targets)]
    imports = from_import("runbridge.record.models", ["ModelResidue", "convert_model"]) if functions else ""
    imports += "".join(from_import(module, names) for module, names in sorted(modules.items()))
    standard = "from collections.abc import Mapping\n\n" if functions else ""
    return f"{header(*_files(shapes, bridges))}\n{standard}{imports}\n__all__ = {_list(names)}\n" + "".join(
        f"\n\n{function}" for function in functions
    )


def _api_function(name: str, target: Shape, sources: list[Shape]) -> str:
    models = " | ".join(source.title for source in sources)
    if len(f"    run: {models},") > WIDTH:
        models = models.replace(" | ", "\n    | ")
    model = f"A {sources[0].title}" if len(sources) == 1 else "A run of another format"
    options = [f"{option}={option}" for option in ("residue", "apply_residue", "set", "map")]
    body = indented(call("return convert_model", ("run", target.title, *options)))
    return f'''def {name}(
    run: {models},
    *,
    residue: ModelResidue = "embed",
    apply_residue: bool = True,
    set: Mapping[str, str] | None = None,
    map: Mapping[str, Mapping[str, str]] | None = None,
) -> {target.title}:
    """{model} as a {target.title}; options as for `convert`.

    Raises Unconvertible, UsageError, and NotRepresentable for a duration that no float holds in the other unit and for
    every NaN and infinity.
    """
{body}'''


def _list(names: Iterable[str]) -> str:
    items = [f'"{name}"' for name in names]
    line = f"[{', '.join(items)}]"
    return line if len(f"__all__ = {line}") <= WIDTH else "[\n" + "".join(f"    {item},\n" for item in items) + "]"


def _files(shapes: Iterable[Shape], bridges: Iterable[Bridge]) -> list[str]:
    return [*(shape.file for shape in shapes), *(bridge.file for bridge in bridges)]


def format_module(shape: Shape, hub: str | None) -> str:
    """The `__init__.py` of a format's folder: the format as a value; `hub` is the format that its bridge leads to."""
    imports = from_import("runbridge._runtime.registry", ["Detection", "Format"])
    return f"{header(shape.file)}\n{imports}\n{_format(shape, hub)}"


def variant_module(shape: Shape, variant: Shape, profile: str) -> str:
    """The module of a format under one profile: the variant as a value."""
    modules = [profile, *(f"{profile}_{part}" for part in ("batch", "checks"))]
    imports = from_import(f".{shape.stem}", modules) + from_import("runbridge._runtime.registry", ["Variant"])
    value = _arguments("Variant", _variant(shape, profile, variant))
    return f"{header(shape.file)}\nimport msgspec\n\n{imports}\nVARIANT = {value}\n"


def bridge_module(bridge: Bridge, sides: tuple[Side, Side]) -> str:
    """The `__init__.py` of a bridge's folder: its two directions as values."""
    modules = _planned_imports(bridge) if bridge.is_planned else _straight_imports(bridge)
    modules["."] = [shape.stem for shape in (bridge.left, bridge.right)]
    imports = "".join(from_import(module, names) for module, names in sorted(modules.items()))
    directions = "".join(indented(_direction(bridge, sides, rightward=rightward)) for rightward in (True, False))
    standard = "" if bridge.is_planned else "from operator import attrgetter\n\n"
    return f"{header(bridge.file)}\n{standard}import msgspec\n\n{imports}\nDIRECTIONS = {{\n{directions}}}\n"


def _straight_imports(bridge: Bridge) -> dict[str, list[str]]:
    """The imports for straight-line converters, by module."""
    profiled = ("embedded_{}", "own_{}", "own_{}_batch", "own_{}_checks")
    return {
        bridge.package: [
            *(name.format(profile) for name in profiled for profile in PROFILES),
            *("model", "own_model", "wire"),
            *(["tables"] if bridge.has("table") else []),
            *(["wire_conforming"] if bridge.has("conforming") else []),
        ],
        "runbridge._runtime.registry": ["Direction", "OwnVariant", *(["Table"] if bridge.has("table") else [])],
    }


def _planned_imports(bridge: Bridge) -> dict[str, list[str]]:
    """The imports for a plan, by module."""
    return {
        bridge.package: [
            *(name.format(profile) for name in ("embedded_{}", "own_{}", "own_{}_checks") for profile in PROFILES),
            *("fast_path", "plan"),
        ],
        "runbridge._runtime.registry": ["Direction", "own_variant"],
        "runbridge._runtime.rule_steps": ["option_tables"],
    }


def _arguments(name: str, arguments: Mapping[str, str]) -> str:
    return f"{name}(\n" + "".join(indented(f"{key}={value},\n") for key, value in arguments.items()) + ")"


def _format(shape: Shape, hub: str | None) -> str:
    arguments = {
        "name": f'"{shape.format}"',
        "package": "__name__",
        "title": f'"{shape.title}"',
        "fields": name_set(field.name for field in shape.fields),
        "required": name_set(shape.required),
        "detection": _detection(shape),
        **({} if hub is None else {"hub": f'"{hub}"'}),
    }
    envelopes = read_envelopes(shape)
    if envelopes:
        arguments["envelopes"] = tuple_of(map(name_tuple, envelopes))
    return f"FORMAT = {_arguments('Format', arguments)}\n"


def _detection(shape: Shape) -> str:
    detection = read_detection(shape)
    arguments = {"fields": tuple_of(map(name_tuple, detection.fields)), "at_least": str(detection.at_least)}
    if detection.without:
        arguments["without"] = tuple_of(map(name_tuple, detection.without))
    if detection.values:
        arguments["values"] = tuple_of(tuple_of(map(name_tuple, each)) for each in detection.values)
    if detection.mostly_known:
        arguments["mostly_known"] = "True"
    return _arguments("Detection", arguments)


def _variant(shape: Shape, profile: str, variant: Shape) -> dict[str, str]:
    wire = f"{profile}.{shape.title}Wire"
    return {
        "record": wire,
        "fits": f"{profile}_checks.fits",
        "fits_all": f"{profile}_batch.fits_all",
        "checker": f"msgspec.json.Decoder({profile}.{shape.title}Check)",
        "checks_all": f"{profile}_batch.checks_all",
        "nullable": name_set(field.name for field in variant.fields if field.nullable),
        "omittable": name_set(field.name for field in variant.fields if not field.required),
    }


def _direction(bridge: Bridge, sides: tuple[Side, Side], *, rightward: bool) -> str:
    source, target = sides if rightward else reversed(sides)
    embedded = "".join(
        indented(f'"{profile}": msgspec.json.Decoder(embedded_{profile}.{source.shape.title}Embedded),\n')
        for profile in PROFILES
    )
    incoming = "".join(
        indented(f'"{profile}": embedded_{profile}.{target.shape.title}Residue,\n') for profile in PROFILES
    )
    parts = (_planned if bridge.is_planned else _straight)(bridge, source, target, rightward=rightward)
    arguments = {
        "source": f"{source.shape.stem}.FORMAT",
        "target": f"{target.shape.stem}.FORMAT",
        "bridge": f'"{bridge.id}"',
        "keeps_order": str(bridge.keeps_order),
        **parts,
        "embedded": f"{{\n{embedded}}}",
        "incoming": f"{{\n{incoming}}}",
        "residue": f"embedded_tolerant.{source.shape.title}Residue",
        "written": f"embedded_tolerant.{target.shape.title}Embedded",
        "own_fields": name_set(field.name for field in target.own),
        "source_own": f"own_tolerant.{source.shape.title}Own()",
        "settable": name_tuple(bridge.settable(rightward=rightward)),
        "defaulted": name_tuple(field.name for field in target.own if field.required),
    }
    return f'("{source.shape.format}", "{target.shape.format}"): {_arguments("Direction", arguments)},\n'


def _straight(bridge: Bridge, source: Side, target: Side, *, rightward: bool) -> dict[str, str]:
    """The arguments of a direction with straight-line converters."""
    ids = bridge.identity if rightward else bridge.identity[::-1]
    own = "".join(indented(f'"{profile}": {_own(profile, target.shape)},\n') for profile in PROFILES)
    tables = "".join(
        indented(f'"{_source(rule, rightward=rightward)}": {_table(rule, rightward=rightward)},\n')
        for rule in bridge.rules
        if rule.name == "table" and (rule.left[0] if rightward else rule.right).kind == "string"
    )
    return {
        "source_id": f'attrgetter("{source.attributes[ids[0].text]}")',
        "target_id": f'attrgetter("{target.attributes[ids[1].text]}")',
        "wire": f"wire.{function_name(target.shape)}",
        "plain": f"model.{function_name(target.shape)}",
        "own": f"{{\n{own}}}",
        "all_conform": "wire_conforming.all_conform" if bridge.has("conforming") and not rightward else "None",
        "own_model": f"own_model.{target.shape.title}Own",
        "source_own_model": f"own_model.{source.shape.title}Own()",
        "tables": f"{{\n{tables}}}" if tables else "{}",
    }


def _planned(bridge: Bridge, source: Side, target: Side, *, rightward: bool) -> dict[str, str]:
    """The arguments of a direction by plan."""
    ids = ("LEFT", "RIGHT") if rightward else ("RIGHT", "LEFT")
    own = "".join(
        indented(
            call(
                f'"{profile}": own_variant',
                (
                    f"own_{profile}.{target.shape.title}Own",
                    f"own_{profile}_checks.fits_{target.shape.stem}_own",
                ),
                tail=",",
                depth=3,
            )
        )
        for profile in PROFILES
    )
    return {
        "source_id": f"plan.{ids[0]}_IDENTITY",
        "target_id": f"plan.{ids[1]}_IDENTITY",
        "wire": "fast_path.TO_RIGHT" if rightward else "fast_path.TO_LEFT",
        "own": f"{{\n{own}}}",
        "tables": f"option_tables(plan.RULES, rightward={rightward})",
    }


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
