"""Outputs appear whole or not at all, where they were asked for and with the permissions that were there."""

import errno
import io
import os
import stat
import sys
from pathlib import Path

import pytest

from runbridge.errors import WrongUse
from runbridge.files.writing import open_outputs


def write(*texts: str, to: list[Path | str]) -> None:
    with open_outputs(*map(str, to)) as streams:
        for stream, text in zip(streams, texts, strict=True):
            stream.write(text.encode())


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        write("new", to=[tmp_path / "out"])
    finally:
        os.umask(mask)
    assert (tmp_path / "out").read_text() == "new"
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o640
    assert names_in(tmp_path) == ["out"]


def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("a longer old text")
    out.chmod(0o604)
    write("new", to=[out])
    assert out.read_text() == "new"
    assert stat.S_IMODE(out.stat().st_mode) == 0o604


def test_the_old_file_is_there_until_the_end(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("old")
    with open_outputs(str(out)) as (stream,):
        stream.write(b"new")
        stream.flush()
        assert out.read_text() == "old"
    assert out.read_text() == "new"


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, ValueError])
def test_when_something_goes_wrong_nothing_is_left_and_nothing_is_changed(
    tmp_path: Path, error: type[BaseException]
) -> None:
    def fail() -> None:
        with open_outputs(str(tmp_path / "one"), str(tmp_path / "two")) as streams:
            for stream in streams:
                stream.write(b"new")
            raise error

    (tmp_path / "one").write_text("old")
    with pytest.raises(error):
        fail()
    assert names_in(tmp_path) == ["one"]
    assert (tmp_path / "one").read_text() == "old"


def test_when_one_output_cannot_be_opened_none_is_left(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), open_outputs(str(tmp_path / "one"), str(tmp_path / "none" / "two")):
        pytest.fail("there is nothing to write to")
    assert names_in(tmp_path) == []


def test_when_one_output_cannot_be_flushed_none_appears(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left on device"):
        write("1", "2", to=[tmp_path / "one", tmp_path / "two"])
    assert names_in(tmp_path) == []


def test_a_symbolic_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    target = tmp_path / "folder" / "target"
    target.write_text("old")
    (tmp_path / "link").symlink_to(target)
    write("new", to=[tmp_path / "link"])
    assert (tmp_path / "link").readlink() == target
    assert target.read_text() == "new"
    assert names_in(tmp_path) == ["folder", "link"]


def test_a_link_to_a_file_that_is_not_there_makes_it(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write("new", to=[tmp_path / "link"])
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "new"


def test_a_device_is_written_to_as_it_is() -> None:
    write("gone", "too", to=[os.devnull, os.devnull])
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_pipe_is_written_to_as_it_is() -> None:
    reader, writer = os.pipe()
    write("through", to=[f"/dev/fd/{writer}"])
    os.close(writer)
    with os.fdopen(reader) as file:
        assert file.read() == "through"


def test_a_dash_is_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write("product", to=["-"])
    sys.stdout.flush()
    assert capfdbinary.readouterr().out == b"product"


def test_a_name_as_long_as_names_may_be_is_fine(tmp_path: Path) -> None:
    write("new", to=[tmp_path / ("n" * 255)])
    assert names_in(tmp_path) == ["n" * 255]


@pytest.mark.parametrize(
    ("path", "code"), [("", errno.EISDIR), ("none/out", errno.ENOENT), ("file/out", errno.ENOTDIR)]
)
def test_an_output_that_cannot_be_is_an_error_with_its_own_name(tmp_path: Path, path: str, code: int) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(OSError, match=os.strerror(code)) as caught, open_outputs(str(tmp_path / path)):
        pytest.fail("there is nothing to write to")
    assert (caught.value.errno, str(caught.value.filename)) == (code, str(tmp_path / path))
    assert names_in(tmp_path) == ["file"]


def test_two_outputs_in_one_place_are_refused(tmp_path: Path) -> None:
    out = tmp_path / "out\x1b"
    (tmp_path / "link").symlink_to(out)
    message = f"two outputs would go to {tmp_path}/out\\u001b; give each a place of its own"
    for other in (out, tmp_path / "link"):
        with pytest.raises(WrongUse) as caught, open_outputs(str(out), str(other)):
            pytest.fail("one would replace the other")
        assert str(caught.value) == message
    with pytest.raises(WrongUse) as caught, open_outputs("-", "-"):
        pytest.fail("one would be mixed with the other")
    assert str(caught.value) == "two outputs would go to standard output; give each a place of its own"
    assert names_in(tmp_path) == ["link"]


def test_standard_output_need_not_be_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    stdout = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", stdout)
    write("product", to=["-"])
    stdout.seek(0)
    assert stdout.read() == "product"
