"""Emits one straight-line function per direction and struct set: write by the rules, restore, note what is left."""

from collections.abc import Iterable

from runbridge.codegen.bridge import Bridge
from runbridge.codegen.context import HELPERS, SHARED, Flavour, Side, Steps, Way
from runbridge.codegen.python_text import block, call, function, header, indented, snake, used_imports
from runbridge.codegen.rules import emit, note_own
from runbridge.codegen.shapes import Shape
from runbridge.codegen.tables import tables


def function_name(target: Shape) -> str:
    """The name of the converter to a shape."""
    return f"to_{target.stem}"


def converters_module(bridge: Bridge, sides: tuple[Side, Side], flavour: Flavour) -> str:
    """The module with both converters of a bridge for one struct set."""
    left, right = sides
    ways = (Way(flavour, left, right, rightward=True), Way(flavour, right, left, rightward=False))
    functions = [_function(bridge, way) for way in ways]
    body = "\n\n".join(functions)
    return header(bridge.file) + "\n" + _imports(bridge, ways, body, tables(bridge)) + "\n\n" + body


def _imports(bridge: Bridge, ways: tuple[Way, Way], body: str, tables: Iterable[str]) -> str:
    flavour, package = ways[0].flavour, bridge.package
    wanted = {
        f"{package}.own_{flavour.record}": [f"{way.source.shape.title}Own" for way in ways],
        f"{package}.tables": tables,
        f"{package}.{flavour.name}_conforming": [
            f"{kind}_{snake(rule.left[0].name)}" for rule in bridge.rules for kind in ("conforming", "opaque")
        ],
        "runbridge._runtime": ("NULL", "ZERO"),
        "runbridge._runtime.conversion": ("Options", "ConvertedParts", "IncomingResidue", *SHARED),
        flavour.helpers: HELPERS,
    }
    for way in ways:
        module = f".{way.source.shape.stem}.{flavour.record}"
        wanted[module] = [_record(way.source, flavour)]
    if ways[0].is_wire:
        wanted[f"{package}.embedded_tolerant"] = [_made(way) for way in ways]
    outside = {"datetime": ["datetime"], "typing": ["Any"]}
    msgspec = {"msgspec": ["UNSET", "Raw", "UnsetType"]}
    blocks = (outside, msgspec, wanted)
    return "\n".join(text for names in blocks if (text := used_imports(names, body)))


def _record(side: Side, flavour: Flavour) -> str:
    return f"{side.shape.title}{flavour.ending}"


def _made(way: Way) -> str:
    """The struct of the target; on the wire it has room for a residue, for whole chunks are written with it."""
    return f"{way.target.shape.title}Embedded" if way.is_wire else _record(way.target, way.flavour)


def _function(bridge: Bridge, way: Way) -> str:
    steps = Steps()
    # `first` looks at other members as they come out, so it stands last.
    for rule in sorted(bridge.rules, key=lambda rule: rule.name == "first"):
        emit(way, rule, steps)
    note_own(way, steps)
    source, target_side = way.source, way.target
    own = f"{source.shape.title}Own"
    parameters = (
        f"source: {_record(source, way.flavour)}",
        f"residue: IncomingResidue[{target_side.shape.title}Own]",
        "options: Options",
    )
    what = f"A {source.shape.title} as a {target_side.shape.title}; raises NeedsOption where no rule has a value."
    text = function(function_name(target_side.shape), parameters, "ConvertedParts") + f'    """{what}"""\n'
    text += "    # By the rules.\n" + indented("".join(steps.write))
    text += "\n    # From the residue: only what the source still shows and the rule allows.\n"
    text += "    refused: tuple[str, ...] = ()\n"
    if steps.restore:
        text += "    restored, entries, lacked = residue.own, residue.via, residue.absent\n"
        text += indented(block("if entries or lacked:", "".join(steps.restore)))
    else:
        text += "    restored = residue.own\n"
    text += "\n    # What the rules alone would not bring back.\n"
    text += "    via: dict[str, dict[str, Any]] = {}\n"
    text += "    absent: tuple[str, ...] = ()\n    fragile: tuple[str, ...] = ()\n"
    text += indented("".join(steps.note))
    text += "\n"
    text += indented(
        "own = "
        + call(own, _own_values(way))
        + "record = "
        + call(_made(way), _values(way, steps))
        + "return record, own, via, absent, fragile, refused\n"
    )
    return text


def _values(way: Way, steps: Steps) -> list[str]:
    own = {member.name: member for member in way.target.own}
    values: list[str] = []
    for name in way.target.fields:
        value = way.own_in(own[name]) if name in own else steps.values[name]
        values.append(f"{way.target.attributes[name]}={value}" if way.flavour.keyword_only else value)
    return values


def _own_values(way: Way) -> list[str]:
    values = {way.source.attributes[member.name]: way.own_out(member) for member in way.source.own}
    if way.flavour.keyword_only:
        return [f"{attribute}={value}" for attribute, value in values.items()]
    return list(values.values())
