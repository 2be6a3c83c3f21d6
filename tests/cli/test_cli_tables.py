"""`runbridge export` and `runbridge import`: what they write, say and leave with."""

import re
from pathlib import Path

import pytest

from runbridge._pyarrow import load
from runbridge.cli import progress_bar as progress
from runbridge.laws.json_tokens import read_tokens as read
from runbridge.tables.table_options import LIMITS
from tests.cli.commands import Command, Outcome, process
from tests.cli.test_cli_progress import watched
from tests.format_names import ALL_FORMATS, FORMAT_OPTION, QUOTED_FORMATS
from tests.pipeline.sample_records import BAD, GOOD, MODEL, RUN, column_of, model, run

pq = load("pyarrow.parquet")

CHOICES = f"--format {FORMAT_OPTION}"
PROPERTY = "expecting property name enclosed in double quotes; the text ends too early: it is truncated"
OF_LINES = (
    "no Parquet file is made of records in lines; `runbridge export` writes typed tables, and"
    " `convert --column NAME` converts the records in a column of a Parquet file"
)
FORMS = ALL_FORMATS


def put(name: str, *lines: bytes) -> None:
    Path(name).write_bytes(b"".join(line + b"\n" for line in lines))


def test_export_and_import_restore_records(runbridge: Command) -> None:
    put("in", *GOOD)
    assert runbridge("export", "in", "-o", "runs.parquet", "--presence") == Outcome(
        0, "", "3 records: 3 exported, 0 rejected\n"
    )
    again = runbridge("import", "runs.parquet")
    assert (again.code, again.err) == (0, "3 records: 3 imported, 0 rejected\n")
    assert [read(line) for line in again.out.splitlines()] == [read(line) for line in GOOD]
    assert runbridge("import", "runs.parquet", "-o", "out") == Outcome(0, "", again.err)
    assert Path("out").read_text(encoding="utf-8") == again.out


def test_every_option_has_an_effect(runbridge: Command) -> None:
    put("in", *[model(id=each).replace(b'"gpu":null,', b"") for each in "abc"])
    options = [
        *("--format", MODEL, "--profile", "tolerant", "--presence", "--time-unit", "ns", "--row-group", "2"),
        *("--compression", "snappy", "--max-record", "1MiB"),
    ]
    assert runbridge("export", "in", "-o", "out.parquet", *options).err == (
        "3 records: 3 exported, 0 rejected\n"
        "nanoseconds: Spark 4.3 cannot read this file, DuckDB 2.0.1 cannot subtract its times, delta-rs truncates them;"
        " every engine reads `--time-unit us`\n"
    )
    assert runbridge("export", "in", "-o", "quiet.parquet", *options, "--quiet").err == ""
    metadata = pq.read_metadata("out.parquet")
    assert [metadata.row_group(index).num_rows for index in (0, 1)] == [2, 1]
    assert metadata.row_group(0).column(0).compression == "SNAPPY"
    found = pq.read_schema("out.parquet")
    assert found.metadata[b"runbridge.profile"] == b"tolerant"
    assert str(found.field("created_at").type) == "timestamp[ns, tz=UTC]"
    assert "_absent" in found.names
    assert runbridge("import", "out.parquet", "--format", MODEL).code == 0
    hint = "add it: a string or null, or accept this with `--profile tolerant`"
    assert runbridge("import", "out.parquet", "--profile", "published").err == "".join(
        [
            *(
                f"out.parquet:{row}:1: missing-field the record is missing the field `gpu`; {hint}\n"
                for row in (1, 2, 3)
            ),
            "3 records: 0 imported, 3 rejected\n",
        ]
    )
    reported = runbridge(
        "import", "out.parquet", "--profile", "published", "--rejects", "rejects", "--max-rejects", "3"
    )
    assert reported.code == 1
    assert reported.err.splitlines() == [
        "3 records: 0 imported, 3 rejected",
        "problems: missing-field (3)",
    ]
    assert len(Path("rejects").read_bytes().splitlines()) == 3


def test_rejected_records_and_rounded_values_are_reported(runbridge: Command) -> None:
    odd = model(created_at="2026-01-02T03:04:05.1234567Z", updated_at="2026-01-02T03:04:05.1234567Z")
    put("in", odd, b"{", model(started_at="1998-12-31T23:59:60Z"), odd.replace(b"56.7", b"56"))
    code, out, err = runbridge("export", "in", "-o", "out.parquet", "--rejects", "rejects")
    place = f"in:3:{column_of('started_at', model(started_at=''))}"
    held = "`/started_at` cannot be represented as timestamp[us, tz=UTC]"
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "4 records: 2 exported, 2 rejected",
        "problems: invalid-json (1), unrepresentable-value (1)",
        "rounded: created_at (2), updated_at (2)",
    ]
    assert len(Path("rejects").read_bytes().splitlines()) == 2
    assert runbridge("export", "in", "-o", "old.parquet", "--max-rejects", "1") == Outcome(
        1,
        "",
        f"in:2:2: invalid-json not JSON: {PROPERTY}\n"
        f'{place}: unrepresentable-value {held}: "1998-12-31T23:59:60Z"\n'
        "error: more rejected records than the limit of 1; the output files are unchanged\n",
    )
    assert not Path("old.parquet").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["export", "empty", "-o", "x"], f"no record tells the format of the table; give the format: {CHOICES}"),
        (
            ["export", "odd", "-o", "x"],
            f"odd: the record's fields match no format ({FORMS}); give the format with --format",
        ),
        (["export", "gone", "-o", "x"], "gone: No such file or directory"),
        (["export", "in", "-o", "x.gz"], "x.gz: Parquet is compressed inside; give a name that does not end like this"),
        (["export", "in", "-o", "x.csv"], "x.csv: export writes Parquet, not .csv; give a name that ends in .parquet"),
        (["export", "in", "-o", "x", "--max-record", "2GiB"], "a table takes records of at most 1,073,741,824 bytes"),
        (
            ["export", "in", "run", "-o", "x"],
            "there are records of workflow-run-model and of workflow-run, and a table has one format",
        ),
        (["import", "in.parquet", "-o", "x.parquet"], f"x.parquet: {OF_LINES}"),
        (["import", "in"], None),
        (["import", "gone"], "gone: No such file or directory"),
        (["import", "-"], "a Parquet file is read from its end, which standard input does not have; give a file"),
        (
            ["import", "bare.parquet"],
            f"bare.parquet does not say the format of its records; give the format: {CHOICES}",
        ),
    ],
)
def test_errors_are_one_line_with_the_fix(runbridge: Command, arguments: list[str], message: str | None) -> None:
    put("in", model())
    put("run", run())
    put("odd", b'{"a":1}')
    put("empty")
    runbridge("export", "in", "-o", "in.parquet")
    pq.write_table(pq.read_table("in.parquet").replace_schema_metadata(None), "bare.parquet")
    code, out, err = runbridge(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    if message is not None:
        assert err == f"error: {message}\n"
    else:
        assert re.fullmatch(r"error: in: not a Parquet file that can be read \(.*\)\n", err)
    assert not Path("x").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["export"], "Missing argument 'FILE...'."),
        (["export", "in"], "Missing option '-o' / '--output'."),
        (
            ["export", "in", "-o", "x", "--row-group", "0"],
            "Invalid value for '--row-group': 0 is not in the range x>=1.",
        ),
        (
            ["export", "in", "-o", "x", "--compression", "lzo"],
            "Invalid value for '--compression': 'lzo' is not one of 'zstd', 'snappy', 'none'.",
        ),
        (
            ["export", "in", "-o", "x", "--time-unit", "s"],
            "Invalid value for '--time-unit': 's' is not one of 'us', 'ns'. Did you mean 'us'?",
        ),
        (
            ["export", "in", "-o", "x", "--max-record", "0"],
            "Invalid value for --max-record: give a size in bytes, or one like 512KiB or 16MiB",
        ),
        (["import"], "Missing argument 'FILE...'."),
        (
            ["import", "x", "--format", "yaml"],
            f"Invalid value for '--format': 'yaml' is not one of {QUOTED_FORMATS}.",
        ),
    ],
)
def test_usage_errors_name_the_fix(runbridge: Command, arguments: list[str], message: str) -> None:
    command = f"runbridge {arguments[0]}"
    usage = f"Usage: {command} [OPTIONS] FILE...\nTry '{command} --help' for help.\n"
    code, out, err = runbridge(*arguments)
    # The oldest click names the shorter of the two names that this option has.
    reported = err.replace(f"'{command} -h'", f"'{command} --help'")
    assert (code, out, reported) == (2, "", f"{usage}\nError: {message}\n")


def test_the_help_lists_the_limits_of_tables(runbridge: Command) -> None:
    lines = runbridge("export", "--help").out.splitlines()
    assert all(f"    {limit.text}" in lines for limit in LIMITS)


def test_export_and_import_work_in_a_pipe(tmp_path: Path) -> None:
    records = b"".join(line + b"\n" for line in GOOD)
    assert process("export", "-", "-o", "out.parquet", stdin=records, folder=tmp_path) == Outcome(
        0, "", "3 records: 3 exported, 0 rejected\n"
    )
    again = process("import", "out.parquet", folder=tmp_path)
    assert again.err == "3 records: 3 imported, 0 rejected\n"
    assert len(again.out.splitlines()) == 3


def test_a_table_of_rejected_records_has_no_rows(runbridge: Command) -> None:
    put("in", *BAD[:3])
    assert runbridge("export", "in", "-o", "out.parquet", "--format", RUN).code == 1
    assert pq.read_table("out.parquet").num_rows == 0


def test_rejects_are_printed_above_the_bar(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    put("in", *[model()] * 2000, b"{")
    monkeypatch.setattr(progress, "_DELAY", 0.0)
    for command in (["export", "in", "-o", "out.parquet"], ["import", "out.parquet", "-o", "out"]):
        with watched(monkeypatch, 100) as screen:
            assert runbridge(*command).code == (command[0] == "export")
        assert " records/s" in screen.raw
        reported = [f"in:2001:2: invalid-json not JSON: {PROPERTY}", "2,001 records: 2,000 exported, 1 rejected"]
        assert screen.lines == (reported if command[0] == "export" else ["2,000 records: 2,000 imported, 0 rejected"])
