"""A fix is right or marked as a guess; where none is known, there is none."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import runbridge as rb
from runbridge._runtime.times import is_time
from runbridge.diagnosis import hints
from runbridge.reporters.text import advice_of
from tests.format_names import fix_of_foreign_value
from tests.schemas.samples import MODEL, RUN, text, with_media, without

OR_TOLERANT = ", or accept this with `--profile tolerant`"


def advice(data: bytes, form: str, *, profile: str = "published", strict: bool = False) -> str:
    (problem,) = rb.validate(data, form, profile=profile, strict=strict)
    return advice_of(problem)


@pytest.mark.parametrize(
    ("form", "name", "value", "expected"),
    [
        (MODEL, "number", "12", "remove the quotes; write 12"),
        (MODEL, "number", "-0", "remove the quotes; write -0"),
        (MODEL, "number", "1e2", ""),
        (MODEL, "number", "012", ""),
        (MODEL, "number", "1" * 61, ""),
        (MODEL, "number", "", ""),
        (MODEL, "duration", "1.5e3", "remove the quotes; write 1.5e3"),
        (MODEL, "duration", "7", "remove the quotes; write 7"),
        (MODEL, "duration", "null", "remove the quotes; write null"),
        (MODEL, "duration", "true", ""),
        (MODEL, "duration", True, ""),
        (MODEL, "duration", [], ""),
        (MODEL, "is_realtime", "true", "remove the quotes; write true"),
        (MODEL, "is_realtime", "null", ""),
        (MODEL, "is_realtime", None, f"omit the field{OR_TOLERANT}"),
        (MODEL, "id", 12, "put quotes around it"),
        (MODEL, "id", 1.5, "put quotes around it"),
        (MODEL, "id", False, "put quotes around it"),
        (MODEL, "id", None, ""),
        (MODEL, "id", {}, ""),
        (MODEL, "created_at", 1741944413, 'a timestamp is a string like "2026-03-14T09:26:53Z"'),
        (RUN, "mode", 1, 'write one of "sync", "async"'),
        (RUN, "mode", None, 'write one of "sync", "async"'),
        (RUN, "mode", "SYNC", 'did you mean "sync"?'),
        (RUN, "mode", "a-sync", 'did you mean "async"?'),
        (RUN, "mode", "realtime", ""),
        (RUN, "mode", "", ""),
        (RUN, "mode", "sync" * 20, ""),
        (RUN, "status", "timed-out", 'did you mean "timed_out"?'),
        (RUN, "status", "timeout", fix_of_foreign_value("timeout", "timed_out")),
        (RUN, "status", "queued", fix_of_foreign_value("queued", "pending")),
        (RUN, "triggeredBy", "public-share", fix_of_foreign_value("public-share", "user")),
    ],
)
def test_fix_for_an_invalid_value(form: str, name: str, value: Any, expected: str) -> None:
    assert advice(text(form, **{name: value}), form) == expected


def test_fix_for_a_null_where_a_vocabulary_has_none() -> None:
    record = b'{"run_id":"r","experiment_id":"e","storage_state":null}'
    problems = [problem for problem in rb.validate(record, "kfp-run") if problem.pointer == "/storage_state"]
    assert [advice_of(problem) for problem in problems] == [f"omit the field{OR_TOLERANT}"]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("status", "pending", '"pending" is a value of workflow-run; write "not-started" or "queued"'),
        ("status", "completed", '"completed" is a value of workflow-run; write "success"'),
        ("status", "waiting", '"waiting" is a value of workflow-run'),
        ("gpu", "a100", 'did you mean "A100"?'),
        ("gpu", "TPU", ""),
    ],
)
def test_fix_for_an_unknown_word_with_strict(name: str, value: str, expected: str) -> None:
    assert advice(text(MODEL, **{name: value}), MODEL, strict=True) == expected


@pytest.mark.parametrize(
    ("data", "form", "expected"),
    [
        (without(MODEL, "id"), MODEL, "add it: a string"),
        (without(MODEL, "number"), MODEL, "add it: an integer"),
        (without(MODEL, "gpu"), MODEL, f"add it: a string or null{OR_TOLERANT}"),
        (without(MODEL, "workflow_inputs"), MODEL, f"add it: any JSON value{OR_TOLERANT}"),
        (without(MODEL, "created_at"), MODEL, "add it: an RFC 3339 date-time with an offset"),
        (without(RUN, "startedAt"), RUN, f"add it: an RFC 3339 date-time with an offset, or null{OR_TOLERANT}"),
        (without(RUN, "mode"), RUN, 'add it: one of "sync", "async"'),
    ],
)
def test_fix_for_a_missing_field(data: bytes, form: str, expected: str) -> None:
    assert advice(data, form) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("progress_", "did you mean `progress`?"),
        ("Queued-At", "did you mean `queued_at`?"),
        ("batch_id", "remove it, or accept this without `--strict`"),
        ("p" * 61, "remove it, or accept this without `--strict`"),
        ("", "remove it, or accept this without `--strict`"),
    ],
)
def test_fix_for_an_unknown_field(name: str, expected: str) -> None:
    data = without(MODEL, "progress", "queued_at")[:-1] + f',"{name}":0.5}}'.encode()
    assert advice(data, MODEL, strict=True) == expected


def test_a_name_in_use_is_not_suggested() -> None:
    data = text(MODEL, progres=1)
    assert advice(data, MODEL, strict=True) == "remove it, or accept this without `--strict`"


LIKE = 'write it like "2026-03-14T09:26:53Z"'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-03-14 09:26:53Z", 'write "2026-03-14T09:26:53Z"'),
        ("2026-03-14  09:26:53.5 +01:00", 'write "2026-03-14T09:26:53.5+01:00"'),
        ("2026-03-14T09:26:53+0100", 'write "2026-03-14T09:26:53+01:00"'),
        ("2026-03-14T09:26:53-08", 'write "2026-03-14T09:26:53-08:00"'),
        ("2026-03-14T09:26:53 GMT", 'write "2026-03-14T09:26:53Z"'),
        ("\t2026-03-14T09:26:53Z\n", 'write "2026-03-14T09:26:53Z"'),
        ("2026-03-14 09:26:53", 'write "2026-03-14T09:26:53Z" if it is UTC'),
        ("2026-03-14T09:26:53", f'add the offset; write "2026-03-14T09:26:53Z" if it is UTC{OR_TOLERANT}'),
        ("2026-03-14", 'add the time of day; write "2026-03-14T00:00:00Z" if the day starts in UTC'),
        ("2026-02-30T00:00:00Z", "there is no day 2026-02-30"),
        ("0000-02-30", "there is no day 0000-02-30"),
        ("0000-02-29", 'add the time of day; write "0000-02-29T00:00:00Z" if the day starts in UTC'),
        ("2026-00-01", "there is no day 2026-00-01"),
        ("2026-03-14T24:00:00Z", "hours are 00 to 23"),
        ("2026-03-14t09:60:00Z", "minutes are 00 to 59"),
        ("2026-03-14T09:26:60Z", "second 60 is valid only as 23:59:60 UTC"),
        ("2026-03-14T09:26:99Z", "seconds are 00 to 59"),
        ("2026-03-14T09:26Z", "add the seconds"),
        ("2026-03-14T09:26:5٣Z", "a timestamp has ASCII characters only"),
        ("2026-03-14T09:26:53+25:00", LIKE),
        ("yesterday", LIKE),
        ("", LIKE),
        ("2026-03-14T09:26:53Z" + " " * 50, ""),
    ],
)
def test_fix_for_an_invalid_timestamp(value: str, expected: str) -> None:
    assert advice(text(RUN, createdAt=value), RUN) == expected


def test_no_fix_suggests_the_profile_in_use() -> None:
    assert advice(text(RUN, createdAt="2026-03-14 09:26:53"), RUN, profile="tolerant") == (
        'write "2026-03-14T09:26:53Z" if it is UTC'
    )
    assert advice(with_media(url=None), MODEL, profile="tolerant") == ""


@given(
    st.text("0123456789-:T Z+.", max_size=30) | st.from_regex(r"2026-\d\d-\d\d[T ]\d\d:\d\d:\d\d(Z| ?[+-]\d\d:?\d\d)?")
)
def test_a_suggested_timestamp_is_valid(value: str) -> None:
    fix = hints.of_time(value, tolerated=False)
    if fix is not None and fix.replacement:
        assert is_time(json.loads(fix.replacement))


def test_renamed_fields_are_found_once_within_limits() -> None:
    known = ["alpha_one", "alpha_two"]
    assert hints.renamed(known, ["alphaTwo", "alphaOne"], known) == {"alpha_one": "alphaOne", "alpha_two": "alphaTwo"}
    assert hints.renamed(known, ["alpha_one"], known) == {}
    assert hints.renamed(["alpha_one"], ["x" * 61, *map(str, range(48)), "alphaOne"], known) == {
        "alpha_one": "alphaOne"
    }
    assert hints.renamed(["alpha_one"], [*map(str, range(50)), "alphaOne"], known) == {}


def test_names_in_fixes_are_escaped() -> None:
    assert hints.of_rename("alpha", "al\x1bpha").text == "rename `al\\u001bpha` to `alpha`"
    assert hints.of_rename("alpha", "alphas").text == "rename `alphas` to `alpha` if they are the same field"
