"""Examples of every status and conclusion: each becomes the expected record of the hub, and comes back as it was."""

import json
from pathlib import Path
from typing import Any

import pytest

import runbridge as rb
from codegen.__main__ import ROOT
from runbridge.known_formats import FORMATS
from runbridge.laws.json_tokens import read_tokens as read

FORMAT, HUB, MODEL = "github-workflow-run", "workflow-run", "workflow-run-model"
EXAMPLES = sorted((ROOT / "schemas" / "github_workflow_run" / "examples").glob("*.json"))
GIVEN = {"mode": "async"}
#: What a completed run becomes, by its conclusion, and a run that is not completed, by its status.
STATUSES = {
    "requested": "pending",
    "pending": "pending",
    "queued": "pending",
    "in_progress": "running",
    "waiting": "waiting",
    "success": "completed",
    "neutral": "completed",
    "skipped": "completed",
    "failure": "failed",
    "startup_failure": "failed",
    "cancelled": "cancelled",
    "stale": "cancelled",
    "timed_out": "timed_out",
    "action_required": "waiting",
}
TRIGGERS = {"workflow_dispatch": "user", "workflow_run": "workflow"}
each_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)


def example(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))["record"]


def record_of(path: Path) -> bytes:
    return json.dumps(example(path)).encode()


@each_example
def test_an_example_becomes_the_expected_hub_record(path: Path) -> None:
    record = example(path)
    done = rb.convert(record_of(path), HUB, residue="drop", set=GIVEN)
    assert json.loads(done.data) == {
        "id": str(record["id"]),
        "workspaceId": record["repository"]["owner"]["login"],
        "subjectId": str(record["workflow_id"]),
        "status": STATUSES[record["conclusion"] or record["status"]],
        "mode": "async",
        "triggeredBy": TRIGGERS.get(record["event"], "event"),
        "userId": record["actor"]["login"],
        "createdAt": record["created_at"],
        "updatedAt": record["updated_at"],
        "startedAt": record["run_started_at"],
        **dict.fromkeys(["parentRunId", "input", "output", "error", "cfWorkflowId", "durationMs", "completedAt"]),
    }


@each_example
@pytest.mark.parametrize("target", [HUB, MODEL])
def test_an_example_comes_back_as_it_was(path: Path, target: str) -> None:
    there = rb.convert(record_of(path), target, set=GIVEN)
    assert read(rb.convert(there.data, FORMAT, set=GIVEN).data) == read(record_of(path))


def test_there_is_an_example_for_every_status_and_conclusion() -> None:
    records = [example(path) for path in EXAMPLES]
    assert {record["conclusion"] or record["status"] for record in records} == set(STATUSES)


def test_nothing_is_invented() -> None:
    with pytest.raises(rb.Unconvertible) as caught:
        rb.convert(record_of(EXAMPLES[0]), HUB)
    assert [problem.message for problem in caught.value.problems] == [
        "the record has no value for `mode`, a required field of the target"
    ]


def test_an_unknown_conclusion_needs_a_counterpart() -> None:
    record = {**example(EXAMPLES[0]), "status": "completed", "conclusion": "imploded"}
    with pytest.raises(rb.Unconvertible) as caught:
        rb.convert(json.dumps(record).encode(), HUB, set=GIVEN)
    (problem,) = caught.value.problems
    assert (problem.code, problem.pointer) == ("unmapped-value", "/status")
    assert problem.message == '`/status` has the value "completed+imploded", which has no counterpart in workflow-run'
    given: Any = {"set": GIVEN, "map": {"status+conclusion": {"completed+imploded": "failed"}}}
    there = rb.convert(json.dumps(record).encode(), HUB, **given)
    assert json.loads(there.data)["status"] == "failed"
    assert read(rb.convert(there.data, FORMAT, **given).data) == read(json.dumps(record).encode())


def test_an_edited_user_is_written_into_the_actor() -> None:
    there = json.loads(rb.convert(record_of(EXAMPLES[0]), HUB, set=GIVEN).data)
    there["userId"] = "someone-else"
    back = json.loads(rb.convert(json.dumps(there).encode(), FORMAT, set=GIVEN).data)
    expected = example(EXAMPLES[0])
    expected["actor"]["login"] = "someone-else"
    assert back == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", 'the record cannot be represented as the JSON value of `repository`: "{"'),
        (
            '{"owner":{"login":5}}',
            "the record cannot be represented as `repository` of github-workflow-run: an object of 1",
        ),
    ],
)
def test_an_option_for_an_object_is_checked(text: str, message: str) -> None:
    hub = rb.convert(record_of(EXAMPLES[0]), HUB, residue="drop", set=GIVEN).data
    with pytest.raises(rb.Unconvertible) as caught:
        rb.convert(hub, FORMAT, set={**GIVEN, "repository": text})
    assert [problem.message for problem in caught.value.problems] == [message]


def test_models_convert_by_way_of_their_text() -> None:
    run: Any = rb.decode(record_of(EXAMPLES[0]), FORMATS[FORMAT].model)
    there = rb.to_workflow_run(run, set=GIVEN)
    assert there.status == STATUSES[EXAMPLES[0].stem]
