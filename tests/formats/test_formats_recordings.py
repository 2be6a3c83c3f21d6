"""Recordings of real services, which are not in the repository: they convert exactly to and through the hub."""

import json
from pathlib import Path

import pytest

import runbridge as rb
from codegen.__main__ import ROOT
from runbridge.known_formats import DIRECTIONS
from runbridge.laws.json_tokens import read_tokens as read
from runbridge.laws.json_tokens import with_order
from runbridge.laws.subject import subject_of

HUB = "workflow-run"
FOLDER = ROOT.parent / "shared" / "formats"
FORMATS = [name for name, target in DIRECTIONS if target == HUB and (FOLDER / name.replace("-", "_")).is_dir()]

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the recordings are not here")


def recordings(name: str) -> list[bytes]:
    files = sorted((FOLDER / name.replace("-", "_") / "examples").iterdir())
    return [record for path in files for record in records_in(path)]


def records_in(path: Path) -> list[bytes]:
    """The lines of a file with a record a line; a file with one value is an envelope, which other tests read."""
    return [line for line in path.read_bytes().split(b"\n") if line] if path.suffix == ".ndjson" else []


def given_for(source: str, target: str) -> dict[str, str]:
    """A value for each field that `--set` has to give in one direction."""
    if source == target:
        return {}
    subject = subject_of(source, target, "tolerant")
    return {name: subject.set[name] for name in subject.direction.settable}


@pytest.mark.parametrize("name", FORMATS)
def test_every_recording_is_valid(name: str) -> None:
    for record in recordings(name):
        assert rb.validate(record, name, profile="tolerant") == [], record


@pytest.mark.parametrize("name", FORMATS)
def test_every_recording_has_the_format_that_it_is_from(name: str) -> None:
    for record in recordings(name):
        assert rb.validate(record, profile="tolerant") == [], record


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("target", [HUB, "workflow-run-model", "github-workflow-run"])
def test_a_recording_comes_back_as_it_was(name: str, target: str) -> None:
    if name == target:
        return
    given = {**given_for(name, HUB), **given_for(HUB, target), **given_for(target, HUB)}
    for record in recordings(name):
        there = rb.convert(record, target, name, profile="tolerant", set=given)
        back = rb.convert(there.data, name, target, profile="tolerant", set=given)
        assert with_order(read(back.data)) == with_order(read(record)), json.loads(record)
