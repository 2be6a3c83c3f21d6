"""The way back of a conversion by a plan: what of a record comes back without a residue, and what a residue keeps."""

from collections.abc import Collection, Mapping
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from msgspec import UNSET, Raw

from runbridge._runtime import NULL
from runbridge._runtime.addresses import Value, Values
from runbridge._runtime.computed_defaults import OwnField
from runbridge._runtime.conversion import IncomingResidue, Options
from runbridge._runtime.json_codec import has_same_tokens
from runbridge._runtime.nested_values import RecordReader
from runbridge._runtime.rule_steps import NOTHING, RuleStep, Steps
from runbridge._runtime.value_rules import exactly_equal, is_empty


class WayBack:
    """The way back of one record, a `source`.

    `returned` has the values that come back, by the identity of a step, where they are not those of the source, and
    `differing` the attributes in which that is so. The fields that hold a value in `inexact` do not come back; those in
    `uncertain` do, unless another tool prints the record anew.
    """

    def __init__(self, direction: Steps, source: Any, reader: RecordReader, options: Options) -> None:
        self._direction = direction
        self._source = source
        self._reader = reader
        self._options = options
        self._defaulted: dict[str, Any] = {}
        self.returned: dict[int, Values] = {}
        self.differing: set[str] = set()
        self.inexact: set[str] = set()
        self.uncertain: set[str] = set()

    @staticmethod
    def refused(
        step: RuleStep,
        kept: Mapping[str, Any],
        residue: IncomingResidue[Any],
        known: Collection[str],
        *,
        is_unmapped: bool,
    ) -> list[str]:
        """The fields that a residue has values for, or none, and that get other ones, apart from those that are known.

        Where there was no value, an option may have given the one that comes back. `is_unmapped` says that a table has
        no row for the values of the residue: an option gave their counterpart.
        """
        refused = [name for name in kept if name in residue.via and name not in residue.absent]
        if refused or step.takes_option:
            empty = {
                each.field
                for each in step.targets
                if each.field in residue.absent
                or (
                    each.path
                    and is_empty(kept.get(each.name, NOTHING))
                    and getattr(residue.own, each.attribute) is not UNSET
                )
            }
            refused += sorted(empty.difference(known))
        if is_unmapped:
            refused += sorted({each.field for each in step.targets if each.path}.difference(known, refused))
        return refused

    def own(self, absent: list[str], fragile: list[str]) -> Any:
        """The fields of the source that the residue keeps.

        The names of those that are missing, and would not be on the way back, are added to `absent`; the names of those
        that come back unless another tool prints the record anew to `fragile`.
        """
        direction = self._direction
        values = {name: getattr(self._source, name) for name in direction.verbatim}
        for name in direction.verbatim_raws:
            if values[name] is not UNSET and values[name] == NULL:
                # The residue leaves out nulls that are this one.
                values[name] = NULL
        fields = direction.computed_fields
        if any(values[name] is UNSET for name in direction.never_missing):
            fields = direction.kept_fields
        for own, attribute, depends_on, is_option in fields:
            value = own.address.read(self._source)
            default = self._option(own) if is_option else self._default(own, self._source)
            is_same = self.differing.isdisjoint(depends_on) and direction.noted >= depends_on
            again = default if is_same else self._default(own, self._rebuilt)
            if value is UNSET:
                is_empty = own.address.levels[0].omittable and default is UNSET and again is UNSET
                if not is_empty and own.address.name not in absent:
                    absent.append(own.address.name)
            else:
                has_default = own.default is not None and attribute not in direction.source.objects
                is_default = has_default and exactly_equal(value, default) and exactly_equal(value, again)
                is_built = attribute in direction.holders or attribute in direction.source.objects
                if is_default or (is_built and self._is_rebuilt(attribute, value)):
                    if attribute in self.uncertain:
                        fragile.append(own.address.name)
                    else:
                        value = UNSET
            if own.default is not None:
                self._add_default(attribute, own.address.to_wire(again))
            values[attribute] = own.address.to_wire(value)
        return direction.source.own(**values)

    def _is_rebuilt(self, attribute: str, value: Any) -> bool:
        """Whether a field comes back that holds values of rules, or has an object as its default."""
        if attribute in self.inexact or not isinstance(value, Raw):
            return False
        # Rules may write into an object that is a default.
        if attribute not in self._direction.source.objects:
            has_more = self._direction.holders[attribute].has_more(value, self._reader.opened)
            if has_more is not None:
                return not has_more
        return has_same_tokens(value, getattr(self._rebuilt, attribute))

    @cached_property
    def _rebuilt(self) -> SimpleNamespace:
        """The source as it comes back without a residue; fields without counterpart are missing."""
        rebuilt = SimpleNamespace(**dict.fromkeys(self._direction.source.record.__struct_fields__, UNSET))
        for attribute, (_, constant) in self._direction.source.objects.items():
            setattr(rebuilt, attribute, constant)
        for step in self._direction.steps:
            returned = self.returned.get(id(step)) or tuple(map(self._reader.value, step.noted))
            pairs = zip(step.noted, returned, strict=False)
            for address, value in [(address, value) for address, value in pairs if value is not NOTHING]:
                before = getattr(rebuilt, address.attribute)
                after = address.put(before, value) if address.path else address.to_wire(value)
                setattr(rebuilt, address.attribute, after)
        _add_missing(rebuilt, self._defaulted)
        return rebuilt

    def _add_default(self, attribute: str, value: Any) -> None:
        """Write a default to the record that comes back, whether it is needed now, later or not at all."""
        self._defaulted[attribute] = value
        if "_rebuilt" in self.__dict__:
            _add_missing(self._rebuilt, {attribute: value})

    def _option(self, own: OwnField) -> Value:
        """The default of a field that an option gives: the same for all records."""
        if not self._options.set:
            return UNSET
        remembered = self._options.remembered
        if id(own) not in remembered:
            # With the field itself, so that no other one gets its identity.
            remembered[id(own)] = (own, self._default(own, self._source))
        return remembered[id(own)][1]  # type: ignore[no-any-return]  # such a value

    def _default(self, own: OwnField, record: Any) -> Value:
        """The default of a field in a record, as a conversion fills it in; UNSET if it has none."""
        if own.default is None:
            return UNSET
        value = own.default.value(record, self._options)
        return value if own.required and value is UNSET else own.address.fit(value)


def _add_missing(record: SimpleNamespace, values: Mapping[str, Any]) -> None:
    for attribute, value in values.items():
        if getattr(record, attribute) is UNSET:
            setattr(record, attribute, value)
