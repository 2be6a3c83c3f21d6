"""Defaults of the fields that the residue keeps: constants, values computed from other fields, and options."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from runbridge.codegen.bridge_addresses import BridgeAddress, find_address
from runbridge.codegen.planned_rules import UNITS, PlanRule
from runbridge.codegen.shapes import Field, Kind, Shape
from runbridge.codegen.source_errors import SourceError, check_value

#: Defaults of a field that must have a value.
_VALUES = ("a constant", '{"copy": FIELD}', '{"copy": FIELD, "set": true}', '{"set": true}')
_CHOICES: Mapping[Kind, tuple[str, ...]] = {
    "object": ('{"constant": OBJECT}', '{"set": true}'),
    "array": ("an array", '{"set": true}'),
    "structured": ("an array", '{"set": true}'),
}
_FORMS = (
    "a constant",
    '{"constant": OBJECT}',
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


def read_defaults(
    document: Mapping[str, Any], shape: Shape, fields: Iterable[Field], holders: Iterable[Field], place: str
) -> dict[str, Default]:
    """The defaults of one format by field, in the order of the document; raises SourceError.

    `fields` are those that the residue keeps, `holders` those of them that rules lead into.
    """
    kept = {field.name: field for field in fields}
    for field in holders:
        if field.name in document and _is_object(document[field.name]) and (field.nullable or not field.required):
            reason = f"rules lead into {field.name!r}, which may be null or missing, so no object can be its default"
            raise SourceError(f"{place}/{field.name}", reason)
    for name in document:
        if name not in kept:
            raise SourceError(f"{place}/{name}", f"{name!r} has no default: the residue does not keep it", kept)
    return {name: _read(value, kept[name], kept, shape, f"{place}/{name}") for name, value in document.items()}


def objects(document: Mapping[str, Any]) -> dict[str, Any]:
    """The defaults that are objects, by field."""
    return {name: default["constant"] for name, default in document.items() if _is_object(default)}


def _is_object(default: Any) -> bool:
    """Whether a default is an object, which is not one of the other forms."""
    return isinstance(default, dict) and [*default] == ["constant"] and isinstance(default["constant"], dict)


def _read(value: Any, field: Field, kept: Container[str], shape: Shape, place: str) -> Default:
    schema = {"$defs": shape.schema.get("$defs", {}), **shape.schema["properties"][field.name]}
    if not isinstance(value, dict):
        check_value(value, schema, place)
        return Default("constant", constant=value)
    document = cast("dict[str, Any]", value)
    match [*document]:
        case ["constant"] if _is_object(document):
            check_value(document["constant"], schema, f"{place}/constant")
            return Default("constant", constant=document["constant"])
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
    shape: Shape, fields: Iterable[Field], rules: Sequence[PlanRule], defaults: Mapping[str, Default], place: str
) -> None:
    """Refuse a field that must have a value and has neither a default nor rules that always give it one."""
    inside = [each for rule in rules for each in rule.left if each.path]
    for field in fields:
        paths = [each.path for each in inside if each.field is field]
        is_built = any(each.builds for each in inside if each.field is field)
        if field.required and not field.nullable and field.name not in defaults and not is_built:
            missing = set(shape.node.fields[field.name].value.required) - {path[0] for path in paths}
            parts = f" ({', '.join(map(repr, sorted(missing)))})" if missing else ""
            reason = f"no rules write all fields that it requires{parts}" if paths else "has no counterpart"
            raise SourceError(
                f"{place}/{field.name}",
                f"{field.name!r} must hold a value and {reason}, so it needs a default",
                _CHOICES.get(field.kind, _VALUES),
            )
