"""How tests of output write, and how they look at what is there then."""

import os
from pathlib import Path

from runbridge.outputs.atomic import open_outputs

#: For processes that are killed or limited: they must not be cut off in the middle of coverage's own files.
NO_COVERAGE = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


def write(*texts: str, to: list[Path | str]) -> None:
    """Write a text to each path, together."""
    with open_outputs(*map(str, to)) as streams:
        for stream, text in zip(streams, texts, strict=True):
            stream.write(text.encode())


def names_in(folder: Path) -> list[str]:
    """The names of all files in a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())
