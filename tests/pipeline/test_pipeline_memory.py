"""Peak memory does not depend on the size of the input: lines, arrays, long records, decompression bombs."""

import gzip
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, repeat
from pathlib import Path

import pytest

from tests.pipeline.output_helpers import NO_COVERAGE
from tests.pipeline.sample_records import RUN, model

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="this system does not report peak memory"
)

LINE = model(workflow_inputs={"prompt": "a lighthouse in the fog, ünder 🌙 " * 12}) + b"\n"
#: Runs the command line and prints its exit code and peak memory in KiB to standard error.
SCRIPT = """
import re, sys
from runbridge.cli import run
code = run(sys.argv[1:])
peak = re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())
print(code, peak[1], file=sys.stderr)
"""


def peak_of(chunks: Iterable[bytes], *arguments: str, code: int = 0) -> int:
    """The peak memory of a run over some input, in KiB."""
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=NO_COVERAGE,
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        with process.stdin as stdin:
            for chunk in chunks:
                stdin.write(chunk)
        *_, last = process.stderr.read().splitlines()
    exit_code, peak = last.split()
    assert int(exit_code) == code
    return int(peak)


def lines(records: int) -> Iterator[bytes]:
    return repeat(LINE * 100, records // 100)


def array(records: int) -> Iterator[bytes]:
    element = LINE.rstrip() + b",\n "
    return chain([b"[\n "], repeat(element * 100, records // 100 - 1), [element * 99, LINE, b"]\n"])


@pytest.mark.parametrize(
    ("command", "make"),
    [
        pytest.param(["validate", "-"], lines, id="validate-lines"),
        pytest.param(["validate", "-"], array, id="validate-array", marks=pytest.mark.deep),
        pytest.param(["convert", "--to", RUN], lines, id="convert-lines", marks=pytest.mark.deep),
        pytest.param(["convert", "--to", RUN], array, id="convert-array", marks=pytest.mark.deep),
    ],
)
def test_ten_times_the_records_take_the_same_memory(command: list[str], make: Callable[[int], Iterator[bytes]]) -> None:
    few, many = (peak_of(make(records), *command) for records in (5_000, 50_000))
    assert many < few * 1.1


def test_a_long_record_is_not_kept_in_memory() -> None:
    def long(size: int) -> Iterator[bytes]:
        return chain([b'{"a": "'], repeat(b"x" * (1 << 20), size), [b'"}\n', LINE])

    few, many = (peak_of(long(size), "convert", "--to", RUN, "--max-record", "64KiB", code=1) for size in (5, 100))
    assert many < few * 1.1


@pytest.mark.parametrize("mebibytes", [128, pytest.param(1024, marks=pytest.mark.deep)])
def test_a_decompression_bomb_takes_no_memory(mebibytes: int, tmp_path: Path) -> None:
    with gzip.open(tmp_path / "bomb.gz", "wb") as file:
        for _ in range(mebibytes):
            file.write(bytes(1 << 20))
    assert (tmp_path / "bomb.gz").stat().st_size < mebibytes << 11
    ordinary = peak_of([LINE], "validate", "-")
    # Without a line end it is one record, of which only the allowed size is kept.
    bomb = ["validate", str(tmp_path / "bomb.gz"), "--format", RUN, "--max-record", "64KiB"]
    assert peak_of([], *bomb, code=2) < ordinary * 1.2
