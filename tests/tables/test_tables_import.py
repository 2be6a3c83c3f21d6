"""Parquet files to records: those that we wrote, those that others wrote, and those that are none."""

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import runbridge as rb
from runbridge._pyarrow import load, pa
from runbridge.arrow import convert_parquet, validate_parquet
from runbridge.errors import BadInput
from runbridge.laws.json_tokens import read_tokens as read
from runbridge.tables import parquet
from runbridge.tables.datasets import files_below
from runbridge.tables.import_ import import_file
from tests.format_names import ANY_FORMAT
from tests.pipeline.output_helpers import names_in
from tests.pipeline.sample_records import GOOD, MODEL, RUN, model, run
from tests.tables.round_trips import export, import_back, round_trip

pq = load("pyarrow.parquet")

OUTPUT: dict[str, Any] = {
    "id": "o",
    "run_id": "r",
    "data": {"text": ["a"]},
    "node_meta": None,
    **dict.fromkeys(["created_at", "updated_at"], "2026-03-14T09:26:53Z"),
}


def written(folder: Path, table: Any, name: str = "out.parquet") -> Path:
    pq.write_table(table, folder / name)
    return folder / name


def exported(folder: Path, *lines: bytes, **options: Any) -> Any:
    """The table that lines are exported to."""
    return pq.read_table(export(folder, lines, **options).path)


def test_records_come_back_line_by_line(tmp_path: Path) -> None:
    lines = [model(id=each, queue_position=1, _residue={"a": None}) for each in "abc"]
    assert [read(line) for line in round_trip(tmp_path, lines, presence=True)] == [read(line) for line in lines]
    lines = [run(id="a", input={"a\nb": 1}), run(id="b", output=[1.50, "é"], extra=None)]
    assert [read(line) for line in round_trip(tmp_path, lines)] == [read(line) for line in lines]


def test_a_value_over_several_lines_comes_back_on_one(tmp_path: Path) -> None:
    pretty = json.dumps(json.loads(model(workflow_inputs={"a": ["b\nc", 1]}, extra={"x": [1, 2]})), indent=2).encode()
    there = export(tmp_path, pretty, presence=True)
    assert pq.read_table(there.path)["workflow_inputs"].to_pylist() == [
        '{\n    "a": [\n      "b\\nc",\n      1\n    ]\n  }'
    ]
    assert [read(line) for line in import_back(there.path).lines] == [read(pretty)]


@pytest.mark.parametrize(
    ("known", "odd"),
    [
        ({"workflow_inputs": {"HALF": ["HALF", 1]}, "workflow_api": "HALF"}, {}),
        ({"outputs": [OUTPUT | {"node_meta": "HALF"}, OUTPUT]}, {}),
        ({"outputs": [OUTPUT, OUTPUT | {"HALF": {"HALF": 2}}]}, {}),
        (
            {"outputs": [OUTPUT | {"data": {"images": [{"url": "u", "type": "t", "filename": "a", "HALF": "HALF"}]}}]},
            {"HALF": ["HALF"]},
        ),
    ],
)
def test_unpaired_surrogates_in_json_text_come_back(known: dict[str, Any], odd: dict[str, Any], tmp_path: Path) -> None:
    record = model(**known, **odd)
    for lines in ([record.replace(b"HALF", half)] for half in (rb"\ud800", rb"\udc00", rb"a\ud83db")):
        lines += [model(id="other")]
        there = export(tmp_path, lines, presence=True)
        assert there.problems == []
        assert [read(line) for line in import_back(there.path).lines] == [read(line) for line in lines]


def test_row_groups_are_read_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [model(number=number) for number in range(50)]
    there = export(tmp_path, lines, row_group=7)
    expected = import_back(there.path).lines
    assert [json.loads(line)["number"] for line in expected] == list(range(50))
    monkeypatch.setattr(parquet, "_ROWS_BYTES", 1)
    assert import_back(there.path).lines == expected
    with parquet.open_table(str(there.path)) as source:
        assert [batch.num_rows for batch, _ in source.batches()] == [1] * 50


def test_the_number_of_rows_read_follows_their_length(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "_ROWS_BYTES", 20_000)
    # A file says such a text once, so that it does not tell how long the rows are.
    long, short = ["x" * 1000] * 98, ["x"] * 1000
    pq.write_table(pa.table({"a": [*long, *short]}), tmp_path / "in.parquet", row_group_size=400)
    with parquet.open_table(str(tmp_path / "in.parquet")) as source:
        batches = [batch for batch, _ in source.batches()]
    # Six long ones are in the batch before the 62; all that are left of a row group are in its last.
    assert [batch.num_rows for batch in batches] == [16, *[19] * 5, 62, 227, 400, 298]
    assert [text for batch in batches for text in batch["a"].to_pylist()] == [*long, *short]
    monkeypatch.setattr(parquet, "_ROWS_BYTES", 10)
    with parquet.open_table(str(tmp_path / "in.parquet")) as source:
        assert {batch.num_rows for batch, _ in source.batches() if batch["a"][0].as_py() == long[0]} == {1}


def test_rows_that_are_not_records_are_rejected(tmp_path: Path) -> None:
    table = exported(tmp_path, *[model(id=each) for each in "abcdefg"])
    texts = pa.array([None, "{", "1", None, None, None, "2"], pa.string())
    status = pa.array(["success", "success", None, "success", "success", "failed", "odd"], pa.string())
    ended = pa.array([None, None, None, 253_402_300_800_000_000, -(2**62), 0, None], pa.timestamp("us", "UTC"))
    for name, array in (("workflow_api", texts), ("status", status), ("ended_at", ended)):
        table = table.set_column(table.schema.get_field_index(name), name, array)
    path = written(tmp_path, table)
    again = import_back(path, rejects=path.with_name("rejects"))
    time = "not JSON: the column `ended_at` has a time outside the years 1 to 9999"
    assert again.problems == [
        (2, "not JSON: the column `workflow_api` is not the text of a JSON value"),
        (3, "`/status` must be a string, not null"),
        (4, time),
        (5, time),
    ]
    assert [(each.file, each.line, each.format) for each in again.rejected] == [
        (str(path), number, MODEL) for number in (2, 3, 4, 5)
    ]
    assert again.rejected[0].data == b""
    assert json.loads(again.rejected[1].data)["id"] == "c"
    assert [json.loads(line)["id"] for line in again.lines] == ["a", "f", "g"]
    assert again.summary == rb.Summary(records=7, rejected=4)
    assert len(path.with_name("rejects").read_bytes().splitlines()) == 4
    with pytest.raises(rb.TooManyRejects):
        import_back(path, max_rejects=3)


def test_the_profile_of_a_table_can_be_replaced_its_format_not(tmp_path: Path) -> None:
    lax = model(gpu=None).replace(b'"gpu":null,', b"")
    there = export(tmp_path, [lax, model()], MODEL, profile="tolerant", presence=True)
    assert [read(line) for line in import_back(there.path).lines] == [read(lax), read(model())]
    assert [number for number, _ in import_back(there.path, profile="published").problems] == [1]
    with pytest.raises(rb.UsageError) as caught:
        import_back(there.path, RUN)
    assert str(caught.value) == f"{there.path} has records of workflow-run-model, not of workflow-run"
    for options, message in [
        ({"profile": "lax"}, "unknown profile 'lax'; choose published or tolerant"),
        ({"format": "yaml"}, f"unknown format 'yaml'; choose {ANY_FORMAT}"),
    ]:
        with pytest.raises(rb.UsageError) as caught:
            import_back(there.path, **options)
        assert str(caught.value) == message


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ({"runbridge.format": "a\x1b"}, f"unknown format 'a\\x1b'; choose {ANY_FORMAT}"),
        (
            {"runbridge.format": MODEL, "runbridge.profile": b"\xff"},
            "unknown profile '\ufffd'; choose published or tolerant",
        ),
    ],
)
def test_unknown_metadata_is_refused(metadata: dict[str, Any], message: str, tmp_path: Path) -> None:
    path = written(tmp_path, exported(tmp_path, model()).replace_schema_metadata(metadata))
    with pytest.raises(rb.UsageError) as caught:
        import_back(path)
    assert str(caught.value) == f"{path}: {message}"


def test_tables_of_two_formats_are_refused(tmp_path: Path) -> None:
    paths = [written(tmp_path, exported(tmp_path, line), name) for line, name in ((model(), "a"), (run(), "b"))]
    a, b = paths
    rejected = list[rb.Progress]()
    for files, format, message in (
        (paths, None, f"{b} has records of {RUN}, and {a} of {MODEL}; give files of one format"),
        (paths[::-1], None, f"{a} has records of {MODEL}, and {b} of {RUN}; give files of one format"),
        (paths, MODEL, f"{b} has records of {RUN}, not of {MODEL}"),
    ):
        with pytest.raises(rb.UsageError) as caught:
            import_file(files, tmp_path / "out", format, progress=rejected.append)
        assert str(caught.value) == message
    assert (rejected, names_in(tmp_path)) == ([], ["a", "b", "in.ndjson", "out.parquet"])
    assert import_file([a, a], tmp_path / "out").passed == 2


def test_each_table_has_its_own_profile(tmp_path: Path) -> None:
    lax = model(gpu=None).replace(b'"gpu":null,', b"")
    options: dict[str, Any] = {"format": MODEL, "presence": True}
    a = written(tmp_path, exported(tmp_path, lax, profile="tolerant", **options), "a")
    b = written(tmp_path, exported(tmp_path, model(), **options).drop_columns(["gpu"]), "b")
    rejected = list[rb.Rejected]()
    summary = import_file([a, b], tmp_path / "out", on_reject=rejected.append)
    assert ([each.file for each in rejected], summary.passed) == ([str(b)], 1)


def test_a_table_without_metadata_needs_its_format(tmp_path: Path) -> None:
    table = exported(tmp_path, *GOOD)
    path = written(tmp_path, table.replace_schema_metadata(None).select(table.column_names[::-1]))
    with pytest.raises(rb.UnknownFormat) as caught:
        import_back(path)
    assert str(caught.value) == f"{path} does not say the format of its records; give the format"
    expected = import_back(written(tmp_path, table)).lines
    assert import_back(written(tmp_path, table.replace_schema_metadata(None)), MODEL).lines == expected


reads_int96 = pytest.mark.skipif(not parquet.reads_int96(), reason="this pyarrow reads such timestamps wrongly")


@reads_int96
def test_timestamps_as_spark_writes_them_are_in_utc(tmp_path: Path) -> None:
    output: dict[str, Any] = {"id": "o", "run_id": "r", "data": {"a": []}, "node_meta": None}
    times = {"created_at": "2026-01-02T03:04:05.123456+02:00", "updated_at": "1938-04-24T22:13:20.123456Z"}
    there = export(tmp_path, [model(outputs=[output | times], **times)])
    expected = import_back(there.path).lines
    options = {"use_deprecated_int96_timestamps": True, "store_schema": False}
    pq.write_table(pq.read_table(there.path).replace_schema_metadata(None), there.path, **options)
    assert str(pq.read_schema(there.path).field("created_at").type) == "timestamp[ns]"
    assert import_back(there.path, MODEL).lines == expected
    table = pq.read_table(tmp_path / "out.parquet", coerce_int96_timestamp_unit="us")
    pq.write_table(table, there.path, store_schema=False)
    with pytest.raises(rb.UsageError, match="`created_at` must be a timestamp with a time zone, not timestamp"):
        import_back(there.path, MODEL)


@reads_int96
def test_timestamps_of_96_bits_are_not_cut(tmp_path: Path) -> None:
    table = exported(tmp_path, model(created_at="2026-01-02T03:04:05.123456789Z"), time_unit="ns")
    path = written(tmp_path, table)
    expected = import_back(path).lines
    assert b'"created_at":"2026-01-02T03:04:05.123456789Z"' in expected[0]
    pq.write_table(table, path, use_deprecated_int96_timestamps=True)
    with pytest.raises(rb.UsageError) as caught:
        import_back(path)
    assert str(caught.value) == (
        f"{path}: the column `created_at` has timestamps of 96 bits with nanoseconds, which would be cut to"
        " microseconds; cast it in what wrote the file, or leave it out"
    )


def test_timestamps_that_an_old_pyarrow_misreads_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "in.parquet"
    pq.write_table(pa.table({"t": pa.array([1], pa.timestamp("us"))}), path, use_deprecated_int96_timestamps=True)
    monkeypatch.setattr(pa, "__version__", "22.0.0")
    with pytest.raises(rb.UsageError) as caught:
        import_back(path, MODEL)
    assert str(caught.value) == (
        f"{path} has timestamps of 96 bits, as Spark writes them, some of which pyarrow 22.0.0 changes; install pyarrow"
        " 23 or newer, or let Spark write the file with spark.sql.parquet.outputTimestampType=TIMESTAMP_MICROS"
    )


def test_columns_of_other_types_are_reported(tmp_path: Path) -> None:
    table = exported(tmp_path, model()).drop_columns(["id", "status", "gpu"])
    for name in ("year", "month"):
        table = table.append_column(name, pa.array([1]))
    path = written(tmp_path, table)
    with pytest.raises(rb.UsageError) as caught:
        import_back(path)
    assert str(caught.value) == (
        f"{path} is not a table of workflow-run-model: the column `year` has no place in a record; "
        "the column `month` has no place in a record; the column `id` is missing; the column `status` is missing"
    )
    path = written(tmp_path, pa.table({name: [1] for name in "abcdefg"}))
    with pytest.raises(rb.UsageError) as caught:
        import_back(path, RUN)
    assert str(caught.value).endswith("; the column `e` has no place in a record; and 12 more")


def test_repeated_column_names_are_refused(tmp_path: Path) -> None:
    table = exported(tmp_path, model())
    path = written(tmp_path, table.append_column("id", pa.array(["other"])))
    with pytest.raises(rb.UsageError) as caught:
        import_back(path)
    assert str(caught.value) == (
        f"{path} is not a table of workflow-run-model: there are 2 columns `id`; rename all but one"
    )


def test_an_output_named_parquet_is_refused(tmp_path: Path) -> None:
    path = export(tmp_path, [model()]).path
    before = path.read_bytes()
    for target in (path, tmp_path / "x.Parquet"):
        with pytest.raises(rb.UsageError) as caught:
            import_file(path, target)
        assert str(caught.value) == (
            f"{target}: no Parquet file is made of records in lines; `runbridge export` writes typed tables, and"
            " `convert --column NAME` converts the records in a column of a Parquet file"
        )
    assert (path.read_bytes(), names_in(tmp_path)) == (before, ["in.ndjson", "out.parquet"])


def test_a_missing_input_is_an_error_before_any_work(tmp_path: Path) -> None:
    path, rejected = export(tmp_path, [model()]).path, list[rb.Progress]()
    with pytest.raises(FileNotFoundError):
        import_file([path, tmp_path / "gone.parquet"], tmp_path / "out", progress=rejected.append)
    assert rejected == []


def test_no_files_have_no_records(tmp_path: Path) -> None:
    assert import_file([], tmp_path / "out") == rb.Summary()
    assert (tmp_path / "out").read_bytes() == b""


def test_optional_columns_may_be_missing(tmp_path: Path) -> None:
    table = exported(tmp_path, model()).drop_columns(["_unknown", "_residue", "outputs", "ended_at"])
    again = import_back(written(tmp_path, table))
    expected = read(model(queued_at=None))
    del expected["ended_at"], expected["queued_at"]
    assert [read(line) for line in again.lines] == [expected | {"queued_at": None}]


def test_a_missing_required_column_rejects_each_record(tmp_path: Path) -> None:
    path = written(tmp_path, exported(tmp_path, model()).drop_columns(["gpu"]))
    hint = "add it: a string or null, or accept this with `--profile tolerant`"
    assert import_back(path).problems == [(1, f"the record is missing the field `gpu`; {hint}")]
    assert import_back(path, profile="tolerant").problems == []


def test_a_folder_means_the_tables_in_it(tmp_path: Path) -> None:
    for number, name in enumerate(
        ["b.parquet", "a.PARQUET", "_temporary/c.parquet", ".d.parquet", "deep.parquet/e.parquet"]
    ):
        (tmp_path / "runs" / name).parent.mkdir(parents=True, exist_ok=True)
        export(tmp_path, [model(number=number)]).path.rename(tmp_path / "runs" / name)
    (tmp_path / "runs" / "_SUCCESS").write_text("")
    summary = import_file([tmp_path / "runs", tmp_path / "runs" / ".d.parquet"], tmp_path / "back.ndjson.gz")
    lines = gzip.decompress((tmp_path / "back.ndjson.gz").read_bytes()).splitlines()
    assert summary == rb.Summary(records=4)
    assert [json.loads(line)["number"] for line in lines] == [1, 0, 4, 3]
    (tmp_path / "empty").mkdir()
    with pytest.raises(rb.UsageError) as caught:
        import_file(tmp_path / "empty", tmp_path / "out")
    assert str(caught.value) == f"{tmp_path / 'empty'} has no file named *.parquet"


def test_a_folder_that_disappears_is_an_error(tmp_path: Path) -> None:
    # Whoever calls it has just seen the folder.
    with pytest.raises(FileNotFoundError):
        files_below(str(tmp_path / "gone"))


def test_files_that_are_not_parquet_are_errors(tmp_path: Path) -> None:
    path = tmp_path / "runs.parquet"
    for data in (b"", b"PAR1", model(), b"PAR1" + b"\x00" * 100 + b"PAR1"):
        path.write_bytes(data)
        with pytest.raises(OSError, match="not a Parquet file that can be read") as caught:
            import_back(path)
        assert caught.value.filename == str(path)
    assert names_in(tmp_path) == ["runs.parquet"]
    with pytest.raises(FileNotFoundError):
        import_back(tmp_path / "gone.parquet")


@pytest.mark.parametrize(
    "column", [pa.array([1]), pa.array([{"caf_": 1}]), pa.array([[{"caf_": 1}]])], ids=["plain", "struct", "list"]
)
def test_column_names_that_are_not_utf8_are_errors(column: Any, tmp_path: Path) -> None:
    path = written(tmp_path, pa.table({"payload": [model()], "caf_": column}))
    path.write_bytes(path.read_bytes().replace(b"caf_", b"caf\xe9"))
    works: list[Callable[[], object]] = [
        lambda: import_back(path, MODEL),
        lambda: validate_parquet(path, column="payload"),
        lambda: convert_parquet(path, tmp_path / "out", RUN, column="payload"),
    ]
    for work in works:
        with pytest.raises(BadInput) as caught:
            work()
        assert (caught.value.filename, caught.value.strerror) == (
            str(path),
            "not a Parquet file that can be read (the name of a column is not UTF-8)",
        )
    assert names_in(tmp_path) == ["out.parquet"]


def test_a_damaged_table_is_an_error_and_leaves_no_output(tmp_path: Path) -> None:
    there = export(tmp_path, [model(number=number, live_status="x" * number) for number in range(100)])
    data = bytearray(there.path.read_bytes())
    data[100:2000] = bytes(1900)
    there.path.write_bytes(data)
    with pytest.raises(OSError, match="not a Parquet file that can be read"):
        import_back(there.path)
    assert names_in(tmp_path) == ["in.ndjson", "out.parquet"]


def test_streams_are_refused(tmp_path: Path) -> None:
    with pytest.raises(rb.UsageError) as caught:
        import_file("-", tmp_path / "out")
    assert str(caught.value) == ("a Parquet file is read from its end, which standard input does not have; give a file")
    os.mkfifo(tmp_path / "pipe")
    handle = os.open(tmp_path / "pipe", os.O_RDWR)
    try:
        with pytest.raises(rb.UsageError) as caught:
            import_file(tmp_path / "pipe", tmp_path / "out")
    finally:
        os.close(handle)
    assert str(caught.value) == (
        f"{tmp_path / 'pipe'} is a stream, and a Parquet file is read from its end; give it as a file"
    )


def test_an_empty_table_has_no_records(tmp_path: Path) -> None:
    there = export(tmp_path, b"", RUN)
    assert (import_back(there.path).data, import_back(there.path).summary) == (b"", rb.Summary())
    path = written(tmp_path, exported(tmp_path, model()).slice(0, 0))
    assert import_back(path).lines == []
