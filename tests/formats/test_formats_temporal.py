"""The format of Temporal: an identity inside of an object, three forms of a status, fields that may all be missing."""

import json
from typing import Any

import pytest

import runbridge as rb
from codegen.__main__ import ROOT
from runbridge.laws.json_tokens import read_tokens as read
from runbridge.options import ConvertOptions
from runbridge.record.convert import choose_converter, make_converters
from runbridge.reporters.text import advice_of

FORMAT, HUB = "temporal-workflow-execution", "workflow-run"
EXAMPLES = ROOT / "schemas" / "temporal_workflow_execution" / "examples"
GIVEN = {"workspaceId": "lighthouse", "mode": "async", "triggeredBy": "event", "userId": "ada"}
STATUSES: Any = json.loads((EXAMPLES.parent / "schema.json").read_text(encoding="utf-8"))["properties"]["status"]
UNSPECIFIED = "WORKFLOW_EXECUTION_STATUS_UNSPECIFIED"
TIME, NO_TIME = "2026-05-02T08:20:00Z", "0001-01-01T00:00:00Z"


def record_of(name: str, **changes: Any) -> dict[str, Any]:
    return {**json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))["record"], **changes}


def there_and_back(record: dict[str, Any], **given: str) -> dict[str, Any]:
    """The record of the hub, after a check that the record comes back from it as it was."""
    data = json.dumps(record).encode()
    options: Any = {"profile": "tolerant", "set": {**GIVEN, **given}, "map": {"status": {UNSPECIFIED: "pending"}}}
    there = rb.convert(data, HUB, FORMAT, **options).data
    assert read(rb.convert(there, FORMAT, **options).data) == read(data)
    return {**json.loads(there)}


def edited(record: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The record after changes of its record of the hub."""
    there = there_and_back(record, updatedAt=TIME)
    back = rb.convert(
        json.dumps({**there, **changes}).encode(), FORMAT, residue="drop", set=GIVEN, profile="tolerant"
    ).data
    return {**json.loads(back)}


def needed(record: dict[str, Any], **given: str) -> str:
    """The message about the first value that the record of the hub needs and that is not there."""
    with pytest.raises(rb.Unconvertible) as caught:
        rb.convert(json.dumps(record).encode(), HUB, profile="tolerant", set=given)
    (problem,) = caught.value.problems
    return problem.message


def test_nothing_is_invented() -> None:
    for name in (*GIVEN, "updatedAt"):
        given = {each: value for each, value in {**GIVEN, "updatedAt": TIME}.items() if each != name}
        message = f"the record has no value for `{name}`, a required field of workflow-run"
        assert needed(record_of("running"), **given) == message


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"status": UNSPECIFIED}, f'1:{{}}: unmapped-value `/status` has the value "{UNSPECIFIED}", which'),
        ({"status": "Unspecified"}, f'1:{{}}: unmapped-value `/status` has the value "{UNSPECIFIED}", which'),
        ({}, "1:1: unmapped-value the record has the value null for `status`, which"),
        ({"status": None}, "1:{}: unmapped-value `/status` has the value null, which"),
    ],
)
def test_an_execution_without_a_status_needs_one(changes: Any, message: str) -> None:
    record = record_of("completed")
    del record["status"]
    data = json.dumps({**record, **changes})
    with pytest.raises(rb.Unconvertible) as caught:
        rb.convert(data, HUB, FORMAT, profile="tolerant", set=GIVEN)
    column = data.find(": ", data.find('"status"')) + 3
    words = ("pending", "running", "waiting", "paused", "completed", "failed", "cancelled", "timed_out")
    advice = f"give its counterpart: {' or '.join(words)}"
    assert str(caught.value) == f"{message.format(column)} has no counterpart in {HUB}; {advice}"


@pytest.mark.parametrize("status", STATUSES["enum"])
def test_the_texts_and_numbers_of_a_status_are_one_status(status: str) -> None:
    expected = there_and_back(record_of("completed", status=status))
    for alias in STATUSES["x-aliases"][status]:
        record = record_of("completed", status=alias)
        assert rb.validate(json.dumps(record).encode(), FORMAT) != []
        assert there_and_back(record)["status"] == expected["status"]


@pytest.mark.parametrize("status", STATUSES["x-aliases"])
def test_the_problem_of_an_alias_has_the_published_value(status: str) -> None:
    for alias in STATUSES["x-aliases"][status]:
        (problem,) = rb.validate(record_of("completed", status=alias), FORMAT)
        assert advice_of(problem) == f'write "{status}", or accept this with `--profile tolerant`'
    assert [advice_of(each) for each in rb.validate(record_of("completed", status=True), FORMAT)] != [
        advice_of(each) for each in rb.validate(record_of("completed", status=1), FORMAT)
    ]


def test_the_number_of_a_status_is_that_of_the_enum() -> None:
    """In protobuf; the names of it that are not in camel case are those that the schema has."""
    for number, status in enumerate(STATUSES["enum"]):
        short, other = STATUSES["x-aliases"][status]
        assert other == number
        assert short.lower() == status.removeprefix("WORKFLOW_EXECUTION_STATUS_").replace("_", "").lower()


def test_an_edited_status_is_written_as_published() -> None:
    back = edited(record_of("ui_running"), status="failed")
    assert back == record_of("ui_running", status="WORKFLOW_EXECUTION_STATUS_FAILED")


@pytest.mark.parametrize(("field", "counterpart"), [("closeTime", "completedAt"), ("executionTime", "startedAt")])
def test_the_year_one_stands_for_no_time(field: str, counterpart: str) -> None:
    record = record_of("completed", **{field: NO_TIME})
    assert there_and_back(record, updatedAt=TIME)[counterpart] is None


def test_a_closed_execution_was_last_updated_when_it_was_closed() -> None:
    record = record_of("completed")
    assert there_and_back(record)["updatedAt"] == record["closeTime"]


def test_an_edited_parent_is_written_into_its_object() -> None:
    record = record_of("canceled")
    parent = {**record["parentExecution"], "runId": "another"}
    assert edited(record, parentRunId="another") == {**record, "parentExecution": parent}


def test_an_execution_without_a_parent_gets_one_by_an_edit() -> None:
    assert edited(record_of("ui_running"), parentRunId="another")["parentExecution"] == {"runId": "another"}


def test_an_edited_duration_is_written_in_seconds() -> None:
    record = record_of("timed_out")
    assert edited(record, durationMs=1500)["executionDuration"] == "1.5s"


def test_a_list_of_the_command_line_is_kept_and_needs_its_identity() -> None:
    """It has the names of protobuf, which the schema does not know."""
    record = {
        "execution": {"workflow_id": "123", "run_id": "5d0c0001"},
        "type": {"name": "LightWorkflow"},
        "start_time": "2023-04-15T06:42:31.191137Z",
        "status": 1,
        "memo": {},
    }
    message = "the record has no value for `{}`, a required field of workflow-run"
    assert needed(record, **GIVEN, createdAt=TIME, updatedAt=TIME) == message.format("id")
    assert needed(record, **GIVEN, id="5d0c0001", updatedAt=TIME) == message.format("createdAt")
    hub = there_and_back(record, id="5d0c0001", createdAt=TIME, updatedAt=TIME)
    assert (hub["id"], hub["status"], hub["createdAt"]) == ("5d0c0001", "running", TIME)


@pytest.mark.parametrize(("target", "code"), [(HUB, "unknown-format"), ("workflow-run-model", "unexpected-format")])
def test_a_record_of_another_format_is_not_of_one_that_requires_nothing(target: str, code: str) -> None:
    record = {"unknown": 1} if target == HUB else {"machine_id": None, "gpu_event_id": None, "machine_version": None}
    converters = make_converters(ConvertOptions(target=target))
    assert FORMAT in converters
    with pytest.raises(rb.InvalidRecord) as caught:
        choose_converter(converters, json.dumps(record).encode())
    assert [problem.code for problem in caught.value.problems] == [code]
    choose_converter({FORMAT: converters[FORMAT]}, json.dumps(record).encode())
