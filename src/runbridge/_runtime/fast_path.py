"""What the fast path of a plan needs besides its own straight-line code: outcomes of rules, and parts of a residue.

A fast path converts ordinary records. It leaves a record to the plan where these functions return None.
"""

from typing import Any, NamedTuple, Self

from msgspec import UNSET, Raw

from runbridge._runtime import NULL
from runbridge._runtime.addresses import Container, Value, Values
from runbridge._runtime.conversion import IncomingResidue, Options, UnrepresentableValue, was_raw
from runbridge._runtime.json_codec import has_same_tokens
from runbridge._runtime.nested_values import Holder
from runbridge._runtime.rule_steps import NO_VALUE, NOTHING, Make, RuleStep, Steps
from runbridge._runtime.schema import accepts
from runbridge._runtime.value_rules import equal_values, exactly_equal, is_empty, shown

#: Without options: a value that needs one is left to the plan.
_OPTIONS = Options()
#: Outcomes are remembered until there are so many.
_MOST_REMEMBERED = 4096


class Notes(NamedTuple):
    """What of some values does not come back by a rule alone.

    `via` and `absent` are notes for the residue, `differing` the attributes of values that another one comes back for.
    """

    via: dict[str, dict[str, Any]]
    absent: tuple[str, ...]
    differing: frozenset[str]


def outcome_of(step: RuleStep, given: Values, options: Options = _OPTIONS) -> tuple[Values, Notes | None] | None:
    """What a step makes of values, and what of these does not come back; None where it needs another option."""
    try:
        made = step.there(given, options)
    except NO_VALUE:
        return None
    try:
        back = step.back(made, options)
    except NO_VALUE:
        back = (NOTHING,) * len(step.noted)
    saw = shown(made)
    via: dict[str, dict[str, Any]] = {}
    absent: list[str] = []
    differing: set[str] = set()
    for address, value, returned in zip(step.noted, given, back, strict=False):
        if exactly_equal(value, returned):
            continue
        differing.add(address.attribute)
        if address.path:
            continue
        if value is UNSET:
            absent.append(address.name)
        else:
            was = address.to_wire(value)
            via[address.name] = {"was": was} if saw is UNSET else {"was": was, "saw": saw}
    return made, Notes(via, tuple(absent), frozenset(differing)) if differing else None


class _Known(dict[Any, Any]):
    """What a table makes of words, which is found out once for each."""

    def __init__(self, step: RuleStep, options: Options = _OPTIONS) -> None:
        super().__init__()
        self._step = step
        self._options = options

    def __missing__(self, key: Any) -> Any:
        value = self._find(key)
        if len(self) < _MOST_REMEMBERED:
            self[key] = value
        return value

    def _find(self, key: Any) -> Any:
        """What becomes of a word, or of words."""

    def mapped(self, options: Options) -> Self:
        """The same with the values that the option `map` gives counterparts."""
        found = options.remembered.get(id(self))
        if found is None:
            # With this one itself, so that no other one gets its identity.
            found = options.remembered[id(self)] = (type(self)(self._step, Options(map=options.map)), self)
        return found[0]


class KnownRows(_Known):
    """What a table makes of words: each target, and the notes, by the word of the source or by those of all sources.

    A word that wire structs have as raw JSON is given as bytes. None for words that are left to the plan.
    """

    def _find(self, key: Any) -> tuple[Any, ...] | None:
        values = key if len(self._step.sources) > 1 else (key,)
        given = (
            address.from_json(Raw(value)) if isinstance(value, bytes) else value
            for address, value in zip(self._step.sources, values, strict=True)
        )
        outcome = outcome_of(self._step, tuple(given), self._options)
        return None if outcome is None else (*outcome[0], outcome[1])


class KnownWords(_Known):
    """What the words of a target of a table come back as; NOTHING for others."""

    def _find(self, key: Any) -> Value:
        try:
            (value,) = self._step.back((key,), self._options)
        except NO_VALUE:
            return NOTHING  # type: ignore[no-any-return]  # no value of a rule
        return value


def is_nothing(step: RuleStep, value: Value) -> bool:
    """Whether null becomes nothing in a field of the target, and a value there comes back as null."""
    try:
        made = step.there((None,), _OPTIONS)
        back = step.back((None if value == NULL else value,) * len(step.seen), _OPTIONS)
    except NO_VALUE:
        return False
    return is_empty(made[0]) and back == (None,)


def make_of(step: RuleStep) -> Make:
    """What a step, which has that, makes of a value that it alone brings back: there or, inside of a field, back."""
    make: Any = step.exact if step.holding is None else step.holding.back
    return make  # type: ignore[no-any-return]  # code is only emitted for steps that have it


def inexact(step: RuleStep, value: Value) -> Any:
    """What a step makes of a value that its rule alone does not bring back, with the notes on that."""
    outcome = outcome_of(step, (value,))
    if outcome is None or outcome[1] is None:
        return None
    (made,), notes = outcome
    return step.targets[0].to_wire(made), notes


def item_value(items: Any, key: str, word: str, name: str) -> Any:
    """An attribute of the first of some structs whose attribute `key` is a word; UNSET if there is none."""
    for item in items or ():
        if getattr(item, key) == word:
            return getattr(item, name)
    return UNSET


def option_text(name: str, options: Options) -> Any:
    """What an option gives a field; None where it gives nothing."""
    return options.filled(name)


def restored(direction: Steps, index: int, given: Values, residue: IncomingResidue[Any], options: Options) -> Any:
    """The values of fields that a residue has entries for, if the rule turns them into those of the source."""
    step = direction.steps[index]
    kept: dict[str, Any] = {}
    for address in step.targets:
        if address.name in residue.absent:
            kept[address.name] = UNSET
        elif address.name in residue.via:
            was = was_raw(residue.via[address.name], saw=shown(given))
            if was is UNSET or not accepts(direction.target.form, options.profile, address.field, was):
                return None
            kept[address.name] = address.from_json(was)
    try:
        made = step.there(given, options) if len(kept) < len(step.targets) else ()
        values = tuple(kept.get(each.name, made[index] if made else UNSET) for index, each in enumerate(step.targets))
        back = step.back(values, options)
    except NO_VALUE:
        return None
    if not all(map(equal_values, back, given)):
        return None
    return tuple(address.to_wire(value) for address, value in zip(step.targets, values, strict=True))


def option_value(direction: Steps, name: str, options: Options) -> Any:
    """What an option gives a field that has no value to copy; UNSET where it gives none, or an invalid one."""
    key = (id(direction), name)
    found = options.remembered.get(key)
    if found is None:
        # Code is only emitted for a copy with an option.
        default: Any = next(own.default for own in direction.target.filled_fields if own.address.name == name)
        try:
            value = default.option.wire_value(direction.target.form, options)
        except UnrepresentableValue:
            value = UNSET
        # With the direction itself, so that no other one gets its identity.
        found = options.remembered[key] = (value, direction)
    return found[0]


def written(step: RuleStep, container: Container, given: Value, options: Options) -> Any:
    """A field, which was missing, with what a step makes of a value."""
    # Code is only emitted for a step that has it.
    holding: Any = step.holding
    value = holding.there(given, options)
    if value is UNSET:
        return None
    address = step.targets[0]
    after = address.put(container, value)
    return after if exactly_equal(address.read_in(after), value) else None


def kept_of(holder: Holder, value: Any, *, is_exact: bool) -> Any:
    """What a residue keeps of a field: all of it, or UNSET if it is made of values that come back.

    `is_exact` says that all values that it holds come back.
    """
    if value is UNSET:
        return UNSET if is_exact else None
    if value == NULL:
        return NULL
    has_more = holder.has_more(value)
    if has_more:
        return value
    if not is_exact:
        return None
    return UNSET if has_more is False or has_same_tokens(value, holder.rebuilt(value)) else value


def kept_of_object(holder: Holder | None, value: Raw, default: Raw, *, is_exact: bool) -> Any:
    """The same for a field with an object as its default, in which rules may write values."""
    if not is_exact:
        return None
    rebuilt = default if holder is None else holder.rebuilt(value, default)
    return UNSET if has_same_tokens(value, rebuilt) else value
