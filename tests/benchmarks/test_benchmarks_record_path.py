"""The comparison of formats: its records are valid and come back, and its table has all formats."""

import json

import pytest

from runbridge.known_formats import FORMATS
from tests.benchmarks.record_path import BASELINE, BEGIN, END, main, make_work, vary

NAMES = [name for name, form in FORMATS.items() if form.hub is not None]


@pytest.mark.parametrize("name", NAMES)
def test_records_differ_and_come_back(name: str) -> None:
    there, back = make_work(name, 40)
    assert len({*there.records}) > 20
    for source, converted in zip(there.records, back.records, strict=True):
        assert json.loads(back.converter.convert(converted).data) == json.loads(source)


def test_ids_and_days_are_varied_together() -> None:
    one, other = "07f1ed89-0ec5-43af-9194-ebbb822cf1fa", "07f1ed890ec543af9194ebbb822cf1fa"
    record = {
        "id": one,
        "again": one,
        "run": other,
        "at": "2026-01-31T23:00:00Z",
        "ms": 1789000000123,
        "zero": "0001-01-01T",
    }
    varied = json.loads(vary(json.dumps(record, separators=(",", ":")), 2))
    assert varied["id"] == varied["again"] != one
    assert len(varied["run"]) == 32
    assert varied["run"] != other
    assert (varied["at"], varied["ms"], varied["zero"]) == ("2026-02-02T23:00:00Z", 1789172800123, "0001-01-01T")


def test_the_command_prints_a_row_for_each_format(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--records", "20", "--repeats", "1"])
    lines = capsys.readouterr().out.splitlines()
    assert (lines[0], lines[-1]) == (BEGIN, END)
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    assert [row[0] for row in rows] == ["format", "---", *NAMES]
    assert next(row[2:4] + row[5:7] for row in rows if row[0] == BASELINE) == ["1.00"] * 4
