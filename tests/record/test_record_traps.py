"""Known traps of msgspec and of the json module, and what runbridge does about each."""

import json
import sys
from datetime import datetime
from typing import Any

import msgspec
import pytest
from msgspec import Raw

import runbridge as rb
from tests.schemas.samples import MODEL, RUN, text, with_media


class OneTime(msgspec.Struct):
    at: str


def problems(data: bytes, form: str = RUN, **options: Any) -> list[str]:
    return [f"{each.code} {each.message}" for each in rb.validate(data, form, **options)]


def test_invalid_utf8_is_refused_although_raw_allows_it() -> None:
    assert bytes(msgspec.json.decode(b'["\xff"]', type=list[Raw])[0]) == b'"\xff"'
    assert problems(text(RUN, input=b'"\xff"')) == ["invalid-utf8 not UTF-8: invalid start byte (byte 0xff)"]
    assert problems(text(RUN, more=b'{"\xc3": 1}')) == ["invalid-utf8 not UTF-8: invalid continuation byte (byte 0xc3)"]


def test_raw_or_none_takes_only_null_so_opaque_fields_are_raw() -> None:
    assert msgspec.json.decode(b"null", type=Raw | None) is None
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b"1", type=Raw | None)
    for value in (b"null", b"1", b"{}", b'"x"'):
        assert problems(text(RUN, input=value, output=value)) == []


@pytest.mark.parametrize("time", ["2026-05-01T08:00:00", "2026-05-01 08:00:00Z", "2026-05-01T08:00:00+0000"])
def test_timestamps_that_are_not_rfc_3339_are_refused(time: str) -> None:
    assert msgspec.convert(time, datetime).day == 1
    assert problems(text(RUN, createdAt=time)) == [
        f'invalid-timestamp `/createdAt` must be an RFC 3339 date-time with an offset, not "{time}"'
    ]


def test_leap_seconds_are_valid_although_datetime_refuses_them() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert("2016-12-31T23:59:60Z", datetime)
    assert problems(text(RUN, createdAt="2016-12-31T23:59:60Z")) == []


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (b'"failed"', b'"paused"', []),
        (b"7", b'"paused"', []),
        (b'"paused"', b"7", ["invalid-type `/status` must be a string, not the number 7"]),
    ],
)
def test_the_last_of_repeated_fields_counts(first: bytes, last: bytes, expected: list[str]) -> None:
    assert msgspec.json.decode(b'{"at":"1","at":"2"}', type=OneTime) == OneTime("2")
    data = text(RUN, status=first)[:-1] + b',"status":' + last + b"}"
    assert problems(data) == expected


def test_a_repeated_field_may_be_written_with_escapes() -> None:
    data = text(RUN)[:-1] + b',"st\\u0061tus":null}'
    assert problems(data) == ["invalid-type `/status` must be a string, not null"]
    assert problems(data, strict=True) == [
        "duplicate-field the record has the field `status` more than once",
        "invalid-type `/status` must be a string, not null",
    ]


@pytest.mark.parametrize("number", [b"1.0", b"1e2", b"-0", b"-0.0", b"10.00e-1", b"1e400", b"0e-400", b"9" * 5000])
def test_integers_written_as_fractions_are_valid(number: bytes) -> None:
    if number != b"-0":
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(number, type=int)
    assert problems(text(MODEL, number=number), MODEL) == []


@pytest.mark.parametrize(
    "number", [b"1.5", b"1e-1", b"1e-400", b"9007199254740993.5", b"0.99999999999999999999", b"true", b'"1"', b"null"]
)
def test_numbers_that_are_not_integers_are_refused(number: bytes) -> None:
    assert [each.code for each in rb.validate(text(MODEL, number=number), MODEL)] == ["invalid-type"]


def test_deep_nesting_is_a_problem_and_no_recursion_error() -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    with pytest.raises(RecursionError):
        msgspec.json.decode(deep, type=Raw)
    assert not issubclass(RecursionError, msgspec.DecodeError)
    assert problems(text(RUN, input=deep)) == ["excessive-nesting nested too deeply"]


def test_names_of_unknown_fields_are_escaped_in_messages() -> None:
    class Closed(msgspec.Struct, forbid_unknown_fields=True):
        pass

    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.json.decode(b'{"\xe2\x80\xae":1}', type=Closed)
    assert "\u202e" in str(caught.value)
    assert problems(text(RUN, **{"\u202e\x1b[2J": 1}), strict=True) == [
        r"unknown-field `/\u202e\u001b[2J` is not a field of the schema"
    ]


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_nan_and_infinities_are_refused(constant: str) -> None:
    json.loads(constant)
    data = text(RUN, error='not NaN, Infinity or \\" -Infinity', durationMs=constant.encode())
    start = data.index(b'Ms":') + 4
    problem = rb.Problem(
        code="invalid-json",
        expected=f"{constant} is not a JSON number",
        fix=rb.Fix(kind="edit", note="use null for a number that does not exist"),
        line=1,
        column=start + 1,
        end_line=1,
        end_column=start + 1 + len(constant),
        offset=start,
    )
    assert rb.validate(data, RUN) == [problem]
    assert problem.message == f"not JSON: {constant} is not a JSON number"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32-be"])
def test_encodings_other_than_utf8_are_refused(encoding: str) -> None:
    data = text(RUN).decode().encode(encoding)
    assert json.loads(data)["id"] == "run_2"
    assert [each.code for each in rb.validate(data, RUN)] in (["invalid-utf8"], ["invalid-json"])


def test_integers_of_more_than_4300_digits_are_handled() -> None:
    long = b"1" + b"0" * 5000
    with pytest.raises(ValueError, match="4300"):
        json.loads(long)
    with pytest.raises(ValueError, match="4300"):
        str(10**5000)
    assert problems(text(MODEL, number=long, duration=b"-" + long), MODEL) == []
    # jsonschema prints the value that it refuses, alone and inside another.
    assert problems(text(MODEL, id=long, outputs=b'{"1":[-' + long + b"]}"), MODEL) == [
        f"invalid-type `/id` must be a string, not the number 1{'0' * 59}…",
        "invalid-type `/outputs` must be an array, not an object of 1",
    ]


def test_a_lower_limit_on_digits_is_handled() -> None:
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(sys.int_info.str_digits_check_threshold)
    try:
        assert problems(text(MODEL, number=b"7" * 700), MODEL) == []
        assert [each.code for each in rb.validate(text(MODEL, id=b"7" * 700), MODEL)] == ["invalid-type"]
    finally:
        sys.set_int_max_str_digits(limit)


def test_numbers_that_msgspec_calls_out_of_range_are_valid() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b"1e400", type=float)
    assert problems(with_media(upload_duration=b"1e400"), MODEL) == []


def test_text_with_a_lone_surrogate_is_valid() -> None:
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(rb'"\ud800"', type=str)
    assert problems(text(RUN, id=rb'"\ud800"', more=rb'{"\udfff":1}')) == []
