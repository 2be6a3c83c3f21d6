"""Records in a column of Parquet files convert as lines do, and keep their rows."""

import io
import json
import re
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import runbridge as rb
from runbridge._pyarrow import load
from runbridge.arrow import parquet_files as parquet
from runbridge.errors import BadInput
from runbridge.options import Progress
from runbridge.reporters.text import text_of
from runbridge.tables.parquet import reads_int96
from tests.arrow.arrow_samples import OTHER, PRETTY, ROWS, TYPES, Row, pa, ra, rows_of
from tests.format_names import ALL_FORMATS, ANY_FORMAT
from tests.pipeline.sample_records import BAD, GOOD, MESSY, MODEL, RUN, column_of, compact, model, run

pq = load("pyarrow.parquet")


def is_written(kind: Any) -> bool:
    """Whether Parquet files can have columns of a type."""
    try:
        pq.write_table(pa.table({"a": pa.array([], kind)}), pa.BufferOutputStream())
    except pa.ArrowNotImplementedError:
        return False
    return True


#: Rows of all sorts, none of which is blank: a line that is would be no record.
MIXED = [*GOOD, *[each for each in MESSY if each.strip()], *BAD, *GOOD * 2, *BAD[:2], *GOOD]
#: JSON as Arrow has it, which pyarrow 18 does not know.
JSON: Any = pa.json_() if hasattr(pa, "json_") else pa.string()
#: The types of text that this pyarrow can write to a file: the first ones knew no views there.
WRITTEN = [kind for kind in TYPES if is_written(kind)]
VIEW = WRITTEN[-1]
#: Other columns of every kind, with metadata.
SCHEMA = pa.schema(
    [
        pa.field("n", pa.int64(), nullable=False, metadata={"unit": "rows"}),
        pa.field("day", pa.timestamp("ns", "Europe/Berlin")),
        pa.field("kind", pa.dictionary(pa.int8(), pa.string())),
        pa.field("payload", pa.large_string(), metadata={"of": "records"}),
        pa.field("tags", pa.list_(pa.field("element", pa.large_string()))),
        pa.field("price", pa.decimal128(9, 2)),
        pa.field("nested", pa.struct([pa.field("a.b", pa.float32()), pa.field("c", pa.bool_())])),
        pa.field("payload.more", VIEW),
        pa.field("fact", JSON),
    ],
    metadata={"owner": "tests"},
)


@dataclass
class RunResult:
    """The result of a run: its summary, the rejected records, and the bytes of its output."""

    summary: rb.Summary
    rejected: list[rb.Rejected]
    data: bytes

    @property
    def places(self) -> list[tuple[int, int, tuple[rb.Problem, ...]]]:
        """The number and line of each rejected record, and its problems without the name of its file."""
        return [(each.number, each.line, each.problems) for each in self.rejected]


def put(path: Path, rows: Sequence[Row], *, group: int = 7, kind: Any = None, **more: Any) -> Path:
    """A Parquet file with rows of records."""
    columns = {"payload": pa.array(rows, kind or pa.binary()), **more}
    pq.write_table(pa.table(columns), path, row_group_size=group)
    return path


def convert(path: Path | Sequence[Path], name: str = "out.parquet", to: str = RUN, **options: Any) -> RunResult:
    """A conversion of the column `payload`."""
    folder = (path if isinstance(path, Path) else path[0]).parent
    reported: list[rb.Rejected] = []
    summary = ra.convert_parquet(path, folder / name, to, on_reject=reported.append, **{"column": "payload", **options})
    return RunResult(summary, reported, (folder / name).read_bytes())


def validate(path: Path | Sequence[Path], format: str | None = None, **options: Any) -> RunResult:
    """A validation of the column `payload`."""
    reported: list[rb.Rejected] = []
    summary = ra.validate_parquet(path, format, on_reject=reported.append, **{"column": "payload", **options})
    output = options.get("output")
    return RunResult(summary, reported, b"" if output is None else Path(output).read_bytes())


def lines(folder: Path, rows: Sequence[bytes]) -> Path:
    """The same records as lines."""
    path = folder / "in.ndjson"
    path.write_bytes(b"".join(row + b"\n" for row in rows))
    return path


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def without_offsets(each: rb.Rejected) -> tuple[Any, ...]:
    """A rejected record without its offsets."""
    problems = [(one.code, one.pointer, one.line, one.column, one.end_column, text_of(one)) for one in each.problems]
    return each.number, each.line, each.column, each.data, each.format, problems


@pytest.mark.parametrize("residue", ["embed", "drop"])
def test_records_convert_as_in_a_file_of_lines(residue: Any, tmp_path: Path) -> None:
    rows = [row.removesuffix(b"\r") for row in MIXED]
    reported: list[rb.Rejected] = []
    source, target = lines(tmp_path, rows), tmp_path / "of-lines"
    rejects = {name: tmp_path / name for name in ("rejects", "of-rows")}
    summary = rb.convert_file(
        source, target, RUN, from_=MODEL, residue=residue, rejects=rejects["rejects"], on_reject=reported.append
    )
    path = put(tmp_path / "in.parquet", rows)
    for name in ("out.ndjson", "out.parquet"):
        made = convert(path, name, residue=residue, rejects=rejects["of-rows"])
        assert made.summary == summary
        assert [*map(without_offsets, made.rejected)] == [*map(without_offsets, reported)]
        assert {each.file for each in made.rejected} == {str(path)}
        of_rows, of_lines = (
            [{**json.loads(line), "file": "", "offset": 0, "problems": []} for line in at.read_bytes().splitlines()]
            for at in (rejects["of-rows"], rejects["rejects"])
        )
        assert of_rows == of_lines
    assert (tmp_path / "out.ndjson").read_bytes() == target.read_bytes()
    values = pq.read_table(tmp_path / "out.parquet")["value"].to_pylist()
    assert [value for value in values if value is not None] == target.read_bytes().splitlines()
    rejected = {each.number - 1: [problem.message for problem in each.problems] for each in reported}
    found = pq.read_table(tmp_path / "out.parquet")["problems"].to_pylist()
    assert {row: [each["message"] for each in row_s] for row, row_s in enumerate(found) if row_s} == rejected
    assert {row for row, value in enumerate(values) if value is None} == rejected.keys()


@given(rows=st.lists(st.sampled_from([*GOOD, *GOOD, *MIXED, *PRETTY, None]), max_size=30), group=st.integers(1, 9))
def test_a_file_converts_as_its_batch_does(
    rows: list[Row], group: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    path = put(folder / "in.parquet", rows, group=group)
    table = pq.read_table(path)
    made = convert(path, from_=MODEL, residue="column", prefix="my_")
    done = pq.read_table(folder / "out.parquet")
    assert done == ra.convert_batch(table, column="payload", to=RUN, from_=MODEL, residue="column", prefix="my_")
    assert made.summary.records == sum(row is not None for row in rows)
    assert [each.number - 1 for each in made.rejected] == [
        row for row, found in enumerate(done["my_problems"].to_pylist()) if found
    ]
    assert all(each.data == rows[each.number - 1] for each in made.rejected)
    assert all(each.line == problem.line == each.number for each in made.rejected for problem in each.problems)
    validate(path, MODEL, output=folder / "verdicts.parquet")
    assert pq.read_table(folder / "verdicts.parquet") == ra.validate_batch(table, column="payload", format=MODEL)


def sorts(rows: int) -> Any:
    """A table with all sorts of columns."""
    columns: list[Any] = [
        [*range(rows)],
        [number * 10**12 + 1 for number in range(rows)],
        [f"kind {number % 3}" for number in range(rows)],
        [[*GOOD, None][number % 4] for number in range(rows)],
        [["a", None], [], None, ["b"]] * (rows // 4),
        [None] * rows,
        [{"a.b": 0.5, "c": None}, None] * (rows // 2),
        ["x" * number for number in range(rows)],
        ['{"a":1}'] * rows,
    ]
    columns[3] = [None if row is None else row.decode() for row in columns[3]]
    arrays = [pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)


def test_other_columns_are_unchanged(tmp_path: Path) -> None:
    table = sorts(5000)
    path = tmp_path / "in.parquet"
    pq.write_table(table, path, row_group_size=2000)
    before = pq.read_table(path)
    convert(path)
    validate(path, output=tmp_path / "verdicts.parquet")
    for name, new in (("out", ["value", "problems"]), ("verdicts", ["valid", "problems"])):
        after = pq.read_table(tmp_path / f"{name}.parquet")
        assert after.schema.names == [*SCHEMA.names, *new]
        kept = after.drop_columns(new)
        assert kept == before
        assert kept.schema.equals(before.schema, check_metadata=True)
    assert pa.types.is_dictionary(before.schema.field("kind").type)
    value = pq.read_schema(tmp_path / "out.parquet").field("value")
    assert (value.type, value.metadata) == (pa.large_string(), None)


def test_a_column_name_with_a_dot_is_a_different_column(tmp_path: Path) -> None:
    pq.write_table(sorts(8), tmp_path / "in.parquet")
    made = convert(tmp_path / "in.parquet", "out.ndjson")
    assert made.data.splitlines() == [rb.convert(row, RUN).data for row in [*GOOD, *GOOD]]
    assert validate(tmp_path / "in.parquet").summary == rb.Summary(records=6)


@pytest.mark.parametrize("kind", [*WRITTEN, JSON, pa.dictionary(pa.int32(), pa.string())], ids=str)
def test_the_column_may_have_any_text_type(kind: Any, tmp_path: Path) -> None:
    rows = [*GOOD, None, *GOOD]
    texts = pa.array([row and row.decode() for row in rows], pa.string())
    column = JSON.wrap_array(texts) if kind == JSON != pa.string() else texts.cast(kind)
    pq.write_table(pa.table({"payload": column}), tmp_path / "in.parquet")
    expected = [row and rb.convert(row, RUN).data for row in rows]
    convert(tmp_path / "in.parquet")
    value = pq.read_table(tmp_path / "out.parquet")["value"]
    assert value.type == (pa.string() if pa.types.is_dictionary(kind) else kind)
    assert [row and (row if isinstance(row, bytes) else row.encode()) for row in value.to_pylist()] == expected
    assert convert(tmp_path / "in.parquet", "out.ndjson").data.splitlines() == [row for row in expected if row]


def test_row_groups_have_the_size_of_other_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path / "in.parquet", GOOD * 1000, group=1100)
    monkeypatch.setattr(parquet, "ROW_GROUP", 1500)
    convert(path)
    metadata = pq.read_metadata(tmp_path / "out.parquet")
    assert [metadata.row_group(index).num_rows for index in range(metadata.num_row_groups)] == [1500, 1500]


def test_the_spark_schema_in_the_metadata_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    for metadata, left in (
        ({"org.apache.spark.sql.parquet.row.metadata": "{}"}, {}),
        ({"org.apache.spark.sql.parquet.row.metadata": "{}", "other": "x"}, {b"other": b"x"}),
    ):
        pq.write_table(pa.table({"payload": [model()]}).replace_schema_metadata(metadata), path)
        convert(path)
        assert pq.read_schema(tmp_path / "out.parquet").metadata == left


@pytest.mark.skipif(not reads_int96(), reason="this pyarrow reads such timestamps wrongly")
def test_timestamps_written_by_spark_are_in_utc(tmp_path: Path) -> None:
    # The second is beyond what nanoseconds can say, the third before 1970.
    times, near = [10**15, 2 * 10**16, -(10**15) + 123_456], [10**15, 0, -(10**15) + 123_456]
    columns = {
        "t": pa.array(times, pa.timestamp("us")),
        "ms": pa.array([10**12, 0, -(10**12)], pa.timestamp("ms")),
        "ns": pa.array(near, pa.timestamp("us")).cast(pa.timestamp("ns")),
        "zone": pa.array(times, pa.timestamp("us", "Europe/Berlin")),
    }
    table = pa.table({"payload": [*GOOD[:3]], **columns})
    pq.write_table(table, tmp_path / "in.parquet", use_deprecated_int96_timestamps=True)
    convert(tmp_path / "in.parquet")
    done = pq.read_table(tmp_path / "out.parquet")
    assert {str(done.schema.field(name).type) for name in columns} == {"timestamp[us, tz=UTC]"}
    numbers = {name: done[name].cast(pa.int64()).to_pylist() for name in columns}
    assert numbers == {"t": times, "ms": [10**15, 0, -(10**15)], "ns": near, "zone": times}


#: Timestamps as Spark writes them, and what they become.
AT, IN_UTC = pa.timestamp("us"), pa.timestamp("us", "UTC")


def nested(at: Any) -> dict[str, Any]:
    """Fields of all kinds that timestamps can be in, and others that stay as they are."""
    fields = [
        pa.field("plain", at, nullable=False, metadata={"unit": "µs"}),
        pa.field("list", pa.list_(pa.field("element", at, nullable=False))),
        pa.field("large", pa.large_list(pa.field("element", at))),
        pa.field("view", pa.list_view(pa.field("element", at, nullable=False))),
        pa.field("large_view", pa.large_list_view(pa.field("element", at))),
        pa.field("two", pa.list_(pa.field("element", at), 2)),
        pa.field("map", pa.map_(pa.field("key", at, nullable=False), pa.field("value", at, nullable=False))),
        pa.field("struct", pa.struct([pa.field("x", at, nullable=False), pa.field("y", pa.list_(pa.field("e", at)))])),
        pa.field("numbers", pa.list_(pa.field("element", pa.int32(), nullable=False))),
        pa.field("counts", pa.map_(pa.string(), pa.field("value", pa.int32(), nullable=False))),
        pa.field("kind", pa.dictionary(pa.int32(), pa.string())),
        pa.field("pair", pa.fixed_shape_tensor(pa.int32(), [2])),
    ]
    return {field.name: field for field in fields}


#: A row of such fields.
ROW: dict[str, Any] = {
    "plain": 0,
    "list": [1],
    "large": [2, None],
    "view": [1],
    "large_view": [2, None],
    "two": [3, None],
    "map": [(4, -5)],
    "struct": {"x": 6, "y": [7]},
    "numbers": [8],
    "counts": [("a", 9)],
    "kind": "a",
    "pair": [1, 2],
}


@pytest.mark.skipif(not reads_int96(), reason="this pyarrow reads such timestamps wrongly")
@pytest.mark.parametrize("name", [name for name in ROW if "view" not in name or is_written(pa.list_view(AT))])
def test_nested_timestamps_written_by_spark_are_in_utc(name: str, tmp_path: Path) -> None:
    def column(field: Any) -> Any:
        array = pa.array([ROW[name]], getattr(field.type, "storage_type", field.type))
        return field.type.wrap_array(array) if isinstance(field.type, pa.BaseExtensionType) else array

    at, payload = pa.field("at", AT), pa.field("payload", pa.binary())
    field, expected = nested(AT)[name], nested(IN_UTC)[name]
    table = pa.table([column(field), pa.array([0], AT), [model()]], pa.schema([field, at, payload]))
    pq.write_table(table, tmp_path / "in.parquet", use_deprecated_int96_timestamps=True)
    reported = pq.read_schema(tmp_path / "in.parquet").field(name)
    convert(tmp_path / "in.parquet")
    done = pq.read_table(tmp_path / "out.parquet").select([name, "at"])
    assert done.schema.field("at").type == IN_UTC
    assert str(done.schema.field(name).type) == re.sub(r"timestamp\[.s\]", "timestamp[us, tz=UTC]", str(reported.type))
    assert (done.schema.field(name).nullable, done.schema.field(name).metadata) == (
        reported.nullable,
        reported.metadata,
    )
    assert done[name].to_pylist() == [column(expected).to_pylist()[0]]


#: Times with whole microseconds, and times without.
WHOLE: list[Any] = [10**18, None, -(10**18) + 999_000]
CUT: list[Any] = [10**18 + 1, None, -(10**18) + 999_999]
NS = pa.timestamp("ns")


@pytest.mark.skipif(not reads_int96(), reason="this pyarrow reads such timestamps wrongly")
@pytest.mark.parametrize(
    ("place", "kind", "of"),
    [
        ("t", NS, lambda at: at),
        ("t.list.element", pa.list_(NS), lambda at: [at]),
        ("t.list.element", pa.fixed_shape_tensor(NS, [1]), lambda at: [at]),
        ("t.a", pa.struct({"a": NS}), lambda at: {"a": at}),
        ("t.key_value.value", pa.map_(pa.string(), NS), lambda at: [("a", at)]),
        ("t.a.list.element.b", pa.struct({"a": pa.list_(pa.struct({"b": NS}))}), lambda at: {"a": [{"b": at}]}),
    ],
)
def test_int96_timestamps_keep_nanoseconds(place: str, kind: Any, of: Callable[[Any], Any], tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    for times, is_cut in ((WHOLE, False), (CUT[:2], True), (CUT[1:], True)):
        rows = [None if at is None else of(at) for at in times]
        array = pa.array(rows, getattr(kind, "storage_type", kind))
        column = kind.wrap_array(array) if isinstance(kind, pa.BaseExtensionType) else array
        table = pa.table({"payload": [model()] * len(rows), "t": column})
        pq.write_table(table, path, use_deprecated_int96_timestamps=True)
        if not is_cut:
            assert convert(path).summary.passed == len(rows)
            assert validate(path, output=tmp_path / "out.parquet").summary.passed == len(rows)
            (tmp_path / "out.parquet").unlink()
            continue
        for work in (convert, partial(validate, output=tmp_path / "out.parquet")):
            with pytest.raises(rb.UsageError) as caught:
                work(path)
            assert str(caught.value) == (
                f"{path}: the column `{place}` has timestamps of 96 bits with nanoseconds, which would be cut to"
                " microseconds; cast it in what wrote the file, or leave it out"
            )
        assert names_in(tmp_path) == ["in.parquet"]
        # Who asks for the records alone loses nothing.
        assert validate(path).summary.passed == len(rows)


@pytest.mark.skipif(not reads_int96(), reason="this pyarrow reads such timestamps wrongly")
@pytest.mark.parametrize("day", [1, 1_721_426, 2_440_588, 5_373_484])
def test_int96_timestamps_outside_the_range_of_nanoseconds_are_kept(day: int, tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    at, payload = pa.array([10**18], NS), [model()]
    options: dict[str, Any] = {"compression": "none", "use_dictionary": False, "write_statistics": False}
    pq.write_table(pa.table({"t": at, "payload": payload}), path, use_deprecated_int96_timestamps=True, **options)
    days, rest = divmod(10**18, 86_400 * 10**9)
    data, stored = path.read_bytes(), struct.pack("<qi", rest, days + 2_440_588)
    assert data.count(stored) == 1
    # Days are counted from noon on the first of January 4713 BC.
    for nanoseconds, is_cut in ((1000, False), (86_399_999_999_000, False), (1, True), (86_399_999_999_999, True)):
        path.write_bytes(data.replace(stored, struct.pack("<qi", nanoseconds, day)))
        if is_cut:
            with pytest.raises(rb.UsageError, match=r"the column `t` has timestamps of 96 bits with nanoseconds"):
                convert(path)
        else:
            assert convert(path).summary.passed == 1


@pytest.mark.skipif(not reads_int96(), reason="this pyarrow reads such timestamps wrongly")
def test_invalid_int96_timestamps_are_refused_before_the_run(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    table = pa.table({"t": pa.array([10**18, 10**18 + 1000], pa.timestamp("ns")), "payload": [model()] * 2})
    pq.write_table(table, path, use_deprecated_int96_timestamps=True)
    data = bytearray(path.read_bytes())
    data[4:20] = bytes(16)
    path.write_bytes(data)
    with pytest.raises(BadInput, match="not a Parquet file that can be read"):
        convert(path)


def test_residues_may_be_written_to_a_column_and_read_from_it(tmp_path: Path) -> None:
    rows = [*GOOD, None, model(id="unknown", extra=1), b"{"]
    path = put(tmp_path / "in.parquet", rows)
    there = convert(path, "there.parquet", residue="column")
    assert (there.summary.records, there.summary.rejected) == (5, 1)
    options: dict[str, Any] = {"column": "value", "residue_column": "residue", "prefix": "back_"}
    convert(tmp_path / "there.parquet", "back.parquet", MODEL, **options)
    back = rows_of(pq.read_table(tmp_path / "back.parquet").combine_chunks().to_batches()[0], "back_value")
    expected = [row and rb.convert(rb.convert(row, RUN).data, MODEL).data for row in rows[:5]]
    assert [value for (value,) in back] == [*expected, None]
    # Only these two columns are read: others may have any name.
    reported = convert(tmp_path / "there.parquet", "back.ndjson", MODEL, **{**options, "prefix": ""})
    assert reported.data.splitlines() == [each for each in expected if each]
    same = convert(tmp_path / "there.parquet", "same.ndjson", MODEL, column="value", residue_column="value")
    assert same.summary.records == 4


def test_an_output_of_lines_may_be_compressed(tmp_path: Path) -> None:
    path = put(tmp_path / "in.parquet", MIXED)
    convert(path, "out.ndjson")
    for name in ("out.ndjson.gz", "out.ndjson.zst"):
        convert(path, name)
        assert [each.data for each in rb.read_records(tmp_path / name)] == (
            tmp_path / "out.ndjson"
        ).read_bytes().splitlines()


def test_every_row_is_written_in_order() -> None:
    stream = io.BytesIO()
    parquet.write_lines(stream, pa.array(['{"a":1}', None, '{\n"b":2}', ""]))
    assert stream.getvalue() == b'{"a":1}\n{\n"b":2}\n\n'


def test_several_files_and_folders_become_one_output_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    rows = [model(id="0"), b"{", model(id="2")]
    for name, number in (("b.parquet", 0), ("a.parquet", 1), ("_c.parquet", 2)):
        table = pa.table({"payload": rows, "n": [number] * 3}).replace_schema_metadata({"number": str(number)})
        pq.write_table(table, folder / name)
    put(tmp_path / "first.parquet", rows[:1], n=pa.array([9]))
    made = convert([tmp_path / "first.parquet", folder])
    done = pq.read_table(tmp_path / "out.parquet")
    assert done["n"].to_pylist() == [9, 1, 1, 1, 0, 0, 0]
    assert done["payload"].to_pylist() == [rows[0], *rows, *rows]
    assert [(each.file, each.number) for each in made.rejected] == [
        (str(folder / "a.parquet"), 2),
        (str(folder / "b.parquet"), 2),
    ]
    assert made.summary.records == 7
    convert(folder, "out.parquet")
    assert pq.read_schema(tmp_path / "out.parquet").metadata == {b"number": b"1"}
    assert validate(folder).summary == rb.Summary(records=6, rejected=2)


def test_a_partition_column_gets_its_value_from_the_folder(tmp_path: Path) -> None:
    days = [1, None, 1]
    table = pa.table({"payload": [*GOOD], "day": pa.array(days)})
    pq.write_to_dataset(table, tmp_path / "lake", partition_cols=["day"])
    rows = sorted(zip(GOOD, days, strict=True), key=lambda row: row[1] is None)
    convert(tmp_path / "lake", "out.parquet")
    validate(tmp_path / "lake", output=tmp_path / "valid.parquet")
    for name, columns in (("out", ["value", "problems"]), ("valid", ["valid", "problems"])):
        found = pq.read_table(tmp_path / f"{name}.parquet")
        assert found.column_names == ["payload", "day", *columns]
        assert [*zip(found["payload"].to_pylist(), found["day"].to_pylist(), strict=True)] == rows
        assert found.schema.field("day").type == pa.int64()
    files = [*(tmp_path / "lake").rglob("*.parquet")]
    assert len(files) == 2
    assert ra.convert_parquet(files, tmp_path / "out.parquet", RUN, column="payload").passed == len(GOOD)
    assert pq.read_schema(tmp_path / "out.parquet").names == ["payload", "value", "problems"]

    # These need the records alone.
    assert convert(tmp_path / "lake", "out.ndjson").summary.passed == len(GOOD)
    assert validate(tmp_path / "lake").summary.passed == len(GOOD)
    to_lines: list[Callable[[Path], RunResult]] = [
        lambda path: convert(path, "out.ndjson", column="day"),
        lambda path: validate(path, column="day"),
    ]
    for work in to_lines:
        with pytest.raises(rb.UsageError) as caught:
            work(tmp_path / "lake")
        assert str(caught.value).endswith(".parquet: there is no column `day`; choose `payload`")


@pytest.mark.parametrize(
    ("other", "difference"),
    [
        ({"n": pa.array(["x"])}, "column 2 is `n` string, not `n` int64"),
        ({"m": pa.array([1])}, "column 2 is `m` int64, not `n` int64"),
        ({}, "column 2 is none, not `n` int64"),
        ({"n": pa.array([1]), "\x1b[2J": pa.array([1])}, "column 3 is `\\u001b[2J` int64, not none"),
    ],
)
def test_files_with_different_columns_are_refused(other: dict[str, Any], difference: str, tmp_path: Path) -> None:
    first = put(tmp_path / "a.parquet", [model()], n=pa.array([1]))
    second = put(tmp_path / "b.parquet", [model()], **other)
    words = f"{second} has other columns than {first}: {difference}"
    with pytest.raises(rb.UsageError) as caught:
        convert([first, second])
    assert str(caught.value) == words
    with pytest.raises(rb.UsageError) as caught:
        validate([first, second], output=tmp_path / "out.parquet")
    assert str(caught.value) == words
    assert names_in(tmp_path) == ["a.parquet", "b.parquet"]
    assert convert([first, second], "out.ndjson").summary.records == 2
    assert validate([first, second]).summary.records == 2


def test_nullable_and_required_columns_differ(tmp_path: Path) -> None:
    paths = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    for path, nullable in zip(paths, (True, False), strict=True):
        schema = pa.schema([pa.field("payload", pa.string(), nullable=nullable)])
        pq.write_table(pa.table({"payload": [model().decode()]}, schema=schema), path)
    with pytest.raises(rb.UsageError, match=r"column 1 is `payload` string not null, not `payload` string$"):
        convert(paths)


@pytest.mark.parametrize("format", [None, MODEL])
@pytest.mark.parametrize("options", [{}, {"strict": True}, {"profile": "tolerant"}, {"input_schema": {"type": "null"}}])
def test_problems_are_those_of_a_file_of_lines(format: str | None, options: dict[str, Any], tmp_path: Path) -> None:
    rows = [row.removesuffix(b"\r") for row in MIXED]
    if format is None:
        # The first record of a table tells the format of all; in lines the format of each record is detected.
        rows = [row for row in rows if b"workspaceId" not in row]
    reported: list[rb.Rejected] = []
    summary = rb.validate_file(lines(tmp_path, rows), format, on_reject=reported.append, **options)
    path = put(tmp_path / "in.parquet", rows)
    for output in (None, tmp_path / "out.parquet"):
        made = validate(path, format, output=output, **options)
        assert made.summary == summary
        assert [*map(without_offsets, made.rejected)] == [*map(without_offsets, reported)]
    numbers = {each.number for each in reported}
    done = pq.read_table(tmp_path / "out.parquet")
    assert done["valid"].to_pylist() == [number not in numbers for number in range(1, len(rows) + 1)]


def test_the_format_is_detected_for_each_file(tmp_path: Path) -> None:
    first = put(tmp_path / "a.parquet", [None, b"{", model(), run()])
    second = put(tmp_path / "b.parquet", [run(), model()])
    made = validate([first, second])
    assert [(each.file, each.number, each.format) for each in made.rejected] == [
        (str(first), 2, MODEL),
        (str(first), 4, MODEL),
        (str(second), 2, RUN),
    ]
    empty = put(tmp_path / "c.parquet", [None, None])
    assert validate(empty).summary == rb.Summary()


@pytest.mark.parametrize("name", ["out.parquet", "out.ndjson"])
def test_the_source_format_is_detected_for_each_file(name: str, tmp_path: Path) -> None:
    files: dict[str, list[Row]] = {
        "same": [None, b"{", run()],
        "unknown": [b"{", b'{"a":1}', None],
        "none": [None, b"{"],
        "first": [model(), run()],
    }
    paths = {each: put(tmp_path / f"{each}.parquet", rows) for each, rows in files.items()}
    for each, kind in (("same", rb.UsageError), ("unknown", rb.UnknownFormat)):
        source = lines(tmp_path, [row for row in files[each] if row is not None])
        with pytest.raises(kind) as expected:
            rb.convert_file(source, tmp_path / "of-lines", RUN)
        with pytest.raises(kind) as caught:
            convert([paths["first"], paths[each]], name)
        assert str(caught.value) == str(expected.value).replace(str(source), str(paths[each]))
        assert name not in names_in(tmp_path)
        assert {one.format for one in convert(paths[each], name, from_=MODEL).rejected} == {MODEL}
        (tmp_path / name).unlink()
    for each in ("none", "first"):
        made = convert(paths[each], name)
        assert [(one.number, one.problems[0].code) for one in made.rejected] == [
            (2, "invalid-json" if each == "none" else "unexpected-format")
        ]


def test_without_files_there_are_no_records(tmp_path: Path) -> None:
    summary = ra.convert_parquet([], tmp_path / "out.ndjson", RUN, column="payload")
    assert (summary, (tmp_path / "out.ndjson").read_bytes()) == (rb.Summary(), b"")
    assert ra.validate_parquet([], column="payload") == rb.Summary()
    with pytest.raises(rb.UsageError) as caught:
        ra.convert_parquet([], tmp_path / "out.parquet", RUN, column="payload")
    assert str(caught.value) == "there is no file; give at least one"
    with pytest.raises(rb.UsageError) as caught:
        ra.validate_parquet([], column="payload", output=tmp_path / "out.parquet")
    assert str(caught.value) == "there is no file; give at least one"
    assert names_in(tmp_path) == ["out.ndjson"]


def test_on_error_receives_errors_and_other_files_are_read(tmp_path: Path) -> None:
    untold_ = put(tmp_path / "a.parquet", [b'{"a":1}'])
    (tmp_path / "b.parquet").write_bytes(b"PAR1")
    good = put(tmp_path / "c.parquet", [model()])
    errors: list[Exception] = []
    files = [untold_, tmp_path / "gone.parquet", tmp_path / "b.parquet", good]
    assert validate(files, on_error=errors.append).summary.records == 1
    assert [type(error) for error in errors] == [rb.UnknownFormat, FileNotFoundError, BadInput]
    words = f"the record's fields match no format ({ALL_FORMATS}); give the format"
    assert str(errors[0]) == f"{untold_}: {words}"
    with pytest.raises(rb.UnknownFormat):
        validate(files)
    for output in ("out.parquet", None):
        with pytest.raises(FileNotFoundError):
            validate(files[1:], output=output and tmp_path / output, on_error=None if output is None else errors.append)
    assert len(errors) == 3
    assert names_in(tmp_path) == ["a.parquet", "b.parquet", "c.parquet"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"column": "x"}, "there is no column `x`; choose `payload`, `n`"),
        ({"column": "n"}, "the column `n` is int64, not text; give one of strings or binary"),
        ({"residue_column": "r"}, "there is no column `r`; choose `payload`, `n`"),
        ({"to": "x"}, f"unknown format 'x'; choose {ANY_FORMAT}"),
        ({"residue": "sidecar"}, "invalid value for `residue`: 'sidecar'; choose embed, text, column, drop"),
        ({"max_rejects": "x"}, "'x' is not a valid limit; give a number of records, or a percentage like 5%"),
    ],
)
@pytest.mark.parametrize("name", ["out.parquet", "out.ndjson"])
def test_invalid_options_are_refused_before_anything_is_written(
    options: dict[str, Any], message: str, name: str, tmp_path: Path
) -> None:
    path = put(tmp_path / "in.parquet", [model()], n=pa.array([1]))
    with pytest.raises(rb.UsageError) as caught:
        convert(path, name, **options)
    assert str(caught.value).removeprefix(f"{path}: ") == message
    assert names_in(tmp_path) == ["in.parquet"]


def test_a_prefix_needs_an_output_that_is_a_table(tmp_path: Path) -> None:
    path = put(tmp_path / "in.parquet", [model()], value=pa.array([1]))
    out = tmp_path / "out.ndjson"
    with_end = "give an output that ends in .parquet"
    packed = tmp_path / "out.parquet.gz"
    for options, message in (
        ({"residue": "column"}, f"{out} has no column for residues; {with_end}"),
        ({"prefix": "my_"}, f"{out} has no columns for a prefix; {with_end}"),
        ({"name": packed.name}, f"{packed}: Parquet is compressed inside; give a name that does not end like this"),
        (
            {"name": "out.parquet"},
            'there is a column `value` already; give the new ones another prefix, such as "run_"',
        ),
    ):
        with pytest.raises(rb.UsageError) as caught:
            convert(path, **{"name": out.name, **options})
        assert str(caught.value) == message
    with pytest.raises(rb.UsageError) as caught:
        validate(path, output=out)
    assert str(caught.value) == f"{out} is not a Parquet file; {with_end}"
    with pytest.raises(rb.UsageError) as caught:
        validate(path, prefix="my_")
    assert str(caught.value) == "a prefix needs an output that ends in .parquet"
    assert names_in(tmp_path) == ["in.parquet"]
    assert convert(path, out.name).summary.records == 1


@pytest.mark.parametrize("name", ["out.parquet", "out.ndjson"])
def test_a_stopped_run_leaves_outputs_unchanged(name: str, tmp_path: Path) -> None:
    path = put(tmp_path / "in.parquet", [b"{"] * 3 + [*GOOD])
    (tmp_path / name).write_text("old")
    (tmp_path / "rejects").write_text("old")
    with pytest.raises(rb.TooManyRejects):
        convert(path, name, max_rejects=2, rejects=tmp_path / "rejects")
    with pytest.raises(rb.TooManyRejects):
        convert(path, name, max_rejects="10%", rejects=tmp_path / "rejects")
    assert [(tmp_path / each).read_text() for each in (name, "rejects")] == ["old", "old"]
    assert names_in(tmp_path) == sorted(["in.parquet", name, "rejects"])
    assert convert(path, name, max_rejects=3).summary.rejected == 3
    data = bytearray(path.read_bytes())
    data[4:20] = bytes(16)
    path.write_bytes(data)
    (tmp_path / name).write_text("old")
    with pytest.raises(OSError, match="not a Parquet file that can be read"):
        convert(path, name)
    assert (tmp_path / name).read_text() == "old"


def test_an_output_may_overwrite_the_input_on_request(tmp_path: Path) -> None:
    path = put(tmp_path / "in.parquet", GOOD)
    with pytest.raises(rb.UsageError) as caught:
        convert(path, path.name)
    assert str(caught.value) == f"{path} is also an input; choose another output, or allow overwriting"
    convert(path, path.name, overwrite=True)
    assert pq.read_schema(path).names == ["payload", "value", "problems"]


def test_a_long_record_is_rejected(tmp_path: Path) -> None:
    path = put(tmp_path / "in.parquet", [model(), model(webhook="x" * 1000)])
    made, checked = convert(path, max_record=1000), validate(path, max_record=1000)
    for each in (made, checked):
        assert [(one.number, one.problems[0].message) for one in each.rejected] == [
            (2, "the record is longer than the limit of 1,000 bytes")
        ]


def test_progress_and_summary_are_those_of_files(tmp_path: Path) -> None:
    path = put(tmp_path / "in.parquet", [*GOOD, b"{"] * 600, group=1000)
    seen: list[Progress] = []
    done = convert(path, progress=seen.append, summary=tmp_path / "summary").summary
    document = json.loads((tmp_path / "summary").read_bytes())
    assert document.pop("problems")["total"] == done.rejected
    assert document == done.as_json()
    # A few rows are read before the others.
    steps = [16, 80, 336, 1000, 2000, 2400, 2400]
    assert [(each.records, each.rejected) for each in seen] == [(step, step // 4) for step in steps]
    size = path.stat().st_size
    assert [each.done for each in seen] == [size * step // 2400 for step in steps]
    assert {each.size for each in seen} == {size}
    seen.clear()
    done = validate(path, MODEL, progress=seen.append, summary=tmp_path / "summary").summary
    document = json.loads((tmp_path / "summary").read_bytes())
    assert document.pop("problems")["total"] == done.rejected
    assert document == done.as_json()
    assert [each.records for each in seen] == steps


@pytest.mark.parametrize("format", [MODEL, RUN])
def test_every_option_has_an_effect(format: str, tmp_path: Path) -> None:
    path = put(tmp_path / "in.parquet", ROWS[format])
    table = pq.read_table(path)
    options: dict[str, Any] = {
        "from_": format,
        "profile": "tolerant",
        "residue": "drop",
        "apply_residue": False,
        "set": {"workspaceId": "w"},
        "map": {"status": {"paused": "waiting"}},
    }
    convert(path, to=OTHER[format], **options)
    assert pq.read_table(tmp_path / "out.parquet") == ra.convert_batch(
        table, column="payload", to=OTHER[format], **options
    )


def test_payload_schemas_apply_to_batches(tmp_path: Path) -> None:
    schema = tmp_path / "schema.json"
    schema.write_bytes(compact({"type": "object", "required": ["a"]}))
    rows = [model(workflow_inputs={"a": 1}), model(workflow_inputs={}), b"{", None]
    table = pa.table({"payload": rows})
    for format in (MODEL, None):
        validator = ra.BatchValidator(column="payload", format=format, input_schema=schema)
        done = validator(table)
        assert done["valid"].to_pylist() == [True, False, False, None]
        assert done["problems"].to_pylist()[1][0]["pointer"] == "/workflow_inputs"
        assert ra.validate_batch(table, column="payload", format=format, input_schema=schema) == done
    with pytest.raises(FileNotFoundError):
        ra.BatchValidator(column="payload", output_schema=tmp_path / "gone")


def test_places_are_rows_even_for_records_of_several_lines(tmp_path: Path) -> None:
    pretty = json.dumps(json.loads(model(status=1)), indent=2).encode()
    path = put(tmp_path / "in.parquet", [model(), None, pretty, model(status=1)])
    first, second = validate(path).rejected
    assert [(each.number, each.line) for each in (first, second)] == [(3, 3), (4, 4)]
    (problem,), (other,) = first.problems, second.problems
    assert (problem.line, problem.end_line, problem.column) == (3, 3, len('  "status": ') + 1)
    assert (other.line, other.column) == (4, column_of("status", model(status=1)))
    assert pretty[problem.offset :].startswith(b"1,")
