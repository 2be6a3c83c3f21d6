"""Defaults of the fields that the residue keeps: constants, values computed from other fields, and options."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from runbridge.codegen.bridge_addresses import BridgeAddress, find_address
from runbridge.codegen.planned_rules import UNITS, PlanRule
from runbridge.codegen.shapes import Field, Shape
from runbridge.codegen.source_errors import SourceError, check_value

_FORMS = (
    "a constant",
    '{"copy": FIELD, "when": {FIELD: [VALUE]}}',
    '{"copy": FIELD, "set": true}',
    '{"difference": [END, START], "unit": "seconds"}',
    '{"set": true}',
)


@dataclass(frozen=True)
class Default:
    """The default of a field.

    A `constant` is its value. `copy` takes the value of `addresses[0]` if the fields of `when` have one of their
    values; `difference` is the time from `addresses[1]` to `addresses[0]`, in seconds with the decimal point moved by
    `places`. For `set` an option gives the value; `is_settable` says that it also does so where `copy` has none.
    """

    kind: Literal["constant", "copy", "difference", "set"]
    constant: Any = None
    addresses: tuple[BridgeAddress, ...] = ()
    when: tuple[tuple[BridgeAddress, tuple[Any, ...]], ...] = ()
    places: int = 0
    is_settable: bool = False


def read_defaults(document: Mapping[str, Any], shape: Shape, fields: Iterable[Field], place: str) -> dict[str, Default]:
    """The defaults of one format by field, in the order of the document; raises SourceError."""
    kept = {field.name: field for field in fields}
    for name in document:
        if name not in kept:
            raise SourceError(f"{place}/{name}", f"{name!r} has no default: the residue does not keep it", kept)
    return {name: _read(value, kept[name], kept, shape, f"{place}/{name}") for name, value in document.items()}


def _read(value: Any, field: Field, kept: Container[str], shape: Shape, place: str) -> Default:
    if not isinstance(value, dict):
        check_value(value, shape.schema["properties"][field.name], place)
        return Default("constant", constant=value)
    document = cast("dict[str, Any]", value)
    match [*document]:
        case ["set"] if document["set"] is True:
            return Default("set", is_settable=True)
        case ["copy"] | ["copy", "when"] | ["copy", "set"] | ["copy", "when", "set"] if (
            document.get("set", True) is True
        ):
            return _copy(document, field, kept, shape, place)
        case ["difference", "unit"]:
            return _difference(document, field, shape, place)
        case _:
            raise SourceError(place, "this is not a default", _FORMS)


def _copy(document: Mapping[str, Any], field: Field, kept: Container[str], shape: Shape, place: str) -> Default:
    source = find_address(document["copy"], shape, f"{place}/copy")
    if source.leaf.kind != field.kind:
        raise SourceError(f"{place}/copy", f"{source.text!r} is {source.leaf.kind}, and {field.name!r} is {field.kind}")
    is_settable = document.get("set", False)
    if not is_settable and (source.may_be_empty or source.field.name in kept or "when" in document):
        _check_empty(field, place)
    when = tuple(
        (find_address(name, shape, f"{place}/when"), _listed(values))
        for name, values in document.get("when", {}).items()
    )
    for address, values in when:
        for each in values:
            if each not in address.leaf.values:
                raise SourceError(f"{place}/when", f"{each!r} is not a value of {address.text}", address.leaf.values)
    return Default("copy", addresses=(source,), when=when, is_settable=is_settable)


def _listed(values: Any) -> tuple[Any, ...]:
    return tuple(cast("Iterable[Any]", values)) if isinstance(values, list) else (values,)


def _difference(document: Mapping[str, Any], field: Field, shape: Shape, place: str) -> Default:
    addresses = tuple(find_address(text, shape, f"{place}/difference") for text in document["difference"])
    for address in addresses:
        if address.leaf.kind != "timestamp":
            raise SourceError(f"{place}/difference", f"{address.text!r} is not a timestamp but {address.leaf.kind}")
    if field.kind != "number":
        raise SourceError(place, f"a difference of times is a number, and {field.name!r} is {field.kind}")
    _check_empty(field, place)
    if document["unit"] not in UNITS:
        raise SourceError(f"{place}/unit", f"{document['unit']!r} is not a unit", UNITS)
    return Default("difference", addresses=addresses, places=UNITS[document["unit"]])


def _check_empty(field: Field, place: str) -> None:
    if field.required and not field.nullable:
        raise SourceError(place, f"{field.name!r} must have a value, and a computed default may have none")


def check_required(
    fields: Iterable[Field], rules: Iterable[PlanRule], defaults: Mapping[str, Default], place: str
) -> None:
    """Refuse a field that must have a value and has neither a default nor rules that always give it one."""
    built = {each.field.name for rule in rules for each in rule.left if each.path and each.builds}
    for field in fields:
        if field.required and not field.nullable and field.name not in defaults and field.name not in built:
            raise SourceError(place, f"{field.name!r} must hold a value and has no counterpart, so it needs a default")
