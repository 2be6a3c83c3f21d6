"""Emits one straight-line function for each direction and struct set: apply the rules, restore, write the residue."""

from collections.abc import Iterable

from runbridge.codegen.bridge import Bridge
from runbridge.codegen.context import HELPERS, SHARED, Direction, Side, Steps, StructSet
from runbridge.codegen.python_text import block, call, function, header, indented, snake, used_imports
from runbridge.codegen.rules import emit, note_own, tables
from runbridge.codegen.shapes import Shape


def function_name(target: Shape) -> str:
    """The name of the converter to a format."""
    return f"to_{target.stem}"


def converters_module(bridge: Bridge, sides: tuple[Side, Side], struct_set: StructSet) -> str:
    """The module with both converters of a bridge for one struct set."""
    left, right = sides
    directions = (
        Direction(struct_set, left, right, rightward=True),
        Direction(struct_set, right, left, rightward=False),
    )
    functions = [_function(bridge, direction) for direction in directions]
    body = "\n\n".join(functions)
    return header(bridge.file) + "\n" + _imports(bridge, directions, body, tables(bridge)) + "\n\n" + body


def _imports(bridge: Bridge, directions: tuple[Direction, Direction], body: str, tables: Iterable[str]) -> str:
    struct_set, package = directions[0].struct_set, bridge.package
    wanted = {
        f"{package}.own_{struct_set.record}": [f"{direction.source.shape.title}Own" for direction in directions],
        f"{package}.tables": tables,
        f"{package}.{struct_set.name}_conforming": [
            f"{kind}_{snake(rule.left[0].name)}" for rule in bridge.rules for kind in ("conforming", "opaque")
        ],
        "runbridge._runtime": ("NULL", "ZERO"),
        "runbridge._runtime.conversion": ("Options", "ConvertedParts", "IncomingResidue", *SHARED),
        struct_set.helpers: HELPERS,
    }
    for direction in directions:
        module = f".{direction.source.shape.stem}.{struct_set.record}"
        wanted[module] = [_record(direction.source, struct_set)]
    if directions[0].is_wire:
        wanted[f"{package}.embedded_tolerant"] = [_made(direction) for direction in directions]
    outside = {"datetime": ["datetime"], "typing": ["Any"]}
    msgspec = {"msgspec": ["UNSET", "Raw", "UnsetType"]}
    blocks = (outside, msgspec, wanted)
    return "\n".join(text for names in blocks if (text := used_imports(names, body)))


def _record(side: Side, struct_set: StructSet) -> str:
    return f"{side.shape.title}{struct_set.ending}"


def _made(direction: Direction) -> str:
    """The struct of the target; the wire struct has a field for the residue, because batches are written with it."""
    return (
        f"{direction.target.shape.title}Embedded"
        if direction.is_wire
        else _record(direction.target, direction.struct_set)
    )


def _function(bridge: Bridge, direction: Direction) -> str:
    steps = Steps()
    # `first` needs the values of other fields, so it comes last.
    for rule in sorted(bridge.rules, key=lambda rule: rule.name == "first"):
        emit(direction, rule, steps)
    note_own(direction, steps)
    source, target_side = direction.source, direction.target
    own = f"{source.shape.title}Own"
    parameters = (
        f"source: {_record(source, direction.struct_set)}",
        f"residue: IncomingResidue[{target_side.shape.title}Own]",
        "options: Options",
    )
    what = f"A {source.shape.title} as a {target_side.shape.title}; raises NeedsOption where no rule has a value."
    text = function(function_name(target_side.shape), parameters, "ConvertedParts") + f'    """{what}"""\n'
    text += "    # By the rules.\n" + indented("".join(steps.write))
    text += "\n    # From the residue: only what the source still shows and the rule allows.\n"
    text += "    refused: tuple[str, ...] = ()\n"
    if steps.restore:
        text += "    restored, entries, missing = residue.own, residue.via, residue.absent\n"
        text += indented(block("if entries or missing:", "".join(steps.restore)))
    else:
        text += "    restored = residue.own\n"
    text += "\n    # What the rules alone would not bring back.\n"
    text += "    via: dict[str, dict[str, Any]] = {}\n"
    text += "    absent: tuple[str, ...] = ()\n    fragile: tuple[str, ...] = ()\n"
    text += indented("".join(steps.note))
    text += "\n"
    text += indented(
        "own = "
        + call(own, _own_values(direction))
        + "record = "
        + call(_made(direction), _values(direction, steps))
        + "return record, own, via, absent, fragile, refused\n"
    )
    return text


def _values(direction: Direction, steps: Steps) -> list[str]:
    own = {field.name: field for field in direction.target.own}
    values: list[str] = []
    for name in direction.target.field_order:
        value = direction.restored_value(own[name]) if name in own else steps.values[name]
        values.append(f"{direction.target.attributes[name]}={value}" if direction.struct_set.keyword_only else value)
    return values


def _own_values(direction: Direction) -> list[str]:
    values = {
        direction.source.attributes[field.name]: direction.preserved_value(field) for field in direction.source.own
    }
    if direction.struct_set.keyword_only:
        return [f"{attribute}={value}" for attribute, value in values.items()]
    return list(values.values())
