"""Conversion by a plan: a bridge as data, interpreted record by record. Every kind of rule works here.

Bridges with rules that the generated straight-line converters do not have are converted this way only. For all others
it is the reference: a test compares both.

Most records are ordinary. The generated fast path of a direction converts these; a test compares it with the rules.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any, TypeAlias, TypeVar

from msgspec import UNSET, Raw, UnsetType

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
from runbridge._runtime.rule_steps import NO_VALUE, NOTHING, PlannedRule, RuleStep, Steps
from runbridge._runtime.schema import accepts
from runbridge._runtime.value_rules import NoCounterpart, equal_values, exactly_equal, is_empty, shown
from runbridge._runtime.way_back import WayBack

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

#: Straight-line code for ordinary records: what a plan returns, or None for a record that is left to the plan.
FastPath: TypeAlias = Callable[[Any, IncomingResidue[Any], Options], ConvertedParts | None]


class _Run:
    """The conversion of one record."""

    def __init__(self, direction: Steps, source: Any, residue: IncomingResidue[Any], options: Options) -> None:
        self._direction = direction
        self._source = source
        self._residue = residue
        self._options = options
        self._changed: dict[str, Address] = {}
        self._restored: set[int] = set()
        self._target = SimpleNamespace(**direction.start(residue, options))
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
        self._via: dict[str, dict[str, Any]] = {}
        self._absent: list[str] = []
        self._fragile: list[str] = []
        self._refused: list[str] = []

    def convert(self) -> ConvertedParts:
        """The record in the target format, with what becomes the residue."""
        given = _for_each(self._apply, self._direction.steps)
        self._fill_defaults()
        self._check_changed()
        for step, values in zip(self._direction.steps, given, strict=True):
            self._note(step, values)
        record, own = self._direction.target.record(**self._values), self._way_back.own(self._absent, self._fragile)
        return record, own, self._via, tuple(self._absent), tuple(self._fragile), tuple(self._refused)

    def _apply(self, step: RuleStep) -> Values:
        """Set the fields of the target that a rule writes, to what the residue has or the rule gives.

        Returns the values of the source.
        """
        given = tuple(map(self._given.value, step.sources))
        values = self._restore(step, given)
        if values is None:
            values = self._by_rule(step, given)
        for address, value in zip(step.targets, values, strict=True):
            self._write(address, value)
        return given

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
        is_unmapped = False
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
            except NO_VALUE as error:
                is_unmapped = isinstance(error, MissingOption) and error.option == "map"
        self._refused += self._way_back.refused(step, kept, self._residue, self._refused, is_unmapped=is_unmapped)
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

    def _fill_defaults(self) -> None:
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

    def _check_changed(self) -> None:
        """Raise UnrepresentableValue if the schema rejects fields that rules wrote."""
        _for_each(lambda attribute: self._check(self._changed[attribute], self._values[attribute]), self._changed)

    def _check(self, address: Address, value: Any) -> None:
        form, profile = self._direction.target.form, self._options.profile
        if value is not UNSET and not accepts(form, profile, address.field, encode_json(value)):
            target = (form.name, address.field)
            raise UnrepresentableValue("", encode_json(value), f"`{address.field}` of {form.name}", target)

    def _note(self, step: RuleStep, given: Values) -> None:
        """Write to the residue what the rule alone does not bring back."""
        way_back = self._way_back
        final = tuple(map(self._made.value, step.seen))
        try:
            back = step.back(final, self._options)
        except NO_VALUE:
            back = (NOTHING,) * len(step.noted)
        saw = shown(final)
        for address, value, returned in zip(step.noted, given, back, strict=False):
            if not exactly_equal(value, returned):
                way_back.differing.add(address.attribute)
                way_back.returned[id(step)] = back
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
                self._absent.append(address.name)
                continue
            if comes_back:
                self._fragile.append(address.name)
            was = address.to_wire(value)
            self._via[address.name] = {"was": was} if saw is UNSET else {"was": was, "saw": saw}

    def _note_inside(self, address: Address, value: Value, returned: Any) -> None:
        """Note that a value inside of a field does not come back: it is in the residue with the field."""
        if not (is_empty(value) and is_empty(returned)):
            # Whether null or missing comes back is seen in the field.
            self._way_back.inexact.add(address.attribute)
        # An option may have given both.
        is_missing = getattr(self._source, address.attribute) is UNSET
        if is_missing and address.put(UNSET, returned) is not UNSET and address.field not in self._absent:
            self._absent.append(address.field)

    def _comes_back(self, step: RuleStep, value: Value, returned: Any) -> bool:
        if exactly_equal(value, returned):
            return True
        # A number that another tool printed anew is no edit.
        return (
            id(step) in self._restored
            and isinstance(value, Raw)
            and isinstance(returned, Raw)
            and numbers.reprinted(bytes(returned).decode(), bytes(value).decode())
        )


def _for_each(work: Callable[[_Item], _Result], items: Iterable[_Item]) -> list[_Result]:
    """What some work gives for each item; raises the first UnrepresentableValue, which has the others."""
    results: list[_Result] = []
    refused: list[UnrepresentableValue] = []
    for item in items:
        try:
            results.append(work(item))
        except UnrepresentableValue as error:
            refused.append(error)
    if refused:
        refused[0].others = refused[1:]
        raise refused[0]
    return results


class PlannedDirection(Steps, frozen=True):
    """One direction of a plan; calling it converts a record.

    The `fast_path` converts ordinary records, and returns None for all others.
    """

    fast_path: FastPath | None = None

    def __call__(self, source: Any, residue: IncomingResidue[Any], options: Options) -> ConvertedParts:
        """The record in the target format, with what becomes the residue.

        Raises MissingOption and UnrepresentableValue where a rule has no value, and OverflowError for an exponent of
        more than 4,000 digits.
        """
        parts = None if self.fast_path is None else self.fast_path(source, residue, options)
        return self.by_rules(source, residue, options) if parts is None else parts

    def by_rules(self, source: Any, residue: IncomingResidue[Any], options: Options) -> ConvertedParts:
        """The same without the fast path: what a call has to give."""
        return _Run(self, source, residue, options).convert()

    def with_fast_path(self, fast_path: FastPath) -> "PlannedDirection":
        """The same direction, with straight-line code for ordinary records."""
        return PlannedDirection(self.source, self.target, self.steps, fast_path)


def plan(
    left: PlannedSide, right: PlannedSide, rules: Sequence[PlannedRule]
) -> tuple[PlannedDirection, PlannedDirection]:
    """Both directions of a plan, to the right and to the left."""
    return (
        PlannedDirection.of(left, right, rules, rightward=True),
        PlannedDirection.of(right, left, rules, rightward=False),
    )
