"""Parquet files as Spark writes them: its two kinds of timestamps side by side, at any depth."""

import json
from pathlib import Path
from typing import Any

import pytest

import runbridge as rb
from runbridge._pyarrow import load, pa
from runbridge.arrow import convert_parquet, validate_parquet
from runbridge.tables.export import export_file
from runbridge.tables.import_ import import_file
from runbridge.tables.parquet import reads_int96
from tests.pipeline.sample_records import MODEL, RUN, model
from tests.spark.session import QUIET

pq = load("pyarrow.parquet")

pytestmark = [
    *QUIET,
    pytest.mark.skipif(not reads_int96(), reason="this pyarrow reads such timestamps wrongly"),
]

#: A moment in 1938, and a time of no zone, which is the same number.
MOMENT = -(10**15) + 123_456
COLUMNS = {
    "payload": "cast('{}' as binary)",
    "a": "timestamp_micros({at})",
    "b": "timestamp_ntz '1938-04-24 22:13:20.123456'",
    "c": "array(1, 2)",
    "d": "array(struct(timestamp_ntz '1938-04-24 22:13:20.123456' as x, timestamp_micros({at}) as y))",
    "e": "map('k', 3)",
    "f": "map(timestamp_micros({at}), timestamp_ntz '1938-04-24 22:13:20.123456')",
}
#: What a timestamp is, and a time without a zone.
IN_UTC, LOCAL = pa.timestamp("us", "UTC"), pa.timestamp("us")


@pytest.fixture(name="path")
def fixture_path(spark: Any, tmp_path: Path) -> Path:
    """A file of one row that Spark wrote with its default settings."""
    columns = [
        f"{text.format(at=MOMENT) if name != 'payload' else text.format(model().decode())} as {name}"
        for name, text in COLUMNS.items()
    ]
    zone = spark.conf.get("spark.sql.session.timeZone")
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    spark.sql(f"select {', '.join(columns)}").coalesce(1).write.parquet(str(tmp_path / "in"))
    spark.conf.set("spark.sql.session.timeZone", zone)
    (path,) = (tmp_path / "in").glob("*.parquet")
    return path


def physical(path: Path) -> dict[str, str]:
    """How each leaf of a file is stored."""
    schema = pq.ParquetFile(path).schema
    leaves = [schema.column(index) for index in range(len(schema))]
    return {leaf.path: leaf.physical_type for leaf in leaves}


def test_only_96_bit_timestamps_get_a_zone(path: Path, tmp_path: Path) -> None:
    stored = physical(path)
    assert (stored["a"], stored["b"]) == ("INT96", "INT64")
    convert_parquet(path, tmp_path / "out.parquet", RUN, column="payload")
    validate_parquet(path, MODEL, column="payload", output=tmp_path / "verdicts.parquet")
    expected = pa.schema(
        [
            pa.field("payload", pa.binary(), nullable=False),
            pa.field("a", IN_UTC, nullable=False),
            pa.field("b", LOCAL, nullable=False),
            pa.field("c", pa.list_(pa.field("element", pa.int32(), nullable=False)), nullable=False),
            pa.field(
                "d",
                pa.list_(
                    pa.field(
                        "element",
                        pa.struct([pa.field("x", LOCAL, nullable=False), pa.field("y", IN_UTC, nullable=False)]),
                        nullable=False,
                    )
                ),
                nullable=False,
            ),
            pa.field("e", pa.map_(pa.string(), pa.field("value", pa.int32(), nullable=False)), nullable=False),
            pa.field("f", pa.map_(IN_UTC, pa.field("value", LOCAL, nullable=False)), nullable=False),
        ]
    )
    for name in ("out", "verdicts"):
        done = pq.read_table(tmp_path / f"{name}.parquet").select([*COLUMNS])
        assert done.schema.equals(expected), done.schema
        assert {leaf: kind for leaf, kind in physical(tmp_path / f"{name}.parquet").items() if kind == "INT96"} == {}
        assert done["b"].cast(pa.int64()).to_pylist() == [MOMENT]
        assert done["a"].cast(pa.int64()).to_pylist() == [MOMENT]
        assert done["d"].combine_chunks().values.flatten()[0].cast(pa.int64()).to_pylist() == [MOMENT]


def test_a_local_time_is_refused(spark: Any, tmp_path: Path) -> None:
    columns = [
        *(f"'x' as {name}" for name in ("id", "workflow_id", "origin", "status")),
        *("1 as number", f"timestamp_micros({MOMENT}) as created_at"),
        "timestamp_ntz '2026-01-02 03:04:05' as updated_at",
    ]
    spark.sql(f"select {', '.join(columns)}").coalesce(1).write.parquet(str(tmp_path / "in"))
    (path,) = (tmp_path / "in").glob("*.parquet")
    with pytest.raises(rb.UsageError) as caught:
        import_file(tmp_path / "in", tmp_path / "out", MODEL)
    assert str(caught.value) == (
        f"{path} is not a table of workflow-run-model: the column `updated_at` must be a timestamp with a time zone,"
        " not timestamp[us]"
    )


def test_a_partition_of_spark_comes_back(spark: Any, tmp_path: Path) -> None:
    lines = [model(id="a"), model(id="b", is_realtime=True)]
    (tmp_path / "in.ndjson").write_bytes(b"\n".join(lines))
    export_file(tmp_path / "in.ndjson", tmp_path / "in.parquet")
    # A folder that is called like a file is one of its files.
    lake = tmp_path / "lakes" / "lake.parquet"
    spark.read.parquet(str(tmp_path / "in.parquet")).coalesce(1).write.partitionBy("is_realtime").parquet(str(lake))
    assert import_file(lake.parent, tmp_path / "out", MODEL) == rb.Summary(records=2)
    found = [json.loads(line) for line in (tmp_path / "out").read_bytes().splitlines()]
    assert [(record["id"], record["is_realtime"]) for record in found] == [("a", False), ("b", True)]
