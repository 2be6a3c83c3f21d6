"""The rules of a bridge with addresses: each is checked against the values at its addresses, in both directions."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, cast

from runbridge._runtime.addresses import Value, Values
from runbridge._runtime.registry import OTHER_TEXT
from runbridge._runtime.times import is_time
from runbridge._runtime.value_rules import row_text
from runbridge.codegen.bridge_addresses import BridgeAddress
from runbridge.codegen.source_errors import SourceError
from runbridge.rule_kinds import RULE_KINDS

#: The power of ten of each unit of time, in seconds.
UNITS: Mapping[str, int] = {"seconds": 0, "milliseconds": 3, "microseconds": 6, "nanoseconds": 9}
_BOOLEANS: Values = (True, False)
#: The kinds of fields that `--set` gives a value for where a rule has none.
_GIVEN = ("string", "timestamp")
#: What to do about an integer and a number: a number with a fraction would have no integer.
_INTEGER_AND_NUMBER = ("make the integer a number in its schema", "list both fields under `residue`")
#: How many missing rows a message shows.
_MOST_SHOWN = 5


@dataclass(frozen=True)
class PlanRule:
    """A rule between addresses; `parameters` has the other keys of the rule, a table's as rows by their values.

    A row is None for values whose counterpart the option `map` has to give.
    """

    name: str
    left: tuple[BridgeAddress, ...]
    right: tuple[BridgeAddress, ...]
    parameters: Mapping[str, Any]

    @property
    def written(self) -> tuple[BridgeAddress, ...]:
        """The addresses on the left that the rule writes."""
        return self.left[:1] if self.name == "first" else self.left

    def needs_option(self, sources: Sequence[BridgeAddress], target: BridgeAddress) -> bool:
        """Whether the rule may have no value for an address that must have one, so that `--set` gives it."""
        if self.name == "table" or target.may_be_empty or ("empty" in self.parameters and target in self.left):
            return False
        return all(source.may_be_empty for source in sources)


def read_rule(
    document: Mapping[str, Any], left: tuple[BridgeAddress, ...], right: tuple[BridgeAddress, ...], place: str
) -> PlanRule:
    """The rule with its addresses; raises SourceError."""
    name = document["rule"]
    parameters = {key: value for key, value in document.items() if key not in ("rule", "left", "right")}
    _check_kinds(name, left, right, place)
    if "empty" in parameters:
        _check_value_for_nothing(parameters["empty"], left[0], right[0], f"{place}/empty")
    rule = PlanRule(name=name, left=left, right=right, parameters=parameters)
    if name == "table":
        for key, sources, targets in (("to_right", left, right), ("to_left", right, left)):
            parameters[key] = _rows(parameters[key], sources, targets, f"{place}/{key}")
    else:
        for sources, targets in ((left, right), (right, left)):
            _check_empty(rule, sources, targets, place)
    return rule


def _check_kinds(name: str, left: Sequence[BridgeAddress], right: Sequence[BridgeAddress], place: str) -> None:
    for one, other in product(left, right):
        if (one.leaf.kind, other.leaf.kind) not in RULE_KINDS[name].joins:
            raise SourceError(
                place,
                f"the rule {name!r} does not join {one.text} ({one.leaf.kind}) and {other.text} ({other.leaf.kind})",
                _INTEGER_AND_NUMBER
                if {one.leaf.kind, other.leaf.kind} == {"integer", "number"}
                else sorted(f"{first} and {second}" for first, second in RULE_KINDS[name].joins),
            )


def _check_value_for_nothing(value: str | int, left: BridgeAddress, right: BridgeAddress, place: str) -> None:
    """Refuse a value that is not one of the left field, or that stands for none where the right one needs one."""
    kind = left.leaf.kind
    is_value = kind in ("string", "timestamp") if isinstance(value, str) else kind in ("integer", "number")
    if not is_value or (kind == "timestamp" and not is_time(str(value))):
        raise SourceError(place, f"{value!r} is not a value of {left.text}, which is {kind}")
    if not right.may_be_empty:
        raise SourceError(place, f"{right.text} must have a value, so no {_kind_of(value)} can stand for none")


def _kind_of(value: str | int) -> str:
    return "text" if isinstance(value, str) else "number"


def _check_empty(
    rule: PlanRule, sources: Sequence[BridgeAddress], targets: Sequence[BridgeAddress], place: str
) -> None:
    """Refuse a rule without a value for a field that must have one and that no option can give."""
    target = targets[0]
    if rule.needs_option(sources, target) and target.leaf.kind not in _GIVEN:
        empty = sources[0].text
        raise SourceError(place, f"the rule {rule.name!r} has no value for {target.text} when {empty} is empty")


def has_any_text(address: BridgeAddress) -> bool:
    """Whether the schema lists no values of a field of text."""
    return address.leaf.kind == "string" and not address.leaf.values


def _vocabulary(address: BridgeAddress, rows: Iterable[Mapping[str, Any]], place: str) -> Values:
    """The values that a table has rows for; `rows` are the `when` of all.

    Of a field that may have any text, these are the texts in rows, and all others, which a row that leaves the field
    out is for.
    """
    leaf = address.leaf
    values: Values = _BOOLEANS if leaf.kind == "boolean" else leaf.values
    if has_any_text(address):
        wanted = [row.get(address.text, OTHER_TEXT) for row in rows]
        if OTHER_TEXT not in wanted:
            raise SourceError(
                place,
                f"{address.text} has no list of values",
                ("add `x-extensible-enum` to its schema, with the source", "add a row without it, for other values"),
            )
        named = (value for each in wanted for value in _listed(each) if value is not None)
        values = tuple(dict.fromkeys(named))
    return (*values, None) if address.may_be_empty else values


def _rows(
    document: Any, sources: Sequence[BridgeAddress], targets: Sequence[BridgeAddress], place: str
) -> dict[Values, Values | None]:
    """Every row of one direction of a table; raises SourceError for one that is missing, and one that never matches."""
    documents = _documents(document, sources, targets, place)
    known = [_vocabulary(source, [row["when"] for _, row in documents], place) for source in sources]
    table: dict[Values, Values | None] = {}
    for spot, row in documents:
        choices = [_matching(row["when"], source, values, spot) for source, values in zip(sources, known, strict=True)]
        _check_names(row["when"], sources, spot)
        result = _result(row["then"], targets, spot)
        added = [key for key in product(*choices) if key not in table]
        if not added:
            raise SourceError(spot, "the rows before it match everything that this row matches")
        table |= dict.fromkeys(added, result)
    missing = [key for key in product(*known) if key not in table]
    if missing:
        shown = ", ".join(map(row_text, missing[:_MOST_SHOWN]))
        more = f" and {len(missing) - _MOST_SHOWN} more" if len(missing) > _MOST_SHOWN else ""
        null = "; null is for missing values too" if any(None in key for key in missing[:_MOST_SHOWN]) else ""
        raise SourceError(place, f"no row for {shown}{more}{null}", (f"add {_example(sources, targets, missing[0])}",))
    return table


def _example(sources: Sequence[BridgeAddress], targets: Sequence[BridgeAddress], key: Values) -> str:
    """A row for some values, whose other values are to be decided."""
    when = {source.text: value for source, value in zip(sources, key, strict=True)}
    return json.dumps({"when": when, "then": {target.text: "?" for target in targets}}, ensure_ascii=False)


def _documents(
    document: Any, sources: Sequence[BridgeAddress], targets: Sequence[BridgeAddress], place: str
) -> list[tuple[str, Mapping[str, Any]]]:
    """The rows as they are written, each with its place; the short form for two fields becomes rows."""
    if isinstance(document, list):
        rows = cast("list[Mapping[str, Any]]", document)
        return [(f"{place}/{index}", row) for index, row in enumerate(rows)]
    if len(sources) > 1 or len(targets) > 1:
        raise SourceError(place, "a table with several fields has a list of rows, each with `when` and `then`")
    words: Mapping[str, str] = document
    return [
        (f"{place}/{value}", {"when": {sources[0].text: value}, "then": {targets[0].text: word}})
        for value, word in words.items()
    ]


def _matching(when: Mapping[str, Any], source: BridgeAddress, known: Values, place: str) -> Values:
    if source.text not in when:
        return known
    values = _listed(when[source.text])
    for value in values:
        _check_value(value, source, known, place)
    return values


def _listed(wanted: Any) -> Values:
    return tuple(cast("list[Value]", wanted)) if isinstance(wanted, list) else (wanted,)


def _check_value(value: Value, address: BridgeAddress, known: Iterable[Value], place: str) -> None:
    if not any(type(value) is type(each) and value == each for each in known):
        raise SourceError(
            place, f"{row_text((value,))!r} is not a value of {address.text}", (row_text((each,)) for each in known)
        )


def _check_names(names: Iterable[str], addresses: Sequence[BridgeAddress], place: str) -> None:
    texts = [address.text for address in addresses]
    for name in names:
        if name not in texts:
            raise SourceError(place, f"the rule does not join {name!r}", texts)


def _result(then: Mapping[str, Any] | None, targets: Sequence[BridgeAddress], place: str) -> Values | None:
    if then is None:
        return None
    _check_names(then, targets, place)
    for target in targets:
        if target.text not in then:
            raise SourceError(place, f"the row has no value for {target.text}")
        _check_value(then[target.text], target, _vocabulary(target, [then, {}], place), place)
    return tuple(then[target.text] for target in targets)
