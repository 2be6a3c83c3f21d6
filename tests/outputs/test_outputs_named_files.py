"""Files that go to disk early, and errors with the name that the user gave."""

import errno
import os
from pathlib import Path

import pytest

from runbridge.outputs import named_files
from runbridge.outputs.atomic import open_outputs
from runbridge.outputs.named_files import FlushedFile, NamedFile


@pytest.mark.parametrize("is_possible", [True, False])
def test_an_output_goes_to_disk_while_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_possible: bool
) -> None:
    calls: list[tuple[int, int, int]] = []

    def advise(_handle: int, offset: int, size: int, advice: int) -> None:
        calls.append((offset, size, advice))
        if not is_possible:
            raise OSError(errno.EINVAL, "not for this file")

    monkeypatch.setattr(named_files, "_FLUSH_SIZE", 10)
    monkeypatch.setattr(os, "posix_fadvise", advise)
    with open_outputs(str(tmp_path / "out")) as (stream,):
        for piece in (b"1234567", b"89012", b"3456", b"7890123"):
            stream.write(piece)
            stream.flush()
    assert calls == [(0, 12, os.POSIX_FADV_DONTNEED), (12, 11, os.POSIX_FADV_DONTNEED)]
    assert (tmp_path / "out").read_bytes() == b"12345678901234567890123"


def test_a_system_that_cannot_be_asked_writes_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(named_files, "_FLUSH_SIZE", 1)
    monkeypatch.delattr(os, "posix_fadvise")
    with FlushedFile(str(tmp_path / "out"), "out") as file:
        assert (file.write(b"one"), file.write(b"other")) == (3, 5)
    assert (tmp_path / "out").read_bytes() == b"oneother"


@pytest.mark.parametrize(("name", "shown"), [("out", "out"), ("", ".")])
def test_an_error_has_the_name_of_the_user(tmp_path: Path, name: str, shown: str) -> None:
    with pytest.raises(IsADirectoryError) as caught:
        NamedFile(str(tmp_path), name)
    assert (caught.value.errno, caught.value.filename) == (errno.EISDIR, shown)
