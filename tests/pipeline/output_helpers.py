"""Helpers for tests of outputs."""

import os
from pathlib import Path

from runbridge.outputs.atomic import open_outputs

#: The environment for processes that are killed or limited, without coverage, whose data files would be incomplete.
NO_COVERAGE = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


def write(*texts: str, to: list[Path | str]) -> None:
    """Write a text to each path, in one transaction."""
    with open_outputs(*map(str, to)) as streams:
        for stream, text in zip(streams, texts, strict=True):
            stream.write(text.encode())


def names_in(folder: Path) -> list[str]:
    """The names of all files in a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())
