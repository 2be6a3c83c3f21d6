"""Addresses in bridges, found in the schema of a format: a field, a path into its objects, an item of a list."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from runbridge._runtime.addresses import Item, Level, Step
from runbridge._runtime.schema_node import SchemaNode
from runbridge.codegen.shapes import Field, Kind, Shape, read_field
from runbridge.codegen.source_errors import SourceError

_STEP = re.compile(r"(?P<name>[^\[\]/]+)(?:\[(?P<key>[^\[\]/=]+)=(?P<value>[^\[\]/]+)\])?")
#: Kinds of values that hold others.
CONTAINERS: tuple[Kind, ...] = ("object", "array", "structured")


@dataclass(frozen=True)
class BridgeAddress:
    """An address in a bridge: `text` as it is written, `field` the field of the record, `leaf` the value.

    `path` are the steps inside of the field's value, `levels` say whether the field and the value after each step may
    be null or missing. `builds` says whether its objects may be made of values at addresses alone.
    """

    text: str
    field: Field
    leaf: Field
    path: tuple[Step, ...]
    levels: tuple[Level, ...]
    bounded: bool
    aliases: Mapping[str | int, str]
    builds: bool = True

    @property
    def may_be_empty(self) -> bool:
        """Whether there may be no value: null or missing, itself or what holds it."""
        return any(level.nullable or level.omittable for level in self.levels)


def find_address(text: str, shape: Shape, place: str) -> BridgeAddress:
    """The address with that text in a format; raises SourceError at `place`."""
    steps = steps_of(text, place)
    field = shape.field(str(steps[0]), place)
    node = shape.node.fields[field.name]
    levels = [Level(field.nullable, not field.required)]
    leaf = field
    for index, step in enumerate(steps[1:], 1):
        if isinstance(step, Item):
            node = _items(node, text, place)
            if step.key not in node.fields:
                raise SourceError(place, f"the items in {text!r} have no field {step.key!r}", node.fields)
            levels.append(Level(False, True))
            if index == len(steps) - 1:
                raise SourceError(place, f"{text!r} ends at an item; add the field that has the value", node.fields)
            continue
        holder = _object(node, text, place)
        if step not in holder.fields:
            raise SourceError(place, f"nothing in {text!r} has a field {step!r}", holder.fields)
        node = holder.fields[step]
        leaf = read_field(step, node, place, required=step in holder.required, checked=False)
        levels.append(Level(leaf.nullable, not leaf.required))
    return BridgeAddress(
        text=text,
        field=field,
        leaf=leaf,
        path=tuple(steps[1:]),
        levels=tuple(levels),
        bounded=not leaf.checked or leaf.kind in CONTAINERS,
        aliases={other: value for value, others in node.value.schema.get("x-aliases", {}).items() for other in others},
    )


def steps_of(text: str, place: str) -> list[Step]:
    """The steps of an address, with the name of the field first."""
    if not text.startswith("/"):
        return [text]
    steps: list[Step] = []
    for part in text[1:].split("/"):
        match = _STEP.fullmatch(part)
        if match is None:
            raise SourceError(
                place, f"{text!r} is not an address", ("field", "/field/inner", "/field[key=value]/inner")
            )
        steps.append(match["name"].replace("~1", "/").replace("~0", "~"))
        if match["key"]:
            steps.append(Item(match["key"], match["value"]))
    return steps


def _object(node: SchemaNode, text: str, place: str) -> SchemaNode:
    """The schema of an object with named fields, which may also be null."""
    if not node.value.fields:
        raise SourceError(place, f"{text!r} leads into a value that is not an object with named fields")
    return node.value


def _items(node: SchemaNode, text: str, place: str) -> SchemaNode:
    """The schema of the items of a list."""
    if node.value.items is None:
        raise SourceError(place, f"{text!r} names an item of a value that is not a list")
    return _object(node.value.items, text, place)


def with_builds(addresses: Iterable[BridgeAddress], shape: Shape, given: Mapping[str, Any]) -> dict[str, BridgeAddress]:
    """The addresses by their text, with whether the values at all of them make the objects on their paths.

    `given` are objects that are there before, by field.
    """
    every = list(addresses)
    return {
        address.text: replace(
            address,
            builds=not address.path
            or _is_complete(
                shape.node.fields[address.field.name],
                [each.path for each in every if each.field.name == address.field.name],
                given.get(address.field.name),
            ),
        )
        for address in every
    }


def _is_complete(node: SchemaNode, paths: Iterable[tuple[Step, ...]], given: Mapping[str, Any] | None) -> bool:
    """Whether an object with the values at these paths, and those `given`, has every field that its schema requires."""
    inner = [path for path in paths if path]
    if not inner:
        return True
    if isinstance(inner[0][0], Item):
        keys = {step.key for step, *_ in inner if isinstance(step, Item)}
        items = _object(_items(node, "", ""), "", "")
        names = {str(path[1]) for path in inner}
        return set(items.required) <= names | keys
    holder = _object(node, "", "")
    names = {str(path[0]) for path in inner}
    here = given or {}
    return set(holder.required) <= names | here.keys() and all(
        _is_complete(holder.fields[name], [path[1:] for path in inner if path[0] == name], here.get(name))
        for name in names
    )


def check_overlaps(addresses: Iterable[BridgeAddress], place: str) -> None:
    """Refuse an address that is another one or leads into it."""
    seen: list[tuple[Step, ...]] = []
    for address in addresses:
        path = (address.field.name, *address.path)
        for other in seen:
            shorter = min(len(path), len(other))
            if path[:shorter] == other[:shorter]:
                raise SourceError(place, f"{address.text!r} overlaps another address that a rule writes")
        seen.append(path)
