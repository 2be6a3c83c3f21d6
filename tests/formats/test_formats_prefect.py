"""The format of Prefect: names of states are free, and some of its numbers differ at each read."""

import json
from typing import Any

import pytest

import runbridge as rb
from codegen.__main__ import ROOT
from runbridge.laws.json_tokens import read_tokens as read

FORMAT, HUB = "prefect-flow-run", "workflow-run"
EXAMPLES = ROOT / "schemas" / "prefect_flow_run" / "examples"
GIVEN = {"workspaceId": "acme", "userId": "ada", "mode": "async", "triggeredBy": "event"}


def example(name: str) -> Any:
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))["record"]


def converted(record: Any) -> Any:
    return json.loads(rb.convert(json.dumps(record).encode(), HUB, set=GIVEN).data)


@pytest.mark.parametrize("name", GIVEN)
def test_nothing_is_invented(name: str) -> None:
    given = {each: value for each, value in GIVEN.items() if each != name}
    with pytest.raises(rb.Unconvertible) as caught:
        rb.convert(json.dumps(example("completes")).encode(), HUB, set=given)
    assert [problem.target for problem in caught.value.problems] == [name]


@pytest.mark.parametrize(
    ("kind", "name", "status"),
    [
        *(("FAILED", "TimedOut", "timed_out"), ("FAILED", "TriggerFailed", "failed"), ("FAILED", None, "failed")),
        *(("FAILED", "(other)", "failed"), ("COMPLETED", "TimedOut", "completed"), ("COMPLETED", "", "completed")),
        (None, None, "pending"),
    ],
)
def test_names_of_states_are_free(kind: str | None, name: str | None, status: str) -> None:
    record = {**example("completes"), "state_type": kind, "state_name": name}
    there = converted(record)
    assert there["status"] == status
    back = rb.convert(json.dumps(there).encode(), FORMAT, set=GIVEN)
    assert read(back.data) == read(json.dumps(record))


def test_an_edited_status_has_the_name_that_the_service_gives() -> None:
    there = {**converted(example("made-up")), "status": "timed_out"}
    back = json.loads(rb.convert(json.dumps(there).encode(), FORMAT, set=GIVEN).data)
    assert (back["state_type"], back["state_name"]) == ("FAILED", "TimedOut")


def test_a_name_without_a_type_needs_a_counterpart() -> None:
    record = json.dumps({**example("fails"), "state_type": None}).encode()
    with pytest.raises(rb.Unconvertible) as caught:
        rb.convert(record, HUB, set=GIVEN)
    assert [problem.message for problem in caught.value.problems] == [
        '`/state_type` has the value "null+Failed", which has no counterpart in workflow-run'
    ]
    for value in ("null+Failed", "null+(other)"):
        options: Any = {"set": GIVEN, "map": {"state_type+state_name": {value: "failed"}}}
        there = rb.convert(record, HUB, **options).data
        assert json.loads(there)["status"] == "failed"
        assert read(rb.convert(there, FORMAT, **options).data) == read(record)


def test_no_other_name_needs_a_counterpart() -> None:
    with pytest.raises(rb.UsageError) as caught:
        rb.convert(
            json.dumps(example("made-up")).encode(),
            HUB,
            FORMAT,
            map={"state_type+state_name": {"COMPLETED+Dimmed": "failed"}},
        )
    assert (
        str(caught.value)
        == "state_type+state_name:COMPLETED+Dimmed cannot be mapped; choose null+TimedOut, null+(other)"
    )


def test_the_duration_is_that_from_start_to_end() -> None:
    """`total_run_time` is 0.0 while a run goes on, and leaves out the waiting between retries."""
    assert converted(example("completes"))["durationMs"] == 1479.652
    assert converted(example("running"))["durationMs"] is None
    assert example("running")["total_run_time"] == 0.0


def test_a_run_of_the_hub_becomes_the_least_that_a_flow_run_has() -> None:
    hub = rb.convert(json.dumps(example("completes")).encode(), HUB, residue="drop", set=GIVEN).data
    record = json.loads(rb.convert(hub, FORMAT, residue="drop").data)
    assert rb.validate(record, FORMAT, strict=True) == []
    assert {name: value for name, value in example("completes").items() if name in record} == record
