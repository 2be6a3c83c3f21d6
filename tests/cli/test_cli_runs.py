"""Several files, directories, compressed ones, and the options that steer a long run."""

import gzip
import io
import json
import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

import runbridge as rb
from runbridge.cli.shared_options import parse_size
from tests.cli.commands import Command, Outcome, members
from tests.format_names import targets_of
from tests.pipeline.sample_records import MODEL, RUN, column_of, model

zstd: Any = import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")

BAD = model(status=1)
COLUMN = column_of("status", BAD)
WRONG_STATUS = "invalid-type `/status` must be a string, not the number 1; put quotes around it\n"


def converted(*records: bytes) -> bytes:
    return b"".join(rb.convert(record, RUN).data + b"\n" for record in records)


def names() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


def test_several_files_become_one_output_in_order(runbridge: Command) -> None:
    Path("b.json").write_bytes(model(id="b"))
    Path("a.ndjson").write_bytes(model(id="a1") + b"\n" + BAD + b"\n" + model(id="a2"))
    assert runbridge("convert", "b.json", "a.ndjson", "b.json", "--to", RUN, "-o", "out") == Outcome(
        1, "", f"a.ndjson:2:{COLUMN}: {WRONG_STATUS}5 records: 4 converted, 1 rejected\n{members()}"
    )
    assert Path("out").read_bytes() == converted(*(model(id=name) for name in ("b", "a1", "a2", "b")))


def test_the_format_is_detected_for_each_file(runbridge: Command) -> None:
    there = converted(model())
    Path("there.ndjson").write_bytes(there)
    Path("model.ndjson").write_bytes(model())
    assert runbridge("validate", "there.ndjson", "model.ndjson") == Outcome(0, "", "2 records, 0 invalid\n")
    outcome = runbridge("convert", "model.ndjson", "there.ndjson", "--to", RUN, "-o", "out")
    assert outcome == Outcome(2, "", f"error: there is no conversion from {RUN} to {RUN}; choose {targets_of(RUN)}\n")
    assert names() == ["model.ndjson", "there.ndjson"]


@pytest.fixture(name="folder")
def fixture_folder() -> dict[str, bytes]:
    """Files in a directory, by name, in the order in which they are read; others are passed over."""
    files = {
        "runs/a.json": b"[" + model(id="a") + b"]",
        "runs/b.NDJSON": model(id="b") + b"\n",
        "runs/more/c.jsonl.gz": gzip.compress(model(id="c")),
        "runs/more/d.msgpack.zst": zstd.compress(msgspec.msgpack.encode(json.loads(model(id="d")))),
    }
    others = {"runs/note.txt": b"no record", "runs/.hidden.json": b"{", "runs/.git/e.json": b"{"}
    for name, data in (files | others).items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(data)
    return files


def test_a_directory_is_expanded_to_its_files(request: pytest.FixtureRequest, runbridge: Command) -> None:
    files = request.getfixturevalue("folder")
    assert runbridge("validate", "runs") == Outcome(0, "", "4 records, 0 invalid\n")
    outcome = runbridge("convert", "runs", "--to", RUN)
    assert outcome == Outcome(0, outcome.out, f"4 records: 4 converted, 0 rejected\n{members()}")
    assert [json.loads(line)["id"] for line in outcome.out.splitlines()] == ["a", "b", "c", "d"]
    assert runbridge("convert", *files, "--to", RUN).out == outcome.out


def test_a_directory_without_files_is_a_usage_error(runbridge: Command) -> None:
    Path("empty\x1b").mkdir()
    for command in (["validate"], ["convert", "--to", RUN, "-o", "out"]):
        assert runbridge(*command, "empty\x1b") == Outcome(
            2,
            "",
            "error: empty\\u001b has no file named *.json, *.ndjson, *.jsonl or *.msgpack, nor one of them with .gz,"
            " .zst, .zstd, .xz or .bz2 added\n",
        )
    assert names() == ["empty\x1b"]


@pytest.mark.parametrize("arguments", [["validate"], ["convert", "--to", RUN]])
def test_standard_input_may_be_given_once(runbridge: Command, arguments: list[str]) -> None:
    assert runbridge(*arguments, "-", "-") == Outcome(2, "", "error: standard input is given twice\n")


@pytest.mark.parametrize(("suffix", "pack", "unpack"), [
    (".gz", gzip.compress, gzip.decompress),
    (".zst", zstd.compress, zstd.decompress),
])  # fmt: skip
def test_compressed_inputs_and_outputs_are_the_same_conversion(
    runbridge: Command, suffix: str, pack: Any, unpack: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = model(id="a") + b"\n" + BAD + b"\n" + model(id="b", extra="é") + b"\n"
    Path("in").write_bytes(pack(data))
    outcome = runbridge("convert", "in", "--to", RUN, "-o", f"out{suffix}", "--rejects", f"rejects{suffix}")
    reported = members(preserved="extra (1), machine_id, number")
    counts = "3 records: 2 converted, 1 rejected\n"
    assert outcome == Outcome(1, "", f"{counts}problems: invalid-type (1)\n{reported}")
    out = unpack(Path(f"out{suffix}").read_bytes())
    assert out == converted(model(id="a"), model(id="b", extra="é"))
    assert json.loads(unpack(Path(f"rejects{suffix}").read_bytes()))["text"] == BAD.decode()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(pack(data))))
    assert runbridge("convert", "--to", RUN) == Outcome(
        1, out.decode(), f"-:2:{COLUMN}: {WRONG_STATUS}{counts}{reported}"
    )


@pytest.mark.parametrize("command", [["validate"], ["convert", "--to", RUN, "-o", "out"]])
def test_truncated_compressed_data_is_one_line_and_no_success(runbridge: Command, command: list[str]) -> None:
    Path("in.gz").write_bytes(gzip.compress(model())[:100])
    code, out, err = runbridge(*command, "in.gz")
    assert (code, out) == (2, "")
    assert err.splitlines()[-1] == "error: in.gz: truncated gzip data after 100 bytes"
    assert names() == ["in.gz"]


def test_a_path_to_records_has_no_effect_on_rejects(runbridge: Command) -> None:
    done = runbridge("convert", "--replay", "rejects", "--to", RUN, "--unwrap", "/run")
    message = "`unwrap` has no effect with `replay`: rejects are the records themselves; omit it"
    assert done == (2, "", f"error: {message}\n")


def test_replayed_rejects_convert_after_a_fix(runbridge: Command) -> None:
    records = [model(id="a"), model(id="b", status="on \u001b hold"), model(id="c")]
    Path("in.ndjson").write_bytes(b"\n".join(records))
    counts = "1 rejected\nproblems: unmapped-value (1)\n"
    first = runbridge("convert", "in.ndjson", "--to", RUN, "-o", "first", "--rejects", "rejects")
    assert (first.code, counts in first.err) == (1, True)
    # Nothing was fixed: the same rejects, at their places in the first input.
    again = runbridge("convert", "--replay", "rejects", "--to", RUN, "-o", "none", "--rejects", "again")
    assert (again.code, again.err) == (1, f"1 record: 0 converted, {counts}")
    assert Path("none").read_bytes() == b""
    assert Path("again").read_bytes() == Path("rejects").read_bytes()
    fix = ["--map", "status:on \u001b hold=paused"]
    outcome = runbridge("convert", "--replay", "again", "--to", RUN, "-o", "second", "--rejects", "left", *fix)
    assert outcome == Outcome(0, "", f"1 record: 1 converted, 0 rejected\n{members(approximated='status')}")
    assert Path("left").read_bytes() == b""
    runbridge("convert", "in.ndjson", "--to", RUN, "-o", "whole", *fix)
    whole = Path("whole").read_bytes().splitlines()
    assert [Path("first").read_bytes().splitlines(), Path("second").read_bytes().splitlines()] == [
        [whole[0], whole[2]],
        [whole[1]],
    ]


def test_rejects_may_be_read_from_standard_input(runbridge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("in.ndjson").write_bytes(model(user_id=None))
    runbridge("convert", "in.ndjson", "--to", RUN, "--rejects", "rejects")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(Path("rejects").read_bytes())))
    code, out, err = runbridge("convert", "--replay", "--to", RUN, "--set", "userId=u")
    assert (code, err) == (0, f"1 record: 1 converted, 0 rejected\n{members(approximated='user_id')}")
    assert json.loads(out)["userId"] == "u"


def test_rejects_of_a_format_without_conversion_to_the_target_are_not_replayed(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(model(status="on hold"))
    runbridge("convert", "in.ndjson", "--to", RUN, "--rejects", "rejects")
    code, out, err = runbridge("convert", "--replay", "rejects", "--to", MODEL)
    choices = targets_of(MODEL)
    assert (code, out) == (2, "")
    assert err == f"error: there is no conversion from {MODEL} to {MODEL}; choose {choices}\n"


def test_only_rejects_can_be_replayed(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(model())
    assert runbridge("convert", "--replay", "in.ndjson", "--to", RUN, "-o", "out") == Outcome(
        2, "", "error: in.ndjson:1 is not a rejected record written by runbridge\n"
    )
    assert names() == ["in.ndjson"]


@pytest.mark.parametrize(("limit", "over"), [("0", True), ("1", False), ("49%", True), ("50%", False), ("2", False)])
def test_too_many_rejects_stop_a_run(runbridge: Command, limit: str, over: bool) -> None:
    Path("in.ndjson").write_bytes(model() + b"\n" + BAD + b"\n")
    Path("out").write_bytes(b"old")
    code, out, err = runbridge("convert", "in.ndjson", "--to", RUN, "-o", "out", "--max-rejects", limit)
    assert (code, out) == (1, "")
    reported, last = err.splitlines()[:2]
    assert reported == f"in.ndjson:2:{COLUMN}: {WRONG_STATUS}".rstrip()
    if over:
        assert last == f"error: more rejected records than the limit of {limit}; the output files are unchanged"
        assert Path("out").read_bytes() == b"old"
    else:
        assert last == "2 records: 1 converted, 1 rejected"
        assert Path("out").read_bytes() == converted(model())
    assert names() == ["in.ndjson", "out"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--max-rejects", "x\x1b"],
            "'x\\x1b' is not a valid limit; give a number of records, or a percentage like 5%",
        ),
        (["--max-rejects", "-1"], "'-1' is not a valid limit; give a number of records, or a percentage like 5%"),
        (["--max-rejects", "101%"], "'101%' is not a valid limit; give a number of records, or a percentage like 5%"),
        (["--jobs", "0"], "'0' is not a valid number of jobs; give 1 or more, or auto"),
        (["--jobs", "many"], "'many' is not a valid number of jobs; give 1 or more, or auto"),
    ],
)
def test_invalid_numbers_are_refused(runbridge: Command, arguments: list[str], message: str) -> None:
    Path("in.ndjson").write_bytes(model())
    assert runbridge("convert", "in.ndjson", "--to", RUN, "-o", "out", *arguments) == Outcome(
        2, "", f"error: {message}\n"
    )
    assert names() == ["in.ndjson"]


@pytest.mark.parametrize("command", [["validate"], ["convert", "--to", RUN, "-o", "out"]])
def test_a_long_record_is_rejected(runbridge: Command, command: list[str]) -> None:
    long = model(extra="x" * 1000)
    Path("in.ndjson").write_bytes(model() + b"\n" + long + b"\n" + model())
    size = len(long)
    assert runbridge(*command, "in.ndjson", "--max-record", str(size)).code == 0
    code, out, err = runbridge(*command, "in.ndjson", "--max-record", str(size - 1))
    assert code == 1
    assert (out + err).splitlines()[0] == (
        f"in.ndjson:2:1: oversized-record the record is longer than the limit of {size - 1:,} bytes"
    )


@pytest.mark.parametrize(
    ("text", "size"),
    [("1", 1), ("4096", 4096), ("4096B", 4096), ("2k", 2048), ("2KiB", 2048), ("16MiB", 16 << 20), ("1g", 1 << 30)],
)
def test_sizes_may_have_units(text: str, size: int) -> None:
    assert parse_size(text) == size


SUMMARY = {
    "records": 3,
    "passed": 2,
    "rejected": 1,
    "fields": {
        "dropped": {"extra": 1, "machine_id": 2, "number": 2},
        "defaulted": {"cfWorkflowId": 2, "error": 2, "parentRunId": 2},
    },
    "more": 0,
    "reasons": {},
    "missed": 0,
    "damaged": 0,
    "ambiguous": 0,
    "problems": {
        "total": 1,
        "by_code": {"invalid-type": 1},
        "by_file": {"in.ndjson": 1},
        "by_pointer": {"/status": 1},
        "other_files": 0,
        "other_pointers": 0,
    },
}


def test_the_summary_of_a_conversion_is_written_to_a_file(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(model(extra=1) + b"\n" + BAD + b"\n" + model())
    options = ["--residue", "drop", "--to", RUN]
    outcome = runbridge("convert", "in.ndjson", *options, "-o", "out", "--summary", "summary.json")
    assert json.loads(Path("summary.json").read_bytes()) == SUMMARY
    assert outcome.err.splitlines()[1:] == [
        "3 records: 2 converted, 1 rejected",
        "dropped; will not be restored: extra (1), machine_id, number",
        members(preserved="").rstrip(),
    ]
    # Where the records go elsewhere, it may go to standard output.
    code, out, _ = runbridge("convert", "in.ndjson", *options, "-o", "out", "--summary", "-")
    assert (code, json.loads(out)) == (1, SUMMARY)


def test_the_summary_of_a_validation_is_written_to_a_file(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(model() + b"\n" + BAD)
    outcome = runbridge("validate", "--output-format", "concise", "in.ndjson", "--summary", "summary.json")
    reported = f"in.ndjson:2:{COLUMN}: {WRONG_STATUS}"
    assert outcome == Outcome(1, reported, "2 records, 1 invalid\n")
    assert json.loads(Path("summary.json").read_bytes()) == {
        "records": 2,
        "passed": 1,
        "rejected": 1,
        "fields": {},
        "more": 0,
        "reasons": {},
        "missed": 0,
        "damaged": 0,
        "ambiguous": 0,
        "problems": {
            "total": 1,
            "by_code": {"invalid-type": 1},
            "by_file": {"in.ndjson": 1},
            "by_pointer": {"/status": 1},
            "other_files": 0,
            "other_pointers": 0,
        },
    }


def test_the_summary_of_a_validation_needs_a_file(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(BAD)
    code, out, err = runbridge("validate", "in.ndjson", "--summary", "-")
    assert (code, out) == (2, "")
    assert err.splitlines()[-1] == ("error: two outputs would be written to standard output; give each its own file")


def test_a_summary_that_cannot_be_written_is_reported_first(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(BAD)
    assert runbridge("validate", "in.ndjson", "--summary", "none/x") == Outcome(
        2, "", "error: none/x: No such file or directory\n"
    )


def test_damaged_lines_of_a_sidecar_are_reported(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(model(id="a") + b"\n" + model(id="b") + b"\n")
    runbridge("convert", "in.ndjson", "--to", RUN, "-o", "out", "--residue", "sidecar=side")
    side = Path("side").read_bytes()
    Path("side").write_bytes(side.replace(b'"number":7', b'"number":6', 1))
    code, out, err = runbridge("convert", "out", "--to", MODEL, "--residue-from", "side")
    assert (code, [json.loads(line)["number"] for line in out.splitlines()]) == (1, [0, 7])
    assert err.splitlines()[-2:] == ["not in the sidecar: 1 record", "damaged in the sidecar: 1 line"]


AMBIGUOUS = (
    "ambiguous in the sidecar: 2 records, which may have the residue of another one with the same id and text, because"
    " there are not as many records as lines; the residue in the record (--residue embed or text) has no such limit"
)


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_ambiguous_residues_of_a_sidecar_are_reported(runbridge: Command, suffix: str, jobs: str) -> None:
    # The number is only in the residue.
    alike = [model(id="a", number=number) for number in (1, 2, 3)]
    Path("in.ndjson").write_bytes(b"".join(line + b"\n" for line in [*alike, model(id="b", number=4)]))
    runbridge("convert", "in.ndjson", "--to", RUN, "-o", "out", "--residue", f"sidecar=side{suffix}", "--jobs", jobs)
    back = ["--to", MODEL, "--residue-from", f"side{suffix}", "--jobs", jobs, "--summary", "summary"]
    code, out, err = runbridge("convert", "out", *back)
    assert (code, err) == (0, "4 records: 4 converted, 0 rejected\n")
    assert [json.loads(line)["number"] for line in out.splitlines()] == [1, 2, 3, 4]
    assert json.loads(Path("summary").read_bytes())["ambiguous"] == 0
    lines = Path("out").read_bytes().splitlines(keepends=True)
    for left in (lines[1:], lines[1:3]):
        Path("left").write_bytes(b"".join(left))
        code, out, err = runbridge("convert", "left", *back, "--force")
        assert (code, [json.loads(line)["number"] for line in out.splitlines()]) == (1, [1, 2, 4][: len(left)])
        assert err.splitlines() == [f"{len(left)} records: {len(left)} converted, 0 rejected", AMBIGUOUS]
        assert json.loads(Path("summary").read_bytes())["ambiguous"] == 2


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_a_sidecar_restores_records_after_an_edit(runbridge: Command, suffix: str) -> None:
    Path("in.ndjson").write_bytes(b"".join(model(id=name, number=ord(name)) + b"\n" for name in "abcd"))
    runbridge("convert", "in.ndjson", "--to", RUN, "-o", "out", "--residue", f"sidecar=side{suffix}")
    lines = Path("out").read_bytes().replace(b'"userId":"u"', b'"userId":"v"', 1).splitlines(keepends=True)
    for order in ([0, 1, 2, 3], [1, 2, 3], [3, 0, 2]):
        Path("edited").write_bytes(b"".join(lines[number] for number in order))
        code, out, err = runbridge("convert", "edited", "--to", MODEL, "--residue-from", f"side{suffix}")
        assert (code, err) == (0, f"{len(order)} records: {len(order)} converted, 0 rejected\n")
        assert [json.loads(line)["number"] for line in out.splitlines()] == [97 + number for number in order]


def test_a_sidecar_of_which_every_line_is_damaged_is_reported(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(model(id="a") + b"\n" + model(id="b") + b"\n")
    runbridge("convert", "in.ndjson", "--to", RUN, "-o", "out", "--residue", "sidecar=side")
    Path("side").write_bytes(Path("side").read_bytes().replace(b'"number":7', b'"number":6'))
    code, out, err = runbridge("convert", "out", "--to", MODEL, "--residue-from", "side")
    assert (code, [json.loads(line)["number"] for line in out.splitlines()]) == (1, [0, 0])
    assert err.splitlines()[-2:] == ["not in the sidecar: 2 records", "damaged in the sidecar: 2 lines"]
