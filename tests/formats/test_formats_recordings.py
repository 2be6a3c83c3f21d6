"""Recordings of real services, which are not in the repository: they convert exactly to and through the hub."""

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

import runbridge as rb
from codegen.__main__ import ROOT
from runbridge.known_formats import DIRECTIONS, FORMATS
from runbridge.laws.bridge_rules import bridge_of
from runbridge.laws.json_tokens import read_tokens as read
from runbridge.laws.json_tokens import with_order
from runbridge.laws.subject import subject_of
from runbridge.record.read_record import detect

HUB = "workflow-run"
FOLDER = ROOT.parent / "shared" / "formats"
BRIDGED = [name for name, target in DIRECTIONS if target == HUB]
RECORDED = [name for name in BRIDGED if (FOLDER / name.replace("-", "_")).is_dir()]
#: A list of Temporal's command line has the field names of protobuf, which are unknown fields.
OTHER_NAMES = b'{"execution":{"workflow_id":'

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the recordings are not here")


def recordings(name: str) -> list[bytes]:
    files = sorted((FOLDER / name.replace("-", "_") / "examples").iterdir())
    return [record for path in files for record in records_in(path, name)]


def records_in(path: Path, name: str) -> list[bytes]:
    """The lines of a file with a record a line; the records in a file with one value, which may be an envelope."""
    data = path.read_bytes()
    return [line for line in data.split(b"\n") if line] if path.suffix == ".ndjson" else [*records_inside(data, name)]


def records_inside(value: bytes, name: str) -> Iterator[bytes]:
    """The value itself if it is a record of the format, else the records in its fields and items."""
    if value.lstrip()[:1] == b"[":
        for item in msgspec.json.decode(value, type=list[msgspec.Raw]):
            yield from records_inside(bytes(item), name)
    elif value.lstrip()[:1] == b"{":
        try:
            is_record = detect(value).name == name
        except rb.UnknownFormat:
            is_record = False
        if is_record:
            yield value
            return
        for field in msgspec.json.decode(value, type=dict[str, msgspec.Raw]).values():
            yield from records_inside(bytes(field), name)


def has_integers_for_texts(name: str) -> bool:
    """Whether a format has integers where the hub has texts: not every identity can become one."""
    bridge = bridge_of(FORMATS[name].package)
    return bridge is not None and any(rule["rule"] == "text" for rule in bridge["rules"])


def converted(record: bytes, target: str, name: str, given: dict[str, str]) -> bytes | None:
    """The converted record; None where it has a text that the target cannot have."""
    try:
        return rb.convert(record, target, name, profile="tolerant", set=given).data
    except rb.Unconvertible as error:
        if {problem.code for problem in error.problems} == {"unrepresentable-value"} and has_integers_for_texts(target):
            return None
        raise


def given_for(source: str, target: str) -> dict[str, str]:
    """A value for each field that `--set` has to give in one direction."""
    if source == target:
        return {}
    subject = subject_of(source, target, "tolerant")
    return {name: subject.set[name] for name in subject.direction.settable}


@pytest.mark.parametrize("name", RECORDED)
def test_every_file_has_records(name: str) -> None:
    for path in (FOLDER / name.replace("-", "_") / "examples").iterdir():
        assert records_in(path, name), path


@pytest.mark.parametrize("name", RECORDED)
def test_every_recording_is_valid(name: str) -> None:
    for record in recordings(name):
        strict = not record.startswith(OTHER_NAMES)
        assert rb.validate(record, name, profile="tolerant", strict=strict) == [], record


@pytest.mark.parametrize("name", RECORDED)
def test_every_recording_has_the_format_that_it_is_from(name: str) -> None:
    for record in recordings(name):
        assert rb.validate(record, profile="tolerant") == [], record


@pytest.mark.parametrize("name", RECORDED)
@pytest.mark.parametrize("target", [HUB, *BRIDGED])
def test_a_recording_comes_back_as_it_was(name: str, target: str) -> None:
    if name == target:
        return
    given = {**given_for(name, HUB), **given_for(HUB, target), **given_for(target, HUB)}
    for record in recordings(name):
        there = converted(record, target, name, given)
        if there is not None:
            back = rb.convert(there, name, target, profile="tolerant", set=given)
            assert with_order(read(back.data)) == with_order(read(record)), json.loads(record)
