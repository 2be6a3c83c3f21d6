"""Helpers for tests of runs: conversions with all their outputs, streams in pieces, workers."""

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
class ConvertResult:
    """The result of a conversion: its summary, the rejected records, and its files by name."""

    summary: rb.Summary
    rejected: list[rb.Rejected]
    files: dict[str, bytes] = field(default_factory=dict[str, bytes])

    @property
    def out(self) -> bytes:
        return self.files["out"]

    @property
    def rejects(self) -> bytes:
        return self.files["rejects"]


def convert_inputs(
    folder: Path, *inputs: bytes | str, to: str = RUN, output: str = "out", **options: Any
) -> ConvertResult:
    """Convert inputs with every kind of output; bytes become a file."""
    paths = [
        name if isinstance(name, str) else write(folder, f"in{number}", name) for number, name in enumerate(inputs)
    ]
    result = folder / "result"
    result.mkdir(exist_ok=True)
    if options.get("residue") == "sidecar":
        options["sidecar"] = result / "sidecar"
    rejected: list[rb.Rejected] = []
    options = {"rejects": result / "rejects", "summary": result / "summary", "on_reject": rejected.append, **options}
    summary = rb.convert_file(paths, result / output, to, **options)
    files = {path.name: path.read_bytes() for path in result.iterdir()}
    for path in result.iterdir():
        path.unlink()
    return ConvertResult(summary, rejected, files)


def write(folder: Path, name: str, data: bytes) -> str:
    """Write a file and return its path."""
    (folder / name).write_bytes(data)
    return str(folder / name)


class Pieces:
    """A stream whose reads return at most the given sizes, in turn."""

    def __init__(self, data: bytes, sizes: Iterable[int]) -> None:
        self._stream = io.BytesIO(data)
        self._sizes = itertools.cycle(sizes)

    def read(self, size: int, /) -> bytes:
        return self._stream.read(min(size, next(self._sizes)))


def records_from_pieces(data: bytes, *sizes: int, max_record: int = 1 << 20) -> list[Record]:
    """The records of a stream whose reads return at most the given sizes, in turn."""
    return list(iter_records(Pieces(data, sizes or [1 << 16]), max_record=max_record))


def open_fifo(path: Path) -> FileIO:
    """A named pipe open for writing, as soon as another process reads it."""
    until = time.monotonic() + 30
    while True:
        try:
            handle = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            assert time.monotonic() < until, "no process reads the pipe"
            time.sleep(0.01)
        else:
            os.set_blocking(handle, True)
            return FileIO(handle, "wb")


def split_small_files(monkeypatch: pytest.MonkeyPatch, size: int = 1) -> None:
    """Let files of `size` bytes or more be split among workers, also where threads could process them."""
    monkeypatch.setattr("runbridge.pipeline.executor.MIN_PART", size)
    monkeypatch.setattr("runbridge.pipeline.executor._is_for_threads", lambda file, is_native: False)


def without_coverage(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start processes without coverage: one that is killed may leave its data files incomplete."""
    for name in os.environ.keys() - NO_COVERAGE.keys():
        monkeypatch.delenv(name)


def worker_ids() -> list[int]:
    """The process ids of the running workers of this process."""
    found = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(os.getpid())], capture_output=True, text=True, check=False
    )
    return [int(line.split()[0]) for line in found.stdout.splitlines() if "runbridge.pipeline.worker" in line]
