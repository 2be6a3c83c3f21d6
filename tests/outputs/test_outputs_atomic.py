"""Outputs appear complete or not at all, and errors name the output that the user gave."""

import errno
import io
import os
import shlex
import shutil
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import pytest

from runbridge.errors import UsageError
from runbridge.outputs.atomic import open_outputs
from tests.cli.commands import Outcome, shell
from tests.pipeline.output_helpers import names_in, write
from tests.pipeline.sample_records import RUN, model


def test_a_new_file_has_the_permissions_of_the_umask(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        write("new", to=[tmp_path / "out"])
    finally:
        os.umask(mask)
    assert (tmp_path / "out").read_text() == "new"
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o640
    assert names_in(tmp_path) == ["out"]


def test_a_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("a longer old text")
    out.chmod(0o604)
    write("new", to=[out])
    assert out.read_text() == "new"
    assert stat.S_IMODE(out.stat().st_mode) == 0o604


def test_the_old_file_remains_until_the_end(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("old")
    with open_outputs(str(out)) as (stream,):
        stream.write(b"new")
        stream.flush()
        assert out.read_text() == "old"
    assert out.read_text() == "new"


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, ValueError])
def test_an_error_leaves_and_changes_nothing(tmp_path: Path, error: type[BaseException]) -> None:
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


def test_an_output_that_cannot_be_opened_leaves_no_other(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), open_outputs(str(tmp_path / "one"), str(tmp_path / "none" / "two")):
        pytest.fail("there is nothing to write to")
    assert names_in(tmp_path) == []


def test_an_output_that_cannot_be_flushed_leaves_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[int] = []

    def second_is_full(descriptor: int) -> None:
        flushed.append(descriptor)
        if len(flushed) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", second_is_full)
    with pytest.raises(OSError, match="No space left on device") as caught:
        write("1", "2", to=[tmp_path / "one", tmp_path / "two"])
    assert caught.value.filename == str(tmp_path / "two")
    assert names_in(tmp_path) == []


def test_an_output_that_cannot_be_moved_is_an_error_with_its_name(tmp_path: Path) -> None:
    out = tmp_path / "out"

    def write_and_block() -> None:
        with open_outputs(str(out)) as (stream,):
            stream.write(b"new")
            out.mkdir()

    with pytest.raises(IsADirectoryError) as caught:
        write_and_block()
    assert caught.value.args == (errno.EISDIR, os.strerror(errno.EISDIR))
    assert caught.value.filename == str(out)
    assert names_in(tmp_path) == ["out"]


def test_files_are_flushed_before_their_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[bool, list[str]]] = []
    fsync = os.fsync

    def watch(descriptor: int) -> None:
        named = [name for name in names_in(tmp_path) if not name.startswith(".")]
        seen.append((stat.S_ISDIR(os.fstat(descriptor).st_mode), named))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watch)
    write("1", "2", to=[tmp_path / "one", tmp_path / "two"])
    assert seen == [(False, []), (False, []), (True, ["one", "two"])]


def test_a_folder_that_cannot_be_flushed_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def files_only(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(os, "fsync", files_only)
    write("1", to=[tmp_path / "one"])
    assert names_in(tmp_path) == ["one"]


def write_to_a_pipe(writer: int, *, close: int | None = None, fail: bool = False) -> None:
    """Write to a pipe whose other end may be closed before the write gets there."""
    with open_outputs(f"/dev/fd/{writer}") as (stream,):
        stream.write(b"first")
        if close is not None:
            os.close(close)
        if fail:
            raise KeyboardInterrupt


def test_buffered_data_goes_into_a_pipe_after_an_error() -> None:
    reader, writer = os.pipe()
    with pytest.raises(KeyboardInterrupt):
        write_to_a_pipe(writer, fail=True)
    os.close(writer)
    with os.fdopen(reader) as file:
        assert file.read() == "first"


def test_a_closed_pipe_does_not_hide_an_error() -> None:
    reader, writer = os.pipe()
    with pytest.raises(KeyboardInterrupt):
        write_to_a_pipe(writer, close=reader, fail=True)
    os.close(writer)


def test_a_closed_pipe_is_an_error_with_its_name() -> None:
    reader, writer = os.pipe()
    with pytest.raises(BrokenPipeError) as caught:
        write_to_a_pipe(writer, close=reader)
    os.close(writer)
    assert caught.value.filename == f"/dev/fd/{writer}"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("size", [1, 1 << 20], ids=["at the end", "on the way"])
def test_a_full_device_is_an_error_with_its_name(size: int) -> None:
    with pytest.raises(OSError, match="No space left on device") as caught:
        write("x" * size, to=["/dev/full"])
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, "/dev/full")


#: Leaves what the small folder holds on stdout. Coverage would write files of its own where none fit.
CONVERT = f"""
unset ${{!COVERAGE_@}}
runbridge convert in.ndjson --to {RUN} -o small/$OUT
code=$?
ls -A small
exit $code
"""
MOUNT = ["unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs"]


@pytest.fixture(name="folder")
def fixture_folder(tmp_path: Path) -> Path:
    """With a folder to be made small, and records that are too large for it even when compressed."""
    records = [model(id=os.urandom(40).hex()) for _ in range(3000)]
    (tmp_path / "in.ndjson").write_bytes(b"\n".join(records))
    (tmp_path / "small").mkdir()
    return tmp_path


@pytest.mark.parametrize("name", ["out.ndjson", "out.ndjson.gz", "out.ndjson.zst"])
def test_a_size_limit_is_one_error_line_and_no_file(folder: Path, name: str) -> None:
    outcome = shell(f"OUT={name}; ulimit -f 64; {CONVERT}", folder)
    assert outcome == Outcome(2, "", f"error: small/{name}: File too large\n")


@pytest.mark.parametrize("name", ["out.ndjson", "out.ndjson.gz", "out.ndjson.zst"])
def test_a_full_disk_is_one_error_line_and_no_file(folder: Path, name: str) -> None:
    if shutil.which("unshare") is None or subprocess.run([*MOUNT, folder / "small"], check=False).returncode:
        pytest.skip("a small file system cannot be had here without privileges")
    inside = shlex.quote(f"{shlex.join(MOUNT[4:])} small; {CONVERT}")
    outcome = shell(f"export OUT={name}; export -f runbridge; {shlex.join(MOUNT[:4])} bash -c {inside}", folder)
    assert outcome == Outcome(2, "", f"error: small/{name}: No space left on device\n")


@pytest.mark.parametrize("name", ["out", "out.gz", "out.zst"])
@pytest.mark.parametrize("fail", [False, True])
def test_streams_are_closed_at_the_end(tmp_path: Path, name: str, fail: bool) -> None:
    seen: list[BinaryIO] = []
    with suppress(KeyboardInterrupt), open_outputs(str(tmp_path / name)) as (stream,):
        seen.append(stream)
        if fail:
            raise KeyboardInterrupt
    assert seen[0].closed
    assert names_in(tmp_path) == ([] if fail else [name])


def test_a_symbolic_link_is_followed_and_kept(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    target = tmp_path / "folder" / "target"
    target.write_text("old")
    (tmp_path / "link").symlink_to(target)
    write("new", to=[tmp_path / "link"])
    assert (tmp_path / "link").readlink() == target
    assert target.read_text() == "new"
    assert names_in(tmp_path) == ["folder", "link"]


def test_a_link_to_a_missing_file_creates_the_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write("new", to=[tmp_path / "link"])
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "new"


def test_a_device_is_written_to_directly() -> None:
    write("gone", "too", to=[os.devnull, os.devnull])
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_pipe_is_written_to_directly() -> None:
    reader, writer = os.pipe()
    write("through", to=[f"/dev/fd/{writer}"])
    os.close(writer)
    with os.fdopen(reader) as file:
        assert file.read() == "through"


def test_a_dash_is_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write("product", to=["-"])
    sys.stdout.flush()
    assert capfdbinary.readouterr().out == b"product"


def test_a_name_of_the_maximum_length_works(tmp_path: Path) -> None:
    write("new", to=[tmp_path / ("n" * 255)])
    assert names_in(tmp_path) == ["n" * 255]


@pytest.mark.parametrize(
    ("path", "code"), [("", errno.EISDIR), ("none/out", errno.ENOENT), ("file/out", errno.ENOTDIR)]
)
def test_an_impossible_output_is_an_error_with_its_name(tmp_path: Path, path: str, code: int) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(OSError, match=os.strerror(code)) as caught, open_outputs(str(tmp_path / path)):
        pytest.fail("there is nothing to write to")
    assert (caught.value.errno, str(caught.value.filename)) == (code, str(tmp_path / path))
    assert names_in(tmp_path) == ["file"]


def test_two_outputs_in_one_place_are_refused(tmp_path: Path) -> None:
    out = tmp_path / "out\x1b"
    (tmp_path / "link").symlink_to(out)
    message = f"two outputs would be written to {tmp_path}/out\\u001b; give each its own file"
    for other in (out, tmp_path / "link"):
        with pytest.raises(UsageError) as caught, open_outputs(str(out), str(other)):
            pytest.fail("one would replace the other")
        assert str(caught.value) == message
    with pytest.raises(UsageError) as caught, open_outputs("-", "-"):
        pytest.fail("one would be mixed with the other")
    assert str(caught.value) == "two outputs would be written to standard output; give each its own file"
    assert names_in(tmp_path) == ["link"]


def test_standard_output_can_be_any_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    stdout = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", stdout)
    write("product", to=["-"])
    stdout.seek(0)
    assert stdout.read() == "product"
