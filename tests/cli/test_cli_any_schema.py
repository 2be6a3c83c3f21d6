"""`validate --schema`: any JSON Schema, with the reports, files and options of formats."""

import json
from pathlib import Path

import pytest

from tests.cli.commands import Command, Outcome

SCHEMA = {
    "type": "object",
    "required": ["id", "state"],
    "properties": {"id": {"type": "string"}, "state": {"enum": ["queued", "done"]}, "at": {"format": "date-time"}},
}
VALID = b'{"id": "a", "state": "done"}'
RECORDS = VALID + b'\n{"id": 1, "state": "dome"}\n' + VALID + b'\n{"id": "b"}\n'


@pytest.fixture(autouse=True)
def files(runbridge: Command) -> None:
    Path("schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    Path("in.ndjson").write_bytes(RECORDS)


def test_report_has_locations_codes_and_fixes(runbridge: Command) -> None:
    options = ("validate", "--schema", "schema.json", "in.ndjson", "--output-format", "concise")
    assert runbridge(*options) == Outcome(
        1,
        "in.ndjson:2:8: invalid-type `/id` must be a string, not the number 1; put quotes around it\n"
        'in.ndjson:2:20: unknown-value `/state` must be one of "queued", "done", not "dome"\n'
        'in.ndjson:4:1: missing-field the record is missing the field `state`; add it: one of "queued", "done"\n',
        "4 records, 2 invalid\n",
    )
    code, out, err = runbridge(*options, "--max-problems", "1")
    assert (code, out.count("\n")) == (1, 1)
    assert err == "and 2 more problems, beyond --max-problems 1\n4 records, 2 invalid\n"


def test_accepted_and_rejected_records_are_written(runbridge: Command) -> None:
    options = ("--accepted", "good.ndjson", "--rejects", "bad.ndjson", "--summary", "summary.json")
    assert runbridge("validate", "--schema", "schema.json", "in.ndjson", *options, "--jobs", "2").code == 1
    assert Path("good.ndjson").read_bytes() == (VALID + b"\n") * 2
    rejects = [json.loads(line) for line in Path("bad.ndjson").read_bytes().splitlines()]
    assert [(each["record"], each["format"]) for each in rejects] == [(2, None), (4, None)]
    assert json.loads(Path("summary.json").read_bytes())["rejected"] == 2


def test_valid_records_exit_with_zero(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(VALID)
    assert runbridge("validate", "--schema", "schema.json", "in.ndjson") == Outcome(0, "", "1 record, 0 invalid\n")


def test_unchecked_keywords_are_noted(runbridge: Command) -> None:
    Path("schema.json").write_text('{"discriminator": "kind"}', encoding="utf-8")
    outcome = runbridge("validate", "--schema", "schema.json", "in.ndjson")
    assert (outcome.code, outcome.out) == (0, "")
    note, summary = outcome.err.splitlines()
    assert note.startswith("note: schema.json")
    assert "nothing checks" in note
    assert summary == "4 records, 0 invalid"


@pytest.mark.parametrize(
    "options",
    [
        ("--format", "workflow-run"),
        ("--profile", "published"),
        ("--strict",),
        ("--input-schema", "schema.json"),
        ("--output-schema", "schema.json"),
        ("--to", "workflow-run"),
    ],
)
def test_options_of_formats_are_usage_errors(runbridge: Command, options: tuple[str, ...]) -> None:
    assert runbridge("validate", "--schema", "schema.json", "in.ndjson", *options) == Outcome(
        2, "", f"error: {options[0]} cannot be used with --schema\n"
    )


def test_schema_is_refused_for_a_column(runbridge: Command) -> None:
    done = runbridge("validate", "--schema", "schema.json", "in.parquet", "--column", "run")
    assert done == Outcome(2, "", "error: --schema cannot be used with --column\n")


def test_configured_format_is_for_other_runs(runbridge: Command) -> None:
    Path("runbridge.toml").write_text('format = "workflow-run"\nprofile = "tolerant"\n', encoding="utf-8")
    assert runbridge("validate", "--schema", "schema.json", "in.ndjson").err == "4 records, 2 invalid\n"


def test_unusable_schema_is_a_usage_error(runbridge: Command) -> None:
    Path("schema.json").write_text('{"type": "text"}', encoding="utf-8")
    done = runbridge("validate", "--schema", "schema.json", "in.ndjson")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: schema.json:1:2: `/type` must be one of array, boolean")
