"""NaN and infinities in models are errors: JSON has no such numbers."""

import json
from collections.abc import Callable
from math import inf, nan
from typing import Any

import pytest
from msgspec.structs import replace

import runbridge as rb
from tests.pipeline.sample_records import model, run

OUTPUT: dict[str, Any] = {
    "id": "o",
    "run_id": "run-1",
    "data": {"images": [{"url": "u", "type": "t", "filename": "f", "upload_duration": 0.5, "extra": 1}]},
    "node_meta": None,
    "created_at": "2026-01-02T03:04:05Z",
    "updated_at": "2026-01-02T03:04:05Z",
}
ONE = rb.decode(model(), rb.WorkflowRunModel)
TWO = rb.decode(run(), rb.WorkflowRun)

encodings = pytest.mark.parametrize("use", [rb.encode, rb.to_workflow_run])


def reported(use: Callable[[Any], object], value: object) -> list[str]:
    with pytest.raises(rb.NotRepresentable) as caught:
        use(value)
    return str(caught.value).splitlines()


def line(pointer: str, number: str) -> str:
    return f"unrepresentable-value `{pointer}` cannot be represented as a JSON number: the number {number}"


@encodings
@pytest.mark.parametrize("number", [nan, inf, -inf])
@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        (lambda number: {"duration": number}, "/duration"),
        (lambda number: {"run_duration": number}, "/run_duration"),
        (lambda number: {"progress": number}, "/progress"),
        (lambda number: {"workflow_inputs": number}, "/workflow_inputs"),
        (lambda number: {"workflow_inputs": {"a": [{"b/c": number}]}}, "/workflow_inputs/a/0/b~1c"),
        (lambda number: {"workflow_inputs": ["\ud800", number]}, "/workflow_inputs/1"),
        (lambda number: {"workflow_api": [10**30, number]}, "/workflow_api/1"),
        (lambda number: {"unknown": {"x": [number]}}, "/x/0"),
        (lambda number: {"unknown": {"(unknown)": number}}, "/(unknown)"),
        (lambda number: {"unknown": {"\ud800": number}}, "/\\ud800"),
        # pandas has NaN for a missing value, also in fields that are not numbers.
        (lambda number: {"gpu": number}, "/gpu"),
        (lambda number: {"status": number}, "/status"),
        (lambda number: {"number": number}, "/number"),
        (lambda number: {"outputs": number}, "/outputs"),
        (lambda number: {"unknown": number}, "/(unknown)"),
    ],
)
def test_nan_and_infinities_are_a_clear_error(
    use: Callable[[Any], object], number: float, changes: Callable[[float], dict[str, Any]], pointer: str
) -> None:
    assert reported(use, replace(ONE, **changes(number))) == [line(pointer, repr(number))]


@encodings
def test_all_of_them_are_reported_in_text_order(use: Callable[[Any], object]) -> None:
    one = rb.decode(model(outputs=[OUTPUT, OUTPUT], extra=[1.5]), rb.WorkflowRunModel)
    assert isinstance(one.outputs, list)
    assert isinstance(one.unknown, dict)
    item = one.outputs[1].data["images"][0]
    assert not isinstance(item, str | bool)
    one.outputs[1].data["images"][0] = replace(item, upload_duration=nan, unknown={"extra": inf})
    one.outputs[0] = replace(one.outputs[0], node_meta={"long": "x" * 5000, "m": nan})
    one.unknown["extra"].append(-inf)
    assert reported(use, replace(one, duration=nan)) == [
        line("/duration", "nan"),
        line("/outputs/0/node_meta/m", "nan"),
        line("/outputs/1/data/images/0/upload_duration", "nan"),
        line("/outputs/1/data/images/0/extra", "inf"),
        line("/extra/1", "-inf"),
    ]


@pytest.mark.parametrize("use", [rb.encode, rb.to_workflow_run_model])
@pytest.mark.parametrize("field", ["duration_ms", "input", "output", "error"])
def test_the_other_format_is_checked_alike(use: Callable[[Any], object], field: str) -> None:
    pointer = {"duration_ms": "/durationMs"}.get(field, f"/{field}")
    changes: dict[str, Any] = {field: nan}
    assert reported(use, replace(TWO, **changes)) == [line(pointer, "nan")]


def test_one_in_a_long_record_is_found() -> None:
    one = rb.decode(model(workflow_inputs="x" * 5000, outputs=[OUTPUT], note="null"), rb.WorkflowRunModel)
    assert json.loads(rb.encode(one))["note"] == "null"
    assert reported(rb.encode, replace(one, run_duration=inf)) == [line("/run_duration", "inf")]


def test_a_problem_is_data() -> None:
    with pytest.raises(rb.NotRepresentable) as caught:
        rb.encode(replace(ONE, duration=-inf))
    assert caught.value.problems == (
        rb.Problem(
            code="unrepresentable-value",
            pointer="/duration",
            expected="a JSON number",
            actual="the number -inf",
            line=0,
            column=0,
        ),
    )


def test_null_and_the_text_null_are_encoded() -> None:
    record = model(workflow_inputs=["null", None, {"null": "nan"}, "\u02ff\ufffd" * 2000], note=None, gpu="null")
    one = rb.decode(record, rb.WorkflowRunModel)
    assert json.loads(rb.encode(one)) == json.loads(record)
    assert json.loads(rb.encode(rb.to_workflow_run_model(rb.to_workflow_run(one)))) == json.loads(record)


def test_keys_that_are_not_text_are_encoded_like_msgspec() -> None:
    names: dict[Any, Any] = {1: "\ud800", "b": 2.5}
    assert json.loads(rb.encode(replace(ONE, unknown={"x": names})))["x"] == {"1": "\ud800", "b": 2.5}


def test_a_duration_with_too_many_digits_is_a_clear_error() -> None:
    one = rb.decode(model().replace(b'"duration":1.5', b'"duration":' + b"9" * 4300), rb.WorkflowRunModel)
    assert reported(rb.to_workflow_run, one) == [
        "unrepresentable-value the record cannot be represented as a Python float: the number " + "9" * 60 + "…"
    ]
    assert rb.encode(one).count(b"9") == 4300
