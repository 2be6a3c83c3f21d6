"""Emits the plan of a bridge: its rules and fields as values that `_runtime/plan.py` interprets."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from runbridge._runtime.addresses import Item, Level, Step
from runbridge.codegen.bridge import Bridge
from runbridge.codegen.bridge_addresses import BridgeAddress, find_address
from runbridge.codegen.bridge_defaults import Default
from runbridge.codegen.context import Side
from runbridge.codegen.planned_rules import UNITS, PlanRule, has_any_text, needs_option
from runbridge.codegen.python_text import WIDTH, header, indented, used_imports
from runbridge.codegen.shapes import Field, Shape
from runbridge.codegen.straight_rules import may_be_empty

_RUNTIME = {
    "addresses": ["Address", "Item", "Level"],
    "computed_defaults": ["Constant", "Copy", "Difference", "FromOption", "OwnField", "PlannedSide"],
    "plan": ["plan"],
    "rule_steps": ["PlannedRule"],
    "value_rules": [
        *("Conforming", "Duration", "First", "Json"),
        *("Prefix", "Same", "Shift", "Table", "Text", "Time"),
    ],
}


def plan_module(bridge: Bridge, sides: tuple[Side, Side]) -> str:
    """The module with both directions of the plan of a bridge."""
    rules = [_rule(rule, bridge, sides) for rule in bridge.plan_rules]
    parts = [
        _assigned(name, _side(side, bridge.defaults[index]))
        for index, (name, side) in enumerate(zip(("LEFT", "RIGHT"), sides, strict=True))
    ]
    parts.append(_assigned("RULES", _sequence(rules)))
    parts.append("TO_RIGHT, TO_LEFT = plan(LEFT, RIGHT, RULES)\n")
    parts += [
        _assigned(f"{name}_IDENTITY", _address(address, side))
        for name, address, side in zip(("LEFT", "RIGHT"), bridge.identity, sides, strict=True)
    ]
    body = "\n".join(parts)
    shapes = (bridge.left, bridge.right)
    local = {
        ".": [shape.stem for shape in shapes],
        f"{bridge.package}.embedded_tolerant": [f"{shape.title}Embedded" for shape in shapes],
        f"{bridge.package}.own_tolerant": [f"{shape.title}Own" for shape in shapes],
        **{f"runbridge._runtime.{module}": names for module, names in _RUNTIME.items()},
    }
    third = used_imports({"msgspec": ["Raw"]}, body)
    return "\n".join(part for part in (header(bridge.file), third, used_imports(local, body), body) if part)


def _side(side: Side, defaults: Mapping[str, Default]) -> str:
    shape = side.shape
    fields = [_own_field(field, side, defaults.get(field.name)) for field in side.own]
    return _call(
        "PlannedSide",
        {
            "form": f"{shape.stem}.FORMAT",
            "record": f"{shape.title}Embedded",
            "own": f"{shape.title}Own",
            "own_fields": _sequence(fields),
        },
    )


def _own_field(field: Field, side: Side, default: Default | None) -> str:
    address = _field_address(field.name, side)
    arguments = {"address": address, "required": repr(not may_be_empty(field))}
    if default is not None:
        arguments["default"] = _default(default, field, side, address)
    return _call("OwnField", arguments)


def _default(default: Default, field: Field, side: Side, address: str) -> str:
    match default.kind:
        case "constant":
            return _call("Constant", {"constant": _constant(default.constant, field)})
        case "copy":
            when = [_sequence([_address(each, side), _values(values)]) for each, values in default.when]
            option = {"option": _call("FromOption", {"field": address})} if default.is_settable else {}
            return _call("Copy", {"source": _address(default.addresses[0], side), "when": _sequence(when), **option})
        case "difference":
            end, start = (_address(each, side) for each in default.addresses)
            return _call("Difference", {"end": end, "start": start, "places": str(default.places)})
        case _:
            return _call("FromOption", {"field": address})


def _constant(value: Any, field: Field) -> str:
    if value is None or isinstance(value, bool) or (isinstance(value, str) and _kind(field) == "text"):
        return _literal(value)
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return f'Raw(b"{text}")' if '"' not in text else f"Raw({text.encode()!r})"


def _field_address(name: str, side: Side) -> str:
    return _address(find_address(name, side.shape, side.shape.file), side)


def _address(address: BridgeAddress, side: Side, *, bounded: bool = False, settable: bool = False) -> str:
    arguments = {
        "name": _literal(address.text),
        "field": _literal(address.field.name),
        "attribute": _literal(side.attributes[address.field.name]),
    }
    if address.path:
        arguments["path"] = _steps(address.path)
    if (kind := _kind(address.leaf) if all(isinstance(each, str) for each in address.aliases) else "word") != "text":
        arguments["kind"] = _literal(kind)
    if address.levels != (Level(),):
        arguments["levels"] = _sequence([_level(level) for level in address.levels])
    if not address.builds:
        arguments["builds"] = "False"
    if address.bounded or bounded:
        arguments["bounded"] = "True"
    if settable:
        arguments["settable"] = "True"
    return _call("Address", arguments)


def _steps(path: Sequence[Step]) -> str:
    return _sequence(
        [
            f"Item({_literal(step.key)}, {_literal(step.value)})" if isinstance(step, Item) else _literal(step)
            for step in path
        ]
    )


def _level(level: Level) -> str:
    given = [f"{name}=True" for name in ("nullable", "omittable") if getattr(level, name)]
    return f"Level({', '.join(given)})"


def _kind(field: Field) -> str:
    if field.kind in ("string", "timestamp", "enum"):
        return "text"
    return "boolean" if field.kind == "boolean" else "raw"


def _rule(rule: PlanRule, bridge: Bridge, sides: tuple[Side, Side]) -> str:
    left, right = (
        [_address(each, side, **_limits(rule, others, each)) for each in addresses]
        for side, addresses, others in zip(sides, (rule.left, rule.right), (rule.right, rule.left), strict=True)
    )
    return _call(
        "PlannedRule",
        {"rule": _value_rule(rule, bridge.left), "left": _sequence(left), "right": _sequence(right)},
    )


def _limits(rule: PlanRule, sources: Sequence[BridgeAddress], target: BridgeAddress) -> dict[str, bool]:
    """Whether a rule, or an option instead of it, may give a value of the kind that the schema rejects."""
    is_time = target.leaf.kind == "timestamp"
    return {
        "bounded": rule.name == "shift" and target.leaf.kind == "integer",
        "settable": is_time and needs_option(rule.name, sources, target),
    }


def _value_rule(rule: PlanRule, left: Shape) -> str:
    kinds = (rule.left[0].leaf.kind, rule.right[0].leaf.kind)
    arguments: dict[str, str] = {}
    match rule.name:
        case "same" if "empty" in rule.parameters:
            arguments = {"empty": _literal(rule.parameters["empty"])}
        case "prefix":
            arguments = {"prefix": _literal(rule.parameters["prefix"])}
        case "text":
            arguments = {"boolean": "True"} if "boolean" in kinds else {}
            arguments |= {"text_left": "True"} if kinds[0] == "string" else {}
        case "shift":
            arguments = {"places": str(rule.parameters["places"])}
        case "time":
            arguments = {"places": str(UNITS[rule.parameters["unit"]]), "whole": repr("integer" in kinds)}
            arguments |= {"text_left": "True"} if kinds[0] == "timestamp" else {}
        case "duration":
            arguments = {"places": str(UNITS[rule.parameters["unit"]])}
        case "conforming":
            address = rule.left[0]
            arguments = {"form": f"{left.stem}.FORMAT", "path": _steps((address.field.name, *address.path))}
        case "table":
            arguments = _table(rule)
        case _:
            pass
    return _call(rule.name.capitalize(), arguments)


def _table(rule: PlanRule) -> dict[str, str]:
    arguments = {
        "name_left": _literal(table_name(rule.left)),
        "name_right": _literal(table_name(rule.right)),
        "to_right": _rows(rule.parameters["to_right"]),
        "to_left": _rows(rule.parameters["to_left"]),
    }
    arguments |= {
        name: "True"
        for name, addresses in (("open_left", rule.left), ("open_right", rule.right))
        if any(each.leaf.kind == "string" and not has_any_text(each) for each in addresses)
    }
    for name, way in (("asked_left", "to_right"), ("asked_right", "to_left")):
        asked = [_values(key) for key, row in rule.parameters[way].items() if row is None]
        arguments |= {name: _sequence(asked)} if asked else {}
    if any(each.aliases for each in rule.left):
        aliases = [
            _mapping({_literal(one): _literal(other) for one, other in each.aliases.items()}) for each in rule.left
        ]
        arguments["aliases"] = _sequence(aliases)
    return arguments


def table_name(addresses: Iterable[BridgeAddress]) -> str:
    """The name of the fields of a table in the option `map`."""
    return "+".join(address.text for address in addresses)


def _rows(table: Mapping[tuple[Any, ...], tuple[Any, ...] | None]) -> str:
    return _mapping({_values(key): _values(row) for key, row in table.items() if row is not None})


def _values(values: Iterable[Any]) -> str:
    return _sequence([_literal(value) for value in values])


def _literal(value: str | int | None) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _fits(text: str) -> bool:
    return len(text) <= WIDTH // 2 and "\n" not in text


def _call(name: str, arguments: Mapping[str, str]) -> str:
    """A call, on one line if it is short."""
    return _bracketed(f"{name}(", [f"{key}={value}" for key, value in arguments.items()], ")")


def _sequence(items: Sequence[str]) -> str:
    """A tuple, on one line if it is short."""
    if len(items) == 1:
        return f"({items[0]},)" if _fits(items[0]) else f"(\n{indented(items[0])},\n)"
    return _bracketed("(", items, ")")


def _mapping(items: Mapping[str, str]) -> str:
    return _bracketed("{", [f"{key}: {value}" for key, value in items.items()], "}")


def _bracketed(start: str, items: Sequence[str], end: str) -> str:
    line = f"{start}{', '.join(items)}{end}"
    return line if _fits(line) else start + "\n" + indented("".join(f"{item},\n" for item in items)) + end


def _assigned(name: str, value: str) -> str:
    return f"{name} = {value}\n"
