"""`runbridge drift`: the report on standard output, files, and exit codes."""

import json
import os
import sys
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from jsonschema import Draft202012Validator

from tests.cli.commands import Command, Outcome, process, shell
from tests.pipeline.sample_records import MODEL, RUN, column_of, model, run, without

DRIFTS = {
    "unknown": model(extra=1),
    "missing": without(model(), "gpu"),
    "null": model(id=None),
    "value": model(status="paused"),
    "type": model(number="7"),
    "time": model(created_at="yesterday"),
    "broken": b'{"a":',
}


def test_the_report_is_printed_and_drift_exits_with_0(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(model() + b"\n" + model(extra=1))
    column = column_of("extra", model(extra=1)) - len('"extra":')
    code, out, err = runbridge("drift", "in.ndjson", "--format", MODEL)
    assert (code, err) == (0, "")
    assert out.splitlines()[:4] == [
        f"2 records compared with {MODEL}, published; broken: none",
        "",
        "drift    field  what                    seen   share  records  first            examples",
        f"unknown  extra  unknown field: integer     1  50.0 %        1  in.ndjson:2:{column}  1",
    ]


def test_json_output_has_all_facts(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(model(extra=1))
    code, out, err = runbridge("drift", "in.ndjson", "--format", MODEL, "--output-format", "json")
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert (document["records"], document["drift"][0]["field"]) == (1, "extra")


@pytest.mark.parametrize("kind", DRIFTS)
def test_fail_on_fails_for_each_kind(runbridge: Command, kind: str) -> None:
    Path("in.ndjson").write_bytes(model() + b"\n" + DRIFTS[kind])
    assert runbridge("drift", "in.ndjson", "--format", MODEL).code == 0
    for asked in (*DRIFTS, "any"):
        assert runbridge("drift", "in.ndjson", "--format", MODEL, "--fail-on", asked).code == int(
            asked in (kind, "any")
        )
    others = ",".join(each for each in DRIFTS if each != kind)
    assert runbridge("drift", "in.ndjson", "--format", MODEL, "--fail-on", others).code == 0
    assert runbridge("drift", "in.ndjson", "--format", MODEL, "--fail-on", f"{others}, {kind}").code == 1


def test_fail_on_succeeds_without_drift(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(model())
    assert runbridge("drift", "in.ndjson", "--format", MODEL, "--fail-on", "any").code == 0


def test_the_profile_is_an_option(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(DRIFTS["missing"])
    for profile, code in (("published", 1), ("tolerant", 0)):
        assert runbridge("drift", "in.ndjson", "--format", MODEL, "--profile", profile, "--fail-on", "any").code == code


def test_an_overlay_and_a_page_are_written(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(run(costUsd=1))
    done = runbridge("drift", "in.ndjson", "--format", RUN, "--emit-overlay", "overlay.json", "--html", "page.html")
    assert (done.code, done.err) == (0, "")
    schema = json.loads(Path("overlay.json").read_text(encoding="utf-8"))
    assert Draft202012Validator(schema).is_valid(json.loads(run(costUsd=2)))
    assert not Draft202012Validator(schema).is_valid(json.loads(run(costUsd="a lot")))
    assert Path("page.html").read_text(encoding="utf-8").startswith("<!doctype html>\n")
    assert sorted(each.name for each in Path().iterdir()) == ["in.ndjson", "overlay.json", "page.html"]


def test_overlay_and_page_are_written_if_fail_on_fails(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(DRIFTS["value"])
    assert (
        runbridge("drift", "in.ndjson", "--format", MODEL, "--fail-on", "value", "--emit-overlay", "o.json").code == 1
    )
    assert "paused" in Path("o.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("--format", MODEL, "--emit-overlay", "-"),
            "error: two outputs would be written to standard output; give each its own file\n",
        ),
        (
            ("--format", MODEL, "--html", "-"),
            "error: two outputs would be written to standard output; give each its own file\n",
        ),
        (
            ("--format", MODEL, "--html", "a", "--emit-overlay", "./a"),
            "error: two outputs would be written to ./a; give each its own file\n",
        ),
    ],
)
def test_invalid_options_are_refused(runbridge: Command, arguments: tuple[str, ...], message: str) -> None:
    Path("in.ndjson").write_bytes(model())
    assert runbridge("drift", "in.ndjson", *arguments) == Outcome(2, "", message)


def test_usage_errors_name_the_fix(runbridge: Command) -> None:
    wrong = runbridge("drift", "in.ndjson", "--format", MODEL, "--fail-on", "null,odd\x1b[31m")
    assert wrong.code == 2
    assert wrong.err.splitlines()[-1] == (
        "Error: Invalid value for --fail-on: 'odd\\x1b[31m' is not a kind of drift; give unknown, missing, null, "
        "value, type, time, broken or any"
    )
    assert "Missing option '--format' or '--schema'." in runbridge("drift", "in.ndjson").err
    assert "Missing argument 'FILE...'" in runbridge("drift", "--format", MODEL).err
    assert "--max-record" in runbridge("drift", "in.ndjson", "--format", MODEL, "--max-record", "x").err


def test_a_long_record_is_not_read(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(model() + b"\n" + model(extra="x" * 5000))
    out = runbridge("drift", "in.ndjson", "--format", MODEL, "--max-record", "4000").out
    assert out.splitlines()[:2] == [
        f"2 records compared with {MODEL}, published; broken: 1 oversized-record",
        "in.ndjson:2:1: oversized-record the record is longer than the limit of 4,000 bytes",
    ]


@pytest.mark.parametrize("options", [(), ("--fail-on", "unknown"), ("--fail-on", "broken")])
def test_without_a_record_that_can_be_read_it_fails(runbridge: Command, options: tuple[str, ...]) -> None:
    Path("in\x1b.ndjson").write_bytes(b"{broken\n")
    problem = "in\\u001b.ndjson:1:2: invalid-json not JSON: expecting property name enclosed in double quotes"
    assert runbridge("drift", "in\x1b.ndjson", "--format", MODEL, "--html", "page.html", *options) == Outcome(
        1,
        f"1 record compared with {MODEL}, published; broken: 1 invalid-json\n"
        f"{problem}\n"
        "\n"
        "no record could be read, so nothing was compared\n",
        f"error: no record could be read; the first problem: {problem}\n",
    )
    page = Path("page.html").read_text(encoding="utf-8")
    assert "<p>No record could be read, so nothing was compared.</p>" in page


def test_broken_records_among_others_are_reported(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(model() + b'\n{"a":\n' + model() + b"\n[1\n")
    done = runbridge("drift", "in.ndjson", "--format", MODEL, "--output-format", "json")
    assert (done.code, done.err) == (0, "note: broken, and not compared: 2 of 4 records\n")
    assert json.loads(done.out)["broken"] == {"invalid-json": 2}


def test_a_file_that_cannot_be_read_does_not_hide_the_next(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(model(extra=1))
    done = runbridge("drift", "none\x1b[31m", "in.ndjson", "--format", MODEL, "--fail-on", "any")
    assert (done.code, done.err) == (2, "error: none\\u001b[31m: No such file or directory\n")
    assert "unknown field: integer" in done.out


@pytest.mark.parametrize("options", [(), ("--output-format", "json")])
def test_file_names_are_escaped(runbridge: Command, options: tuple[str, ...]) -> None:
    for name in ("a\x1b[31m\nb\x85.json", os.fsdecode(b"\xff\xfe.json"), "é 🙂\u202e.json"):
        Path(name).write_bytes(model(extra=1))
        done = runbridge("drift", name, "--format", MODEL, "--html", "page.html", "--emit-overlay", "o.json", *options)
        assert (done.code, done.err) == (0, "")
        page = Path("page.html").read_text(encoding="utf-8")
        for text in (done.out, page, Path("o.json").read_text(encoding="utf-8")):
            assert all(char.isprintable() or char == "\n" for char in text)


def test_a_dash_is_standard_input(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=BytesIO(model(extra=1))))
    assert "  -:1:" in runbridge("drift", "-", "--format", MODEL).out


def test_drift_works_in_a_pipe(tmp_path: Path) -> None:
    done = process(
        "drift", "-", "--format", RUN, "--fail-on", "unknown", stdin=run(costUsd=1) + b"\n" + run(), folder=tmp_path
    )
    assert (done.code, done.err) == (1, "")
    assert done.out.startswith("2 records compared with workflow-run, published; broken: none\n")
    Path(tmp_path, "in.ndjson").write_bytes(run(costUsd=1))
    assert shell("runbridge drift in.ndjson --format workflow-run | head -n 1", tmp_path).err == ""


def test_progress_is_shown_on_a_terminal(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("in.ndjson").write_bytes((model() + b"\n") * 2000)
    shown: list[int] = []

    class Watched:
        def show(self, progress: object) -> None:
            shown.append(1)

        def close(self) -> None:
            shown.append(0)

    monkeypatch.setattr("runbridge.cli.progress_bar.Bar", Watched)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert runbridge("drift", "in.ndjson", "--format", MODEL).code == 0
    assert shown[-1] == 0
    assert sum(shown) > 2


def test_any_schema_takes_the_place_of_a_format(runbridge: Command) -> None:
    Path("job.json").write_text(
        json.dumps({"type": "object", "properties": {"id": {"type": "string"}}}), encoding="utf-8"
    )
    Path("in.ndjson").write_bytes(b'{"id": "a"}\n{"id": 1}\n')
    assert runbridge("drift", "in.ndjson", "--schema", "job.json", "--fail-on", "type") == Outcome(
        1,
        "2 records compared with job.json; broken: none\n"
        "\n"
        "drift  field  what                              seen   share  records  first          examples\n"
        "type   id     an integer, which is not allowed     1  50.0 %        1  in.ndjson:2:8  1\n"
        "\n"
        "field  present    share  missing  null  contents\n"
        "id           2  100.0 %        0     0  DRIFT type; integer 1, string 1\n",
        "",
    )
    for option in (("--format", MODEL), ("--profile", "tolerant"), ("--emit-overlay", "o.json")):
        assert runbridge("drift", "in.ndjson", "--schema", "job.json", *option) == Outcome(
            2, "", f"error: {option[0]} cannot be used with --schema\n"
        )
