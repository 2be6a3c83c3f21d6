"""What a bridge says about the values that are worth a try: values in tables, texts with a prefix, items with a key."""

from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from runbridge._runtime.schema_node import SchemaNode
from runbridge.laws.bridge_rules import Address, Rule
from runbridge.laws.json_tokens import Num, is_array, write_tokens
from runbridge.laws.schema_values import ITEM, Bias, Place
from runbridge.laws.value_strategies import Leaves

_durations = st.from_regex(r"-?(0|[1-9][0-9]{0,6})(\.[0-9]{1,9})?s", fullmatch=True)
#: Numbers that stand for a time in every unit.
_moments = st.from_regex(r"-?[1-9][0-9]{0,9}", fullmatch=True).map(Num)


def place_of(address: Address) -> Place:
    """The place of an address in the strategies of a schema."""
    return (address.field, *(step if isinstance(step, str) else ITEM for step in address.path))


def biases_of(
    rule: Rule,
    leaves: Leaves,
    mapped: Mapping[str, Mapping[str, str]],
    counterparts: SearchStrategy[Any],
    *,
    is_left: bool,
) -> Iterator[tuple[Place, Bias]]:
    """The biases for the sources of a rule; `is_left` says whether they are on the left side of the bridge.

    `mapped` are the counterparts that `--map` adds to tables, `counterparts` the values at the first target.
    """
    for address in rule.sources:
        for depth, step in enumerate(address.path):
            if not isinstance(step, str):
                key, value = step
                yield (*place_of(Address(address.field, address.path[: depth + 1])), key), _also(st.just(value))
        bias = _bias(rule, address, leaves, mapped.get(str(address), {}), counterparts, is_left=is_left)
        if bias is not None:
            yield place_of(address), bias


def _bias(
    rule: Rule,
    address: Address,
    leaves: Leaves,
    mapped: Mapping[str, str],
    counterparts: SearchStrategy[Any],
    *,
    is_left: bool,
) -> Bias | None:
    match rule.kind:
        case "prefix":
            prefix = rule.parameters["prefix"]
            return _also(leaves.texts.map(lambda text: f"{prefix}{text}"))
        case "table":
            words = _values_in(rule.parameters["to_right" if is_left else "to_left"], address)
            return lambda node, strategy: st.sampled_from([*words, *_vocabulary(node), *mapped])
        case "text":
            return _for_texts(counterparts.filter(_has_text).map(_text))
        case "time":
            return lambda node, strategy: strategy if "string" in node.types else _moments
        case "duration":
            return _for_texts(_durations)
        case "json":
            return _for_texts(leaves.values.map(lambda value: write_tokens(value).decode()))
        case "conforming" if not is_left:
            return _also(counterparts)
        case _:
            return None


def _also(more: SearchStrategy[Any]) -> Bias:
    return lambda node, strategy: strategy | more


def _for_texts(texts: SearchStrategy[str]) -> Bias:
    """These texts only, where the schema has text: the rule has no counterpart for any other."""
    return lambda node, strategy: texts if "string" in node.types else strategy


def _has_text(value: Any) -> bool:
    return isinstance(value, bool) or (isinstance(value, Num) and value.token.lstrip("-").isdigit())


def _text(value: Any) -> str:
    return write_tokens(value).decode()


def _values_in(table: Any, address: Address) -> list[Any]:
    """The values of one field that the rows of a table name; a table without rows has texts by their counterparts."""
    if not is_array(table):
        return [*table]
    named = [row["when"][str(address)] for row in table if str(address) in row["when"]]
    return [value for values in named for value in (values if is_array(values) else [values])]


def _vocabulary(node: SchemaNode) -> list[Any]:
    others = [other for others in node.schema.get("x-aliases", {}).values() for other in others]
    return [*node.vocabulary, *others]
