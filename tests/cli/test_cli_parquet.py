"""`convert` and `validate` with `--column`: Parquet files in, and what they write, say and leave with."""

import gzip
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import runbridge as rb
from runbridge._pyarrow import load, pa
from runbridge.cli import progress_bar as progress
from tests.cli.commands import Command, Outcome, members
from tests.cli.test_cli_progress import watched
from tests.format_names import ALL_FORMATS
from tests.pipeline.output_helpers import NO_COVERAGE
from tests.pipeline.sample_records import GOOD, MODEL, RUN, column_of, compact, model

pq = load("pyarrow.parquet")

WRONG = model(status=1)
PLACE = f"runs.parquet:3:{column_of('status', WRONG)}:"
MESSAGE = "`/status` must be a string, not the number 1"
SAID = f"{PLACE} invalid-type {MESSAGE}; put quotes around it\n"
ROWS = [model(id="a"), None, WRONG, model(id="b")]
COLUMN = ("runs.parquet", "--column", "payload")
AS_PARQUET = (
    "a Parquet file; `runbridge import` reads typed tables, and `convert` and `validate` read the records in a column"
    " of text with `--column NAME`"
)

OF_LINES = (
    "x.Parquet: no Parquet file is made of records in lines; `runbridge export` writes typed tables, and"
    " `convert --column NAME` converts the records in a column of a Parquet file"
)


def put(name: str = "runs.parquet", rows: Any = ROWS, **more: Any) -> None:
    """A Parquet file with two columns."""
    table = pa.table({"n": [*range(len(rows))], "payload": pa.array(rows, pa.binary()), **more})
    pq.write_table(table, name, row_group_size=3)


def converted(*records: bytes) -> bytes:
    return b"".join(rb.convert(record, RUN).data + b"\n" for record in records)


def names() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


def test_rows_convert_to_rows(runbridge: Command) -> None:
    put()
    outcome = runbridge("convert", *COLUMN, "--to", RUN, "-o", "out.parquet", "--rejects", "rejects")
    assert outcome == Outcome(1, "", f"3 records: 2 converted, 1 rejected\nproblems: invalid-type (1)\n{members()}")
    done = pq.read_table("out.parquet")
    first, last = (rb.convert(row, RUN).data for row in (ROWS[0], ROWS[3]) if row is not None)
    assert done.to_pydict() == {
        "n": [0, 1, 2, 3],
        "payload": ROWS,
        "value": [first, None, None, last],
        "problems": [
            [],
            [],
            [{"code": "invalid-type", "pointer": "/status", "message": MESSAGE}],
            [],
        ],
    }
    (reject,) = map(json.loads, Path("rejects").read_bytes().splitlines())
    assert (reject["file"], reject["record"], reject["line"]) == ("runs.parquet", 3, 3)
    assert reject["text"].encode() == WRONG
    Path("rejects").write_bytes(Path("rejects").read_bytes().replace(b'\\"status\\":1', b'\\"status\\":\\"success\\"'))
    again = runbridge("convert", "rejects", "--replay", "--to", RUN)
    assert (again.code, again.out.encode()) == (0, converted(model()))


def test_rows_convert_to_lines(runbridge: Command) -> None:
    put()
    said = f"{SAID}3 records: 2 converted, 1 rejected\n{members()}"
    lines = converted(model(id="a"), model(id="b"))
    assert runbridge("convert", *COLUMN, "--to", RUN) == Outcome(1, lines.decode(), said)
    assert runbridge("convert", *COLUMN, "--to", RUN, "-o", "out.gz") == Outcome(1, "", said)
    assert gzip.decompress(Path("out.gz").read_bytes()) == lines


def test_every_option_of_a_conversion_has_an_effect(runbridge: Command) -> None:
    put(rows=[model(id="a", status="paused", org_id=None, user_id=None, extra=1), b"{", model(webhook="x" * 2000)])
    options = [
        *("--residue", "column", "--prefix", "my_", "--set", "workspaceId=w", "--set", "userId=u"),
        *("--map", "status:paused=waiting", "--max-record", "1KiB", "--max-rejects", "2", "--jobs", "auto"),
        *("--from", MODEL, "--profile", "tolerant", "--summary", "summary", "-o", "out.parquet"),
    ]
    code, out, err = runbridge("convert", *COLUMN, "--to", RUN, *options)
    assert (code, out) == (1, "")
    assert err.splitlines()[:3] == [
        (
            "runs.parquet:2:2: invalid-json not JSON: expecting property name enclosed in double quotes;"
            " the text ends too early: it is truncated"
        ),
        "runs.parquet:3:1: oversized-record the record is longer than the limit of 1,024 bytes",
        "3 records: 1 converted, 2 rejected",
    ]
    assert json.loads(Path("summary").read_bytes())["rejected"] == 2
    done = pq.read_table("out.parquet")
    assert done.schema.names == ["n", "payload", "my_value", "my_residue", "my_problems"]
    value = json.loads(done["my_value"][0].as_py())
    assert (value["workspaceId"], value["userId"], value["status"]) == ("w", "u", "waiting")
    assert b'"extra":1' in done["my_residue"][0].as_py()
    back = ["--column", "my_value", "--residue-column", "my_residue", "--map", "status:paused=waiting"]
    reported = runbridge("convert", "out.parquet", "--to", MODEL, *back)
    assert json.loads(reported.out)["extra"] == 1
    assert "extra" not in json.loads(runbridge("convert", "out.parquet", "--to", MODEL, *back, "--ignore-residue").out)
    assert runbridge("convert", *COLUMN, "--to", RUN, "--max-rejects", "0", "-o", "new.parquet").err.endswith(
        "error: more rejected records than the limit of 0; the output files are unchanged\n"
    )
    assert "new.parquet" not in names()


@pytest.mark.parametrize("output", ["text", "concise", "json-lines", "github", "sarif"])
def test_every_reporter_shows_problems_as_for_lines(runbridge: Command, output: str) -> None:
    rows = [model(), model(), WRONG, b"{", model(workflow_inputs={"é": [1]}, gpu=7)]
    put(rows=rows)
    Path("runs").write_bytes(b"".join(row + b"\n" for row in rows))
    of_rows = runbridge("validate", *COLUMN, "--output-format", output)
    of_lines = runbridge("validate", "runs", "--output-format", output)
    assert (of_rows.code, of_rows.err) == (1, of_lines.err) == (1, "5 records, 3 invalid\n")
    # The place in bytes is that in the record's text.
    assert without_offsets(of_rows.out.replace("runs.parquet", "runs")) == without_offsets(of_lines.out)


def without_offsets(text: str) -> list[str]:
    try:
        lines = [json.loads(line) for line in text.splitlines()]
    except ValueError:
        return text.splitlines()
    return [json.dumps({**line, "offset": 0}) for line in lines]


def test_every_option_of_a_validation_has_an_effect(runbridge: Command) -> None:
    put(rows=[model(extra=1), model(workflow_inputs={"a": 1}), None, model(webhook="x" * 2000)])
    Path("schema").write_bytes(compact({"type": ["object", "null"], "maxProperties": 0}))
    options = [
        *("--strict", "--input-schema", "schema", "--max-record", "1KiB", "--format", MODEL, "--profile", "tolerant"),
        *("--output-format", "concise", "--max-problems", "2", "--summary", "summary", "--jobs", "auto"),
        *("-o", "out.parquet", "--prefix", "is_"),
    ]
    code, out, err = runbridge("validate", *COLUMN, *options)
    assert code == 1
    assert [line.split(" ")[1] for line in out.splitlines()] == ["unknown-field", "payload-invalid"]
    assert err == "and 1 more problem, beyond --max-problems 2\n3 records, 3 invalid\n"
    done = pq.read_table("out.parquet")
    assert done.schema.names == ["n", "payload", "is_valid", "is_problems"]
    assert done["is_valid"].to_pylist() == [False, False, None, False]
    assert json.loads(Path("summary").read_bytes())["rejected"] == 3
    assert runbridge("validate", *COLUMN, "--max-record", "4KiB") == Outcome(0, "", "3 records, 0 invalid\n")


def test_files_that_cannot_be_read_are_reported_at_the_end(runbridge: Command) -> None:
    put("a.parquet", [b'{"a":1}'])
    put("b.parquet", [model()])
    code, out, err = runbridge("validate", "a.parquet", "gone.parquet", "b.parquet", "--column", "payload")
    formats = ALL_FORMATS
    reported = f"a.parquet: the record's fields match no format ({formats}); give the format"
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        "1 record, 0 invalid",
        f"error: {reported} with --format",
        "error: gone.parquet: No such file or directory",
    ]
    assert runbridge("validate", "a.parquet", "b.parquet", "--column", "payload", "-o", "out.parquet") == Outcome(
        2, "", f"error: {reported}\n"
    )
    assert names() == ["a.parquet", "b.parquet"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["convert", *COLUMN, "--jobs", "2"], "--jobs cannot be used with --column"),
        (["convert", *COLUMN, "--jobs", "x"], "'x' is not a valid number of jobs; give 1 or more, or auto"),
        (["convert", *COLUMN, "--replay"], "--replay cannot be used with --column"),
        (["convert", *COLUMN, "--residue-from", "x"], "--residue-from cannot be used with --column"),
        (["convert", *COLUMN, "--residue", "sidecar=x"], "--residue sidecar cannot be used with --column"),
        (
            ["convert", *COLUMN, "--residue", "column"],
            "- has no column for residues; give an output that ends in .parquet",
        ),
        (["convert", *COLUMN, "--prefix", "x"], "- has no columns for a prefix; give an output that ends in .parquet"),
        (["convert", "lines", "--residue", "column"], "--residue column needs --column"),
        (["convert", "lines", "--residue-column", "x"], "--residue-column needs --column"),
        (["convert", "lines", "--prefix", "x"], "--prefix needs --column"),
        (
            ["convert", "lines", "-o", "x.Parquet"],
            OF_LINES,
        ),
        (
            ["convert", "--column", "payload"],
            "a Parquet file is read from its end, which standard input does not have; give a file",
        ),
        (["convert", "runs.parquet", "--column", "x"], "runs.parquet: there is no column `x`; choose `n`, `payload`"),
        (
            ["convert", "runs.parquet", "--column", "n"],
            "runs.parquet: the column `n` is int64, not text; give one of strings or binary",
        ),
        (["convert", "runs.parquet"], f"runs.parquet: {AS_PARQUET}"),
        (["convert", "runs.parquet", "--from", MODEL, "--jobs", "2"], f"runs.parquet: {AS_PARQUET}"),
        (["validate", *COLUMN, "--jobs", "2"], "--jobs cannot be used with --column"),
        (
            ["validate", *COLUMN, "--prefix", "x"],
            "a prefix needs an output that ends in .parquet",
        ),
        (["validate", "lines", "-o", "x.parquet"], "-o with a Parquet file needs --column"),
        (["validate", "lines", "--prefix", "x"], "--prefix needs --column"),
        (["validate", "runs.parquet", "--column", "x"], "runs.parquet: there is no column `x`; choose `n`, `payload`"),
    ],
)
def test_usage_errors_are_one_line(runbridge: Command, arguments: list[str], message: str) -> None:
    put()
    Path("lines").write_bytes(model() + b"\n")
    to = ["--to", RUN] if arguments[0] == "convert" else []
    assert runbridge(*arguments, *to) == Outcome(2, "", f"error: {message}\n")
    assert names() == ["lines", "runs.parquet"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_parquet_file_among_lines_is_reported(runbridge: Command, jobs: str, monkeypatch: pytest.MonkeyPatch) -> None:
    put()
    Path("lines").write_bytes(model() + b"\n")
    assert runbridge("validate", "runs.parquet", "lines", "--jobs", jobs) == Outcome(
        2, "", f"1 record, 0 invalid\nerror: runs.parquet: {AS_PARQUET}\n"
    )

    class Stdin:
        buffer = io.BytesIO(Path("runs.parquet").read_bytes())

    monkeypatch.setattr(sys, "stdin", Stdin)
    assert runbridge("validate", "-").err == f"0 records, 0 invalid\nerror: -: {AS_PARQUET}\n"


def test_a_line_that_starts_like_parquet_is_read_as_json(runbridge: Command) -> None:
    Path("in").write_bytes(b"PAR\n" + model() + b"\n")
    assert runbridge("validate", "in", "--output-format", "concise").err == "2 records, 1 invalid\n"


def test_a_terminal_shows_the_progress_bar(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    put(rows=[*GOOD * 20, b"{", *GOOD])
    monkeypatch.setattr(progress, "_DELAY", 0.0)
    monkeypatch.setattr(progress, "_INTERVAL", 0.0)
    for command in (["convert", *COLUMN, "--to", RUN, "-o", "out.parquet"], ["validate", *COLUMN]):
        with watched(monkeypatch, 200) as screen:
            assert runbridge(*command).code == 1
        assert " records/s" in screen.raw


@pytest.mark.parametrize("arguments", [["convert", "--to", RUN], ["validate"]])
def test_pyarrow_is_required_only_with_column(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "lines").write_bytes(model() + b"\n")
    pq.write_table(pa.table({"payload": [model()]}), tmp_path / "runs.parquet")
    script = (
        "import sys; from runbridge.cli import run; code = run(sys.argv[1:]);"
        "sys.stderr.write(repr((code, 'pyarrow' in sys.modules, 'runbridge.arrow' in sys.modules)))"
    )
    for more, reported in (
        (["lines"], "(0, False, False)"),
        (["runs.parquet", "--column", "payload"], "(0, True, True)"),
    ):
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments, *more],
            env=NO_COVERAGE,
            capture_output=True,
            cwd=tmp_path,
            check=True,
        )
        assert done.stderr.decode().endswith(reported)
    blocked = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.modules['pyarrow'] = None; {script}", *arguments, *more],
        capture_output=True,
        cwd=tmp_path,
        check=True,
    )
    assert blocked.stderr.decode().startswith("error: this needs pyarrow: pip install 'runbridge[arrow]'")
