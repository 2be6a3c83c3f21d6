"""The strategies draw values that the schema accepts, of every type and branch, and with every keyword."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from runbridge._runtime.json_parser import parse
from runbridge._runtime.schema_node import read_schema
from runbridge._runtime.schema_validator import compile_validator
from runbridge._runtime.times import FORMATS
from runbridge.laws.json_tokens import Num, is_array, is_object, write_tokens
from runbridge.laws.schema_values import EVERY, HELD, PLAIN, SchemaValues

_DEFINITIONS: Any = {
    "Part": {"type": "object", "required": ["size"], "properties": {"size": {"type": "integer", "minimum": 1}}}
}
SCHEMAS: dict[str, Any] = {
    "anything": {},
    "text": {"type": "string"},
    "vocabulary": {"type": "string", "x-extensible-enum": ["a", "b"]},
    "aliases": {"type": "string", "x-extensible-enum": ["a", "b"], "x-aliases": {"a": ["A", "aa"]}},
    "enum": {"type": ["string", "null"], "enum": ["a", "b", None]},
    "constant": {"const": 1.5},
    "time": {"type": "string", "format": "date-time"},
    "tolerant time": {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date-time-local"}]},
    "other format": {"type": "string", "format": "uri"},
    "length": {"type": "string", "minLength": 2, "maxLength": 3},
    "number": {"type": "number"},
    "bounded": {"type": "number", "exclusiveMinimum": 0, "maximum": 3},
    "lower bound": {"type": "integer", "minimum": -1},
    "upper bound": {"type": "integer", "exclusiveMaximum": 5},
    "multiple": {"type": "integer", "multipleOf": 5},
    "nullable": {"type": ["boolean", "null"]},
    "list": {"type": "array", "items": {"$ref": "#/$defs/Part"}, "minItems": 1},
    "short list": {"type": "array", "maxItems": 1},
    "unique": {"type": "array", "items": {"type": "boolean"}, "uniqueItems": True},
    "record": {"type": "object", "required": ["a", "z"], "properties": {"a": {"type": "string"}, "b": {}}},
    "closed": {"type": "object", "properties": {"a": {}}, "additionalProperties": False},
    "map": {"type": "object", "additionalProperties": {"type": "number"}},
    "untyped record": {"required": ["a"], "properties": {"a": {"type": "null"}}},
    "choice": {"anyOf": [{"$ref": "#/$defs/Part"}, {"type": "null"}, {"type": "string"}]},
    "reference": {"$ref": "#/$defs/Part"},
    "narrower reference": {"$ref": "#/$defs/Part", "minProperties": 2},
}


def values_of(name: str, leaves: Any = EVERY) -> Any:
    node = read_schema({"$defs": _DEFINITIONS, **SCHEMAS[name]})
    return SchemaValues(_DEFINITIONS, leaves, {}).at(node, (name,))


def is_valid(name: str, value: Any) -> bool:
    validator = compile_validator({"$defs": _DEFINITIONS, **SCHEMAS[name]}, FORMATS)
    return validator.is_valid(parse(write_tokens(value).decode()))


@pytest.mark.parametrize("name", SCHEMAS)
@given(leaves=st.sampled_from([EVERY, PLAIN, HELD]), data=st.data())
def test_drawn_values_are_valid(name: str, leaves: Any, data: st.DataObject) -> None:
    value = data.draw(values_of(name, leaves))
    assert is_valid(name, value), value


@pytest.mark.parametrize(
    ("name", "example"),
    [
        ("vocabulary", lambda value: value == "b"),
        ("vocabulary", lambda value: value not in ("a", "b")),
        ("aliases", lambda value: value == "aa"),
        ("constant", lambda value: value == Num("1.5")),
        ("time", lambda value: value.endswith("-23:59")),
        ("time", lambda value: len(value.partition(".")[2].rstrip("Zz")) == 9),
        ("tolerant time", lambda value: value[-1:].isdigit() and "+" not in value and value.count("-") == 2),
        ("length", lambda value: len(value) == 3),
        ("number", lambda value: "e" in value.token),
        ("bounded", lambda value: value.token == "3"),
        ("nullable", lambda value: value is None),
        ("list", lambda value: len(value) == 2),
        ("record", lambda value: "b" in value and list(value)[-1] not in ("a", "b", "z")),
        ("record", lambda value: next(iter(value)) not in ("a", "b", "z")),
        ("map", is_object),
        ("choice", lambda value: value is None),
        ("choice", is_object),
        ("anything", is_array),
    ],
)
def test_values_of_every_kind_are_drawn(name: str, example: Any) -> None:
    every = settings(max_examples=2000, phases=[Phase.generate], database=None, suppress_health_check=[*HealthCheck])
    assert example(find(values_of(name), example, settings=every))


@pytest.mark.parametrize("name", ["enum", "nullable", "choice", "anything"])
def test_filled_values_are_not_null(name: str) -> None:
    node = read_schema({"$defs": _DEFINITIONS, **SCHEMAS[name]})
    filled = SchemaValues(_DEFINITIONS, EVERY, {}).filled(node, (name,))
    with pytest.raises(NoSuchExample):
        find(filled, lambda value: value is None, settings=settings(max_examples=100, database=None))
