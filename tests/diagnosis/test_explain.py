"""The problems are those that jsonschema finds: one for each root cause, of the matching branch."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import runbridge as rb
from runbridge.problem_messages import pointer
from runbridge.reporters.text import advice_of
from tests.schemas import reference_validator
from tests.schemas.mutants import mutants
from tests.schemas.samples import FORMATS, MODEL, PROFILES, RECORDS, RUN, text, with_media, with_output

Found = set[tuple[str, str]]
both_formats = pytest.mark.parametrize("form", FORMATS)


def leaves(error: Any) -> Iterator[tuple[str, str]]:
    """The place and keyword of an error of jsonschema, and of all errors in its context."""
    place = pointer(error.absolute_path)
    if error.validator == "additionalProperties":
        for name in error.instance.keys() - error.schema["properties"].keys():
            yield f"{place}{pointer([name])}", error.validator
    else:
        yield place, error.validator
    for child in error.context:
        yield from leaves(child)


def theirs(record: Any, form: str, profile: str, *, strict: bool) -> tuple[Found, Found, set[str]]:
    """The errors of jsonschema outside of branches, those inside, and the places with branches."""
    outright, within, branching = set[tuple[str, str]](), set[tuple[str, str]](), set[str]()
    for error in reference_validator.validator(form, profile, strict).iter_errors(record):
        if error.validator == "anyOf":
            within |= set(leaves(error))
            branching.add(pointer(error.absolute_path))
        else:
            outright |= set(leaves(error))
    return outright, within, branching


def is_below(place: str, above: set[str]) -> bool:
    return any(place == each or place.startswith(f"{each}/") for each in above)


#: The problems of a record that is not compared with its schema.
UNREAD = ("invalid-json", "invalid-utf8", "excessive-nesting", "unexpected-format", "unknown-format")


def assert_same_places(data: bytes, form: str, profile: str, *, strict: bool) -> None:
    problems = rb.validate(data, form, profile=profile, strict=strict)
    if any(problem.code in UNREAD for problem in problems):
        return
    record = json.loads(data, parse_int=lambda digits: int(digits[:4000]))
    outright, within, branching = theirs(record, form, profile, strict=strict)
    ours = {(problem.pointer, problem.keyword) for problem in problems if problem.code != "duplicate-field"}
    # A value of a wrong type has no second problem that it is none of the choices.
    mistyped = {place for place, keyword in outright if keyword == "type"}
    outright = {each for each in outright if each[0] not in mistyped or each[1] == "type"}
    # A renamed field is a missing one; its other name is not reported as unknown.
    renamed = {
        f"{problem.pointer}{pointer([problem.fix.field])}"
        for problem in problems
        if problem.keyword == "required" and problem.fix is not None and problem.fix.kind == "rename"
    }
    outright = {each for each in outright if each != (each[0], "additionalProperties") or each[0] not in renamed}
    assert {each for each in ours if each not in within} == outright - within
    assert ours <= outright | within
    assert all(any(is_below(place, {branch}) for place, _ in ours) for branch in branching)


@given(form=st.sampled_from(FORMATS), profile=st.sampled_from(PROFILES), strict=st.booleans(), data=st.data())
def test_edited_records_have_the_reference_result(form: str, profile: str, strict: bool, data: st.DataObject) -> None:
    assert_same_places(data.draw(mutants(form)), form, profile, strict=strict)


@both_formats
@pytest.mark.parametrize("strict", [False, True])
def test_each_field_with_a_wrong_type_or_name(form: str, strict: bool) -> None:
    for name in RECORDS[form]:
        for value in (None, 1.5, True, "x", [], [1, {}, "x"], {}, {"a": [1, {}]}):
            assert_same_places(text(form, **{name: value}), form, "published", strict=strict)
        renamed = {f"x_{key}" if key == name else key: value for key, value in RECORDS[form].items()}
        assert_same_places(json.dumps(renamed).encode(), form, "published", strict=strict)


def test_the_error_is_that_of_the_matching_branch() -> None:
    data = with_media(url=None)
    outright, within, _ = theirs(json.loads(data), MODEL, "published", strict=False)
    place = "/outputs/0/data/images/0"
    assert outright == set()
    assert within == {(place, "anyOf"), (place, "type"), (f"{place}/url", "type")}
    assert [(each.pointer, each.keyword) for each in rb.validate(data, MODEL)] == [(f"{place}/url", "type")]


def test_a_value_that_matches_no_branch_is_the_error() -> None:
    (problem,) = rb.validate(with_output(data={"images": [5]}), MODEL)
    assert (problem.pointer, problem.keyword) == ("/outputs/0/data/images/0", "anyOf")


def test_a_wrong_type_is_reported_once() -> None:
    data = text(RUN, mode=5)
    assert theirs(json.loads(data), RUN, "published", strict=False)[0] == {("/mode", "type"), ("/mode", "enum")}
    assert [(each.pointer, each.keyword) for each in rb.validate(data, RUN)] == [("/mode", "type")]


def test_a_renamed_field_is_reported_once_at_its_name() -> None:
    record = {("workflowId" if name == "workflow_id" else name): value for name, value in RECORDS[MODEL].items()}
    data = json.dumps(record).encode()
    start = data.index(b'"workflowId"')
    expected = rb.Problem(
        code="missing-field",
        keyword="required",
        expected="`workflow_id`",
        fix=rb.Fix(kind="rename", field="workflowId", replacement="workflow_id"),
        line=1,
        column=start + 1,
        end_line=1,
        end_column=start + 1 + len('"workflowId"'),
        offset=start,
    )
    assert rb.validate(data, MODEL) == [expected]
    assert rb.validate(data, MODEL, strict=True) == [expected]


def test_two_missing_fields_do_not_share_a_rename() -> None:
    record = {name: value for name, value in RECORDS[RUN].items() if name not in ("startedAt", "createdAt")}
    problems = rb.validate(json.dumps({**record, "created_at": 1}).encode(), RUN)
    assert [(each.expected, advice_of(each)) for each in problems] == [
        (
            "`startedAt`",
            "add it: an RFC 3339 date-time with an offset, or null, or accept this with `--profile tolerant`",
        ),
        ("`createdAt`", "rename `created_at` to `createdAt`"),
    ]


@pytest.mark.parametrize(("form", "other"), [(RUN, MODEL), (MODEL, RUN)])
@pytest.mark.parametrize("strict", [False, True])
def test_a_record_of_the_other_format_is_one_problem(form: str, other: str, strict: bool) -> None:
    data = b" \n" + json.dumps({**RECORDS[other], "extra": "é"}).encode()
    assert rb.validate(data, form, strict=strict) == [
        rb.Problem(
            code="unexpected-format",
            keyword="required",
            expected=form,
            actual=other,
            fix=rb.Fix(kind="read-as", choices=(other,)),
            line=2,
            column=1,
            end_line=2,
            end_column=len(data) - 1,
            offset=2,
        )
    ]


@pytest.mark.parametrize("data", [b"{}", b'{"message": "not found"}', b'{"run": {"id": "1"}}', b" {}\n"])
@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("profile", PROFILES)
def test_an_object_without_any_field_is_one_problem(data: bytes, strict: bool, profile: str) -> None:
    (problem,) = rb.validate(data, MODEL, strict=strict, profile=profile)
    assert (problem.code, problem.keyword, problem.fix) == ("unknown-format", "required", None)
    assert problem.message == (
        "the record has no field of workflow-run-model, which requires `id`, `workflow_id`, `origin`, `status` and "
        f"{3 if profile == 'tolerant' else 21} more"
    )
    assert data[problem.offset :].strip() == data.strip()
    assert (problem.line, problem.end_column) == (1, len(data.rstrip()) + 1)


@pytest.mark.parametrize("data", [b'{"id": 1}', b'{"Work-Flow-Id": "1"}'])
def test_an_object_with_one_field_has_each_problem(data: bytes) -> None:
    codes = {problem.code for problem in rb.validate(data, MODEL)}
    assert codes <= {"missing-field", "invalid-type"}
    assert len(rb.validate(data, MODEL)) >= 25


@pytest.mark.parametrize(("data", "actual"), [(b"[]", "an array of 0"), (b"3", "the number 3"), (b"null", "null")])
def test_a_value_that_is_no_object_is_one_problem(data: bytes, actual: str) -> None:
    (problem,) = rb.validate(data, MODEL)
    assert (problem.code, problem.message) == ("invalid-type", f"the record must be an object, not {actual}")


def test_a_record_of_both_formats_is_validated_as_asked() -> None:
    data = json.dumps({**RECORDS[RUN], **RECORDS[MODEL]}).encode()
    assert [problem.code for problem in rb.validate(data, RUN)] == ["unknown-value"]
    assert rb.validate(data, MODEL) == []


def test_only_the_first_problems_have_fixes() -> None:
    problems = rb.validate(text(MODEL, outputs=[{"runId": "1"}] * 500), MODEL)
    fixes = [problem.fix for problem in problems if problem.fix is not None]
    assert (len(fixes), len(problems)) == (100, 500 * 6)
    assert rb.Fix(kind="rename", field="runId", replacement="run_id") in fixes


def test_only_the_first_unknown_fields_have_fixes() -> None:
    problems = rb.validate(text(RUN, **{f"x{number}": 1 for number in range(150)}), RUN, strict=True)
    assert [problem.code for problem in problems] == ["unknown-field"] * 150
    assert [problem.fix is not None for problem in problems] == [True] * 100 + [False] * 50


def test_no_tolerant_fix_among_too_many_problems() -> None:
    data = text(MODEL, ended_at="2026-01-01T00:00:00", outputs=[0] * 2000)
    assert advice_of(rb.validate(data, MODEL)[0]) == 'add the offset; write "2026-01-01T00:00:00Z" if it is UTC'
    data = text(MODEL, ended_at="2026-01-01T00:00:00", outputs=[0] * 9)
    assert advice_of(rb.validate(data, MODEL)[0]) == (
        'add the offset; write "2026-01-01T00:00:00Z" if it is UTC, or accept this with `--profile tolerant`'
    )
