"""The json module of the standard library and dicts."""

import json
from pathlib import Path

from tests.benchmarks.lines import convert_lines
from tests.benchmarks.peers.mapping import to_model, to_run

_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def right(source: Path, target: Path) -> None:
    """Convert records to the other format."""
    convert_lines(source, target, lambda line: _dump(to_run(json.loads(line))).encode())


def left(source: Path, target: Path) -> None:
    """Convert records back."""
    convert_lines(source, target, lambda line: _dump(to_model(json.loads(line))).encode())
