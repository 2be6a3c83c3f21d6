"""Plans of conversions for the native lane: what its C code needs to know of a bridge, as dictionaries.

The lane knows no field, no format and no bridge. A plan has them by number: the nodes of the schemas, and the rules of
one direction, which are those of the generated plan of its bridge. There is none for what the lane does not support;
then Python does all of the work.
"""

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import NamedTuple

from runbridge._runtime.addresses import Address, Item
from runbridge._runtime.conversion import Options
from runbridge._runtime.registry import NAME, Direction
from runbridge._runtime.rule_steps import RuleStep, Steps
from runbridge._runtime.schema import load_bridge
from runbridge._runtime.schema_node import ANNOTATIONS
from runbridge._runtime.value_rules import Conforming
from runbridge.losses import Loss
from runbridge.options import ResidueMode
from runbridge.record.native_captures import Captures, field_of
from runbridge.record.native_defaults import Defaults
from runbridge.record.native_nodes import (
    ANY,
    ARRAY,
    NUMBER,
    OBJECT,
    STRING,
    Nodes,
    Plan,
    UnsupportedError,
    encode,
    field_node,
    load_library,
    make_plan,
    need,
)
from runbridge.record.native_rules import rule_plan
from runbridge.record.native_sides import Field, Places, Side, defaults_of, raw_fields
from runbridge.record.residue_forms import PROBE

#: The numbers that the C code has for groups of fields and residues; see native/lane.h.
_RECORD, _RESIDUE, _OWN, _VIA, _ENTRY = 1, 2, 3, 4, 5
_MODES = {"drop": 0, "sidecar": 0, "embed": 1, "text": 2}


class ConversionPlan(NamedTuple):
    """A plan of the native module.

    It counts the fields that the residue has, `preserved`, and those with another counterpart, `approximated`. With the
    residue `sidecar` it writes the residues apart from the records.
    """

    plan: object
    residue: ResidueMode
    preserved: tuple[str, ...]
    approximated: tuple[str, ...]
    #: What a record without a residue loses.
    defaulted: tuple[Loss, ...]

    @property
    def keeps_residues(self) -> bool:
        """Whether residues are written apart from the records."""
        return self.residue == "sidecar"


def make_conversion_plan(direction: Direction, options: Options, residue: ResidueMode) -> ConversionPlan | None:
    """The plan of a conversion; None if the lane cannot do it, or is not there."""
    library = load_library()
    steps = steps_of(direction)
    if library is None or steps is None:
        return None
    try:
        conversion = _Conversion(direction, steps, options)
        plan = make_plan(library, conversion.plan(residue))
    except UnsupportedError:
        return None
    own, noted = defaults_of(type(direction.source_own)), conversion.places.noted
    defaulted = tuple(Loss(kind="defaulted", field=name) for name in direction.defaulted)
    return ConversionPlan(plan, residue, (*own,), (*noted, *noted, *own), defaulted)


def steps_of(direction: Direction) -> Steps | None:
    """The steps of a direction: those that convert records, or those that the straight-line code is a shortcut of.

    None for a bridge that an earlier version generated.
    """
    if isinstance(direction.wire, Steps):
        return direction.wire
    is_right = direction.source.hub == direction.target.name
    left = direction.source if is_right else direction.target
    try:
        module = import_module(f"{left.package}.bridge.plan")
    except ModuleNotFoundError:
        return None
    steps: Steps = module.TO_RIGHT if is_right else module.TO_LEFT
    return steps


class _Conversion:
    """Makes the plan of one direction with options."""

    def __init__(self, direction: Direction, steps: Steps, options: Options) -> None:
        self._direction, self._steps, self._options = direction, steps, options
        profile = options.profile
        self._source, self._target = Side(direction.source, profile), Side(direction.target, profile)
        is_right = direction.source.hub == direction.target.name
        self._bridge = load_bridge(direction.source if is_right else direction.target)
        self._sides = ("left", "right") if is_right else ("right", "left")
        self._nodes = Nodes()
        #: The kinds of values that the left fields of rules `conforming` take, by the identities of the steps.
        self._conforming: dict[int, int] = {}
        self.places = Places(steps)
        self._defaults = Defaults(direction, steps, options, self.places)

    def plan(self, mode: str) -> Plan:
        """The plan; raises UnsupportedError."""
        direction, places = self._direction, self.places
        record = Captures(self._nodes, _RECORD, [*self._source.fields, NAME])
        own_fields = Captures(self._nodes, _OWN, [*defaults_of(direction.own[self._options.profile].record)])
        own = self._own_node(own_fields)
        was, saw = field_node("was", 0, is_required=True), field_node("saw", 0)
        entry = self._captured(_ENTRY, [was, saw])
        value = self._nodes.add(OBJECT)
        top = [address.name for address in places.targets if not address.path]
        via = self._captured(_VIA, [field_node(name, value) for name in top])
        residue = self._residue_node(own, via)
        root = self._record_node(residue, record)
        identity = self._bridge["identity"]
        return {
            "root": root,
            "conversion": 1,
            "residue_form": _MODES[mode],
            "sources": [self._source_of(address, record) for address in places.sources],
            "noted": len(places.noted),
            "targets": [self._target_of(address, own_fields) for address in places.targets],
            "via_targets": len(top),
            "rules": [*self._rules()],
            "owns": [*self._defaults.of_source(record)],
            "written": [*self._defaults.of_target(own_fields, self._nodes, self._target)],
            "branches": self._defaults.branches.branches,
            "nodes": self._nodes.nodes,
            "columns": [],
            "residue": residue,
            "own": own,
            "via": via,
            "entry": entry,
            "residue_slot": record.slots[NAME],
            "reads_order": int(direction.keeps_order),
            "writes_order": int(direction.writes_order),
            "id_slot": record.slots[identity[self._sides[0]]],
            "id_target": places.target_numbers[identity[self._sides[1]]],
            "of": encode(direction.target.name),
            "bridge": encode(direction.bridge),
            "probe": bytes(PROBE),
            "residue_name": NAME.encode(),
            "head": b'{"of":%s,"bridge":%s,"id":' % (encode(direction.source.name), encode(direction.bridge)),
        }

    # Nodes.

    def _captured(self, group: int, fields: list[Plan], mask: int = OBJECT, slots: int = 0) -> int:
        """A node whose fields are captured."""
        for slot, field in enumerate(fields):
            field["slot"] = slot
        return self._nodes.add(mask, group=group, fields=fields, slots=max(slots, len(fields)))

    def _record_node(self, residue: int, record: Captures) -> int:
        required = self._source.schema.get("required", [])
        conforming = [step for step in self._steps.steps if isinstance(step.rule, Conforming)]
        conformed = {step.sources[0].name: step for step in conforming if not step.rightward}
        fields: dict[str, Plan] = {}
        for field in self._source.fields.values():
            node = self._nodes.of(field.schema, self._source.schema)
            if field.name in conformed:
                node = self._conforming_node(field, conformed[field.name])
            self._check_kinds(field.is_raw, node)
            fields[field.name] = field_node(field.name, node, field.name in required, field.is_raw)
            fields[field.name]["rank"] = self._source.ranks[field.name]
        self._look_into(self.places.sources, record, fields)
        for step in conforming:
            if step.rightward:
                self._note_kinds(step, fields[step.sources[0].field]["node"], step.sources[0])
        last = field_node(NAME, residue, is_raw=True)
        return self._captured(_RECORD, [*fields.values(), last], slots=record.used)

    @staticmethod
    def _look_into(addresses: Iterable[Address], captures: Captures, fields: Mapping[str, Plan]) -> None:
        """Capture the values at addresses inside of fields."""
        inside: dict[str, list[Address]] = {}
        for address in addresses:
            if address.path:
                inside.setdefault(address.field, []).append(address)
        for name, several in inside.items():
            captures.look_into(fields[name]["node"], several)

    def _conforming_node(self, field: Field, step: RuleStep) -> int:
        """The node of a field of any value, which looks into values that conform; others are no problem."""
        need(not field.schema.keys() - ANNOTATIONS)
        address = step.targets[0]
        node = self._nodes.of(self._target.field(address.field).schema, self._target.schema)
        found = self._note_kinds(step, node, address)
        wanted: Plan = {**found, "mask": ANY}
        return self._nodes.add(**wanted)

    def _note_kinds(self, step: RuleStep, node: int, address: Address) -> Plan:
        """The node at an address inside of a field, whose kinds of values are those that conform."""
        found = self._nodes.nodes[node]
        for each in address.path:
            need(not isinstance(each, Item))
            node = field_of(found, str(each))["node"]
            found = self._nodes.nodes[node]
        need(not found["mask"] & ~ANY)
        self._conforming[id(step)] = found["mask"]
        return found

    def _check_kinds(self, is_raw: bool, node: int) -> None:
        need(is_raw or not self._nodes.nodes[node]["mask"] & (NUMBER | ARRAY | OBJECT))

    def _own_node(self, captures: Captures) -> int:
        """The fields of the target that a residue may have."""
        struct = self._direction.own[self._options.profile].record
        raw, fields = raw_fields(struct), dict[str, Plan]()
        for name in defaults_of(struct):
            node = self._nodes.of(self._target.field(name).schema, self._target.schema)
            self._check_kinds(name in raw, node)
            fields[name] = field_node(name, node, is_raw=name in raw)
        self._look_into([address for step in self._steps.steps for address in step.seen], captures, fields)
        return self._captured(_OWN, [*fields.values()], slots=captures.used)

    def _residue_node(self, own: int, via: int) -> int:
        text = self._nodes.add(STRING)
        texts = self._nodes.add(ARRAY, items=text)
        lists = {"absent": texts, "order": texts, "null": texts}
        nodes = {"of": text, "bridge": text, "id": text, "own": own, "via": via, **lists, "probe": 0}
        required = ("of", "bridge", "id", "probe")
        fields = [field_node(name, node, name in required) for name, node in nodes.items()]
        return self._captured(_RESIDUE, fields, OBJECT | STRING)

    # Rules.

    def _source_of(self, address: Address, record: Captures) -> Plan:
        own = tuple(defaults_of(type(self._direction.source_own)))
        depended = {name for each in self._steps.computed_fields for name in each.depends_on}
        need(depended <= self._steps.noted)
        return {
            "slot": record.slots[address.name],
            "own": own.index(address.field) if address.path and address.field in own else -1,
            "depended": int(address.attribute in depended),
            "name": encode(address.name),
        }

    def _target_of(self, address: Address, own: Captures) -> Plan:
        step = next(step for step in self._steps.steps if address in step.targets)
        made: Plan = {"node": 0, "holder": -1, "seen": [], "omittable": 0, "builds": int(address.builds)}
        if not address.path:
            field = self._target.field(address.field)
            node = self._nodes.of(field.schema, self._target.schema)
            return {**made, "node": node, "omittable": int(field.is_omittable)}
        need(step.holding is not None and all(each.path for each in step.seen))
        need(address.builds or not step.rule.reads_numbers)
        # Null must not be written into an object that is there.
        need(step.sources[0].needs_value or all(level.omittable for level in address.levels[1:]))
        return {**made, "holder": own.slots[address.field], "seen": [own.slots[each.name] for each in step.seen]}

    def _rules(self) -> Iterator[Plan]:
        sources = {id(address): number for number, address in enumerate(self.places.sources)}
        numbers = self.places.target_numbers
        for step in self._steps.steps:
            plan = rule_plan(step, self._options, self._conforming.get(id(step), 0))
            # Going left, the rule `first` looks at fields that other rules write.
            is_first = not step.rightward and not step.targets[0].path
            others = [each.name for each in step.seen[len(step.targets) :]] if is_first else []
            need(numbers.keys() >= set(others))
            yield {
                **plan,
                "others": [numbers[name] for name in others],
                "sources": [sources[id(address)] for address in step.sources],
                "targets": [numbers[address.name] for address in step.targets],
            }
