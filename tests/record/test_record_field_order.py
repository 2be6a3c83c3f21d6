"""The order of the fields of a record: it comes back, whatever tools do to the order on the way."""

import json
from pathlib import Path
from typing import Any

import pytest

import runbridge as rb
from codegen.__main__ import ROOT
from tests.arrow.command_line import converted
from tests.pipeline.sample_records import MODEL, RUN

GITHUB = "github-workflow-run"
EXAMPLE = json.loads((ROOT / "schemas/github_workflow_run/examples/success.json").read_text(encoding="utf-8"))
#: What the hub requires and the service does not have.
GIVEN = EXAMPLE["set"]


def compact(record: dict[str, Any]) -> str:
    return json.dumps(record, separators=(",", ":"))


def there(record: dict[str, Any], to: str = RUN, **options: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(rb.convert(compact(record), to, GITHUB, set=GIVEN, **options).data)
    return found


def back(record: dict[str, Any], from_: str = RUN) -> str:
    return rb.convert(compact(record), GITHUB, from_, set=GIVEN).data.decode()


def in_schema_order(record: dict[str, Any]) -> dict[str, Any]:
    """The record as a conversion without an order writes it."""
    residue = there(record)["_residue"]
    del residue["order"]
    usual: dict[str, Any] = json.loads(back({**there(record), "_residue": residue}))
    return usual


def test_the_residue_has_an_order_only_where_it_is_not_the_usual_one() -> None:
    record = EXAMPLE["record"]
    assert there(record)["_residue"]["order"] == [*record]
    usual = in_schema_order(record)
    assert (usual == record, [*usual] == [*record]) == (True, False)
    assert "order" not in there(usual)["_residue"]
    with_unknown = {**usual, "first": 1, "second": 2}
    assert "order" not in there(with_unknown)["_residue"]
    assert back(there(with_unknown)) == compact(with_unknown)


@pytest.mark.parametrize("to", [RUN, MODEL])
@pytest.mark.parametrize("residue", ["embed", "text"])
def test_fields_come_back_in_their_order(to: str, residue: str) -> None:
    record = {"unknown": 1, **dict(reversed(EXAMPLE["record"].items())), "another": {}}
    assert back(there(record, to, residue=residue), to) == compact(record)


def test_a_hub_record_that_a_tool_sorted_brings_back_the_same_record() -> None:
    record = EXAMPLE["record"]
    assert back(dict(sorted(there(record).items()))) == compact(record)


def test_fields_that_are_new_come_last_and_missing_ones_are_left_out() -> None:
    record = {name: value for name, value in reversed(EXAMPLE["record"].items()) if name != "run_started_at"}
    hub = there(record)
    again = json.loads(back({**hub, "startedAt": "2026-05-12T08:15:30Z", "note": "x"}))
    assert [*again] == [*record, "run_started_at", "_residue"]
    del hub["_residue"]["own"]["name"]
    assert [*json.loads(back(hub))] == [name for name in record if name != "name"]


def test_nulls_that_a_tool_adds_to_the_order_are_ignored() -> None:
    record = EXAMPLE["record"]
    hub = there(record)
    hub["_residue"] |= {"order": [None, *hub["_residue"]["order"], None], "absent": None}
    assert back(hub) == compact(record)


def test_a_bridge_without_order_ignores_one(tmp_path: Path) -> None:
    model = json.loads((ROOT / "schemas/workflow_run_model/examples/success.json").read_text(encoding="utf-8"))
    hub = json.loads(rb.convert(compact(model["record"]), RUN).data)
    assert "order" not in hub["_residue"]
    plain = rb.convert(compact(hub), MODEL).data
    hub["_residue"]["order"] = sorted(model["record"])
    line = compact(hub).encode()
    assert rb.convert(line, MODEL).data == plain
    # Many records are converted as a batch.
    assert {result.value for result in converted([line] * 50, tmp_path, to=MODEL)} == {plain}
