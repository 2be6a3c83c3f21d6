"""The comparison of payload schemas prints a row for each, and refuses records that are not valid."""

from pathlib import Path

import pytest

from tests.benchmarks.payload_schemas import BEGIN, END, SCHEMAS, main, seconds
from tests.benchmarks.records import make_records


def test_the_command_prints_a_row_for_each_schema(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--records", "20", "--repeats", "1"])
    lines = capsys.readouterr().out.splitlines()
    assert (lines[0], lines[-1]) == (BEGIN, END)
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    assert [row[0] for row in rows] == ["schema", "---", *SCHEMAS]


def test_records_that_are_not_valid_are_no_measurement(tmp_path: Path) -> None:
    file = tmp_path / "in.ndjson"
    file.write_bytes(next(make_records(size="2 KB", kind="plain")))
    with pytest.raises(ValueError, match="1 records are not valid"):
        seconds(file, quick=True, input_schema=False)
