"""The benchmark of engines prints a line for each kind of records with a ratio for each engine."""

import re
import subprocess
import sys

import pytest

from tests.benchmarks.measuring import ROOT
from tests.benchmarks.records import KINDS, SIZES
from tests.spark.session import need_java


@pytest.mark.deep
def test_each_engine_is_measured_on_records_of_each_kind() -> None:
    need_java()
    command = [sys.executable, "-m", "tests.benchmarks.engines", "--size", "0.05", "--repeats", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    head, line, *rows, _, notes, _, versions = done.stdout.splitlines()
    titles = head.strip("| ").split(" | ")
    assert (titles[0], titles[-1]) == ("records", "Spark, overhead")
    assert line == f"|{' --- |' * len(titles)}"
    assert [row.split(" | ")[0] for row in rows] == [f"| {size}, {kind}" for size in SIZES for kind in KINDS]
    assert all(re.fullmatch(r"\|[^|]+(\| -?\d+\.\d\d ){6}\|", row) for row in rows)
    assert "Medians of 1 turns on 0.05 MB" in notes
    assert re.search(r"pyarrow \d.*, pyspark \d", versions)
