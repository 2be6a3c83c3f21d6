"""A run reports how progress_of it is, and stops when it rejects too much or a worker fails."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from runbridge.errors import JobDied, TooManyRejects
from runbridge.options import Limit, Progress, RunOptions
from runbridge.pipeline.run_context import ProgressTracker
from runbridge.pipeline.stats import RunStats
from tests.pipeline.run_helpers import write


@dataclass
class FakeWorker:
    """A worker that is as progress_of as it says."""

    progress: Progress
    error: Exception | None = None

    def check(self) -> None:
        if self.error is not None:
            raise self.error


def progress_of(done: int, records: int, rejected: int, size: int | None = None) -> Progress:
    return Progress(done=done, size=size, records=records, rejected=rejected)


def test_progress_adds_up_all_parts_once(tmp_path: Path) -> None:
    reports: list[Progress] = []
    stats = RunStats()
    files = [write(tmp_path, "one", b"x" * 60), write(tmp_path, "other", b"x" * 40)]
    tracker = ProgressTracker(RunOptions(progress=reports.append), stats, files)
    workers = [FakeWorker(progress_of(10, 2, 1)), FakeWorker(progress_of(20, 3, 0))]
    tracker.workers = workers
    stats.records = 5
    tracker.step(30)
    workers[0].progress = progress_of(30, 6, 1)
    tracker.merge(workers[0], RunStats(records=6, rejected=1))
    tracker.check(at_end=True)
    assert reports == [progress_of(60, 10, 1, size=100), progress_of(80, 14, 1, size=100)]


def test_without_a_callback_no_size_is_looked_up(tmp_path: Path) -> None:
    tracker = ProgressTracker(RunOptions(), RunStats(), [str(tmp_path / "missing")])
    tracker.step(10)
    tracker.check(at_end=True)


@pytest.mark.parametrize("name", ["-", "missing", os.devnull])
def test_an_unknown_size_is_none(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    # A file of that name is not standard input.
    write(tmp_path, "-", b"x")
    reports: list[Progress] = []
    tracker = ProgressTracker(RunOptions(progress=reports.append), RunStats(), [write(tmp_path, "in", b"x"), name])
    tracker.check()
    assert reports == [progress_of(0, 0, 0)]


def test_too_many_rejects_in_workers_stop_a_run() -> None:
    stats = RunStats(records=10, rejected=1)
    reports: list[Progress] = []
    tracker = ProgressTracker(RunOptions(max_rejects=Limit(1200), progress=reports.append), stats, [])
    tracker.workers = [FakeWorker(progress_of(0, 5000, 1199))]
    tracker.step(1)
    stats.rejected = 2
    with pytest.raises(TooManyRejects) as caught:
        tracker.step(1)
    assert str(caught.value) == "more rejected records than the limit of 1,200; the output files are unchanged"
    assert len(reports) == 1


def test_a_share_of_few_records_counts_at_the_end_only() -> None:
    tracker = ProgressTracker(RunOptions(max_rejects=Limit(2.5, is_share=True)), RunStats(records=10, rejected=1), [])
    tracker.step(1)
    with pytest.raises(TooManyRejects) as caught:
        tracker.check(at_end=True)
    assert str(caught.value) == "more rejected records than the limit of 2.5%; the output files are unchanged"


def test_an_error_of_a_worker_ends_the_run_at_once() -> None:
    tracker = ProgressTracker(RunOptions(), RunStats(), [])
    tracker.workers = [FakeWorker(progress_of(0, 0, 0)), FakeWorker(progress_of(0, 0, 0), JobDied("a job died"))]
    with pytest.raises(JobDied):
        tracker.step(1)
