"""The helpers of the converters at their edges: the same for raw tokens and for Python values."""

from typing import Any

import pytest
from msgspec import UNSET, Raw

from runbridge._runtime import NULL, plain, wire


@pytest.mark.parametrize(("token", "answer"), [("null", True), ("7", True), ("7.0", False), ('"7"', False)])
def test_an_integer_or_null(token: str, answer: bool) -> None:
    assert wire.is_integer_or_null(Raw(token.encode())) is answer


@pytest.mark.parametrize(
    ("was", "saw", "answer"),
    [
        ("12", "12000", True),
        ("12.0", "12000", True),
        ("12", "12001", False),
        ("null", "12000", False),
        ("true", "12000", False),
        ('"12"', "12000", False),
        ("12", "null", False),
        ("1e" + "9" * 5000, "12000", False),
    ],
)
def test_the_rule_sends_a_number_to_what_is_seen(was: str, saw: str, answer: bool) -> None:
    assert wire.shifts_to(Raw(was.encode()), 3, Raw(saw.encode())) is answer


def test_the_rule_sends_null_to_null_only() -> None:
    assert wire.shifts_to(NULL, 3, NULL)
    assert not wire.shifts_to(NULL, 3, UNSET)


@pytest.mark.parametrize(
    ("was", "saw", "answer"),
    [
        (12, 12000, True),
        (12.0, 12000, True),
        (12, 12001, False),
        (True, 1000, False),
        (None, 12000, False),
        ("12", 12000, False),
        (12, None, False),
        (12, UNSET, False),
    ],
)
def test_the_rule_sends_a_python_number_to_what_is_seen(was: Any, saw: Any, answer: bool) -> None:
    assert plain.shifts_to(was, 3, saw) is answer


@pytest.mark.parametrize(("value", "answer"), [(None, True), (UNSET, False), (0, False), ("", False)])
def test_null_of_python_is_none_alone(value: Any, answer: bool) -> None:
    assert plain.is_null(value) is answer


@pytest.mark.parametrize(
    ("token", "shifted", "comes_back", "survives"),
    [
        ("12.5", "12500", True, True),
        ("12.50", "12500", False, True),
        ("180.28549152229672", "180285.49152229672", True, False),
        ("9007199254740993", "9007199254740993000", True, False),
        ("1e3", "1e6", True, True),
        ("1e+5", "1e+8", True, True),
        ("1e-4", "1e-1", True, True),
        ("null", "null", True, True),
    ],
)
def test_a_scaled_number_says_what_becomes_of_it_on_the_way_back(
    token: str, shifted: str, comes_back: bool, survives: bool
) -> None:
    scaled = wire.scale(Raw(token.encode()), 3)
    assert (bytes(scaled.value).decode(), scaled.comes_back, scaled.survives) == (shifted, comes_back, survives)


def test_a_python_number_comes_back_as_the_kind_that_it_was() -> None:
    assert plain.scale(12, 3) == (12000, True, True)
    assert plain.scale(12.5, 3) == (12500, True, True)
    assert plain.scale(12.0, 3) == (12000, False, False)
    assert plain.scale(None, 3) == (None, True, True)
    assert plain.scale(UNSET, 3) == (None, True, True)
