"""Residues of several conversions in one record: each conversion back finds its own, wherever it stands."""

import json
from typing import Any

import pytest

import runbridge as rb
from codegen.__main__ import ROOT
from runbridge.options import ResidueMode

AIRFLOW, MODEL, HUB = "airflow-dag-run", "workflow-run-model", "workflow-run"
WEBHOOK = "comfy-webhook-body"
EXAMPLE = json.loads((ROOT / "schemas/airflow_dag_run/examples/success.json").read_text(encoding="utf-8"))
RECORD, GIVEN = EXAMPLE["record"], EXAMPLE["set"]
#: What Airflow requires and the hub does not have, too.
FOR_AIRFLOW = {**GIVEN, "run_after": "2026-11-29T00:00:00Z"}
modes = pytest.mark.parametrize("residue", ["embed", "text"])


def hop(record: dict[str, Any], to: str, from_: str, residue: ResidueMode) -> dict[str, Any]:
    done = rb.convert(json.dumps(record), to, from_, set=GIVEN if AIRFLOW in (to, from_) else None, residue=residue)
    assert [loss for loss in done.losses if loss.kind not in ("defaulted",)] == []
    return json.loads(done.data)  # type: ignore[no-any-return]  # a record


def by_way_of_the_model(hub: dict[str, Any], residue: ResidueMode, **changes: Any) -> dict[str, Any]:
    """A record of the hub that was a model in between, which someone changed."""
    return hop({**hop(hub, MODEL, HUB, residue), **changes}, HUB, MODEL, residue)


@modes
def test_a_displaced_residue_is_found_again(residue: ResidueMode) -> None:
    hub = by_way_of_the_model(hop(RECORD, HUB, AIRFLOW, residue), residue, gpu="A10G")
    assert "displaced" in json.dumps(hub["_residue"])
    back = hop(hub, AIRFLOW, HUB, residue)
    assert {name: back[name] for name in RECORD} == RECORD
    assert [*back] == [*RECORD, "_residue"]
    # The residue of the model is carried on, and found when its turn comes.
    assert hop(hop(back, HUB, AIRFLOW, residue), MODEL, HUB, residue)["gpu"] == "A10G"


@modes
def test_it_is_found_behind_several_others(residue: ResidueMode) -> None:
    hub = hop(RECORD, HUB, AIRFLOW, residue)
    hub = by_way_of_the_model(hub, residue, gpu="A10G")
    hub = by_way_of_the_model(hub, residue, gpu="H100", unknown=1)
    back = hop(hub, AIRFLOW, HUB, residue)
    assert {name: back[name] for name in RECORD} == RECORD
    model = hop(hop(back, HUB, AIRFLOW, residue), MODEL, HUB, residue)
    assert (model["gpu"], model["unknown"]) == ("H100", 1)


@modes
def test_it_is_found_behind_those_of_two_formats(residue: ResidueMode) -> None:
    hub = by_way_of_the_model(hop(RECORD, HUB, AIRFLOW, residue), residue, gpu="A10G")
    body = {**json.loads(rb.convert(json.dumps(hub), WEBHOOK, HUB, residue=residue).data), "live_status": "late"}
    hub = json.loads(rb.convert(json.dumps(body), HUB, WEBHOOK, residue=residue, set=GIVEN).data)
    back = hop(hub, AIRFLOW, HUB, residue)
    assert {name: back[name] for name in RECORD} == RECORD
    again = hop(back, HUB, AIRFLOW, residue)
    assert hop(again, MODEL, HUB, residue)["gpu"] == "A10G"
    assert json.loads(rb.convert(json.dumps(again), WEBHOOK, HUB, residue=residue).data)["live_status"] == "late"


@modes
def test_data_that_was_there_before_stays(residue: ResidueMode) -> None:
    record = {**RECORD, "_residue": {"note": "mine"}}
    hub = by_way_of_the_model(hop(record, HUB, AIRFLOW, residue), residue, gpu="A10G")
    assert {name: value for name, value in hop(hub, AIRFLOW, HUB, residue).items() if name != "_residue"} == RECORD
    assert "mine" in json.dumps(hop(hub, AIRFLOW, HUB, residue)["_residue"])


@modes
def test_one_of_another_run_stays_where_it_is(residue: ResidueMode) -> None:
    hub = by_way_of_the_model(hop(RECORD, HUB, AIRFLOW, residue), residue, gpu="A10G")
    done = rb.convert(json.dumps({**hub, "id": "other"}), AIRFLOW, HUB, set=FOR_AIRFLOW, residue=residue)
    reasons = [loss.message for loss in done.losses if loss.kind == "ignored"]
    assert reasons == ["`_residue` in the residue is ignored: it belongs to another run"]
    back = json.loads(done.data)
    assert (back["dag_run_id"], "displaced" in json.dumps(back["_residue"])) == ("other", True)


@modes
def test_other_data_with_that_name_is_no_residue(residue: ResidueMode) -> None:
    record = {**RECORD, "_residue": {"displaced": {"note": "mine"}}}
    assert hop(hop(record, HUB, AIRFLOW, residue), AIRFLOW, HUB, residue) == record


def test_it_is_found_behind_many_others_and_these_keep_their_order() -> None:
    hub = hop(RECORD, HUB, AIRFLOW, "embed")
    for number in range(200):
        other = {"of": MODEL, "bridge": f"{MODEL}/1", "id": hub["id"], "own": {"number": number}}
        hub = {**hub, "_residue": {**other, "displaced": hub["_residue"]}}
    back = hop(hub, AIRFLOW, HUB, "embed")
    assert {name: back[name] for name in RECORD} == RECORD
    found, numbers = back["_residue"]["own"]["_residue"], list[int]()
    while found is not None:
        numbers.append(found["own"]["number"])
        found = found.get("displaced")
    assert numbers == [*reversed(range(200))]


def test_data_in_the_place_of_a_residue_is_the_last_unknown_field() -> None:
    there = hop(RECORD | {"first": 1, "_residue": [], "last": 2}, HUB, AIRFLOW, "embed")
    assert [*there["_residue"]["own"]][-3:] == ["first", "last", "_residue"]
    again = hop(hop(there, AIRFLOW, HUB, "embed"), HUB, AIRFLOW, "embed")
    assert json.dumps(again) == json.dumps(there)
