"""Thousands of records of each shape through every engine: the same bytes, the same problems."""

from pathlib import Path
from typing import Any

import pytest

from runbridge._pyarrow import load, pa
from runbridge.arrow import convert_batch
from runbridge.spark import convert
from tests.arrow.command_line import RowResult, converted
from tests.arrow.many_records import thousands
from tests.duckdb import engine as duckdb
from tests.pipeline.sample_records import MODEL, RUN
from tests.spark.session import QUIET, conversions

pytestmark = [*QUIET, pytest.mark.deep]
COUNT = 5_000


@pytest.mark.parametrize(("format", "to"), [(MODEL, RUN), (RUN, MODEL)])
def test_engines_convert_thousands_of_records_alike(format: str, to: str, spark: Any, tmp_path: Path) -> None:
    lines = thousands(format, COUNT)
    expected = converted(lines, tmp_path, to=to)
    rejected = sum(each.value is None for each in expected)
    assert (len(expected), COUNT // 40 < rejected < COUNT // 2) == (COUNT, True)

    table = pa.table({"n": range(COUNT), "run": pa.array(lines, pa.binary())})
    by_arrow = convert_batch(table, column="run", to=to)
    found = zip(by_arrow["value"].to_pylist(), by_arrow["problems"].to_pylist(), strict=True)
    assert [RowResult(value, duckdb.problems_of(problems)) for value, problems in found] == expected

    with duckdb.connected() as con:
        duckdb.load(con, lines)
        assert duckdb.conversions(con, to) == expected

    load("pyarrow.parquet").write_table(table, tmp_path / "runs.parquet", row_group_size=COUNT // 8)
    by_spark = convert(spark.read.parquet(str(tmp_path / "runs.parquet")), column="run", to=to).drop("run")
    assert conversions(by_spark) == expected
