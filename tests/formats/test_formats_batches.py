"""Many records of a service convert to the bytes of each one alone, there and back, also with unknown fields."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import runbridge as rb
from runbridge.options import ConvertOptions
from runbridge.record.batch import convert_lines
from runbridge.record.convert import make_converter
from runbridge.tables.export import export_file
from tests.formats.test_formats_examples import HUB, WITH_HUB, example, format_of, options_of

PATHS = {format_of(path): path for path in WITH_HUB}
EXTRA: tuple[Any, ...] = ({}, {"extra": 1.5, "é": None}, {"x": {"a": None}, "extra": []}, {"unknown_0": 1, "class": {}})


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("residue", ["embed", "text"])
def test_a_batch_has_the_bytes_of_single_records(name: str, residue: Any) -> None:
    options = options_of(PATHS[name])
    record = example(PATHS[name])["record"]
    there = make_converter(name, ConvertOptions(target=HUB, format_name=name, residue=residue, **options))
    back = make_converter(HUB, ConvertOptions(target=name, format_name=HUB, **options))
    lines = [json.dumps({**record, **more}).encode() for more in EXTRA]
    for converter in (there, back):
        alone = [converter.convert(line).data for line in lines]
        done = convert_lines(converter, b"".join(line + b"\n" for line in lines), Counter())
        assert done is not None
        assert done.data.splitlines() == alone
        lines = alone
    assert [json.loads(line) for line in lines] == [{**record, **more} for more in EXTRA]


def test_a_webhook_body_of_the_service_comes_back_from_a_file(tmp_path: Path) -> None:
    body = {"event_type": "run.updated", "run_id": "r", "status": "failed", "live_status": None}
    file, hub, back = tmp_path / "in", tmp_path / "hub", tmp_path / "back"
    file.write_text(json.dumps(body) + "\n", encoding="utf-8")
    given = dict.fromkeys(("workspaceId", "subjectId", "userId"), "x")
    given |= {"mode": "async", "triggeredBy": "event"}
    given |= dict.fromkeys(("createdAt", "updatedAt"), "2026-03-14T09:26:53Z")
    rb.convert_file(file, hub, to=HUB, set=given)
    rb.convert_file(hub, back, to="comfy-webhook-body", set=given)
    assert json.loads(back.read_bytes()) == body


@pytest.mark.parametrize(
    ("name", "edit", "message"),
    [
        (
            "mlflow-run",
            {"data": {"metrics": [{"key": "a", "value": "NaN"}]}},
            '`/data/metrics/0/value` cannot be represented as a number: "NaN"',
        ),
        ("temporal-workflow-execution", {"status": 3}, "`/status` cannot be represented as a string: the number 3"),
        ("github-workflow-run", {"path": None}, "`/path` cannot be represented as a string: null"),
        (
            "airflow-dag-run",
            {"dag_versions": [{"id": "v", "version_number": 1, "dag_id": "d", "created_at": "2026-03-14T09:26:53Z"}]},
            "`/dag_versions/0` is missing the field `dag_display_name`",
        ),
    ],
)
def test_a_table_has_no_values_of_other_types(name: str, edit: Any, message: str, tmp_path: Path) -> None:
    record, rejected = example(PATHS[name])["record"], list[rb.Rejected]()
    file, lines = tmp_path / "in", [record, {**record, **edit}, record]
    file.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    done = export_file(file, tmp_path / "out", profile="tolerant", on_reject=rejected.append)
    assert done.records == 3
    assert [(each.number, [problem.message for problem in each.problems]) for each in rejected] == [(2, [message])]
