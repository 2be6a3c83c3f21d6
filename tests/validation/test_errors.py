"""Exceptions are values with equality; their text has a line for each problem."""

import pickle

import pytest

import runbridge as rb
from runbridge.errors import NotRepresentable, RecordError, RunbridgeError, Unconvertible
from runbridge.problems import Problem
from tests.pipeline.sample_records import column_of, model

PROBLEM = Problem(code="missing-field", expected="`id`", line=2, column=3)


def test_record_errors_with_the_same_problems_are_equal() -> None:
    assert rb.InvalidRecord([PROBLEM]) == rb.InvalidRecord((PROBLEM,))
    assert {rb.InvalidRecord([PROBLEM]), rb.InvalidRecord([PROBLEM])} == {rb.InvalidRecord([PROBLEM])}
    assert rb.InvalidRecord([PROBLEM]) != rb.InvalidRecord([])
    assert rb.InvalidRecord([PROBLEM]) != Unconvertible([PROBLEM])
    assert rb.InvalidRecord([PROBLEM]) != PROBLEM


def test_the_text_has_a_line_for_each_problem() -> None:
    assert str(rb.InvalidRecord([PROBLEM, Problem(code="excessive-nesting")])) == (
        "2:3: missing-field the record is missing the field `id`\n1:1: excessive-nesting nested too deeply"
    )


def test_the_text_has_the_fix_of_each_problem_in_words() -> None:
    with pytest.raises(rb.InvalidRecord) as raised:
        rb.decode(model(status=5), rb.WorkflowRunModel)
    assert str(raised.value) == (
        f"1:{column_of('status', model(status=5))}: invalid-type `/status` must be a string, not the"
        " number 5; put quotes around it"
    )
    with pytest.raises(Unconvertible) as failed:
        rb.convert(model(user_id=None), "workflow-run", "workflow-run-model")
    # Not `--set`, which is an option of the command line.
    assert str(failed.value) == (
        "1:1: unfilled-field the record has no value for `userId`, a required field of workflow-run; give a value for"
        " `userId`"
    )


@pytest.mark.parametrize("kind", [rb.InvalidRecord, Unconvertible, NotRepresentable])
def test_an_error_survives_pickling(kind: type[RecordError]) -> None:
    error = pickle.loads(pickle.dumps(kind([PROBLEM])))
    assert error == kind([PROBLEM])
    assert error.problems == (PROBLEM,)


def test_one_base_class_catches_every_exception() -> None:
    for kind in (rb.InvalidRecord, Unconvertible, NotRepresentable, rb.UnknownFormat, rb.UsageError):
        assert issubclass(kind, RunbridgeError)
    assert issubclass(rb.UsageError, ValueError)
