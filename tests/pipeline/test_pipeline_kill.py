"""A killed run leaves its outputs old or new, and complete; the next run removes its temporary files."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.pipeline.output_helpers import NO_COVERAGE, names_in
from tests.pipeline.sample_records import RUN, model

WORKERS = 2
SEED = 20260314

GOOD = [model(id=f"run-{number}", workflow_inputs={"prompt": "a lighthouse " * 130}) for number in range(1500)]
BAD = [model(id=f"bad-{number}", status=number) for number in range(15)]
#: The outputs before a killed run; no run writes this.
OLD = {"out.ndjson": b"old\n", "rejects.ndjson": b"old too\n"}
FILES = ["in.ndjson", *OLD]


@contextmanager
def running(folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A run as a user starts it, with its records from standard input; the end of the block waits for it."""
    arguments = ["convert", "-", "--to", RUN, "-o", "out.ndjson", "--rejects", "rejects.ndjson"]
    with subprocess.Popen(
        [sys.executable, "-m", "runbridge", *arguments],
        cwd=folder,
        env=NO_COVERAGE,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        yield process


def prepare(folder: Path) -> Path:
    folder.mkdir()
    # Every hundredth record is rejected.
    lines = [line for number, bad in enumerate(BAD) for line in (*GOOD[number * 100 : (number + 1) * 100], bad)]
    (folder / "in.ndjson").write_bytes(b"\n".join(lines) + b"\n")
    return folder


def temp_files_in(folder: Path) -> list[str]:
    return [name for name in names_in(folder) if name.endswith(".part")]


def outputs_in(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in OLD}


@contextmanager
def waiting(folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A run that has written some of its outputs and waits for more input."""
    earlier = temp_files_in(folder)
    with running(folder) as process:
        assert process.stdin is not None
        process.stdin.write((folder / "in.ndjson").read_bytes())
        process.stdin.flush()
        until = time.monotonic() + 30
        while len(set(temp_files_in(folder)).difference(earlier)) < 2 and time.monotonic() < until:
            time.sleep(0.01)
        assert len(set(temp_files_in(folder)).difference(earlier)) == 2
        yield process


@dataclass(frozen=True)
class Baseline:
    """The outputs of a run that is not killed, and the time that it takes after the end of its input."""

    seconds: float
    outputs: dict[str, bytes]


def run_to_end(folder: Path) -> Baseline:
    with waiting(folder) as process:
        assert process.stdin is not None
        start = time.monotonic()
        process.stdin.close()
        assert process.wait(60) == 1
        seconds = time.monotonic() - start
    return Baseline(seconds, outputs_in(folder))


@dataclass
class KillCounts:
    """How many killed runs left temporary files, old outputs and new outputs."""

    with_temp_files: int = 0
    old: int = 0
    new: int = 0


def kill_many(folder: Path, baseline: Baseline, moments: Sequence[float | None]) -> KillCounts:
    """Kill a run some seconds after the end of its input, or before that for None, and check what it left."""
    counts = KillCounts()
    for moment in moments:
        for name, old in OLD.items():
            (folder / name).write_bytes(old)
        with waiting(folder) as process:
            assert process.stdin is not None
            if moment is not None:
                process.stdin.close()
                time.sleep(moment)
            process.kill()
        outputs = outputs_in(folder)
        for name, data in outputs.items():
            assert data in {OLD[name], baseline.outputs[name]}, f"{name} is neither the old nor the new one"
        counts.with_temp_files += bool(temp_files_in(folder))
        counts.old += outputs == OLD
        counts.new += outputs == baseline.outputs
        assert set(names_in(folder)) - set(temp_files_in(folder)) == set(FILES)
    return counts


@pytest.mark.parametrize("kills", [10, pytest.param(200, marks=pytest.mark.deep)])
def test_a_killed_run_leaves_old_or_new_outputs(kills: int, tmp_path: Path) -> None:
    folders = [prepare(tmp_path / str(number)) for number in range(WORKERS)]
    with ThreadPoolExecutor(WORKERS) as pool:
        # The first runs fill the caches; the second are measured in parallel, as the killed ones run.
        list(pool.map(run_to_end, folders))
        baseline, *others = pool.map(run_to_end, folders)
        chance = random.Random(SEED)
        latest = 1.1 * baseline.seconds
        moments = [[None, *(chance.uniform(0, latest) for _ in range(kills // WORKERS - 1))] for _ in folders]
        all_counts = list(pool.map(kill_many, folders, [baseline] * WORKERS, moments))
        list(pool.map(run_to_end, folders))
    assert baseline.outputs["out.ndjson"].count(b"\n") == len(GOOD)
    assert [json.loads(line)["text"].encode() for line in baseline.outputs["rejects.ndjson"].splitlines()] == BAD
    assert [each.outputs for each in others] == [baseline.outputs] * (WORKERS - 1)
    # Otherwise no run was killed at work, and the assertions above prove nothing.
    assert sum(counts.with_temp_files for counts in all_counts) > 0
    assert sum(counts.old for counts in all_counts) > 0
    for folder in folders:
        assert outputs_in(folder) == baseline.outputs
        assert names_in(folder) == sorted(FILES)


@pytest.fixture(name="folder")
def fixture_folder(tmp_path: Path) -> Path:
    return prepare(tmp_path / "folder")


def test_the_next_run_removes_temporary_files_of_a_killed_one(folder: Path) -> None:
    with waiting(folder) as process:
        held = temp_files_in(folder)
        process.kill()
    assert names_in(folder) == sorted(["in.ndjson", *held])
    run_to_end(folder)
    assert names_in(folder) == sorted(FILES)


def test_a_run_keeps_temporary_files_of_a_running_one(folder: Path) -> None:
    with waiting(folder) as process:
        held = temp_files_in(folder)
        baseline = run_to_end(folder)
        assert names_in(folder) == sorted([*FILES, *held])
        for name, old in OLD.items():
            (folder / name).write_bytes(old)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(30) == 1
    assert outputs_in(folder) == baseline.outputs
    assert names_in(folder) == sorted(FILES)
