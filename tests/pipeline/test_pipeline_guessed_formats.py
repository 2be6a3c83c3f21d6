"""A format that requires no field accepts records of any other, but a file that begins with it may still have these."""

import json
from pathlib import Path
from typing import Any

import pytest

import runbridge as rb
import runbridge.arrow as ra
from runbridge._pyarrow import load
from runbridge.known_formats import FORMATS
from tests.formats.test_formats_examples import WITH_HUB, example, format_of, options_of

HUB = "workflow-run"
#: The first example of each format, as a line.
RECORDS = {format_of(path): json.dumps(example(path)["record"]) for path in reversed(WITH_HUB)}
SETS = {name: value for path in WITH_HUB for name, value in (options_of(path)["set"] or {}).items()}
TOLERANT: Any = {"profile": "tolerant"}
OPTIONS: Any = {"set": SETS, "profile": "tolerant"}
OPEN = [name for name in RECORDS if not FORMATS[name].required]
PAIRS = [(first, other) for first in OPEN for other in RECORDS if other != first]
each_pair = pytest.mark.parametrize(("first", "other"), PAIRS)
each_open = pytest.mark.parametrize("first", OPEN)


def test_some_formats_require_no_field() -> None:
    assert {"kfp-run", "mlflow-run", "temporal-workflow-execution"} <= set(OPEN)


def put(folder: Path, *lines: str) -> Path:
    file = folder / "in.ndjson"
    file.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return file


def column_of(folder: Path, *lines: str) -> Path:
    file = folder / "in.parquet"
    load("pyarrow.parquet").write_table(load("pyarrow").table({"json": lines}), file)
    return file


@each_pair
def test_records_of_another_format_are_converted_from_their_own(first: str, other: str, tmp_path: Path) -> None:
    lines = [RECORDS[first], RECORDS[other]] * 2
    alone = [rb.convert(line, HUB, **OPTIONS).data for line in lines]
    done = rb.convert_file(put(tmp_path, *lines), tmp_path / "out", to=HUB, **OPTIONS)
    assert done.rejected == 0
    assert (tmp_path / "out").read_bytes().splitlines() == alone
    done = ra.convert_parquet(column_of(tmp_path, *lines), tmp_path / "out", column="json", to=HUB, **OPTIONS)
    assert done.rejected == 0
    assert (tmp_path / "out").read_bytes().splitlines() == alone


@each_open
def test_a_failed_run_stays_one(first: str, tmp_path: Path) -> None:
    body = '{"run_id": "r", "status": "failed", "live_status": null}'
    rb.convert_file(put(tmp_path, RECORDS[first], body), tmp_path / "out", to=HUB, **OPTIONS)
    assert json.loads((tmp_path / "out").read_bytes().splitlines()[1])["status"] == "failed"


@each_pair
def test_records_of_another_format_are_validated_as_such(first: str, other: str, tmp_path: Path) -> None:
    wrong = {**json.loads(RECORDS[other]), "unknown": 1}
    lines, rejected = [RECORDS[first], RECORDS[other], json.dumps(wrong)], list[rb.Rejected]()
    assert rb.validate_file(put(tmp_path, *lines), **TOLERANT).rejected == 0
    rb.validate_file(put(tmp_path, *lines), **TOLERANT, strict=True, on_reject=rejected.append)
    assert [(each.number, each.format) for each in rejected] == [(3, other)]
    ra.validate_parquet(column_of(tmp_path, *lines), column="json", **TOLERANT, strict=True, on_reject=rejected.append)
    assert [each.number for each in rejected] == [3, 3]


@each_open
@pytest.mark.parametrize("text", ['{"error_code": "X", "message": "no such run"}', "{}"])
def test_a_document_without_a_field_of_the_format_is_rejected(first: str, text: str, tmp_path: Path) -> None:
    file, rejected = put(tmp_path, RECORDS[first], text), list[rb.Rejected]()
    rb.validate_file(file, **TOLERANT, on_reject=rejected.append)
    rb.convert_file(file, tmp_path / "out", to=HUB, **OPTIONS, on_reject=rejected.append)
    ra.export_file(file, tmp_path / "table", **TOLERANT, on_reject=rejected.append)
    assert [(each.number, each.format) for each in rejected] == [(2, first)] * 3
    assert {problem.message for each in rejected for problem in each.problems} == {
        f"the record has no field of {first}"
    }
    # As the only schema, that of the format accepts it.
    assert rb.validate_file(file, first, **TOLERANT).rejected == 0


def test_a_record_with_few_fields_of_the_format_is_rejected(tmp_path: Path) -> None:
    body = '{"run_id": "r", "status": "failed", "event_type": "run.updated"}'
    file, rejected = put(tmp_path, RECORDS["kfp-run"], body, '{"run_id": "q", "state": "FAILED"}'), list[rb.Rejected]()
    rb.validate_file(file, **TOLERANT, on_reject=rejected.append)
    rb.convert_file(file, tmp_path / "out", to=HUB, **OPTIONS, on_reject=rejected.append)
    assert [(each.number, each.problems[0].message) for each in rejected] == [
        (2, "the record looks like one of another format, not kfp-run")
    ] * 2
    assert json.loads((tmp_path / "out").read_bytes().splitlines()[1])["status"] == "failed"


@each_pair
def test_a_table_has_no_records_of_another_format(first: str, other: str, tmp_path: Path) -> None:
    rejected = list[rb.Rejected]()
    file = put(tmp_path, RECORDS[first], RECORDS[other])
    ra.export_file(file, tmp_path / "table", **TOLERANT, on_reject=rejected.append)
    assert [each.problems[0].message for each in rejected] == [f"the record looks like {other}, not {first}"]


@each_open
def test_records_with_unknown_fields_and_residues_stay_in_batches(first: str, tmp_path: Path) -> None:
    record = {**json.loads(RECORDS[first]), "unknown": 1, "_residue": None}
    done = rb.validate_file(put(tmp_path, *[json.dumps(record)] * 3), **TOLERANT)
    assert (done.records, done.rejected) == (3, 0)
