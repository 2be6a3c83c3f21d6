"""Conversion by a plan: a bridge as data, interpreted record by record. Every kind of rule works here.

Bridges with rules that the generated straight-line converters do not have are converted this way only. For all others
it is the reference: a test compares both.

Most values come back by their rule alone, and most others are words that were converted before. For these a conversion
takes a shorter way, without notes for the residue; a test compares it with the way by the rules.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from msgspec import UNSET, Raw, UnsetType
from msgspec.structs import asdict

from runbridge._runtime import NULL, numbers
from runbridge._runtime.addresses import Address, Value, Values, to_json
from runbridge._runtime.computed_defaults import Copy, PlannedSide
from runbridge._runtime.conversion import (
    ConvertedParts,
    IncomingResidue,
    MissingOption,
    Options,
    UnrepresentableValue,
    was_raw,
)
from runbridge._runtime.json_codec import encode_json
from runbridge._runtime.nested_values import RecordReader
from runbridge._runtime.rule_steps import (
    NO_VALUE,
    NOTHING,
    Holding,
    Outcome,
    PlannedRule,
    RuleStep,
    Steps,
    Unnoted,
    is_repeatable,
)
from runbridge._runtime.schema import accepts
from runbridge._runtime.value_rules import First, NoCounterpart, equal_values, exactly_equal, is_empty, shown
from runbridge._runtime.way_back import WayBack

_NO_NAMES: Collection[str] = frozenset()
#: Outcomes of steps are remembered until there are so many.
_MOST_REMEMBERED = 4096


class _Run:
    """The conversion of one record."""

    def __init__(self, direction: Steps, source: Any, residue: IncomingResidue[Any], options: Options) -> None:
        self._direction = direction
        self._source = source
        self._residue = residue
        self._options = options
        self._changed: dict[str, Address] = {}
        self._restored: set[int] = set()
        self._kept_names = {*residue.via, *residue.absent} if residue.via or residue.absent else _NO_NAMES
        self._target = SimpleNamespace(**self._start())
        self._values = vars(self._target)
        self._given = RecordReader(source, direction.source_readers)
        self._made = RecordReader(self._target, direction.target_readers)
        self._way_back = WayBack(direction, source, self._given, options)
        #: The fields with values of rules inside that have values before a rule writes into them.
        self._held = {name for name in direction.written_holders if self._values[name] is not UNSET}
        for attribute, (name, value) in direction.target.objects.items():
            # Now, because rules write into them, and remove from them what the source does not have.
            if self._values[attribute] is UNSET and name not in residue.absent:
                self._values[attribute] = value
        self.via: dict[str, dict[str, Any]] = {}
        self.absent: list[str] = []
        self.fragile: list[str] = []
        self.refused: list[str] = []

    def _start(self) -> Mapping[str, Any]:
        """The values of the target before a rule writes into it: those of the residue, and of options."""
        own, absent = self._residue.own, self._residue.absent
        key = id(self._direction)
        remembered = self._options.remembered.get(key)
        if remembered is not None and remembered[0] is own and not absent:
            # Most records have the same empty residue.
            return remembered[1]  # type: ignore[no-any-return]  # such a mapping
        values = asdict(own)
        if type(own) is not self._direction.target.own:
            # In a batch it also has unknown fields, which come back in another way.
            values = {name: values[name] for name in self._direction.target.own.__struct_fields__}
        for option in self._direction.target.given_fields if self._options.set else ():
            attribute = option.field.attribute
            if values[attribute] is UNSET and option.field.name not in absent:
                # Now, because rules may read inside of it.
                values[attribute] = option.wire_value(self._direction.target.form, self._options)
        if remembered is None and not absent and own == self._direction.empty_own:
            self._options.remembered[key] = (own, values, self._direction)
        return values

    def convert(self, step: RuleStep) -> Unnoted | Outcome | None:
        """Set the fields of the target that a rule writes; None where they come back without more."""
        exact = step.exact
        if exact is not None:
            if exact.name not in self._kept_names:
                address = exact.source
                was = self._given.value_inside(address) if address.path else getattr(self._source, address.attribute)
                if was.__class__ is exact.kind:
                    value = exact.make(was, self._options)
                    if value is not UNSET:
                        self._values[exact.target] = value
                        return None
        elif step.holder is not None and self._holds(step, step.holder):
            return None
        given = tuple(map(self._given.value, step.sources))
        if not step.is_pure:
            outcome = self._first(step, given)
            if outcome is None:
                return self.apply(step, given)
            self._values.update(outcome.written)
            return outcome
        key = self._key(step, given)
        outcome = None if key is None else self._options.remembered.get(key)
        if outcome is None:
            return self.apply(step, given, key)
        self._values.update(outcome.written)
        self.refused += outcome.refused
        return outcome if outcome.has_notes else None

    def _first(self, step: RuleStep, given: Values) -> Outcome | None:
        """What the rule `first` does if the first value is missing in a field that the residue keeps."""
        address, target = step.sources[0], step.targets[0]
        made = next((value for value in given if value.__class__ is str), UNSET)
        is_usual = step.rightward and bool(address.path) and given[0] is UNSET and made is not UNSET
        if not is_usual or self._kept_names or target.settable or getattr(self._source, address.attribute) is UNSET:
            return None
        return Outcome(step, {target.attribute: made}, (), {}, (), {address.attribute}, (made,))

    def apply(self, step: RuleStep, given: Values | None = None, key: Any = None) -> Unnoted:
        """Set the fields of the target that a rule writes, to what the residue has or the rule gives."""
        given = tuple(map(self._given.value, step.sources)) if given is None else given
        refused = len(self.refused)
        values = self._restore(step, given)
        if values is None:
            values = self._by_rule(step, given)
        for address, value in zip(step.targets, values, strict=True):
            self._write(address, value)
        return Unnoted(step, given, values, key, tuple(self.refused[refused:]))

    def finish(self, steps: Iterable[Unnoted | Outcome]) -> ConvertedParts:
        """The result, after all steps, of which some need notes."""
        self.fill_defaults()
        self.check()
        for step in steps:
            self.note(step)
        record, own = self._direction.target.record(**self._values), self._way_back.own(self.absent, self.fragile)
        return record, own, self.via, tuple(self.absent), tuple(self.fragile), tuple(self.refused)

    def _holds(self, step: RuleStep, holding: Holding) -> bool:
        """Whether a field holds what the rule turns into the value of the source, or does now."""
        address, given = holding.address, step.sources[0].read(self._source)
        if address.field in self._residue.absent:
            return False
        if address.attribute not in self._held:
            there = holding.there
            value = there.make(given, self._options) if there and given.__class__ is there.kind else UNSET
            if value is UNSET:
                return False
            self._write(address, value)
            return exactly_equal(self._made.value(address), value)
        value, back = self._present(address), holding.back
        made = back.make(value, self._options) if back and value.__class__ is back.kind else UNSET
        return made is not UNSET and exactly_equal(made, given)

    def _key(self, step: RuleStep, given: Values) -> Any:
        """What the outcome of a step depends on; None for values that are not likely to be converted again."""
        for value in given:
            if value.__class__ is Raw or (value.__class__ is str and not step.has_words):
                return None
        if not step.is_direct:
            fields = [(each.attribute, each.field) for each in step.targets if each.path]
            if any(self._values[name] is not UNSET or field in self._residue.absent for name, field in fields):
                return None
        if not self._kept_names:
            return (id(step), given)
        kept: list[Any] = []
        for address in step.targets:
            if address.name in self._kept_names:
                entry = self._residue.via.get(address.name)
                raws = () if entry is None else (entry.was, entry.saw)
                parts = [raw if raw is UNSET else bytes(raw) for raw in raws]
                kept.append((address.name, address.name in self._residue.absent, *parts))
        return (id(step), given, *kept)

    def _by_rule(self, step: RuleStep, given: Values) -> Values:
        try:
            return step.there(given, self._options)
        except NoCounterpart as error:
            place = next(address for address, value in zip(step.sources, given, strict=True) if value is error.value)
            raise UnrepresentableValue(place.name, bytes(to_json(error.value)), error.expected) from None

    def _restore(self, step: RuleStep, given: Values) -> Values | None:
        """The values that the residue has, if the rule turns them into those of the source; None otherwise."""
        kept = dict(self._kept(step, given))
        if not kept:
            return None
        if NOTHING not in kept.values():
            try:
                made = None if len(kept) == len(step.targets) else step.there(given, self._options)
                values = tuple(
                    kept[address.name] if address.name in kept else made[index] if made else UNSET
                    for index, address in enumerate(step.targets)
                )
                others = tuple(map(self._present, step.seen[len(step.targets) :]))
                back = step.back((*values, *others), self._options)
                after = [each.after(self._source, value) for each, value in zip(step.sources, back, strict=False)]
                if all(map(equal_values, after, given)):
                    self._restored.add(id(step))
                    return values
            except NO_VALUE:
                pass
        refused = [name for name in kept if name in self._residue.via and name not in self._residue.absent]
        if refused or step.takes_option:
            missing = {each.field for each in step.targets} & {*self._residue.absent}
            refused += sorted(missing.difference(self.refused))
        self.refused += refused
        return None

    def _kept(self, step: RuleStep, given: Values) -> Iterator[tuple[str, Any]]:
        """The values of the target in the residue, by address; NOTHING for one that is not allowed."""
        for address in step.targets:
            if address.path:
                if address.attribute in self._held or address.field in self._residue.absent:
                    yield address.name, self._present(address)
            elif address.name in self._residue.absent:
                yield address.name, UNSET
            elif address.name in self._residue.via:
                was = was_raw(self._residue.via[address.name], saw=shown(given))
                if not isinstance(was, UnsetType):
                    yield address.name, self._allowed(address, was)

    def _allowed(self, address: Address, raw: Raw) -> Any:
        if not accepts(self._direction.target.form, self._options.profile, address.field, raw):
            return NOTHING
        return address.from_json(raw)

    def _present(self, address: Address) -> Any:
        """The value of the target at an address, which a residue may have; NOTHING for one of another type."""
        try:
            return self._made.value(address)
        except UnrepresentableValue:
            return NOTHING

    def _write(self, address: Address, value: Value) -> None:
        if not address.path:
            self._values[address.attribute] = address.to_wire(value)
            if address.bounded or (address.settable and value == self._options.filled(address.name)):
                self._changed[address.attribute] = address
            return
        before = self._values[address.attribute]
        if before is UNSET and not is_empty(value):
            _, before = self._direction.target.objects.get(address.attribute, ("", UNSET))
        if not exactly_equal(self._present(address), value):
            after = address.put(None if before == NULL else before, value)
            self._values[address.attribute] = NULL if after is None else after
            self._changed[address.attribute] = address

    def fill_defaults(self) -> None:
        """Set the fields without counterpart that the residue does not have; raises MissingOption."""
        missing: list[str] = []
        for own in self._direction.target.filled_fields:
            attribute = own.address.attribute
            if self._values[attribute] is not UNSET or own.address.name in self._residue.absent:
                continue
            value = UNSET if own.default is None else own.default.value(self._target, self._options)
            if own.required and value is UNSET:
                missing.append(own.address.name)
                continue
            value = own.address.to_wire(own.address.fit(value))
            self._values[attribute] = value
            if isinstance(own.default, Copy) and self._options.filled(own.address.name) == value:
                self._check(own.address, value)
        if missing:
            raise MissingOption("set", missing[0], others=missing[1:])

    def check(self) -> None:
        """Raise UnrepresentableValue if the schema rejects a field that rules wrote."""
        for attribute, address in self._changed.items():
            self._check(address, self._values[attribute])

    def _check(self, address: Address, value: Any) -> None:
        form, profile = self._direction.target.form, self._options.profile
        if value is not UNSET and not accepts(form, profile, address.field, encode_json(value)):
            target = (form.name, address.field)
            raise UnrepresentableValue("", encode_json(value), f"`{address.field}` of {form.name}", target)

    def note(self, done: Unnoted | Outcome) -> None:
        """Write to the residue what the rule alone does not bring back."""
        if isinstance(done, Unnoted):
            fragile = len(self.fragile)
            outcome = self._note(done)
            remembered = self._options.remembered
            is_certain = done.key is not None and len(self.fragile) == fragile and len(remembered) < _MOST_REMEMBERED
            if is_certain and is_repeatable(outcome):
                remembered[done.key] = outcome
            return
        self.via.update(done.via)
        self.absent += done.absent
        self._way_back.differing |= done.differing
        self._way_back.inexact |= done.differing
        self._way_back.returned[id(done.step)] = done.returned

    def _note(self, done: Unnoted) -> Outcome:
        step, given, way_back = done.step, done.given, self._way_back
        via: dict[str, dict[str, Any]] = {}
        count = len(self.absent)
        differing: set[str] = set()
        final = tuple(map(self._made.value, step.seen))
        try:
            back = step.back(final, self._options)
        except NO_VALUE:
            back = (NOTHING,) * len(step.noted)
        saw = shown(final[: len(step.targets)])
        for address, value, returned in zip(step.noted, given, back, strict=False):
            if not exactly_equal(value, returned):
                differing.add(address.attribute)
            comes_back = self._comes_back(step, value, returned)
            if comes_back and (id(step) in self._restored or step.survives(value, final, self._options)):
                continue
            if address.path:
                if comes_back:
                    way_back.uncertain.add(address.attribute)
                else:
                    self._note_inside(address, value, returned)
                continue
            if value is UNSET:
                self.absent.append(address.name)
                continue
            if comes_back:
                self.fragile.append(address.name)
            was = address.to_wire(value)
            via[address.name] = {"was": was} if saw is UNSET else {"was": was, "saw": saw}
        self.via.update(via)
        if differing:
            way_back.differing |= differing
            way_back.returned[id(step)] = back
        written = {
            address.attribute: self._values[address.attribute]
            for address in step.targets
            if not (address.path and self._values[address.attribute] is UNSET)
        }
        return Outcome(step, written, done.refused, via, self.absent[count:], differing, back)

    def _note_inside(self, address: Address, value: Value, returned: Any) -> None:
        """Note that a value inside of a field does not come back: it is in the residue with the field."""
        if not (is_empty(value) and is_empty(returned)):
            # Whether null or missing comes back is seen in the field.
            self._way_back.inexact.add(address.attribute)
        # An option may have given both.
        is_missing = getattr(self._source, address.attribute) is UNSET
        if is_missing and address.put(UNSET, returned) is not UNSET and address.field not in self.absent:
            self.absent.append(address.field)

    def _comes_back(self, step: RuleStep, value: Value, returned: Any) -> bool:
        if exactly_equal(value, returned):
            return True
        # A number that another tool printed anew is no edit.
        return (
            id(step) in self._restored
            and isinstance(value, Raw)
            and isinstance(returned, Raw)
            and numbers.reprinted(bytes(value).decode(), bytes(returned).decode())
        )


class PlannedDirection(Steps, frozen=True):
    """One direction of a plan; calling it converts a record."""

    def __call__(self, source: Any, residue: IncomingResidue[Any], options: Options) -> ConvertedParts:
        """The record in the target format, with what becomes the residue.

        Raises MissingOption and UnrepresentableValue where a rule has no value, and OverflowError for an exponent of
        more than 4,000 digits.
        """
        run = _Run(self, source, residue, options)
        return run.finish([done for step in self.steps if (done := run.convert(step)) is not None])

    def convert_with_notes(self, source: Any, residue: IncomingResidue[Any], options: Options) -> ConvertedParts:
        """The same by the rules alone, with notes on every value: what a call has to give."""
        run = _Run(self, source, residue, options)
        return run.finish([run.apply(step) for step in self.steps])


def plan(
    left: PlannedSide, right: PlannedSide, rules: Sequence[PlannedRule]
) -> tuple[PlannedDirection, PlannedDirection]:
    """Both directions of a plan, to the right and to the left."""
    # The rule `first` needs the values of other fields, so it comes last.
    ordered = sorted(rules, key=lambda rule: isinstance(rule.rule, First))
    return (
        PlannedDirection(left, right, tuple(RuleStep.of(rule, rightward=True) for rule in ordered)),
        PlannedDirection(right, left, tuple(RuleStep.of(rule, rightward=False) for rule in ordered)),
    )
