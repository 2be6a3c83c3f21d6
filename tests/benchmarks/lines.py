"""Loops over the lines of a file, for tools that process one record at a time."""

from collections.abc import Callable
from pathlib import Path


def convert_lines(source: Path, target: Path, work: Callable[[bytes], bytes]) -> None:
    """Write the result of `work` for each line."""
    with source.open("rb") as lines, target.open("wb") as out:
        for line in lines:
            out.write(work(line))
            out.write(b"\n")


def check_lines(source: Path, is_valid: Callable[[bytes], object]) -> None:
    """Raise ValueError at the first line that is not valid; all records of a benchmark are valid."""
    with source.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not is_valid(line):
                raise ValueError(f"line {number} is not valid")
