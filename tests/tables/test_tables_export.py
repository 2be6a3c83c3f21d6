"""Records of all sorts to a Parquet file, whole or not at all."""

import gzip
import io
import json
import subprocess
import sys
from bisect import bisect_left
from pathlib import Path
from typing import Any

import msgspec
import pytest

import runbridge as rb
from runbridge._pyarrow import load, pa
from runbridge.arrow import schema
from runbridge.outputs.rejects import read_rejects
from runbridge.pipeline.stats import RunStats
from runbridge.record.batch import NotBatchable
from runbridge.tables import parquet, table_writer
from runbridge.tables.export import LONGEST, ExportOptions, ExportTask, export_file
from tests.format_names import ANY_FORMAT
from tests.pipeline.output_helpers import NO_COVERAGE, names_in
from tests.pipeline.sample_records import BAD, GOOD, MESSY, MODEL, RUN, column_of, model, run
from tests.tables.round_trips import export, import_back

pq = load("pyarrow.parquet")
TIMES = ["created_at", "updated_at"]
LINES = [*GOOD, *MESSY, *BAD]


def table_of(path: Path) -> Any:
    return pq.read_table(path)


def test_every_record_is_exported_or_rejected(tmp_path: Path) -> None:
    there = export(tmp_path, LINES, MODEL, rejects=tmp_path / "rejects")
    held = "`{}` cannot be represented as {}: {}"
    assert there.problems[:2] == [
        (7, held.format("/id", "UTF-8", '"\\ud800"')),
        (9, held.format("/duration", "a double", "the number 1e400")),
    ]
    assert [each.problems[0].code for each in there.rejected[2:]] == [
        *(
            "invalid-json",
            "invalid-utf8",
            "invalid-type",
            "missing-field",
            "invalid-json",
            "unexpected-format",
            "invalid-type",
            "invalid-json",
        )
    ]
    assert there.summary == rb.Summary(records=18, rejected=10)
    assert table_of(there.path)["id"].to_pylist() == [
        *("plain", "more", "lossy", "unknown", "blanks", "return", "twice", "paused")
    ]
    with (tmp_path / "rejects").open("rb") as file:
        assert [*read_rejects(file, "rejects", max_record=1 << 20)] == there.rejected
    assert [(each.line, each.data) for each in there.rejected[:2]] == [(7, LINES[6]), (9, LINES[8])]
    place = there.rejected[1].problems[0]
    column = column_of("duration", LINES[8])
    assert (place.line, place.column, place.end_column) == (9, column, column + len("1e400"))


def test_a_table_is_what_the_schema_says(tmp_path: Path) -> None:
    options: dict[str, Any] = {"presence": True, "time_unit": "ns", "profile": "tolerant"}
    there = export(tmp_path, GOOD, **options)
    expected = schema(MODEL, **options)
    assert table_of(there.path).schema.equals(expected)
    assert table_of(there.path).schema.metadata == expected.metadata
    assert table_of(there.path).schema.field("duration").metadata[b"unit"] == b"s"
    table_of(there.path).validate(full=True)


def test_batched_and_single_records_are_exported_alike(tmp_path: Path) -> None:
    records = [
        model(id="a", outputs=[]),
        model(id="b", workflow_inputs={"seed": 2**64}, queue_position=3, _residue=None),
        model(id="c", created_at="2026-01-02T03:04:05.123456789+05:30", progress=0.25, tags=["x"], batch={"n": 1}),
    ]
    batched = export(tmp_path, records, presence=True)
    table = table_of(batched.path)
    alone = export(tmp_path, [b" " + record for record in records], presence=True)
    assert table_of(alone.path).equals(table)
    assert alone.summary == batched.summary == rb.Summary(records=3, fields={"rounded": {"created_at": 1}})
    assert table["_residue"].to_pylist() == [None, "null", None]
    assert table["_unknown"].to_pylist() == [None, '{"queue_position":3}', '{"batch":{"n":1},"tags":["x"]}']


def test_export_reads_all_kinds_of_inputs(tmp_path: Path) -> None:
    expected = table_of(export(tmp_path, GOOD).path)
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "array.json").write_bytes(b"[" + b",\n".join(GOOD) + b"]")
    (tmp_path / "runs" / "compressed.ndjson.gz").write_bytes(gzip.compress(b"\n".join(GOOD)))
    summary = export_file([tmp_path / "runs", tmp_path / "in.ndjson"], tmp_path / "all.parquet")
    assert summary == rb.Summary(records=9)
    assert table_of(tmp_path / "all.parquet").equals(pa.concat_tables([expected] * 3))


def test_export_reads_standard_input_and_writes_standard_output(tmp_path: Path) -> None:
    script = "from runbridge.tables.export import export_file; export_file('-', '-')"
    done = subprocess.run([sys.executable, "-c", script], input=b"\n".join(GOOD), stdout=subprocess.PIPE, check=True)
    assert pq.read_table(io.BytesIO(done.stdout)).equals(table_of(export(tmp_path, GOOD).path))


def test_an_unfinished_table_cannot_be_read(tmp_path: Path) -> None:
    script = "from runbridge.tables.export import export_file; export_file('-', '-', row_group=1, max_rejects=0)"
    lines = b"\n".join([*GOOD, b"{"])
    done = subprocess.run([sys.executable, "-c", script], input=lines, capture_output=True, check=False)
    assert done.stderr.splitlines()[-1].startswith(b"runbridge.errors.TooManyRejects: ")
    assert not done.stdout.endswith(b"PAR1") or done.stdout == b"PAR1"


@pytest.mark.parametrize("batch", [1, 1000, 1 << 20])
def test_row_groups_have_the_given_number_of_rows(batch: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_writer, "_BATCH", batch)
    lines = [model(number=number) for number in range(25)]
    there = export(tmp_path, lines, row_group=10)
    metadata = pq.read_metadata(there.path)
    assert [metadata.row_group(index).num_rows for index in range(metadata.num_row_groups)] == [10, 10, 5]
    assert table_of(there.path)["number"].to_pylist() == list(range(25))


def test_row_groups_end_when_their_rows_are_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_writer, "_BATCH", 1)
    monkeypatch.setattr(parquet, "_MOST_BYTES", 10_000)
    files = [tmp_path / f"in{number}" for number in range(8)]
    for number, file in enumerate(files):
        file.write_bytes(model(number=number, live_status="x" * 4000))
    export_file(files, tmp_path / "out.parquet")
    metadata = pq.read_metadata(tmp_path / "out.parquet")
    assert [metadata.row_group(index).num_rows for index in range(metadata.num_row_groups)] == [3, 3, 2]
    assert table_of(tmp_path / "out.parquet")["number"].to_pylist() == list(range(8))


@pytest.mark.parametrize(("compression", "codec"), [("zstd", "ZSTD"), ("snappy", "SNAPPY"), ("none", "UNCOMPRESSED")])
def test_columns_have_the_given_compression(compression: str, codec: str, tmp_path: Path) -> None:
    there = export(tmp_path, GOOD, compression=compression)
    group = pq.read_metadata(there.path).row_group(0)
    assert {group.column(index).compression for index in range(group.num_columns)} == {codec}


def test_no_records_of_a_known_format_are_an_empty_table(tmp_path: Path) -> None:
    there = export(tmp_path, b"\n", RUN)
    assert there.summary == rb.Summary()
    assert (table_of(there.path).num_rows, table_of(there.path).schema.equals(schema(RUN))) == (0, True)
    with pytest.raises(rb.UnknownFormat) as caught:
        export(tmp_path, b"\n")
    assert str(caught.value) == "no record tells the format of the table; give the format"


def test_no_files_are_as_files_without_records(tmp_path: Path) -> None:
    with pytest.raises(rb.UnknownFormat) as caught:
        export_file([], tmp_path / "out.parquet")
    assert str(caught.value) == "no record tells the format of the table; give the format"
    assert export_file([], tmp_path / "out.parquet", RUN) == rb.Summary()
    assert (table_of(tmp_path / "out.parquet").num_rows, names_in(tmp_path)) == (0, ["out.parquet"])


def test_the_format_may_be_detected_late(tmp_path: Path) -> None:
    there = export(tmp_path, [b"{"] * 100 + [run(id="late"), b"[]", run(id="last")])
    assert there.summary == rb.Summary(records=103, rejected=101)
    assert table_of(there.path)["id"].to_pylist() == ["late", "last"]
    with pytest.raises(rb.UnknownFormat):
        export(tmp_path, [b"{"] * 100)


def test_no_batch_is_exported_before_the_format_is_known() -> None:
    stats = RunStats()
    task = ExportTask(ExportOptions(), io.BytesIO(), stats)
    assert (task.format_name, task.can_batch, task.process_batch(model() + b"\n")) == (None, False, NotBatchable())
    assert task.process_record(model()) == []
    assert (task.format_name, task.can_batch, task.process_batch(model() + b"\n")) == (MODEL, True, 1)
    assert task.native_plans(MODEL) == ()
    task.flush()
    task.finish()


def test_rejects_need_no_callback(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(model() + b"\n{\n")
    assert export_file(tmp_path / "in", tmp_path / "out") == rb.Summary(records=2, rejected=1)


def test_a_table_has_one_format(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(model())
    (tmp_path / "b").write_bytes(model(id="run-2"))
    (tmp_path / "c").write_bytes(run())
    target = tmp_path / "out.parquet"
    target.write_text("old")
    with pytest.raises(rb.UsageError) as caught:
        export_file([tmp_path / "a", tmp_path / "b", tmp_path / "c"], target)
    assert str(caught.value) == (
        "there are records of workflow-run-model and of workflow-run, and a table has one format"
    )
    assert (names_in(tmp_path), target.read_text()) == (["a", "b", "c", "out.parquet"], "old")
    assert export_file([tmp_path / "a", tmp_path / "b"], target) == rb.Summary(records=2)


def is_too_deep(depth: int) -> bool:
    """Whether no reader goes down so far; how far one does, each Python has its own limit for."""
    try:
        msgspec.json.decode(b"[" * depth + b"]" * depth)
    except RecursionError:
        return True
    # Nothing at all is no JSON, and not deep.
    except msgspec.DecodeError:
        return False
    return False


@pytest.mark.parametrize("space", [b"", b" "], ids=["together", "alone"])
def test_deeply_nested_records_are_exported_or_rejected(space: bytes, tmp_path: Path) -> None:
    output = {**dict.fromkeys(["id", "run_id"], "o"), "data": {}, **dict.fromkeys(TIMES, "2026-01-02T03:04:05Z")}
    record = model(workflow_inputs="X", outputs=[output | {"node_meta": "X"}])
    deepest = bisect_left(range(100_000), True, key=is_too_deep)
    depths = range(deepest - 200, deepest + 100)
    lines = [space + record.replace(b'"X"', b"[" * depth + b"]" * depth) for depth in depths]
    there = export(tmp_path, b"\n".join([record, *lines]), MODEL, presence=True)
    assert {problem.code for each in there.rejected for problem in each.problems} == {"excessive-nesting"}
    assert 100 < there.summary.passed < len(lines)
    again = import_back(there.path)
    assert (again.problems, again.summary.records) == ([], there.summary.passed)
    kept = table_of(there.path)["workflow_inputs"].to_pylist()
    assert kept == ['"X"', *("[" * depth + "]" * depth for depth in depths)][: there.summary.passed]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"format": "yaml"}, f"unknown format 'yaml'; choose {ANY_FORMAT}"),
        ({"profile": "lax"}, "unknown profile 'lax'; choose published or tolerant"),
        ({"time_unit": "s"}, "there is no time unit 's'; choose us or ns"),
        ({"compression": "lzo"}, "there is no compression 'lzo'; choose zstd, snappy, none"),
        ({"row_group": 0}, "0 rows are no row group; give 1 or more"),
        ({"row_group": "7"}, "'7' is no number of rows; give 1 or more"),
        ({"max_record": LONGEST + 1}, "a table takes records of at most 1,073,741,824 bytes"),
        ({"max_rejects": "many"}, "'many' is not a valid limit; give a number of records, or a percentage like 5%"),
    ],
)
def test_invalid_options_are_usage_errors(options: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(rb.UsageError) as caught:
        export(tmp_path, GOOD, **options)
    assert str(caught.value) == message
    assert names_in(tmp_path) == ["in.ndjson"]


def test_a_name_of_a_compressed_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(rb.UsageError) as caught:
        export_file(tmp_path, "runs.parquet.GZ")
    assert str(caught.value) == (
        "runs.parquet.GZ: Parquet is compressed inside; give a name that does not end like this"
    )


@pytest.mark.parametrize(
    "suffix", [".csv", ".JSON", ".ndjson", ".jsonl", ".tsv", ".arrow", ".feather", ".orc", ".xlsx"]
)
def test_a_name_of_another_format_is_refused(suffix: str, tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(model())
    with pytest.raises(rb.UsageError) as caught:
        export_file(tmp_path / "in", tmp_path / f"runs{suffix}")
    assert str(caught.value) == (
        f"{tmp_path}/runs{suffix}: export writes Parquet, not {suffix.lower()}; give a name that ends in .parquet"
    )
    assert names_in(tmp_path) == ["in"]


def test_a_missing_input_is_an_error_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(model())
    with pytest.raises(FileNotFoundError):
        export_file([tmp_path / "in", tmp_path / "gone"], tmp_path / "out.parquet")
    assert names_in(tmp_path) == ["in"]


def test_too_many_rejects_leave_the_old_table(tmp_path: Path) -> None:
    (tmp_path / "out.parquet").write_text("old")
    with pytest.raises(rb.TooManyRejects):
        export(tmp_path, [*GOOD, b"{", b"{"], max_rejects=1)
    assert (tmp_path / "out.parquet").read_text() == "old"
    assert export(tmp_path, [*GOOD, b"{"], max_rejects=1).summary == rb.Summary(records=4, rejected=1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full disk to write to")
def test_a_full_disk_is_an_error_with_the_name_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"\n".join(GOOD))
    with pytest.raises(OSError, match="No space left on device") as caught:
        export_file(tmp_path / "in", "/dev/full")
    assert caught.value.filename == "/dev/full"


def test_an_interrupt_leaves_no_file(tmp_path: Path) -> None:
    def interrupt(rejected: rb.Rejected) -> None:
        raise KeyboardInterrupt

    (tmp_path / "in").write_bytes(b"\n".join([*GOOD, b"{"]))
    with pytest.raises(KeyboardInterrupt):
        export_file(tmp_path / "in", tmp_path / "out.parquet", on_reject=interrupt)
    assert names_in(tmp_path) == ["in"]


def test_progress_is_reported(tmp_path: Path) -> None:
    rejected: list[rb.Progress] = []
    there = export(tmp_path, GOOD, progress=rejected.append)
    size = (tmp_path / "in.ndjson").stat().st_size
    assert rejected[-1] == rb.Progress(done=size, size=size, records=3, rejected=0)
    assert import_back(there.path, progress=rejected.append).summary == rb.Summary(records=3)
    assert (rejected[-1].records, rejected[-1].size, rejected[-1].done > 0) == (3, there.path.stat().st_size, True)


def test_without_pyarrow_tables_name_the_missing_extra(tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from runbridge.cli import run\n"
        "assert run(['export', '--help']) == 0\n"
        "assert run(['import', '--help']) == 0\n"
        "assert run(['validate', 'in']) == 0\n"
        "sys.exit(run(sys.argv[1:]))"
    )
    (tmp_path / "in").write_bytes(model())
    for command in (["export", "in", "-o", "out"], ["import", "in"]):
        done = subprocess.run([sys.executable, "-c", script, *command], cwd=tmp_path, capture_output=True, check=False)
        last = done.stderr.decode().splitlines()[-1]
        assert done.returncode == 2
        assert last == (
            "error: this needs pyarrow: pip install 'runbridge[arrow]' (import of pyarrow halted; None in sys.modules)"
        )
    code = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "try: import runbridge.tables.table_schema\nexcept ImportError: print(1)"
    )
    assert subprocess.check_output([sys.executable, "-c", code]) == b"1\n"


def test_a_run_that_needs_no_table_does_not_import_pyarrow(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(model())
    command = "import sys; from runbridge.cli import run; run(['convert', 'in', '--to', 'workflow-run'])"
    script = f"{command}; print('pyarrow' in sys.modules)"
    done = subprocess.check_output([sys.executable, "-c", script], cwd=tmp_path, env=NO_COVERAGE, text=True)
    assert done.splitlines()[-1] == "False"
    assert json.loads(done.splitlines()[0])["id"] == "run-1"
