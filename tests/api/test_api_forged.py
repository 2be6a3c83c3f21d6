"""Residues with impossible values, in models and in bytes, and the helpers that check them."""

import json
from typing import Any

import pytest
from msgspec import UNSET, Raw

import runbridge as rb
from runbridge._runtime import NULL
from runbridge._runtime import wire_helpers as wire
from runbridge._runtime.conversion import MissingOption
from tests.pipeline.sample_records import MODEL, RUN, model, run

LATE: dict[str, Any] = {
    "id": "o",
    "run_id": "run-1",
    "data": {},
    "node_meta": None,
    "created_at": "1998-12-31T23:59:60Z",
    "updated_at": "2026-01-02T03:04:05Z",
}
OUT_OF_REACH = "1e" + "1" * 4001


def residue(**parts: Any) -> dict[str, Any]:
    return {"of": RUN, "bridge": "1", "id": "run-1", **parts}


@pytest.mark.parametrize(
    ("duration", "via"),
    [
        (1.5, {"was": True, "saw": 1.5}),
        (1.5, {"was": "1500", "saw": 1.5}),
        (1.5, {"was": [1500], "saw": 1.5}),
        (1.5, {"was": 1501, "saw": 1.5}),
        (1.5, {"was": 1500.25, "saw": 1.6}),
        (None, {"was": 1500, "saw": None}),
    ],
)
def test_a_duration_is_restored_only_when_the_rule_sends_it_there(duration: float | None, via: dict[str, Any]) -> None:
    record = model(duration=duration, _residue=residue(via={"durationMs": via}))
    expected = None if duration is None else 1500
    assert rb.to_workflow_run(rb.decode(record, rb.WorkflowRunModel)).duration_ms == expected
    assert json.loads(rb.convert(record, RUN).data)["durationMs"] == expected


def test_a_number_out_of_range_in_a_residue_is_not_restored() -> None:
    forged = json.dumps(residue(via={"durationMs": {"was": "X", "saw": 1.5}})).replace('"X"', OUT_OF_REACH)
    done = rb.convert(model(_residue="Y").replace(b'"Y"', forged.encode()), RUN)
    assert json.loads(done.data)["durationMs"] == 1500
    assert done.losses == (
        rb.Loss(
            kind="ignored",
            field="durationMs",
            reason="it was changed, or --set or --map gave it and must be given again",
        ),
    )


def test_outputs_with_unrepresentable_times_come_back() -> None:
    one = rb.decode(run(output=[LATE]), rb.WorkflowRun)
    two = rb.to_workflow_run_model(one)
    assert two.outputs is UNSET
    assert rb.to_workflow_run(two) == one
    assert json.loads(rb.convert(run(output=[LATE]), MODEL).data)["outputs"] == [LATE]


@pytest.mark.parametrize(
    ("raw", "integer", "nothing"),
    [
        (b"1", True, False),
        (b"-10", True, False),
        (b"1.0", False, False),
        (b"1e2", False, False),
        (b"1E2", False, False),
        (b'"1"', False, False),
        (b"true", False, False),
        (b"null", False, True),
    ],
)
def test_only_raw_integers_are_integers(raw: bytes, integer: bool, nothing: bool) -> None:
    assert wire.is_integer(Raw(raw)) is integer
    assert wire.is_integer_or_null(Raw(raw)) is (integer or nothing)


@pytest.mark.parametrize(("value", "is_null"), [(None, True), (UNSET, False), (0, False), ("", False), ([], False)])
def test_null_is_recognized_raw_or_not(value: object, is_null: bool) -> None:
    assert wire.is_null(value) is is_null
    assert wire.is_null(NULL)


def test_the_exception_says_which_option_is_missing() -> None:
    needed = MissingOption("map", "status", "x")
    assert (needed.option, needed.member, needed.value) == ("map", "status", "x")
    assert needed.args == ("map", "status", "x")
