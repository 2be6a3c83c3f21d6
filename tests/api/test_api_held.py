"""All values that datetime or int cannot represent are found in one pass per field."""

from typing import Any, ClassVar

import msgspec
import pytest

import runbridge as rb
from runbridge._runtime import Timestamp
from runbridge.record.models import _make_struct, alike
from tests.pipeline.sample_records import compact, model

LEAP, YEAR_0, GOOD = "1998-12-31T23:59:60Z", "0000-02-29T00:00:00Z", "2026-01-02T03:04:05Z"


def output(created: str, updated: str) -> dict[str, Any]:
    return {
        "id": "o",
        "run_id": "run-1",
        "data": {},
        "node_meta": None,
        "created_at": created,
        "updated_at": updated,
    }


def reported(record: bytes) -> list[tuple[str, str, str, int, int | None]]:
    with pytest.raises(rb.NotRepresentable) as caught:
        rb.decode(record, rb.WorkflowRunModel)
    return [(each.pointer, each.expected, each.actual, each.column, each.end_column) for each in caught.value.problems]


def test_unrepresentable_values_are_reported_in_text_order() -> None:
    times = [(LEAP, GOOD), (GOOD, YEAR_0), (GOOD, GOOD), (YEAR_0, LEAP)]
    record = model(outputs=[output(*each) for each in times], number="N", ended_at=YEAR_0, queued_at=LEAP)
    record = record.replace(b'"N"', b"1e2")
    places: list[tuple[str, str, str]] = [
        ("/ended_at", YEAR_0, "ended_at"),
        ("/outputs/0/created_at", LEAP, "created_at"),
        ("/outputs/1/updated_at", YEAR_0, "updated_at"),
        ("/outputs/3/created_at", YEAR_0, "created_at"),
        ("/outputs/3/updated_at", LEAP, "updated_at"),
        ("/queued_at", LEAP, "queued_at"),
    ]
    expected: list[tuple[str, str, str, int, int | None]] = []
    end = 0
    for pointer, time, name in places:
        start = record.index(f'"{name}":"{time}"'.encode(), end) + len(name) + 3
        end = start + len(time) + 2
        expected.append((pointer, "a Python datetime", f'"{time}"', start + 1, end + 1))
    assert reported(record) == expected


class Element(msgspec.Struct):
    """An element of a list; it counts how often the first element is made."""

    name: str
    at: Timestamp | None = None
    until: Timestamp | None = None
    number: int = 0
    rounds: ClassVar[list[str]] = []

    def __post_init__(self) -> None:
        if self.name == "first":
            self.rounds.append(self.name)


class Elements(msgspec.Struct):
    """Records in lists in lists."""

    elements: list[list[Element]]
    others: list[Element] = []


def test_many_invalid_times_take_one_pass_for_each_field() -> None:
    Element.rounds.clear()
    rows = [{"name": "n", "at": LEAP, "until": YEAR_0, "number": 1.0} for _ in range(2500)]
    tree = {"elements": [[{"name": "first"}, *rows], [], rows], "others": [dict(row) for row in rows]}
    tree = msgspec.json.decode(msgspec.json.encode(tree))
    with pytest.raises(rb.NotRepresentable) as caught:
        _make_struct(tree, Elements, compact(tree).decode())
    assert len(caught.value.problems) == 15_000
    # Six fields, and one more to see that nothing is left.
    assert len(Element.rounds) == 7


def test_integers_in_lists_keep_all_their_digits() -> None:
    text = (
        '{"elements":[[{"name":"a","number":1.0},{"name":"b","number":7}],[{"name":"c","number":1e2}]],'
        '"others":[{"name":"d","number":12345678901234567890.0}]}'
    )
    made = _make_struct(msgspec.json.decode(text), Elements, text)
    numbers = [[element.number for element in row] for row in [*made.elements, made.others]]
    assert numbers == [[1, 7], [100], [12345678901234567890]]
    assert {type(number) for row in numbers for number in row} == {int}


def test_locations_that_differ_only_in_indexes_are_alike() -> None:
    first, second, third = {"t": 1, "0": 8}, {"t": None}, {"u": 2}
    tree = {"a": [[first, second], [third], [], "text", {"0": 1}], "b": [[{"t": 3}]]}
    assert alike(tree, ("a", 0, 0, "t")) == {("a", 0, 0, "t"): first, ("a", 0, 1, "t"): second}
    assert alike(tree, ("a", 0)) == {("a", index): tree["a"] for index in range(5)}
    assert alike(tree, ("b", "t")) == {}
    assert alike(tree, ("c",)) == {}


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        ({"elements": [[{"name": 1}]]}, "Expected `str`, got `int` - at `$.elements[0][0].name`"),
        ({"elements": [[{"name": "a", "number": "b"}]]}, "Expected `int`, got `str` - at `$.elements[0][0].number`"),
        ({"elements": [[{"name": "a", "number": GOOD}]]}, "Expected `int`, got `str` - at `$.elements[0][0].number`"),
        ({}, "Object missing required field `elements`"),
    ],
)
def test_a_value_that_does_not_fit_its_model_is_an_error(tree: dict[str, Any], message: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        _make_struct(tree, Elements, compact(tree).decode())
    assert str(caught.value) == message
