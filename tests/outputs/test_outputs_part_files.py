"""Temporary files of a living run stay, and those that a killed run left are removed."""

import errno
import fcntl
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from runbridge.outputs.atomic import TempFile, make_temp_file, open_outputs, remove_stale
from tests.pipeline.output_helpers import names_in, write

LEFT = ".runbridge-left.part"


def drop(temp: TempFile) -> None:
    """What the end of a process does to its part."""
    os.close(temp.handle)
    temp.release()


def test_a_temporary_file_is_empty_and_private(tmp_path: Path) -> None:
    temp = make_temp_file(tmp_path)
    stats = temp.path.stat()
    assert (temp.path.parent, stats.st_size, oct(stats.st_mode)) == (tmp_path, 0, "0o100600")
    drop(temp)


def test_only_unlocked_temporary_files_are_removed(tmp_path: Path) -> None:
    temp = make_temp_file(tmp_path)
    remove_stale(tmp_path)
    assert names_in(tmp_path) == [temp.path.name]
    os.close(temp.handle)
    remove_stale(tmp_path)
    assert names_in(tmp_path) == [temp.path.name]
    temp.release()
    remove_stale(tmp_path)
    assert names_in(tmp_path) == []


def test_the_lock_ends_with_the_process(tmp_path: Path) -> None:
    script = (
        "import sys; from runbridge.outputs.atomic import *;"
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


def test_stale_files_next_to_each_output_are_removed(tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        (tmp_path / name).mkdir()
        (tmp_path / name / LEFT).touch()
    (tmp_path / "link").symlink_to("two/out")
    write("1", "2", "", to=[tmp_path / "one" / "out", tmp_path / "link", os.devnull])
    assert [names_in(tmp_path / name) for name in ("one", "two", "three")] == [["out"], ["out"], [LEFT]]


def test_only_temporary_files_are_removed(tmp_path: Path) -> None:
    others = [".runbridge-.parts", ".runbridge.part", "a.runbridge-.part", ".part", "out"]
    for name in others:
        (tmp_path / name).touch()
    (tmp_path / LEFT).mkdir()
    (tmp_path / ".runbridge-link.part").symlink_to("out")
    remove_stale(tmp_path)
    assert names_in(tmp_path) == sorted([*others, LEFT, ".runbridge-link.part"])


def test_a_file_that_cannot_be_removed_does_not_stop_the_others(tmp_path: Path) -> None:
    for number in range(10):
        (tmp_path / f".runbridge-{number}.part").touch()
        (tmp_path / f".runbridge-folder-{number}.part").mkdir()
    remove_stale(tmp_path)
    assert names_in(tmp_path) == [f".runbridge-folder-{number}.part" for number in range(10)]


def test_a_missing_folder_has_no_stale_files(tmp_path: Path) -> None:
    remove_stale(tmp_path / "none")
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("reason", ["no locks in Python", "no locks on this file system"])
def test_without_locks_nothing_is_removed_and_outputs_work(
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
    temp = make_temp_file(tmp_path)
    assert temp.lock is None
    drop(temp)


def test_a_file_removed_before_its_lock_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = fcntl.flock
    removed: list[Path] = []

    def remove_first(handle: int, operation: int) -> None:
        if len(removed) < 2:
            removed.extend(tmp_path.iterdir())
            removed[-1].unlink()
            if len(removed) == 2:
                # Another file by that name: it is not the one that is held.
                removed[-1].touch()
        lock(handle, operation)

    monkeypatch.setattr(fcntl, "flock", remove_first)
    temp = make_temp_file(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([temp.path, removed[1]])
    assert len({temp.path, *removed}) == 3
    assert os.path.samestat(temp.path.stat(), os.fstat(temp.handle))
    drop(temp)


def test_a_file_locked_by_another_run_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
    temp = make_temp_file(tmp_path)
    assert list(tmp_path.iterdir()) == [temp.path]
    assert temp.path != taken[0]
    drop(temp)


def test_concurrent_removal_never_takes_a_new_file(tmp_path: Path) -> None:
    done = threading.Event()

    def remove_all_the_time() -> None:
        # Without a rest they would leave no file alone long enough to be locked.
        while not done.wait(0.001):
            remove_stale(tmp_path)

    threads = [threading.Thread(target=remove_all_the_time) for _ in range(2)]
    for thread in threads:
        thread.start()
    lost = 0
    try:
        for _ in range(300):
            temp = make_temp_file(tmp_path)
            lost += not temp.path.exists()
            drop(temp)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    remove_stale(tmp_path)
    assert (lost, names_in(tmp_path)) == (0, [])
