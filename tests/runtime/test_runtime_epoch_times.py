"""Date-times and numbers since 1970: Python's datetime is the witness, a table has what it cannot represent."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbridge._runtime import numbers
from runbridge._runtime.times import difference, epoch_of, time_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: The number of 9999-12-31T23:59:59Z.
LAST = 253402300799
#: The number of 0000-01-01T00:00:00Z.
FIRST = -62167219200

offsets = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(timezones=offsets | st.just(UTC))
moments_in_utc = st.datetimes(timezones=st.just(UTC))


def microseconds(moment: datetime) -> int:
    """The exact number of a datetime."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def canonical(moment: datetime) -> str:
    """The shortest text of a datetime in UTC."""
    text = moment.replace(tzinfo=None).isoformat()
    return f"{text.rstrip('0') if moment.microsecond else text}Z"


@given(moments)
def test_the_number_of_a_date_time_is_that_of_a_datetime(moment: datetime) -> None:
    expected = microseconds(moment)
    for text in (moment.isoformat(), moment.isoformat().replace("T", "t")):
        assert epoch_of(text, 6, whole=False) == str(expected)
        assert epoch_of(text, 3, whole=True) == str(expected // 1000)
        assert epoch_of(text, 9, whole=True) == str(expected * 1000)
        assert epoch_of(text, 0, whole=False) == numbers.shift(str(expected), -6)


@given(moments_in_utc)
def test_the_date_time_of_a_number_is_that_of_a_datetime(moment: datetime) -> None:
    number = str(microseconds(moment))
    assert time_of(number, 6) == canonical(moment)
    assert time_of(numbers.shift(number, -6), 0) == canonical(moment)
    assert time_of(f"{number}e-3", 3) == canonical(moment)
    assert epoch_of(moment.replace(tzinfo=None).isoformat(), 6, whole=False) == number


@given(moments, moments)
def test_a_difference_is_that_of_two_datetimes(end: datetime, start: datetime) -> None:
    exact = str((end - start) // timedelta(microseconds=1))
    assert difference(end.isoformat(), start.isoformat(), 6) == exact
    assert difference(end.isoformat(), start.isoformat(), 3) == numbers.shift(exact, -3)


@pytest.mark.parametrize("text", ["", "2026-05-01", "2026-05-01 08:00:00Z", f"2026-05-01T08:00:00.{'5' * 4000}Z"])
def test_other_texts_have_no_number(text: str) -> None:
    assert epoch_of(text, 0, whole=False) is None
    assert epoch_of(text, 0, whole=True) is None
    assert difference(text, "2026-05-01T08:00:00Z", 0) is None
    assert difference("2026-05-01T08:00:00Z", text, 0) is None


@pytest.mark.parametrize(
    ("token", "places", "text"),
    [
        (str(FIRST), 0, "0000-01-01T00:00:00Z"),
        (str(LAST), 0, "9999-12-31T23:59:59Z"),
        (f"{LAST}.99999999999999999999", 0, "9999-12-31T23:59:59.99999999999999999999Z"),
        ("-0", 0, "1970-01-01T00:00:00Z"),
        ("0e9", 3, "1970-01-01T00:00:00Z"),
        ("-1", 3, "1969-12-31T23:59:59.999Z"),
        ("1.5e9", 0, "2017-07-14T02:40:00Z"),
        ("15e10", 2, "2017-07-14T02:40:00Z"),
        ("2592E3", 3, "1970-01-01T00:43:12Z"),
        (f"{LAST + 1}", 0, None),
        (f"{FIRST}.5", 0, None),
        ("1e12", 0, None),
        ("1e4001", 0, None),
        ("1e-4001", 0, None),
        ("1" * 4001, 0, None),
        ("1e" + "9" * 4001, 0, None),
        ("text", 0, None),
    ],
)
def test_the_date_time_of_a_number(token: str, places: int, text: str | None) -> None:
    assert time_of(token, places) == text
