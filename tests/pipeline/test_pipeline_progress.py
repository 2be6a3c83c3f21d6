"""A run tells how far it is, and stops where it goes wrong."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from runbridge.errors import JobDied, TooManyRejects
from runbridge.options import Limit, Progress, RunOptions
from runbridge.pipeline.progress import ProgressTracker
from runbridge.pipeline.stats import RunStats
from tests.pipeline.run_helpers import write


@dataclass
class Other:
    """A part that is done elsewhere."""

    progress: Progress
    error: Exception | None = None

    def check(self) -> None:
        if self.error is not None:
            raise self.error


def far(done: int, records: int, rejected: int, size: int | None = None) -> Progress:
    return Progress(done=done, size=size, records=records, rejected=rejected)


def test_all_parts_are_added_up_and_none_is_counted_twice(tmp_path: Path) -> None:
    told: list[Progress] = []
    stats = RunStats()
    files = [write(tmp_path, "one", b"x" * 60), write(tmp_path, "other", b"x" * 40)]
    tracker = ProgressTracker(RunOptions(progress=told.append), stats, files)
    others = [Other(far(10, 2, 1)), Other(far(20, 3, 0))]
    tracker.workers = others
    stats.records = 5
    tracker.step(30)
    others[0].progress = far(30, 6, 1)
    tracker.merge(others[0], RunStats(records=6, rejected=1))
    tracker.check(at_end=True)
    assert told == [far(60, 10, 1, size=100), far(80, 14, 1, size=100)]


def test_without_anybody_to_tell_nothing_is_looked_up(tmp_path: Path) -> None:
    tracker = ProgressTracker(RunOptions(), RunStats(), [str(tmp_path / "missing")])
    tracker.step(10)
    tracker.check(at_end=True)


@pytest.mark.parametrize("name", ["-", "missing", os.devnull])
def test_a_size_that_is_not_known_is_none(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    # A file of that name is not standard input.
    write(tmp_path, "-", b"x")
    told: list[Progress] = []
    tracker = ProgressTracker(RunOptions(progress=told.append), RunStats(), [write(tmp_path, "in", b"x"), name])
    tracker.check()
    assert told == [far(0, 0, 0)]


def test_too_many_rejects_stop_a_run_wherever_they_are() -> None:
    stats = RunStats(records=10, rejected=1)
    told: list[Progress] = []
    tracker = ProgressTracker(RunOptions(max_rejects=Limit(1200), progress=told.append), stats, [])
    tracker.workers = [Other(far(0, 5000, 1199))]
    tracker.step(1)
    stats.rejected = 2
    with pytest.raises(TooManyRejects) as caught:
        tracker.step(1)
    assert (
        str(caught.value) == "more rejected records than the limit of 1,200; the output files are as they were before"
    )
    assert len(told) == 1


def test_a_share_of_few_records_counts_at_the_end_only() -> None:
    tracker = ProgressTracker(RunOptions(max_rejects=Limit(2.5, is_share=True)), RunStats(records=10, rejected=1), [])
    tracker.step(1)
    with pytest.raises(TooManyRejects) as caught:
        tracker.check(at_end=True)
    assert str(caught.value) == "more rejected records than the limit of 2.5%; the output files are as they were before"


def test_what_ended_a_part_elsewhere_ends_the_run_at_once() -> None:
    tracker = ProgressTracker(RunOptions(), RunStats(), [])
    tracker.workers = [Other(far(0, 0, 0)), Other(far(0, 0, 0), JobDied("a job died"))]
    with pytest.raises(JobDied):
        tracker.step(1)
