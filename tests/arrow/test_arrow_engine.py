"""The rows of a column and the lines of a file: the command line makes the same of both."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.arrow.arrow_samples import OTHER, batch_of, pa, ra, rows_of
from tests.arrow.many_records import thousands
from tests.pipeline.sample_records import MODEL, RUN


def ran(*arguments: str | Path) -> str:
    """What a run of the command line writes to standard output."""
    command = [sys.executable, "-m", "runbridge", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    return done.stdout


def reported(problem: dict[str, Any]) -> dict[str, str]:
    return {name: problem[name] for name in ("code", "pointer", "message")}


@pytest.mark.parametrize(("format", "count"), [(MODEL, 2_000), (RUN, 1_000)])
def test_rows_convert_as_the_lines_of_a_file_do(tmp_path: Path, format: str, count: int) -> None:
    rows = thousands(format, count)
    source = tmp_path / "in.ndjson"
    source.write_bytes(b"".join(row + b"\n" for row in rows))
    ran("convert", source, "--to", OTHER[format], "-o", tmp_path / "out", "--rejects", tmp_path / "rejects")
    lines = iter((tmp_path / "out").read_bytes().split(b"\n")[:-1])
    rejects = {each["record"]: each for each in map(json.loads, (tmp_path / "rejects").read_bytes().splitlines())}
    done = ra.convert_batch(batch_of(rows, pa.string()), column="json", to=OTHER[format])
    assert rows_of(done, "value", "problems") == [
        (None, [reported(each) for each in rejects[number]["problems"]])
        if number in rejects
        else (next(lines).decode(), [])
        for number in range(1, len(rows) + 1)
    ]
    assert next(lines, None) is None
    assert len(rows) == count
    assert len(rejects) > count // 40


@pytest.mark.parametrize("format", [MODEL, RUN])
def test_rows_validate_as_the_lines_of_a_file_do(tmp_path: Path, format: str) -> None:
    rows = thousands(format, 2_000)
    source = tmp_path / "in.ndjson"
    source.write_bytes(b"".join(row + b"\n" for row in rows))
    found: dict[int, list[dict[str, str]]] = {}
    for line in ran("validate", source, "--output-format", "json-lines").splitlines():
        problem = json.loads(line)
        found.setdefault(problem["record"], []).append(reported(problem))
    done = ra.validate_batch(batch_of(rows, pa.string()), column="json")
    assert rows_of(done, "valid", "problems") == [
        (number not in found, found.get(number, [])) for number in range(1, len(rows) + 1)
    ]


def test_a_round_trip_restores_records_wherever_the_residue_is() -> None:
    rows = thousands(MODEL, 2_000)
    made = [ra.convert_batch(batch_of(rows), column="json", to=RUN, residue=place) for place in ("embed", "column")]
    inside, apart = (
        ra.convert_batch(each, column="value", to=MODEL, residue_column=column, prefix="back_")
        for each, column in zip(made, (None, "residue"), strict=True)
    )
    assert rows_of(inside, "back_value") == rows_of(apart, "back_value")
    for row, (value,) in zip(rows, rows_of(apart, "back_value"), strict=True):
        assert value is None or json.loads(value) == json.loads(row)
    assert apart["back_value"].null_count < len(rows) // 3
