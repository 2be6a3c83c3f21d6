"""How a tool without a way of its own goes over a file: a line in, a line out."""

from collections.abc import Callable
from pathlib import Path


def convert_lines(source: Path, target: Path, work: Callable[[bytes], bytes]) -> None:
    """Write what `work` makes of each line."""
    with source.open("rb") as lines, target.open("wb") as out:
        for line in lines:
            out.write(work(line))
            out.write(b"\n")


def check_lines(source: Path, is_valid: Callable[[bytes], object]) -> None:
    """Raise ValueError at the first line that is not valid: every record here is."""
    with source.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not is_valid(line):
                raise ValueError(f"line {number} is not valid")
