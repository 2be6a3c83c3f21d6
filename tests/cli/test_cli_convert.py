"""`runbridge convert`: converted records to standard output or whole files, the talk to standard error."""

import io
import json
import sys
from base64 import b64encode
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.json import encode

import runbridge as rb
from runbridge.problems import Fix, Problem
from tests.cli.commands import Command, Outcome, members
from tests.format_names import FORMAT_OPTION
from tests.pipeline.sample_records import MODEL, RUN, column_of, model, run, without

DONE = f"1 record: 1 converted, 0 rejected\n{members()}"


def rejects_in(path: str) -> list[Any]:
    return [json.loads(line) for line in Path(path).read_bytes().splitlines()]


def reject(
    data: bytes,
    *problems: Problem,
    file: str = "in.ndjson",
    record: int = 1,
    line: int = 1,
    offset: int = 0,
) -> dict[str, Any]:
    """A line of the rejects, as JSON values; what is not UTF-8 is in base64."""
    try:
        text: dict[str, Any] = {"text": data.decode() or None}
    except UnicodeDecodeError:
        text = {"base64": b64encode(data).decode()}
    return {
        "file": file,
        "record": record,
        "line": line,
        "column": 1,
        "offset": offset,
        "format": MODEL,
        "problems": [{**json.loads(encode(problem)), "message": problem.message} for problem in problems],
        "versions": {"runbridge": rb.__version__, "bridge": "workflow-run-model/1"},
        **text,
    }


def read(path: str) -> Any:
    return json.loads(Path(path).read_bytes())


def test_records_are_written_to_standard_output_as_lines(runbridge: Command) -> None:
    Path("in.json").write_text(json.dumps([json.loads(model()), json.loads(model(id="b"))], indent=2))
    code, out, err = runbridge("convert", "in.json", "--to", RUN)
    lines = [rb.convert(model(id=name), RUN).data.decode() for name in ("run-1", "b")]
    assert (code, out.splitlines()) == (0, lines)
    assert err == f"2 records: 2 converted, 0 rejected\n{members()}"


@pytest.mark.parametrize("arguments", [["-"], []])
def test_records_are_read_from_standard_input(
    runbridge: Command, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(model())))
    expected = rb.convert(model(), RUN).data.decode()
    assert runbridge("convert", *arguments, "--to", RUN, "-o", "-") == Outcome(0, f"{expected}\n", DONE)


def test_a_round_trip_restores_the_original(runbridge: Command) -> None:
    Path("in.json").write_bytes(model(status="uploading", extra={"a": 1}))
    reported = members(preserved="extra, machine_id, number", approximated="status")
    assert runbridge("convert", "in.json", "--to", RUN, "-o", "there.json") == Outcome(
        0, "", f"1 record: 1 converted, 0 rejected\n{reported}"
    )
    assert runbridge("convert", "there.json", "--to", MODEL, "-o", "back.json") == Outcome(
        0, "", "1 record: 1 converted, 0 rejected\n"
    )
    assert read("back.json") == read("in.json")


def test_the_output_may_be_the_input(runbridge: Command) -> None:
    Path("in.json").write_bytes(model())
    assert runbridge("convert", "in.json", "--to", RUN, "-o", "in.json", "--force") == Outcome(0, "", DONE)
    assert runbridge("convert", "in.json", "--to", MODEL, "-o", "in.json", "--force").code == 0
    assert Path("in.json").read_bytes() != model()
    assert read("in.json") == json.loads(model())


def test_rejected_records_are_counted_and_the_others_converted(runbridge: Command) -> None:
    bad = model(status=1)
    Path("in.ndjson").write_bytes(model() + b"\n" + bad + b"\n{\n" + model(id="b"))
    code, out, err = runbridge("convert", "in.ndjson", "--to", RUN, "--rejects", "rejects")
    assert (code, len(out.splitlines())) == (1, 2)
    assert err == (f"4 records: 2 converted, 2 rejected\nproblems: invalid-json (1), invalid-type (1)\n{members()}")
    assert rejects_in("rejects") == [
        reject(
            bad,
            Problem(
                code="invalid-type",
                keyword="type",
                pointer="/status",
                expected="a string",
                actual="the number 1",
                fix=Fix(kind="replace", note="put quotes around it"),
                line=2,
                column=column_of("status", bad),
                end_line=2,
                end_column=column_of("status", bad) + 1,
                offset=len(model()) + column_of("status", bad),
            ),
            record=2,
            line=2,
            offset=len(model()) + 1,
        ),
        reject(
            b"{",
            Problem(
                code="invalid-json",
                expected="expecting property name enclosed in double quotes",
                fix=Fix(kind="edit", note="the text ends too early: it is truncated"),
                line=3,
                column=2,
                end_line=3,
                end_column=2,
                offset=len(model()) + len(bad) + 3,
            ),
            record=3,
            line=3,
            offset=len(model()) + len(bad) + 2,
        ),
    ]


def test_rejects_are_written_only_on_request(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(b"{\n" + model())
    assert runbridge("convert", "in.ndjson", "--to", RUN).code == 1
    assert [path.name for path in Path().iterdir()] == ["in.ndjson"]


def test_a_status_outside_the_table_needs_map(runbridge: Command) -> None:
    record = model(status="a:b=c")
    Path("in.json").write_bytes(record)
    assert runbridge("convert", "in.json", "--to", RUN) == Outcome(
        1,
        "",
        f'in.json:1:{column_of("status", record)}: unmapped-value `/status` has the value "a:b=c", '
        f"which has no counterpart in workflow-run; give one with --map status:a:b=c={STATUSES}\n"
        "1 record: 0 converted, 1 rejected\n",
    )
    there = ["convert", "in.json", "--to", RUN, "--map", "status:a:b=c=paused", "-o", "there.json"]
    reported = members(approximated="status")
    assert runbridge(*there) == Outcome(0, "", f"1 record: 1 converted, 0 rejected\n{reported}")
    assert read("there.json")["status"] == "paused"
    back = ["convert", "there.json", "--to", MODEL, "-o", "back.json"]
    assert runbridge(*back, "--map", "status:a:b=c=paused").err == "1 record: 1 converted, 0 rejected\n"
    assert read("back.json") == json.loads(record)
    assert runbridge(*back).err == (
        "1 record: 1 converted, 0 rejected\n"
        "approximated; exact value in the residue: status\n"
        "not restored; it was changed, or --set or --map gave it and must be given again: status\n"
    )
    assert read("back.json")["status"] == "running"


OWN_FIELDS = [
    *("--set", "mode=sync", "--set", "triggeredBy=user", "--set", "userId=u"),
    *("--set", "updatedAt=2026-01-01T00:00:00Z"),
]
#: Records that only the tolerant profile accepts.
EXECUTION = (
    b'{"execution":{"workflowId":"w","runId":"r"},"type":{"name":"t"},'
    b'"startTime":"2026-01-01T00:00:00Z","status":"Running"}'
)
METRIC = (
    b'{"info":{"run_id":"r","experiment_id":"1","status":"RUNNING","start_time":1789000000123},'
    b'"data":{"metrics":[{"key":"loss","value":"NaN"}]}}'
)
STATUSES = "pending|failed|running|completed|cancelled|timed_out|paused|waiting"


def test_a_field_without_a_source_needs_set(runbridge: Command) -> None:
    Path("in.json").write_bytes(model(user_id=None))
    assert runbridge("convert", "in.json", "--to", RUN) == Outcome(
        1,
        "",
        "in.json:1:1: unfilled-field the record has no value for `userId`, a required field of workflow-run; "
        "give one with --set userId=VALUE\n"
        "1 record: 0 converted, 1 rejected\n",
    )
    assert runbridge("convert", "in.json", "--to", RUN, "--set", "userId=a=b", "-o", "out").err == (
        f"1 record: 1 converted, 0 rejected\n{members(approximated='user_id')}"
    )
    assert read("out")["userId"] == "a=b"


def test_every_option_that_a_record_needs_is_named(runbridge: Command) -> None:
    record = model(user_id=None, org_id=None, status="archived", origin="fax")
    Path("in.json").write_bytes(record)
    unfilled = "unfilled-field the record has no value for"
    assert runbridge("convert", "in.json", "--to", RUN) == Outcome(
        1,
        "",
        f"in.json:1:1: {unfilled} `userId`, a required field of workflow-run; give one with --set userId=VALUE\n"
        f'in.json:1:{column_of("status", record)}: unmapped-value `/status` has the value "archived", which has no '
        f"counterpart in {RUN}; give one with --map status:archived={STATUSES}\n"
        f'in.json:1:{column_of("origin", record)}: unmapped-value `/origin` has the value "fax", which has no '
        f"counterpart in {RUN}; give one with --map origin:fax=workflow|agent|swarm|user|event\n"
        f"in.json:1:1: {unfilled} `workspaceId`, a required field of workflow-run; "
        "give one with --set workspaceId=VALUE\n"
        "1 record: 0 converted, 1 rejected\n",
    )
    options = ["--set", "userId=u", "--map", "status:archived=completed", "--map", "origin:fax=user"]
    assert runbridge("convert", "in.json", "--to", RUN, *options, "--set", "workspaceId=w").code == 0


@pytest.mark.parametrize(
    ("name", "record", "given", "fields"),
    [
        (MODEL, model(user_id=None, org_id=None), ["--set", "userId=u", "--set", "workspaceId=w"], "org_id, user_id"),
        (
            "kfp-run",
            b'{"run_id":"r","experiment_id":"e","created_at":"2026-01-01T00:00:00Z","state":"RUNNING"}',
            [*("--set", "subjectId=s"), *OWN_FIELDS],
            "pipeline_version_reference",
        ),
        (
            "kfp-run",
            b'{"run_id":"r","created_at":"2026-01-01T00:00:00Z","state":"RUNNING"}',
            [*("--set", "subjectId=s", "--set", "workspaceId=w"), *OWN_FIELDS],
            "experiment_id, pipeline_version_reference",
        ),
        (
            "mlflow-run",
            b'{"info":{"status":"RUNNING","experiment_id":"1","start_time":1789000000123},"data":{}}',
            [*("--set", "id=7", "--set", "workspaceId=w"), *OWN_FIELDS],
            "data, info",
        ),
    ],
)
def test_what_an_option_gave_is_reported_on_the_way_back_without_it(
    runbridge: Command, name: str, record: bytes, given: list[str], fields: str
) -> None:
    missing = {key: value for key, value in json.loads(record).items() if value is not None}
    Path("in.json").write_text(json.dumps(missing))
    options = ["--profile", "tolerant", "-o"]
    assert runbridge("convert", "in.json", "--from", name, "--to", RUN, *given, *options, "there.json").code == 0
    back = ["convert", "there.json", "--from", RUN, "--to", name, *options, "back.json"]
    assert runbridge(*back, *given).err == "1 record: 1 converted, 0 rejected\n"
    assert read("back.json") == missing
    lines = runbridge(*back).err.splitlines()
    assert f"not restored; it was changed, or --set or --map gave it and must be given again: {fields}" in lines


def test_what_two_conversions_need_is_named_at_once(runbridge: Command) -> None:
    Path("in.json").write_text('{"run_id":"12","status":"new","outputs":[],"live_status":null,"progress":0}')
    given = ["workspaceId=w", "mode=sync", "triggeredBy=user", "userId=u", "createdAt=2026-01-01T00:00:00Z"]
    given += ["subjectId=7"]
    given += [f"{name}=x" for name in ("node_id", "head_sha", "path", "display_title", "html_url")]
    given += [f"{name}_url=x" for name in ("jobs", "logs", "artifacts", "cancel", "rerun", "workflow")]
    to_github = ["convert", "in.json", "--from", "comfy-webhook-body", "--to", "github-workflow-run", "--map"]
    to_github += ["status:new=pending", *(each for value in given for each in ("--set", value))]
    unfilled = "in.json:1:1: unfilled-field the record has no value for"
    assert runbridge(*to_github).err == (
        "".join(
            f"{unfilled} `{name}`, a required field of {form}; give one with --set {name}=VALUE\n"
            for form, names in (
                ("workflow-run", ["updatedAt"]),
                ("github-workflow-run", ["run_number", "url", "check_suite_url", "head_repository", "repository"]),
            )
            for name in names
        )
        + "1 record: 0 converted, 1 rejected\n"
    )
    Path("in.json").write_text('{"run_id":"r","status":"new","outputs":[],"live_status":null,"progress":0}')
    assert runbridge(*to_github).err == (
        f"{unfilled} `updatedAt`, a required field of workflow-run; give one with --set updatedAt=VALUE\n"
        'in.json:1:11: unrepresentable-value `/run_id` cannot be represented as an integer: "r"\n'
        "1 record: 0 converted, 1 rejected\n"
    )


def test_drop_reports_the_dropped_fields(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(model(**{"extra\x1b": 1}) + b"\n" + model(machine_id="m" * 9))
    outcome = runbridge("convert", "in.ndjson", "--to", RUN, "--residue", "drop", "-o", "out")
    assert outcome == Outcome(
        0,
        "",
        "2 records: 2 converted, 0 rejected\n"
        "dropped; will not be restored: extra\\u001b (1), machine_id, number\n"
        f"{members(preserved='')}",
    )
    assert b"_residue" not in Path("out").read_bytes()


def test_losses_beyond_the_list_are_counted(runbridge: Command) -> None:
    Path("in.json").write_bytes(model(**{f"m{number:04}": 1 for number in range(1200)}))
    lines = runbridge("convert", "in.json", "--to", RUN, "--residue", "drop").err.splitlines()
    assert lines[0] == "1 record: 1 converted, 0 rejected"
    assert lines[1].startswith("dropped; will not be restored: m0000, m0001, ")
    assert lines[1].endswith(", m0049 and 947 more")
    assert lines[2:] == [members(preserved="").rstrip(), "and 205 losses of other fields"]


def test_one_loss_beyond_the_list_is_singular(runbridge: Command) -> None:
    Path("in.json").write_bytes(model(**{f"m{number:04}": 1 for number in range(996)}))
    assert runbridge("convert", "in.json", "--to", RUN, "--residue", "drop").err.splitlines()[-1] == (
        "and 1 loss of other fields"
    )


def test_a_sidecar_is_written_and_read(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(model(id="a", extra=1) + b"\n" + model(id="b", status="uploading"))
    there = runbridge("convert", "in.ndjson", "--to", RUN, "--residue", "sidecar=side=1", "-o", "there")
    reported = members(preserved="extra (1), machine_id, number", approximated="status (1)")
    assert there == Outcome(0, "", f"2 records: 2 converted, 0 rejected\n{reported}")
    assert b"_residue" not in Path("there").read_bytes()
    back = runbridge("convert", "there", "--to", MODEL, "--residue-from", "side=1", "-o", "back")
    assert back == Outcome(0, "", "2 records: 2 converted, 0 rejected\n")
    originals = [json.loads(line) for line in Path("in.ndjson").read_bytes().splitlines()]
    assert [json.loads(line) for line in Path("back").read_bytes().splitlines()] == originals


def test_records_missing_from_the_sidecar_are_reported(runbridge: Command) -> None:
    Path("in.json").write_bytes(run())
    Path("side").write_bytes(b"")
    err = runbridge("convert", "in.json", "--to", MODEL, "--residue-from", "side").err
    assert err.splitlines()[0] == "1 record: 1 converted, 0 rejected"
    assert err.splitlines()[-1] == "not in the sidecar: 1 record"


def test_a_record_that_is_tried_again_takes_one_line_of_the_sidecar(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(b"\n".join(run(id=str(number), subjectId="1") for number in range(4)))
    runbridge("convert", "in.ndjson", "--to", "prefect-flow-run", "--residue", "sidecar=side", "-o", "there")
    Path("side").write_bytes(b"".join(Path("side").read_bytes().splitlines(keepends=True)[:3]))
    # GitHub's records need more than these have, so both conversions are tried to find out what.
    done = runbridge("convert", "there", "--to", "github-workflow-run", "--residue-from", "side")
    assert done.err.splitlines()[-1] == "not in the sidecar: 1 record"


@pytest.mark.parametrize("target", [RUN, "prefect-flow-run"])
def test_an_option_that_is_no_word_of_its_field_is_a_usage_error(runbridge: Command, target: str) -> None:
    Path("in.json").write_bytes(b"{}")
    done = runbridge("convert", "in.json", "--from", "github-workflow-run", "--to", target, "--set", "mode=fast")
    assert done == Outcome(2, "", "error: mode=fast is not a value of mode; choose sync, async\n")


def test_an_option_that_many_records_need_is_asked_for_three_times(runbridge: Command) -> None:
    Path("in.ndjson").write_bytes(b"\n".join([model(user_id=None)] * 5 + [model(user_id=None, status="odd")]))
    done = runbridge("convert", "in.ndjson", "--to", RUN)
    lines = done.err.splitlines()
    missing = "unfilled-field the record has no value for `userId`, a required field of workflow-run"
    give = "give one with --set userId=VALUE"
    assert lines[:3] == [f"in.ndjson:{number}:1: {missing}; {give}" for number in (1, 2, 3)]
    assert [line.split(": ")[1].split()[0] for line in lines[3:4]] == ["unmapped-value"]
    assert lines[4:6] == ["6 records: 0 converted, 6 rejected", f"and 3 more records without a value: {give}"]


def test_only_a_hundred_options_are_counted(runbridge: Command) -> None:
    statuses = [f"s{number}" for number in range(101)]
    Path("in.ndjson").write_bytes(b"\n".join(model(status=status) for status in statuses + statuses[100:] * 4))
    lines = runbridge("convert", "in.ndjson", "--to", RUN).err.splitlines()
    assert len([line for line in lines if "unmapped-value" in line]) == 105
    assert lines[105] == "105 records: 0 converted, 105 rejected"


def test_an_invalid_sidecar_leaves_no_output(runbridge: Command) -> None:
    Path("in.json").write_bytes(run())
    outcome = runbridge("convert", "in.json", "--to", MODEL, "--residue-from", "in.json", "-o", "out")
    assert outcome == Outcome(2, "", "error: in.json is not a sidecar written by runbridge\n")
    assert [path.name for path in Path().iterdir()] == ["in.json"]


def test_ignore_residue_restores_nothing(runbridge: Command) -> None:
    Path("in.json").write_bytes(model(extra=1))
    runbridge("convert", "in.json", "--to", RUN, "-o", "there")
    code, out, err = runbridge("convert", "there", "--to", MODEL, "--ignore-residue")
    assert code == 0
    assert "extra" not in json.loads(out)
    assert err.endswith("not restored; residues are ignored in this run: _residue\n")


def test_an_ignored_residue_is_applied_later_unless_residues_are_dropped(runbridge: Command) -> None:
    record = model(extra=1)
    Path("in.json").write_bytes(record)
    runbridge("convert", "in.json", "--to", RUN, "-o", "there")
    back = ["convert", "there", "--to", MODEL, "--ignore-residue", "-o"]
    assert "preserved in the residue: _residue\n" in runbridge(*back, "kept").err
    assert "dropped; will not be restored: _residue\n" in runbridge(*back, "dropped", "--residue", "drop").err
    for name, extra in (("kept", 1), ("dropped", None)):
        runbridge("convert", name, "--from", MODEL, "--to", RUN, "-o", "again")
        runbridge("convert", "again", "--from", RUN, "--to", MODEL, "-o", "back")
        assert read("back").get("extra") == extra


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"of": RUN}, "it is of another format than workflow-run-model"),
        ({"bridge": "9"}, "it is not of version 1 of the bridge"),
        ({"id": "other"}, "it belongs to another run"),
    ],
)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_reason_why_a_residue_is_not_used_is_reported(
    runbridge: Command, change: dict[str, str], reason: str, jobs: str
) -> None:
    Path("in.json").write_bytes(model())
    runbridge("convert", "in.json", "--to", RUN, "-o", "there")
    record = read("there")
    record["_residue"] |= change
    Path("there").write_text(json.dumps(record))
    Path("other").write_text(json.dumps(record))
    outcome = runbridge("convert", "there", "other", "--to", MODEL, "-o", "back", "--jobs", jobs, "--summary", "sums")
    assert outcome.err.endswith(f"not restored; {reason}: _residue\n")
    assert read("sums")["reasons"] == {reason: {"_residue": 2}}


@pytest.mark.parametrize(
    ("name", "record", "field"),
    [
        (MODEL, model(progress=None), "progress"),
        (MODEL, model(is_realtime=None), "is_realtime"),
        (MODEL, without(model(), "gpu"), "gpu"),
        ("temporal-workflow-execution", EXECUTION, "status"),
        ("mlflow-run", METRIC, "data"),
    ],
)
def test_a_value_that_needs_the_tolerant_profile_is_reported_on_the_way_back_without_it(
    runbridge: Command, name: str, record: bytes, field: str
) -> None:
    Path("in.json").write_bytes(record)
    given = [] if name == MODEL else ["--set", "workspaceId=w", *OWN_FIELDS]
    there = ["convert", "in.json", "--from", name, "--to", RUN, *given, "-o", "there.json", "--profile", "tolerant"]
    assert runbridge(*there).code == 0
    back = ["convert", "there.json", "--from", RUN, "--to", name, *given, "-o", "back.json"]
    outcome = runbridge(*back)
    assert outcome.code == 0
    assert outcome.err.splitlines()[-1] == f"not restored; only `--profile tolerant` accepts it as it was: {field}"
    assert runbridge(*back, "--profile", "tolerant").err == "1 record: 1 converted, 0 rejected\n"
    assert read("back.json") == json.loads(record)


def test_a_required_field_that_was_missing_needs_the_tolerant_profile_on_the_way_back(runbridge: Command) -> None:
    name = "github-workflow-run"
    folder = Path(__file__).parents[2] / "schemas" / "github_workflow_run" / "examples"
    record = json.loads(next(folder.glob("*.json")).read_bytes())["record"]
    del record["path"]
    Path("in.json").write_text(json.dumps(record))
    there = ["convert", "in.json", "--to", RUN, "--set", "mode=async", "-o", "there.json", "--profile", "tolerant"]
    assert runbridge(*there).code == 0
    back = ["convert", "there.json", "--to", name, "--set", "mode=async", "-o", "back.json"]
    problem = "unfilled-field the record has no value for `path`, a required field of github-workflow-run"
    give = "give one with --set path=VALUE"
    assert runbridge(*back) == Outcome(
        1,
        "",
        f"there.json:1:1: {problem}; {give}, or accept this with `--profile tolerant`\n"
        "1 record: 0 converted, 1 rejected\n",
    )
    assert f"{problem}; {give}\n" in runbridge(*back, "--ignore-residue").err
    assert runbridge(*back, "--profile", "tolerant").err == "1 record: 1 converted, 0 rejected\n"
    assert read("back.json") == record


def test_a_field_named_residue_stays_data(runbridge: Command) -> None:
    Path("in.json").write_bytes(model(_residue={"mine": True}, extra=1))
    runbridge("convert", "in.json", "--to", RUN, "-o", "there")
    assert runbridge("convert", "there", "--to", MODEL, "-o", "back").code == 0
    assert read("back") == read("in.json")


def test_the_source_format_and_the_profile_are_options(runbridge: Command) -> None:
    record = json.loads(run())
    both = {**json.loads(model()), **record, "status": "success"}
    del both["gpu"]
    Path("in.json").write_text(json.dumps(both))
    assert runbridge("convert", "in.json", "--to", RUN) == Outcome(
        2, "", f"error: in.json: the record could be {RUN} or {MODEL}; give the format: --from {FORMAT_OPTION}\n"
    )
    assert runbridge("convert", "in.json", "--to", RUN, "--from", MODEL).code == 1
    assert runbridge("convert", "in.json", "--to", RUN, "--from", MODEL, "--profile", "tolerant").code == 0


@pytest.mark.parametrize("data", [b"", b"\n\n", b"[]"])
def test_no_records_are_no_error(runbridge: Command, data: bytes) -> None:
    Path("in.json").write_bytes(data)
    outcome = runbridge("convert", "in.json", "--to", RUN, "-o", "out")
    assert outcome == Outcome(0, "", "0 records: 0 converted, 0 rejected\n")
    assert Path("out").read_bytes() == b""


def test_records_of_an_unreadable_file_are_rejected_one_by_one(runbridge: Command) -> None:
    Path("in.json").write_bytes(b'\xff\n{"a":')
    assert runbridge("convert", "in.json", "--to", RUN, "--from", MODEL, "--rejects", "rejects") == Outcome(
        1,
        "",
        "2 records: 0 converted, 2 rejected\nproblems: invalid-json (1), invalid-utf8 (1)\n",
    )
    assert rejects_in("rejects") == [
        reject(
            b"\xff",
            Problem(
                code="invalid-utf8",
                actual="invalid start byte (byte 0xff)",
                fix=Fix(kind="edit", note="save it as UTF-8"),
                end_line=1,
                end_column=2,
            ),
            file="in.json",
        ),
        reject(
            b'{"a":',
            Problem(
                code="invalid-json",
                expected="expecting value",
                fix=Fix(kind="edit", note="the text ends too early: it is truncated"),
                line=2,
                column=6,
                end_line=2,
                end_column=6,
                offset=7,
            ),
            file="in.json",
            record=2,
            line=2,
            offset=2,
        ),
    ]


def test_a_record_that_the_tolerant_profile_accepts_is_rejected_with_the_option(runbridge: Command) -> None:
    local = json.loads(run()) | {"createdAt": "2026-01-02T03:04:05"}
    Path("in.ndjson").write_text(json.dumps(local), encoding="utf-8")
    done = runbridge("convert", "in.ndjson", "--to", MODEL)
    assert done.out == ""
    assert done.err.splitlines()[0].endswith(
        "invalid-timestamp `/createdAt` must be an RFC 3339 date-time with an offset, not"
        ' "2026-01-02T03:04:05"; add the offset; write "2026-01-02T03:04:05Z" if it is UTC, or accept this with'
        " `--profile tolerant`"
    )
