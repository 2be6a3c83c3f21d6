"""`--jobs`: the same in less time, one line when something happens to a process, and nothing that is left.

Processes do the work where the native module does not; here it is turned off for them.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from runbridge.pipeline.executor import MIN_PART
from runbridge.version import VARIABLE
from tests.cli.commands import Command
from tests.pipeline.output_helpers import NO_COVERAGE
from tests.pipeline.sample_records import RUN, column_of, model

BAD = model(status=1)
COLUMN = column_of("status", BAD)
WRONG_STATUS = "invalid-type `/status` must be a string, not the number 1"


@pytest.fixture(scope="module", name="large")
def fixture_large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that is shared out, with a bad record near the start and one near the end."""
    line = model(workflow_inputs={"prompt": "a lighthouse " * 1000}) + b"\n"
    count = MIN_PART // len(line) + 1
    path = tmp_path_factory.mktemp("large") / "in.ndjson"
    path.write_bytes(line * 3 + BAD + b"\n" + line * (2 * count) + BAD + b"\n" + line * 3)
    return path


@pytest.mark.parametrize("jobs", ["2", "auto"])
def test_jobs_write_the_same_files_as_one_process(runbridge: Command, large: Path, jobs: str) -> None:
    alone = runbridge("convert", large, "--to", RUN, "-o", "alone", "--rejects", "rejects.alone")
    shared = runbridge("convert", large, "--to", RUN, "-o", "out", "--rejects", "rejects", "--jobs", jobs)
    last = large.read_bytes().count(b"\n") - 3
    lines = alone.err.splitlines()
    assert lines[:2] == [f"{last + 3:,} records: {last + 1:,} converted, 2 rejected", "problems: invalid-type (2)"]
    assert shared == alone
    for name in ("out", "rejects"):
        assert Path(name).read_bytes() == Path(f"{'' if name == 'out' else 'rejects.'}alone").read_bytes()
    assert sorted(path.name for path in Path().iterdir()) == ["alone", "out", "rejects", "rejects.alone"]


def test_jobs_report_the_same_as_one_process(runbridge: Command, large: Path) -> None:
    alone = runbridge("validate", "--output-format", "concise", large)
    assert (alone.code, len(alone.out.splitlines())) == (1, 2)
    assert runbridge("validate", "--output-format", "concise", large, "--jobs", "2") == alone


def children_of(process: "subprocess.Popen[bytes]") -> list[int]:
    """The processes that a process started and that have not ended."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(child) for child in listed.read_text().split()]


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture(name="slow")
def fixture_slow(tmp_path: Path) -> str:
    """The name of a file that is split among workers; there is an old output."""
    # Lines with a carriage return are done one by one: slow enough to be in the middle when something happens.
    line = model(workflow_inputs={"prompt": "a lighthouse " * 500}) + b"\r\n"
    (tmp_path / "in.ndjson").write_bytes(line * (2 * MIN_PART // len(line) + 1))
    (tmp_path / "out").write_text("old")
    return "in.ndjson"


NO_CHILDREN = pytest.mark.skipif(
    not Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").exists(), reason="this system does not list children"
)
CONVERSION = ["convert", "--to", RUN, "-o", "out", "--rejects", "rejects"]


@contextmanager
def in_two_processes(command: list[str], folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(
        [sys.executable, "-m", "runbridge", *command, "--jobs", "2"],
        # An interrupt while coverage holds a lock of its own would let the process wait for ever.
        env={**NO_COVERAGE, VARIABLE: "off"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
    ) as running:
        try:
            yield running
        finally:
            # Else a test that fails would wait for it.
            running.kill()


@NO_CHILDREN
def test_an_interrupt_ends_the_workers(slow: str, tmp_path: Path) -> None:
    with in_two_processes([*CONVERSION, slow], tmp_path) as running:
        until = time.monotonic() + 30
        parts: list[Path] = []
        # Until both of them write.
        while len([path for path in parts if path.stat().st_size]) < 2 and time.monotonic() < until:
            time.sleep(0.001)
            parts = [path for path in tmp_path.iterdir() if path.suffix == ".part"]
        jobs = children_of(running)
        running.send_signal(signal.SIGINT)
        assert running.communicate(timeout=30) == (b"", b"error: interrupted\n")
        assert running.returncode == 130
    assert len(jobs) == 1
    assert not is_alive(jobs[0])
    # Two outputs, and what the job writes for each.
    assert len(parts) == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == [slow, "out"]
    assert (tmp_path / "out").read_text() == "old"


@NO_CHILDREN
@pytest.mark.parametrize("command", [CONVERSION, ["validate"]])
def test_a_killed_worker_is_one_line_and_no_success(command: list[str], slow: str, tmp_path: Path) -> None:
    with in_two_processes([*command, slow], tmp_path) as running:
        until = time.monotonic() + 30
        while not (jobs := children_of(running)) and time.monotonic() < until:
            time.sleep(0.001)
        assert len(jobs) == 1
        os.kill(jobs[0], signal.SIGKILL)
        assert running.communicate(timeout=30) == (
            b"",
            b"error: a job was killed by signal 9; the output files are unchanged\n",
        )
        assert running.returncode == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == [slow, "out"]
    assert (tmp_path / "out").read_text() == "old"
