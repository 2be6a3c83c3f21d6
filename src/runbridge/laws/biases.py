"""What a bridge says about the values that are worth a try: values in tables, texts with a prefix, items with a key."""

from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from runbridge._runtime.schema_node import SchemaNode
from runbridge.laws.bridge_rules import Address, Rule
from runbridge.laws.json_values import Leaves
from runbridge.laws.schema_values import ITEM, Bias, Place


def place_of(address: Address) -> Place:
    """The place of an address in the strategies of a schema."""
    return (address.field, *(step if isinstance(step, str) else ITEM for step in address.path))


def biases_of(
    rule: Rule, leaves: Leaves, mapped: Mapping[str, Mapping[str, str]], *, is_left: bool
) -> Iterator[tuple[Place, Bias]]:
    """The biases for the sources of a rule; `is_left` says whether they are on the left side of the bridge.

    `mapped` are the counterparts that `--map` adds to tables.
    """
    for index, address in enumerate(rule.sources):
        for depth, step in enumerate(address.path):
            if not isinstance(step, str):
                key, value = step
                yield (*place_of(Address(address.field, address.path[: depth + 1])), key), _one_of([value])
        bias = _bias(rule, index, leaves, mapped.get(address.field, {}), is_left=is_left)
        if bias is not None:
            yield place_of(address), bias


def _bias(rule: Rule, index: int, leaves: Leaves, mapped: Mapping[str, str], *, is_left: bool) -> Bias | None:
    parameters = rule.parameters
    match rule.kind:
        case "prefix":
            prefix = parameters["prefix"]
            return also(leaves.texts.map(lambda text: f"{prefix}{text}"))
        case "table":
            return _table(parameters["to_right" if is_left else "to_left"], rule.sources[index], mapped)
        case _:
            return None


def _one_of(values: list[Any]) -> Bias:
    return lambda node, strategy: st.sampled_from(values) | strategy


def also(more: SearchStrategy[Any]) -> Bias:
    """More values at a place."""
    return lambda node, strategy: more | strategy


def _table(table: Any, address: Address, mapped: Mapping[str, str]) -> Bias:
    """Values that the table has, and those that `mapped` adds: any other is rejected."""
    words = [*table, *mapped]

    def only_known(node: SchemaNode, strategy: SearchStrategy[Any]) -> SearchStrategy[Any]:
        return st.sampled_from(words)

    return only_known
