"""The format of Kubeflow Pipelines: JSON of protobuf, where nothing is required and nothing may be null."""

import json
from typing import Any

import pytest

import runbridge as rb
from codegen.__main__ import ROOT
from runbridge.laws.json_tokens import read_tokens as read
from tests.formats.test_formats_recordings import FOLDER, recordings

FORMAT, HUB = "kfp-run", "workflow-run"
EXAMPLES = ROOT / "schemas" / "kfp_run" / "examples"
GIVEN = {"mode": "async", "triggeredBy": "user", "userId": "ada", "updatedAt": "2026-05-12T08:30:00Z"}
has_recordings = pytest.mark.skipif(not FOLDER.exists(), reason="the recordings are not here")


def example(name: str) -> Any:
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))["record"]


def to_hub(record: Any, state: str | None = None, **given: str) -> Any:
    """The record of the hub; `state` is what becomes of a missing one."""
    mapped = {"state": {"null": state}} if state else None
    return json.loads(rb.convert(json.dumps(record).encode(), HUB, FORMAT, set={**GIVEN, **given}, map=mapped).data)


def back(hub: Any) -> Any:
    done: Any = json.loads(rb.convert(json.dumps(hub).encode(), FORMAT, HUB, set=GIVEN).data)
    # What an edit is made into may be in a residue.
    return {name: value for name, value in done.items() if name != "_residue"}


def test_a_run_that_could_not_be_read_has_its_error_and_no_more() -> None:
    """The API answers with the identity and the error of such a run; its format has to be named."""
    record = {"run_id": "r1", "error": {"code": 5, "message": "not found"}}
    given = {"workspaceId": "e1", "subjectId": "p1", "createdAt": "2026-05-12T08:15:30Z"}
    for name in given:
        with pytest.raises(rb.Unconvertible) as caught:
            to_hub(record, "failed", **{each: value for each, value in given.items() if each != name})
        assert [problem.target for problem in caught.value.problems] == [name]
    with pytest.raises(rb.Unconvertible) as unmapped:
        to_hub(record, **given)
    assert str(unmapped.value) == (
        "1:1: unmapped-value the record has the value null for `state`, which has no counterpart in workflow-run; give"
        " its counterpart: pending or running or waiting or completed or failed or timed_out or cancelled or paused"
    )
    there = to_hub(record, "failed", **given)
    assert (there["error"], there["status"]) == ("not found", "failed")
    options: Any = {"set": {**GIVEN, **given}, "map": {"state": {"null": "failed"}}}
    done = rb.convert(json.dumps(there).encode(), FORMAT, HUB, **options)
    assert read(done.data) == read(json.dumps(record).encode())


def test_a_message_without_text_is_no_error() -> None:
    record = {**example("succeeded"), "error": {"code": 0, "message": "", "details": []}}
    there = to_hub(record)
    assert there["error"] is None
    assert back(there) == record


def test_an_edited_start_is_written_into_the_history() -> None:
    record = example("running")
    there = {**to_hub(record), "startedAt": "2026-05-12T08:16:00Z"}
    record["state_history"][1]["update_time"] = "2026-05-12T08:16:00Z"
    assert back(there) == record


def test_a_start_that_is_added_is_a_state_in_the_history() -> None:
    record = example("pending")
    there = {**to_hub(record), "startedAt": "2026-05-12T08:16:00Z"}
    record["state_history"].append({"state": "RUNNING", "update_time": "2026-05-12T08:16:00Z"})
    assert back(there) == record


def test_an_edited_input_becomes_the_parameters_if_it_is_an_object() -> None:
    record = example("running")
    there = to_hub(record)
    assert back({**there, "input": {"rows": 4}})["runtime_config"] == {
        "parameters": {"rows": 4},
        "pipeline_root": record["runtime_config"]["pipeline_root"],
    }
    assert back({**there, "input": [4]})["runtime_config"] == {
        "pipeline_root": record["runtime_config"]["pipeline_root"]
    }


def test_the_fields_that_a_server_writes_without_a_value_are_valid_under_the_tolerant_profile_only() -> None:
    record = json.dumps(example("unpopulated")).encode()
    assert rb.validate(record, FORMAT, profile="tolerant", strict=True) == []
    pointers = [problem.pointer for problem in rb.validate(record, FORMAT)]
    assert pointers == ["/runtime_config", "/error", "/run_details"]


@has_recordings
def test_recordings_are_valid_as_published_except_for_nulls() -> None:
    for record in recordings(FORMAT):
        nulls = [f"/{name}" for name, value in json.loads(record).items() if value is None]
        assert sorted(problem.pointer for problem in rb.validate(record, FORMAT)) == sorted(nulls)
