"""Number tokens are worked with exactly; Python's decimal is the witness."""

import json
from collections.abc import Callable
from decimal import Context, Decimal, localcontext

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from runbridge._runtime.numbers import equal_or_printed, reprinted, shift, survives, value_of
from runbridge._runtime.numbers import plain as plain_text

#: No digit is lost however long a token is.
EXACT = Context(prec=20_000, Emax=10**17, Emin=-(10**17))

plain = st.from_regex(r"-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,25})?", fullmatch=True)
scientific = st.from_regex(r"-?(0|[1-9][0-9]{0,5})(\.[0-9]{1,5})?[eE][+-]?[0-9]{1,4}", fullmatch=True)
odd = st.sampled_from(
    ["-0", "0", "-0.0", "0.000", "10", "1000", "0.001", "1e0", "1E+00", "0e5", "12.50", "9" * 5000, "1e-0"]
)
tokens = plain | scientific | odd | st.floats(allow_nan=False, allow_infinity=False).map(repr) | st.integers().map(str)
places = st.integers(-30, 30)


def exactly(token: str) -> Decimal:
    return Decimal(token, EXACT)


@given(tokens, places)
def test_shift_multiplies_exactly_by_a_power_of_ten(token: str, by: int) -> None:
    with localcontext(EXACT):
        assert exactly(shift(token, by)) == exactly(token).scaleb(by)


@given(tokens, places)
def test_shift_keeps_the_sign_even_of_zero(token: str, by: int) -> None:
    assert shift(token, by).startswith("-") == token.startswith("-")


@given(tokens, places)
def test_shift_gives_a_json_number(token: str, by: int) -> None:
    json.loads(shift(token, by), parse_int=str, parse_float=str, parse_constant=pytest.fail)
    assert value_of(shift(token, by)) is not None


@given(tokens, places)
def test_shift_there_and_back_is_the_same_number(token: str, by: int) -> None:
    assert value_of(shift(shift(token, by), -by)) == value_of(token)


@given(scientific, places)
def test_shift_leaves_the_digits_before_an_exponent(token: str, by: int) -> None:
    mark = "e" if "e" in token else "E"
    assert shift(token, by).split(mark)[0] == token.split(mark, maxsplit=1)[0]


@pytest.mark.parametrize(
    ("token", "by", "shifted"),
    [
        ("0", 3, "0"),
        ("-0", 3, "-0"),
        ("0.0", 3, "0"),
        ("12", 3, "12000"),
        ("12.50", 3, "12500"),
        ("42.308139", 3, "42308.139"),
        ("42308.139", -3, "42.308139"),
        ("1250", -3, "1.25"),
        ("1000", -3, "1"),
        ("7", -3, "0.007"),
        ("-7", -3, "-0.007"),
        ("0.0005", 3, "0.5"),
        ("100", 0, "100"),
        ("1.500", 0, "1.5"),
        ("1e3", 3, "1e6"),
        ("1e-3", 3, "1e0"),
        ("1E+3", 3, "1E+6"),
        ("1E+3", -4, "1E-1"),
        ("1.50e2", -3, "1.50e-1"),
        ("1e400", 3, "1e403"),
        ("9007199254740993", -3, "9007199254740.993"),
        ("1" + "0" * 5000, -3, "1" + "0" * 4997),
    ],
)
def test_shift_formats_numbers(token: str, by: int, shifted: str) -> None:
    assert shift(token, by) == shifted


@pytest.mark.parametrize(
    "token", ["", "abc", "1.", ".5", "+1", "1e", "0x1", "NaN", "Infinity", "1 ", "1\n", "\u0661", "--1", "1_0"]
)
def test_text_that_is_not_a_number_has_no_value(token: str) -> None:
    assert value_of(token) is None


def test_an_exponent_longer_than_python_reads_is_out_of_reach() -> None:
    at_most = "1e" + "9" * 4000
    assert shift(at_most, 1) == "1e1" + "0" * 4000
    assert value_of(at_most) == (False, "1", 10**4000 - 1)
    token = "1e" + "9" * 4001
    assert value_of(token) is None
    with pytest.raises(OverflowError) as caught:
        shift(token, 3)
    assert str(caught.value) == "an exponent of more than 4,000 digits"


@given(tokens, tokens)
def test_value_of_is_equal_for_equal_numbers_only(one: str, other: str) -> None:
    assert (value_of(one) == value_of(other)) == (exactly(one) == exactly(other))


@given(tokens, st.integers(0, 5))
def test_value_of_ignores_the_number_format(token: str, zeros: int) -> None:
    if "e" in token.lower():
        same = [token.upper(), token.lower()]
    else:
        same = [f"{token}e0", f"{token}E-00", (token if "." in token else f"{token}.") + "0" * (zeros + 1)]
    assert {value_of(each) for each in same} == {value_of(token)}


@given(tokens, tokens)
def test_equal_or_printed_is_exact_or_what_a_double_gives(one: str, other: str) -> None:
    finite = abs(float(one)) != float("inf")
    rounded = any(exactly(f"{float(one):.{digits}e}") == exactly(other) for digits in range(40))
    same = exactly(one) == exactly(other)
    assert equal_or_printed(one, other) == (same or (finite and float(one) == float(other) and rounded))


@given(tokens, st.sampled_from([repr, "{:.16e}".format, "{:.20g}".format, "{:.780e}".format]))
def test_what_a_tool_prints_for_a_number_is_no_edit(token: str, printed: Callable[[float], str]) -> None:
    assume(abs(float(token)) != float("inf"))
    assert equal_or_printed(token, printed(float(token)))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1500", "1500.0", True),
        ("1500", "1.5e3", True),
        ("-0", "0", True),
        ("0.1", "0.1000000000000000056", True),
        ("0.1", "0.1000000000000000055", False),
        ("0.1000000000000000055", "0.1", True),
        ("9007199254740993", "9007199254740992", True),
        ("9007199254740992", "9007199254740993", False),
        ("36028797018963968", "36028797018963970", True),
        ("0", "1.4e-836", False),
        ("1.4e-836", "0", True),
        ("1", "2", False),
        ("1e400", "1e400", True),
        ("1e400", "10e399", True),
        ("1e400", "1e401", False),
        ("1e400", "-1e400", False),
        ("1e" + "9" * 4001, "1e" + "9" * 4001, True),
        ("1e" + "9" * 4001, "1e" + "9" * 4002, False),
        ("1e-" + "9" * 4001, "0", True),
        ("0", "1e-" + "9" * 4001, False),
    ],
)
def test_equal_or_printed(one: str, other: str, same: bool) -> None:
    assert equal_or_printed(one, other) == same


@pytest.mark.parametrize(
    ("token", "other", "by", "does"),
    [
        ("42.308139", "42308.139", 3, True),
        ("1250", "1.250", -3, True),
        ("36056483.117562515", "36056483117.562515", 3, False),
        # What such a tool prints as another number, or not at all, no residue could save.
        ("1e400", "1e403", 3, True),
    ],
)
def test_survives(token: str, other: str, by: int, does: bool) -> None:
    assert survives(token, other, by) == does


@pytest.mark.parametrize(
    ("one", "other", "reported"),
    [
        ("0.1", "0.1000000000000000056", True),
        ("9007199254740993", "9007199254740992", True),
        ("1500", "1.5e3", False),
        ("1", "2", False),
        ("1e400", "1e401", False),
    ],
)
def test_reprinted_is_a_different_number_that_tools_print(one: str, other: str, reported: bool) -> None:
    assert reprinted(one, other) == reported


@pytest.mark.parametrize(
    ("token", "text"),
    [
        ("-12.50", "-12.50"),
        ("1.5e3", "1500"),
        ("-15E-1", "-1.5"),
        ("0e5000", "0"),
        ("1e4000", "1" + "0" * 4000),
        ("1e4001", None),
        ("1e-4001", None),
        ("1e" + "9" * 4001, None),
    ],
)
def test_plain_writes_no_exponent(token: str, text: str | None) -> None:
    assert plain_text(token) == text
