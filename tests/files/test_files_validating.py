"""Every problem of every record of a file becomes a finding with its place in the file."""

from pathlib import Path

import pytest

import runbridge as rb
from runbridge.files.findings import Finding
from runbridge.files.validating import Tally, Validation, validate_file
from tests.files.file_samples import MODEL, RUN, model, run, without


def findings_of(data: bytes, folder: Path, **options: object) -> tuple[list[Finding], Tally]:
    path = folder / "in.json"
    path.write_bytes(data)
    tally = Tally()
    job = Validation(files=(str(path),), **options)  # type: ignore[arg-type]  # each test gives what it is about
    return list(validate_file(job, str(path), tally)), tally


def test_a_clean_file_has_no_findings(tmp_path: Path) -> None:
    assert findings_of(model() + b"\n" + model(extra=1), tmp_path) == ([], Tally(records=2, refused=0))


def test_all_problems_of_all_records_are_found_where_they_stand(tmp_path: Path) -> None:
    bad = model(status=1, user_id=2)
    data = b"[" + model() + b",\n  " + bad + b",\n{]"
    found, tally = findings_of(data, tmp_path)
    assert [(each.record, each.problem.pointer, each.problem.line, each.problem.column) for each in found] == [
        (2, "/status", 2, 2 + bad.index(b'"status":') + 10),
        (2, "/user_id", 2, 2 + bad.index(b'"user_id":') + 11),
        (3, "", 3, 2),
        (4, "", 3, 3),
    ]
    assert tally == Tally(records=4, refused=3)


def test_a_flaw_of_the_file_is_a_finding(tmp_path: Path) -> None:
    found, tally = findings_of(b"[\n" + run(), tmp_path)
    problem = rb.Problem(
        code="not-json", expected="the array that opens before is not closed", line=2, column=len(run()) + 1
    )
    assert found == [Finding(str(tmp_path / "in.json"), 2, problem)]
    assert tally == Tally(records=2, refused=1)


def test_the_profile_and_strictness_are_those_of_the_job(tmp_path: Path) -> None:
    lenient, unknown = without(model(), "gpu"), model(extra=1)
    assert [each.problem.code for each in findings_of(lenient, tmp_path)[0]] == ["missing-member"]
    assert findings_of(lenient, tmp_path, profile="tolerant")[0] == []
    assert findings_of(unknown, tmp_path)[0] == []
    assert [each.problem.code for each in findings_of(unknown, tmp_path, strict=True)[0]] == ["unknown-member"]


def test_the_format_is_that_of_the_job_or_told_from_the_first_record(tmp_path: Path) -> None:
    both = model() + b"\n" + run()
    assert {each.record for each in findings_of(both, tmp_path)[0]} == {2}
    assert {each.record for each in findings_of(both, tmp_path, form=RUN)[0]} == {1}
    assert {each.record for each in findings_of(b"{}\n" + run(), tmp_path, form=MODEL)[0]} == {1, 2}


def test_a_file_without_a_record_that_can_be_read_gets_its_findings_all_the_same(tmp_path: Path) -> None:
    found, tally = findings_of(b'{"a":\n', tmp_path)
    assert [(each.problem.line, each.problem.column, each.problem.message) for each in found] == [
        (1, 6, "not JSON: expecting value")
    ]
    assert tally == Tally(records=1, refused=1)


def test_a_record_behind_a_hundred_that_cannot_be_read_tells_its_own_format(tmp_path: Path) -> None:
    found, tally = findings_of(b"\xff\n" * 100 + model() + b"\n" + run(), tmp_path)
    assert {each.record for each in found} == set(range(1, 101))
    assert tally == Tally(records=102, refused=100)


def test_a_record_of_no_format_is_not_guessed_at(tmp_path: Path) -> None:
    with pytest.raises(rb.UnknownFormat):
        findings_of(b"{}", tmp_path)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(validate_file(Validation(files=()), str(tmp_path / "none"), Tally()))
