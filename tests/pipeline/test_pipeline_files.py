"""Whole runs: no record is lost, and the outputs do not depend on the number of jobs."""

import gzip
import json
from base64 import b64decode
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import runbridge as rb
from tests.format_names import targets_of
from tests.pipeline.run_helpers import ConvertResult, convert_inputs, split_small_files, write
from tests.pipeline.sample_records import BAD, GOOD, MESSY, MODEL, RUN, compact, model, run, without

LINES = st.lists(st.sampled_from(GOOD) | st.sampled_from(GOOD + MESSY + BAD), max_size=25)
#: A file with lines of every kind, whose first line has a known format.
MIXED = b"\n".join([*GOOD, *BAD, *MESSY, *GOOD * 3, *BAD[:2], *GOOD])
RESIDUES, OUTPUTS = ["embed", "drop", "sidecar"], ["out", "out.gz", "out.zst"]


@pytest.fixture(name="small")
def fixture_small(monkeypatch: pytest.MonkeyPatch) -> None:
    split_small_files(monkeypatch)


def is_record(line: bytes) -> bool:
    return bool(line.strip())


def record_of(reject: bytes) -> bytes:
    """The record in a line of rejects."""
    document = json.loads(reject)
    return b64decode(document["base64"]) if "base64" in document else (document["text"] or "").encode()


def check_complete(result: ConvertResult, lines: list[bytes]) -> None:
    """Every record is in the output or among the rejects, with its place."""
    records = [line.removesuffix(b"\r") for line in lines if is_record(line)]
    assert result.summary.records == len(records) == result.out.count(b"\n") + result.rejects.count(b"\n")
    assert result.summary.rejected == len(result.rejected) == result.rejects.count(b"\n")
    assert [record_of(line) for line in result.rejects.splitlines()] == [each.data for each in result.rejected]
    for each in result.rejected:
        assert each.data == records[each.number - 1] == lines[each.line - 1].removesuffix(b"\r")
        assert each.offset == sum(len(line) + 1 for line in lines[: each.line - 1])


def convert_alone(line: bytes) -> bytes:
    """A record converted on its own; empty where that is impossible."""
    try:
        return rb.convert(line.removesuffix(b"\r"), RUN, MODEL).data + b"\n"
    except rb.RecordError:
        return b""


@given(lines=LINES)
def test_a_record_in_a_file_is_converted_as_on_its_own(
    lines: list[bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    # The first line makes the file NDJSON.
    lines = [GOOD[0], *lines]
    result = convert_inputs(tmp_path_factory.mktemp("run"), b"\n".join(lines), from_=MODEL)
    assert result.out == b"".join(convert_alone(line) for line in lines if is_record(line))
    assert {each.format for each in result.rejected} <= {MODEL}
    check_complete(result, lines)


def test_a_line_of_rejects_has_all_details(tmp_path: Path) -> None:
    result = convert_inputs(tmp_path, model() + b'\n\n "\xff"\r\n', from_=MODEL)
    assert json.loads(result.rejects) == {
        "file": str(tmp_path / "in0"),
        "record": 2,
        "line": 3,
        "column": 1,
        "offset": len(model()) + 2,
        "format": MODEL,
        "problems": [
            {
                "code": "invalid-utf8",
                "keyword": "",
                "pointer": "",
                "target": "",
                "expected": "",
                "actual": "invalid start byte (byte 0xff)",
                "fix": {
                    "kind": "edit",
                    "field": "",
                    "value": "",
                    "replacement": "",
                    "choices": [],
                    "note": "save it as UTF-8",
                    "condition": "",
                    "is_certain": True,
                    "accepted_by": "",
                },
                "line": 3,
                "column": 3,
                "end_line": 3,
                "end_column": 4,
                "offset": len(model()) + 4,
                "message": "not UTF-8: invalid start byte (byte 0xff)",
            }
        ],
        "versions": {"runbridge": rb.__version__, "bridge": "workflow-run-model/1"},
        "base64": "ICL/Ig==",
    }


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("residue", RESIDUES)
@pytest.mark.parametrize("output", OUTPUTS)
def test_several_jobs_write_the_same_files_as_one(tmp_path: Path, residue: str, output: str) -> None:
    other = b"\n".join([b"[]", *GOOD, *BAD, b"\xff"])
    one = convert_inputs(tmp_path, MIXED, other, MIXED, residue=residue, output=output)
    assert set(one.files) == {output, "rejects", "summary", *(["sidecar"] if residue == "sidecar" else [])}
    assert one.summary.rejected == 33
    # Each place of the residue and each output is written by two jobs and by three.
    jobs = 2 + (RESIDUES.index(residue) + OUTPUTS.index(output)) % 2
    assert convert_inputs(tmp_path, MIXED, other, MIXED, residue=residue, output=output, jobs=jobs) == one


@settings(max_examples=5)
@given(lines=LINES, others=LINES, jobs=st.integers(2, 4), end=st.sampled_from([b"", b"\n"]))
@example(lines=[*BAD], others=[], jobs=4, end=b"")
def test_outputs_do_not_depend_on_the_number_of_jobs(
    lines: list[bytes], others: list[bytes], jobs: int, end: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        split_small_files(patch)
        folder = tmp_path_factory.mktemp("run")
        first, second = write(folder, "one", b"\n".join(lines) + end), write(folder, "other", b"\n".join(others))
        # The same file may come twice.
        files = [first, second, first]
        assert convert_inputs(folder, *files, jobs=jobs, from_=MODEL) == convert_inputs(folder, *files, from_=MODEL)


@pytest.mark.usefixtures("small")
def test_long_records_are_the_same_with_any_number_of_jobs(tmp_path: Path) -> None:
    lines = [*GOOD, b" " * 2000, model(workflow_inputs="x" * 2000), *BAD, b"\t" * 3000, *GOOD, *BAD, b" " * 4000]
    one = convert_inputs(tmp_path, b"\n".join(lines), max_record=1000)
    assert one.summary.rejected == 2 * len(BAD) + 1
    for jobs in (2, 3, 5):
        assert convert_inputs(tmp_path, b"\n".join(lines), max_record=1000, jobs=jobs) == one


@pytest.mark.parametrize("jobs", [1, 3])
def test_compressed_files_and_arrays_convert_to_the_same(
    tmp_path: Path, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    split_small_files(monkeypatch)
    plain = convert_inputs(tmp_path, MIXED)
    packed = convert_inputs(tmp_path, gzip.compress(MIXED), jobs=jobs)
    assert packed == plain
    good = [*GOOD, *MESSY[:5]]
    lines = convert_inputs(tmp_path, b"\n".join(good))
    array = convert_inputs(tmp_path, b"[" + b",\n".join(good) + b"]", jobs=jobs)
    assert (array.out, array.summary) == (lines.out, lines.summary)


def test_malformed_files_and_long_records_are_rejects(tmp_path: Path) -> None:
    result = convert_inputs(tmp_path, b"[" + model() + b"," + model(workflow_inputs="x" * 999) + b",", max_record=900)
    assert result.summary == rb.Summary(records=3, rejected=2, fields=result.summary.fields)
    assert [(each.data, [problem.code for problem in each.problems]) for each in result.rejected] == [
        (b"", ["oversized-record"]),
        (b"", ["invalid-json"]),
    ]
    assert [json.loads(line)["text"] for line in result.rejects.splitlines()] == [None, None]


def test_two_records_in_one_array_element_are_one_reject(tmp_path: Path) -> None:
    two = model(id="one") + b"\n" + model(id="two")
    result = convert_inputs(tmp_path, b"[" + b",".join([*[model()] * 9, two]) + b"]")
    assert (result.summary.records, result.summary.passed, result.out.count(b"\n")) == (10, 9, 9)
    assert result.rejected[0].data == two


# Replay.


def replayed(folder: Path, result: ConvertResult, **options: Any) -> ConvertResult:
    return convert_inputs(folder, result.rejects, replay=True, **options)


def test_a_replay_rejects_the_same_records_again(tmp_path: Path) -> None:
    data = MIXED + b"\n" + model(workflow_inputs="x" * 2000)
    result = convert_inputs(tmp_path, data, data, max_record=1000)
    again = replayed(tmp_path, result, max_record=1000)
    assert (again.out, again.rejects, again.rejected) == (b"", result.rejects, result.rejected)
    assert again.summary == rb.Summary(records=result.summary.rejected, rejected=result.summary.rejected)
    assert replayed(tmp_path, again, max_record=1000).rejects == result.rejects
    # The records are short enough, but their lines are not.
    assert replayed(tmp_path, again, max_record=1).rejects == result.rejects


def test_a_replay_keeps_the_place_of_a_malformed_file(tmp_path: Path) -> None:
    result = convert_inputs(tmp_path, b"[\n" + model() + b",\n ,{}", from_=MODEL)
    assert [(each.line, each.column, each.data) for each in result.rejected] == [
        (3, 2, b""),
        (3, 3, b"{}"),
        (3, 5, b""),
    ]
    again = replayed(tmp_path, result)
    assert (again.rejects, again.rejected) == (result.rejects, result.rejected)


@given(lines=LINES)
def test_a_replay_with_a_fix_converts_as_the_first_run_would(
    lines: list[bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("run")
    data = b"\n".join(lines)
    fix: dict[str, Any] = {"profile": "tolerant", "map": {"status": {"paused": "running"}}, "from_": MODEL}
    before = convert_inputs(folder, data, from_=MODEL)
    after = convert_inputs(folder, data, **fix)
    again = convert_inputs(folder, before.rejects, replay=True, **fix)
    assert again.rejects == after.rejects
    assert [place_of(each) for each in again.rejected] == [place_of(each) for each in after.rejected]
    fixed = {each.number for each in before.rejected} - {each.number for each in after.rejected}
    assert again.summary.passed == len(fixed)
    assert again.out == b"".join(
        rb.convert(each.data, RUN, **fix).data + b"\n" for each in before.rejected if each.number in fixed
    )


def place_of(rejected: rb.Rejected) -> tuple[int, int, int, int]:
    return rejected.number, rejected.line, rejected.column, rejected.offset


def test_a_replay_reads_a_record_as_the_same_format(tmp_path: Path) -> None:
    """On their own, these have no known format, or the target format."""
    result = convert_inputs(tmp_path, b"\n".join([*GOOD, b"{}", run(), b"[]"]))
    assert {each.format for each in result.rejected} == {MODEL}
    assert replayed(tmp_path, result).rejects == result.rejects


def test_a_replay_may_name_another_format(tmp_path: Path) -> None:
    result = convert_inputs(tmp_path, b"\n".join([*GOOD, run(id="other")]), from_=RUN, to=MODEL)
    assert result.summary.rejected == len(GOOD)
    again = replayed(tmp_path, result, from_=MODEL, to=RUN)
    assert again.out == b"".join(map(convert_alone, GOOD))


def test_a_replay_to_the_same_format_is_refused(tmp_path: Path) -> None:
    result = convert_inputs(tmp_path, b"\n".join([*GOOD, *BAD]))
    with pytest.raises(rb.UsageError) as caught:
        replayed(tmp_path, result, to=MODEL)
    assert str(caught.value) == f"there is no conversion from {MODEL} to {MODEL}; choose {targets_of(MODEL)}"


def test_a_replay_keeps_the_order_of_several_files(tmp_path: Path) -> None:
    bad = [model(id=f"{number}", status=number) for number in range(250)]
    result = convert_inputs(tmp_path, b"\n".join([model(), *bad]), b"\n".join([model(), *bad]))
    again = replayed(tmp_path, result, jobs=4)
    assert (again.rejects, again.rejected) == (result.rejects, result.rejected)
    assert [each.file for each in again.rejected] == [str(tmp_path / "in0")] * 250 + [str(tmp_path / "in1")] * 250


def test_a_replay_reads_compressed_files(tmp_path: Path) -> None:
    result = convert_inputs(tmp_path, MIXED)
    twice = convert_inputs(tmp_path, result.rejects, gzip.compress(result.rejects), replay=True)
    assert twice.rejects == result.rejects * 2


def test_a_replay_of_other_files_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path, "in", model())
    with pytest.raises(rb.UsageError) as caught:
        convert_inputs(tmp_path, file, replay=True)
    assert str(caught.value) == f"{file}:1 is not a rejected record written by runbridge"


# Other inputs.


def test_empty_files_have_no_records(tmp_path: Path) -> None:
    result = convert_inputs(tmp_path, b"", model(id="a"), b"\n\n", b"", model(id="b"), b"[]", gzip.compress(b""))
    assert [json.loads(line)["id"] for line in result.out.splitlines()] == ["a", "b"]
    assert result.summary.records == 2
    nothing = convert_inputs(tmp_path, b"")
    assert (nothing.out, nothing.rejects, nothing.rejected, nothing.summary) == (b"", b"", [], rb.Summary())


def test_no_files_have_no_records(tmp_path: Path) -> None:
    assert rb.convert_file([], tmp_path / "out", RUN) == rb.Summary()
    assert (tmp_path / "out").read_bytes() == b""
    assert rb.validate_file([]) == rb.Summary()


def test_a_directory_is_expanded_to_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder, "b.ndjson", model(id="b"))
    write(folder, "a.json.gz", gzip.compress(model(id="a")))
    result = convert_inputs(tmp_path, str(folder))
    assert [json.loads(line)["id"] for line in result.out.splitlines()] == ["a", "b"]


def test_a_sidecar_restores_every_field(tmp_path: Path) -> None:
    others = model(id="d", extra={"b": [1]}), without(model(id="e"), "ended_at")
    data = b"".join(line + b"\n" for line in (*GOOD, *others))
    there = convert_inputs(tmp_path, data, residue="sidecar", profile="tolerant")
    side = write(tmp_path, "side", there.files["sidecar"])
    back = convert_inputs(tmp_path, there.out, to=MODEL, residue_from=side, jobs=2, profile="tolerant")
    assert [json.loads(line) for line in back.out.splitlines()] == [json.loads(line) for line in data.splitlines()]
    other = convert_inputs(tmp_path, there.out + run(id="unknown"), to=MODEL, residue_from=side, profile="tolerant")
    assert other.summary.missed == 1


def test_ambiguous_residues_are_counted(tmp_path: Path) -> None:
    data = b"".join(model(id="a", number=number) + b"\n" for number in (1, 2, 3))
    there = convert_inputs(tmp_path, data, residue="sidecar")
    side = write(tmp_path, "side", there.files["sidecar"])
    assert convert_inputs(tmp_path, there.out, to=MODEL, residue_from=side).summary.ambiguous == 0
    left = b"".join(there.out.splitlines(keepends=True)[1:])
    assert convert_inputs(tmp_path, left, to=MODEL, residue_from=side).summary.ambiguous == 2


def test_the_summary_file_has_the_summary(tmp_path: Path) -> None:
    result = convert_inputs(tmp_path, b"\n".join([*GOOD, *BAD]), residue="drop")
    document = json.loads(result.files["summary"])
    assert document == {
        "records": 12,
        "passed": 3,
        "rejected": 9,
        "fields": {
            "defaulted": {"cfWorkflowId": 3, "error": 3, "parentRunId": 3},
            "dropped": {"machine_id": 3, "number": 3, "status": 1},
        },
        "more": 0,
        "reasons": {},
        "missed": 0,
        "damaged": 0,
        "ambiguous": 0,
        "problems": {
            "total": 10,
            "by_code": Counter(problem.code for each in result.rejected for problem in each.problems),
            "by_file": {f"{tmp_path}/in0": 10},
            "by_pointer": {"": 7, "/status": 2, "/user_id": 1},
            "other_files": 0,
            "other_pointers": 0,
        },
    }
    assert result.files["summary"] == json.dumps(document, indent=2).encode() + b"\n"
    assert document.items() >= result.summary.as_json().items()


def test_read_records_yields_records_with_their_places(tmp_path: Path) -> None:
    file = write(tmp_path, "in", gzip.compress(b"[" + model() + b",\n" + compact("x" * 999) + b"]"))
    one, long = rb.read_records(Path(file), max_record=900)
    assert one == rb.Record(model(), 1, 1, 2, 1)
    assert (long.data, long.number, long.line, long.column) == (b"", 2, 2, 1)
    assert long.flaw == rb.Problem(code="oversized-record", expected="900 bytes")
    assert [entry.data for entry in rb.read_records(write(tmp_path, "lines", b"1\n2"))] == [b"1", b"2"]


# Validation.


@pytest.mark.usefixtures("small")
def test_validation_does_not_depend_on_the_number_of_jobs(tmp_path: Path) -> None:
    file, other = write(tmp_path, "in", MIXED), write(tmp_path, "other", b"[" + run() + b",{}]")
    outcomes: list[Any] = []
    for jobs in (1, 2, 3):
        rejected: list[rb.Rejected] = []
        summary = rb.validate_file(
            [file, other, file], jobs=jobs, on_reject=rejected.append, summary=tmp_path / "summary"
        )
        outcomes.append((summary, rejected, (tmp_path / "summary").read_bytes()))
    assert outcomes[1:] == outcomes[:1] * 2
    summary, rejected, text = outcomes[0]
    assert summary == rb.Summary(records=summary.records, rejected=len(rejected))
    document = json.loads(text)
    assert document.pop("problems")["total"] == sum(len(each.problems) for each in rejected)
    assert document == summary.as_json()
    for each in rejected:
        assert [problem.code for problem in each.problems] == [p.code for p in rb.validate(each.data, each.format)]
    records = [line for line in MIXED.split(b"\n") if is_record(line)]
    assert summary.records == 2 * len(records) + 2
    invalid = [line for line in records if all(rb.validate(line.removesuffix(b"\r"), form) for form in (MODEL, RUN))]
    assert len(rejected) == 2 * len(invalid) + 1


def test_validation_has_the_options_of_validate(tmp_path: Path) -> None:
    file = write(tmp_path, "in", without(model(extra=1), "gpu") + b"\n" + model())
    assert rb.validate_file(file).rejected == 1
    assert rb.validate_file(Path(file), profile="tolerant").rejected == 0
    assert rb.validate_file([file], MODEL, profile="tolerant", strict=True).rejected == 1
    assert rb.validate_file([file], RUN).rejected == 2
    assert rb.validate_file(file, max_record=100).rejected == 2
    assert rb.validate_file(file, profile="tolerant", input_schema={"type": "null"}).rejected == 0
    assert rb.validate_file(file, profile="tolerant", input_schema=False).rejected == 2
    schema = write(tmp_path, "schema", b"false")
    assert rb.validate_file(write(tmp_path, "run", run()), RUN, output_schema=schema).rejected == 1


@pytest.mark.parametrize("jobs", [1, 3])
def test_on_error_receives_errors_of_files_in_order(tmp_path: Path, jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    split_small_files(monkeypatch)
    good, missing = write(tmp_path, "good", b"\n".join([model()] * 9)), str(tmp_path / "missing")
    unknown, broken = write(tmp_path, "unknown", b"{}"), write(tmp_path, "broken", b"\x1f\x8b?????????????")
    errors: list[Exception] = []
    files = [missing, good, unknown, good, broken, good, missing]
    assert rb.validate_file(files, on_error=errors.append, jobs=jobs).records == 27
    assert [type(error).__name__ for error in errors] == [
        "FileNotFoundError",
        "UnknownFormat",
        "BadInput",
        "FileNotFoundError",
    ]
    for file, error in ((unknown, rb.UnknownFormat), (missing, FileNotFoundError)):
        with pytest.raises(error):
            rb.validate_file([good, good, file, good], jobs=jobs)


def test_conversion_options_of_a_validation_need_a_target(tmp_path: Path) -> None:
    file = write(tmp_path, "in", model() + b"\n" + model(status="on hold"))
    for options in ({"set": {"userId": "u"}}, {"map": {"status": {"on hold": "paused"}}}):
        with pytest.raises(rb.UsageError, match="`set` and `map` are options of a conversion; give `to` as well"):
            rb.validate_file(file, **options)
    with pytest.raises(rb.UsageError, match="records with a schema have no format; `to` cannot be combined"):
        rb.validate_file(file, schema=True, to=RUN)
    assert rb.validate_file(file).rejected == 0
    assert rb.validate_file(file, to=RUN).rejected == 1
    accepted, rejects = tmp_path / "accepted", tmp_path / "rejects"
    summary = rb.validate_file(file, to=RUN, accepted=accepted, rejects=rejects)
    assert (summary.rejected, accepted.read_bytes()) == (1, model() + b"\n")
    assert json.loads(rejects.read_bytes())["problems"][0]["code"] == "unmapped-value"
    assert rb.validate_file(file, to=RUN, map={"status": {"on hold": "paused"}}).rejected == 0
