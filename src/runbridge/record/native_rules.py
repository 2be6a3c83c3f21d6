"""Rules for the native lane: what each does to ordinary values, and what it makes of null, missing values and words.

What a rule makes of these is known without a record: the rules themselves are asked.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple

from msgspec import UNSET, Raw

from runbridge._runtime.addresses import Address, Value, Values
from runbridge._runtime.conversion import Options
from runbridge._runtime.fast_path import Notes, outcome_of
from runbridge._runtime.json_codec import decode_json
from runbridge._runtime.rule_steps import NO_VALUE, RuleStep
from runbridge._runtime.value_rules import (
    Conforming,
    Duration,
    First,
    Prefix,
    Same,
    Shift,
    Table,
    Text,
    Time,
    is_empty,
)
from runbridge.record.native_nodes import (
    ANY,
    ARRAY,
    BOOLEAN,
    NULL,
    NUMBER,
    OBJECT,
    STRING,
    Plan,
    UnsupportedError,
    encode,
    need,
)

#: The number of each operation in native/lane.h.
_ROWS, _COPY, _CONFORM, _ADD_PREFIX, _STRIP_PREFIX, _SHIFT = range(6)
_TEXT_OF_INTEGER, _INTEGER_OF_TEXT, _TIME_OF_INTEGER, _INTEGER_OF_TIME = range(6, 10)
_NUMBER_OF_DURATION, _DURATION_OF_NUMBER, _FIRST, _FIRST_BACK = range(10, 14)
#: What the residue says of a value; see native/lane.h.
_NOTHING, _VIA, _ABSENT, _INSIDE = range(4)
_VALUES = ANY & ~NULL
_MOST_PLACES, _MOST_ROWS, _MOST_SOURCES, _MOST_TEXT = 8, 256, 4, 0xFFFF
#: A value of each kind.
_SAMPLES = {STRING: b'""', NUMBER: b"0", ARRAY: b"[]", OBJECT: b"{}", BOOLEAN: b"true"}
#: A text that no table names and no record is expected to have, in place of any other.
_OTHER = "\ue000runbridge\ue000"


class Operation(NamedTuple):
    """What a rule does to values of some kinds; `more` is what the C code needs besides."""

    number: int
    kinds: int
    more: Plan


def operation_of(step: RuleStep, options: Options, conforming: int) -> Operation:
    """The operation of a step. `conforming` are the kinds of values that the left field takes, for such a rule.

    Raises UnsupportedError.
    """
    rule, source, target = step.rule, step.sources[0], step.targets[0]
    if isinstance(rule, Table):
        return Operation(_ROWS, 0, {})
    # The schema may not accept what a rule makes.
    need(bool(target.path) or not target.bounded or isinstance(rule, Conforming))
    match rule:
        case First():
            return _first(step, options)
        case Same() if source.kind == target.kind:
            kinds = {"text": STRING, "raw": _VALUES}.get(source.kind, 0)
            return Operation(_COPY if kinds else _ROWS, kinds, {})
        case Conforming():
            return _conforming(step, options, conforming)
        case Shift():
            return Operation(_SHIFT, NUMBER, {"places": _places(rule.places if step.rightward else -rule.places)})
        case Prefix():
            return Operation(
                _ADD_PREFIX if step.rightward else _STRIP_PREFIX, STRING, {"prefix": encode(rule.prefix)[:-1]}
            )
        case _:
            return _text_and_number(step)


def _text_and_number(step: RuleStep) -> Operation:
    """A rule between a text and a number."""
    rule, source = step.rule, step.sources[0]
    match rule:
        case Text(boolean=True):
            return Operation(_ROWS, 0, {})
        case Text():
            return _by_kind(source, _TEXT_OF_INTEGER, _INTEGER_OF_TEXT)
        case Time(whole=True):
            return _by_kind(source, _TIME_OF_INTEGER, _INTEGER_OF_TIME, {"places": _places(rule.places)})
        case Duration():
            return _by_kind(source, _DURATION_OF_NUMBER, _NUMBER_OF_DURATION, {"places": _places(rule.places)})
        case _:
            # A rule that no two values certainly come back by.
            raise UnsupportedError


def _places(places: int) -> int:
    need(abs(places) <= _MOST_PLACES)
    return places


def _by_kind(source: Address, of_number: int, of_text: int, more: Plan | None = None) -> Operation:
    need(source.kind in ("raw", "text"))
    return Operation(*((of_number, NUMBER) if source.kind == "raw" else (of_text, STRING)), more or {})


def _first(step: RuleStep, options: Options) -> Operation:
    need(all(each.kind == "text" for each in (*step.sources, *step.targets, *step.seen)))
    need(max(len(step.sources), len(step.seen)) <= _MOST_SOURCES)
    if step.rightward or step.targets[0].path:
        return Operation(_FIRST, STRING, {})
    need(not any(each.path for each in step.seen))
    return Operation(_FIRST_BACK, STRING, {"fill": _option(step.noted[0], options)})


def _conforming(step: RuleStep, options: Options, conforming: int) -> Operation:
    """The rule `conforming`: what values of other kinds become is asked with one of them."""
    kinds = conforming & _VALUES
    if kinds == _VALUES:
        return Operation(_COPY, kinds, {})
    sample = next(Raw(text) for kind, text in _SAMPLES.items() if not kinds & kind)
    if step.rightward:
        (back,) = _texts(step.back((sample,), options))
        return Operation(_COPY, _VALUES, {"conforming": kinds, "otherwise": back})
    (made,) = _texts(step.there((sample,), options))
    return Operation(_CONFORM, kinds, {"otherwise": made})


def _option(address: Address, options: Options) -> bytes:
    value = options.filled(address.name)
    text = b"" if value is None else encode(value)
    need(len(text) <= _MOST_TEXT)
    return text


def rule_plan(step: RuleStep, options: Options, conforming: int) -> Plan:
    """What the lane needs to know of a step but its addresses; raises UnsupportedError."""
    operation = operation_of(step, options, conforming)
    target, is_first = step.targets[0], isinstance(step.rule, First)
    has_paths = any(each.path for each in step.sources)
    restores = step.seen == step.targets and not has_paths and not target.path and not (is_first and step.rightward)
    words = [*_words(step, step.sources)]
    return {
        "op": operation.number,
        "kinds": operation.kinds,
        "others": [],
        "places": 0,
        "conforming": 0,
        "words": int(bool(words)),
        "restores": int(restores or operation.number == _FIRST_BACK),
        "prefix": b"",
        "otherwise": b"",
        "fill": b"",
        "option": _option(target, options) if target.settable else _none_on_the_left(step),
        "rows": [*_rows(step, options)],
        "backs": [] if is_first or not (restores or target.path) else [*_backs(step, options)],
        **operation.more,
    }


def _none_on_the_left(step: RuleStep) -> bytes:
    """The value that stands for none on the left, which a rule may make of one that is another one on the right."""
    is_made = not step.rightward and isinstance(step.rule, Text | Time) and step.nothing is not UNSET
    return encode(step.nothing) if is_made else b""


def _words(step: RuleStep, addresses: Sequence[Address]) -> Iterator[Value]:
    """The words that a rule between single values has an outcome of its own for."""
    is_raw = isinstance(step.nothing, Raw)
    if step.nothing is not UNSET and addresses[0].kind == ("raw" if is_raw else "text"):
        yield step.nothing
    if addresses[0].kind == "boolean":
        yield from (True, False)
    elif isinstance(step.rule, Text) and step.rule.boolean:
        yield from ("true", "false")


def _vocabulary(step: RuleStep, options: Options, *, is_source: bool) -> list[list[Value]]:
    """The values of each address that rows may be for: null, missing and words."""
    addresses = step.sources if is_source else step.targets
    rule = step.rule
    if not isinstance(rule, Table):
        return [[UNSET, None, *_words(step, addresses)]]
    is_right = step.rightward is not is_source
    table, opposite = (rule.to_left, rule.to_right) if is_right else (rule.to_right, rule.to_left)
    keys: list[Values] = [*table, *opposite.values()]
    keys += [*_option_values(options.map.get(rule.name_right if is_right else rule.name_left, {}), len(addresses))]
    found: list[list[Value]] = []
    for number, address in enumerate(addresses):
        values = dict.fromkeys(key[number] for key in keys if not is_empty(key[number]))
        aliases = list[str | int]() if is_right or not rule.aliases else [*rule.aliases[number]]
        more = [Raw(encode(alias)) if isinstance(alias, int) else alias for alias in aliases]
        others = [_OTHER] if address.kind in ("text", "word") else []
        found.append([*values, *more, UNSET, None, *others])
    return found


def _option_values(keys: Iterable[str], number: int) -> Iterator[Values]:
    """The values that the option `map` has for some addresses: `completed+null`."""
    for key in keys:
        parts = key.split("+") if number > 1 else [key]
        need(len(parts) == number)
        yield tuple(map(_option_value, parts))


def _option_value(text: str) -> Value:
    """One of them: a text that looks like something else is in quotes."""
    if text not in ("null", "true", "false") and not text.startswith('"'):
        return text
    try:
        value: Value = decode_json(text.encode())
    except ValueError:
        return text
    return value


def _rows(step: RuleStep, options: Options) -> Iterator[Plan]:
    """The outcome of values that are known before a record is."""
    if isinstance(step.rule, First):
        if not step.rightward:
            return
        nothing: Values = (UNSET,) * (len(step.sources) - 1)
        choices: list[Values] = [(UNSET, *nothing), (None, *nothing)]
    else:
        choices = [*product(*_vocabulary(step, options, is_source=True))]
    target = step.targets[0]
    for given in _certain_first(choices):
        try:
            outcome = outcome_of(step, given, options)
        except StopIteration:
            # The option `map` is for the other direction of a table with equal names.
            continue
        if outcome is None:
            continue
        made, notes = outcome
        if target.settable and not is_empty(made[0]) and made[0] == options.filled(target.name):
            # The schema has to accept what an option gives.
            continue
        yield _row(given, made, [*_notes(step, notes)])


def _certain_first(choices: list[Values]) -> list[Values]:
    """The rows for any text come behind the others."""
    need(len(choices) <= _MOST_ROWS)
    return sorted(choices, key=lambda values: values.count(_OTHER))


def _notes(step: RuleStep, notes: Notes | None) -> Iterator[int]:
    """What the residue says of each source."""
    if notes is None:
        return
    for address in step.noted:
        if address.name in notes.via:
            yield _VIA
        elif address.name in notes.absent:
            yield _ABSENT
        else:
            yield _INSIDE if address.path and address.attribute in notes.differing else _NOTHING


def _backs(step: RuleStep, options: Options) -> Iterator[Plan]:
    """What known values of the target come back as."""
    for values in _certain_first([*product(*_vocabulary(step, options, is_source=False))]):
        try:
            back = step.back(values, options)
        except (*NO_VALUE, StopIteration):
            continue
        if step.targets[0].path and is_empty(back[0]) and not _is_nothing(step, options):
            continue
        yield _row(values, back, [])


def _is_nothing(step: RuleStep, options: Options) -> bool:
    """Whether null becomes nothing."""
    try:
        return is_empty(step.there((None,), options)[0])
    except NO_VALUE:
        return False


def _row(key: Values, made: Values, notes: Sequence[int]) -> Plan:
    return {
        "key": _pair(_texts([UNSET if value == _OTHER else value for value in key]), b""),
        "any": _pair([int(value == _OTHER) for value in key], 0),
        "made": _pair(_texts(made), b""),
        "note": _pair(notes, _NOTHING),
    }


def _pair(values: Sequence[Any], nothing: Any) -> list[Any]:
    return [*values, nothing, nothing][:2]


def _texts(values: Iterable[Value]) -> list[bytes]:
    """Values as JSON texts, empty for missing ones."""
    return [b"" if value is UNSET else encode(value) for value in values]
