"""Part files: what a living run holds stays, what a killed one left goes."""

import errno
import fcntl
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from runbridge.outputs.atomic import open_outputs
from runbridge.outputs.part_files import TempFile, make_temp_file, remove_stale
from tests.pipeline.output_helpers import names_in, write

LEFT = ".runbridge-left.part"


def drop(part: TempFile) -> None:
    """What the end of a process does to its part."""
    os.close(part.handle)
    part.release()


def test_a_part_is_empty_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    part = make_temp_file(tmp_path)
    stats = part.path.stat()
    assert (part.path.parent, stats.st_size, oct(stats.st_mode)) == (tmp_path, 0, "0o100600")
    drop(part)


def test_a_part_that_is_held_stays_and_goes_when_it_is_not(tmp_path: Path) -> None:
    part = make_temp_file(tmp_path)
    remove_stale(tmp_path)
    assert names_in(tmp_path) == [part.path.name]
    os.close(part.handle)
    remove_stale(tmp_path)
    assert names_in(tmp_path) == [part.path.name]
    part.release()
    remove_stale(tmp_path)
    assert names_in(tmp_path) == []


def test_the_lock_ends_with_the_process(tmp_path: Path) -> None:
    script = (
        "import sys; from runbridge.outputs.part_files import *;"
        " make_temp_file(Path(sys.argv[1])); print(flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        held = names_in(tmp_path)
        remove_stale(tmp_path)
        assert (len(held), names_in(tmp_path)) == (1, held)
        process.kill()
    assert names_in(tmp_path) == held
    remove_stale(tmp_path)
    assert names_in(tmp_path) == []


def test_a_run_sweeps_beside_each_of_its_outputs(tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        (tmp_path / name).mkdir()
        (tmp_path / name / LEFT).touch()
    (tmp_path / "link").symlink_to("two/out")
    write("1", "2", "", to=[tmp_path / "one" / "out", tmp_path / "link", os.devnull])
    assert [names_in(tmp_path / name) for name in ("one", "two", "three")] == [["out"], ["out"], [LEFT]]


def test_nothing_but_part_files_is_swept(tmp_path: Path) -> None:
    others = [".runbridge-.parts", ".runbridge.part", "a.runbridge-.part", ".part", "out"]
    for name in others:
        (tmp_path / name).touch()
    (tmp_path / LEFT).mkdir()
    (tmp_path / ".runbridge-link.part").symlink_to("out")
    remove_stale(tmp_path)
    assert names_in(tmp_path) == sorted([*others, LEFT, ".runbridge-link.part"])


def test_one_that_cannot_be_swept_does_not_keep_the_next(tmp_path: Path) -> None:
    for number in range(10):
        (tmp_path / f".runbridge-{number}.part").touch()
        (tmp_path / f".runbridge-folder-{number}.part").mkdir()
    remove_stale(tmp_path)
    assert names_in(tmp_path) == [f".runbridge-folder-{number}.part" for number in range(10)]


def test_a_folder_that_is_not_there_has_nothing_to_sweep(tmp_path: Path) -> None:
    remove_stale(tmp_path / "none")
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("reason", ["no locks in Python", "no locks on this file system"])
def test_where_files_cannot_be_locked_nothing_is_swept_and_all_else_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    def refuse(handle: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    if reason == "no locks in Python":
        monkeypatch.setitem(sys.modules, "fcntl", None)
    else:
        monkeypatch.setattr(fcntl, "flock", refuse)
    (tmp_path / LEFT).touch()
    with open_outputs(str(tmp_path / "out")) as (stream,):
        stream.write(b"new")
        remove_stale(tmp_path)
        assert len(names_in(tmp_path)) == 2
    assert names_in(tmp_path) == [LEFT, "out"]
    assert (tmp_path / "out").read_text() == "new"
    part = make_temp_file(tmp_path)
    assert part.lock is None
    drop(part)


def test_a_part_that_is_swept_before_its_lock_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = fcntl.flock
    swept: list[Path] = []

    def sweep_first(handle: int, operation: int) -> None:
        if len(swept) < 2:
            swept.extend(tmp_path.iterdir())
            swept[-1].unlink()
            if len(swept) == 2:
                # Another file by that name: it is not the one that is held.
                swept[-1].touch()
        lock(handle, operation)

    monkeypatch.setattr(fcntl, "flock", sweep_first)
    part = make_temp_file(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([part.path, swept[1]])
    assert len({part.path, *swept}) == 3
    assert os.path.samestat(part.path.stat(), os.fstat(part.handle))
    drop(part)


def test_a_part_that_is_being_swept_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = fcntl.flock
    taken: list[Path] = []

    def take_first(handle: int, operation: int) -> None:
        if not taken:
            taken.extend(tmp_path.iterdir())
            with taken[0].open() as other:
                lock(other, fcntl.LOCK_EX)
                lock(handle, operation)
        lock(handle, operation)

    monkeypatch.setattr(fcntl, "flock", take_first)
    part = make_temp_file(tmp_path)
    assert list(tmp_path.iterdir()) == [part.path]
    assert part.path != taken[0]
    drop(part)


def test_a_part_that_was_made_is_never_swept_by_others_who_sweep_all_the_time(tmp_path: Path) -> None:
    done = threading.Event()

    def sweep_all_the_time() -> None:
        # Without a rest they would leave no part alone for long enough to be locked.
        while not done.wait(0.001):
            remove_stale(tmp_path)

    sweepers = [threading.Thread(target=sweep_all_the_time) for _ in range(2)]
    for sweeper in sweepers:
        sweeper.start()
    lost = 0
    try:
        for _ in range(300):
            part = make_temp_file(tmp_path)
            lost += not part.path.exists()
            drop(part)
    finally:
        done.set()
        for sweeper in sweepers:
            sweeper.join()
    remove_stale(tmp_path)
    assert (lost, names_in(tmp_path)) == (0, [])
