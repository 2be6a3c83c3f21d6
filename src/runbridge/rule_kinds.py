"""The kinds of rules in a bridge: the one list of them, with what each joins and how it is described to people."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeAlias

from runbridge._runtime.registry import Variant

#: A rule as it stands in `bridge.json`.
Rule: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class RuleKind:
    """A kind of rule.

    `joins` has the kinds of the values on the left and on the right that it can join; those of the hub's own fields are
    on the right. `describe` is given a rule and the published variants of both formats.
    """

    joins: frozenset[tuple[str, str]]
    describe: Callable[[Rule, Variant, Variant], str]


def _same(rule: Rule, left: Variant, right: Variant) -> str:
    same = f"same{_empty(rule)}"
    if rule["left"] in left.nullable and rule["right"] not in right.nullable:
        return f"{same}; null needs --set {rule['right']}=VALUE"
    return f"{same}; missing becomes null" if rule["left"] in left.omittable else same


def _empty(rule: Rule) -> str:
    return f"; {json.dumps(rule['empty'])} stands for no value" if "empty" in rule else ""


def _prefix(rule: Rule, left: Variant, right: Variant) -> str:
    return f"prefix {rule['prefix']}: added going right, removed going left if present"


def _text(rule: Rule, left: Variant, right: Variant) -> str:
    return f"the same value, as text on one side{_empty(rule)}"


def _first(rule: Rule, left: Variant, right: Variant) -> str:
    return f"the first that is not null, else --set {rule['right']}=VALUE; going left it becomes {rule['left'][0]}"


def _table(rule: Rule, left: Variant, right: Variant) -> str:
    ways = (_words(rule[way], [*_listed(rule[side])]) for way, side in (("to_right", "left"), ("to_left", "right")))
    return "right: {}. Left: {}".format(*ways)


def _words(table: Mapping[str, str] | Sequence[Mapping[str, Any]], fields: Sequence[str]) -> str:
    sources: dict[str, list[str]] = defaultdict(list)
    if isinstance(table, Mapping):
        for value, word in table.items():
            sources[word].append(value)
    else:
        for row in table:
            word = "none, so --map has to give one" if row["then"] is None else _values(row["then"])
            sources[word].append(_values(row["when"], named=len(fields) > 1) or "others")
    return "; ".join(f"{', '.join(values)} → {word}" for word, values in sources.items())


def _values(values: Mapping[str, Any], *, named: bool = False) -> str:
    """The values of a row: `completed` or, for several fields, `status completed and conclusion success or skipped`."""
    shown = {
        name: " or ".join(each if isinstance(each, str) else json.dumps(each) for each in _listed(value))
        for name, value in values.items()
    }
    is_named = named or len(shown) > 1
    return " and ".join(f"{name} {value}" if is_named else value for name, value in shown.items())


def _listed(value: Any) -> list[Any]:
    return [*value] if isinstance(value, list) else [value]


def _shift(rule: Rule, left: Variant, right: Variant) -> str:
    return f"the decimal point moves by {rule['places']}, exactly"


def _time(rule: Rule, left: Variant, right: Variant) -> str:
    return f"a date-time on one side, {rule['unit']} since 1970 on the other; exact digits in the residue{_empty(rule)}"


def _duration(rule: Rule, left: Variant, right: Variant) -> str:
    return f"text such as 3.5s, and the number of {rule['unit']}"


def _conforming(rule: Rule, left: Variant, right: Variant) -> str:
    return f"same value; going left it is kept only where it is valid as {rule['left']}"


def _json(rule: Rule, left: Variant, right: Variant) -> str:
    return "the JSON text of a value, and the value"


_SCALARS = ("string", "timestamp", "number", "integer", "boolean", "opaque")
_CONTAINERS = ("structured", "object", "array")
_NUMBERS = ("number", "integer")
_WORDS = ("string", "enum", "boolean")
_TEXT_AND_OTHER = [pair for kind in ("integer", "boolean") for pair in ((kind, "string"), ("string", kind))]
_TIMES = [pair for kind in _NUMBERS for pair in ((kind, "timestamp"), ("timestamp", kind))]

RULE_KINDS: Mapping[str, RuleKind] = {
    "same": RuleKind(joins=frozenset((kind, kind) for kind in (*_SCALARS, *_CONTAINERS)), describe=_same),
    "prefix": RuleKind(joins=frozenset([("string", "string")]), describe=_prefix),
    "text": RuleKind(joins=frozenset(_TEXT_AND_OTHER), describe=_text),
    "table": RuleKind(joins=frozenset(product(_WORDS, _WORDS)), describe=_table),
    "shift": RuleKind(joins=frozenset([("number", "number")]), describe=_shift),
    "time": RuleKind(joins=frozenset(_TIMES), describe=_time),
    "duration": RuleKind(joins=frozenset([("string", "number")]), describe=_duration),
    "first": RuleKind(joins=frozenset([("string", "string"), ("timestamp", "timestamp")]), describe=_first),
    "conforming": RuleKind(joins=frozenset((kind, "opaque") for kind in _CONTAINERS), describe=_conforming),
    "json": RuleKind(joins=frozenset([("string", "opaque")]), describe=_json),
}
