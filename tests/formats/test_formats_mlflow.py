"""The format of MLflow: no field is required, everything is in objects, and one number is sent as text."""

import json
from typing import Any

import pytest

import runbridge as rb
from codegen.__main__ import ROOT
from runbridge.known_formats import FORMATS
from runbridge.laws.json_tokens import read_tokens as read
from runbridge.reporters.text import text_of
from tests.formats.test_formats_recordings import FOLDER, recordings

FORMAT, HUB = "mlflow-run", "workflow-run"
EXAMPLES = ROOT / "schemas" / "mlflow_run" / "examples"
GIVEN = {"workspaceId": "lantern", "mode": "async", "triggeredBy": "user"}
has_recordings = pytest.mark.skipif(not FOLDER.exists(), reason="the recordings are not here")


def example(name: str) -> Any:
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))["record"]


def to_hub(record: Any) -> Any:
    return json.loads(rb.convert(json.dumps(record).encode(), HUB, FORMAT, set=GIVEN).data)


def back(hub: Any) -> Any:
    done: Any = json.loads(rb.convert(json.dumps(hub).encode(), FORMAT, HUB, set=GIVEN).data)
    # What an edit is made into may be in a residue.
    return {name: value for name, value in done.items() if name != "_residue"}


def test_nothing_is_invented() -> None:
    record = b'{"info": {"artifact_uri": "s3://bucket", "lifecycle_stage": "active"}}'
    values = {**GIVEN, "id": "r1", "subjectId": "7", "userId": "ada"}
    with pytest.raises(rb.Unconvertible) as caught:
        rb.convert(record, HUB)
    asked = [problem.target for problem in caught.value.problems]
    assert sorted(asked) == sorted([*values, "createdAt", "updatedAt"])
    given = {name: values.get(name, "2026-09-10T00:30:00Z") for name in asked}
    done = rb.convert(record, HUB, set=given)
    assert read(rb.convert(done.data, FORMAT, set=given).data) == read(record)


def test_an_edited_user_is_written_into_its_tag() -> None:
    record = example("finished")
    hub = {**to_hub(record), "userId": "joan"}
    record["data"]["tags"][0]["value"] = "joan"
    assert back(hub) == record


def test_an_edited_user_of_a_record_without_the_tag_becomes_one() -> None:
    record = example("failed")
    hub = {**to_hub(record), "userId": "joan"}
    record["data"]["tags"].append({"key": "mlflow.user", "value": "joan"})
    assert back(hub) == record


@pytest.mark.parametrize(
    ("edited", "params"),
    [
        ([{"key": "lr", "value": "1"}], [{"key": "lr", "value": "1"}]),
        # Parameters are texts.
        ([{"key": "lr", "value": 1}], None),
        ({"lr": "1"}, None),
    ],
)
def test_an_edited_input_becomes_the_parameters_if_it_can(edited: Any, params: Any) -> None:
    record = example("finished")
    hub = {**to_hub(record), "input": edited}
    del record["data"]["params"]
    expected = record if params is None else {**record, "data": {**record["data"], "params": params}}
    assert back(hub) == expected


def test_a_metric_that_is_not_a_number_is_a_text_under_the_tolerant_profile_only() -> None:
    record = json.dumps(example("not_a_number")).encode()
    assert rb.validate(record, FORMAT, profile="tolerant", strict=True) == []
    (problem,) = rb.validate(record, FORMAT)
    assert text_of(problem) == (
        '`/data/metrics/0/value` must be a number, not "NaN"; write a number, or accept this with `--profile tolerant`'
    )
    other = record.replace(b'"NaN"', b'"none"')
    assert [each.pointer for each in rb.validate(other, FORMAT, profile="tolerant")] == ["/data/metrics/0/value"]


def test_a_model_has_no_text_for_a_number() -> None:
    record = json.dumps(example("not_a_number")).encode()
    with pytest.raises(rb.InvalidRecord) as caught:
        rb.decode(record, FORMATS[FORMAT].model, profile="tolerant")
    assert [*caught.value.problems] == rb.validate(record, FORMAT)


@has_recordings
def test_recordings_are_valid_as_published_except_for_numbers_that_are_none() -> None:
    for record in recordings(FORMAT):
        numbers = [each["value"] for each in json.loads(record)["data"].get("metrics", [])]
        assert len(rb.validate(record, FORMAT)) == numbers.count("NaN")
