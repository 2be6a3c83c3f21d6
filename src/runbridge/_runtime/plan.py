"""Conversion by a plan: a bridge as data, interpreted record by record. Every kind of rule works here.

Bridges with rules that the generated straight-line converters do not have are converted this way only. For all others
it is the reference: a test compares both.
"""

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType
from msgspec.structs import asdict
from msgspec.structs import fields as fields_of

from runbridge._runtime import NULL, numbers
from runbridge._runtime.addresses import Address, Value, Values, to_json
from runbridge._runtime.computed_defaults import Copy, Difference, OwnField, PlannedSide
from runbridge._runtime.conversion import (
    ConvertedParts,
    IncomingResidue,
    MissingOption,
    Options,
    UnrepresentableValue,
    was_raw,
)
from runbridge._runtime.json_codec import encode_json, equal_json, has_same_tokens, reprinted
from runbridge._runtime.registry import Format, OwnVariant, Table
from runbridge._runtime.schema import FieldCheck, accepts
from runbridge._runtime.value_rules import First, NoCounterpart, PlannedRule, RuleStep, Shift
from runbridge._runtime.value_rules import Table as ValueTable

#: What a rule raises for values that it cannot convert.
_NO_VALUE = (MissingOption, NoCounterpart, OverflowError)
_NO_NAMES: Collection[str] = frozenset()


class PlannedDirection(Struct, frozen=True, dict=True):
    """One direction of a plan; calling it converts a record."""

    source: PlannedSide
    target: PlannedSide
    steps: tuple[RuleStep, ...]

    @cached_property
    def verbatim(self) -> tuple[str, ...]:
        """The attributes of the source that the residue has as they are: without default, and no rule reads in them."""
        holders = {address.attribute for step in self.steps for address in step.sources if address.path}
        fields = [own.address for own in self.source.own_fields if own.default is None and own.address.kind != "word"]
        return tuple(address.attribute for address in fields if address.attribute not in holders)

    def __call__(self, source: Any, residue: IncomingResidue[Any], options: Options) -> ConvertedParts:
        """The record in the target format, with what becomes the residue.

        Raises MissingOption and UnrepresentableValue where a rule has no value, and OverflowError for an exponent of
        more than 4,000 digits.
        """
        run = _Run(self, source, residue, options)
        steps = [step for step in self.steps if not run.convert(step)]
        run.fill_defaults()
        run.check()
        for step in steps:
            run.note(step)
        return run.record(), run.own(), run.via, tuple(run.absent), tuple(run.fragile), tuple(run.refused)


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


def option_tables(rules: Sequence[PlannedRule], *, rightward: bool) -> dict[str, Table]:
    """The tables that the option `map` may add to, by the name of their fields."""
    tables = (each.rule for each in rules if isinstance(each.rule, ValueTable))
    return {name: table for each in tables for name, table in each.option_table(rightward=rightward)}


def own_variant(form: Format, profile: str, own: type[Struct]) -> OwnVariant:
    """The `own` part of a residue, whose fields the schema checks one by one."""
    checks = [
        (field.name, FieldCheck(f"{form.package}.schemas", profile, field.encode_name)) for field in fields_of(own)
    ]

    def fits(values: Any) -> bool:
        given = ((check, getattr(values, name)) for name, check in checks)
        return all(value is UNSET or check(value) for check, value in given)

    return OwnVariant(decoder=msgspec.json.Decoder(own), fits=fits, fits_all=lambda several: all(map(fits, several)))


class _Run:
    """The conversion of one record."""

    def __init__(
        self, direction: PlannedDirection, source: Any, residue: IncomingResidue[Any], options: Options
    ) -> None:
        self._direction = direction
        self._source = source
        self._residue = residue
        self._options = options
        self._changed: dict[str, Address] = {}
        self._restored: set[int] = set()
        #: What comes back without a residue; in the attributes of `_inexact`, some value is another one.
        self._rebuilt = SimpleNamespace(**dict.fromkeys(direction.source.record.__struct_fields__, UNSET))
        for attribute, (_, value) in direction.source.objects.items():
            setattr(self._rebuilt, attribute, value)
        self._inexact: set[str] = set()
        self.via: dict[str, dict[str, Any]] = {}
        self.absent: list[str] = []
        self.fragile: list[str] = []
        self.refused: list[str] = []
        own = asdict(residue.own)
        if type(residue.own) is not direction.target.own:
            # In a batch it also has unknown fields, which come back in another way.
            own = {name: own[name] for name in direction.target.own.__struct_fields__}
        self._target = SimpleNamespace(**own)
        self._values = vars(self._target)
        self._kept_names = {*residue.via, *residue.absent} if residue.via or residue.absent else _NO_NAMES
        for option in direction.target.given_fields:
            address = option.field
            if self._values[address.attribute] is UNSET and address.name not in residue.absent:
                # Now, because rules may read inside of it.
                self._values[address.attribute] = option.wire_value(direction.target.form, options)
        #: The fields that have values before a rule writes into them.
        self._held = {name for name, value in self._values.items() if value is not UNSET}
        for attribute, (name, value) in direction.target.objects.items():
            # Now, because rules write into them, and remove from them what the source does not have.
            if attribute not in self._held and name not in residue.absent:
                self._values[attribute] = value

    def convert(self, step: RuleStep) -> bool:
        """Set the fields of the target that a rule writes; returns whether they come back without more."""
        exact = step.exact
        if exact is not None and exact.name not in self._kept_names:
            was = getattr(self._source, exact.source)
            value = exact.value(was)
            if value is not UNSET:
                self._values[exact.target] = value
                setattr(self._rebuilt, exact.source, was)
                return True
        given = self._given(step)
        values = self._restore(step, given)
        if values is None:
            values = self._by_rule(step, given)
        for address, value in zip(step.targets, values, strict=True):
            self._write(address, value)
        return False

    def _given(self, step: RuleStep) -> Values:
        first, *others = step.sources
        value = first.read(self._source)
        return (value, *(address.read(self._source) for address in others)) if others else (value,)

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
        if _NOTHING not in kept.values():
            try:
                made = None if len(kept) == len(step.targets) else step.there(given, self._options)
                values = tuple(
                    kept[address.name] if address.name in kept else made[index] if made else UNSET
                    for index, address in enumerate(step.targets)
                )
                others = tuple(map(self._present, step.seen[len(step.targets) :]))
                back = step.back((*values, *others), self._options)
                if all(map(_equal, self._written(step.sources, back), given)):
                    self._restored.add(id(step))
                    return values
            except _NO_VALUE:
                pass
        self.refused += [name for name in kept if name in self._residue.via and name not in self._residue.absent]
        return None

    def _written(self, addresses: Sequence[Address], values: Values) -> Values:
        """The values that the source shows after some were written; others where an object cannot be made for them."""
        written: list[Value] = []
        for address, value in zip(addresses, values, strict=False):
            if address.path:
                before = getattr(self._source, address.attribute)
                written.append(address.read_in(address.put(None if before == NULL else before, value)))
            else:
                written.append(value)
        return tuple(written)

    def _kept(self, step: RuleStep, given: Values) -> Iterator[tuple[str, Any]]:
        """The values of the target in the residue, by address; _NOTHING for one that is not allowed."""
        for address in step.targets:
            if address.path:
                if address.attribute in self._held or address.field in self._residue.absent:
                    yield address.name, self._present(address)
            elif address.name in self._residue.absent:
                yield address.name, UNSET
            elif address.name in self._residue.via:
                was = was_raw(self._residue.via[address.name], saw=_shown(given))
                if not isinstance(was, UnsetType):
                    yield address.name, self._allowed(address, was)

    def _allowed(self, address: Address, raw: Raw) -> Any:
        if not accepts(self._direction.target.form, self._options.profile, address.field, raw):
            return _NOTHING
        return address.from_json(raw)

    def _present(self, address: Address) -> Any:
        """The value of the target at an address, which a residue may have; _NOTHING for one of another type."""
        try:
            return address.read(self._target)
        except UnrepresentableValue:
            return _NOTHING

    def _write(self, address: Address, value: Value) -> None:
        if not address.path:
            setattr(self._target, address.attribute, address.to_wire(value))
            if address.bounded or (address.settable and value == self._options.filled(address.name)):
                self._changed[address.attribute] = address
            return
        before = getattr(self._target, address.attribute)
        if before is UNSET and not _is_empty(value):
            _, before = self._direction.target.objects.get(address.attribute, ("", UNSET))
        if not _exact(self._present(address), value):
            after = address.put(None if before == NULL else before, value)
            setattr(self._target, address.attribute, NULL if after is None else after)
            self._changed[address.attribute] = address

    def fill_defaults(self) -> None:
        """Set the fields without counterpart that the residue does not have; raises MissingOption."""
        for own in self._direction.target.own_fields:
            attribute = own.address.attribute
            if getattr(self._target, attribute) is not UNSET or own.address.name in self._residue.absent:
                continue
            value = UNSET if own.default is None else own.default.value(self._target, self._options)
            if own.required and value is UNSET:
                raise MissingOption("set", own.address.name)
            if own.default is not None:
                value = own.address.to_wire(own.address.fit(value))
                setattr(self._target, attribute, value)
                if isinstance(own.default, Copy) and self._options.filled(own.address.name) is not None:
                    self._check(own.address, value)

    def check(self) -> None:
        """Raise UnrepresentableValue if the schema rejects a field that rules wrote."""
        for attribute, address in self._changed.items():
            self._check(address, getattr(self._target, attribute))

    def _check(self, address: Address, value: Any) -> None:
        form, profile = self._direction.target.form, self._options.profile
        if value is not UNSET and not accepts(form, profile, address.field, encode_json(value)):
            target = (form.name, address.field)
            raise UnrepresentableValue("", encode_json(value), f"`{address.field}` of {form.name}", target)

    def note(self, step: RuleStep) -> None:
        """Write to the residue what the rule alone does not bring back."""
        given = self._given(step)
        final = tuple(address.read(self._target) for address in step.seen)
        try:
            back = step.back(final, self._options)
        except _NO_VALUE:
            back = (_NOTHING,) * len(step.noted)
        for address, value, returned in zip(step.noted, given, back, strict=False):
            is_exact = self._comes_back(step, value, returned) and self._survives(step, value, final)
            if returned is not _NOTHING:
                before = getattr(self._rebuilt, address.attribute)
                after = address.put(before, returned) if address.path else address.to_wire(returned)
                setattr(self._rebuilt, address.attribute, after)
            if is_exact:
                continue
            if not (address.path and _is_empty(value) and _is_empty(returned)):
                # Whether null or missing comes back at a path is seen in what holds it.
                self._inexact.add(address.attribute)
            if address.path:
                # Such a value is in the residue with the field that holds it, unless an option gave both.
                is_missing = getattr(self._source, address.attribute) is UNSET
                if is_missing and address.put(UNSET, returned) is not UNSET and address.field not in self.absent:
                    self.absent.append(address.field)
                continue
            if value is UNSET:
                self.absent.append(address.name)
                continue
            if self._comes_back(step, value, returned):
                self.fragile.append(address.name)
            saw = _shown(final[: len(step.targets)])
            entry = {"was": address.to_wire(value), "saw": saw}
            self.via[address.name] = {"was": entry["was"]} if saw is UNSET else entry

    def _comes_back(self, step: RuleStep, value: Value, returned: Any) -> bool:
        if _exact(value, returned):
            return True
        # A number that another tool printed anew is no edit.
        return (
            id(step) in self._restored
            and isinstance(value, Raw)
            and isinstance(returned, Raw)
            and numbers.reprinted(bytes(value).decode(), bytes(returned).decode())
        )

    def _survives(self, step: RuleStep, value: Value, final: Values) -> bool:
        """Whether the value comes back after another tool printed the numbers of the target anew."""
        if not step.rule.reads_numbers or id(step) in self._restored:
            return True
        if isinstance(step.rule, Shift) and isinstance(value, Raw):
            places = step.rule.places if step.rightward else -step.rule.places
            return numbers.scale(bytes(value).decode(), places).survives
        anew = tuple(reprinted(each) if isinstance(each, Raw) else each for each in final)
        try:
            if isinstance(value, Raw) and not any(isinstance(each, Raw) for each in final):
                # The target has a text. Coming back, it is the number that has to survive, and without an entry the
                # record would get a residue for that.
                return _exact(step.there((reprinted(value),), self._options)[0], final[0])
            return anew == final or _exact(step.back(anew, self._options)[0], value)
        except _NO_VALUE:
            return False

    def record(self) -> Any:
        """The struct of the target."""
        return self._direction.target.record(**vars(self._target))

    def own(self) -> Any:
        """The fields of the source that the residue keeps; one that is missing and should not be is in `absent`."""
        side = self._direction.source
        values = {name: getattr(self._source, name) for name in self._direction.verbatim}
        if NULL in values.values():
            # The residue leaves out nulls that are this one.
            values = {name: NULL if value == NULL else value for name, value in values.items()}
        is_plain = UNSET not in values.values()
        # Rules may write other values into objects that are defaults.
        defaulted = {
            each.address.attribute for each in side.own_fields if each.default is not None
        } - side.objects.keys()
        for own in side.own_fields:
            if is_plain and own.address.attribute in values:
                continue
            value, attribute = own.address.read(self._source), own.address.attribute
            default = self._default(own, self._source)
            again = self._default(own, self._rebuilt) if isinstance(own.default, Copy | Difference) else default
            if value is UNSET:
                is_empty = own.address.levels[0].omittable and default is UNSET and again is UNSET
                if not is_empty and own.address.name not in self.absent:
                    self.absent.append(own.address.name)
            elif attribute in defaulted and _exact(value, default) and _exact(value, again):
                value = UNSET
            elif attribute not in self._inexact and has_same_tokens(value, getattr(self._rebuilt, attribute)):
                # The rules alone bring back what holds their values.
                value = UNSET
            if own.default is not None and getattr(self._rebuilt, attribute) is UNSET:
                setattr(self._rebuilt, attribute, own.address.to_wire(again))
            values[attribute] = own.address.to_wire(value)
        return side.own(**values)

    def _default(self, own: OwnField, record: Any) -> Value:
        """The default of a field of the source in a record, as `fill_defaults` writes it; UNSET if it has none."""
        value = UNSET if own.default is None else own.default.value(record, self._options)
        return value if own.default is None or (own.required and value is UNSET) else own.address.fit(value)


class _Nothing:
    """The type of a value that no rule has."""


_NOTHING: Any = _Nothing()


def _shown(values: Values) -> Any:
    """The values of one side as an entry of `via` has them; an array for several."""
    if len(values) == 1:
        return values[0]
    return [None if value is UNSET else value for value in values]


def _is_empty(value: Any) -> bool:
    return value is None or value is UNSET


def _exact(one: Any, other: Any) -> bool:
    """Whether two values are the same, with their number texts; null is not missing."""
    return type(one) is type(other) and bool(one == other)


def _equal(one: Value, other: Value) -> bool:
    """Whether two values are the same, with other number texts maybe; null is not missing."""
    if isinstance(one, Raw) and isinstance(other, Raw):
        return equal_json(one, other)
    return _exact(one, other)
