"""The measurement of memory: a line for few records and one for many, a peak for each engine."""

import re
import subprocess
import sys

from tests.benchmarks.measuring import ROOT
from tests.files.outputs import NO_COVERAGE


def test_each_engine_is_measured_on_few_and_on_many_records() -> None:
    command = [sys.executable, "-m", "tests.benchmarks.memory", "--few", "20", "--many", "50"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=NO_COVERAGE)
    assert done.returncode == 0, done.stderr
    head, line, few, many, ratio, _, notes, _, versions = done.stdout.splitlines()
    titles = head.strip("| ").split(" | ")
    assert (titles[0], titles[-1]) == ("records", "NDJSON to a typed table")
    assert line == f"|{' --- |' * len(titles)}"
    assert re.fullmatch(r"\| 20 (\| \d+ MiB ){4}\|", few)
    assert re.fullmatch(r"\| 50 (\| \d+ MiB ){4}\|", many)
    assert re.fullmatch(r"\| ratio (\| \d+\.\d\d ){4}\|", ratio)
    assert notes.startswith("Peak of resident memory")
    assert re.search(r"duckdb \d.*, pyarrow \d", versions)
