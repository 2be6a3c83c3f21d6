"""Which rules have straight-line code: those between fields whose values the emitters can check and convert."""

from collections.abc import Mapping
from typing import Any

import pytest

from runbridge._runtime.addresses import Level
from runbridge.codegen.bridge_addresses import BridgeAddress
from runbridge.codegen.planned_rules import PlanRule
from runbridge.codegen.shapes import Field
from runbridge.codegen.straight_rules import Rule, straight_rules

ALWAYS = Field("a", "string", nullable=False, required=True)
NULLABLE = Field("n", "string", nullable=True, required=True)
UNCHECKED = Field("u", "string", nullable=False, required=True, checked=False)


def address(field: Field) -> BridgeAddress:
    return BridgeAddress(
        text=field.name,
        field=field,
        leaf=field,
        path=(),
        levels=(Level(field.nullable, not field.required),),
        bounded=False,
        aliases={},
    )


def straight(name: str, left: Field, right: Field, parameters: Mapping[str, Any]) -> tuple[Rule, ...]:
    rule = PlanRule(name, (address(left),), (address(right),), parameters)
    return straight_rules([rule], (address(ALWAYS), address(ALWAYS)), [], [{}, {}])


@pytest.mark.parametrize(
    ("name", "left", "right"),
    [("same", ALWAYS, ALWAYS), ("same", NULLABLE, ALWAYS), ("same", NULLABLE, NULLABLE), ("prefix", ALWAYS, ALWAYS)],
)
def test_a_rule_between_texts_has_straight_line_code(name: str, left: Field, right: Field) -> None:
    parameters = {"prefix": "p:"} if name == "prefix" else {}
    assert straight(name, left, right, parameters) == (Rule(name, (left,), right, parameters),)


@pytest.mark.parametrize(
    ("name", "left", "right"),
    [
        ("same", UNCHECKED, ALWAYS),
        ("same", ALWAYS, UNCHECKED),
        # A null on the right would have no place on the left.
        ("same", ALWAYS, NULLABLE),
        ("prefix", NULLABLE, NULLABLE),
        ("prefix", NULLABLE, ALWAYS),
    ],
)
def test_a_rule_for_other_values_of_texts_has_none(name: str, left: Field, right: Field) -> None:
    parameters = {"prefix": "p:"} if name == "prefix" else {}
    assert straight(name, left, right, parameters) == ()


def test_a_table_that_asks_for_a_counterpart_has_none() -> None:
    word = Field("w", "enum", nullable=False, required=True, values=("one", "two"))
    text = Field("t", "string", nullable=False, required=True, values=("a", "b"))
    for row, count in ((("one",), 1), (None, 0)):
        rows = {"to_right": {("a",): ("one",), ("b",): row}, "to_left": {("one",): ("a",), ("two",): ("a",)}}
        assert len(straight("table", text, word, rows)) == count
