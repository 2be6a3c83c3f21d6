"""The format of Airflow: what created a run is in two fields, and some runs have no user and no time of creation."""

import json
from typing import Any

import pytest

import runbridge as rb
from codegen.__main__ import ROOT
from runbridge.known_formats import FORMATS
from runbridge.laws.json_tokens import read_tokens as read

FORMAT, HUB = "airflow-dag-run", "workflow-run"
EXAMPLES = ROOT / "schemas" / "airflow_dag_run" / "examples"
GIVEN = {"workspaceId": "acme", "mode": "async"}
#: The fields of version 3.3.2 that version 3.0.6 does not have.
LATER = ("duration", "triggering_user_name", "dag_display_name", "partition_key", "partition_date")


def example(name: str) -> Any:
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))["record"]


def unfilled(name: str, given: dict[str, str]) -> list[str | None]:
    with pytest.raises(rb.Unconvertible) as caught:
        rb.convert(json.dumps(example(name)).encode(), HUB, set=given)
    return [problem.target for problem in caught.value.problems]


def test_nothing_is_invented() -> None:
    assert unfilled("success", {}) == ["workspaceId", "mode"]
    assert unfilled("success", {"workspaceId": "acme"}) == ["mode"]
    assert unfilled("scheduled", GIVEN) == ["userId"]
    assert unfilled("by-test", GIVEN) == ["createdAt"]


@pytest.mark.parametrize(
    ("run_type", "origin"),
    [
        *(("manual", "user"), ("backfill", "user"), ("asset_materialization", "user")),
        *(("scheduled", "event"), ("asset_triggered", "event"), ("operator_triggered", "workflow")),
    ],
)
def test_the_type_of_a_run_decides_where_nothing_says_what_created_it(run_type: str, origin: str) -> None:
    record = json.dumps({**example("success"), "triggered_by": None, "run_type": run_type}).encode()
    there = rb.convert(record, HUB, set=GIVEN)
    assert json.loads(there.data)["triggeredBy"] == origin
    assert read(rb.convert(there.data, FORMAT, set=GIVEN).data) == read(record)


def test_a_run_of_the_hub_has_the_least_that_a_dag_run_needs() -> None:
    hub = rb.convert(json.dumps(example("success")).encode(), HUB, residue="drop", set=GIVEN).data
    record = json.loads(rb.convert(hub, FORMAT, residue="drop").data)
    assert rb.validate(record, FORMAT, strict=True) == []
    assert record["run_after"] == record["queued_at"] == example("success")["queued_at"]
    assert (record["dag_display_name"], record["dag_versions"], record["logical_date"]) == ("make_wicks", [], None)


def test_records_of_version_3_0_are_tolerated() -> None:
    record = {name: value for name, value in example("success").items() if name not in LATER}
    for version in record["dag_versions"]:
        del version["dag_display_name"]
    data = json.dumps(record).encode()
    missing = [name for name in LATER if name != "dag_versions"]
    found = {problem.message for problem in rb.validate(data, FORMAT)}
    assert found >= {f"the record is missing the field `{name}`" for name in missing}
    assert rb.validate(data, FORMAT, profile="tolerant") == []
    given = {**GIVEN, "userId": "ada"}
    there = rb.convert(data, HUB, profile="tolerant", set=given)
    assert read(rb.convert(there.data, FORMAT, profile="tolerant", set=given).data) == read(data)


def test_a_model_has_every_required_field_of_an_object() -> None:
    record = example("success")
    del record["dag_versions"][0]["dag_display_name"]
    data = json.dumps(record).encode()
    assert rb.validate(data, FORMAT, profile="tolerant") == []
    with pytest.raises(rb.InvalidRecord) as caught:
        rb.decode(data, FORMATS[FORMAT].model, profile="tolerant")
    assert [*caught.value.problems] == rb.validate(data, FORMAT)


@pytest.mark.parametrize("inside", [False, True])
def test_null_for_a_required_field_of_a_model_is_a_problem(inside: bool) -> None:
    record = {**example("success"), "bundle_version": None}
    (record["dag_versions"][0] if inside else record)["dag_display_name"] = None
    data = json.dumps(record).encode()
    assert rb.validate(data, FORMAT, profile="tolerant") == []
    with pytest.raises(rb.InvalidRecord) as caught:
        rb.decode(data, FORMATS[FORMAT].model, profile="tolerant")
    assert [*caught.value.problems] == rb.validate(data, FORMAT)


@pytest.mark.parametrize("shown", ["make_wicks", "Make wicks"])
def test_a_field_that_is_made_of_a_dropped_one_is_dropped_with_it(shown: str) -> None:
    record = {**example("success"), "dag_id": "make_wicks", "dag_display_name": shown}
    done = rb.convert(record, "comfy-webhook-body", residue="drop", set=GIVEN)
    dropped = [loss.field for loss in done.losses if loss.kind == "dropped"]
    assert [dropped.count(name) for name in ("dag_id", "dag_display_name", "run_after", "dag_run_id")] == [1, 1, 1, 0]
    done = rb.convert(record, "mlflow-run", residue="drop", set=GIVEN)
    dropped = [loss.field for loss in done.losses if loss.kind == "dropped"]
    assert [dropped.count(name) for name in ("dag_id", "dag_display_name")] == [0, int(shown == "Make wicks")]
