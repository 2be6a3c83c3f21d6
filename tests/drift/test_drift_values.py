"""Facts about JSON values from their literal text, compared with Python's parser."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbridge.drift.values import (
    depth,
    has_unsafe_integer,
    is_valid_time,
    shown,
    text_of,
    time_representation,
    type_of,
    valid_time_representation,
)
from runbridge.laws.json_tokens import Num
from runbridge.laws.json_tokens import write_tokens as write
from runbridge.laws.schema_values import local_times, times, values

TYPES = [
    (b"null", "null"),
    (b"true", "boolean"),
    (b"false", "boolean"),
    (b'"1"', "string"),
    (b"[1]", "array"),
    (b"{}", "object"),
    (b"0", "integer"),
    (b"-12", "integer"),
    (b"1.0", "integer"),
    (b"1e2", "integer"),
    (b"18446744073709551617", "integer"),
    (b"9" * 5000, "integer"),
    (b"1.5", "number"),
    (b"1e-2", "number"),
    (b"1e400", "integer"),
    (b"1e-400", "number"),
]


@pytest.mark.parametrize(("token", "kind"), TYPES)
def test_types_are_those_of_validation(token: bytes, kind: str) -> None:
    assert type_of(token) == kind


def _depth(value: Any) -> int:
    match value:
        case Num():
            return 0
        case dict():
            return 1 + max(map(_depth, value.values()), default=0)
        case list():
            return 1 + max(map(_depth, value), default=0)
        case _:
            return 0


def _has_unsafe(value: Any) -> bool:
    match value:
        case Num(token):
            return re.fullmatch(r"-?\d+", token) is not None and abs(int(token)) > 2**53
        case dict():
            return any(map(_has_unsafe, value.values()))
        case list():
            return any(map(_has_unsafe, value))
        case _:
            return False


tricky = st.text('a"\\[]{},:0123456789', max_size=20)


@given(
    st.recursive(
        values | tricky, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(tricky, inner, max_size=3)
    )
)
def test_depth_and_integers_are_those_of_the_value(value: Any) -> None:
    token = write(value)
    assert depth(token) == _depth(value)
    assert has_unsafe_integer(token) == _has_unsafe(value)


@pytest.mark.parametrize("levels", [1, 63, 64, 65, 200, 100_000])
def test_very_deep_values_are_counted(levels: int) -> None:
    assert depth(b"[" * levels + b"]" * levels) == levels
    assert depth(b'{"a":' * levels + b'"]"' + b"}" * levels) == levels


@pytest.mark.parametrize(
    ("token", "is_unsafe"),
    [
        (b"9007199254740992", False),
        (b"9007199254740993", True),
        (b"-9007199254740993", True),
        (b"90071992547409930", True),
        (b"9" * 5000, True),
        (b"0.9007199254740993", False),
        (b"9007199254740993.0", False),
        (b"1e9007199254740993", False),
        (b"1e-9007199254740993", False),
        (b'"9007199254740993"', False),
        (b'["9007199254740993",9007199254740993]', True),
    ],
)
def test_unsafe_integers_are_detected(token: bytes, is_unsafe: bool) -> None:
    assert has_unsafe_integer(token) is is_unsafe


@pytest.mark.parametrize(
    ("token", "text"),
    [
        (b'"a\\u0000\\"b"', '"a\\u0000\\"b"'),
        ('"é\u202e"'.encode(), '"é\\u202e"'),
        (b'"\\ud800"', '"\\ud800"'),
        (b'"' + b"x" * 5_000_000 + b'"', '"' + "x" * 60 + '…"'),
        (b"18446744073709551617", "18446744073709551617"),
        (b"1.50", "1.50"),
        (b"null", "null"),
        (b'{"a":\n1}', '{"a":\\n1}'),
        (b"[" + b"1," * 100 + b"1]", "[" + "1," * 29 + "1…"),
    ],
)
def test_values_are_shown_short_and_without_control_characters(token: bytes, text: str) -> None:
    assert shown(token) == text


def test_the_text_of_a_string_is_that_of_the_parser() -> None:
    assert [text_of(each) for each in (b'"a"', b'"\\u0061\\n"', b'"\\ud800"', b'""')] == ["a", "a\n", "\ud800", ""]


SPELLINGS = [
    ("2026-01-02T03:04:05Z", "Z with seconds"),
    ("2026-01-02T03:04:05.1Z", "Z with milliseconds"),
    ("2026-01-02T03:04:05.123456Z", "Z with microseconds"),
    ("2026-01-02T03:04:05.123456789Z", "Z with nanoseconds"),
    ("2026-01-02T03:04:05.1234567891Z", "Z with more digits than nanoseconds"),
    ("2026-01-02T03:04:05+02:00", "offset with seconds"),
    ("2026-01-02T03:04:05+0200", "offset without colon with seconds"),
    ("2026-01-02T03:04:05-02", "offset without colon with seconds"),
    ("2026-01-02T03:04:05", "no offset with seconds"),
    ("2026-01-02 03:04:05.123", "no offset with milliseconds and a space"),
    ("2026-01-02t03:04:05z", "Z with seconds and lower case"),
    ("2026-01-02T03:04:05,5Z", "Z with milliseconds and a decimal comma"),
    ("1998-12-31T23:59:60Z", "Z with seconds and a leap second"),
    ("2026-02-30T03:04:05Z", "Z with seconds and no such time"),
    ("2026-01-02", "not a date-time"),
    ("yesterday", "not a date-time"),
    ("2026-01-02T03:04:0٣Z", "not a date-time"),
    ("", "not a date-time"),
]


@pytest.mark.parametrize(("text", "words"), SPELLINGS)
def test_time_representation_in_words(text: str, words: str) -> None:
    assert time_representation(text) == words


@given(times | local_times)
def test_fast_path_for_valid_times_gives_the_same_words(text: str) -> None:
    assert valid_time_representation(f'"{text}"'.encode()) == time_representation(text)
    assert "no such time" not in time_representation(text)


def test_formats_are_those_of_the_schemas() -> None:
    assert is_valid_time("2026-01-02T03:04:05Z", ["date-time"])
    assert not is_valid_time("2026-01-02T03:04:05", ["date-time"])
    assert is_valid_time("2026-01-02T03:04:05", ["date-time", "date-time-local"])
