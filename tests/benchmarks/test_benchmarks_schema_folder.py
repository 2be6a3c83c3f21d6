"""The script that runs every step on each schema of a folder counts the outcomes."""

import json
from pathlib import Path

import pytest

from runbridge.stubs.generate import TARGETS
from tests.benchmarks import schema_folder


def test_report_counts_every_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    schemas = tmp_path / "schemas"
    schemas.mkdir()
    draft = "http://json-schema.org/draft-07/schema#"
    good = {"$schema": draft, "type": "object", "properties": {"a": {"type": "array", "items": [{"type": "string"}]}}}
    (schemas / "good.json").write_text(json.dumps(good), encoding="utf-8")
    (schemas / "bad.json").write_text('{"$ref": "other.json"}', encoding="utf-8")
    schema_folder.main([str(schemas), "--out", str(tmp_path / "out")])
    lines = capsys.readouterr().out.splitlines()
    steps = ("read", *TARGETS, "validate", "diff with itself")
    assert lines[: len(steps)] == [f"{step}: 1 refused, 1 ok" for step in steps]
    assert lines[len(steps) : len(steps) + 3] == [
        "diff with a change: 1 refused, 1 with changes",
        "failures:",
        "slowest:",
    ]
    assert sorted(path.name for path in (tmp_path / "out").rglob("*.*")) == ["s_good.py"] * 4 + ["s_good.ts"] * 2


def test_error_of_a_step_is_a_failure(tmp_path: Path) -> None:
    def fail() -> str:
        raise ValueError("no")

    report = schema_folder.Report()
    report.run("step", tmp_path / "a.json", fail)
    assert report.lines()[:3] == ["step: 1 failed", "failures:", "step a.json: ValueError: no"]
