"""Whole runs as a user has them from Python, and all that they leave; streams that come in pieces."""

import io
import itertools
import os
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

import runbridge as rb
from runbridge.inputs.chunks import Record
from runbridge.inputs.reader import iter_records
from tests.pipeline.output_helpers import NO_COVERAGE
from tests.pipeline.sample_records import RUN


@dataclass
class Made:
    """What a conversion gave: its summary, what it told of, and its files by name."""

    summary: rb.Summary
    told: list[rb.Rejected]
    files: dict[str, bytes] = field(default_factory=dict[str, bytes])

    @property
    def out(self) -> bytes:
        return self.files["out"]

    @property
    def rejects(self) -> bytes:
        return self.files["rejects"]


def converted(folder: Path, *inputs: bytes | str, to: str = RUN, output: str = "out", **options: Any) -> Made:
    """The conversion of some inputs, with every output that there is; bytes are the content of a file of their own."""
    paths = [
        name if isinstance(name, str) else write(folder, f"in{number}", name) for number, name in enumerate(inputs)
    ]
    made = folder / "made"
    made.mkdir(exist_ok=True)
    if options.get("residue") == "sidecar":
        options["sidecar"] = made / "sidecar"
    told: list[rb.Rejected] = []
    options = {"rejects": made / "rejects", "summary": made / "summary", "on_reject": told.append, **options}
    summary = rb.convert_file(paths, made / output, to, **options)
    files = {path.name: path.read_bytes() for path in made.iterdir()}
    for path in made.iterdir():
        path.unlink()
    return Made(summary, told, files)


def write(folder: Path, name: str, data: bytes) -> str:
    """The path of a file with that content."""
    (folder / name).write_bytes(data)
    return str(folder / name)


class Pieces:
    """A stream that gives no more than so many bytes at once."""

    def __init__(self, data: bytes, sizes: Iterable[int]) -> None:
        self._stream = io.BytesIO(data)
        self._sizes = itertools.cycle(sizes)

    def read(self, size: int, /) -> bytes:
        return self._stream.read(min(size, next(self._sizes)))


def entries_in(data: bytes, *sizes: int, max_record: int = 1 << 20) -> list[Record]:
    """The records of a text that comes in pieces of some sizes, in turn."""
    return list(iter_records(Pieces(data, sizes or [1 << 16]), max_record=max_record))


def open_fifo(path: Path) -> FileIO:
    """A pipe with a name, to write to, as soon as somebody reads it; fails where nobody does."""
    until = time.monotonic() + 30
    while True:
        try:
            handle = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            assert time.monotonic() < until, "nobody reads the pipe"
            time.sleep(0.01)
        else:
            os.set_blocking(handle, True)
            return FileIO(handle, "wb")


def share_small(monkeypatch: pytest.MonkeyPatch, size: int = 1) -> None:
    """Have small files shared out too."""
    monkeypatch.setattr("runbridge.pipeline.partition.MIN_PART", size)


def without_coverage(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep coverage out of processes that are killed, which might be in the middle of its files."""
    for name in os.environ.keys() - NO_COVERAGE.keys():
        monkeypatch.delenv(name)


def children() -> list[int]:
    """The jobs that this process started and that live; what else it started, such as the Java of Spark, is no job."""
    found = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(os.getpid())], capture_output=True, text=True, check=False
    )
    return [int(line.split()[0]) for line in found.stdout.splitlines() if "runbridge.pipeline.worker" in line]
