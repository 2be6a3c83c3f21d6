"""Rules at the values that have no counterpart: each reports the value and what it expects."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, Raw

from runbridge._runtime.addresses import Value, Values
from runbridge._runtime.conversion import Options
from runbridge._runtime.json_codec import reprinted
from runbridge._runtime.value_rules import (
    Conforming,
    Duration,
    First,
    Json,
    NoCounterpart,
    Prefix,
    Same,
    Shift,
    Table,
    Text,
    Time,
    ValueRule,
)
from runbridge.known_formats import FORMATS

DEEP = "[" * 100_000 + "]" * 100_000


@pytest.mark.parametrize(
    ("rule", "side", "value", "expected"),
    [
        (Text(boolean=True), "left", "yes", "`true` or `false`"),
        (Text(boolean=True, text_left=True), "right", "True", "`true` or `false`"),
        (Text(), "left", "1.0", "an integer"),
        (Text(), "left", "01", "an integer"),
        (Text(text_left=True), "right", "", "an integer"),
        (Time(3, whole=True), "right", Raw(b"1e15"), "a time from year 0 to 9999"),
        (Time(3, whole=True, text_left=True), "left", Raw(b"-1e15"), "a time from year 0 to 9999"),
        (Time(3, whole=True), "left", "today", "an RFC 3339 date-time with less than 4,000 digits"),
        (Time(0, whole=False, text_left=True), "right", "", "an RFC 3339 date-time with less than 4,000 digits"),
        (Duration(3), "right", "3.5", "a duration in seconds such as `3.5s`"),
        (Duration(3), "right", "3.s", "a duration in seconds such as `3.5s`"),
        (Duration(3), "left", Raw(b"1e4004"), "a number with less than 4,000 digits"),
        (Json(), "right", "{", "a JSON text"),
        (Json(), "right", "NaN", "a JSON text"),
        (Json(), "right", DEEP, "a JSON text"),
    ],
)
def test_a_value_without_counterpart_is_reported(rule: ValueRule, side: str, value: Value, expected: str) -> None:
    with pytest.raises(NoCounterpart) as caught:
        (rule.right if side == "right" else rule.left)((value,), Options())
    assert (caught.value.value, caught.value.expected) == (value, expected)
    assert caught.value.args == (value, expected)


@pytest.mark.parametrize(
    ("rule", "left", "right"),
    [
        (Text(), Raw(b"12"), "12"),
        (Text(boolean=True), False, "false"),
        (Text(boolean=True, text_left=True), "true", True),
        (Time(3, whole=True), Raw(b"1500"), "1970-01-01T00:00:01.5Z"),
        (Time(3, whole=True, text_left=True), "1970-01-01T00:00:01.5Z", Raw(b"1500")),
        (Duration(3), "3.5s", Raw(b"3500")),
        (Duration(-3), "-3500s", Raw(b"-3.5")),
        (Json(), '{"a":[1.50]}', Raw(b'{"a":[1.50]}')),
        (Same(), True, True),
        (Same(empty=""), "x", "x"),
        (Prefix("flow_"), "a", "flow_a"),
        (Shift(3), Raw(b"1.25"), Raw(b"1250")),
    ],
)
def test_rules_convert_both_ways(rule: ValueRule, left: Value, right: Value) -> None:
    assert rule.right((left,), Options()) == (right,)
    assert rule.left((right,), Options()) == (left,)


@pytest.mark.parametrize("rule", [Text(), Time(3, whole=True), Duration(3), Json(), Same()])
@pytest.mark.parametrize("value", [None, UNSET])
def test_null_and_missing_stay_what_they_are(rule: ValueRule, value: Any) -> None:
    assert rule.right((value,), Options()) == (value,)
    assert rule.left((value,), Options()) == (value,)


def test_conforming_values_are_those_that_the_schema_accepts() -> None:
    rule = Conforming(FORMATS["workflow-run"], ("id",))
    assert rule.right(("x",), Options()) == ("x",)
    assert rule.left(("x",), Options()) == ("x",)
    assert rule.left((Raw(b"5"),), Options()) == (UNSET,)


def test_a_text_that_stands_for_no_value_is_null_on_both_sides() -> None:
    assert Same(empty="-").right(("-",), Options()) == (None,)
    assert Same(empty="-").left(("-",), Options()) == (None,)


@pytest.mark.parametrize(("value", "word"), [("a", "x"), ("A", "x"), (Raw(b"1"), "x"), (Raw(b"1.0"), "x"), (None, "y")])
def test_a_table_takes_the_aliases_of_its_values(value: Value, word: str) -> None:
    rows: dict[Values, Values] = {("a",): ("x",), (None,): ("y",)}
    table = Table(name_left="l", name_right="r", to_right=rows, to_left={}, aliases=({"A": "a", 1: "a"},))
    assert table.right((value,), Options()) == (word,)


def test_json_text_of_null_is_null() -> None:
    assert Json().right((" null ",), Options()) == (None,)


def test_unpaired_surrogates_in_json_text_become_escapes() -> None:
    assert Json().right(('"\ud800"',), Options()) == (Raw(b'"\\ud800"'),)


def test_first_is_null_without_values() -> None:
    assert First().right((None, UNSET), Options()) == (None,)
    assert First().right((None, "a", "b"), Options()) == ("a",)


@given(st.integers(-(2**53), 2**53))
def test_integers_that_a_double_holds_are_printed_anew_unchanged(number: int) -> None:
    raw = Raw(str(number).encode())
    assert reprinted(raw) == raw


@pytest.mark.parametrize(
    ("raw", "anew"),
    [
        (b"1.50", b"1.5"),
        (b"9007199254740993", b"9007199254740992"),
        # Not 72057594037927936, which is the same double.
        (b"72057594037927936", b"72057594037927940"),
        (b"1000000000000000000000", b"1e21"),
        (b'{"a": [1.0, "1.0"]}', b'{"a":[1.0,"1.0"]}'),
        # Too deep to print.
        (DEEP.encode(), DEEP.encode()),
    ],
)
def test_reprinted_texts_have_the_numbers_of_doubles(raw: bytes, anew: bytes) -> None:
    assert reprinted(Raw(raw)) == Raw(anew)
