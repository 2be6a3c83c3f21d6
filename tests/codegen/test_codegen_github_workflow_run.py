"""The format of GitHub Actions: recordings of other repositories are valid, and our records cover the vocabularies."""

import json
from pathlib import Path

import pytest

import runbridge as rb
from codegen.__main__ import ROOT
from runbridge._runtime.schema import load_schema
from runbridge.known_formats import FORMATS

NAME = "github-workflow-run"
FOLDER = ROOT / "schemas" / "github_workflow_run"
EXAMPLES = sorted((FOLDER / "examples").glob("*.json"))
#: These are not part of this repository.
RECORDINGS = ROOT.parent / "shared" / "formats" / "github_workflow_run" / "examples" / "examples.ndjson"
has_recordings = pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings of GitHub are not here")


def lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines()


@has_recordings
def test_recordings_are_valid_except_for_fields_that_the_service_got_later() -> None:
    later = json.loads((FOLDER / "tolerant.json").read_text(encoding="utf-8"))["missing"]
    for line in lines(RECORDINGS):
        assert rb.validate(line, NAME, profile="tolerant", strict=True) == []
        missing = [f"the record is missing the field `{name}`" for name in later if f'"{name}"'.encode() not in line]
        assert sorted(problem.message for problem in rb.validate(line, NAME)) == sorted(missing)


@has_recordings
def test_recordings_come_back_from_models_as_they_were() -> None:
    model = FORMATS[NAME].model
    for line in lines(RECORDINGS):
        if not rb.validate(line, NAME):
            assert json.loads(rb.encode(rb.decode(line, model))) == json.loads(line)
            continue
        with pytest.raises(rb.InvalidRecord) as caught:
            rb.decode(line, model, profile="tolerant")
        assert list(caught.value.problems) == rb.validate(line, NAME)


def test_there_is_a_record_for_every_status_and_every_conclusion() -> None:
    fields = load_schema(FORMATS[NAME])["properties"]
    records = [json.loads(path.read_text(encoding="utf-8"))["record"] for path in EXAMPLES]
    for field in ("status", "conclusion"):
        assert {record[field] for record in records} - {None} == set(fields[field]["x-extensible-enum"])


@has_recordings
def test_our_records_have_the_fields_of_recordings_in_their_order() -> None:
    newest = json.loads(lines(RECORDINGS)[-1])
    for path in EXAMPLES:
        record = json.loads(path.read_text(encoding="utf-8"))["record"]
        assert [*record] == [*newest]
        assert [*record["repository"]] == [*newest["repository"]]
        assert [*record["actor"]] == [*newest["actor"]]
        assert [*record["repository"]["owner"]] == [*newest["repository"]["owner"]]
