"""A worker does its task, reports its progress and result, and ends with the run."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from runbridge.options import ConvertOptions, RunOptions, ValidateOptions
from runbridge.pipeline import worker
from runbridge.pipeline.runner import FileRange, RangeCount
from runbridge.pipeline.worker import (
    Failure,
    Heartbeat,
    Message,
    OutputPart,
    Task,
    TaskResult,
    decode,
    encode,
    run_task,
)
from tests.pipeline.output_helpers import NO_COVERAGE
from tests.pipeline.run_helpers import open_fifo, write
from tests.pipeline.sample_records import MODEL, RUN, model

SCRIPT = "from runbridge.pipeline.worker import main; main()"


def task(folder: Path, *ranges: FileRange, spec: ConvertOptions | ValidateOptions, continues: bool = False) -> Task:
    def part(name: str) -> OutputPart:
        # A run creates the files before it starts a worker.
        (folder / name).touch()
        return OutputPart(str(folder / name), f"the {name}")

    return Task(
        spec=spec,
        options=RunOptions(max_record=1000),
        ranges=list(ranges),
        continues=continues,
        rejects=part("rejects"),
        output=part("output") if isinstance(spec, ConvertOptions) else None,
        sidecar=part("sidecar") if isinstance(spec, ConvertOptions) and spec.residue == "sidecar" else None,
    )


def messages_of(each: Task) -> list[Message]:
    messages: list[Message] = []
    run_task(each, messages.append)
    return messages


def test_a_range_is_written_and_counted(tmp_path: Path) -> None:
    before, lines = model() + b"\n", model(id="a") + b"\n{\n" + model(id="b") + b"\n"
    file = write(tmp_path, "in", before + lines)
    end = len(before) + len(lines)
    spec = ConvertOptions(target=RUN, residue="sidecar")
    heartbeat, last = messages_of(task(tmp_path, FileRange(file, MODEL, len(before), end), spec=spec))
    assert heartbeat == Heartbeat(len(lines), 3, 1)
    assert isinstance(last, TaskResult)
    assert (last.records, last.rejected, last.more, last.counts, last.errors) == (3, 1, 0, [RangeCount(3, 1, 3)], [])
    assert [json.loads(line)["id"] for line in (tmp_path / "output").read_bytes().splitlines()] == ["a", "b"]
    assert [json.loads(line)["id"] for line in (tmp_path / "sidecar").read_bytes().splitlines()] == ["a", "b"]
    (reject,) = map(json.loads, (tmp_path / "rejects").read_bytes().splitlines())
    assert (reject["text"], reject["record"], reject["line"]) == ("{", 2, 2)
    assert (reject["offset"], reject["versions"]["bridge"]) == (end - len(model(id="b")) - 3, "workflow-run-model/1")


def test_heartbeats_are_sent_during_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_INTERVAL", 0)
    file = write(tmp_path, "in", b"\n".join([model()] * 1000))
    *heartbeats, last = messages_of(task(tmp_path, FileRange(file), spec=ValidateOptions()))
    assert len(heartbeats) > 5
    assert heartbeats[-1] == Heartbeat(Path(file).stat().st_size, 1000, 0)
    assert heartbeats == sorted(heartbeats, key=lambda each: each.consumed if isinstance(each, Heartbeat) else 0)
    assert last == TaskResult(1000, 0, 0, [], [RangeCount(1000, 0, 0)], [])


def test_an_error_is_the_last_message(tmp_path: Path) -> None:
    missing, good = str(tmp_path / "missing"), write(tmp_path, "in", model())
    no_such_file = Failure("OSError", os.strerror(errno.ENOENT), errno.ENOENT, missing)
    for spec in (ConvertOptions(target=RUN), ValidateOptions()):
        assert messages_of(task(tmp_path, FileRange(missing), FileRange(good), spec=spec)) == [no_such_file]
    last = messages_of(task(tmp_path, FileRange(missing), FileRange(good), spec=ValidateOptions(), continues=True))[-1]
    assert last == TaskResult(1, 0, 0, [], [RangeCount(0, 0, 0), RangeCount(1, 0, 0)], [no_such_file])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("count", [1, 2000], ids=["at the end", "on the way"])
@pytest.mark.parametrize("full", ["rejects", "output", "sidecar"])
def test_a_full_disk_is_an_error_that_names_the_output(tmp_path: Path, full: str, count: int) -> None:
    (tmp_path / full).symlink_to("/dev/full")
    file = write(tmp_path, "in", (model() + b"\n{\n") * count)
    messages = messages_of(task(tmp_path, FileRange(file, MODEL), spec=ConvertOptions(target=RUN, residue="sidecar")))
    assert messages[-1] == Failure("OSError", os.strerror(errno.ENOSPC), errno.ENOSPC, f"the {full}")


def test_a_process_sends_the_same_messages(tmp_path: Path) -> None:
    each = task(tmp_path, FileRange(write(tmp_path, "in", model() + b"\n{")), spec=ConvertOptions(target=RUN))
    done = subprocess.run([sys.executable, "-c", SCRIPT], input=encode(each), capture_output=True, check=True)
    assert [decode(line) for line in done.stdout.splitlines()] == messages_of(each)
    assert done.stderr == b""


@pytest.mark.parametrize("text", [b"", b'{"type":"Ta'])
def test_a_worker_without_a_whole_task_ends_silently(text: bytes) -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], input=text, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")


def test_a_worker_whose_messages_nobody_reads_ends_silently(tmp_path: Path) -> None:
    each = task(tmp_path, FileRange(write(tmp_path, "in", model())), spec=ValidateOptions())
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            input=encode(each),
            stdout=writer,
            stderr=subprocess.PIPE,
            # Without a buffer nothing would remain to be written at exit.
            env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
            check=False,
        )
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")


#: Starts a worker, prints the id of its process, and waits.
PARENT = """
import sys
from runbridge.pipeline.pool import Worker
from runbridge.pipeline.worker import decode
worker = Worker(decode(sys.stdin.buffer.readline()))
print(worker._process.pid, flush=True)
worker.wait(60)
"""


@pytest.mark.parametrize("continues", [True, False])
def test_a_worker_ends_when_the_run_is_killed(tmp_path: Path, continues: bool) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    each = task(tmp_path, FileRange(str(fifo), MODEL), spec=ValidateOptions(), continues=continues)
    errors = (tmp_path / "errors").open("wb")
    with (
        errors,
        subprocess.Popen(
            [sys.executable, "-c", PARENT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=NO_COVERAGE,
        ) as parent,
    ):
        assert parent.stdin is not None
        assert parent.stdout is not None
        parent.stdin.write(encode(each))
        parent.stdin.close()
        worker_id = int(parent.stdout.readline())
        # This waits until the worker reads.
        with open_fifo(fifo) as records:
            records.write(model() + b"\n")
            parent.kill()
            parent.wait()
            until = time.monotonic() + 60
            # It runs as long as it reads, and has no other reason to stop.
            with suppress(BrokenPipeError):
                while time.monotonic() < until:
                    records.write(model() + b"\n")
                    time.sleep(0.01)
            assert time.monotonic() < until
    assert is_gone(worker_id)
    assert (tmp_path / "errors").read_bytes() == b""


def is_gone(pid: int) -> bool:
    """Whether a process that this one did not start ends within 30 seconds."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    return False
