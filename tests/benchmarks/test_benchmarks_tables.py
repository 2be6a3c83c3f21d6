"""The comparison of typed tables prints a row for each kind of records, and measures only equal tables."""

from pathlib import Path

import pytest

from runbridge._pyarrow import load
from runbridge.known_formats import FORMATS
from runbridge.tables.table_schema import Layout, Table
from tests.benchmarks import tables
from tests.benchmarks.records import KINDS, SIZES
from tests.benchmarks.tables import BEGIN, END, MODEL, main, prepare, query, type_of, write

pq = load("pyarrow.parquet")


def test_the_command_prints_a_row_for_each_kind_of_records(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_WORKS", ("write",))
    main(["--size", "0.01", "--repeats", "1"])
    lines = capsys.readouterr().out.splitlines()
    assert (lines[0], lines[-1]) == (BEGIN, END)
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    assert [row[0] for row in rows] == ["records", "---", *(f"{size}, {kind}" for kind in KINDS for size in SIZES)]


def test_the_floor_and_duckdb_write_the_rows_that_export_writes(tmp_path: Path) -> None:
    source = tmp_path / "records.ndjson"
    prepare(source, size="2 KB", kind="plain", much=20_000)
    expected = pq.read_table(tmp_path / "native.parquet")
    write(source, tmp_path / "floor")
    assert pq.read_table(tmp_path / "floor").equals(expected)
    query(source, tmp_path / "query")
    found = pq.read_table(tmp_path / "query")
    same = [name for name in found.column_names if name != "outputs"]
    assert [*expected.column_names] == [*found.column_names, "_residue", "_unknown"]
    assert found.select(same).to_pylist() == expected.select(same).to_pylist()


def test_tables_that_differ_are_no_measurement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "export_in_python", lambda _, target: target.with_suffix(".parquet").write_bytes(b""))
    with pytest.raises(ValueError, match="the tables differ"):
        prepare(tmp_path / "records.ndjson", size="2 KB", kind="plain", much=1)


def test_columns_have_types_of_duckdb() -> None:
    columns = {each.name: each.column for each in Table.of(FORMATS[MODEL], Layout()).columns.field_columns}
    assert type_of(columns["workflow_inputs"]) == "JSON"
    assert type_of(columns["outputs"]) == (
        'STRUCT("id" VARCHAR, "run_id" VARCHAR, "data" MAP(VARCHAR, JSON[]), "node_meta" JSON, '
        '"created_at" TIMESTAMPTZ, "updated_at" TIMESTAMPTZ, "type" VARCHAR, "node_id" VARCHAR)[]'
    )
