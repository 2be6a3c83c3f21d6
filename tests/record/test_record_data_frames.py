"""Residues that really passed through Polars, DuckDB and pandas: restored, or reported."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import runbridge as rb
from runbridge.laws.json_tokens import Num, Record
from runbridge.laws.json_tokens import read_tokens as read
from runbridge.laws.json_tokens import write_tokens as write
from tests.laws.fields import MODEL, RUN
from tests.laws.hops import conversion
from tests.laws.records import plain
from tests.record.fuzz_data_frames import main, run, through_duckdb, through_polars

#: Records whose residues have different fields, so that each tool has nulls to add.
SOURCES: list[Record] = [
    {**plain(MODEL), "id": "run-1", "number": Num("7"), "machine_id": "m-1", "status": "uploading"},
    {**plain(MODEL), "id": "run-2", "gpu": "H100", "user_id": None, "org_id": None, "queued_at": None},
    {**plain(MODEL), "id": "run-3", "workflow_api": {"1": {"seed": Num("3"), "image": None}}, "costUsd": Num("3")},
    {**plain(MODEL), "id": "run-4", "workflow_api": {"2": {"text": "x"}}, "batch": None, "webhook": "w"},
    {**plain(MODEL), "id": "run-5"},
]


def through_pandas(source: Path, target: Path) -> None:
    pandas: Any = import_module("pandas")
    pandas.read_json(source, lines=True).to_json(target, orient="records", lines=True)


TOOLS = pytest.mark.parametrize("tool", [through_polars, through_duckdb, through_pandas])


def trips(tool: Callable[[Path, Path], None], folder: Path, residue: str) -> list[rb.Conversion]:
    """The records converted back after their residues passed through a tool."""
    there = [read(conversion(source, MODEL, residue=residue).data) for source in SOURCES]
    source, target = folder / "source.ndjson", folder / "target.ndjson"
    rows = [{"n": Num(str(number)), "_residue": record.get("_residue")} for number, record in enumerate(there)]
    source.write_bytes(b"".join(write(row) + b"\n" for row in rows))
    try:
        tool(source, target)
    except ModuleNotFoundError as error:
        pytest.skip(str(error))
    residues = [read(line)["_residue"] for line in target.read_bytes().splitlines()]
    assert len(residues) == len(there)
    return [conversion({**record, "_residue": residue}, RUN) for record, residue in zip(there, residues, strict=True)]


@TOOLS
def test_embedded_residues_are_restored_or_reported(tool: Callable[[Path, Path], None], tmp_path: Path) -> None:
    for source, done in zip(SOURCES, trips(tool, tmp_path, "embed"), strict=True):
        back = read(done.data)
        reported = {loss.field for loss in done.losses if loss.kind in ("altered", "ignored")}
        assert {name for name in source.keys() | back.keys() if source.get(name) != back.get(name)} <= reported
        assert source.keys() == back.keys()


@TOOLS
def test_residues_as_text_are_exact(tool: Callable[[Path, Path], None], tmp_path: Path) -> None:
    for source, done in zip(SOURCES, trips(tool, tmp_path, "text"), strict=True):
        assert read(done.data) == source
        assert [loss for loss in done.losses if loss.kind != "defaulted"] == []


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("progress", Num("336E-497"), b"0.0"),
        ("progress", Num("164435"), b"164435.0"),
        ("progress", Num("-0.848603260457709958"), b"-0.84860326045771"),
        ("progress", Num("2e20"), b"2e+20"),
        ("workflow_api", Num("12"), b'"12"'),
        ("workflow_api", {"a": "\f"}, b'"{\\"a\\": \\"\\f\\"}"'),
        ("live_status", "\ud800", b'"\\u0000"'),
        ("live_status", "Infinity", b'"infinity"'),
        ("live_status", "2026-3-1", b'"2026-03-01"'),
        ("live_status", "2026-03-14T09:26:53Z", b'"2026-03-14 09:26:53+00"'),
        ("live_status", "12:00", b'"12:00:00"'),
        ("machine_id", "5D0F5E0E-6C1B-4F0A-9F5E-0D3C2B1A4E6F", b'"5d0f5e0e-6c1b-4f0a-9f5e-0d3c2b1a4e6f"'),
    ],
)
def test_values_that_a_tool_wrote_anew_are_reported(name: str, value: Any, written: bytes) -> None:
    done = conversion({**plain(MODEL), name: value}, MODEL)
    token = b'"%s":' % name.encode()
    altered = done.data.replace(token + write(value), token + written).replace(b'{"a":null}', b'{"a":null,"b":null}')
    assert token + written in altered
    back = conversion(read(altered), RUN)
    assert read(back.data)[name] == read(written)
    assert [loss.field for loss in back.losses if loss.kind == "altered"] == [name]


def test_an_entry_that_a_tool_damaged_is_reported() -> None:
    done = conversion({**plain(MODEL), "user_id": "\ud800", "org_id": None}, MODEL)
    saw = done.data.replace(rb'"saw":"\ud800"', rb'"saw":"\u0000"').replace(b'{"a":null}', b'{"a":null,"b":null}')
    back = conversion(read(saw), RUN)
    assert read(back.data)["org_id"] == "\ud800"
    assert [(loss.kind, loss.field) for loss in back.losses] == [("altered", "org_id")]


def test_a_null_field_that_a_tool_renamed_is_reported() -> None:
    done = conversion({**plain(MODEL), "\ud800": None}, MODEL)
    altered = done.data.replace(rb'"\ud800"', rb'"\u0000"').replace(b'{"a":null}', b'{"a":null,"b":null}')
    assert [(loss.kind, loss.field) for loss in conversion(read(altered), RUN).losses] == [("altered", "\0")]


def test_plain_values_are_not_reported() -> None:
    done = conversion({**plain(MODEL), "progress": Num("25"), "live_status": "on", "machine_id": "m-1"}, MODEL)
    back = conversion(read(done.data.replace(b'{"a":null}', b'{"a":null,"b":null}')), RUN)
    assert [loss for loss in back.losses if loss.kind == "altered"] == []


def test_fuzzed_residues_lose_nothing_in_silence(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("duckdb")
    counts, unreported = run(["duckdb"], 40, 0)
    assert unreported == []
    assert sum(number for (_, residue, _), number in counts.items() if residue == "embed") == 40
    assert counts["duckdb", "text", "exact"] == 40
    assert main(["--records", "4", "--tool", "duckdb"]) == 0
    assert capsys.readouterr().out.startswith("4 records, seed 0, Polars ")
