"""Problem details are a document of RFC 9457 that any JSON encoder writes and that is safe to show."""

import json

import pytest

import runbridge as rb
from tests.schemas.samples import MODEL, RUN, text, without


def test_one_problem() -> None:
    assert rb.problem_details(rb.validate(text(RUN, mode="Async"), RUN)) == {
        "type": "about:blank",
        "title": "Unprocessable Content",
        "status": 422,
        "detail": 'The record has 1 problem: `/mode` must be one of "sync", "async", not "Async".',
        "errors": [
            {
                "pointer": "#/mode",
                "code": "unknown-value",
                "message": '`/mode` must be one of "sync", "async", not "Async"',
                "fix": 'did you mean "async"?',
            }
        ],
    }


def test_an_exception_has_the_problems() -> None:
    data = without(MODEL, "gpu", "number")
    with pytest.raises(rb.InvalidRecord) as caught:
        rb.decode(data, rb.WorkflowRunModel)
    details = rb.problem_details(caught.value)
    assert details == rb.problem_details(rb.validate(data, MODEL))
    assert details["detail"] == "The record has 2 problems; the first is: the record is missing the field `gpu`."
    # A pointer to the record itself is the empty fragment.
    assert [error["pointer"] for error in details["errors"]] == ["#", "#"]


def test_a_problem_without_a_known_fix_has_no_fix() -> None:
    assert rb.problem_details([rb.Problem(code="excessive-nesting")])["errors"] == [
        {"pointer": "#", "code": "excessive-nesting", "message": "nested too deeply"}
    ]


def test_the_fields_of_the_document_are_arguments() -> None:
    details = rb.problem_details([], type="https://errors.example/run", title="Invalid run", status=400)
    assert details == {
        "type": "https://errors.example/run",
        "title": "Invalid run",
        "status": 400,
        "detail": "The record has no problems.",
        "errors": [],
    }


def test_errors_are_limited_and_detail_has_their_number() -> None:
    problems = [rb.Problem(code="unknown-field", pointer=f"/x{number}") for number in range(1500)]
    details = rb.problem_details(problems, max_errors=2)
    assert details["detail"] == "The record has 1,500 problems; the first is: `/x0` is not a field of the schema."
    assert [error["pointer"] for error in details["errors"]] == ["#/x0", "#/x1"]
    assert len(rb.problem_details(problems)["errors"]) == 100


@pytest.mark.parametrize(
    ("name", "fragment"),
    [
        ("a b", "#/a%20b"),
        ("a/b~c", "#/a~1b~0c"),
        ("100%", "#/100%25"),
        ("é", "#/%C3%A9"),
        ("#?", "#/%23?"),
        ("\x1b\ud800", "#/%1B%ED%A0%80"),
    ],
)
def test_a_pointer_is_a_uri_fragment(name: str, fragment: str) -> None:
    (problem,) = rb.validate(json.dumps({**json.loads(text(MODEL)), name: 1}), MODEL, strict=True)
    (error,) = rb.problem_details([problem])["errors"]
    assert error["pointer"] == fragment
    assert json.loads(json.dumps(error, ensure_ascii=False).encode()) == error


def test_no_text_is_about_the_command_line() -> None:
    data = without(MODEL, "gpu")[:-1] + b',"x":1,"x":2,"created_at":"2026-01-01T00:00:00"}'
    problems = rb.validate(data, MODEL, strict=True)
    assert {problem.code for problem in problems} == {
        *("missing-field", "unknown-field", "duplicate-field", "invalid-timestamp")
    }
    with pytest.raises(rb.Unconvertible) as caught:
        rb.convert(text(MODEL, user_id=None), RUN)
    details = json.dumps([rb.problem_details(problems), rb.problem_details(caught.value)])
    assert "--" not in details
    assert "runbridge" not in details
