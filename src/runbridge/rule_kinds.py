"""The kinds of rules in a bridge: the one list of them, with what each joins and how it is described to people."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from runbridge._runtime.registry import Variant

#: A rule as it stands in `bridge.json`.
Rule: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class RuleKind:
    """A kind of rule.

    `joins` has the kinds of the left and of the right field that it can join. A rule that `needs_values` works on the
    text or word itself, so that both fields must always have a value. `describe` is given a rule and the published
    variants of both formats.
    """

    joins: frozenset[tuple[str, str]]
    describe: Callable[[Rule, Variant, Variant], str]
    needs_values: bool = False


def _same(rule: Rule, left: Variant, right: Variant) -> str:
    if rule["left"] in left.nullable and rule["right"] not in right.nullable:
        return f"same; null needs --set {rule['right']}=VALUE"
    return "same; missing becomes null" if rule["left"] in left.omittable else "same"


def _prefix(rule: Rule, left: Variant, right: Variant) -> str:
    return f"prefix {rule['prefix']}: added going right, removed going left if present"


def _first(rule: Rule, left: Variant, right: Variant) -> str:
    return f"the first that is not null, else --set {rule['right']}=VALUE; going left it becomes {rule['left'][0]}"


def _table(rule: Rule, left: Variant, right: Variant) -> str:
    return f"right: {_words(rule['to_right'])}. Left: {_words(rule['to_left'])}. Others need --map"


def _words(table: Mapping[str, str]) -> str:
    sources: dict[str, list[str]] = defaultdict(list)
    for value, word in table.items():
        sources[word].append(value)
    return "; ".join(f"{', '.join(values)} → {word}" for word, values in sources.items())


def _flag(rule: Rule, left: Variant, right: Variant) -> str:
    return f"true ↔ {rule['true']}, false ↔ {rule['false']}; missing → {rule['absent']}"


def _conforming(rule: Rule, left: Variant, right: Variant) -> str:
    return f"same value; going left it is kept only where it is valid as {rule['left']}"


def _shift(rule: Rule, left: Variant, right: Variant) -> str:
    return f"the decimal point moves by {rule['places']}, exactly"


RULE_KINDS: Mapping[str, RuleKind] = {
    "same": RuleKind(
        joins=frozenset([("string", "string"), ("timestamp", "timestamp"), ("opaque", "opaque")]), describe=_same
    ),
    "prefix": RuleKind(joins=frozenset([("string", "string")]), describe=_prefix, needs_values=True),
    "first": RuleKind(joins=frozenset([("string", "string")]), describe=_first, needs_values=True),
    "table": RuleKind(joins=frozenset([("string", "enum")]), describe=_table, needs_values=True),
    "flag": RuleKind(joins=frozenset([("boolean", "enum")]), describe=_flag, needs_values=True),
    "conforming": RuleKind(joins=frozenset([("structured", "opaque")]), describe=_conforming),
    "shift": RuleKind(joins=frozenset([("number", "number")]), describe=_shift),
}
