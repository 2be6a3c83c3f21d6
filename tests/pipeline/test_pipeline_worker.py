"""The process of a job does its part, tells how that went, and does not outlive the one that wants to know."""

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

from runbridge.options import ConvertOptions, ValidateOptions
from runbridge.pipeline import worker
from runbridge.pipeline.protocol import Failure, Heartbeat, Message, OutputPart, Task, TaskResult, decode, encode
from runbridge.pipeline.runner import FileRange, RangeCount
from runbridge.pipeline.worker import run_task
from tests.pipeline.output_helpers import NO_COVERAGE
from tests.pipeline.run_helpers import open_fifo, write
from tests.pipeline.sample_records import MODEL, RUN, model

SCRIPT = "from runbridge.pipeline.worker import main; main()"


def task(folder: Path, *ranges: FileRange, options: ConvertOptions | ValidateOptions, continues: bool = False) -> Task:
    def goal(name: str) -> OutputPart:
        # Whoever gives an assignment has made the files.
        (folder / name).touch()
        return OutputPart(str(folder / name), f"the {name}")

    return Task(
        options=options,
        ranges=list(ranges),
        max_record=1000,
        continues=continues,
        rejects=goal("rejects"),
        output=goal("output") if isinstance(options, ConvertOptions) else None,
        sidecar=goal("sidecar") if isinstance(options, ConvertOptions) and options.residue == "sidecar" else None,
    )


def said(each: Task) -> list[Message]:
    messages: list[Message] = []
    run_task(each, messages.append)
    return messages


def test_a_part_is_written_and_counted(tmp_path: Path) -> None:
    before, lines = model() + b"\n", model(id="a") + b"\n{\n" + model(id="b") + b"\n"
    file = write(tmp_path, "in", before + lines)
    end = len(before) + len(lines)
    options = ConvertOptions(target=RUN, residue="sidecar")
    beat, last = said(task(tmp_path, FileRange(file, MODEL, len(before), end), options=options))
    assert beat == Heartbeat(len(lines), 3, 1)
    assert isinstance(last, TaskResult)
    assert (last.records, last.rejected, last.more, last.counts, last.errors) == (3, 1, 0, [RangeCount(3, 1, 3)], [])
    assert [json.loads(line)["id"] for line in (tmp_path / "output").read_bytes().splitlines()] == ["a", "b"]
    assert [json.loads(line)["id"] for line in (tmp_path / "sidecar").read_bytes().splitlines()] == ["a", "b"]
    (reject,) = map(json.loads, (tmp_path / "rejects").read_bytes().splitlines())
    assert (reject["text"], reject["record"], reject["line"]) == ("{", 2, 2)
    assert (reject["offset"], reject["versions"]["bridge"]) == (end - len(model(id="b")) - 3, "1")


def test_beats_are_told_on_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_INTERVAL", 0)
    file = write(tmp_path, "in", b"\n".join([model()] * 1000))
    *beats, last = said(task(tmp_path, FileRange(file), options=ValidateOptions()))
    assert len(beats) > 5
    assert beats[-1] == Heartbeat(Path(file).stat().st_size, 1000, 0)
    assert beats == sorted(beats, key=lambda beat: beat.consumed if isinstance(beat, Heartbeat) else 0)
    assert last == TaskResult(1000, 0, 0, [], [RangeCount(1000, 0, 0)], [])


def test_an_error_is_the_last_word(tmp_path: Path) -> None:
    missing, good = str(tmp_path / "missing"), write(tmp_path, "in", model())
    no_such_file = Failure("OSError", os.strerror(errno.ENOENT), errno.ENOENT, missing)
    for options in (ConvertOptions(target=RUN), ValidateOptions()):
        assert said(task(tmp_path, FileRange(missing), FileRange(good), options=options)) == [no_such_file]
    last = said(task(tmp_path, FileRange(missing), FileRange(good), options=ValidateOptions(), continues=True))[-1]
    assert last == TaskResult(1, 0, 0, [], [RangeCount(0, 0, 0), RangeCount(1, 0, 0)], [no_such_file])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("count", [1, 2000], ids=["at the end", "on the way"])
@pytest.mark.parametrize("full", ["rejects", "output", "sidecar"])
def test_a_part_that_does_not_fit_is_an_error_with_the_name_of_its_output(
    tmp_path: Path, full: str, count: int
) -> None:
    (tmp_path / full).symlink_to("/dev/full")
    file = write(tmp_path, "in", (model() + b"\n{\n") * count)
    messages = said(task(tmp_path, FileRange(file, MODEL), options=ConvertOptions(target=RUN, residue="sidecar")))
    assert messages[-1] == Failure("OSError", os.strerror(errno.ENOSPC), errno.ENOSPC, f"the {full}")


def test_a_process_says_the_same(tmp_path: Path) -> None:
    each = task(tmp_path, FileRange(write(tmp_path, "in", model() + b"\n{")), options=ConvertOptions(target=RUN))
    done = subprocess.run([sys.executable, "-c", SCRIPT], input=encode(each), capture_output=True, check=True)
    assert [decode(line) for line in done.stdout.splitlines()] == said(each)
    assert done.stderr == b""


@pytest.mark.parametrize("text", [b"", b'{"type":"Assign'])
def test_an_assignment_that_never_came_is_no_news(text: bytes) -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], input=text, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")


def test_where_nobody_listens_a_process_ends_without_a_word(tmp_path: Path) -> None:
    each = task(tmp_path, FileRange(write(tmp_path, "in", model())), options=ValidateOptions())
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            input=encode(each),
            stdout=writer,
            stderr=subprocess.PIPE,
            # Without a buffer nothing would be left to be written at exit.
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
from runbridge.pipeline.protocol import decode
worker = Worker(decode(sys.stdin.buffer.readline()))
print(worker._process.pid, flush=True)
worker.wait(60)
"""


@pytest.mark.parametrize("continues", [True, False])
def test_a_process_ends_when_its_parent_was_killed(tmp_path: Path, continues: bool) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    each = task(tmp_path, FileRange(str(fifo), MODEL), options=ValidateOptions(), continues=continues)
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
        job = int(parent.stdout.readline())
        # This waits for the job to read.
        with open_fifo(fifo) as records:
            records.write(model() + b"\n")
            parent.kill()
            parent.wait()
            until = time.monotonic() + 60
            # It lives as long as it reads, and has no other reason to stop.
            with suppress(BrokenPipeError):
                while time.monotonic() < until:
                    records.write(model() + b"\n")
                    time.sleep(0.01)
            assert time.monotonic() < until
    assert gone(job)
    assert (tmp_path / "errors").read_bytes() == b""


def gone(pid: int) -> bool:
    """Whether a process that is none of our own ends, within a while."""
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
