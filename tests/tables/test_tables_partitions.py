"""Folders of Parquet files that DuckDB and pyarrow partitioned: the values of columns in the names of folders."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

import runbridge as rb
from runbridge._pyarrow import load, pa
from runbridge.tables.datasets import TableFile, partition_types
from runbridge.tables.import_ import import_file
from tests.pipeline.output_helpers import names_in
from tests.pipeline.sample_records import MODEL, model
from tests.tables.round_trips import export

pq = load("pyarrow.parquet")

LINES = [
    model(id="a", is_realtime=True, number=7, duration=1.5, status="success", live_status="a/b=c d"),
    model(id="b", is_realtime=False, number=8, duration=None, status="failed", live_status=None),
    model(id="c", created_at="2026-03-14T09:26:53.589793Z", workflow_inputs={"seed": 7}, status="queued"),
]


def records(folder: Path, output: Path) -> list[dict[str, Any]]:
    """The records of a folder, by their ids; none of them is rejected."""
    assert import_file(folder, output).rejected == 0
    return sorted((json.loads(line) for line in output.read_bytes().splitlines()), key=lambda record: record["id"])


@pytest.mark.parametrize(
    "columns",
    [
        ["status"],
        ["is_realtime", "number"],
        ["duration", "live_status"],
        ["created_at", "id"],
        ["workflow_inputs"],
    ],
)
@pytest.mark.skipif(duckdb.__version__ < "2", reason="this DuckDB writes null in the name of a folder as text")
def test_partitions_of_duckdb_come_back(columns: list[str], tmp_path: Path) -> None:
    path = export(tmp_path, LINES, presence=True).path
    expected = [json.loads(line) for line in LINES]
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'Asia/Tokyo'")
        by = ", ".join(columns)
        options = f"FORMAT parquet, PARTITION_BY ({by}), KV_METADATA {{'runbridge.format': '{MODEL}'}}"
        con.execute(f"COPY (FROM '{path}') TO '{tmp_path / 'lake'}' ({options})")
    assert records(tmp_path / "lake", tmp_path / "out.ndjson") == expected


def test_partitions_of_pyarrow_come_back(tmp_path: Path) -> None:
    table = pq.read_table(export(tmp_path, LINES, presence=True).path)
    pq.write_to_dataset(table, tmp_path / "lake", partition_cols=["live_status", "status"])
    assert records(tmp_path / "lake", tmp_path / "out.ndjson") == [json.loads(line) for line in LINES]


def move(folder: Path, place: str) -> Path:
    """A table with one record in a folder below `lake`."""
    path = folder / "lake" / place / "a.parquet"
    path.parent.mkdir(parents=True)
    export(folder, [model()]).path.rename(path)
    return path


@pytest.mark.parametrize(
    ("place", "names", "pattern"),
    [
        ("day=1", "`day`", "*/*.parquet"),
        ("deep/day=1/_hour=x=2/more", "`day` and `_hour`", "*/*/*/*/*.parquet"),
        ("a%3Db=1", "`a=b`", "*/*.parquet"),
        ("\x1b=1", "`\\u001b`", "*/*.parquet"),
    ],
)
def test_a_partition_that_is_no_field_is_refused(place: str, names: str, pattern: str, tmp_path: Path) -> None:
    path = move(tmp_path, place)
    with pytest.raises(rb.UsageError) as caught:
        import_file(tmp_path / "lake", tmp_path / "out")
    assert str(caught.value) == (
        f"{tmp_path / 'lake'} has partitions by {names}, which workflow-run-model does not have; give the files"
        f" ({pattern} in the folder) to leave the values out"
    )
    assert names_in(tmp_path) == ["in.ndjson", "lake"]
    for given in (path, path.parent):
        assert import_file(given, tmp_path / "out").passed == 1


def test_a_column_in_the_file_wins_over_the_folder(tmp_path: Path) -> None:
    move(tmp_path, "status=odd/=")
    assert [record["status"] for record in records(tmp_path / "lake", tmp_path / "out")] == ["success"]


def drop(path: Path, name: str) -> None:
    """Remove a column of a file."""
    pq.write_table(pq.read_table(path, partitioning=None).drop_columns([name]), path)


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("number", "seven", "int64"),
        ("created_at", "2026-03-14 09%3A26%3A53", "timestamp[us, tz=UTC]"),
        ("outputs", "x", None),
    ],
)
def test_a_folder_whose_value_has_another_type_is_refused(
    name: str, text: str, kind: str | None, tmp_path: Path
) -> None:
    path = move(tmp_path, f"{name}={text}")
    drop(path, name)
    with pytest.raises(rb.UsageError) as caught:
        import_file(tmp_path / "lake", tmp_path / "out")
    if kind is None:
        assert str(caught.value).startswith(f"{path}: the folder says that `outputs` is x, which is not list<")
    else:
        value = text.replace("%3A", ":")
        assert str(caught.value) == f"{path}: the folder says that `{name}` is {value}, which is not {kind}"


def test_null_for_a_required_column_is_a_rejected_record(tmp_path: Path) -> None:
    drop(move(tmp_path, "status=__HIVE_DEFAULT_PARTITION__"), "status")
    rejected: list[rb.Rejected] = []
    summary = import_file(tmp_path / "lake", tmp_path / "out", on_reject=rejected.append)
    assert summary == rb.Summary(records=1, rejected=1)
    assert [problem.message for problem in rejected[0].problems] == ["`/status` must be a string, not null"]


def test_two_values_of_one_partition_are_refused(tmp_path: Path) -> None:
    path = move(tmp_path, "status=a/status=b")
    with pytest.raises(rb.UsageError) as caught:
        import_file(tmp_path / "lake", tmp_path / "out")
    assert str(caught.value) == f"{path.parent} has two values of `status`"


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["1", "-20", None], pa.int64()),
        (["2026-03-14", "2026-01-01"], pa.date32()),
        (["007"], pa.string()),
        (["1", "x"], pa.string()),
        (["1.0"], pa.string()),
        (["99999999999999999999"], pa.string()),
        ([None], pa.string()),
        ([""], pa.string()),
    ],
)
def test_a_partition_has_the_type_of_all_its_values(texts: list[str | None], kind: Any) -> None:
    assert partition_types([TableFile("a", "", (("day", text),)) for text in texts]) == {"day": kind}
