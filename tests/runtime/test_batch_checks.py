"""Checks of many values at once never say yes where one of the values says no."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw
from msgspec.json import Decoder

from runbridge._runtime.batch_checks import (
    are_integers,
    are_integers_or_null,
    are_lax_times,
    are_numbers,
    are_numbers_or_null,
    are_times,
    read_arrays,
)
from runbridge._runtime.times import is_lax_time, is_time

GOOD = "2026-01-02T03:04:05Z"
#: What msgspec takes for a datetime, or what could pass for several texts, and RFC 3339 does not have.
TRAPS = [
    "2026-01-02 03:04:05Z",
    "2026-01-02T03:04:05+0100",
    "2026-01-02T03:04:05+01",
    '2026-01-02T03:04:05Z","2026-01-02T03:04:05Z',
    "\\u0032026-01-02T03:04:05Z",
    "2026-01-02T03:04:05Z\\",
    "2026-02-30T03:04:05Z",
    "2026-01-02T03:04Z",
    "2026-01-02",
    "20260102T030405Z",
    "2026-01-02T03:04:05,5Z",
    "2026-01-02T03:04:05+24:00",
    "2026-01-02T03:04:05.Z",
    "",
    "yesterday",
    "\ud800",
]


@pytest.mark.parametrize("trap", TRAPS)
def test_invalid_timestamps_among_valid_ones_are_found(trap: str) -> None:
    assert not is_lax_time(trap)
    assert not are_times([GOOD, trap, GOOD])
    assert not are_lax_times([trap, GOOD])


_nearly_times = st.from_regex(
    r"20[0-9]{2}-[01][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\.[0-9]{1,12})?"
    r"([Zz]|[+-][0-2][0-9]:?[0-6][0-9])?",
    fullmatch=True,
)


@given(st.lists(_nearly_times, max_size=3))
def test_timestamps_valid_together_are_valid_alone(texts: list[str]) -> None:
    if are_times(texts):
        assert all(map(is_time, texts))
    if are_lax_times(texts):
        assert all(map(is_lax_time, texts))


def test_valid_timestamps_are_valid_together() -> None:
    texts = [GOOD, "2026-01-02t03:04:05.123456789z", "1937-01-01T12:00:27.87+00:20", "1990-12-31T15:59:50-08:00"]
    assert are_times(texts)
    assert are_times([])
    assert not are_times([*texts, "2026-01-02T03:04:05"])
    assert are_lax_times([*texts, "2026-01-02T03:04:05"])


@pytest.mark.parametrize(
    ("token", "number", "integer"),
    [
        ("1", True, True),
        ("-0", True, True),
        ("1.5", True, False),
        ("1e2", True, False),
        ('"1"', False, False),
        ("[1]", False, False),
        ("true", False, False),
    ],
)
def test_numbers_are_checked_together(token: str, number: bool, integer: bool) -> None:
    raws = [Raw(b"7"), Raw(token.encode())]
    assert are_numbers(raws) is number
    assert are_numbers_or_null(raws) is number
    assert are_integers(raws) is integer
    assert are_integers_or_null(raws) is integer


def test_null_is_valid_only_where_it_is_allowed() -> None:
    raws = [Raw(b"7"), Raw(b"null")]
    assert not are_numbers(raws)
    assert not are_integers(raws)
    assert are_numbers_or_null(raws)
    assert are_integers_or_null(raws)


def test_arrays_are_read_together_or_not_at_all() -> None:
    decoder = Decoder(list[list[int]])
    assert read_arrays(decoder, [Raw(b"[1,2]"), Raw(b"[]"), Raw(b"[3]")]) == [1, 2, 3]
    assert read_arrays(decoder, []) == []
    assert read_arrays(decoder, [Raw(b"[1]"), Raw(b'["2"]')]) is None
