"""The comparison of small inputs has a row for each number of records."""

import pytest

from runbridge.record.native_nodes import load_library
from tests.benchmarks.small_inputs import BEGIN, END, main

pytestmark = pytest.mark.skipif(load_library() is None, reason="the native module is not there")


def test_the_command_prints_a_row_for_each_number_of_records(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--records", "1", "2", "--repeats", "1"])
    lines = capsys.readouterr().out.splitlines()
    assert (lines[0], lines[-1]) == (BEGIN, END)
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    assert [row[0] for row in rows] == ["records", "---", "1", "2"]
    assert all(float(cell.removesuffix(" ms")) > 0 for row in rows[2:] for cell in row[2:])


def test_a_child_prints_one_time(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--child", "1"])
    assert float(capsys.readouterr().out) > 0
