"""Ways to observe records in tests, and records with outputs in them."""

import json
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from runbridge.drift.observe import observe
from runbridge.drift.report import FieldReport, Report
from runbridge.schemas.record_schema import dotted
from tests.pipeline.sample_records import MODEL

OUTPUT: dict[str, Any] = {
    "id": "o-1",
    "run_id": "run-1",
    "data": {"images": [{"url": "u", "type": "output", "filename": "f.png"}], "text": ["a", True]},
    "node_meta": {"node_id": "9"},
    "created_at": "2026-01-02T03:04:05Z",
    "updated_at": "2026-01-02T03:04:06Z",
}


def output(**members: Any) -> dict[str, Any]:
    """One output, with other fields."""
    return OUTPUT | members


def seen(*records: bytes, form: str = MODEL, profile: str = "published") -> Report:
    """What is observed in a file with a record on each line, which is called `in.ndjson` in the report."""
    with TemporaryDirectory() as folder, chdir(folder):
        Path("in.ndjson").write_bytes(b"\n".join(records) + b"\n")
        return observe(["in.ndjson"], form, profile=profile)


def drifts(report: Report) -> list[tuple[str, str, str | None, int, int, int]]:
    """The drift of a report in short: kind, field, detail, count, of how many, in how many records."""
    return [(each.kind, dotted(each.path), each.detail, each.count, each.of, each.records) for each in report.drift]


def places(report: Report) -> dict[tuple[str, str], tuple[int, int, int]]:
    """The record, line and column of the first of each drift, by kind and field."""
    return {
        (each.kind, dotted(each.path)): (each.first.record, each.first.line, each.first.column) for each in report.drift
    }


def noted(report: Report) -> list[tuple[str, str]]:
    """The notes of a report in short."""
    return [(each.kind, dotted(each.path)) for each in report.notes]


def member(report: Report, name: str) -> FieldReport:
    """The facts of the field with that path."""
    (found,) = [each for each in report.members if each.shown == name]
    return found


def line(value: Any) -> bytes:
    """A value on a line, in ASCII."""
    return json.dumps(value, separators=(",", ":")).encode()
