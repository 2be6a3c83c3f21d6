"""Workers are real processes: their results arrive, and none is left running, however a run ends."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from runbridge.errors import JobDied, UnknownFormat
from runbridge.options import Progress, RunOptions, ValidateOptions
from runbridge.outputs.rejects import Rejected, reject_line
from runbridge.pipeline import pool
from runbridge.pipeline.pool import RangeOffsets, Worker, start_workers
from runbridge.pipeline.runner import FileRange, RangeCount
from runbridge.pipeline.worker import Heartbeat, OutputPart, Task, TaskResult
from runbridge.problems import Problem
from tests.format_names import ALL_FORMATS
from tests.pipeline.run_helpers import open_fifo, without_coverage, worker_ids, write
from tests.pipeline.sample_records import MODEL, model


def task(folder: Path, *ranges: FileRange) -> Task:
    rejects = OutputPart(write(folder, "rejects", b""), "rejects")
    return Task(
        spec=ValidateOptions(),
        options=RunOptions(max_record=1000),
        ranges=list(ranges),
        continues=False,
        rejects=rejects,
    )


def wait_for(worker: Worker) -> Worker:
    assert worker.wait(60)
    return worker


@pytest.fixture(name="held")
def fixture_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    """A worker that has processed records and waits for more."""
    without_coverage(monkeypatch)
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    with (
        start_workers(iter([task(tmp_path, FileRange(str(fifo), MODEL))])) as (worker,),
        open_fifo(fifo) as file,
    ):
        until = time.monotonic() + 60
        while not worker.heartbeat.records and time.monotonic() < until:
            file.write(model() + b"\n")
            time.sleep(0.01)
        assert worker.progress.records > 0
        yield worker


def test_a_worker_reports_its_result(tmp_path: Path) -> None:
    file = write(tmp_path, "in", model() + b"\n{\n")
    with start_workers(iter([task(tmp_path, FileRange(file))])) as (worker,):
        assert wait_for(worker).result() == TaskResult(2, 1, 0, [], [RangeCount(2, 1, 0)], [])
        worker.check()
        assert worker.heartbeat == Heartbeat(Path(file).stat().st_size, 2, 1)
        assert worker.progress == Progress(done=Path(file).stat().st_size, size=None, records=2, rejected=1)
    assert worker_ids() == []


def test_file_names_may_be_any_bytes(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9")
    (tmp_path / name).write_bytes(model())
    with start_workers(iter([task(tmp_path, FileRange(str(tmp_path / name)))])) as (worker,):
        assert wait_for(worker).result().records == 1


def test_modules_in_the_current_directory_are_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, "in", model())
    (tmp_path / "runbridge.py").write_text("raise SystemExit('this is not runbridge')")
    (tmp_path / "json.py").write_text("raise SystemExit('this is not json')")
    monkeypatch.chdir(tmp_path)
    with start_workers(iter([task(tmp_path, FileRange(file))])) as (worker,):
        assert wait_for(worker).result().records == 1


def test_an_error_in_a_worker_is_raised_in_the_run(tmp_path: Path) -> None:
    missing, unknown = str(tmp_path / "missing"), write(tmp_path, "unknown", b"{}")
    with start_workers(task(tmp_path, FileRange(name)) for name in (missing, unknown)) as (one, other):
        with pytest.raises(FileNotFoundError) as no_file:
            wait_for(one).result()
        with pytest.raises(UnknownFormat) as no_format:
            wait_for(other).check()
    assert no_file.value.filename == missing
    reason = f"the record's fields match no format ({ALL_FORMATS}); give the format"
    assert str(no_format.value) == f"{unknown}: {reason}"


def test_a_running_worker_has_no_result_yet(held: Worker) -> None:
    held.check()
    assert not held.wait(0)


def test_an_interrupt_from_the_keyboard_does_not_reach_a_worker(held: Worker) -> None:
    held.check()
    (pid,) = worker_ids()
    # The terminal sends it to the group of processes in front.
    assert os.getpgid(pid) == pid != os.getpgid(0)


def test_a_worker_that_is_killed_raises_job_died(held: Worker) -> None:
    (pid,) = worker_ids()
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(JobDied) as caught:
        wait_for(held).result()
    assert str(caught.value) == "a job was killed by signal 9; the output files are unchanged"


@pytest.mark.parametrize(
    ("script", "how"),
    [
        ("raise SystemExit(7)", "ended with exit code 7"),
        ("import sys; sys.stdin.read()", "ended with exit code 0"),
        # The last message of one that was killed while it sent it.
        ('import sys; sys.stdin.read(); print(end=\'{"type":"TaskResult"\')', "ended with exit code 0"),
        ("import os; os.close(0); os.kill(os.getpid(), 15)", "was killed by signal 15"),
    ],
)
def test_a_worker_that_ends_without_a_result_raises_job_died(
    tmp_path: Path, script: str, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_coverage(monkeypatch)
    monkeypatch.setattr(pool, "_SCRIPT", script.replace("{", "{{").replace("}", "}}"))
    # More than a pipe holds, so that a process that does not read it is noticed.
    ranges = [FileRange("x" * 100, MODEL)] * 10_000
    with start_workers(iter([task(tmp_path, *ranges)])) as (worker,), pytest.raises(JobDied) as caught:
        wait_for(worker).result()
    assert str(caught.value) == f"a job {how}; the output files are unchanged"


def test_a_worker_that_fails_after_its_result_raises_job_died(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_SCRIPT", f"{pool._SCRIPT}; raise SystemExit(3)")  # noqa: SLF001  # it extends the real one
    each = task(tmp_path, FileRange(write(tmp_path, "in", model())))
    with start_workers(iter([each])) as (worker,), pytest.raises(JobDied) as caught:
        wait_for(worker).result()
    assert str(caught.value) == "a job ended with exit code 3; the output files are unchanged"


def test_a_worker_can_be_stopped(held: Worker) -> None:
    assert len(worker_ids()) == 1
    held.stop()
    assert worker_ids() == []
    with pytest.raises(JobDied):
        held.result()


def test_workers_are_stopped_when_the_next_cannot_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_coverage(monkeypatch)
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)

    def tasks() -> Iterator[Task]:
        yield task(tmp_path, FileRange(str(fifo), MODEL))
        assert len(worker_ids()) == 1
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), start_workers(tasks()):
        pytest.fail("the second worker did not start")
    assert worker_ids() == []


def test_an_interrupt_is_delayed_while_workers_start(tmp_path: Path) -> None:
    made: list[int] = []

    def tasks() -> Iterator[Task]:
        for number in (1, 2):
            signal.raise_signal(signal.SIGINT)
            made.append(number)
            yield task(tmp_path, FileRange(write(tmp_path, "in", model()), MODEL))

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), start_workers(tasks()):
            pytest.fail("it was interrupted")
    finally:
        signal.signal(signal.SIGINT, before)
    assert (made, worker_ids()) == ([1, 2], [])


def test_workers_can_be_started_from_any_thread(tmp_path: Path) -> None:
    def run() -> TaskResult:
        with start_workers(iter([task(tmp_path, FileRange(write(tmp_path, "in", model()), MODEL))])) as (worker,):
            return wait_for(worker).result()

    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(run).result().records == 1


def reject(file: str, number: int, line: int, offset: int) -> Rejected:
    problem = Problem(
        code="invalid-json", expected="?", line=line, column=4, end_line=line + 1, end_column=2, offset=offset
    )
    return Rejected(file, number, line, 1, offset, b"{", (problem,), MODEL)


def test_rejects_of_a_part_are_numbered_from_the_start_of_the_file(tmp_path: Path) -> None:
    offsets = RangeOffsets()
    offsets.add([FileRange("other"), FileRange("in", MODEL, 0, 100)], [RangeCount(7, 0, 0), RangeCount(10, 2, 12)])
    rest = task(tmp_path, FileRange("in", MODEL, 100, 200), FileRange("in"), FileRange("other"))
    found = [reject("in", 1, 2, 150), reject("in", 3, 4, 20), reject("other", 5, 6, 30)]
    Path(rest.rejects.path).write_bytes(b"".join(map(reject_line, found)))
    counts = [RangeCount(5, 1, 6), RangeCount(9, 1, 0), RangeCount(8, 1, 0)]
    assert list(offsets.rejects_of(rest, counts)) == [reject("in", 11, 14, 150), *found[1:]]
    # The third part of a file starts after two others.
    again = RangeOffsets()
    again.add([FileRange("in", MODEL, 0, 100)], [RangeCount(10, 2, 12)])
    again.add([FileRange("in", MODEL, 100, 150)], [RangeCount(5, 0, 6)])
    third = task(tmp_path, FileRange("in", MODEL, 150, 200))
    Path(third.rejects.path).write_bytes(reject_line(reject("in", 1, 2, 150)))
    assert list(again.rejects_of(third, [RangeCount(5, 1, 6)])) == [reject("in", 16, 20, 150)]
