"""What DuckDB and pyarrow's datasets make of a table: types as people expect them, and answers to their questions."""

import json
from collections.abc import Callable
from inspect import signature
from pathlib import Path
from typing import Any

import duckdb
import pytest

import runbridge as rb
from runbridge._pyarrow import load, pa
from runbridge.arrow import convert_parquet, validate_parquet
from runbridge.laws.json_tokens import read_tokens as read
from tests.pipeline.sample_records import MODEL, RUN, model
from tests.tables.round_trips import export, import_back

pq = load("pyarrow.parquet")

needs_json = pytest.mark.skipif(not hasattr(pa, "json_"), reason="this pyarrow has no type for JSON")

MEDIA = {
    "url": "https://cdn.example/a.png",
    "type": "output",
    "filename": "a.png",
    "is_public": True,
    "subfolder": "",
    "upload_duration": 0.5,
    "width": 1024,
}
OUTPUT = {
    "id": "o-1",
    "run_id": "run-1",
    "data": {"images": [MEDIA], "text": ["a lighthouse", True]},
    "node_meta": {"node_id": 12},
    "created_at": "2026-03-14T09:26:53.5+02:00",
    "updated_at": "2026-03-14T09:26:53Z",
}
#: The example of docs/engines/tables.md.
QUERY = """\
SELECT gpu, status, count(*) AS runs, round(quantile_cont(duration, 0.95), 1) AS p95_seconds
FROM 'runs.parquet'
WHERE created_at >= TIMESTAMPTZ '2026-03-01 00:00:00Z' AND created_at < TIMESTAMPTZ '2026-04-01 00:00:00Z'
GROUP BY ALL
ORDER BY p95_seconds DESC NULLS LAST
"""


@pytest.fixture
def ask(tmp_path: Path) -> Any:
    """Asks a question about the table `runs.parquet` of some lines."""

    def ask(question: str, *lines: bytes, **options: Any) -> list[tuple[Any, ...]]:
        path = export(tmp_path, lines, MODEL, **options).path
        connection = duckdb.connect()
        connection.execute("SET TimeZone = 'Asia/Tokyo'")
        found: list[tuple[Any, ...]] = connection.execute(question.replace("runs.parquet", str(path))).fetchall()
        return found

    return ask


def test_the_columns_have_the_types_that_queries_need(ask: Any) -> None:
    described = ask("DESCRIBE SELECT * FROM 'runs.parquet'", model(outputs=[OUTPUT]), presence=True)
    types = {name: kind for name, kind, *_ in described}
    assert types["created_at"] == "TIMESTAMP WITH TIME ZONE"
    assert (types["number"], types["duration"], types["is_realtime"]) == ("BIGINT", "DOUBLE", "BOOLEAN")
    assert (types["status"], types["workflow_inputs"], types["_unknown"]) == ("VARCHAR",) * 3
    assert types["_absent"] == "VARCHAR[]"
    assert types["outputs"] == (
        'STRUCT(id VARCHAR, run_id VARCHAR, "data" MAP(VARCHAR, STRUCT(url VARCHAR, "type" VARCHAR, filename VARCHAR, '
        "is_public BOOLEAN, subfolder VARCHAR, upload_duration DOUBLE, _absent VARCHAR[], _unknown VARCHAR, "
        "_string VARCHAR, _boolean BOOLEAN)[]), node_meta VARCHAR, created_at TIMESTAMP WITH TIME ZONE, "
        'updated_at TIMESTAMP WITH TIME ZONE, "type" VARCHAR, node_id VARCHAR, _absent VARCHAR[], _unknown VARCHAR)[]'
    )


def test_nested_values_can_be_queried(ask: Any) -> None:
    question = """
        SELECT output.data['images'][1].url, output.data['text'][1]._string, output.data['text'][2]._boolean,
            epoch_us(output.created_at), workflow_inputs->>'$.prompt', output.node_meta->'$.node_id',
            output.data['images'][1]._unknown, list_contains(_absent, 'progress'), _unknown->>'$.queue'
        FROM 'runs.parquet', unnest(outputs) AS one(output)
    """
    line = model(outputs=[OUTPUT], workflow_inputs={"prompt": "é"}, queue=3)
    at = 1_773_473_213_500_000
    assert ask(question, line, presence=True) == [
        (
            "https://cdn.example/a.png",
            "a lighthouse",
            True,
            at,
            "é",
            "12",
            '{"width":1024}',
            True,
            "3",
        )
    ]


@pytest.mark.parametrize("unit", ["us", "ns"])
def test_the_slowest_runs_of_a_month_by_gpu_and_status(unit: str, ask: Any) -> None:
    lines = [
        model(gpu="A10G", status="success", duration=number, created_at="2026-03-31T23:59:59.999Z")
        for number in range(101)
    ]
    lines += [
        model(gpu="H100", status="failed", duration=2.25, created_at="2026-03-01T00:00:00Z"),
        model(gpu=None, status="running", duration=None, created_at="2026-03-01T01:30:00+01:30"),
        # In another month in UTC, where a table without zones would be wrong.
        model(gpu="H100", status="failed", duration=900, created_at="2026-03-01T00:00:00+00:01"),
        model(gpu="H100", status="failed", duration=900, created_at="2026-04-01T00:00:00Z"),
    ]
    assert ask(QUERY, *lines, time_unit=unit) == [
        ("A10G", "success", 101, 95.0),
        ("H100", "failed", 1, 2.3),
        (None, "running", 1, None),
    ]


def test_tables_have_nanoseconds_on_request(tmp_path: Path) -> None:
    path = export(tmp_path, [model(created_at="2026-01-02T03:04:05.123456789Z")], time_unit="ns").path
    array = load("pyarrow.dataset").dataset(path).to_table()["created_at"]
    assert array.cast("int64").to_pylist() == [1_767_323_045_123_456_789]


def test_the_metadata_of_a_file_can_be_queried(ask: Any) -> None:
    found = ask("SELECT decode(key), decode(value) FROM parquet_kv_metadata('runs.parquet')", model())
    assert {("runbridge.format", MODEL), ("runbridge.profile", "published")} <= set(found)


def test_tables_that_duckdb_wrote_come_back(ask: Any, tmp_path: Path) -> None:
    lines = [
        model(id="b", outputs=[OUTPUT, OUTPUT | {"id": "o-2", "data": {}}], workflow_inputs={"a": 1.50}, extra=[None]),
        model(id="a", ended_at="2026-01-02T03:04:05.5Z", progress=0.5, outputs=[]),
    ]
    target = tmp_path / "sorted.parquet"
    ask(f"COPY (SELECT * FROM 'runs.parquet' ORDER BY id) TO '{target}'", *lines, presence=True)
    again = import_back(target, MODEL)
    assert again.problems == []
    expected = [json.loads(line) for line in reversed(lines)]
    for output in expected[1]["outputs"]:
        output["created_at"] = "2026-03-14T07:26:53.500Z"
    expected[0]["ended_at"] = "2026-01-02T03:04:05.500Z"
    assert [json.loads(line) for line in again.lines] == expected
    assert read(again.lines[1])["workflow_inputs"] == read(lines[0])["workflow_inputs"]


@needs_json
def test_json_columns_of_duckdb_come_back(ask: Any, tmp_path: Path) -> None:
    lines = [
        model(id="a", workflow_inputs={"a": [1.50, None]}, progress=0.5, outputs=[OUTPUT], extra=[None]),
        model(id="b", workflow_api="x", outputs=[]),
    ]
    target = tmp_path / "json.parquet"
    columns = "workflow_inputs::JSON AS workflow_inputs, workflow_api::JSON AS workflow_api, _unknown::JSON AS _unknown"
    ask(f"COPY (SELECT * REPLACE ({columns}, to_json(progress) AS progress) FROM 'runs.parquet') TO '{target}'", *lines)
    kinds = [str(pq.read_schema(target).field(name).type) for name in ("workflow_inputs", "progress")]
    again = import_back(target, MODEL)
    assert again.problems == []
    expected = import_back(export(tmp_path, lines).path).lines
    assert [read(line) for line in again.lines] == [read(line) for line in expected]
    assert kinds == ["extension<arrow.json>"] * 2


@needs_json
def test_json_in_place_of_a_nested_column_comes_back(tmp_path: Path) -> None:
    table = pq.read_table(export(tmp_path, [model(outputs=[OUTPUT]), model()], presence=True).path)
    outputs = pa.array([json.dumps([OUTPUT]), "{"], pa.json_())
    path = tmp_path / "json.parquet"
    pq.write_table(table.set_column(table.schema.get_field_index("outputs"), "outputs", outputs), path)
    again = import_back(path)
    assert [json.loads(line)["outputs"] for line in again.lines] == [[OUTPUT]]
    assert again.problems == [(2, "not JSON: the column `outputs` is not the text of a JSON value")]


@pytest.mark.skipif(duckdb.__version__ < "2", reason="this DuckDB does not write VARIANT")
def test_variant_is_refused_by_name(ask: Any, tmp_path: Path) -> None:
    target = tmp_path / "variant.parquet"
    ask(
        "COPY (SELECT * REPLACE (workflow_inputs::JSON::VARIANT AS workflow_inputs) FROM 'runs.parquet')"
        f" TO '{target}'",
        model(workflow_inputs={"a": 1}),
    )
    with pytest.raises(rb.UsageError) as caught:
        import_back(target, MODEL)
    assert str(caught.value) == (
        f"{target} is not a table of workflow-run-model: the column `workflow_inputs` must be a string, not VARIANT"
        " (cast it to JSON)"
    )
    with pytest.raises(rb.UsageError) as caught:
        validate_parquet(target, column="workflow_inputs")
    assert str(caught.value) == (
        f"{target}: the column `workflow_inputs` is VARIANT (cast it to JSON), not text; give one of strings or binary"
    )


@pytest.mark.parametrize(
    ("value", "column", "kind"),
    [
        ("INTERVAL 1 DAY", "t", "Interval"),
        ("{'a': [INTERVAL 1 DAY]}", "t.a.list.element", "Interval"),
        ("TIMETZ '12:00:00+02:00'", "t", "Time(isAdjustedToUTC=true, timeUnit=microseconds)"),
        ("TIME '12:00:00'", "t", "Time(isAdjustedToUTC=false, timeUnit=microseconds)"),
    ],
)
def test_columns_that_would_change_are_not_written_to_tables(
    value: str, column: str, kind: str, tmp_path: Path
) -> None:
    path, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    connection = duckdb.connect()
    source = connection.sql(f"SELECT {value} AS t, '{model().decode()}' AS payload")
    source.write_parquet(str(path))
    works: list[Callable[[], rb.Summary]] = [
        lambda: convert_parquet(path, out, RUN, column="payload"),
        lambda: validate_parquet(path, column="payload", output=out),
    ]
    # Of times of day the first pyarrows write one kind, and the others the other.
    pq.write_table(pa.table({"t": pa.array([0], pa.time64("us"))}), out)
    kept = str(pq.ParquetFile(out).schema.column(0).logical_type)
    out.unlink()
    for work in works:
        if kind == kept:
            assert work().passed == 1
            assert duckdb.read_parquet(str(out)).types[0] == source.types[0]
            out.unlink()
            continue
        with pytest.raises(rb.UsageError) as caught:
            work()
        assert str(caught.value) == (
            f"{path}: the column `{column}` is {kind}, which pyarrow {pa.__version__} would write as another type;"
            " cast it in what wrote the file, or leave it out"
        )
    assert not out.exists()
    # Who asks for the records alone needs no other column.
    assert validate_parquet(path, column="payload").passed == 1


@pytest.mark.parametrize("options", [{}, {"write_time_adjusted_to_utc": True}], ids=["as it is", "in UTC"])
def test_times_of_day_that_arrow_wrote_are_kept(options: dict[str, Any], tmp_path: Path) -> None:
    if options.keys() - signature(pq.ParquetWriter).parameters.keys():
        pytest.skip("this pyarrow writes them in one way")
    path = tmp_path / "in.parquet"
    table = pa.table({"t": pa.array([1], pa.time64("us")), "payload": [model()]})
    pq.write_table(table, path, **options)
    assert convert_parquet(path, tmp_path / "out.parquet", RUN, column="payload").passed == 1
    assert pq.read_table(tmp_path / "out.parquet").select(["t", "payload"]) == table
