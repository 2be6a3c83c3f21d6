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
    assert all(row[2].endswith(" ms") and row[3][0] in "+-" and row[4][0] in "+-" for row in rows[2:])
