"""Jobs are real processes: what they did arrives, and none is left, however a run ends."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from runbridge.errors import JobDied, UnknownFormat
from runbridge.options import Progress, ValidateOptions
from runbridge.outputs.rejected import Rejected
from runbridge.outputs.rejects import reject_line
from runbridge.pipeline import pool as jobs
from runbridge.pipeline.pool import RangeOffsets, Worker, start_workers
from runbridge.pipeline.protocol import Heartbeat, OutputPart, Task, TaskResult
from runbridge.pipeline.runner import FileRange, RangeCount
from runbridge.problems import Problem
from tests.pipeline.run_helpers import children, open_fifo, without_coverage, write
from tests.pipeline.sample_records import MODEL, model


def task(folder: Path, *ranges: FileRange) -> Task:
    rejects = OutputPart(write(folder, "rejects", b""), "rejects")
    return Task(options=ValidateOptions(), ranges=list(ranges), max_record=1000, continues=False, rejects=rejects)


def waited(job: Worker) -> Worker:
    assert job.wait(60)
    return job


@pytest.fixture(name="held")
def fixture_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    """A job that has done records and waits for more."""
    without_coverage(monkeypatch)
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    with (
        start_workers(iter([task(tmp_path, FileRange(str(fifo), MODEL))])) as (job,),
        open_fifo(fifo) as file,
    ):
        until = time.monotonic() + 60
        while not job.heartbeat.records and time.monotonic() < until:
            file.write(model() + b"\n")
            time.sleep(0.01)
        assert job.progress.records > 0
        yield job


def test_a_job_tells_what_it_did(tmp_path: Path) -> None:
    file = write(tmp_path, "in", model() + b"\n{\n")
    with start_workers(iter([task(tmp_path, FileRange(file))])) as (job,):
        assert waited(job).result() == TaskResult(2, 1, 0, [], [RangeCount(2, 1, 0)], [])
        job.check()
        assert job.heartbeat == Heartbeat(Path(file).stat().st_size, 2, 1)
        assert job.progress == Progress(done=Path(file).stat().st_size, size=None, records=2, rejected=1)
    assert children() == []


def test_names_may_be_any_bytes(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9")
    (tmp_path / name).write_bytes(model())
    with start_workers(iter([task(tmp_path, FileRange(str(tmp_path / name)))])) as (job,):
        assert waited(job).result().records == 1


def test_the_folder_where_a_run_is_started_is_none_of_its_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path, "in", model())
    (tmp_path / "runbridge.py").write_text("raise SystemExit('this is not runbridge')")
    (tmp_path / "json.py").write_text("raise SystemExit('this is not json')")
    monkeypatch.chdir(tmp_path)
    with start_workers(iter([task(tmp_path, FileRange(file))])) as (job,):
        assert waited(job).result().records == 1


def test_what_a_job_raised_is_raised_here(tmp_path: Path) -> None:
    missing, unknown = str(tmp_path / "missing"), write(tmp_path, "unknown", b"[1]")
    with start_workers(task(tmp_path, FileRange(name)) for name in (missing, unknown)) as (one, other):
        with pytest.raises(FileNotFoundError) as no_file:
            waited(one).result()
        with pytest.raises(UnknownFormat) as no_format:
            waited(other).check()
    assert no_file.value.filename == missing
    reason = "the record is not an object, so its format cannot be told from its members"
    assert str(no_format.value) == f"{unknown}: {reason}"


def test_a_job_that_lives_has_no_result_yet(held: Worker) -> None:
    held.check()
    assert not held.wait(0)


def test_an_interrupt_from_the_keyboard_does_not_reach_a_job(held: Worker) -> None:
    held.check()
    (pid,) = children()
    # The terminal sends it to the group of processes in front.
    assert os.getpgid(pid) == pid != os.getpgid(0)


def test_a_job_that_is_killed_at_work_died(held: Worker) -> None:
    (pid,) = children()
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(JobDied) as caught:
        waited(held).result()
    assert str(caught.value) == "a job was killed by signal 9; the output files are as they were before"


@pytest.mark.parametrize(
    ("script", "how"),
    [
        ("raise SystemExit(7)", "ended with exit code 7"),
        ("import sys; sys.stdin.read()", "ended with exit code 0"),
        # The last word of one that was killed while it said it.
        ('import sys; sys.stdin.read(); print(end=\'{"type":"Done"\')', "ended with exit code 0"),
        ("import os; os.close(0); os.kill(os.getpid(), 15)", "was killed by signal 15"),
    ],
)
def test_a_job_that_ends_without_a_word_died(
    tmp_path: Path, script: str, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_coverage(monkeypatch)
    monkeypatch.setattr(jobs, "_SCRIPT", script.replace("{", "{{").replace("}", "}}"))
    # More than a pipe holds, so that who does not read it is noticed.
    ranges = [FileRange("x" * 100, MODEL)] * 10_000
    with start_workers(iter([task(tmp_path, *ranges)])) as (job,), pytest.raises(JobDied) as caught:
        waited(job).result()
    assert str(caught.value) == f"a job {how}; the output files are as they were before"


def test_a_job_that_fails_after_its_last_word_died(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_SCRIPT", f"{jobs._SCRIPT}; raise SystemExit(3)")  # noqa: SLF001  # the real one goes on
    each = task(tmp_path, FileRange(write(tmp_path, "in", model())))
    with start_workers(iter([each])) as (job,), pytest.raises(JobDied) as caught:
        waited(job).result()
    assert str(caught.value) == "a job ended with exit code 3; the output files are as they were before"


def test_jobs_are_ended_when_something_goes_wrong(held: Worker) -> None:
    assert len(children()) == 1
    held.stop()
    assert children() == []
    with pytest.raises(JobDied):
        held.result()


def test_jobs_that_run_are_ended_when_the_next_cannot_be_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_coverage(monkeypatch)
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)

    def assignments() -> Iterator[Task]:
        yield task(tmp_path, FileRange(str(fifo), MODEL))
        assert len(children()) == 1
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), start_workers(assignments()):
        pytest.fail("there is no second one")
    assert children() == []


def test_an_interrupt_while_a_job_starts_waits_until_it_is_known(tmp_path: Path) -> None:
    made: list[int] = []

    def assignments() -> Iterator[Task]:
        for number in (1, 2):
            signal.raise_signal(signal.SIGINT)
            made.append(number)
            yield task(tmp_path, FileRange(write(tmp_path, "in", model()), MODEL))

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), start_workers(assignments()):
            pytest.fail("it was interrupted")
    finally:
        signal.signal(signal.SIGINT, before)
    assert (made, children()) == ([1, 2], [])


def test_jobs_can_be_started_from_any_thread(tmp_path: Path) -> None:
    def run() -> TaskResult:
        with start_workers(iter([task(tmp_path, FileRange(write(tmp_path, "in", model()), MODEL))])) as (job,):
            return waited(job).result()

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(run).result().records == 1


def reject(file: str, number: int, line: int, offset: int) -> Rejected:
    problem = Problem(
        code="not-json", expected="?", line=line, column=4, end_line=line + 1, end_column=2, offset=offset
    )
    return Rejected(file, number, line, 1, offset, b"{", (problem,), MODEL)


def test_places_go_on_where_the_part_before_ended(tmp_path: Path) -> None:
    places = RangeOffsets()
    places.add([FileRange("other"), FileRange("in", MODEL, 0, 100)], [RangeCount(7, 0, 0), RangeCount(10, 2, 12)])
    rest = task(tmp_path, FileRange("in", MODEL, 100, 200), FileRange("in"), FileRange("other"))
    found = [reject("in", 1, 2, 150), reject("in", 3, 4, 20), reject("other", 5, 6, 30)]
    Path(rest.rejects.path).write_bytes(b"".join(map(reject_line, found)))
    counts = [RangeCount(5, 1, 6), RangeCount(9, 1, 0), RangeCount(8, 1, 0)]
    assert list(places.rejects_of(rest, counts)) == [reject("in", 11, 14, 150), *found[1:]]
    # A third part of the file starts behind two.
    again = RangeOffsets()
    again.add([FileRange("in", MODEL, 0, 100)], [RangeCount(10, 2, 12)])
    again.add([FileRange("in", MODEL, 100, 150)], [RangeCount(5, 0, 6)])
    third = task(tmp_path, FileRange("in", MODEL, 150, 200))
    Path(third.rejects.path).write_bytes(reject_line(reject("in", 1, 2, 150)))
    assert list(again.rejects_of(third, [RangeCount(5, 1, 6)])) == [reject("in", 16, 20, 150)]
