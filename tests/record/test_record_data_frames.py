"""Residues that really passed through Polars, DuckDB and pandas: restored, or reported."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import runbridge as rb
from tests.laws.fields import MODEL, RUN
from tests.laws.hops import conversion
from tests.laws.records import Record, plain
from tests.laws.tokens import Num, read, write

#: Records whose residues have different fields, so that each tool has nulls to add.
SOURCES: list[Record] = [
    {**plain(MODEL), "id": "run-1", "number": Num("7"), "machine_id": "m-1", "status": "uploading"},
    {**plain(MODEL), "id": "run-2", "gpu": "H100", "user_id": None, "org_id": None, "queued_at": None},
    {**plain(MODEL), "id": "run-3", "workflow_api": {"1": {"seed": Num("3"), "image": None}}, "costUsd": Num("3")},
    {**plain(MODEL), "id": "run-4", "workflow_api": {"2": {"text": "x"}}, "batch": None, "webhook": "w"},
    {**plain(MODEL), "id": "run-5"},
]


def through_polars(source: Path, target: Path) -> None:
    polars: Any = pytest.importorskip("polars")
    polars.read_ndjson(source, infer_schema_length=None).write_ndjson(target)


def through_duckdb(source: Path, target: Path) -> None:
    duckdb: Any = pytest.importorskip("duckdb")
    duckdb.sql(f"COPY (FROM read_json('{source}', sample_size = -1) ORDER BY n) TO '{target}' (FORMAT json)")


def through_pandas(source: Path, target: Path) -> None:
    pandas: Any = pytest.importorskip("pandas")
    pandas.read_json(source, lines=True).to_json(target, orient="records", lines=True)


TOOLS = pytest.mark.parametrize("tool", [through_polars, through_duckdb, through_pandas])


def trips(tool: Callable[[Path, Path], None], folder: Path, residue: str) -> list[rb.Conversion]:
    """The records converted back after their residues passed through a tool."""
    there = [read(conversion(source, MODEL, residue=residue).data) for source in SOURCES]
    source, target = folder / "source.ndjson", folder / "target.ndjson"
    rows = [{"n": Num(str(number)), "_residue": record.get("_residue")} for number, record in enumerate(there)]
    source.write_bytes(b"".join(write(row) + b"\n" for row in rows))
    tool(source, target)
    residues = [read(line)["_residue"] for line in target.read_bytes().splitlines()]
    assert len(residues) == len(there)
    return [conversion({**record, "_residue": residue}, RUN) for record, residue in zip(there, residues, strict=True)]


@TOOLS
def test_embedded_residues_are_restored_or_reported(tool: Callable[[Path, Path], None], tmp_path: Path) -> None:
    for source, done in zip(SOURCES, trips(tool, tmp_path, "embed"), strict=True):
        back = read(done.data)
        reported = {loss.member for loss in done.losses if loss.kind in ("altered", "ignored")}
        assert {name for name in source.keys() | back.keys() if source.get(name) != back.get(name)} <= reported
        assert source.keys() == back.keys()


@TOOLS
def test_residues_as_text_are_exact(tool: Callable[[Path, Path], None], tmp_path: Path) -> None:
    for source, done in zip(SOURCES, trips(tool, tmp_path, "text"), strict=True):
        assert read(done.data) == source
        assert [loss for loss in done.losses if loss.kind != "defaulted"] == []
