"""`runbridge validate`: every problem on standard output, the tally and the errors on standard error."""

import gzip
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest

from tests.cli.commands import Command, Outcome, process
from tests.cli.screens import Screen
from tests.format_names import ALL_FORMATS
from tests.pipeline.run_helpers import split_small_files
from tests.pipeline.sample_records import MODEL, RUN, column_of, model, run, without

BAD = model(status=1)
COLUMN = column_of("status", BAD)


def reported(file: str, line: int, column: int = COLUMN) -> str:
    """What `--output-format concise` says of a bad record."""
    return f"{file}:{line}:{column}: invalid-type `/status` must be a string, not the number 1; put quotes around it\n"


def test_valid_files_print_nothing_on_standard_output(runbridge: Command) -> None:
    Path("one.json").write_bytes(model())
    Path("many.ndjson").write_bytes((run() + b"\n") * 1200)
    assert runbridge("validate", "one.json", "many.ndjson") == Outcome(0, "", "1,201 records, 0 invalid\n")


def test_diagnostics_are_printed_on_standard_output(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(model() + b"\n" + BAD)
    assert runbridge("validate", "in.ndjson") == Outcome(
        1,
        f"in.ndjson:2:{COLUMN}: invalid-type `/status` must be a string, not the number 1\n"
        "  |\n"
        '2 | …-1","origin":"api","status":1,"created_at":"2026-01-02T03:04:05Z","updat…\n'
        "  |                              ^\n"
        "  = fix: put quotes around it\n\n",
        "2 records, 1 invalid\n",
    )
    assert runbridge("validate", "--output-format", "concise", "in.ndjson") == Outcome(
        1, reported("in.ndjson", 2), "2 records, 1 invalid\n"
    )


def test_max_problems_limits_the_report(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(b"\n".join([BAD] * 4 + [b"[]", b'{"id":1}']))
    run_it = ("validate", "--output-format", "concise", "in.ndjson")
    first = reported("in.ndjson", 1) + reported("in.ndjson", 2)
    assert runbridge(*run_it, "--max-problems", "2") == Outcome(
        1, first, "and 28 more problems, beyond --max-problems 2\n6 records, 6 invalid\n"
    )
    assert runbridge(*run_it, "--max-problems", "29").err == (
        "and 1 more problem, beyond --max-problems 29\n6 records, 6 invalid\n"
    )
    whole = runbridge(*run_it)
    assert (whole.out.count("\n"), whole.err) == (30, "6 records, 6 invalid\n")
    assert runbridge(*run_it, "--max-problems", "30") == whole
    assert runbridge(*run_it, "--max-problems", "0").err.endswith(
        "Error: Invalid value for '--max-problems': 0 is not in the range x>=1.\n"
    )


def test_color_is_an_option(runbridge: Command) -> None:
    Path("in.json").write_bytes(BAD)
    plain = runbridge("validate", "in.json").out
    colored = runbridge("validate", "in.json", "--color", "always").out
    assert "\x1b" not in plain
    assert colored.startswith("\x1b[1min.json\x1b[0m:1:")
    assert re.sub("\x1b\\[[0-9;]*m", "", colored) == plain
    assert runbridge("validate", "in.json", "--color", "never").out == plain
    assert runbridge("validate", "in.json", "--color", "auto").out == plain
    assert "\x1b" not in runbridge("validate", "in.json", "--output-format", "concise", "--color", "always").out


@pytest.mark.parametrize(
    ("arguments", "environment", "colored"),
    [
        ([], {}, True),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"NO_COLOR": ""}, True),
        ([], {"TERM": "dumb"}, False),
        (["--color", "never"], {}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
    ],
)
def test_a_terminal_gets_colors_unless_no_color_is_set(
    tmp_path: Path, arguments: list[str], environment: dict[str, str], colored: bool
) -> None:
    (tmp_path / "in.json").write_bytes(BAD)
    screen = Screen(80)
    inherited = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM")}
    subprocess.run(
        [sys.executable, "-m", "runbridge", "validate", "in.json", *arguments],
        cwd=tmp_path,
        env={**inherited, **environment},
        stdin=subprocess.DEVNULL,
        stdout=screen.slave,
        stderr=subprocess.DEVNULL,
        check=False,
        timeout=60,
    )
    screen.close()
    assert "put quotes around it" in screen.raw
    assert ("\x1b[1;31minvalid-type\x1b[0m" in screen.raw) == colored


def test_github_shows_the_worst_and_its_summary_the_rest(
    runbridge: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = tmp_path / "summary"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    Path("in.ndjson").write_bytes(b"\n".join([BAD] * 12 + [b"{"]))
    code, out, _ = runbridge("validate", "--output-format", "github", "in.ndjson")
    assert (code, out.count("::error "), out.count("::notice::3 more in the summary")) == (1, 10, 1)
    assert out.startswith("::error file=in.ndjson,line=13,col=2,")
    assert summary.read_text(encoding="utf-8").count("in.ndjson:") == 3
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    assert runbridge("validate", "--output-format", "github", "in.ndjson").err == f"error: {tmp_path}: Is a directory\n"


def test_reports_for_machines_have_the_files_that_cannot_be_read(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(model())
    Path("odd.json").write_bytes(b'{"a":1}')
    data = gzip.compress(model())[:-4]
    Path("cut.gz").write_bytes(data)
    no_format = f"the record's fields match no format ({ALL_FORMATS}); give the format with --format"
    reasons = [
        ("cut.gz", f"cut.gz: truncated gzip data after {len(data)} bytes"),
        ("odd.json", f"odd.json: {no_format}"),
    ]
    report = "".join(f"error: {text}\n" for _, text in reasons)
    for output in ("github", "sarif"):
        code, out, err = runbridge("validate", "cut.gz", "in.ndjson", "odd.json", "--output-format", output)
        assert (code, err) == (2, f"1 record, 0 invalid\n{report}")
        if output == "github":
            assert out == "".join(f"::error file={file}::{text}\n" for file, text in reasons)
        else:
            (invocation,) = json.loads(out)["runs"][0]["invocations"]
            assert invocation["executionSuccessful"] is False
            assert [
                (each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], each["message"]["text"])
                for each in invocation["toolExecutionNotifications"]
            ] == reasons


def test_one_record_is_singular(runbridge: Command) -> None:
    Path("in.json").write_bytes(model())
    assert runbridge("validate", "in.json").err == "1 record, 0 invalid\n"
    Path("in.json").write_bytes(b"")
    assert runbridge("validate", "in.json") == Outcome(0, "", "0 records, 0 invalid\n")


def test_the_format_is_an_option(runbridge: Command) -> None:
    Path("in.json").write_bytes(b"{}")
    unknown = f"error: in.json: the record's fields match no format ({ALL_FORMATS}); give the format with --format"
    assert runbridge("validate", "in.json") == Outcome(2, "", f"0 records, 0 invalid\n{unknown}\n")
    said = runbridge("validate", "in.json", "--format", RUN)
    assert (said.code, said.out.count("unknown-format"), said.err) == (1, 1, "1 record, 1 invalid\n")


def test_the_profile_is_an_option(runbridge: Command) -> None:
    Path("in.json").write_bytes(without(model(), "gpu"))
    assert runbridge("validate", "in.json", "--output-format", "concise", "--profile", "published").out == (
        "in.json:1:1: missing-field the record is missing the field `gpu`; "
        "add it: a string or null, or accept this with `--profile tolerant`\n"
    )
    assert runbridge("validate", "in.json", "--profile", "tolerant") == Outcome(0, "", "1 record, 0 invalid\n")


def test_strict_refuses_unknown_fields(runbridge: Command) -> None:
    record = model(extra=1)
    Path("in.json").write_bytes(record)
    place = f"in.json:1:{column_of('extra', record) - 8}"
    assert runbridge("validate", "in.json") == Outcome(0, "", "1 record, 0 invalid\n")
    assert runbridge("validate", "--output-format", "concise", "--strict", "in.json") == Outcome(
        1,
        f"{place}: unknown-field `/extra` is not a field of the schema; remove it, or accept this without `--strict`\n",
        "1 record, 1 invalid\n",
    )


def test_a_file_that_cannot_be_read_does_not_hide_the_next(runbridge: Command) -> None:
    Path("bad.json").write_bytes(BAD)
    Path("cut.gz").write_bytes(gzip.compress(BAD)[:30])
    outcome = runbridge("validate", "--output-format", "concise", "none\x1b[31m.json", "cut.gz", "bad.json")
    assert outcome == Outcome(
        2,
        reported("bad.json", 1),
        "1 record, 1 invalid\n"
        "error: none\\u001b[31m.json: No such file or directory\n"
        "error: cut.gz: truncated gzip data after 30 bytes\n",
    )


def test_a_malformed_file_is_a_problem_and_no_error(runbridge: Command) -> None:
    Path("in.json").write_bytes(b'{"id":\n')
    assert runbridge("validate", "in.json") == Outcome(
        1,
        "in.json:1:7: invalid-json not JSON: expecting value\n"
        "  |\n"
        '1 | {"id":\n'
        "  |       ^\n"
        "  = fix: the text ends too early: it is truncated\n\n",
        "1 record, 1 invalid\n",
    )


def test_a_dash_is_standard_input(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"[" + BAD + b"]")))
    assert runbridge("validate", "--output-format", "concise", "-") == Outcome(
        1,
        reported("-", 1, COLUMN + 1),
        "1 record, 1 invalid\n",
    )


#: How many lines each reporter writes for one problem, without those that it always writes.
LINES = {"text": (6, 0), "concise": (1, 0), "json": (1, 2), "json-lines": (1, 0), "github": (1, 0), "sarif": (1, 2)}


@pytest.mark.parametrize("output", LINES)
@pytest.mark.parametrize("name", ["a\x1b[31m\nb\x85c%,:.json", os.fsdecode(b"\xff\xfe.json"), "é 🙂\u202e.json"])
def test_file_names_are_escaped_in_every_reporter(runbridge: Command, output: str, name: str) -> None:
    Path(name).write_bytes(BAD)
    code, out, err = runbridge("validate", "--output-format", output, name)
    assert code == 1
    assert all(char.isprintable() or char == "\n" for char in out + err)
    assert (out + err).isprintable() is False
    lines = out.splitlines()
    assert len(lines) == sum(LINES[output])
    if output == "json-lines":
        assert json.loads(out)["file"] == name
    if output == "json":
        assert json.loads(out)["problems"][0]["file"] == name


@pytest.mark.parametrize("text", ["\x1b[31m\n", "\u202e", "\x7f", "\x85", "\u2028"])
@pytest.mark.parametrize("output", LINES)
def test_records_are_escaped_in_every_reporter(runbridge: Command, output: str, text: str) -> None:
    Path("in.json").write_bytes(model(**{f"a{text}": 1, "origin": f"b{text}", "status": "c"}))
    code, out, err = runbridge("validate", "--strict", "--output-format", output, "in.json")
    assert code == 1
    assert all(char.isprintable() or char == "\n" for char in out + err)
    each, always = LINES[output]
    # Of a word that is like none there is no hint.
    assert len(out.splitlines()) == 3 * each + always - 2 * (output == "text")
    assert not any(line.startswith((text, "::error::")) for line in out.splitlines())


WORKFLOW = Path(__file__).parents[1] / "samples" / "text_to_image.schema.json"
INPUTS = {"prompt": "an owl", "seed": 1}
TOO_MANY_STEPS = model(workflow_inputs={**INPUTS, "steps": 200})
STEPS = TOO_MANY_STEPS.index(b"200") + 1


def refused(file: str, line: int) -> str:
    """What `--output-format concise` says of a record with too many steps."""
    return f"{file}:{line}:{STEPS}: payload-invalid `/workflow_inputs/steps` must be at most 150, not the number 200\n"


def test_payloads_are_validated_against_schemas(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(b"\n".join([model(workflow_inputs=INPUTS), TOO_MANY_STEPS, BAD]))
    with_schema = ("validate", "in.ndjson", "--input-schema", str(WORKFLOW))
    assert runbridge(*with_schema) == Outcome(
        1,
        f"in.ndjson:2:{STEPS}: payload-invalid `/workflow_inputs/steps` must be at most 150, not the number 200\n"
        "  |\n"
        '2 | …":"an owl","seed":1,"steps":200},"workflow_id":"w-1","workflow_api":null…\n'
        "  |                              ^^^\n\n"
        "in.ndjson:3:60: invalid-type `/workflow_inputs` must be an object, not null\n"
        "  |\n"
        '3 | …_id":null,"workflow_inputs":null,"workflow_id":"w-1","workflow_api":null…\n'
        "  |                              ^^^^\n\n"
        f"in.ndjson:3:{COLUMN}: invalid-type `/status` must be a string, not the number 1\n"
        "  |\n"
        '3 | …-1","origin":"api","status":1,"created_at":"2026-01-02T03:04:05Z","updat…\n'
        "  |                              ^\n"
        "  = fix: put quotes around it\n\n",
        "3 records, 2 invalid\n",
    )
    assert runbridge("validate", "in.ndjson").err == "3 records, 1 invalid\n"
    Path("any.json").write_text("true", encoding="utf-8")
    assert runbridge("validate", "in.ndjson", "--input-schema", "any.json") == runbridge("validate", "in.ndjson")


@pytest.mark.parametrize("output", ["concise", "json", "json-lines", "github", "sarif"])
@pytest.mark.parametrize("options", [[], ["--profile", "tolerant"], ["--strict"], ["--format", MODEL]])
def test_every_reporter_shows_problems_of_payloads(runbridge: Command, output: str, options: list[str]) -> None:
    Path("runs").mkdir()
    Path("runs/a.ndjson").write_bytes(model(workflow_inputs=INPUTS) + b"\n" + TOO_MANY_STEPS)
    Path("runs/b.json").write_bytes(b"[" + TOO_MANY_STEPS + b"]")
    code, out, err = runbridge("validate", "runs", "--input-schema", WORKFLOW, "--output-format", output, *options)
    assert (code, err) == (1, "3 records, 2 invalid\n")
    assert out.count("payload-invalid") == (3 if output in ("sarif", "json") else 2)
    if output == "concise":
        assert out == refused("runs/a.ndjson", 2) + refused("runs/b.json", 1).replace(f":{STEPS}:", f":{STEPS + 1}:")


@pytest.mark.parametrize("options", [[], ["--format", MODEL], ["--format", MODEL, "--jobs", "2"]])
def test_a_schema_without_a_payload_in_the_format_is_refused(runbridge: Command, options: list[str]) -> None:
    Path("run.json").write_bytes(run())
    Path("model.json").write_bytes(BAD)
    code, out, err = runbridge("validate", "model.json", "run.json", "--output-schema", WORKFLOW, *options)
    assert (code, out) == (2, "")
    assert err == (f"error: {MODEL} has no opaque output for a schema to describe; omit the output schema\n")


def test_what_nothing_checks_in_a_schema_is_noted_once_per_run(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes((run() + b"\n") * 3)
    text = {"type": "string", "format": "uuid"}
    Path("a.json").write_text(json.dumps({"properties": {"a": text, "b": text}, "nullable": True}))
    options = ["validate", "in.ndjson", "--input-schema", "a.json", "--output-schema", "a.json"]
    notes = (
        "note: a.json: the schema: nothing checks `nullable`, which is not a keyword of JSON Schema 2020-12\n"
        "note: a.json: `/properties/a`: nothing checks the format `uuid` (2 places)\n"
    )
    assert runbridge(*options) == Outcome(0, "", f"{notes}3 records, 0 invalid\n")
    assert runbridge(*options, "--quiet") == Outcome(0, "", "")


def test_an_invalid_schema_is_reported_before_a_record_is_read(runbridge: Command) -> None:
    Path("in.json").write_bytes(BAD)
    Path("bad.json").write_text('{"$ref": "https://example.com/s"}', encoding="utf-8")
    only = "only references into the schema itself are followed"
    for name, reason in (
        ("none.json", " No such file or directory"),
        ("bad.json", f"1:2: `/$ref` refers to `https://example.com/s`: {only}"),
    ):
        for option in ("--input-schema", "--output-schema"):
            assert runbridge("validate", "in.json", option, name) == Outcome(2, "", f"error: {name}:{reason}\n")


def test_workers_use_the_schema_that_the_run_has_read(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    split_small_files(monkeypatch, 4000)
    records = [TOO_MANY_STEPS if number % 3 == 0 else model(workflow_inputs=INPUTS) for number in range(60)]
    Path("in.ndjson").write_bytes(b"\n".join(records))
    os.mkfifo("once.json")
    alone = runbridge("validate", "in.ndjson", "--output-format", "concise", "--input-schema", WORKFLOW)
    assert (alone.code, alone.err, alone.out.count("\n")) == (1, "60 records, 20 invalid\n", 20)

    def give_once() -> None:
        Path("once.json").write_bytes(WORKFLOW.read_bytes())

    giver = Thread(target=give_once)
    giver.start()
    shared = runbridge(
        "validate", "in.ndjson", "--output-format", "concise", "--input-schema", "once.json", "--jobs", "3"
    )
    giver.join()
    assert shared == alone


@pytest.mark.parametrize("extra", ["false", '{"type": "string"}'])
def test_every_way_to_validate_payloads_agrees(tmp_path: Path, extra: str) -> None:
    (tmp_path / "in.json").write_bytes(model(workflow_inputs={f"m{number}": 1 for number in range(150)}))
    (tmp_path / "schema.json").write_text(f'{{"additionalProperties": {extra}}}', encoding="utf-8")
    one, other = (
        process("validate", "in.json", "--input-schema", "schema.json", folder=tmp_path, PYTHONHASHSEED=seed)
        for seed in ("1", "2")
    )
    assert (one.code, one.out.count("= fix"), one.out.count("in.json:")) == (1, 100, 150)
    assert one == other


def test_without_a_schema_its_modules_are_not_imported(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_bytes(BAD)
    script = """
import sys
from runbridge.cli import run
run(["validate", "in.json"])
print([name for name in ("jsonschema", "runbridge.schemas", "runbridge.payloads") if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.endswith("\n[]\n")
