"""DataFrames in and out: columns of all types and names, rows of all sorts, and usage errors."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pyspark.errors import PythonException

import runbridge as rb
import runbridge.spark
from runbridge.errors import UsageError
from runbridge.extras import MissingExtra
from runbridge.spark import convert, validate
from runbridge.version import __version__
from tests.arrow.command_line import RowResult
from tests.format_names import ANY_FORMAT
from tests.pipeline.sample_records import BAD, GOOD, MESSY, MODEL, RUN, model, run
from tests.spark.session import QUIET, conversions, frame, problems_of, rows_of

pytestmark = QUIET

ODD = (*GOOD, *(line for line in MESSY if line.strip()), *BAD)
NEW = ", value string, problems array<struct<code: string, pointer: string, message: string>>"


def expected_for(record: bytes | None, to: str = RUN, **options: Any) -> RowResult:
    """What one record becomes alone."""
    if record is None:
        return RowResult(None, [])
    try:
        return RowResult(rb.convert(record, to, MODEL if to == RUN else RUN, **options).data, [])
    except rb.RecordError as error:
        return RowResult(None, [(each.code, each.pointer, each.message) for each in error.problems])


@contextmanager
def setting(spark: Any, name: str, value: str) -> Iterator[None]:
    """A setting of Spark for as long as it is wanted."""
    before = spark.conf.get(name)
    spark.conf.set(name, value)
    yield
    spark.conf.set(name, before)


@pytest.mark.parametrize("kind", ["string", "binary"])
@pytest.mark.parametrize("large", ["false", "true"])
def test_every_row_is_kept_and_null_stays_null(kind: str, large: str, spark: Any) -> None:
    texts = [None, *(line for line in ODD if kind == "binary" or line.isascii()), None]
    with setting(spark, "spark.sql.execution.arrow.useLargeVarTypes", large):
        df = frame(spark, texts, kind)
        converted, validated = convert(df, column="run", to=RUN, from_=MODEL), validate(df, column="run", format=MODEL)
        assert conversions(converted) == list(map(expected_for, texts))
        assert [row["run"] for row in rows_of(converted)] == [row["run"] for row in rows_of(df)]
        assert [row["valid"] for row in rows_of(validated)] == [
            None if text is None else not rb.validate(text, MODEL) for text in texts
        ]
    assert converted.schema == spark.createDataFrame([], f"n int, run {kind}{NEW.replace('string', kind, 1)}").schema
    assert validated.columns == ["n", "run", "valid", "problems"]


@pytest.mark.parametrize("most", ["1", "2", "1000000"])
def test_batches_of_any_size_give_the_same(most: str, spark: Any) -> None:
    with setting(spark, "spark.sql.execution.arrow.maxRecordsPerBatch", most):
        assert conversions(convert(frame(spark, ODD), column="run", to=RUN, from_=MODEL)) == list(
            map(expected_for, ODD)
        )


@pytest.mark.parametrize("partitions", [1, 5])
def test_partitions_without_rows_have_none(partitions: int, spark: Any) -> None:
    assert convert(frame(spark, [], partitions=partitions), column="run", to=RUN).collect() == []
    assert conversions(convert(frame(spark, GOOD[:1], partitions=partitions), column="run", to=RUN)) == [
        expected_for(GOOD[0])
    ]


def test_other_columns_stay_as_they_are(spark: Any) -> None:
    df = spark.sql(
        "SELECT timestamp'2026-01-01 00:00:00.123456' AS a, timestamp_ntz'2026-01-01 00:00:00' AS b, '{}' AS run,"
        " interval 1 day AS c, cast(1.5 AS decimal(10, 2)) AS d, date'2026-01-01' AS e, map('a', 1) AS f,"
        " array(1, null) AS g, struct(1 AS x, 'y' AS y) AS h, null AS i, cast(1 AS tinyint) AS j, true AS k,"
        " cast('nan' AS double) IS NULL AS l, cast('z' AS varchar(10)) AS m, x'00ff' AS n"
    )
    for done in (convert(df, column="run", to=RUN), validate(df, column="run")):
        assert done.select(df.columns).schema == df.schema
        assert done.select(df.columns).collect() == df.collect()


def test_columns_may_have_any_name(spark: Any) -> None:
    df = spark.createDataFrame([(1, None, "{", 2, 3, 4)], "a int, b string, run string, c int, d int, e int")
    odd = df.toDF("a.b", "_residue`", "the.run`", "a.b", "A.B", "")
    done = convert(odd, column="the.run`", residue_column="_residue`", to=RUN, residue="column", prefix="run.")
    assert done.columns == [*odd.columns, "run.value", "run.residue", "run.problems"]
    (row,) = done.collect()
    assert tuple(row)[:-1] == (1, None, "{", 2, 3, 4, None, None)
    assert [each["code"] for each in row[-1]] == ["invalid-json"]


def test_a_residue_column_restores_what_an_embedded_residue_does(spark: Any) -> None:
    apart = convert(frame(spark, GOOD), column="run", to=RUN, residue="column")
    assert [bytes(row["residue"]) for row in rows_of(apart)] == [
        rb.convert(record, RUN, residue="sidecar").residue for record in GOOD
    ]
    back = convert(apart, column="value", residue_column="residue", to=MODEL, prefix="back_")
    assert [bytes(row["back_value"]) for row in rows_of(back)] == [
        rb.convert(rb.convert(record, RUN).data, MODEL).data for record in GOOD
    ]


def test_text_that_is_not_utf8_is_a_row_with_a_problem(spark: Any, tmp_path: Path) -> None:
    (tmp_path / "runs.ndjson").write_bytes(b"\n".join([GOOD[0], BAD[1], GOOD[1]]) + b"\n")
    rows = validate(spark.read.text(str(tmp_path), lineSep="\n"), column="value", format=MODEL).select(
        "valid", "problems"
    )
    message = "not UTF-8: invalid start byte (byte 0xff)"
    assert [(row["valid"], problems_of(row)) for row in rows.collect()] == [
        (True, []),
        (False, [("invalid-utf8", "", message)]),
        (True, []),
    ]


def test_a_record_over_many_lines_and_one_of_megabytes_are_records(spark: Any) -> None:
    records = [GOOD[0].replace(b",", b",\n "), model(workflow_inputs={"prompt": "é" * (5 << 20)}), BAD[0], GOOD[1]]
    assert conversions(convert(frame(spark, records, partitions=1), column="run", to=RUN)) == list(
        map(expected_for, records)
    )


def test_payloads_are_validated_with_schemas_of_the_driver(spark: Any, tmp_path: Path) -> None:
    schema = tmp_path / "schema.json"
    schema.write_text('{"required": ["a"]}', encoding="utf-8")
    records = [run(input={"a": 1}, output=None), run(input={}), run(input={"a": 1}, output=[1])]
    options: Any = {"format": RUN, "input_schema": schema, "output_schema": {"type": "null"}}
    expected = [[(p.code, p.pointer, p.message) for p in rb.validate(record, **options)] for record in records]
    df = validate(frame(spark, records), column="run", **options)
    schema.unlink()
    assert list(map(problems_of, rows_of(df))) == expected
    assert [[code for code, _, _ in each] for each in expected] == [[], ["missing-field"], ["invalid-type"]]
    with pytest.raises(FileNotFoundError):
        validate(df, column="run", **options)


def test_the_result_is_an_ordinary_data_frame(spark: Any) -> None:
    df = frame(spark, ODD)
    done = convert(df, column="run", to=RUN).cache()
    rejected = [n for n, record in enumerate(ODD) if expected_for(record).value is None]
    assert sorted(row["n"] for row in done.filter("size(problems) > 0").collect()) == rejected
    assert done.filter("value IS NULL").count() == len(rejected)
    checked = validate(done.select("n", "value"), column="value", format=RUN)
    assert [row["valid"] for row in rows_of(checked)] == [None if n in rejected else True for n in range(len(ODD))]
    done.createOrReplaceTempView("done")
    counted = spark.sql(
        "SELECT p.code, count(*) FROM done LATERAL VIEW explode(problems) AS p GROUP BY p.code"
    ).collect()
    codes = [code for record in ODD for code, _, _ in expected_for(record).problems]
    assert dict(counted) == {code: codes.count(code) for code in codes}
    done.unpersist()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"column": "x"}, "there is no column `x`; choose `n`, `run`"),
        ({"column": "RUN"}, "there is no column `RUN`; choose `n`, `run`"),
        ({"column": "n"}, "the column `n` is int32, not text; give one of strings or binary"),
        ({"residue_column": "n"}, "the column `n` is int32, not text; give one of strings or binary"),
        ({"to": "x"}, f"unknown format 'x'; choose {ANY_FORMAT}"),
        ({"profile": "x"}, "unknown profile 'x'; choose published or tolerant"),
        ({"residue": "sidecar"}, "invalid value for `residue`: 'sidecar'; choose embed, text, column, drop"),
    ],
)
def test_usage_errors_are_raised_before_anything_runs(options: Any, message: str, spark: Any) -> None:
    with pytest.raises(UsageError) as caught:
        convert(frame(spark, GOOD), **{"column": "run", "to": RUN, **options})
    assert caught.value == UsageError(message)


def test_new_columns_do_not_replace_others(spark: Any) -> None:
    df, other = frame(spark, GOOD), 'give the new ones another prefix, such as "run_"'
    with pytest.raises(UsageError) as caught:
        validate(df.withColumnRenamed("n", "valid"), column="run")
    assert caught.value == UsageError(f"there is a column `valid` already; {other}")
    capital = df.withColumnRenamed("n", "Problems")
    with pytest.raises(UsageError) as caught:
        validate(capital, column="run")
    assert caught.value == UsageError(
        f"there is a column `Problems` already, which Spark takes for `problems`; {other}"
    )
    with setting(spark, "spark.sql.caseSensitive", "true"):
        assert validate(capital, column="run").columns == ["Problems", "run", "valid", "problems"]
    assert validate(capital, column="run", prefix="p").columns == ["Problems", "run", "pvalid", "pproblems"]


def test_a_missing_pandas_is_reported(spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    df = frame(spark, GOOD)
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtra) as caught:
        convert(df, column="run", to=RUN)
    message = "this needs pandas: pip install 'runbridge[spark]' (import of pandas halted; None in sys.modules)"
    assert caught.value == MissingExtra(message)


def test_executors_with_another_version_are_refused(spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runbridge.spark, "__version__", "0.0.0")
    df = validate(frame(spark, GOOD), column="run")
    message = f"this executor has runbridge {__version__}, the driver 0.0.0; install the same on all"
    with pytest.raises(PythonException) as caught:
        df.collect()
    assert f"runbridge.errors.UsageError: {message}" in str(caught.value).splitlines()
