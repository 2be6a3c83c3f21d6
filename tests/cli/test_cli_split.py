"""`runbridge validate`: records split into accepted and rejected ones, and conversions that are tried."""

import gzip
import json
from pathlib import Path

import pytest

from tests.cli.commands import Command, Outcome
from tests.format_names import targets_of
from tests.pipeline.sample_records import MODEL, RUN, model, run

BAD = model(id="bad", status=1)
PAUSED = model(id="paused", status="on hold")


def lines(*records: bytes) -> bytes:
    return b"".join(record + b"\n" for record in records)


def put(*records: bytes) -> None:
    Path("in.ndjson").write_bytes(lines(*records))


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_file_is_split_into_accepted_and_rejected_records(
    runbridge: Command, jobs: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runbridge.pipeline.executor.MIN_PART", 1000)
    good = [model(id=f"run {number}", extra=number) for number in range(40)]
    put(*good[:20], BAD, *good[20:])
    outcome = runbridge(
        *("validate", "in.ndjson", "--accepted", "good.gz", "--rejects", "bad.ndjson", "--jobs", jobs),
        *("--output-format", "concise"),
    )
    assert (outcome.code, outcome.err) == (1, "41 records, 1 invalid\n")
    assert outcome.out.startswith("in.ndjson:21:")
    assert runbridge("validate", "good.gz") == Outcome(0, "", "40 records, 0 invalid\n")
    assert gzip.decompress(Path("good.gz").read_bytes()) == lines(*good)
    (reject,) = map(json.loads, Path("bad.ndjson").read_bytes().splitlines())
    assert (reject["text"].encode(), reject["line"], reject["format"]) == (BAD, 21, MODEL)


def test_accepted_records_are_each_on_a_line(runbridge: Command) -> None:
    pretty = json.dumps(json.loads(model()), indent=1).encode()
    Path("in.json").write_bytes(b"[" + pretty + b", 1, " + run() + b"]")
    assert runbridge("validate", "in.json", "--accepted", "good").code == 1
    assert [json.loads(line) for line in Path("good").read_bytes().splitlines()] == [
        json.loads(model()),
        json.loads(run()),
    ]


def test_outputs_need_places_of_their_own(runbridge: Command) -> None:
    put(BAD)
    for options in (["--accepted", "-"], ["--rejects", "-"], ["--accepted", "x", "--rejects", "x"], ["-o", "x"]):
        wanted = "standard output" if "-" in options else "x"
        extra = ["--summary", "x"] if options[0] == "-o" else []
        assert runbridge("validate", "in.ndjson", *options, *extra) == Outcome(
            2, "", f"error: two outputs would be written to {wanted}; give each its own file\n"
        )
    assert [path.name for path in Path().iterdir()] == ["in.ndjson"]


@pytest.mark.parametrize("option", ["--accepted", "--rejects", "-o"])
def test_an_input_is_overwritten_with_force_only(runbridge: Command, option: str) -> None:
    put(model())
    refused = runbridge("validate", "in.ndjson", option, "in.ndjson")
    reason = "in.ndjson is also an input; choose another output, or allow overwriting: --force"
    assert refused == Outcome(2, "", f"error: {reason}\n")
    assert runbridge("validate", "in.ndjson", option, "in.ndjson", "--force").code == 0
    assert Path("in.ndjson").read_bytes() == (lines(model()) if option == "--accepted" else b"")


def test_the_report_is_written_to_a_file(runbridge: Command) -> None:
    put(BAD)
    printed = runbridge("validate", "in.ndjson")
    written = runbridge("validate", "in.ndjson", "-o", "report.txt")
    assert written == printed._replace(out="")
    assert Path("report.txt").read_text("utf-8") == printed.out


def test_json_is_one_document_with_the_summary(runbridge: Command) -> None:
    put(model(), BAD, model(status="odd", duration="x"))
    outcome = runbridge("validate", "in.ndjson", "--output-format", "json", "--summary", "summary")
    document = json.loads(outcome.out)
    assert document["summary"] == json.loads(Path("summary").read_bytes())
    assert document["summary"]["problems"]["by_code"] == {"invalid-type": 2}
    each = runbridge("validate", "in.ndjson", "--output-format", "json-lines").out
    assert document["problems"] == [json.loads(line) for line in each.splitlines()]


def test_conversion_is_tried(runbridge: Command) -> None:
    put(model(), PAUSED, BAD, model(id="anon", user_id=None))
    reported = runbridge("validate", "in.ndjson", "--to", RUN, "--output-format", "json-lines")
    problems = [json.loads(line) for line in reported.out.splitlines()]
    assert [(each["record"], each["code"]) for each in problems] == [
        (2, "unmapped-value"),
        (3, "invalid-type"),
        (4, "unfilled-field"),
    ]
    assert (reported.code, reported.err) == (1, "4 records, 3 invalid\n")
    options = ["--map", "status:on hold=paused", "--set", "userId=u"]
    fixed = runbridge("validate", "in.ndjson", "--to", RUN, *options, "--output-format", "concise")
    assert (fixed.code, fixed.out.count("\n"), fixed.err) == (1, 1, "4 records, 1 invalid\n")


def test_records_of_the_target_need_no_conversion(runbridge: Command) -> None:
    put(model(), run())
    assert runbridge("validate", "in.ndjson", "--to", RUN) == Outcome(0, "", "2 records, 0 invalid\n")
    put(run())
    assert runbridge("validate", "in.ndjson", "--to", RUN) == Outcome(0, "", "1 record, 0 invalid\n")


def test_options_of_a_conversion_need_a_target(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    put(model())
    for options in (["--set", "userId=u"], ["--map", "status:on hold=paused"]):
        assert runbridge("validate", "in.ndjson", *options) == Outcome(2, "", f"error: {options[0]} needs --to\n")
    monkeypatch.setenv("RUNBRIDGE_MAP", "status:paused=paused")
    assert runbridge("validate", "in.ndjson").code == 0


@pytest.mark.parametrize("first", [MODEL, RUN])
def test_each_record_of_a_mixed_file_has_its_own_format(runbridge: Command, first: str) -> None:
    good, bad = [model(), run()], [model(status=1), run(status=1)]
    put(*(good if first == MODEL else good[::-1]), *bad, b'{"a":1}')
    reported = runbridge("validate", "in.ndjson", "--rejects", "rejects", "--output-format", "json-lines")
    problems = [json.loads(line) for line in reported.out.splitlines()]
    assert [(each["record"], each["pointer"]) for each in problems[:2]] == [(3, "/status"), (4, "/status")]
    assert {each["record"] for each in problems[2:]} == {5}
    rejects = [json.loads(line) for line in Path("rejects").read_bytes().splitlines()]
    assert [each["format"] for each in rejects] == [MODEL, RUN, first]


def test_records_of_other_formats_do_not_decide_the_conversion(runbridge: Command) -> None:
    put(run(), model(), b"{")
    converted = runbridge("convert", "in.ndjson", "--to", RUN, "-o", "out", "--rejects", "rejects")
    assert converted.err.startswith(
        "3 records: 1 converted, 2 rejected\nproblems: invalid-json (1), unexpected-format (1)\n"
    )
    put(run())
    refused = runbridge("convert", "in.ndjson", "--to", RUN)
    assert refused == Outcome(2, "", f"error: there is no conversion from {RUN} to {RUN}; choose {targets_of(RUN)}\n")


def test_a_file_that_cannot_be_read_is_in_the_report(runbridge: Command) -> None:
    outcome = runbridge("validate", "missing.ndjson", "--output-format", "json")
    document = json.loads(outcome.out)
    assert outcome.code == 2
    assert document["problems"] == []
    assert document["errors"] == ["missing.ndjson: No such file or directory"]
