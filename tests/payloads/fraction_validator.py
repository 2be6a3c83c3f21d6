"""A validator that is slow and exact: numbers are fractions, and patterns are matched by a real JavaScript engine."""

import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from random import Random
from typing import Any

from tests.schemas.ecma_patterns import random_pattern, random_text

#: Whether a pattern matches a text.
Matches = Callable[[str, str], bool]

_NUMBERS = [
    *(
        "0",
        "-0.0",
        "1",
        "1.0",
        "2",
        "3",
        "0.1",
        "0.3",
        "0.07",
        "20.29",
        "1e-2",
        "1.5",
        "1e300",
        "10e299",
        "1e-300",
        "-7",
    ),
    *("9007199254740992", "9007199254740993", "9007199254740993.0", "9007199254740993.5", "9007199254740992e0"),
    *(
        "18446744073709551615",
        "1.8446744073709551615e19",
        "0.30000000000000004",
        "0.1000000000000000055511151231257827",
    ),
]
_MULTIPLES = ["1", "2", "0.01", "0.1", "1e-2", "3.0", "1e300", "0.07", "9007199254740993", "1e-300"]
_NAMES = ["a", "b", "ab", "a\\n", "", "é"]


def random_value(random: Random, depth: int = 2) -> str:
    """The JSON text of a value."""
    kind = random.random()
    if kind < 0.5 or not depth:
        return random.choice(_NUMBERS)
    if kind < 0.65:
        return json.dumps(random_text(random))
    if kind < 0.7:
        return random.choice(["true", "false", "null"])
    values = [random_value(random, depth - 1) for _ in range(random.randrange(4))]
    if kind < 0.85:
        return f"[{', '.join(values)}]"
    names = random.sample(_NAMES, len(values))
    return "{" + ", ".join(f'"{name}": {value}' for name, value in zip(names, values, strict=True)) + "}"


def random_schema(random: Random, depth: int = 2) -> str:
    """The JSON text of a schema."""
    if random.random() < 0.05:
        return random.choice(["true", "false"])
    makers = [*_LEAVES, *(_BRANCHES if depth else [])]
    chosen = random.sample(makers, random.randrange(1, 4))
    keywords = dict(maker(random, depth) for maker in chosen)
    return "{" + ", ".join(f'"{name}": {value}' for name, value in keywords.items()) + "}"


def _bound(random: Random, _: int) -> tuple[str, str]:
    name = random.choice(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "const"])
    return name, random.choice(_NUMBERS)


def _pattern(random: Random) -> str:
    return json.dumps(random_pattern(random, 1))


def _schemas(random: Random, depth: int) -> str:
    return f"[{', '.join(random_schema(random, depth - 1) for _ in range(random.randrange(1, 3)))}]"


_LEAVES: list[Callable[[Random, int], tuple[str, str]]] = [
    _bound,
    _bound,
    lambda random, _: ("multipleOf", random.choice(_MULTIPLES)),
    lambda random, _: ("enum", f"[{random_value(random)}, {random_value(random)}]"),
    lambda random, _: ("const", random_value(random)),
    lambda _, __: ("uniqueItems", "true"),
    lambda random, _: ("pattern", _pattern(random)),
    lambda random, _: (
        "type",
        json.dumps(random.choice(["integer", "number", "string", ["integer", "array", "object"]])),
    ),
    lambda random, _: (random.choice(["minLength", "maxLength", "minItems", "maxItems"]), random.choice(["1", "2.0"])),
]
_BRANCHES: list[Callable[[Random, int], tuple[str, str]]] = [
    lambda random, depth: (random.choice(["allOf", "anyOf", "oneOf"]), _schemas(random, depth)),
    lambda random, depth: (random.choice(["not", "items", "contains"]), random_schema(random, depth - 1)),
    lambda random, depth: (
        "properties",
        "{" + f'"{random.choice(_NAMES)}": {random_schema(random, depth - 1)}' + "}",
    ),
    lambda random, depth: ("patternProperties", "{" + f"{_pattern(random)}: {random_schema(random, depth - 1)}" + "}"),
    lambda random, depth: (
        random.choice(["additionalProperties", "propertyNames", "unevaluatedProperties"]),
        random_schema(random, depth - 1),
    ),
]


def parse(text: str) -> Any:
    """The value of a JSON text, its numbers as fractions."""
    return json.loads(text, parse_int=Fraction, parse_float=Fraction)


def patterns_in(schema: Any) -> Iterator[str]:
    """The patterns of a schema."""
    match schema:
        case dict():
            if isinstance(schema.get("pattern"), str):
                yield schema["pattern"]
            for name, value in schema.items():
                if name == "patternProperties":
                    yield from value
                if name not in ("enum", "const"):
                    yield from patterns_in(value)
        case list():
            for each in schema:
                yield from patterns_in(each)
        case _:
            return


def texts_in(value: Any) -> Iterator[str]:
    """The texts and names in a value."""
    match value:
        case str():
            yield value
        case list():
            for each in value:
                yield from texts_in(each)
        case dict():
            yield from value
            for each in value.values():
                yield from texts_in(each)
        case _:
            return


def equal(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal."""
    if type(one) is not type(other):
        return False
    if isinstance(one, list):
        return len(one) == len(other) and all(map(equal, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(equal(one[name], other[name]) for name in one)
    return bool(one == other)


def is_valid(schema: Any, value: Any, matches: Matches) -> bool:
    """Whether a schema accepts a value."""
    if isinstance(schema, bool):
        return schema
    return all(_holds(keyword, asked, schema, value, matches) for keyword, asked in schema.items())


_TYPES: dict[str, Callable[[Any], bool]] = {
    "integer": lambda value: isinstance(value, Fraction) and value.denominator == 1,
    "number": lambda value: isinstance(value, Fraction),
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}
_OF_NUMBERS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "minimum": lambda value, asked: value >= asked,
    "maximum": lambda value, asked: value <= asked,
    "exclusiveMinimum": lambda value, asked: value > asked,
    "exclusiveMaximum": lambda value, asked: value < asked,
    "multipleOf": lambda value, asked: (value / asked).denominator == 1,
}
_LENGTHS = {"minLength": str, "maxLength": str, "minItems": list, "maxItems": list}


def _holds(keyword: str, asked: Any, schema: dict[str, Any], value: Any, matches: Matches) -> bool:
    if keyword in _OF_NUMBERS:
        return not isinstance(value, Fraction) or _OF_NUMBERS[keyword](value, asked)
    if keyword in _LENGTHS:
        is_least = keyword.startswith("min")
        return not isinstance(value, _LENGTHS[keyword]) or (len(value) >= asked if is_least else len(value) <= asked)
    match keyword:
        case "type":
            return any(_TYPES[name](value) for name in ([asked] if isinstance(asked, str) else asked))
        case "enum":
            return any(equal(each, value) for each in asked)
        case "const":
            return equal(asked, value)
        case "pattern":
            return not isinstance(value, str) or matches(asked, value)
        case "allOf" | "anyOf" | "oneOf":
            accepted = [is_valid(each, value, matches) for each in asked]
            return {"allOf": all(accepted), "anyOf": any(accepted), "oneOf": sum(accepted) == 1}[keyword]
        case "not":
            return not is_valid(asked, value, matches)
        case "items" | "contains" | "uniqueItems":
            return not isinstance(value, list) or _holds_for_array(keyword, asked, value, matches)
        case _:
            return not isinstance(value, dict) or _holds_for_object(keyword, asked, schema, value, matches)


def _holds_for_array(keyword: str, asked: Any, value: list[Any], matches: Matches) -> bool:
    if keyword == "uniqueItems":
        return not any(equal(value[a], value[b]) for a in range(len(value)) for b in range(a))
    accepted = (is_valid(asked, each, matches) for each in value)
    return all(accepted) if keyword == "items" else any(accepted)


def _holds_for_object(keyword: str, asked: Any, schema: dict[str, Any], value: Any, matches: Matches) -> bool:
    match keyword:
        case "properties":
            return all(is_valid(each, value[name], matches) for name, each in asked.items() if name in value)
        case "patternProperties":
            return all(
                is_valid(each, value[name], matches)
                for pattern, each in asked.items()
                for name in value
                if matches(pattern, name)
            )
        case "propertyNames":
            return all(is_valid(asked, name, matches) for name in value)
        case "additionalProperties":
            others = value.keys() - _named(schema, value, matches)
            return all(is_valid(asked, value[name], matches) for name in others)
        case _:
            others = value.keys() - evaluated(schema, value, matches)
            return all(is_valid(asked, value[name], matches) for name in others)


def _named(schema: dict[str, Any], value: dict[str, Any], matches: Matches) -> set[str]:
    patterns = schema.get("patternProperties", {})
    named: set[str] = {name for name in value if any(matches(pattern, name) for pattern in patterns)}
    return named.union(value.keys() & schema.get("properties", {}).keys())


def evaluated(schema: Any, value: dict[str, Any], matches: Matches, *, is_inside: bool = False) -> set[str]:
    """The fields that a schema evaluates, without its own `unevaluatedProperties` unless it `is_inside` another."""
    if isinstance(schema, bool):
        return set()
    if "additionalProperties" in schema or (is_inside and "unevaluatedProperties" in schema):
        return set(value)
    found: set[str] = _named(schema, value, matches)
    for keyword in ("allOf", "anyOf", "oneOf"):
        for each in schema.get(keyword, ()):
            if is_valid(each, value, matches):
                found |= evaluated(each, value, matches, is_inside=True)
    return found
