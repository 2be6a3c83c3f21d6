"""`runbridge validate`: every problem on standard output, the tally and the errors on standard error."""

import gzip
import io
import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cli.commands import Command, Outcome
from tests.files.file_samples import MODEL, RUN, column_of, model, run, without

BAD = model(status=1)
COLUMN = column_of("status", BAD)


def test_clean_files_say_nothing_on_standard_output(runbridge: Command) -> None:
    Path("one.json").write_bytes(model())
    Path("many.ndjson").write_bytes((run() + b"\n") * 1200)
    assert runbridge("validate", "one.json", "many.ndjson") == Outcome(0, "", "1,201 records, 0 invalid\n")


def test_findings_are_the_product(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(model() + b"\n" + BAD)
    assert runbridge("validate", "in.ndjson") == Outcome(
        1,
        f"in.ndjson:2:{COLUMN}: wrong-type `/status` must be a string, not the number 1\n",
        "2 records, 1 invalid\n",
    )


def test_one_record_is_one_record(runbridge: Command) -> None:
    Path("in.json").write_bytes(model())
    assert runbridge("validate", "in.json").err == "1 record, 0 invalid\n"
    Path("in.json").write_bytes(b"")
    assert runbridge("validate", "in.json") == Outcome(0, "", "0 records, 0 invalid\n")


def test_the_format_may_be_said(runbridge: Command) -> None:
    Path("in.json").write_bytes(b"{}")
    unknown = f"error: in.json: the record's members are those of no format ({RUN}, {MODEL}); say which it should be"
    assert runbridge("validate", "in.json") == Outcome(2, "", f"0 records, 0 invalid\n{unknown}: --as {RUN}|{MODEL}\n")
    said = runbridge("validate", "in.json", "--as", RUN)
    assert (said.code, said.out.count("missing-member"), said.err) == (1, 17, "1 record, 1 invalid\n")


def test_the_profile_may_be_said(runbridge: Command) -> None:
    Path("in.json").write_bytes(without(model(), "gpu"))
    assert runbridge("validate", "in.json", "--profile", "published").out == (
        "in.json:1:1: missing-member the record lacks the member `gpu`\n"
    )
    assert runbridge("validate", "in.json", "--profile", "tolerant") == Outcome(0, "", "1 record, 0 invalid\n")


def test_strict_refuses_what_no_schema_names(runbridge: Command) -> None:
    record = model(extra=1)
    Path("in.json").write_bytes(record)
    place = f"in.json:1:{column_of('extra', record) - 8}"
    assert runbridge("validate", "in.json") == Outcome(0, "", "1 record, 0 invalid\n")
    assert runbridge("validate", "--strict", "in.json") == Outcome(
        1,
        f"{place}: unknown-member `/extra` is not a member that the schema names\n",
        "1 record, 1 invalid\n",
    )


def test_a_file_that_cannot_be_read_does_not_hide_the_next(runbridge: Command) -> None:
    Path("bad.json").write_bytes(BAD)
    Path("cut.gz").write_bytes(gzip.compress(BAD)[:30])
    outcome = runbridge("validate", "none\x1b[31m.json", "cut.gz", "bad.json")
    assert outcome == Outcome(
        2,
        f"bad.json:1:{COLUMN}: wrong-type `/status` must be a string, not the number 1\n",
        "1 record, 1 invalid\n"
        "error: none\\u001b[31m.json: No such file or directory\n"
        "error: cut.gz: truncated gzip data after 30 bytes\n",
    )


def test_a_broken_file_is_a_finding_and_no_error(runbridge: Command) -> None:
    Path("in.json").write_bytes(b'{"id":\n')
    assert runbridge("validate", "in.json") == Outcome(
        1, "in.json:1:7: not-json not JSON: expecting value\n", "1 record, 1 invalid\n"
    )


def test_a_dash_is_standard_input(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"[" + BAD + b"]")))
    assert runbridge("validate", "-") == Outcome(
        1,
        f"-:1:{COLUMN + 1}: wrong-type `/status` must be a string, not the number 1\n",
        "1 record, 1 invalid\n",
    )


@pytest.mark.parametrize("output", ["text", "json", "github", "sarif"])
@pytest.mark.parametrize("name", ["a\x1b[31m\nb\x85c%,:.json", os.fsdecode(b"\xff\xfe.json"), "é 🙂\u202e.json"])
def test_no_file_name_can_steer_a_terminal_or_forge_a_line(runbridge: Command, output: str, name: str) -> None:
    Path(name).write_bytes(BAD)
    code, out, err = runbridge("validate", "--output", output, name)
    assert code == 1
    assert all(char.isprintable() or char == "\n" for char in out + err)
    assert (out + err).isprintable() is False
    lines = out.splitlines()
    assert len(lines) == (3 if output == "sarif" else 1)
    if output == "json":
        assert json.loads(out)["file"] == name


@pytest.mark.parametrize("text", ["\x1b[31m\n", "\u202e", "\x7f", "\x85", "\u2028"])
@pytest.mark.parametrize("output", ["text", "json", "github", "sarif"])
def test_no_record_can_steer_a_terminal_or_forge_a_line(runbridge: Command, output: str, text: str) -> None:
    Path("in.json").write_bytes(model(**{f"a{text}": 1, "origin": f"b{text}", "status": "c"}))
    code, out, err = runbridge("validate", "--strict", "--output", output, "in.json")
    assert code == 1
    assert all(char.isprintable() or char == "\n" for char in out + err)
    assert len(out.splitlines()) == (5 if output == "sarif" else 3)
