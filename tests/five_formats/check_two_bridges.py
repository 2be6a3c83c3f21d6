"""What is run inside the package with five formats: conversions between two formats by way of the hub.

`test_five_formats.py` starts pytest on this file with that package.
"""

import json
from importlib import import_module
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import runbridge as rb
from runbridge.duckdb import register
from runbridge.laws.json_tokens import read_tokens as read
from runbridge.laws.json_tokens import write_tokens as write
from runbridge.laws.record_strategies import records
from runbridge.laws.subject import subject_of
from tests.cli.commands import Command
from tests.five_formats.sources import BRIDGED, HUB, RECORDS, SOURCES

duckdb = import_module("duckdb")
pa = import_module("pyarrow")
pq = import_module("pyarrow.parquet")

PAIRS = list(permutations(BRIDGED, 2))
pairs = st.sampled_from(PAIRS)
profiles = st.sampled_from(["published", "tolerant"])
_MISSING = object()


def given_to(*names: str) -> dict[str, Any]:
    """The options that conversions between formats need, so that no record is rejected."""
    subjects = [subject_of(name, HUB) for name in names if name != HUB]
    return {
        "set": {name: value for each in subjects for name, value in each.set.items()},
        "map": {f"{each.source.name}.{name}": table for each in subjects for name, table in each.map.items()},
    }


def convert(record: Any, source: str, target: str, **options: Any) -> rb.Conversion:
    text = record if isinstance(record, bytes) else write(record)
    return rb.convert(text, target, source, **given_to(source, target), **options)


@given(pair=pairs, profile=profiles, residue=st.sampled_from(["embed", "text", "sidecar"]), data=st.data())
def test_l13_records_come_back_through_the_hub_token_for_token(
    pair: tuple[str, str], profile: str, residue: Any, data: st.DataObject
) -> None:
    source, target = pair
    record = data.draw(records(subject_of(source, HUB)))
    there = convert(record, source, target, profile=profile, residue=residue)
    assert rb.validate(there.data, target, profile=profile) == []
    assert (b"_residue" in there.data) >= (residue != "sidecar" and there.residue is not None)
    sidecar = there.residue if residue == "sidecar" else None
    back = convert(there.data, target, source, profile=profile, sidecar=sidecar)
    assert read(back.data) == record


@given(pair=pairs, data=st.data())
def test_one_conversion_is_the_same_as_one_to_the_hub_and_one_from_there(
    pair: tuple[str, str], data: st.DataObject
) -> None:
    source, target = pair
    record = data.draw(records(subject_of(source, HUB)))
    hub = convert(record, source, HUB)
    assert convert(record, source, target).data == convert(hub.data, HUB, target).data
    there = convert(record, source, target)
    hub = convert(there.data, target, HUB)
    assert read(convert(hub.data, HUB, source).data) == record


@given(pair=pairs, profile=profiles, data=st.data())
def test_l8_no_field_is_lost_without_report(pair: tuple[str, str], profile: str, data: st.DataObject) -> None:
    source, target = pair
    record = data.draw(records(subject_of(source, HUB)))
    dropped = convert(record, source, target, profile=profile, residue="drop")
    there = convert(record, source, target, profile=profile)
    reported = [loss.field for loss in dropped.losses if loss.kind == "dropped"]
    assert sorted(reported) == sorted({*there.preserved, *there.approximated})
    assert not {*there.preserved} & {*there.approximated}
    assert dropped.residue is None
    back = read(convert(dropped.data, target, source, profile=profile, residue="drop").data)
    lost = {name for name in {*record, *back} if record.get(name, _MISSING) != back.get(name, _MISSING)}
    # What only the hub loses is reported, too, and may come back all the same: as its default, or as a missing field.
    assert lost <= {*reported} <= {*record, *back, *SOURCES[source.replace("-", "_")][0]["properties"]}


def file_of(*names: str) -> str:
    """A file with the records of formats, one after the other."""
    name = f"{'-'.join(names)}.mixed"
    Path(name).write_bytes(b"".join(write(record) + b"\n" for each in names for record in RECORDS[each]))
    return name


@pytest.fixture(name="runbridge")
def fixture_runbridge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    monkeypatch.chdir(tmp_path)
    return Command(capsys)


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_convert_crosses_two_bridges_with_each_place_of_the_residue(
    runbridge: Command, source: str, target: str
) -> None:
    there, back = ("convert", "--to", target), ("convert", "--to", source)
    file, expected = file_of(source), [rb.convert(write(each), target, source).data for each in RECORDS[source]]
    for options in ([], ["--from", source], ["--jobs", "2"]):
        code, out, err = runbridge(*there, file, *options)
        assert (code, out.encode().splitlines()) == (0, expected), err
    runbridge(*there, file, "--residue", "text", "-o", "text.ndjson")
    assert read_lines(runbridge(*back, "--from", target, "text.ndjson").out) == [*RECORDS[source]]
    runbridge(*there, file, "--residue", "sidecar=side", "-o", "bare.ndjson")
    restored = runbridge(*back, "--from", target, "--residue-from", "side", "bare.ndjson")
    assert read_lines(restored.out) == [*RECORDS[source]]
    assert all("_residue" not in record for record in read_lines(Path("bare.ndjson").read_text(encoding="utf-8")))


def read_lines(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("target", BRIDGED)
def test_records_of_all_formats_in_one_file_are_converted(runbridge: Command, target: str) -> None:
    names = [name for name in (*BRIDGED, HUB) if name != target]
    expected = [json.loads(rb.convert(write(each), target, name).data) for name in names for each in RECORDS[name]]
    code, out, err = runbridge("convert", "--to", target, file_of(*names))
    assert (code, read_lines(out)) == (0, expected), err
    assert runbridge("validate", "--to", target, file_of(*names)).code == 0


def test_the_summary_names_fields_of_the_source_and_carried_residues(runbridge: Command) -> None:
    code, _, err = runbridge("convert", "--to", "odd-names", file_of("nested-flow"), "-o", "odd.ndjson")
    assert (code, err.splitlines()) == (
        0,
        [
            "2 records: 2 converted, 0 rejected",
            "preserved in the residue: attempts (1), live (1), made (1), owner (1), seconds (1), team (1), unknown (1)",
            "approximated; exact value in the residue: live (1), stage (1), topic",
        ],
    )
    code, _, err = runbridge("convert", "--to", HUB, "odd.ndjson", "-o", "hub.ndjson")
    assert "carried" not in err
    code, _, err = runbridge("convert", "--to", "tiny", "hub.ndjson", "-o", "tiny.ndjson")
    assert "carried; the residue of another format: nested-flow" in err.splitlines()
    code, _, err = runbridge("convert", "--to", "tiny", file_of("nested-flow"), "--residue", "drop")
    dropped = (
        "attempts (1), live, made (1), owner (1), seconds (1), stage (1), steps (1), team (1), topic (1), unknown (1)"
    )
    assert err.splitlines()[1:] == [f"dropped; will not be restored: {dropped}"]


def test_rejected_records_name_both_bridges_and_are_replayed(runbridge: Command) -> None:
    Path("lost").write_bytes(write({**RECORDS["nested-flow"][0], "stage": "lost"}))
    convert = ("convert", "--to", "odd-names", "-o", "out.ndjson")
    assert runbridge(*convert, "lost", "--rejects", "rejects").code == 1
    rejected = json.loads(Path("rejects").read_bytes())
    assert rejected["versions"]["bridge"] == "nested-flow/1 odd-names/1"
    assert rejected["problems"][0]["fix"]["field"] == "stage"
    assert runbridge(*convert, "--replay", "rejects", "--map", "nested-flow.stage:lost=broken").code == 0
    assert json.loads(Path("out.ndjson").read_bytes())["1st state"] == "shut"


def test_columns_of_tables_are_converted_with_their_residues(runbridge: Command) -> None:
    records = [write(each).decode() for each in RECORDS["nested-flow"]]
    expected = [rb.convert(each, "tiny", residue="sidecar") for each in records]
    pq.write_table(pa.table({"run": records}), "runs.parquet")
    there = ("convert", "--to", "tiny", "--column", "run", "runs.parquet", "-o", "tiny.parquet", "--residue", "column")
    assert runbridge(*there).code == 0
    done = pq.read_table("tiny.parquet")
    assert done["value"].to_pylist() == [each.data.decode() for each in expected]
    assert done["residue"].to_pylist() == [None if each.residue is None else each.residue.decode() for each in expected]
    with duckdb.connect() as con:
        register(con)
        con.register("runs", done)
        back = con.sql("SELECT runbridge_convert(value, 'nested-flow', residue) FROM runs").fetchall()
    assert [json.loads(text) for (text,) in back] == [*RECORDS["nested-flow"]]
    back = ("convert", "--to", "nested-flow", "--column", "value", "--residue-column", "residue", "tiny.parquet")
    assert runbridge(*back, "-o", "back.parquet", "--prefix", "back_").code == 0
    texts = pq.read_table("back.parquet")["back_value"].to_pylist()
    assert [json.loads(text) for text in texts] == [*RECORDS["nested-flow"]]
