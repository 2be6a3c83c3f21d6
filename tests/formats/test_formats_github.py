"""The format of GitHub Actions: two fields for a status, values at paths, and recordings from before it got fields."""

import json
from pathlib import Path
from typing import Any

import pytest

import runbridge as rb
from codegen.__main__ import ROOT
from runbridge.known_formats import FORMATS
from runbridge.laws.json_tokens import read_tokens as read

FORMAT, HUB, MODEL = "github-workflow-run", "workflow-run", "workflow-run-model"
FOLDER = ROOT / "schemas" / "github_workflow_run"
EXAMPLES = sorted((FOLDER / "examples").glob("*.json"))
GIVEN = {"mode": "async"}
#: These are not part of this repository.
RECORDINGS = ROOT.parent / "shared" / "formats" / "github_workflow_run" / "examples" / "examples.ndjson"
has_recordings = pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings of GitHub are not here")


def example(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))["record"]


def lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines()


def record_of(path: Path) -> bytes:
    return json.dumps(example(path)).encode()


def test_nothing_is_invented() -> None:
    with pytest.raises(rb.Unconvertible) as caught:
        rb.convert(record_of(EXAMPLES[0]), HUB)
    assert [problem.message for problem in caught.value.problems] == [
        "the record has no value for `mode`, a required field of workflow-run"
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


def test_a_completed_run_without_a_conclusion_needs_a_counterpart() -> None:
    record = json.dumps({**example(EXAMPLES[0]), "status": "completed", "conclusion": None}).encode()
    with pytest.raises(rb.Unconvertible) as caught:
        rb.convert(record, HUB, set=GIVEN)
    (problem,) = caught.value.problems
    assert problem.message == '`/status` has the value "completed+null", which has no counterpart in workflow-run'
    given: Any = {"set": GIVEN, "map": {"status+conclusion": {"completed+null": "failed"}}}
    there = rb.convert(record, HUB, **given).data
    assert json.loads(there)["status"] == "failed"
    assert read(rb.convert(there, FORMAT, **given).data) == read(record)


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


def test_an_identity_that_is_no_integer_is_reported() -> None:
    hub = json.loads(rb.convert(record_of(EXAMPLES[0]), HUB, set=GIVEN).data)
    with pytest.raises(rb.Unconvertible) as caught:
        rb.convert(json.dumps({**hub, "id": "run-7"}).encode(), FORMAT)
    assert [problem.message for problem in caught.value.problems] == [
        '`/id` cannot be represented as an integer: "run-7"'
    ]


def test_a_field_that_was_missing_stays_missing_whatever_is_set() -> None:
    record = example(EXAMPLES[0])
    del record["path"]
    there = rb.convert(json.dumps(record).encode(), HUB, profile="tolerant", set=GIVEN)
    back = rb.convert(there.data, FORMAT, profile="tolerant", set={**GIVEN, "path": "given"})
    assert json.loads(back.data) == record


def test_models_convert_by_way_of_their_text() -> None:
    run: Any = rb.decode(record_of(EXAMPLES[0]), FORMATS[FORMAT].model)
    there = rb.to_workflow_run(run, set=GIVEN)
    assert there.status == "waiting"


@has_recordings
def test_recordings_are_valid_except_for_fields_that_the_service_got_later() -> None:
    later = json.loads((ROOT / "schemas" / "github_workflow_run" / "tolerant.json").read_text(encoding="utf-8"))[
        "missing"
    ]
    for line in lines(RECORDINGS):
        assert rb.validate(line, FORMAT, profile="tolerant", strict=True) == []
        missing = [f"the record is missing the field `{name}`" for name in later if f'"{name}"'.encode() not in line]
        assert sorted(problem.message for problem in rb.validate(line, FORMAT)) == sorted(missing)


@has_recordings
def test_recordings_come_back_from_models_as_they_were() -> None:
    model = FORMATS[FORMAT].model
    for line in lines(RECORDINGS):
        if not rb.validate(line, FORMAT):
            assert json.loads(rb.encode(rb.decode(line, model))) == json.loads(line)
            continue
        with pytest.raises(rb.InvalidRecord) as caught:
            rb.decode(line, model, profile="tolerant")
        assert list(caught.value.problems) == rb.validate(line, FORMAT)


@has_recordings
def test_our_records_have_the_fields_of_recordings_in_their_order() -> None:
    newest = json.loads(lines(RECORDINGS)[-1])
    for path in EXAMPLES:
        record = json.loads(path.read_text(encoding="utf-8"))["record"]
        assert [*record] == [*newest]
        assert [*record["repository"]] == [*newest["repository"]]
        assert [*record["actor"]] == [*newest["actor"]]
        assert [*record["repository"]["owner"]] == [*newest["repository"]["owner"]]


@pytest.mark.parametrize("number", ["9007199254740993", "-0", "12345678901234567890"])
def test_an_identity_that_no_double_holds_comes_back_without_a_residue(number: str) -> None:
    record = {**example(EXAMPLES[0]), "id": 1}
    text = json.dumps(record, separators=(",", ":")).replace('"id":1,', f'"id":{number},', 1).encode()
    there = rb.convert(text, HUB, FORMAT, set=GIVEN)
    assert "id" not in there.approximated
    assert rb.convert(there.data, FORMAT, HUB, set=GIVEN).data == text


@pytest.mark.parametrize("status", [None, "queued", "in_progress"])
@pytest.mark.parametrize(
    ("conclusion", "wanted"), [("failure", "failed"), ("cancelled", "cancelled"), ("success", "completed")]
)
def test_a_conclusion_decides_whatever_the_status_is(status: str | None, conclusion: str, wanted: str) -> None:
    record = {**example(EXAMPLES[0]), "status": status, "conclusion": conclusion}
    there = rb.convert(json.dumps(record), HUB, FORMAT, set=GIVEN)
    assert read(there.data)["status"] == wanted
    assert json.loads(rb.convert(there.data, FORMAT, HUB, set=GIVEN).data) == record


@pytest.mark.parametrize(("event", "pointer"), [("push", "/conclusion"), ("no such event", "/event")])
def test_an_unknown_conclusion_of_a_run_without_status_has_its_place(event: str, pointer: str) -> None:
    record = {**example(EXAMPLES[0]), "conclusion": "imploded" if event == "push" else None, "event": event}
    del record["status"]
    text = json.dumps(record)
    with pytest.raises(rb.Unconvertible) as caught:
        rb.convert(text, HUB, FORMAT, set=GIVEN, profile="tolerant")
    (problem,) = caught.value.problems
    value = json.dumps(record[pointer[1:]])
    assert (problem.code, problem.pointer, problem.offset) == ("unmapped-value", pointer, text.index(value))


def test_the_problem_of_a_converted_identity_shows_the_value_that_cannot_be_converted() -> None:
    model = json.loads(rb.convert(record_of(EXAMPLES[0]), "workflow-run-model", residue="drop", set=GIVEN).data)
    with pytest.raises(rb.Unconvertible) as caught:
        rb.convert(model, FORMAT)
    subject = f'"wfl_{model["workflow_id"]}" of `workflow-run.subjectId`'
    of_subject = f"`/workflow_id` cannot be represented as an integer: {subject}"
    assert [problem.message for problem in caught.value.problems] == [of_subject]
    with pytest.raises(rb.Unconvertible) as caught:
        rb.convert({**model, "id": "x"}, FORMAT)
    assert [problem.message for problem in caught.value.problems] == [
        '`/id` cannot be represented as an integer: "x"',
        of_subject,
    ]
