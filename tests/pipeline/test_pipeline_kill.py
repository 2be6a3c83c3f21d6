"""A run that is killed: its outputs are the old ones or the new ones as a whole, and the next run tidies up."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
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
#: What killed runs find; nothing that a run writes.
OLD = {"out.ndjson": b"old\n", "rejects.ndjson": b"old too\n"}
FILES = ["in.ndjson", *OLD]


@contextmanager
def running(folder: Path, *, file: str = "in.ndjson") -> Iterator["subprocess.Popen[bytes]"]:
    """A run as a user starts it; it is waited for at the end of the block."""
    arguments = ["convert", file, "--to", RUN, "-o", "out.ndjson", "--rejects", "rejects.ndjson"]
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
    # Every hundredth record is one that goes to the rejects.
    lines = [line for number, bad in enumerate(BAD) for line in (*GOOD[number * 100 : (number + 1) * 100], bad)]
    (folder / "in.ndjson").write_bytes(b"\n".join(lines) + b"\n")
    return folder


def parts_in(folder: Path) -> list[str]:
    return [name for name in names_in(folder) if name.endswith(".part")]


def outputs_in(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in OLD}


@dataclass(frozen=True)
class Whole:
    """What a run that is left alone takes and makes."""

    seconds: float
    outputs: dict[str, bytes]


def run_whole(folder: Path) -> Whole:
    start = time.monotonic()
    with running(folder) as process:
        assert process.wait(60) == 1
    return Whole(time.monotonic() - start, outputs_in(folder))


@dataclass
class Tally:
    """How many killed runs left parts behind, and how many each kind of outputs."""

    left: int = 0
    old: int = 0
    new: int = 0


def kill_many(folder: Path, whole: Whole, moments: list[float]) -> Tally:
    """Kill a run after each time of so many seconds, and look at what it left."""
    tally = Tally()
    for moment in moments:
        for name, old in OLD.items():
            (folder / name).write_bytes(old)
        with running(folder) as process:
            time.sleep(moment)
            process.kill()
        outputs = outputs_in(folder)
        for name, data in outputs.items():
            assert data in {OLD[name], whole.outputs[name]}, f"{name} is neither the old nor the new one"
        tally.left += bool(parts_in(folder))
        tally.old += outputs == OLD
        tally.new += outputs == whole.outputs
        assert set(names_in(folder)) - set(parts_in(folder)) == set(FILES)
    return tally


@pytest.mark.parametrize("kills", [20, pytest.param(200, marks=pytest.mark.deep)])
def test_a_run_that_is_killed_at_any_moment_leaves_old_outputs_or_new_ones(kills: int, tmp_path: Path) -> None:
    folders = [prepare(tmp_path / str(number)) for number in range(WORKERS)]
    with ThreadPoolExecutor(WORKERS) as pool:
        # The first run pays for cold caches; the second is measured with the others beside it, as the killed ones.
        list(pool.map(run_whole, folders))
        whole, *others = pool.map(run_whole, folders)
        chance = random.Random(SEED)
        moments = [[chance.uniform(0, 1.1 * whole.seconds) for _ in range(kills // WORKERS)] for _ in folders]
        tallies = list(pool.map(kill_many, folders, [whole] * WORKERS, moments))
        list(pool.map(run_whole, folders))
    assert whole.outputs["out.ndjson"].count(b"\n") == len(GOOD)
    assert [json.loads(line)["text"].encode() for line in whole.outputs["rejects.ndjson"].splitlines()] == BAD
    assert [each.outputs for each in others] == [whole.outputs] * (WORKERS - 1)
    # Else nothing was killed in the middle, and nothing above was put to the test.
    assert sum(tally.left for tally in tallies) > 0
    assert sum(tally.old for tally in tallies) > 0
    for folder in folders:
        assert outputs_in(folder) == whole.outputs
        assert names_in(folder) == sorted(FILES)


@pytest.fixture(name="folder")
def fixture_folder(tmp_path: Path) -> Path:
    return prepare(tmp_path / "folder")


@contextmanager
def held_up(folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A run that has written a part of its outputs and waits for more input."""
    with running(folder, file="-") as process:
        assert process.stdin is not None
        process.stdin.write((folder / "in.ndjson").read_bytes())
        process.stdin.flush()
        until = time.monotonic() + 30
        while len(parts_in(folder)) < 2 and time.monotonic() < until:
            time.sleep(0.01)
        assert len(parts_in(folder)) == 2
        yield process


def test_the_next_run_removes_what_a_killed_one_left(folder: Path) -> None:
    with held_up(folder) as process:
        held = parts_in(folder)
        process.kill()
    assert names_in(folder) == sorted(["in.ndjson", *held])
    run_whole(folder)
    assert names_in(folder) == sorted(FILES)


def test_a_run_removes_nothing_of_another_that_lives(folder: Path) -> None:
    with held_up(folder) as process:
        held = parts_in(folder)
        whole = run_whole(folder)
        assert names_in(folder) == sorted([*FILES, *held])
        for name, old in OLD.items():
            (folder / name).write_bytes(old)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(30) == 1
    # What comes from standard input says so.
    rejects = whole.outputs["rejects.ndjson"].replace(b'"in.ndjson"', b'"-"')
    assert outputs_in(folder) == {**whole.outputs, "rejects.ndjson": rejects}
    assert names_in(folder) == sorted(FILES)
