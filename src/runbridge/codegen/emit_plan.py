"""Emits the plan of a bridge: its rules and fields as values that `_runtime/plan.py` interprets."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import msgspec
from msgspec import NODEFAULT, UNSET, Raw

from runbridge._runtime import NULL
from runbridge._runtime.addresses import Address, Item, Value, Values
from runbridge._runtime.computed_defaults import Constant, Copy, Difference, FromOption, OwnField, PlannedSide
from runbridge._runtime.computed_defaults import Default as PlannedDefault
from runbridge._runtime.rule_steps import PlannedRule
from runbridge._runtime.value_rules import (
    Conforming,
    Duration,
    First,
    Json,
    Prefix,
    Same,
    Shift,
    Table,
    Text,
    Time,
    ValueRule,
)
from runbridge.codegen.bridge import Bridge
from runbridge.codegen.bridge_addresses import BridgeAddress, find_address
from runbridge.codegen.bridge_defaults import Default
from runbridge.codegen.context import Side
from runbridge.codegen.planned_rules import UNITS, PlanRule, has_any_text
from runbridge.codegen.python_text import WIDTH, header, indented, used_imports
from runbridge.codegen.shapes import Field, Shape
from runbridge.codegen.straight_rules import may_be_empty

_RUNTIME = {
    "addresses": ["Address", "Item", "Level"],
    "computed_defaults": ["Constant", "Copy", "Difference", "FromOption", "OwnField", "PlannedSide"],
    "nested_values": ["identity_reader"],
    "plan": ["plan"],
    "rule_steps": ["PlannedRule"],
    "value_rules": [
        *("Conforming", "Duration", "First", "Json"),
        *("Prefix", "Same", "Shift", "Table", "Text", "Time"),
    ],
}


class Name(str):
    """A name in the emitted module, for a value that exists in no module yet."""

    __slots__ = ()


#: Both sides of a plan and its rules; formats and structs are names.
PlanParts = tuple[PlannedSide, PlannedSide, tuple[PlannedRule, ...]]


def plan_parts(bridge: Bridge, sides: tuple[Side, Side]) -> PlanParts:
    """The parts of the plan of a bridge."""
    left, right = (_side(side, bridge.defaults[index]) for index, side in enumerate(sides))
    return left, right, tuple(_rule(rule, bridge, sides) for rule in bridge.plan_rules)


def plan_module(bridge: Bridge, sides: tuple[Side, Side], parts: PlanParts) -> str:
    """The module with both directions of the plan of a bridge."""
    left, right, rules = parts
    values = [
        f"LEFT = {text_of(left)}\n",
        f"RIGHT = {text_of(right)}\n",
        f"RULES = {text_of(rules)}\n",
        "TO_RIGHT, TO_LEFT = plan(LEFT, RIGHT, RULES)\n",
    ]
    values += [
        f"{name}_IDENTITY = {_bracketed('identity_reader(', [text_of(_address(address, side))], ')')}\n"
        for name, address, side in zip(("LEFT", "RIGHT"), bridge.identity, sides, strict=True)
    ]
    body = "\n".join(values)
    shapes = (bridge.left, bridge.right)
    local = {
        ".": [shape.stem for shape in shapes],
        f"{bridge.package}.embedded_tolerant": [f"{shape.title}Embedded" for shape in shapes],
        f"{bridge.package}.own_tolerant": [f"{shape.title}Own" for shape in shapes],
        **{f"runbridge._runtime.{module}": names for module, names in _RUNTIME.items()},
    }
    third = used_imports({"msgspec": ["Raw"]}, body)
    return "\n".join(part for part in (header(bridge.file), third, used_imports(local, body), body) if part)


def _side(side: Side, defaults: Mapping[str, Default]) -> PlannedSide:
    shape = side.shape
    names: Mapping[str, Any] = {
        "form": Name(f"{shape.stem}.FORMAT"),
        "record": Name(f"{shape.title}Embedded"),
        "own": Name(f"{shape.title}Own"),
    }
    return PlannedSide(
        **names, own_fields=tuple(_own_field(field, side, defaults.get(field.name)) for field in side.own)
    )


def _own_field(field: Field, side: Side, default: Default | None) -> OwnField:
    address = _field_address(field.name, side)
    planned = None if default is None else _default(default, field, side, address)
    return OwnField(address=address, required=not may_be_empty(field), default=planned)


def _default(default: Default, field: Field, side: Side, address: Address) -> PlannedDefault:
    match default.kind:
        case "constant":
            return Constant(_constant(default.constant, field))
        case "copy":
            when = tuple((_address(each, side), values) for each, values in default.when)
            option = FromOption(address) if default.is_settable else None
            return Copy(_address(default.addresses[0], side), when, option)
        case "difference":
            end, start = (_address(each, side) for each in default.addresses)
            return Difference(end, start, default.places)
        case _:
            return FromOption(address)


def _constant(value: Any, field: Field) -> Any:
    if value is None or isinstance(value, bool) or (isinstance(value, str) and _kind(field) == "text"):
        return value
    return Raw(json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode())


def _field_address(name: str, side: Side) -> Address:
    return _address(find_address(name, side.shape, side.shape.file), side)


def _address(address: BridgeAddress, side: Side, *, bounded: bool = False, settable: bool = False) -> Address:
    kind = _kind(address.leaf) if all(isinstance(each, str) for each in address.aliases) else "word"
    return Address(
        name=address.text,
        field=address.field.name,
        attribute=side.attributes[address.field.name],
        path=address.path,
        kind=kind,
        levels=address.levels,
        builds=address.builds,
        bounded=address.bounded or bounded,
        settable=settable,
    )


def _kind(field: Field) -> Literal["text", "boolean", "raw"]:
    if field.kind in ("string", "timestamp", "enum"):
        return "text"
    return "boolean" if field.kind == "boolean" else "raw"


def _rule(rule: PlanRule, bridge: Bridge, sides: tuple[Side, Side]) -> PlannedRule:
    left, right = (
        tuple(_address(each, side, **_limits(rule, others, each)) for each in addresses)
        for side, addresses, others in zip(sides, (rule.left, rule.right), (rule.right, rule.left), strict=True)
    )
    return PlannedRule(_value_rule(rule, bridge.left), left, right)


def _limits(rule: PlanRule, sources: Sequence[BridgeAddress], target: BridgeAddress) -> dict[str, bool]:
    """Whether a rule, or an option instead of it, may give a value of the kind that the schema rejects."""
    is_time = target.leaf.kind == "timestamp"
    return {
        "bounded": rule.name == "shift" and target.leaf.kind == "integer",
        "settable": is_time and rule.needs_option(sources, target),
    }


def _value_rule(rule: PlanRule, left: Shape) -> ValueRule:
    parameters = rule.parameters
    kinds = (rule.left[0].leaf.kind, rule.right[0].leaf.kind)
    match rule.name:
        case "same":
            return Same(parameters.get("empty"))
        case "prefix":
            return Prefix(parameters["prefix"])
        case "text":
            return Text(boolean="boolean" in kinds, text_left=kinds[0] == "string", empty=parameters.get("empty"))
        case "shift":
            return Shift(parameters["places"])
        case "time":
            is_left = kinds[0] == "timestamp"
            empty = parameters.get("empty")
            return Time(UNITS[parameters["unit"]], whole="integer" in kinds, text_left=is_left, empty=empty)
        case "duration":
            return Duration(UNITS[parameters["unit"]])
        case "conforming":
            address = rule.left[0]
            form: Any = Name(f"{left.stem}.FORMAT")
            return Conforming(form, (address.field.name, *address.path))
        case "table":
            return _table(rule)
        case "json":
            return Json()
        case _:
            return First()


def _table(rule: PlanRule) -> Table:
    rows: list[dict[Values, Values]] = []
    asked: list[tuple[Values, ...]] = []
    for way in ("to_right", "to_left"):
        table: Mapping[Values, Values | None] = rule.parameters[way]
        rows.append({key: row for key, row in table.items() if row is not None})
        asked.append(tuple(key for key, row in table.items() if row is None))
    is_open = [
        any(each.leaf.kind == "string" and not has_any_text(each) for each in addresses)
        for addresses in (rule.left, rule.right)
    ]
    return Table(
        name_left=table_name(rule.left),
        name_right=table_name(rule.right),
        to_right=rows[0],
        to_left=rows[1],
        open_left=is_open[0],
        open_right=is_open[1],
        asked_left=asked[0],
        asked_right=asked[1],
        aliases=tuple(each.aliases for each in rule.left) if any(each.aliases for each in rule.left) else (),
    )


def table_name(addresses: Iterable[BridgeAddress]) -> str:
    """The name of the fields of a table in the option `map`."""
    return "+".join(address.text for address in addresses)


def text_of(value: Any) -> str:
    """The expression for a value of a plan: structs without the arguments that are defaults, containers, constants."""
    # A narrowed type would have parts of unknown types.
    container: Any = value
    match value:
        case Name():
            return value
        case Raw():
            text = bytes(value).decode()
            return f'Raw(b"{text}")' if '"' not in text else f"Raw({text.encode()!r})"
        case Item():
            return f"Item({text_of(value.key)}, {text_of(value.value)})"
        case msgspec.Struct():
            arguments = [
                f"{field.name}={text_of(given)}"
                for field in msgspec.structs.fields(value)
                if (given := getattr(value, field.name)) != field.default or field.default is NODEFAULT
            ]
            return _bracketed(f"{type(value).__name__}(", arguments, ")")
        case tuple():
            return _tuple([*map(text_of, container)])
        case Mapping():
            return _bracketed("{", [f"{text_of(key)}: {text_of(given)}" for key, given in container.items()], "}")
        case str():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return repr(value)


def equals(name: str, value: Value) -> str:
    """The condition that an expression is a constant."""
    is_identical = value is None or value is UNSET or isinstance(value, bool)
    return f"{name} {'is' if is_identical else '=='} {wire_text_of(value)}"


def wire_text_of(value: Any) -> str:
    """The expression for a value of a wire struct."""
    return "NULL" if value == NULL else text_of(value)


def _fits(text: str) -> bool:
    return len(text) <= WIDTH // 2 and "\n" not in text


def _tuple(items: Sequence[str]) -> str:
    """A tuple, on one line if it is short."""
    if len(items) == 1:
        return f"({items[0]},)" if _fits(items[0]) else f"(\n{indented(items[0])},\n)"
    return _bracketed("(", items, ")")


def _bracketed(start: str, items: Sequence[str], end: str) -> str:
    line = f"{start}{', '.join(items)}{end}"
    return line if _fits(line) else start + "\n" + indented("".join(f"{item},\n" for item in items)) + end
