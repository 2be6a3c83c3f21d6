"""The steps of a conversion by a plan: a rule in one direction, and what it does with values that come back exactly."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, NamedTuple, Self, TypeAlias

from msgspec import UNSET, Raw, Struct
from msgspec.structs import asdict

from runbridge._runtime import NULL, numbers, registry, times
from runbridge._runtime.addresses import Address, Value, Values
from runbridge._runtime.computed_defaults import Copy, Difference, FromOption, OwnField, PlannedSide
from runbridge._runtime.conversion import IncomingResidue, MissingOption, Options
from runbridge._runtime.json_codec import reprinted
from runbridge._runtime.nested_values import FieldReader, Holder, field_readers
from runbridge._runtime.registry import OTHER_TEXT
from runbridge._runtime.value_rules import (
    Conforming,
    Duration,
    First,
    NoCounterpart,
    Prefix,
    Same,
    Shift,
    Table,
    Text,
    Time,
    ValueRule,
    exactly_equal,
)
from runbridge._runtime.wire_helpers import scale

#: What a rule raises for values that it cannot convert.
NO_VALUE = (MissingOption, NoCounterpart, OverflowError)


class _Nothing:
    """The type of a value that no rule has."""


#: A value that no rule has.
NOTHING: Any = _Nothing()


#: What a rule makes of a value that it alone brings back exactly; UNSET for any other value.
Make: TypeAlias = Callable[[Any, Options], Any]

#: A double keeps all digits of a token of this length, and tools print it as it is unless it ends with zeros.
_SAFE_LENGTH = 15


class PlannedRule(Struct, frozen=True):
    """A rule and the addresses of its values."""

    rule: ValueRule
    left: tuple[Address, ...]
    right: tuple[Address, ...]


class Holding(NamedTuple):
    """What a rule does with values inside of a field that come back exactly, there and on the way back."""

    there: Make
    back: Make


class RuleStep(Struct, frozen=True, eq=False):
    """A rule in one direction.

    It reads `sources` and writes `targets`. On the way back it reads `seen` and writes `noted`: the rule `first` reads
    more than it writes. `exact` is what it does with values that it alone brings back exactly, as most are; `holding`
    is the same where it writes one value inside of a field. They are None where no value certainly comes back.
    `takes_option` says that an option gives the value at its source where the target has none. `nothing` is the value
    on the left that stands for none, which a field that has to have a value gets; UNSET if there is none.
    """

    rule: ValueRule
    rightward: bool
    sources: tuple[Address, ...]
    targets: tuple[Address, ...]
    seen: tuple[Address, ...]
    noted: tuple[Address, ...]
    exact: Make | None
    holding: Holding | None
    takes_option: bool
    nothing: Value

    @classmethod
    def of(cls, rule: PlannedRule, *, rightward: bool) -> "RuleStep":
        """The step for a rule."""
        written = rule.left[:1] if isinstance(rule.rule, First) else rule.left
        sources, targets = (rule.left, rule.right) if rightward else (rule.right, written)
        source, target = sources[0], targets[0]
        there = _exact_make(rule, source, target, rightward=rightward)
        # What conforms has been checked.
        is_refused = target.bounded and not isinstance(rule.rule, Conforming)
        is_inside = target.path and len(targets) == len(sources) == 1 and not source.path
        back = _exact_make(rule, target, source, rightward=not rightward) if is_inside else None
        nothing = _nothing(rule.rule)
        return cls(
            rule=rule.rule,
            rightward=rightward,
            sources=sources,
            targets=targets,
            seen=rule.right if rightward else rule.left,
            noted=written if rightward else rule.right,
            exact=None if target.path or is_refused else there,
            holding=Holding(there, back) if there is not None and back is not None else None,
            takes_option=(
                bool(rule.rule.asked_right if rightward else rule.rule.asked_left)
                if isinstance(rule.rule, Table)
                else source.needs_value and nothing is UNSET
            ),
            nothing=nothing,
        )

    def there(self, values: Values, options: Options) -> Values:
        """The values at `targets`, fitted to them."""
        made = self.rule.right(values, options) if self.rightward else self.rule.left(values, options)
        return _fitted(self.targets, made, options, UNSET if self.rightward else self.nothing)

    def back(self, values: Values, options: Options) -> Values:
        """The values at `noted` for those at `seen`."""
        made = self.rule.left(values, options) if self.rightward else self.rule.right(values, options)
        return _fitted(self.noted, made, options, self.nothing if self.rightward else UNSET)

    def survives(self, value: Value, final: Values, options: Options) -> bool:
        """Whether the value comes back after another tool printed the numbers of the target anew."""
        if not self.rule.reads_numbers:
            return True
        if isinstance(self.rule, Shift) and isinstance(value, Raw):
            places = self.rule.places if self.rightward else -self.rule.places
            return numbers.scale(bytes(value).decode(), places).survives
        anew = tuple(reprinted(each) if isinstance(each, Raw) else each for each in final)
        try:
            if isinstance(value, Raw) and not any(isinstance(each, Raw) for each in final):
                # The target has a text. Coming back, it is the number that has to survive, and without an entry the
                # record would get a residue for that.
                return exactly_equal(self.there((reprinted(value),), options)[0], final[0])
            return anew == final or exactly_equal(self.back(anew, options)[0], value)
        except NO_VALUE:
            return False


def _nothing(rule: ValueRule) -> Value:
    empty = rule.empty if isinstance(rule, Same | Text | Time) else None
    if empty is None:
        return UNSET
    return empty if isinstance(empty, str) else Raw(str(empty).encode())


def _fitted(addresses: Sequence[Address], values: Values, options: Options, nothing: Value) -> Values:
    if None not in values and UNSET not in values:
        return values
    return tuple(_fit(address, value, options, nothing) for address, value in zip(addresses, values, strict=True))


def _fit(address: Address, value: Value, options: Options, nothing: Value) -> Value:
    try:
        return address.fit(value)
    except LookupError:
        return options.fill(address.name) if nothing is UNSET else nothing


def _exact_make(planned: PlannedRule, source: Address, target: Address, *, rightward: bool) -> Make | None:
    """None for a rule between several values, and where no value certainly comes back."""
    rule = planned.rule
    is_single = len(planned.right) == 1 and (len(planned.left) == 1 or isinstance(rule, First))
    has_types = "boolean" not in (source.kind, target.kind)
    return _make(rule, source, target, rightward=rightward) if is_single and has_types else None


def _make(rule: ValueRule, source: Address, target: Address, *, rightward: bool) -> Make | None:
    match rule:
        case Same() | First() if source.kind == target.kind:
            empty = rule.empty if isinstance(rule, Same) else None
            return _same_raw if source.kind == "raw" else partial(_same_text, empty)
        case Conforming():
            return _same_raw if rightward else partial(_conforming, rule)
        case Table():
            return partial(_word, _words(rule, rightward=rightward))
        case Shift():
            return partial(_shifted, rule.places if rightward else -rule.places)
        case Text(boolean=False, empty=None):
            return _integer_as_text if source.kind == "raw" else _text_as_integer
        case Time(whole=True, empty=None) if source.kind == "raw":
            return partial(_integer_as_time, rule.places)
        case Duration() if source.kind == "text":
            return partial(_duration, rule.places, rule)
        case Prefix() | Time() | Duration():
            there, back = (rule.to_right, rule.to_left) if rightward else (rule.to_left, rule.to_right)
            return partial(_there_and_back, there, back)
        case _:
            return None


def _same_text(empty: str | None, value: str, options: Options) -> Any:
    return UNSET if value == empty else value


def _same_raw(value: Raw, options: Options) -> Any:
    return UNSET if value == NULL else value


def _conforming(rule: Conforming, value: Raw, options: Options) -> Any:
    return UNSET if value == NULL else rule.to_left(value, options)


def _word(words: Mapping[str, str], value: str, options: Options) -> Any:
    return words.get(value, UNSET)


def _words(rule: Table, *, rightward: bool) -> dict[str, str]:
    """The texts that a table has one other text for, which it turns into them."""
    there, back = (rule.to_right, rule.to_left) if rightward else (rule.to_left, rule.to_right)
    pairs = ((key[0], row[0]) for key, row in there.items() if back.get(row) == key and OTHER_TEXT not in key)
    return {one: two for one, two in pairs if isinstance(one, str) and isinstance(two, str)}


def _shifted(places: int, value: Raw, options: Options) -> Any:
    shifted, comes_back, survives = scale(value, places)
    return shifted if comes_back and survives and value != NULL else UNSET


def _integer_as_text(value: Raw, options: Options) -> Any:
    token = bytes(value)
    return token.decode() if token.isdigit() and len(token) <= _SAFE_LENGTH else UNSET


def _text_as_integer(value: str, options: Options) -> Any:
    is_integer = value.isascii() and value.isdigit() and (value == "0" or not value.startswith("0"))
    return Raw(value.encode()) if is_integer and len(value) <= _SAFE_LENGTH else UNSET


def _integer_as_time(places: int, value: Raw, options: Options) -> Any:
    token = bytes(value)
    text = times.time_of(token.decode(), places) if token.isdigit() and len(token) <= _SAFE_LENGTH else None
    return UNSET if text is None else text


def _duration(places: int, rule: Duration, value: str, options: Options) -> Any:
    token = value[:-1].encode()
    shifted = numbers.shift_plain(token, places) if value.endswith("s") and token else None
    if shifted is not None and len(shifted) <= _SAFE_LENGTH:
        return Raw(shifted)
    return _there_and_back(rule.to_right, rule.to_left, value, options)


def _there_and_back(there: Make, back: Make, value: Any, options: Options) -> Any:
    if value == NULL:
        return UNSET
    try:
        made = there(value, options)
        is_exact = made is not None and back(made, options) == value
    except NO_VALUE:
        return UNSET
    return made if is_exact and _is_safe(value) and _is_safe(made) else UNSET


def _is_safe(value: Value) -> bool:
    """Whether tools print a number as it is, given that it has no needless zeros."""
    if not isinstance(value, Raw):
        return True
    token = bytes(value)
    is_plain = token.isdigit() or (token.replace(b".", b"", 1).isdigit() and not token.startswith(b"0.0000"))
    return is_plain and len(token) <= _SAFE_LENGTH


class Steps(Struct, frozen=True, dict=True):
    """One direction of a plan: its two sides and the steps between them, and what follows from these."""

    source: PlannedSide
    target: PlannedSide
    steps: tuple[RuleStep, ...]

    @classmethod
    def of(cls, source: PlannedSide, target: PlannedSide, rules: Sequence[PlannedRule], *, rightward: bool) -> Self:
        """The direction between two sides of a plan with some rules."""
        # The rule `first` needs the values of other fields, so it comes last.
        ordered = sorted(rules, key=lambda rule: isinstance(rule.rule, First))
        return cls(source, target, tuple(RuleStep.of(rule, rightward=rightward) for rule in ordered))

    def start(self, residue: IncomingResidue[Any], options: Options) -> Mapping[str, Any]:
        """The values of the target before a rule writes into it: those of the residue, and of options."""
        own, absent = residue.own, residue.absent
        key = id(self)
        remembered = options.remembered.get(key)
        if remembered is not None and remembered[0] is own and not absent:
            # Most records have the same empty residue.
            return remembered[1]  # type: ignore[no-any-return]  # such a mapping
        values = asdict(own)
        if type(own) is not self.target.own:
            # In a batch it also has unknown fields, which come back in another way.
            values = {name: values[name] for name in self.target.own.__struct_fields__}
        for option in self.target.given_fields if options.set else ():
            attribute = option.field.attribute
            if values[attribute] is UNSET and option.field.name not in absent:
                # Now, because rules may read inside of it.
                values[attribute] = option.wire_value(self.target.form, options)
        if remembered is None and not absent and own == self.empty_own:
            options.remembered[key] = (own, values, self)
        return values

    @cached_property
    def holders(self) -> Mapping[str, Holder]:
        """The fields of the source that hold values which rules bring back, by attribute."""
        noted = [address for step in self.steps for address in step.noted if address.path]
        return {name: Holder.of([each for each in noted if each.attribute == name]) for name in _attributes(noted)}

    @cached_property
    def source_readers(self) -> Mapping[str, FieldReader]:
        """What reads the values at addresses inside of fields of the source, by attribute."""
        return field_readers(address for step in self.steps for address in step.sources)

    @cached_property
    def target_readers(self) -> Mapping[str, FieldReader]:
        """What reads the values at addresses inside of fields of the target, by attribute."""
        return field_readers(address for step in self.steps for address in step.seen)

    @cached_property
    def written_holders(self) -> Collection[str]:
        """The attributes of the target that rules write into."""
        return _attributes(address for step in self.steps for address in step.targets if address.path)

    @cached_property
    def empty_own(self) -> Struct:
        """The part of the residue of the target with nothing in it."""
        return self.target.own()

    @cached_property
    def noted(self) -> frozenset[str]:
        """The attributes of the source that rules bring back."""
        return _attributes(address for step in self.steps for address in step.noted if not address.path)

    @cached_property
    def verbatim(self) -> Mapping[str, OwnField]:
        """The fields of the source that the residue has as they are: without default, and no rule reads in them."""
        read = _attributes(address for step in self.steps for address in step.sources if address.path)
        fields = (own for own in self.source.own_fields if own.default is None and own.address.kind != "word")
        return {own.address.attribute: own for own in fields if own.address.attribute not in read}

    @cached_property
    def never_missing(self) -> Sequence[str]:
        """Those of them that a record has, unless it is an unusual one."""
        return [name for name, own in self.verbatim.items() if not own.address.levels[0].omittable]

    @cached_property
    def verbatim_raws(self) -> Sequence[str]:
        """Those of them whose null is raw."""
        return [name for name, own in self.verbatim.items() if own.address.kind == "raw"]

    @cached_property
    def kept_fields(self) -> Sequence["KeptField"]:
        """The fields of the source that the residue keeps, with what follows from their defaults."""
        return [
            KeptField(
                own=own,
                attribute=own.address.attribute,
                depends_on=own.default.attributes if isinstance(own.default, Copy | Difference) else frozenset(),
                is_option=own.required and isinstance(own.default, FromOption),
            )
            for own in self.source.own_fields
        ]

    @cached_property
    def computed_fields(self) -> Sequence["KeptField"]:
        """Those of them that are not verbatim."""
        return [each for each in self.kept_fields if each.attribute not in self.verbatim]


class KeptField(NamedTuple):
    """A field that the residue keeps; its default `depends_on` attributes, or is that of an option and of no other."""

    own: OwnField
    attribute: str
    depends_on: frozenset[str]
    is_option: bool


def option_tables(rules: Sequence[PlannedRule], *, rightward: bool) -> dict[str, registry.Table]:
    """The tables that the option `map` may add to, by the name of their fields."""
    tables = (each.rule for each in rules if isinstance(each.rule, Table))
    return {name: table for each in tables for name, table in each.option_table(rightward=rightward)}


def _attributes(addresses: Iterable[Address]) -> frozenset[str]:
    return frozenset(address.attribute for address in addresses)
