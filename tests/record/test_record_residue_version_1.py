"""Residues of version 1 are still read: golden files that runbridge wrote before version 2."""

from pathlib import Path
from typing import Any

import pytest

import runbridge as rb
from runbridge.laws.json_tokens import read_tokens as read

GOLDEN = Path(__file__).parent / "version_1"
#: What the files were written with.
OPTIONS: Any = {
    "set": {"userId": "user_set", "workspaceId": "wsp_set"},
    "map": {"status": {"paused": "running", "odd=one:": "waiting"}, "origin": {"cron": "agent"}},
}
EACH = pytest.mark.parametrize("form", ["workflow-run-model", "workflow-run"])
BOTH = pytest.mark.parametrize("profile", ["published", "tolerant"])


def lines_of(form: str, profile: str, part: str) -> list[bytes]:
    return (GOLDEN / f"{form}.{profile}.{part}.ndjson").read_bytes().splitlines()


def other(form: str) -> str:
    return "workflow-run" if form == "workflow-run-model" else "workflow-run-model"


@EACH
@BOTH
def test_embedded_residues_of_version_1_restore_their_records(form: str, profile: str) -> None:
    sources, converted = (lines_of(form, profile, part) for part in ("source", "converted"))
    assert len(sources) == len(converted) > 5
    for source, data in zip(sources, converted, strict=True):
        back = rb.convert(data, form, other(form), profile=profile, **OPTIONS)
        assert read(back.data) == read(source)
        assert [loss for loss in back.losses if loss.kind != "defaulted"] == []


@EACH
@BOTH
def test_residues_of_version_1_from_a_sidecar_restore_their_records(form: str, profile: str) -> None:
    sources, data, residues = (lines_of(form, profile, part) for part in ("source", "apart", "residue"))
    for source, record, residue in zip(sources, data, residues, strict=True):
        sidecar = None if residue == b"null" else residue
        back = rb.convert(record, form, other(form), profile=profile, sidecar=sidecar, **OPTIONS)
        assert read(back.data) == read(source)
        assert [loss for loss in back.losses if loss.kind != "defaulted"] == []


@EACH
@BOTH
def test_files_with_residues_of_version_1_are_converted(form: str, profile: str, tmp_path: Path) -> None:
    converted, back = GOLDEN / f"{form}.{profile}.converted.ndjson", tmp_path / "back.ndjson"
    summary = rb.convert_file(converted, back, form, from_=other(form), profile=profile, **OPTIONS)
    assert [read(line) for line in back.read_bytes().splitlines()] == [
        read(line) for line in lines_of(form, profile, "source")
    ]
    assert summary.rejected == 0


def test_a_residue_of_another_version_of_the_bridge_is_ignored() -> None:
    (first, *_) = [line for line in lines_of("workflow-run-model", "published", "converted") if b'"bridge":"1"' in line]
    done = rb.convert(first.replace(b'"bridge":"1"', b'"bridge":"2"'), "workflow-run-model", "workflow-run")
    reason = "it is not of version 1 of the bridge"
    assert done.losses[0] == rb.Loss(kind="ignored", field="_residue", reason=reason)
