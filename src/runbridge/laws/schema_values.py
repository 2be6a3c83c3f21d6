"""Hypothesis strategies for JSON values: any text, number, time or value, and those that a schema accepts."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from math import isinf
from typing import Any, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from msgspec.structs import replace

from runbridge._runtime.json_parser import parse
from runbridge._runtime.schema_node import SchemaNode
from runbridge._runtime.schema_validator import LIMITS, SchemaValidator, compile_validator
from runbridge._runtime.times import FORMATS
from runbridge.laws.json_tokens import Num, read_tokens, write_tokens

_ODD_TEXTS = ("", "\u0000\u001b[31m", "\u2028", "é中🙂", '"\\/', " a ", "null", "0", "1.0", "true")
_SURROGATES = ("\ud800", "a\udfffb", "\udc00\ud800")
_ODD_NUMBERS = ("-0", "0", "-0.0", "0.000", "12.0", "1.50", "1e400", "1" * 30, "9007199254740993", "0e5", "1E+2")
_ODD_INTEGERS = ("0", "-0", "1.0", "1e2", "0.0")
#: RFC 3339 has times that datetime does not have: leap seconds and the year 0.
_ODD_TIMES = ("1998-12-31T23:59:60Z", "1998-12-31T15:59:60.123-08:00", "0000-02-29T00:00:00Z")

plain_texts = st.text(max_size=8) | st.sampled_from(_ODD_TEXTS)
texts = plain_texts | st.sampled_from(_SURROGATES)
integer_tokens = st.integers(-(10**25), 10**25).map(str)
_fractions = st.from_regex(r"-?(0|[1-9][0-9]{0,3})\.[0-9]{1,18}", fullmatch=True)
_exponents = st.from_regex(r"-?(0|[1-9][0-9]{0,2})(\.[0-9]{1,3})?[eE][+-]?[0-9]{1,3}", fullmatch=True)
_floats = st.floats(0, 1e6).map(repr)
numbers = (integer_tokens | _fractions | _exponents | _floats | st.sampled_from(_ODD_NUMBERS)).map(Num)
#: Numbers that tools print as they read them: JavaScript, jq and orjson work with double.
plain_numbers = (st.integers(0, 10**9).map(str) | st.floats(0.001, 1e6).map(repr)).map(Num)
#: A float represents these, and a thousand times each.
_held_numbers = numbers.filter(lambda number: not isinf(float(number.token) * 1000))

_dates = st.dates().map(lambda date: date.strftime("%Y").zfill(4) + date.strftime("-%m-%d"))
_clocks = st.times().map(lambda time: time.isoformat(timespec="seconds"))
_fractions_of_a_second = st.sampled_from(["", ".5", ".123", ".123456", ".100000000", ".123456789", ".000000000000001"])
_offsets = st.sampled_from(["Z", "z", "+00:00", "-00:00", "+05:30", "-23:59"])
held_times = st.builds("{}{}{}{}{}".format, _dates, st.sampled_from("Tt"), _clocks, _fractions_of_a_second, _offsets)
times = held_times | st.sampled_from(_ODD_TIMES)
local_times = st.builds("{}T{}{}".format, _dates, _clocks, _fractions_of_a_second)


def any_json(numbers: SearchStrategy[Num], texts: SearchStrategy[str]) -> SearchStrategy[Any]:
    """Any JSON value with these numbers and texts."""
    return st.recursive(
        st.none() | st.booleans() | numbers | texts,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
        max_leaves=6,
    )


@dataclass(frozen=True, kw_only=True)
class Leaves:
    """The strategies of the values that schemas restrict further."""

    texts: SearchStrategy[str]
    numbers: SearchStrategy[Num]
    integers: SearchStrategy[Num]
    times: SearchStrategy[str]
    values: SearchStrategy[Any]


values = any_json(numbers, texts)
#: Every JSON value.
EVERY = Leaves(
    texts=texts,
    numbers=numbers,
    integers=(integer_tokens | st.sampled_from(_ODD_INTEGERS)).map(Num),
    times=times,
    values=values,
)
#: Values that tools which work with double and UTF-8 keep.
PLAIN = Leaves(
    texts=plain_texts,
    numbers=plain_numbers,
    integers=st.integers(0, 10**9).map(str).map(Num),
    times=times,
    values=any_json(plain_numbers, plain_texts),
)
#: Values that Python's types represent, so that a model can have them.
HELD = Leaves(
    texts=texts,
    numbers=_held_numbers,
    integers=integer_tokens.map(Num),
    times=held_times,
    values=any_json(_held_numbers, texts),
)


#: A place in a record: names of fields, and `ITEM` for the items of a list.
Place: TypeAlias = tuple[str, ...]
ITEM = "[]"
#: Changes the strategy of the value at a place, which has a schema.
Bias: TypeAlias = Callable[[SchemaNode, SearchStrategy[Any]], SearchStrategy[Any]]

#: Keywords that the strategies of a type do not always follow; the schema filters what they draw.
_FILTERED = frozenset({*LIMITS, "format", "anyOf", "$ref"})
_UNKNOWN_NAMES = st.sampled_from(["queue_position", "costUsd", "(unknown)", "a b", "é", "\ud800", ""])


def node_at(root: SchemaNode, place: Place) -> SchemaNode:
    """The schema of the values at a place in a record."""
    node = root
    for step in place:
        branches = (node, *node.branches)
        if step == ITEM:
            node = next(branch.items for branch in branches if branch.items is not None)
        else:
            node = next(branch.fields[step] for branch in branches if step in branch.fields)
    return node


def is_made_of(root: SchemaNode, place: Place, places: Collection[Place]) -> bool:
    """Whether the objects that hold a place may have nothing but the values at some places."""
    for depth in range(1, len(place)):
        node = node_at(root, place[:depth])
        required = next((branch.required for branch in (node, *node.branches) if branch.required), ())
        if place[depth] != ITEM and not {(*place[:depth], name) for name in required} <= _parts(places, depth + 1):
            return False
    return True


def _parts(places: Collection[Place], length: int) -> set[Place]:
    return {place[:length] for place in places}


class SchemaValues:
    """Strategies for the parts of one schema, with `biases` by the place of a value in a record.

    `definitions` are the `$defs` of the schema.
    """

    def __init__(self, definitions: Mapping[str, Any], leaves: Leaves, biases: Mapping[Place, Bias]) -> None:
        self._definitions = definitions
        self._leaves = leaves
        self._biases = biases

    def filled(self, node: SchemaNode, place: Place) -> SearchStrategy[Any]:
        """The same as `at`, without null."""
        schema = node.schema
        if "enum" in schema:
            schema = {**schema, "enum": [value for value in schema["enum"] if value is not None]}
        branches = tuple(branch for branch in node.branches if branch.types != ("null",))
        strategy = self.at(replace(node, schema=schema, types=node.kinds, branches=branches), place)
        return strategy.filter(lambda value: value is not None) if node.is_nullable else strategy

    def at(self, node: SchemaNode, place: Place) -> SearchStrategy[Any]:
        """The values that a schema accepts, those of every type and branch."""
        strategy = self._of(node, place)
        if place in self._biases:
            strategy = self._biases[place](node, strategy)
        if _FILTERED.isdisjoint(node.schema) and place not in self._biases:
            return strategy
        accepts = self._validator(node).is_valid
        return strategy.filter(lambda value: accepts(parse(write_tokens(value).decode())))

    def _validator(self, node: SchemaNode) -> SchemaValidator:
        return compile_validator({"$defs": self._definitions, **node.schema}, FORMATS)

    def _of(self, node: SchemaNode, place: Place) -> SearchStrategy[Any]:
        schema = node.schema
        if "enum" in schema or "const" in schema:
            return st.sampled_from(
                [read_tokens(json.dumps(value)) for value in schema.get("enum", [schema.get("const")])]
            )
        if node.target is not None:
            return self.at(node.target, place)
        if node.types:
            return st.one_of([self._of_type(node, kind, place) for kind in node.types])
        if node.branches:
            return st.one_of([self.at(branch, place) for branch in node.branches])
        if node.is_record:
            return self._object(node, place)
        return self._leaves.values

    def _of_type(self, node: SchemaNode, kind: str, place: Place) -> SearchStrategy[Any]:
        match kind:
            case "string":
                return self._text(node)
            case "number" | "integer":
                return self._number(node, kind)
            case "array":
                return self._array(node, place)
            case "object":
                return self._object(node, place)
            case "boolean":
                return st.booleans()
            case _:
                return st.none()

    def _text(self, node: SchemaNode) -> SearchStrategy[Any]:
        schema = node.schema
        formats = [node.format, *(branch.format for branch in node.branches)]
        if "date-time" in formats:
            return self._leaves.times | local_times if "date-time-local" in formats else self._leaves.times
        if "minLength" in schema or "maxLength" in schema:
            return st.text(min_size=schema.get("minLength", 0), max_size=schema.get("maxLength", 20))
        aliases = [alias for others in schema.get("x-aliases", {}).values() for alias in others]
        known = [*node.vocabulary, *aliases]
        return st.sampled_from(known) | self._leaves.texts if known else self._leaves.texts

    def _number(self, node: SchemaNode, kind: str) -> SearchStrategy[Num]:
        schema = node.schema
        anything = self._leaves.integers if kind == "integer" else self._leaves.numbers
        bounds = [
            schema[word] for word in ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum") if word in schema
        ]
        if not bounds and "multipleOf" not in schema:
            return anything
        lower = schema.get("minimum", schema.get("exclusiveMinimum"))
        upper = schema.get("maximum", schema.get("exclusiveMaximum"))
        inside = st.integers(None if lower is None else int(lower), None if upper is None else int(upper))
        step = schema.get("multipleOf", 1)
        near = st.sampled_from([*bounds, 0])
        return st.one_of(inside.map(lambda number: Num(str(number * step))), near.map(lambda number: Num(str(number))))

    def _array(self, node: SchemaNode, place: Place) -> SearchStrategy[Any]:
        items = self._leaves.values if node.items is None else self.at(node.items, (*place, ITEM))
        least = node.schema.get("minItems", 0)
        return st.lists(items, min_size=least, max_size=min(node.schema.get("maxItems", least + 2), least + 2))

    def _object(self, node: SchemaNode, place: Place) -> SearchStrategy[Any]:
        fields = {name: self.at(child, (*place, name)) for name, child in node.fields.items()}
        required = {name: fields[name] for name in node.required if name in fields}
        required |= {name: self._leaves.values for name in node.required if name not in fields}
        known = st.fixed_dictionaries(
            required, optional={name: fields[name] for name in fields if name not in required}
        )
        if node.schema.get("additionalProperties") is False:
            return known
        others = self._leaves.values if node.values is None else self.at(node.values, (*place, ITEM))
        names = _UNKNOWN_NAMES if fields else self._leaves.texts
        unknown = st.dictionaries(names.filter(lambda name: name not in fields), others, max_size=2)
        return st.builds(_shuffled, known, unknown, st.booleans())


def _shuffled(known: dict[str, Any], unknown: dict[str, Any], reverse: bool) -> dict[str, Any]:
    """Both parts of an object, the unknown fields at its end or at its start."""
    return {**unknown, **known} if reverse else {**known, **unknown}
