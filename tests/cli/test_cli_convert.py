"""`runbridge convert`: converted records to standard output or whole files, the talk to standard error."""

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import runbridge as rb
from tests.cli.commands import Command, Outcome
from tests.files.file_samples import MODEL, RUN, column_of, model, run

DEFAULTED = "filled with a default: parentRunId, error, cfWorkflowId\n"
DONE = f"1 record: 1 converted, 0 rejected\n{DEFAULTED}"


def read(path: str) -> Any:
    return json.loads(Path(path).read_bytes())


def test_records_go_to_standard_output_each_on_a_line(runbridge: Command) -> None:
    Path("in.json").write_text(json.dumps([json.loads(model()), json.loads(model(id="b"))], indent=2))
    code, out, err = runbridge("convert", "in.json", "--to", RUN)
    lines = [rb.convert(model(id=name), RUN).data.decode() for name in ("run-1", "b")]
    assert (code, out.splitlines()) == (0, lines)
    assert err == f"2 records: 2 converted, 0 rejected\n{DEFAULTED}"


@pytest.mark.parametrize("arguments", [["-"], []])
def test_records_come_from_standard_input(
    runbridge: Command, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(model())))
    expected = rb.convert(model(), RUN).data.decode()
    assert runbridge("convert", *arguments, "--to", RUN, "-o", "-") == Outcome(0, f"{expected}\n", DONE)


def test_there_and_back_is_the_original(runbridge: Command) -> None:
    Path("in.json").write_bytes(model(status="uploading", extra={"a": 1}))
    assert runbridge("convert", "in.json", "--to", RUN, "-o", "there.json") == Outcome(0, "", DONE)
    assert runbridge("convert", "there.json", "--to", MODEL, "-o", "back.json") == Outcome(
        0, "", "1 record: 1 converted, 0 rejected\n"
    )
    assert read("back.json") == read("in.json")


def test_the_output_may_be_the_input(runbridge: Command) -> None:
    Path("in.json").write_bytes(model())
    assert runbridge("convert", "in.json", "--to", RUN, "-o", "in.json") == Outcome(0, "", DONE)
    assert runbridge("convert", "in.json", "--to", MODEL, "-o", "in.json").code == 0
    assert Path("in.json").read_bytes() != model()
    assert read("in.json") == json.loads(model())


def test_bad_records_are_told_of_and_kept_and_the_others_go_on(runbridge: Command) -> None:
    bad = model(status=1)
    Path("in.ndjson").write_bytes(model() + b"\n" + bad + b"\n{\n" + model(id="b"))
    code, out, err = runbridge("convert", "in.ndjson", "--to", RUN, "--rejects", "rejects")
    assert (code, len(out.splitlines())) == (1, 2)
    assert err == (
        f"in.ndjson:2:{column_of('status', bad)}: wrong-type `/status` must be a string, not the number 1\n"
        "in.ndjson:3:2: not-json not JSON: expecting property name enclosed in double quotes\n"
        "4 records: 2 converted, 2 rejected\n"
        f"{DEFAULTED}"
    )
    assert Path("rejects").read_bytes() == bad + b"\n{\n"


def test_rejects_are_kept_only_when_asked_for(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(b"{\n" + model())
    assert runbridge("convert", "in.ndjson", "--to", RUN).code == 1
    assert [path.name for path in Path().iterdir()] == ["in.ndjson"]


def test_a_status_outside_the_table_needs_a_map(runbridge: Command) -> None:
    record = model(status="a:b=c")
    Path("in.json").write_bytes(record)
    words = "pending|failed|running|completed|cancelled|timed_out|paused|waiting"
    assert runbridge("convert", "in.json", "--to", RUN) == Outcome(
        1,
        "",
        f'in.json:1:{column_of("status", record)}: unmapped-value `/status` has the value "a:b=c", '
        f"which has no counterpart; say what it becomes: --map status:a:b=c={words}\n"
        "1 record: 0 converted, 1 rejected\n",
    )
    there = ["convert", "in.json", "--to", RUN, "--map", "status:a:b=c=paused", "-o", "there.json"]
    assert runbridge(*there) == Outcome(0, "", DONE)
    assert read("there.json")["status"] == "paused"
    back = ["convert", "there.json", "--to", MODEL, "-o", "back.json"]
    assert runbridge(*back, "--map", "status:a:b=c=paused").err == "1 record: 1 converted, 0 rejected\n"
    assert read("back.json") == json.loads(record)
    assert runbridge(*back).err == "1 record: 1 converted, 0 rejected\nin a residue, not used: status\n"
    assert read("back.json")["status"] == "running"


def test_a_member_that_nothing_supplies_needs_a_set(runbridge: Command) -> None:
    Path("in.json").write_bytes(model(user_id=None))
    assert runbridge("convert", "in.json", "--to", RUN) == Outcome(
        1,
        "",
        "in.json:1:1: unfilled-member `/userId` has no value to come from; give one: --set userId=VALUE\n"
        "1 record: 0 converted, 1 rejected\n",
    )
    assert runbridge("convert", "in.json", "--to", RUN, "--set", "userId=a=b", "-o", "out").err == DONE
    assert read("out")["userId"] == "a=b"


def test_drop_says_what_does_not_come_back(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(model(**{"extra\x1b": 1}) + b"\n" + model(machine_id="m" * 9))
    outcome = runbridge("convert", "in.ndjson", "--to", RUN, "--residue", "drop", "-o", "out")
    assert outcome == Outcome(
        0,
        "",
        "2 records: 2 converted, 0 rejected\n"
        "dropped, does not come back: machine_id, number, extra\\u001b (1)\n"
        "filled with a default: parentRunId, error, cfWorkflowId\n",
    )
    assert b"_residue" not in Path("out").read_bytes()


def test_what_cannot_be_listed_is_counted(runbridge: Command) -> None:
    Path("in.json").write_bytes(model(**{f"m{number:04}": 1 for number in range(1200)}))
    lines = runbridge("convert", "in.json", "--to", RUN, "--residue", "drop").err.splitlines()
    assert lines[0] == "1 record: 1 converted, 0 rejected"
    assert lines[1].startswith("dropped, does not come back: machine_id, number, m0000, m0001, ")
    assert lines[1].endswith(", m0047 and 947 more")
    assert lines[2:] == ["filled with a default: parentRunId, error, cfWorkflowId", "and 205 losses of other members"]


def test_one_loss_more_is_one_loss(runbridge: Command) -> None:
    Path("in.json").write_bytes(model(**{f"m{number:04}": 1 for number in range(996)}))
    assert runbridge("convert", "in.json", "--to", RUN, "--residue", "drop").err.splitlines()[-1] == (
        "and 1 loss of other members"
    )


def test_a_sidecar_goes_beside_and_comes_back(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(model(id="a", extra=1) + b"\n" + model(id="b", status="uploading"))
    there = runbridge("convert", "in.ndjson", "--to", RUN, "--residue", "sidecar=side=1", "-o", "there")
    assert there == Outcome(0, "", f"2 records: 2 converted, 0 rejected\n{DEFAULTED}")
    assert b"_residue" not in Path("there").read_bytes()
    back = runbridge("convert", "there", "--to", MODEL, "--residue-from", "side=1", "-o", "back")
    assert back == Outcome(0, "", "2 records: 2 converted, 0 rejected\n")
    originals = [json.loads(line) for line in Path("in.ndjson").read_bytes().splitlines()]
    assert [json.loads(line) for line in Path("back").read_bytes().splitlines()] == originals


def test_a_record_that_the_sidecar_does_not_know_is_said(runbridge: Command) -> None:
    Path("in.json").write_bytes(run())
    Path("side").write_bytes(b"")
    err = runbridge("convert", "in.json", "--to", MODEL, "--residue-from", "side").err
    assert err.splitlines()[0] == "1 record: 1 converted, 0 rejected"
    assert err.splitlines()[-1] == "not in the sidecar: 1 record"


def test_a_file_that_is_no_sidecar_leaves_no_output(runbridge: Command) -> None:
    Path("in.json").write_bytes(run())
    outcome = runbridge("convert", "in.json", "--to", MODEL, "--residue-from", "in.json", "-o", "out")
    assert outcome == Outcome(2, "", "error: in.json is not a sidecar that runbridge wrote\n")
    assert [path.name for path in Path().iterdir()] == ["in.json"]


def test_a_residue_that_is_not_trusted_is_not_used(runbridge: Command) -> None:
    Path("in.json").write_bytes(model(extra=1))
    runbridge("convert", "in.json", "--to", RUN, "-o", "there")
    code, out, err = runbridge("convert", "there", "--to", MODEL, "--ignore-residue")
    assert code == 0
    assert "extra" not in json.loads(out)
    assert "in a residue, not used: _residue\n" in err


def test_data_under_residue_stays_data(runbridge: Command) -> None:
    Path("in.json").write_bytes(model(_residue={"mine": True}, extra=1))
    runbridge("convert", "in.json", "--to", RUN, "-o", "there")
    assert runbridge("convert", "there", "--to", MODEL, "-o", "back").code == 0
    assert read("back") == read("in.json")


def test_the_source_and_the_profile_may_be_said(runbridge: Command) -> None:
    record = json.loads(run())
    both = {**json.loads(model()), **record, "status": "success"}
    del both["gpu"]
    Path("in.json").write_text(json.dumps(both))
    assert runbridge("convert", "in.json", "--to", RUN) == Outcome(
        2, "", f"error: in.json: the record could be {RUN} or {MODEL}; say which: --from {RUN}|{MODEL}\n"
    )
    assert runbridge("convert", "in.json", "--to", RUN, "--from", MODEL).code == 1
    assert runbridge("convert", "in.json", "--to", RUN, "--from", MODEL, "--profile", "tolerant").code == 0


@pytest.mark.parametrize("data", [b"", b"\n\n", b"[]"])
def test_no_records_are_no_problem(runbridge: Command, data: bytes) -> None:
    Path("in.json").write_bytes(data)
    outcome = runbridge("convert", "in.json", "--to", RUN, "-o", "out")
    assert outcome == Outcome(0, "", "0 records: 0 converted, 0 rejected\n")
    assert Path("out").read_bytes() == b""


def test_a_file_without_a_record_that_can_be_read_is_rejected_record_by_record(runbridge: Command) -> None:
    Path("in.json").write_bytes(b'\xff\n{"a":')
    assert runbridge("convert", "in.json", "--to", RUN, "--rejects", "rejects") == Outcome(
        1,
        "",
        "in.json:1:1: not-utf8 not UTF-8: invalid start byte (byte 0xff)\n"
        "in.json:2:6: not-json not JSON: expecting value\n"
        "2 records: 0 converted, 2 rejected\n",
    )
    assert Path("rejects").read_bytes() == b'\xff\n{"a":\n'


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none", "--to", RUN], "none: No such file or directory"),
        (["a\x1bb", "--to", RUN], "a\\u001bb: No such file or directory"),
        (["in.json", "--to", RUN, "-o", "none/out"], "none/out: No such file or directory"),
        (["in.json", "--to", RUN, "-o", "."], ".: Is a directory"),
        (["in.json", "--to", RUN, "--rejects", "in.json/x"], "in.json/x: Not a directory"),
        (["in.json", "--to", RUN, "--residue-from", "none"], "none: No such file or directory"),
        (
            ["in.json", "--to", RUN, "-o", "x", "--rejects", "x"],
            "two outputs would go to x; give each a place of its own",
        ),
        (
            ["in.json", "--to", RUN, "--residue", "sidecar=-"],
            "two outputs would go to standard output; give each a place of its own",
        ),
        (
            ["-", "--to", RUN, "--from", MODEL, "--residue-from", "-"],
            "standard input cannot be both the records and the sidecar; give one as a file",
        ),
        (["in.json", "--to", MODEL], f"there is no conversion from {MODEL} to {MODEL}; choose {RUN}"),
        (["in.json", "--to", RUN, "--set", "x\x1b=1"], "'x\\x1b' cannot be set; choose workspaceId or userId"),
        (["in.json", "--to", RUN, "--map", "gpu:a=b"], "'gpu' is not mapped by a table; choose status or origin"),
        (
            ["in.json", "--to", RUN, "--map", "status:queued=running"],
            "status:queued is in the table already, as 'pending'",
        ),
        (
            ["in.json", "--to", RUN, "--map", "origin:a\x1b=b"],
            "origin:a\\u001b cannot become 'b'; choose workflow, agent, swarm, user, event",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line_and_leaves_nothing(
    runbridge: Command, arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(model())))
    Path("in.json").write_bytes(model())
    assert runbridge("convert", *arguments) == Outcome(2, "", f"error: {message}\n")
    assert [path.name for path in Path().iterdir()] == ["in.json"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--residue", "sidecar"], "Invalid value for --residue: give embed, drop or sidecar=FILE"),
        (["--residue", "sidecar="], "Invalid value for --residue: give embed, drop or sidecar=FILE"),
        (["--residue", "embed=x"], "Invalid value for --residue: give embed, drop or sidecar=FILE"),
        (["--residue", ""], "Invalid value for --residue: give embed, drop or sidecar=FILE"),
        (["--set", "userId"], "Invalid value for --set: give MEMBER=VALUE; MEMBER is one of workspaceId, userId"),
        (["--set", "=x"], "Invalid value for --set: give MEMBER=VALUE; MEMBER is one of workspaceId, userId"),
        (["--set", "userId=a", "--set", "userId=b"], "Invalid value for --set: userId has two values; give one"),
        (["--map", "status"], "Invalid value for --map: give MEMBER:VALUE=VALUE; MEMBER is one of status, origin"),
        (["--map", "status=a"], "Invalid value for --map: give MEMBER:VALUE=VALUE; MEMBER is one of status, origin"),
        (["--map", ":a=b"], "Invalid value for --map: give MEMBER:VALUE=VALUE; MEMBER is one of status, origin"),
        (["--map", "status:a="], "Invalid value for --map: give MEMBER:VALUE=VALUE; MEMBER is one of status, origin"),
        (
            ["--map", "status:a\x1b=paused", "--map", "status:a\x1b=waiting"],
            "Invalid value for --map: status:a\\u001b becomes two things; give one",
        ),
    ],
)
def test_an_option_that_makes_no_sense_is_refused_with_an_example(
    runbridge: Command, arguments: list[str], message: str
) -> None:
    Path("in.json").write_bytes(model())
    code, out, err = runbridge("convert", "in.json", "--to", RUN, *arguments)
    lines = err.splitlines()
    assert (code, out, lines[0], lines[-1]) == (
        2,
        "",
        "Usage: runbridge convert [OPTIONS] [FILE]",
        f"Error: {message}",
    )
    assert lines[1].startswith("Try 'runbridge convert ")


def test_an_option_may_be_repeated_if_it_says_the_same(runbridge: Command) -> None:
    Path("in.json").write_bytes(model(user_id=None, status=""))
    options = ["--set", "userId=a", "--map", "status:=paused"] * 2
    assert runbridge("convert", "in.json", "--to", RUN, *options, "-o", "out").code == 0
    assert (read("out")["userId"], read("out")["status"]) == ("a", "paused")
