"""The script that runs every step on each schema of a folder counts the outcomes."""

import json
import time
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
    assert lines[len(steps) : len(steps) + 5] == [
        "diff with a change: 1 refused, 1 with changes",
        "failures:",
        "refusals:",
        "10 `…` refers to `…`: only references into the schema itself are followed",
        "slowest:",
    ]
    assert sorted(path.name for path in (tmp_path / "out").rglob("*.*")) == ["s_good.py"] * 4 + ["s_good.ts"] * 2


def test_error_of_a_step_is_a_failure(tmp_path: Path) -> None:
    def fail() -> str:
        raise ValueError("no")

    report = schema_folder.Report(60)
    report.run("step", tmp_path / "a.json", fail)
    assert report.lines()[:3] == ["step: 1 failed", "failures:", "step a.json: ValueError: no"]


def test_a_step_ends_at_the_limit_of_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(_file: Path, target: str, _out: Path | None) -> str:
        if target == "zod":
            while True:
                time.process_time()
        return "ok"

    monkeypatch.setattr(schema_folder, "_write_stubs", write)
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    (tmp_path / "b.json").write_text("{}", encoding="utf-8")
    report = schema_folder.use_folder(tmp_path, limit=1, first=1)
    assert [line for line in report.lines() if "zod" in line][:2] == ["zod: 1 too slow", "zod b.json: too slow"]
    assert "typescript: 1 ok" in report.lines()


def test_another_verdict_is_listed(tmp_path: Path) -> None:
    report = schema_folder.Report(60)
    report.run("validate", tmp_path / "a.json", lambda: "another verdict")
    assert report.lines()[:3] == ["validate: 1 another verdict", "failures:", "validate a.json: another verdict"]


def test_patterns_that_python_cannot_read_are_not_compared(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"type": "string", "pattern": "^(?<n>a)"}', encoding="utf-8")
    assert "validate: 1 not compared" in schema_folder.use_folder(tmp_path).lines()
