"""Recordings of real services, which are not in the repository: they convert exactly to and through the hub."""

import pytest

import runbridge as rb
from codegen.__main__ import ROOT
from runbridge.laws.json_tokens import read_tokens as read

FORMAT = "github-workflow-run"
HUB = "workflow-run"
GIVEN = {"mode": "async", "userId": "unknown"}
FOLDER = ROOT.parent / "shared" / "formats" / "github_workflow_run" / "examples"

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the recordings are not here")


def recordings() -> list[bytes]:
    return [line for path in FOLDER.glob("*.ndjson") for line in path.read_bytes().split(b"\n") if line]


def test_only_fields_that_the_service_has_added_since_are_missing_in_recordings() -> None:
    problems = [rb.validate(line, FORMAT) for line in recordings()]
    missing = {(problem.code, problem.expected) for found in problems for problem in found}
    assert missing == {("missing-field", "`display_title`"), ("missing-field", "`path`")}
    assert sum(not found for found in problems) == 4


@pytest.mark.parametrize("target", [HUB, "workflow-run-model"])
def test_a_recording_comes_back_as_it_was(target: str) -> None:
    valid = [line for line in recordings() if not rb.validate(line, FORMAT)]
    assert valid
    for line in valid:
        there = rb.convert(line, target, FORMAT, set=GIVEN)
        assert read(rb.convert(there.data, FORMAT, target, set=GIVEN).data) == read(line)
