"""The format of a record is detected from its fields, and never guessed."""

import json

import pytest

import runbridge as rb
from runbridge.record.read_record import detect
from tests.format_names import ALL_FORMATS, ANY_FORMAT
from tests.schemas.samples import FORMATS, MODEL, PROFILES, RECORDS, RUN, text, without

LEAST = {
    RUN: ("id", "workspaceId", "subjectId", "status", "mode", "triggeredBy", "userId", "createdAt", "updatedAt"),
    MODEL: ("id", "workflow_id", "origin", "status", "created_at", "updated_at", "number"),
}


@pytest.mark.parametrize("form", FORMATS)
def test_the_format_of_a_valid_record_is_detected(form: str) -> None:
    assert detect(text(form)).name == form
    for profile in PROFILES:
        for strict in (False, True):
            assert rb.validate(text(form), profile=profile, strict=strict) == []


@pytest.mark.parametrize("form", FORMATS)
def test_the_format_of_a_minimal_tolerant_record_is_detected(form: str) -> None:
    data = without(form, *(RECORDS[form].keys() - set(LEAST[form])))
    assert detect(data).name == form
    assert rb.validate(data, profile="tolerant") == []


@pytest.mark.parametrize("form", FORMATS)
def test_the_format_of_a_record_with_a_missing_field_is_detected(form: str) -> None:
    for name in RECORDS[form]:
        assert detect(without(form, name)).name == form


def test_the_format_of_a_record_with_lone_surrogates_is_detected() -> None:
    data = text(RUN, more=rb'{"\ud800":"\udc00"}')[:-1] + rb',"\ud800":1}'
    assert detect(data).name == RUN
    assert rb.validate(data) == []


@pytest.mark.parametrize("data", [b"{}", b'{"id":"x","status":"failed"}', b'{"createdAt":1}', b'{"\\ud800":1}'])
def test_a_record_of_no_format_is_an_error(data: bytes) -> None:
    with pytest.raises(rb.UnknownFormat) as caught:
        rb.validate(data)
    assert str(caught.value) == (f"the record's fields match no format ({ALL_FORMATS}); give the format")


def test_a_record_of_both_formats_is_an_error() -> None:
    with pytest.raises(rb.UnknownFormat) as caught:
        rb.validate(json.dumps({**RECORDS[RUN], **RECORDS[MODEL]}))
    assert str(caught.value) == "the record could be workflow-run or workflow-run-model; give the format"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"null", "the record must be an object, not null"),
        (b"5", "the record must be an object, not the number 5"),
        (b' "x"', 'the record must be an object, not "x"'),
        (b"[{}]", "the record must be an object, not an array of 1"),
        (b"9" * 5000, f"the record must be an object, not the number {'9' * 60}…"),
        (b"", "not JSON: expecting value"),
        (b" \n", "not JSON: expecting value"),
        (b"{", "not JSON: expecting property name enclosed in double quotes"),
        (b"{}{}", "not JSON: extra data"),
        (b"\xef\xbb\xbf{}", "not JSON: it starts with a byte order mark"),
        (b'{"id": }', "not JSON: expecting value"),
        (b"\xff", "not UTF-8: invalid start byte (byte 0xff)"),
        (b"NaN", "not JSON: NaN is not a JSON number"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_text_that_is_not_an_object_has_the_same_problem_with_and_without_a_format(data: bytes, message: str) -> None:
    problems = rb.validate(data)
    assert [problem.message for problem in problems] == [message]
    for form in FORMATS:
        assert rb.validate(data, form) == problems
    for use in (detect, lambda data: rb.convert(data, RUN), lambda data: rb.convert(data, RUN, MODEL)):
        with pytest.raises(rb.InvalidRecord) as caught:
            use(data)
        assert [*caught.value.problems] == problems
        assert rb.problem_details(caught.value) == rb.problem_details(problems)


def test_an_unknown_format_or_profile_is_a_usage_error() -> None:
    with pytest.raises(rb.UsageError) as caught:
        rb.validate(b"{}", "workflow")
    assert str(caught.value) == f"unknown format 'workflow'; choose {ANY_FORMAT}"
    with pytest.raises(rb.UsageError) as caught:
        rb.validate(b"{}", profile="lax")
    assert str(caught.value) == "unknown profile 'lax'; choose published or tolerant"
    assert isinstance(caught.value, ValueError)
