"""orjson and dicts."""

from pathlib import Path

import orjson

from tests.benchmarks.lines import convert_lines
from tests.benchmarks.peers.mapping import to_model, to_run


def right(source: Path, target: Path) -> None:
    """Convert records to the other format."""
    convert_lines(source, target, lambda line: orjson.dumps(to_run(orjson.loads(line))))


def left(source: Path, target: Path) -> None:
    """Convert records back."""
    convert_lines(source, target, lambda line: orjson.dumps(to_model(orjson.loads(line))))
