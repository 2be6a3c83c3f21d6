"""Fields without a rule for the native lane: when a residue leaves them out, and what they are where it does."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import UNSET

from runbridge._runtime import NULL as NULL_TEXT
from runbridge._runtime.addresses import Address, Value
from runbridge._runtime.computed_defaults import Constant, Copy, Difference, FromOption, OwnField
from runbridge._runtime.conversion import Options, UnrepresentableValue
from runbridge._runtime.registry import NAME, Direction
from runbridge._runtime.rule_steps import Steps
from runbridge._runtime.value_rules import is_empty
from runbridge.record.native_captures import Branches, Captures
from runbridge.record.native_nodes import Nodes, Plan, UnsupportedError, encode, need
from runbridge.record.native_sides import Places, Side, defaults_of

#: The numbers that the C code has for defaults; see native/lane.h.
_NULL, _TEXT, _MISSING, _COPY, _DIFFERENCE, _BUILT = range(6)
_MOST_FILLED, _MOST_PLACES = 16, 8
#: What a default has for the C code if it is not computed.
_DEFAULT: Plan = {
    "default": _MISSING,
    "text": b"",
    "option": b"",
    "from": 0,
    "start": 0,
    "places": 0,
    "branch": 0,
    "node": 0,
    "filled": 0,
    "needed": 0,
    "whens": [],
}


class Defaults:
    """Makes the part of a plan for the fields without a rule of one direction with options."""

    def __init__(self, direction: Direction, steps: Steps, options: Options, places: Places) -> None:
        self._direction, self._steps, self._options, self._places = direction, steps, options, places
        self.branches = Branches()

    def of_source(self, record: Captures) -> Iterator[Plan]:
        """The fields of the source that go to the residue."""
        own = {each.address.name: each for each in self._steps.source.own_fields}
        standards = defaults_of(type(self._direction.source_own))
        need(own.keys() == standards.keys())
        for name, standard in standards.items():
            yield {
                **_DEFAULT,
                **self._of_own(own[name], standard, record),
                "source": record.field(name),
                "name": encode(name),
                "listed": int(own[name].default is not None or not own[name].address.levels[0].omittable),
                "lists_null": int(standard is UNSET),
            }

    def _of_own(self, own: OwnField, standard: Any, record: Captures) -> Plan:
        """When a field of the source is left out of the residue."""
        match own.default:
            case None | FromOption():
                need(own.default is None or own.required)
                holder = self._steps.holders.get(own.address.attribute)
                text = self._given(own)
                if holder is not None:
                    branch = self.branches.add(holder.addresses, self._places.source_numbers)
                    return {"default": _BUILT, "branch": branch, "text": text}
                return {"default": _TEXT, "text": text} if text else _standard(standard)
            case Constant(constant):
                return self._constant(constant, own)
            case _:
                return {**self._computed(own, record.slots, is_source=True), "needed": 1}

    def _given(self, own: OwnField) -> bytes:
        """The JSON text of what an option gives a field; empty for nothing."""
        if own.default is None:
            return b""
        try:
            return _text(own.address.to_wire(own.default.value(None, self._options)))
        except UnrepresentableValue:
            raise UnsupportedError from None

    def _constant(self, constant: Value, own: OwnField) -> Plan:
        objects = {**self._steps.source.objects, **self._steps.target.objects}
        # Rules may write into an object.
        need(own.address.attribute not in objects)
        return {"default": _TEXT, "text": encode(own.address.to_wire(own.address.fit(constant)))}

    def _computed(self, own: OwnField, places: Mapping[str, int], *, is_source: bool) -> Plan:
        """A default that is computed from other fields, which are at places."""

        def place(address: Address) -> int:
            need(address.kind == "text" and not address.path and address.name in places)
            return places[address.name]

        nothing = b"" if own.required else _text(own.address.to_wire(own.address.fit(UNSET)))
        match own.default:
            case Copy() as copy:
                option = b"" if copy.option is None else self._option(copy.option, is_checked=not is_source)
                return {
                    "default": _COPY,
                    "from": place(copy.source),
                    "text": nothing if copy.option is None else option,
                    "option": b"" if is_source or copy.option is None else self._option(copy.option),
                    "whens": [{"at": place(each), "words": [*map(_text, values)]} for each, values in copy.when],
                }
            case Difference() as times:
                need(times.places <= _MOST_PLACES)
                ends = {"from": place(times.end), "start": place(times.start)}
                return {"default": _DIFFERENCE, **ends, "places": times.places, "text": nothing}
            case _:
                raise UnsupportedError

    def _option(self, option: FromOption, *, is_checked: bool = False) -> bytes:
        """What an option gives a field of text; empty for nothing and, if it is checked, for what is not valid."""
        if is_checked:
            try:
                option.wire_value(self._direction.target, self._options)
            except UnrepresentableValue:
                return b""
        value = self._options.filled(option.field.name)
        return b"" if value is None else encode(value)

    def of_target(self, captures: Captures, nodes: Nodes, target: Side) -> Iterator[Plan]:
        """The fields of the target in their order."""
        standards = defaults_of(self._direction.own[self._options.profile].record)
        own = {each.address.name: each for each in self._steps.target.own_fields}
        need(own.keys() == standards.keys())
        numbers, filled = self._places.target_numbers, 0
        for name in self._direction.written.__struct_encode_fields__:
            if name == NAME:
                continue
            need(name in own or name in numbers)
            default = {**_DEFAULT, **(self._filled(own[name], standards[name], nodes, target) if name in own else {})}
            is_computed = default["default"] >= _COPY
            yield {
                **default,
                "own": int(name in own),
                "at": captures.field(name) if name in own else numbers[name],
                "filled": filled if is_computed else 0,
                "omittable": int(target.field(name).is_omittable),
                "lists_null": int(standards.get(name, None) is UNSET),
                "name": b",%s:" % encode(name),
            }
            filled += is_computed
        need(filled <= _MOST_FILLED)

    def _filled(self, own: OwnField, standard: Any, nodes: Nodes, target: Side) -> Plan:
        """What a field of the target is that the residue does not have."""
        address = own.address
        is_given = isinstance(own.default, FromOption) and self._options.filled(address.name) is not None
        needed = {"needed": int(own.required)}
        if address.attribute in self._steps.written_holders:
            need(own.default is None or isinstance(own.default, FromOption))
            # Rules look into what an option gives.
            return {"needed": 1} if is_given else {**self._built(own, nodes, target), **needed}
        match own.default:
            case None:
                return {**_standard(standard), **needed}
            case FromOption() if not is_given:
                return {**_standard(UNSET if own.required else address.to_wire(address.fit(UNSET))), **needed}
            case FromOption() as option:
                try:
                    value = option.wire_value(target.form, self._options)
                except UnrepresentableValue:
                    return {"needed": 1}
                return {"default": _TEXT, "text": encode(value)}
            case Constant(constant):
                return self._constant(constant, own)
            case _:
                return self._computed(own, self._places.target_numbers, is_source=False)

    def _built(self, own: OwnField, nodes: Nodes, target: Side) -> Plan:
        """A field that is made of values of rules, if the schema needs no others in it."""
        name = own.address.field
        inside = [each for each in self._places.targets if each.path and each.field == name]
        if not inside[0].builds:
            return {}
        branch = self.branches.add(inside, self._places.target_numbers)
        return {"default": _BUILT, "branch": branch, "node": nodes.of(target.field(name).schema, target.schema)}


def _standard(value: Any) -> Plan:
    """The default of a field that is null, or missing."""
    return {"default": _MISSING if value is UNSET else _NULL if is_empty(value) or value == NULL_TEXT else _MISSING}


def _text(value: Any) -> bytes:
    """The JSON text of a value, empty for a missing one."""
    return b"" if value is UNSET else encode(value)
