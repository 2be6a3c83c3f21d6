"""Spark Connect makes the same of every record as the command line does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from runbridge._pyarrow import load, pa
from runbridge.arrow import validate_batch
from tests.arrow.command_line import RowResult, converted, samples, without_format
from tests.pipeline.sample_records import MODEL, RUN
from tests.spark.session import environment, need_java

parquet = load("pyarrow.parquet")
ROOT = Path(__file__).parents[2]


@pytest.mark.deep
def test_spark_connect_converts_and_validates(tmp_path: Path) -> None:
    need_java()
    lines = samples(MODEL)
    source, output, verdicts = (tmp_path / name for name in ("source.parquet", "converted", "validated"))
    table = pa.table({"n": pa.array(range(len(lines)), pa.int32()), "run": pa.array(lines, pa.binary())})
    parquet.write_table(table, source)
    done = subprocess.run(
        [sys.executable, "-m", "tests.spark.connected", *map(str, (source, output, verdicts)), RUN],
        # The server makes a folder where it is.
        cwd=tmp_path,
        env={**environment(), "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = parquet.read_table(output).sort_by("n").to_pylist()
    found = [RowResult(row["value"], [tuple(each.values()) for each in row["problems"]]) for row in found]
    assert found == without_format(converted(lines, tmp_path, to=RUN), RUN)
    expected = validate_batch(table, column="run", prefix="run_").drop_columns("run")
    assert parquet.read_table(verdicts).sort_by("n").to_pylist() == expected.to_pylist()
