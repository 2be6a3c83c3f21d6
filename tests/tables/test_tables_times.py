"""Date-times become timestamps and text again: many at once as one by one, exactly, or not at all."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from runbridge._pyarrow import pa
from runbridge.laws.schema_values import local_times
from runbridge.laws.schema_values import times as valid_times
from runbridge.tables.column import OutOfRange
from runbridge.tables.scalar_columns import are_in_range, are_times_in_range, times, timestamp, timestamps
from runbridge.tables.table_options import UNITS, Unit

HELD = [
    ("1970-01-01T00:00:00Z", 0),
    ("1970-01-01t00:00:00.5z", 500_000),
    ("1970-01-01T00:00:00.000001-00:00", 1),
    ("1970-01-01T05:30:00+05:30", 0),
    ("1969-12-31T16:00:00-08:00", 0),
    ("1969-12-31T23:59:59.999999Z", -1),
    ("1970-01-01T00:00:00", 0),
    ("2026-03-14T09:26:53.589793Z", 1_773_480_413_589_793),
    ("1970-01-01T00:00:00.123456789Z", 123_456),
    ("1969-12-31T23:59:59.9999999Z", -1),
    ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
    ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
]
NOT_HELD = [
    "1998-12-31T23:59:60Z",
    "0000-02-29T00:00:00Z",
    "0001-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59-00:01",
]


@pytest.mark.parametrize(("text", "number"), HELD)
def test_a_time_is_microseconds_since_1970(text: str, number: int) -> None:
    assert timestamp(text, "us") == number
    assert timestamps([text, None], "us")[0].cast(pa.int64()).to_pylist() == [number, None]


@pytest.mark.parametrize("text", NOT_HELD)
@pytest.mark.parametrize("unit", UNITS)
def test_leap_seconds_and_times_outside_the_limits_are_refused(text: str, unit: Unit) -> None:
    with pytest.raises(OutOfRange):
        timestamp(text, unit)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1677-09-21T00:12:43.145224193Z", -(2**63) + 1),
        ("1677-09-21T00:12:43.145224192Z", None),
        ("2262-04-11T23:47:16.854775807999Z", 2**63 - 1),
        ("2262-04-11T23:47:16.854775808Z", None),
        ("2262-04-12T01:47:16.854775807+02:00", 2**63 - 1),
    ],
)
def test_nanoseconds_have_the_limits_of_64_bits(text: str, number: int | None) -> None:
    if number is None:
        with pytest.raises(OutOfRange):
            timestamp(text, "ns")
    else:
        assert timestamp(text, "ns") == number
        array, _ = timestamps([text], "ns")
        assert array.cast(pa.int64()).to_pylist() == [number]
        assert times(array) == ["1677-09-21T00:12:43.145224193Z" if number < 0 else "2262-04-11T23:47:16.854775807Z"]


def exactly(text: str, unit: Unit) -> int | None:
    """The timestamp by another way, None where there is none."""
    seconds, _, rest = text.upper().partition(".")
    digits = "".join(each for each in rest if each.isdigit())
    if rest:
        digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
        seconds += rest[len(digits) :]
    if not seconds.endswith("Z") and seconds[-6] not in "+-":
        seconds += "Z"
    try:
        whole = datetime.fromisoformat(seconds)
        since = int((whole - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())
    except ValueError:
        return None
    power = {"us": 6, "ns": 9}[unit]
    number = since * 10**power + int(Decimal(f"0.{digits or 0}") * 10**power)
    least, most = timestamp("0001-01-01T00:00:00Z", "us"), timestamp("9999-12-31T23:59:59.999999Z", "us")
    held = least <= number <= most if unit == "us" else abs(number) < 2**63
    return number if held else None


@pytest.mark.parametrize("unit", UNITS)
@given(st.lists(valid_times | local_times, max_size=12))
@example(["1970-01-01T00:00:00Z"] * 9 + ["1970-01-01T00:00:00.1234567890Z"])
def test_batches_of_times_are_parsed_as_python_does(unit: Unit, given: list[str]) -> None:
    texts: list[str] = []
    expected: list[int] = []
    for text in given:
        number = exactly(text, unit)
        if number is None:
            with pytest.raises(OutOfRange):
                timestamp(text, unit)
        else:
            assert timestamp(text, unit) == number
            texts.append(text)
            expected.append(number)
    array, cut = timestamps(texts, unit)
    assert array.type == pa.timestamp(unit, "UTC")
    assert array.cast(pa.int64()).to_pylist() == expected
    digits = {"us": 6, "ns": 9}[unit]
    fractions = [text.partition(".")[2] for text in texts]
    find_unrepresentable = [each[: len(each) - len(each.lstrip("0123456789"))][digits:] for each in fractions]
    assert cut == sum(bool(each.strip("0")) for each in find_unrepresentable)
    again, _ = timestamps(times(array), unit)
    assert again.equals(array)


def test_times_are_printed_in_utc_with_digits_in_threes() -> None:
    texts = ["2026-03-14T09:26:53.100Z", None, "2026-03-14T11:26:53.000120+02:00", "0001-01-01T00:00:00.000Z"]
    array, cut = timestamps(texts, "us")
    assert times(array) == ["2026-03-14T09:26:53.100Z", None, "2026-03-14T09:26:53.000120Z", "0001-01-01T00:00:00Z"]
    assert cut == 0
    array, _ = timestamps(["1970-01-01T00:00:00.000000120Z", "1970-01-01T00:00:00.120Z"], "ns")
    assert times(array) == ["1970-01-01T00:00:00.000000120Z", "1970-01-01T00:00:00.120Z"]


def test_timestamps_of_other_units_and_zones_are_printed_alike() -> None:
    moment = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
    for unit, zone in [("s", "UTC"), ("ms", "Europe/Berlin"), ("ns", "+05:30")]:
        assert times(pa.array([moment, None], pa.timestamp(unit, zone))) == ["2026-03-14T09:26:53Z", None]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_timestamps_outside_the_years_1_to_9999_are_refused(unit: str) -> None:
    scale = 10 ** {"s": 0, "ms": 3, "us": 6, "ns": 9}[unit]
    first, behind = -62_135_596_800 * scale, 253_402_300_800 * scale
    inside, outside = [first, behind - 1, 0], [first - 1, behind, 2**62, -(2**62)]
    if unit == "ns":
        inside, outside = [-(2**63) + 1, 2**63 - 1], [-(2**63)]
    assert are_in_range(pa.array([*inside, None], pa.timestamp(unit, "UTC")))
    assert are_in_range(pa.array([None], pa.timestamp(unit, "UTC")))
    for number in outside:
        assert not are_in_range(pa.array([0, number], pa.timestamp(unit, "UTC")))


@pytest.mark.parametrize(
    ("text", "us", "ns"),
    [
        (b'{"a":"2026-01-02T03:04:05Z"}', True, True),
        (b'{"a":"0001-01-02T03:04:05Z"}', False, False),
        (b'{"a":"9999-01-02T03:04:05Z"}', False, False),
        (rb'{"a":"\u00300001-01-02T03:04:05Z"}', False, False),
        (rb'{"a":"0001\u002D01-02T03:04:05Z"}', False, False),
        (rb'{"a":"\u003ca\u0026b\u003e"}', True, True),
        (b'{"a":"1677-01-02T03:04:05Z"}', True, False),
        (b'{"a":"1678-01-02t03:04:05Z"}', True, True),
        (b'{"a":"2261-01-02t03:04:05Z"}', True, True),
        (b'{"a":"2262-01-02t03:04:05Z"}', True, False),
        (b'{"a":"0999-01-02t03:04:05Z"}', True, False),
        (b'{"a":"1234 Main Street"}', True, True),
    ],
)
def test_texts_with_times_near_the_limits_are_found(text: bytes, us: bool, ns: bool) -> None:
    assert (are_times_in_range(text, "us"), are_times_in_range(text, "ns")) == (us, ns)
