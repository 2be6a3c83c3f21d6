"""Whole runs: nothing is lost, and what comes out depends on the records alone, however they were shared out."""

import gzip
import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import runbridge as rb
from tests.pipeline.run_helpers import Made, converted, share_small, write
from tests.pipeline.sample_records import BAD, GOOD, MESSY, MODEL, RUN, compact, model, run, without

LINES = st.lists(st.sampled_from(GOOD) | st.sampled_from(GOOD + MESSY + BAD), max_size=25)
#: A file with all sorts of lines, of which the first tells the format.
ALL_SORTS = b"\n".join([*GOOD, *BAD, *MESSY, *GOOD * 3, *BAD[:2], *GOOD])


@pytest.fixture(name="small")
def fixture_small(monkeypatch: pytest.MonkeyPatch) -> None:
    share_small(monkeypatch)


def is_record(line: bytes) -> bool:
    return bool(line.strip())


def record_of(reject: bytes) -> bytes:
    """The record in a line of rejects."""
    document = json.loads(reject)
    return b64decode(document["base64"]) if "base64" in document else (document["text"] or "").encode()


def check_complete(made: Made, lines: list[bytes]) -> None:
    """In is out and rejected: each record that is not in the output is told of, where it stands."""
    records = [line.removesuffix(b"\r") for line in lines if is_record(line)]
    assert made.summary.records == len(records) == made.out.count(b"\n") + made.rejects.count(b"\n")
    assert made.summary.rejected == len(made.told) == made.rejects.count(b"\n")
    assert [record_of(line) for line in made.rejects.splitlines()] == [each.data for each in made.told]
    for each in made.told:
        assert each.data == records[each.number - 1] == lines[each.line - 1].removesuffix(b"\r")
        assert each.offset == sum(len(line) + 1 for line in lines[: each.line - 1])


def alone(line: bytes) -> bytes:
    """What a record becomes by itself; nothing where that is not possible."""
    try:
        return rb.convert(line.removesuffix(b"\r"), RUN, MODEL).data + b"\n"
    except rb.RecordError:
        return b""


@given(lines=LINES)
def test_a_record_in_a_file_becomes_what_it_becomes_alone(
    lines: list[bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    # The first line says that each line is a record.
    lines = [GOOD[0], *lines]
    made = converted(tmp_path_factory.mktemp("run"), b"\n".join(lines), from_=MODEL)
    assert made.out == b"".join(alone(line) for line in lines if is_record(line))
    assert {each.form for each in made.told} <= {MODEL}
    check_complete(made, lines)


def test_rejects_say_everything_of_a_record(tmp_path: Path) -> None:
    made = converted(tmp_path, model() + b'\n\n "\xff"\r\n', from_=MODEL)
    assert json.loads(made.rejects) == {
        "file": str(tmp_path / "in0"),
        "record": 2,
        "line": 3,
        "column": 1,
        "offset": len(model()) + 2,
        "format": MODEL,
        "problems": [
            {
                "code": "not-utf8",
                "keyword": "",
                "pointer": "",
                "expected": "",
                "actual": "invalid start byte (byte 0xff)",
                "hint": "save it as UTF-8",
                "line": 3,
                "column": 3,
                "end_line": 3,
                "end_column": 4,
                "offset": len(model()) + 4,
                "message": "not UTF-8: invalid start byte (byte 0xff)",
            }
        ],
        "versions": {"runbridge": rb.__version__, "bridge": "1"},
        "base64": "ICL/Ig==",
    }


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("residue", ["embed", "drop", "sidecar"])
@pytest.mark.parametrize("output", ["out", "out.gz", "out.zst"])
def test_jobs_make_the_same_files_as_one_process(tmp_path: Path, residue: str, output: str) -> None:
    other = b"\n".join([b"[]", *GOOD, *BAD, b"\xff"])
    one = converted(tmp_path, ALL_SORTS, other, ALL_SORTS, residue=residue, output=output)
    assert set(one.files) == {output, "rejects", "summary", *(["sidecar"] if residue == "sidecar" else [])}
    assert one.summary.rejected == 33
    for jobs in (2, 3):
        assert converted(tmp_path, ALL_SORTS, other, ALL_SORTS, residue=residue, output=output, jobs=jobs) == one


@settings(max_examples=8)
@given(lines=LINES, others=LINES, jobs=st.integers(2, 4), end=st.sampled_from([b"", b"\n"]))
@example(lines=[*BAD], others=[], jobs=4, end=b"")
def test_any_files_come_out_the_same_from_any_number_of_jobs(
    lines: list[bytes], others: list[bytes], jobs: int, end: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        share_small(patch)
        folder = tmp_path_factory.mktemp("run")
        first, second = write(folder, "one", b"\n".join(lines) + end), write(folder, "other", b"\n".join(others))
        # The same file may come twice.
        files = [first, second, first]
        assert converted(folder, *files, jobs=jobs, from_=MODEL) == converted(folder, *files, from_=MODEL)


@pytest.mark.usefixtures("small")
def test_a_record_that_is_too_long_is_the_same_in_all_parts(tmp_path: Path) -> None:
    lines = [*GOOD, b" " * 2000, model(workflow_inputs="x" * 2000), *BAD, b"\t" * 3000, *GOOD, *BAD, b" " * 4000]
    one = converted(tmp_path, b"\n".join(lines), max_record=1000)
    assert one.summary.rejected == 2 * len(BAD) + 1
    for jobs in (2, 3, 5):
        assert converted(tmp_path, b"\n".join(lines), max_record=1000, jobs=jobs) == one


@pytest.mark.parametrize("jobs", [1, 3])
def test_compressed_and_arrayed_records_become_the_same(
    tmp_path: Path, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    share_small(monkeypatch)
    plain = converted(tmp_path, ALL_SORTS)
    packed = converted(tmp_path, gzip.compress(ALL_SORTS), jobs=jobs)
    assert packed == plain
    good = [*GOOD, *MESSY[:5]]
    lines = converted(tmp_path, b"\n".join(good))
    array = converted(tmp_path, b"[" + b",\n".join(good) + b"]", jobs=jobs)
    assert (array.out, array.summary) == (lines.out, lines.summary)


def test_flaws_of_a_file_and_records_too_long_are_rejected_too(tmp_path: Path) -> None:
    made = converted(tmp_path, b"[" + model() + b"," + model(workflow_inputs="x" * 999) + b",", max_record=900)
    assert made.summary == rb.Summary(records=3, rejected=2, members=made.summary.members)
    assert [(each.data, [problem.code for problem in each.problems]) for each in made.told] == [
        (b"", ["too-long"]),
        (b"", ["not-json"]),
    ]
    assert [json.loads(line)["text"] for line in made.rejects.splitlines()] == [None, None]


def test_an_array_with_two_records_where_one_should_be_adds_up(tmp_path: Path) -> None:
    two = model(id="one") + b"\n" + model(id="two")
    made = converted(tmp_path, b"[" + b",".join([*[model()] * 9, two]) + b"]")
    assert (made.summary.records, made.summary.passed, made.out.count(b"\n")) == (10, 9, 9)
    assert made.told[0].data == two


# Replay.


def replayed(folder: Path, made: Made, **options: Any) -> Made:
    return converted(folder, made.rejects, replay=True, **options)


def test_what_still_cannot_be_done_is_rejected_as_it_was(tmp_path: Path) -> None:
    data = ALL_SORTS + b"\n" + model(workflow_inputs="x" * 2000)
    made = converted(tmp_path, data, data, max_record=1000)
    again = replayed(tmp_path, made, max_record=1000)
    assert (again.out, again.rejects, again.told) == (b"", made.rejects, made.told)
    assert again.summary == rb.Summary(records=made.summary.rejected, rejected=made.summary.rejected)
    assert replayed(tmp_path, again, max_record=1000).rejects == made.rejects
    # The records are short enough, but their lines are not.
    assert replayed(tmp_path, again, max_record=1).rejects == made.rejects


def test_a_flaw_of_a_file_stays_where_it_was(tmp_path: Path) -> None:
    made = converted(tmp_path, b"[\n" + model() + b",\n ,{}", from_=MODEL)
    assert [(each.line, each.column, each.data) for each in made.told] == [(3, 2, b""), (3, 3, b"{}"), (3, 5, b"")]
    again = replayed(tmp_path, made)
    assert (again.rejects, again.told) == (made.rejects, made.told)


@given(lines=LINES)
def test_after_a_fix_records_become_what_they_would_have_become(
    lines: list[bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("run")
    data = b"\n".join(lines)
    fix: dict[str, Any] = {"profile": "tolerant", "map": {"status": {"paused": "running"}}, "from_": MODEL}
    before = converted(folder, data, from_=MODEL)
    after = converted(folder, data, **fix)
    again = converted(folder, before.rejects, replay=True, **fix)
    assert again.rejects == after.rejects
    assert [place_of(each) for each in again.told] == [place_of(each) for each in after.told]
    mended = {each.number for each in before.told} - {each.number for each in after.told}
    assert again.summary.passed == len(mended)
    assert again.out == b"".join(
        rb.convert(each.data, RUN, **fix).data + b"\n" for each in before.told if each.number in mended
    )


def place_of(rejected: rb.Rejected) -> tuple[int, int, int, int]:
    return rejected.number, rejected.line, rejected.column, rejected.offset


def test_a_record_is_taken_for_what_it_was_taken_for_before(tmp_path: Path) -> None:
    """Alone, these would be of no format, or of the one to convert to."""
    made = converted(tmp_path, b"\n".join([*GOOD, b"{}", run(), b"[]"]))
    assert {each.form for each in made.told} == {MODEL}
    assert replayed(tmp_path, made).rejects == made.rejects


def test_another_format_may_be_the_fix(tmp_path: Path) -> None:
    made = converted(tmp_path, b"\n".join([*GOOD, run(id="other")]), from_=RUN, to=MODEL)
    assert made.summary.rejected == len(GOOD)
    again = replayed(tmp_path, made, from_=MODEL, to=RUN)
    assert again.out == b"".join(map(alone, GOOD))


def test_rejects_of_another_format_are_not_taken_for_something_else(tmp_path: Path) -> None:
    made = converted(tmp_path, b"\n".join([*GOOD, *BAD]))
    with pytest.raises(rb.WrongUse) as caught:
        replayed(tmp_path, made, to=MODEL)
    assert str(caught.value) == f"there is no conversion from {MODEL} to {MODEL}; choose {RUN}"


def test_rejects_of_many_files_are_run_again_in_order(tmp_path: Path) -> None:
    bad = [model(id=f"{number}", status=number) for number in range(250)]
    made = converted(tmp_path, b"\n".join([model(), *bad]), b"\n".join([model(), *bad]))
    again = replayed(tmp_path, made, jobs=4)
    assert (again.rejects, again.told) == (made.rejects, made.told)
    assert [each.file for each in again.told] == [str(tmp_path / "in0")] * 250 + [str(tmp_path / "in1")] * 250


def test_rejects_may_be_compressed_and_in_several_files(tmp_path: Path) -> None:
    made = converted(tmp_path, ALL_SORTS)
    twice = converted(tmp_path, made.rejects, gzip.compress(made.rejects), replay=True)
    assert twice.rejects == made.rejects * 2


def test_what_are_no_rejects_are_no_rejects(tmp_path: Path) -> None:
    file = write(tmp_path, "in", model())
    with pytest.raises(rb.WrongUse) as caught:
        converted(tmp_path, file, replay=True)
    assert str(caught.value) == f"{file}:1 is not a reject that runbridge wrote"


# Other ways in.


def test_empty_files_are_nothing_and_keep_nothing_from_going_on(tmp_path: Path) -> None:
    made = converted(tmp_path, b"", model(id="a"), b"\n\n", b"", model(id="b"), b"[]", gzip.compress(b""))
    assert [json.loads(line)["id"] for line in made.out.splitlines()] == ["a", "b"]
    assert made.summary.records == 2
    nothing = converted(tmp_path, b"")
    assert (nothing.out, nothing.rejects, nothing.told, nothing.summary) == (b"", b"", [], rb.Summary())


def test_no_file_has_no_records(tmp_path: Path) -> None:
    assert rb.convert_file([], tmp_path / "out", RUN) == rb.Summary()
    assert (tmp_path / "out").read_bytes() == b""
    assert rb.validate_file([]) == rb.Summary()


def test_a_folder_is_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder, "b.ndjson", model(id="b"))
    write(folder, "a.json.gz", gzip.compress(model(id="a")))
    made = converted(tmp_path, str(folder))
    assert [json.loads(line)["id"] for line in made.out.splitlines()] == ["a", "b"]


def test_a_sidecar_brings_all_back(tmp_path: Path) -> None:
    others = model(id="d", extra={"b": [1]}), without(model(id="e"), "ended_at")
    data = b"".join(line + b"\n" for line in (*GOOD, *others))
    there = converted(tmp_path, data, residue="sidecar", profile="tolerant")
    side = write(tmp_path, "side", there.files["sidecar"])
    back = converted(tmp_path, there.out, to=MODEL, residue_from=side, jobs=2, profile="tolerant")
    assert [json.loads(line) for line in back.out.splitlines()] == [json.loads(line) for line in data.splitlines()]
    other = converted(tmp_path, there.out + run(id="unknown"), to=MODEL, residue_from=side, profile="tolerant")
    assert other.summary.missed == 1


def test_a_summary_file_is_the_summary(tmp_path: Path) -> None:
    made = converted(tmp_path, b"\n".join([*GOOD, *BAD]), residue="drop")
    assert json.loads(made.files["summary"]) == {
        "records": 12,
        "passed": 3,
        "rejected": 9,
        "members": {
            "defaulted": {"cfWorkflowId": 3, "error": 3, "parentRunId": 3},
            "dropped": {"machine_id": 3, "number": 3, "status": 1},
        },
        "more": 0,
        "missed": 0,
        "damaged": 0,
    }
    assert made.files["summary"] == json.dumps(made.summary.as_json(), indent=2).encode() + b"\n"


def test_records_of_a_file_are_read_with_their_places(tmp_path: Path) -> None:
    file = write(tmp_path, "in", gzip.compress(b"[" + model() + b",\n" + compact("x" * 999) + b"]"))
    one, long = rb.read_records(Path(file), max_record=900)
    assert one == rb.Entry(model(), 1, 1, 2, 1)
    assert (long.data, long.number, long.line, long.column) == (b"", 2, 2, 1)
    assert long.flaw == rb.Problem(code="too-long", expected="900 bytes")
    assert [entry.data for entry in rb.read_records(write(tmp_path, "lines", b"1\n2"))] == [b"1", b"2"]


# Validation.


@pytest.mark.usefixtures("small")
def test_validation_tells_the_same_from_any_number_of_jobs(tmp_path: Path) -> None:
    file, other = write(tmp_path, "in", ALL_SORTS), write(tmp_path, "other", b"[" + run() + b",{}]")
    outcomes: list[Any] = []
    for jobs in (1, 2, 3):
        told: list[rb.Rejected] = []
        summary = rb.validate_file([file, other, file], jobs=jobs, on_reject=told.append, summary=tmp_path / "summary")
        outcomes.append((summary, told, (tmp_path / "summary").read_bytes()))
    assert outcomes[1:] == outcomes[:1] * 2
    summary, told, text = outcomes[0]
    assert summary == rb.Summary(records=summary.records, rejected=len(told))
    assert json.loads(text) == summary.as_json()
    for each in told:
        assert [problem.code for problem in each.problems] == [p.code for p in rb.validate(each.data, each.form)]
    records = [line for line in ALL_SORTS.split(b"\n") if is_record(line)]
    assert summary.records == 2 * len(records) + 2
    invalid = [line for line in records if rb.validate(line.removesuffix(b"\r"), MODEL)]
    assert len(told) == 2 * len(invalid) + 1


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
def test_files_that_cannot_be_read_are_told_of_and_the_others_done(
    tmp_path: Path, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    share_small(monkeypatch)
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
