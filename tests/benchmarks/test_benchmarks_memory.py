"""The benchmark of memory prints a line for few and one for many records, with a peak for each engine."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from runbridge._pyarrow import load, pa
from tests.benchmarks.measuring import ROOT
from tests.pipeline.output_helpers import NO_COVERAGE
from tests.pipeline.sample_records import model


@pytest.mark.deep
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


def peak_of(source: Path, groups: int) -> float:
    """The peak of a conversion of that many row groups of 5 MB each in the file."""
    batch = pa.record_batch({"json": pa.array([model(workflow_inputs="x" * 4000)] * 1000, pa.string())})
    writer = load("pyarrow.parquet").ParquetWriter(source, batch.schema, compression="none", use_dictionary=False)
    with writer:
        for _ in range(groups):
            writer.write_batch(batch)
    command = ["-m", "tests.benchmarks.child", "call", "tests.benchmarks.memory:arrow_batches", source, source]
    done = subprocess.run(
        [sys.executable, *map(str, command)], cwd=ROOT, capture_output=True, text=True, check=True, env=NO_COVERAGE
    )
    peak: float = json.loads(done.stdout)["peak"]
    return peak


@pytest.mark.deep
def test_batches_of_a_large_file_are_not_read_ahead(tmp_path: Path) -> None:
    few, many = (peak_of(tmp_path / f"{groups}.parquet", groups) for groups in (4, 40))
    assert many < few * 1.2
