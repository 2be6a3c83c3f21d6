"""Records to a Parquet file and back, as a user has them from Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import runbridge as rb
from runbridge.reporters.text import text_of
from runbridge.tables.export import export_file
from runbridge.tables.import_ import import_file


@dataclass
class Run:
    """What a run did: its summary, what it rejected, and where its output is."""

    summary: rb.Summary
    rejected: list[rb.Rejected]
    path: Path
    data: bytes

    @property
    def problems(self) -> list[tuple[int, str]]:
        """The number of each rejected record, and the texts of its problems."""
        return [(each.number, "; ".join(text_of(problem) for problem in each.problems)) for each in self.rejected]

    @property
    def lines(self) -> list[bytes]:
        """The lines of the output."""
        return self.data.splitlines()


def export(folder: Path, lines: Sequence[bytes] | bytes, format: str | None = None, **options: Any) -> Run:
    """The table of some lines, or of a text."""
    source, target, rejected = folder / "in.ndjson", folder / "out.parquet", list[rb.Rejected]()
    source.write_bytes(lines if isinstance(lines, bytes) else b"".join(line + b"\n" for line in lines))
    summary = export_file(source, target, format, on_reject=rejected.append, **options)
    return Run(summary, rejected, target, target.read_bytes())


def import_back(path: Path, format: str | None = None, **options: Any) -> Run:
    """The records of a table."""
    target, rejected = path.with_name("back.ndjson"), list[rb.Rejected]()
    summary = import_file(path, target, format, on_reject=rejected.append, **options)
    return Run(summary, rejected, target, target.read_bytes())


def round_trip(folder: Path, lines: Sequence[bytes], **options: Any) -> list[bytes]:
    """What comes back of some lines, none of which is rejected."""
    there = export(folder, lines, **options)
    assert there.problems == []
    again = import_back(there.path)
    assert (again.problems, again.summary.records) == ([], len(lines))
    return again.lines
