"""The SQL functions of runbridge: rows of all sorts, columns of all types, and what is said about usage error."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

import runbridge as rb
from runbridge._pyarrow import pa
from runbridge.duckdb import register
from runbridge.errors import UsageError
from tests.arrow.command_line import RowResult, without_format
from tests.duckdb.engine import column, connected, conversions, load, problems_of
from tests.format_names import ANY_FORMAT
from tests.pipeline.sample_records import BAD, GOOD, MESSY, MODEL, RUN, model, run, without

ODD = (*GOOD, *(line for line in MESSY if line.strip()), *BAD)


def result_of(record: bytes, to: str = RUN, **options: Any) -> RowResult:
    """The result of a single record."""
    try:
        return RowResult(rb.convert(record, to, MODEL if to == RUN else RUN, **options).data, [])
    except rb.RecordError as error:
        return RowResult(None, [(each.code, each.pointer, each.message) for each in error.problems])


def value(record: bytes, to: str = RUN) -> str | None:
    data = result_of(record, to).value
    return None if data is None else data.decode()


def fails(con: Any, query: str) -> str:
    """What is said about a query that makes no sense."""
    # Coverage does not trace the threads of DuckDB; with one thread it calls functions in this one.
    con.execute("SET threads = 1")
    with pytest.raises(duckdb.InvalidInputException) as caught:
        con.execute(query).fetchall()
    found = re.search("UsageError: (.*)", str(caught.value))
    assert found, caught.value
    return found[1]


def test_null_arguments_give_null() -> None:
    texts = [None, GOOD[0], None, BAD[0], None]
    with connected() as con:
        load(con, texts)
        assert conversions(con, RUN) == [None, result_of(GOOD[0]), None, result_of(BAD[0]), None]
        assert column(con, f"runbridge_convert(json, '{RUN}')") == [None, value(GOOD[0]), None, None, None]
        assert column(con, f"runbridge_valid(json, '{MODEL}')") == [None, True, None, False, None]
        assert column(con, "runbridge_valid(json)") == [None, True, None, False, None]
        problems = column(con, f"runbridge_problems(json, '{MODEL}')")
        assert [found and problems_of(found) for found in problems] == [
            None,
            [],
            None,
            result_of(BAD[0]).problems,
            None,
        ]


@pytest.mark.parametrize(
    "call", ["convert(NULL, 'x')", "conversion(NULL, NULL)", "valid(NULL)", "problems(NULL, NULL)"]
)
def test_a_null_literal_gives_null(call: str) -> None:
    with connected() as con:
        assert con.execute(f"SELECT runbridge_{call}").fetchall() == [(None,)]


def test_the_format_may_differ_in_every_row() -> None:
    rows = [(GOOD[0], RUN), (run(), MODEL), (GOOD[1], None), (None, RUN), (GOOD[0], MODEL), (GOOD[2], RUN)]
    with connected() as con:
        load(con, [record for record, _ in rows])
        con.register("ways", pa.table({"n": range(6), "way": [way for _, way in rows]}))
        joined = "runs JOIN ways USING (n)"
        expected = [value(record, way) if record and way else None for record, way in rows]
        assert None not in expected[:2]
        assert column(con, "runbridge_convert(json, way)", joined) == expected
        assert column(con, "runbridge_valid(json, way)", joined) == [False, False, None, None, True, False]
        assert column(con, "runbridge_valid(json, NULL)", joined) == [None] * 6
        con.execute(f"CREATE TYPE format AS ENUM ('{RUN}', '{MODEL}')")
        assert column(con, "runbridge_convert(json, way::format)", joined) == expected


@pytest.mark.parametrize("kind", ["VARCHAR", "JSON", "BLOB"])
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"arrow_large_buffer_size": "true"},
        {"arrow_lossless_conversion": "true"},
        {"arrow_output_version": "'1.5'", "produce_arrow_string_view": "true"},
    ],
    ids=str,
)
def test_text_may_have_any_type(kind: str, settings: dict[str, str]) -> None:
    texts = [None, *(line for line in ODD if kind == "BLOB" or line.isascii())]
    if kind == "JSON":
        # DuckDB has a look at it.
        texts = [None, *GOOD, model(status="paused")]
    with connected(residue="column") as con:
        load(con, texts, kind)
        for name, setting in settings.items():
            con.execute(f"SET {name} = {setting}")
        converted = [result_of(text, residue="sidecar") for text in texts if text is not None]
        expected = [None, *without_format(converted, RUN)]
        assert conversions(con, RUN) == expected
        # In the order of the table, and all of them of one format: the rows are not taken apart.
        con.execute("DELETE FROM runs WHERE json IS NULL")
        assert conversions(con, RUN) == expected[1:]
        assert column(con, f"typeof(runbridge_convert(json, '{RUN}'))")[0] == "VARCHAR"


def test_a_separate_residue_restores_what_an_embedded_one_does() -> None:
    records = [GOOD[2], without(model(id="less"), "origin"), model(machine_id="m-2", extra=1)]
    with connected(residue="column") as con:
        load(con, records)
        con.execute(f"CREATE TABLE there AS SELECT n, unnest(runbridge_conversion(json, '{RUN}')) FROM runs")
        apart = [None if each is None else each.encode() for each in column(con, "residue", "there")]
        assert apart == [rb.convert(GOOD[2], RUN, residue="sidecar").residue, None, apart[2]]
        back = column(con, f"runbridge_convert(value, '{MODEL}', residue)", "there")
        embedded = [value(record) for record in records]
        assert back == [each and value(each.encode(), MODEL) for each in embedded]
        lost = column(con, f"runbridge_convert(value, '{MODEL}', NULL)", "there")
        assert lost == [each and value(each.encode(), MODEL) for each in column(con, "value", "there")]
        assert lost != back


def test_an_embedded_residue_is_null_in_the_struct() -> None:
    with connected() as con:
        load(con, [GOOD[2]])
        assert column(con, f"runbridge_conversion(json, '{RUN}').residue") == [None]
        assert column(con, f"runbridge_convert(runbridge_convert(json, '{RUN}'), '{MODEL}')") == [
            value(str(value(GOOD[2])).encode(), MODEL)
        ]


def test_long_records_and_records_of_several_lines_are_converted() -> None:
    pretty = GOOD[0].replace(b",", b",\n ")
    large = model(workflow_inputs={"prompt": "é" * (10 << 20)})
    with connected() as con:
        load(con, [pretty, large, BAD[0]])
        assert conversions(con, RUN) == [result_of(pretty), result_of(large), result_of(BAD[0])]


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads of Python take turns a hundred times as often."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(interval / 100)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("hasty")
def test_queries_in_several_threads_are_independent() -> None:
    # Each batch has a field that no other has, which is learnt from the first record that has it.
    records = [model(id=f"run-{n}", **{f"extra_{n // 250}": n}) for n in range(10_000)]
    batches = pa.table({"n": range(len(records)), "json": records}).to_batches(max_chunksize=250)
    expected = [value(record) for record in records]
    with connected() as con:
        con.register("runs", pa.Table.from_batches(batches))
        con.execute("SET threads = 4")
        assert column(con, f"runbridge_convert(json, '{RUN}')") == expected


def test_an_empty_table_has_no_rows() -> None:
    with connected() as con:
        load(con, [])
        assert conversions(con, RUN) == []
        assert column(con, "runbridge_problems(json)") == []


def test_options_are_fixed_by_register() -> None:
    odd = model(status="paused")
    with connected(map={"status": {"paused": "running"}}) as con:
        load(con, [odd])
        mapped = rb.convert(odd, RUN, map={"status": {"paused": "running"}}).data.decode()
        assert column(con, f"runbridge_convert(json, '{RUN}')") == [mapped]
        register(con)
        assert column(con, f"runbridge_convert(json, '{RUN}')") == [None]
        register(con, prefix="strict_", strict=True)
        assert column(con, f"runbridge_valid(json, '{MODEL}')") == [True]
        assert column(con, f"strict_valid(json, '{MODEL}')") == [False]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("convert(json, 'x')", f"unknown format 'x'; choose {ANY_FORMAT}"),
        ("valid(json, '')", f"unknown format ''; choose {ANY_FORMAT}"),
        ("valid(json, 5)", f"unknown format '5'; choose {ANY_FORMAT}"),
        ("convert(json)", "give runbridge_convert(json, to[, kept]) 2 or 3 arguments, not 1"),
        ("conversion(json, '1', '2', '3')", "give runbridge_conversion(json, to[, kept]) 2 or 3 arguments, not 4"),
        (f"convert(json, '{RUN}', 5)", "the column `kept` is int32, not text; give one of strings or binary"),
        (
            f"convert(json, '{RUN}', 'embed')",
            "`embed` is not a residue; the place of residues is an option of register",
        ),
        (
            f"convert(json, '{RUN}', 'column')",
            "`column` is not a residue; the place of residues is an option of register",
        ),
        ("problems(json, '1', '2')", "give runbridge_problems(json[, format]) 1 or 2 arguments, not 3"),
        ("valid(n)", "the column `json` is int64, not text; give one of strings or binary"),
        ("valid({'a': n})", "the column `json` is struct<a: int64>, not text; give one of strings or binary"),
    ],
)
def test_invalid_arguments_fail_the_query(call: str, message: str) -> None:
    with connected() as con:
        load(con, [GOOD[0]])
        assert fails(con, f"SELECT runbridge_{call} FROM runs") == message
        # And the connection is as good as before.
        assert column(con, "runbridge_valid(json)") == [True]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"profile": "x"}, "unknown profile 'x'; choose published or tolerant"),
        ({"residue": "sidecar"}, "invalid value for `residue`: 'sidecar'; choose embed, text, column, drop"),
        (
            {"map": {"status": {"paused": "x"}}},
            (
                "status:paused cannot become 'x'; choose pending, failed, running, completed, cancelled, timed_out,"
                " paused, waiting"
            ),
        ),
    ],
)
def test_invalid_options_are_refused_by_register(options: Any, message: str) -> None:
    with pytest.raises(UsageError) as caught, connected(**options):
        pass
    assert str(caught.value) == message


def test_payloads_are_validated_against_schemas(tmp_path: Path) -> None:
    schema = tmp_path / "schema.json"
    schema.write_text('{"required": ["a"]}', encoding="utf-8")
    records = [run(input={"a": 1}, output=None), run(input={}), run(input={"a": 1}, output=[1])]
    options: Any = {"input_schema": schema, "output_schema": {"type": "null"}}
    expected = [[(p.code, p.pointer, p.message) for p in rb.validate(record, RUN, **options)] for record in records]
    with connected(**options) as con:
        schema.unlink()
        load(con, records)
        for arguments in ("json", f"json, '{RUN}'"):
            assert column(con, f"runbridge_valid({arguments})") == [True, False, False]
            assert [*map(problems_of, column(con, f"runbridge_problems({arguments})"))] == expected
        assert fails(con, f"SELECT runbridge_valid(json, '{MODEL}') FROM runs") == (
            f"{MODEL} has no opaque output for a schema to describe; omit the output schema"
        )
    with pytest.raises(FileNotFoundError), connected(**options):
        pass


@pytest.mark.parametrize("function", ["convert", "conversion"])
@pytest.mark.parametrize("kind", ["VARCHAR", "BLOB", "mode"])
def test_a_residue_place_instead_of_a_residue_is_refused(function: str, kind: str) -> None:
    message = "`drop` is not a residue; the place of residues is an option of register"
    with connected(residue="column") as con:
        load(con, GOOD)
        con.execute("CREATE TYPE mode AS ENUM ('drop', '{}')")
        given = f"CASE n WHEN 2 THEN 'drop'::{kind} WHEN 1 THEN '{{}}'::{kind} END"
        assert fails(con, f"SELECT runbridge_{function}(json, '{RUN}', {given}) FROM runs") == message
        con.execute("DELETE FROM runs WHERE n = 2")
        assert len(column(con, f"runbridge_{function}(json, '{RUN}', {given})")) == len(GOOD) - 1


def test_a_function_of_another_connection_is_not_replaced() -> None:
    with connected() as con, con.cursor() as other:
        with pytest.raises(UsageError) as caught:
            register(other)
        assert caught.value == UsageError(
            "another connection gave the database a function runbridge_convert; give this one another prefix, such"
            ' as "run_"'
        )
        register(other, prefix="run_")
        assert other.execute("SELECT run_valid('{}'), runbridge_valid('{}')").fetchall() == [(False, False)]


@pytest.mark.parametrize("name", ["duckdb", "numpy"])
def test_a_missing_dependency_is_named(name: str) -> None:
    script = f"import sys; sys.modules[{name!r}] = None; import runbridge.duckdb"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    message = (
        f"runbridge.extras.MissingExtra: this needs {name}: pip install 'runbridge[duckdb]'"
        f" (import of {name} halted; None in sys.modules)"
    )
    assert (done.returncode, done.stderr.splitlines()[-1]) == (1, message)
