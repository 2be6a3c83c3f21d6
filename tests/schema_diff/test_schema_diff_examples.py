"""Generated values and names: few are computed, and schemas that contain themselves come to an end."""

from itertools import islice
from typing import Any

from runbridge.schema_diff.examples import InstanceGenerator, samples
from runbridge.schema_diff.intersection import Intersection
from runbridge.schemas.document import Node
from tests.schema_diff.versions import version


def node(schema: Any) -> Node:
    return version(schema).root


def test_object_that_requires_itself_has_no_value() -> None:
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#"}}}
    assert list(InstanceGenerator().valid(Intersection((node(schema),)))) == []


def test_values_are_generated_when_they_are_needed() -> None:
    fields = {f"f{index}": {"$ref": "#/$defs/part"} for index in range(30)}
    root = node({"type": "object", "properties": fields, "$defs": {"part": {"type": "array", "items": {"$ref": "#"}}}})
    generator = InstanceGenerator()
    values = generator.valid(Intersection((root,)))
    assert list(islice(values, 1)) == [{}]
    assert list(islice(values, 2)) == list(values)[:2]


def test_names_match_the_pattern_and_are_not_taken() -> None:
    generator = InstanceGenerator()
    assert {*generator.names((), pattern="^[xy]$")} == {"x", "y"}
    assert {*generator.names((), ["x"], pattern="^[xy]$")} == {"y"}
    assert {*generator.names((node({"maxLength": 1}),), ["x"], pattern="[xz]")} == {"z"}


def test_examples_of_the_schema_are_tried() -> None:
    found = samples(Intersection((node({"default": 1, "examples": [2, 3]}),)))
    assert list(found) == [1, 2, 3]
