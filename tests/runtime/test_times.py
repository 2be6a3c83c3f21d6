"""Which texts are RFC 3339 date-times, as a table and against a second implementation."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbridge._runtime.times import is_lax_time, is_lax_time_or_null, is_local_time, is_time, is_time_or_null
from tests.schemas import reference_validator
from tests.schemas.mutants import times

VALID = [
    "2026-05-01T08:00:00Z",
    "2026-05-01t08:00:00z",
    "2026-05-01T08:00:00.5Z",
    "2026-05-01T08:00:00.123456789012345678901234567890Z",
    "2026-05-01T08:00:00+00:00",
    "2026-05-01T08:00:00-00:00",
    "2026-05-01T08:00:00+23:59",
    "2026-05-01T00:00:00.000-23:59",
    "2024-02-29T08:00:00Z",
    "2000-02-29T08:00:00Z",
    "0000-02-29T08:00:00Z",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999Z",
    "1998-12-31T23:59:60Z",
    "1998-12-31T23:59:60.75z",
    "1998-12-31T15:59:60.123-08:00",
    "1999-01-01T05:29:60+05:30",
    "1998-06-30T00:00:60-23:59",
    "2026-05-01T23:59:60+00:00",
]
INVALID = [
    "",
    "2026-05-01",
    "08:00:00Z",
    "2026-05-01T08:00:00",
    "2026-05-01T08:00Z",
    "2026-05-01T08Z",
    "2026-05-01 08:00:00Z",
    "2026-05-01_08:00:00Z",
    "2026-05-01T08:00:00 Z",
    "2026-05-01T08:00:00.Z",
    "2026-05-01T08:00:00,5Z",
    "2026-05-01T08:00:00ZZ",
    "2026-05-01T08:00:00Z\n",
    " 2026-05-01T08:00:00Z",
    "2026-05-01T08:00:00+0000",
    "2026-05-01T08:00:00+00",
    "2026-05-01T08:00:00+24:00",
    "2026-05-01T08:00:00+00:60",
    "2026-05-01T08:00:00+1:00",
    "2026-05-01T08:00:00Z+01:00",
    "2026-05-01T08:00:00UTC",
    "2026-00-01T08:00:00Z",
    "2026-13-01T08:00:00Z",
    "2026-05-00T08:00:00Z",
    "2026-05-32T08:00:00Z",
    "2026-04-31T08:00:00Z",
    "2026-02-29T08:00:00Z",
    "1900-02-29T08:00:00Z",
    "2026-05-01T24:00:00Z",
    "2026-05-01T08:60:00Z",
    "2026-05-01T08:00:61Z",
    "1998-12-31T22:59:60Z",
    "1998-12-31T23:58:60Z",
    "1998-12-31T23:59:60+01:00",
    "1998-12-31T23:59:60-01:00",
    "1998-12-31T15:59:60+08:00",
    "26-05-01T08:00:00Z",
    "02026-05-01T08:00:00Z",
    "+2026-05-01T08:00:00Z",
    "-2026-05-01T08:00:00Z",
    "2026-5-1T8:0:0Z",
    "20260501T080000Z",
    "2026-W18-5T08:00:00Z",
    "2026-121T08:00:00Z",
    "2026-05-01T08:00:00.\u0663Z",
    "2026-05-0\uff11T08:00:00Z",
    "২০২৬-05-01T08:00:00Z",
    "2026-05-01T08:00:00\u221208:00",
    "2026\u201005\u201001T08:00:00Z",
    "2026-05-01\u0372T08:00:00Z",
    "not a time",
]


@pytest.mark.parametrize("text", VALID)
def test_valid_date_times(text: str) -> None:
    assert is_time(text)
    assert reference_validator.is_date_time(text)
    assert is_lax_time(text)
    assert not is_local_time(text)


@pytest.mark.parametrize("text", INVALID)
def test_invalid_date_times(text: str) -> None:
    assert not is_time(text)
    assert not reference_validator.is_date_time(text)


@pytest.mark.parametrize("text", ["2026-05-01T08:00:00", "2026-05-01t08:00:00.25", "1998-12-31T23:59:60"])
def test_valid_local_date_times(text: str) -> None:
    assert is_local_time(text)
    assert is_lax_time(text)
    assert not is_time(text)


@pytest.mark.parametrize(
    "text", ["1998-12-31T22:59:60", "2026-02-29T08:00:00", "2026-05-01 08:00:00", "2026-05-01", ""]
)
def test_invalid_lax_date_times(text: str) -> None:
    assert not is_local_time(text)
    assert not is_lax_time(text)


def test_null_is_valid_only_where_it_is_allowed() -> None:
    assert is_time_or_null(None)
    assert is_time_or_null(VALID[0])
    assert not is_time_or_null("")
    assert is_lax_time_or_null(None)
    assert is_lax_time_or_null("2026-05-01T08:00:00")
    assert not is_lax_time_or_null("")


offsets = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(min_value=datetime(1000, 1, 1), timezones=offsets | st.just(UTC)))
def test_the_text_of_every_datetime_is_valid(moment: datetime) -> None:
    assert is_time(moment.isoformat())
    assert is_local_time(moment.replace(tzinfo=None).isoformat())


@given(
    text=times | st.sampled_from(VALID + INVALID),
    start=st.integers(0, 30),
    piece=st.text("0159TtZz:+-. \u0663\n", max_size=2),
)
def test_mutated_texts_get_the_verdict_of_a_second_implementation(text: str, start: int, piece: str) -> None:
    for edited in (text, text[:start] + piece + text[start + len(piece) :], text[:start] + piece + text[start:]):
        assert is_time(edited) == reference_validator.is_date_time(edited)
        assert is_local_time(edited) == reference_validator.is_date_time(f"{edited}Z")
        assert is_lax_time(edited) == (is_time(edited) or is_local_time(edited))


@given(
    st.from_regex(
        r"\d{4}-[01]\d-[0-3]\d[Tt][0-2]\d:[0-6]\d:(60|[0-5]\d)(\.\d{1,3})?([Zz]|[+-][0-2]\d:[0-6]\d)?", fullmatch=True
    )
)
def test_texts_of_the_right_shape_get_the_verdict_of_a_second_implementation(text: str) -> None:
    assert is_time(text) == reference_validator.is_date_time(text)
    assert is_local_time(text) == reference_validator.is_date_time(f"{text}Z")
