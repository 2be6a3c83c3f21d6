"""The helpers of the converters at their edges: the same for raw tokens and for Python values."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, Raw

from runbridge._runtime import NULL, numbers
from runbridge._runtime import model_helpers as plain
from runbridge._runtime import wire_helpers as wire


@pytest.mark.parametrize(("token", "answer"), [("null", True), ("7", True), ("7.0", False), ('"7"', False)])
def test_is_integer_or_null(token: str, answer: bool) -> None:
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


@pytest.mark.parametrize(
    ("token", "shifted", "comes_back", "survives"),
    [
        ("12.5", "12500", True, True),
        ("12.50", "12500", False, True),
        ("180.28549152229672", "180285.49152229672", True, False),
        ("9007199254740993", "9007199254740993000", True, False),
        # Printed anew, neither changes; one does, and comes back all the same or not; both do.
        ("180.28549152229675", "180285.49152229675", True, True),
        ("135.22987986828883", "135229.87986828883", True, True),
        ("346.35471429404373", "346354.71429404373", True, False),
        ("367.75670759566093", "367756.70759566093", True, True),
        ("94.76572718746065", "94765.72718746065", True, False),
        ("98.367593196874477611", "98367.593196874477611", True, True),
        ("1.23456789012345678901234567", "1234.56789012345678901234567", True, True),
        ("1e3", "1e6", True, True),
        ("1e+5", "1e+8", True, True),
        ("1e-4", "1e-1", True, True),
        ("null", "null", True, True),
    ],
)
def test_a_scaled_number_says_what_becomes_of_it_on_the_way_back(
    token: str, shifted: str, comes_back: bool, survives: bool
) -> None:
    value, *fate = wire.scale(Raw(token.encode()), 3)
    assert (bytes(value).decode(), *fate) == (shifted, comes_back, survives)


_plain_tokens = st.floats(0.001, 1e9).map(repr) | st.from_regex(r"[1-9][0-9]{0,12}(\.[0-9]{1,20})?", fullmatch=True)


@pytest.mark.parametrize("places", [3, -3])
@given(data=st.data())
def test_fast_and_exact_scaling_agree(places: int, data: st.DataObject) -> None:
    token = data.draw(_plain_tokens | _plain_tokens.map(lambda token: numbers.shift(token, -places)))
    value, *fate = wire.scale(Raw(token.encode()), places)
    assert (bytes(value).decode(), *fate) == numbers.scale(token, places)


def test_a_python_number_comes_back_with_its_type() -> None:
    assert plain.scale(12, 3) == (12000, True, True)
    assert plain.scale(12.5, 3) == (12500, True, True)
    assert plain.scale(12.0, 3) == (12000, False, False)
    assert plain.scale(None, 3) == (None, True, True)
    assert plain.scale(UNSET, 3) == (None, True, True)
