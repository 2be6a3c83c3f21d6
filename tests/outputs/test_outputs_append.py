"""Files that other processes write are appended to an output."""

import errno
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from runbridge.outputs.atomic import append_file, open_outputs, open_temp_file, remove_stale
from tests.pipeline.output_helpers import NO_COVERAGE, names_in

#: More than any buffer on the way holds, and than a pipe.
TEXT = os.urandom(1 << 20)

Copy = Callable[[int, int, int], int]


def not_on_this_file_system(source: int, output: int, count: int) -> int:
    raise OSError(errno.EXDEV, "Invalid cross-device link")


def a_little_and_no_more(source: int, output: int, count: int) -> int:
    if os.lseek(source, 0, os.SEEK_CUR):
        raise OSError(errno.EINVAL, "Invalid argument")
    return os.write(output, os.read(source, 10))


def bit_by_bit(source: int, output: int, count: int) -> int:
    return os.write(output, os.read(source, min(count, 100_003)))


@pytest.fixture(name="temp")
def fixture_temp(tmp_path: Path) -> Path:
    temp = tmp_path / "temp"
    temp.write_bytes(TEXT)
    return temp


def write_around(temp: Path, output: str) -> None:
    """The part twice, with something before, between and after."""
    with open_outputs(output) as (stream,):
        stream.write(b"before")
        append_file(stream, temp)
        stream.write(b"between")
        append_file(stream, temp)
        stream.write(b"after")


AROUND = b"before" + TEXT + b"between" + TEXT + b"after"


def test_an_appended_file_comes_after_earlier_writes(tmp_path: Path, temp: Path) -> None:
    write_around(temp, str(tmp_path / "out"))
    assert (tmp_path / "out").read_bytes() == AROUND
    assert temp.read_bytes() == TEXT


@pytest.mark.parametrize("copy", [not_on_this_file_system, a_little_and_no_more, bit_by_bit])
def test_any_amount_can_be_copied_in_the_kernel(
    tmp_path: Path, temp: Path, monkeypatch: pytest.MonkeyPatch, copy: Copy
) -> None:
    monkeypatch.setattr(os, "copy_file_range", copy, raising=False)
    write_around(temp, str(tmp_path / "out"))
    assert (tmp_path / "out").read_bytes() == AROUND


def test_a_file_is_appended_without_copies_in_the_kernel(
    tmp_path: Path, temp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "copy_file_range", raising=False)
    write_around(temp, str(tmp_path / "out"))
    assert (tmp_path / "out").read_bytes() == AROUND


@pytest.mark.skipif(not hasattr(os, "copy_file_range"), reason="this system does not copy in the kernel")
def test_regular_files_are_copied_in_the_kernel(tmp_path: Path, temp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[int] = []
    copy: Any = os.copy_file_range  # type: ignore[attr-defined,unused-ignore]  # Linux only

    def watch(source: int, output: int, count: int) -> int:
        copied.append(copy(source, output, count))
        return copied[-1]

    monkeypatch.setattr(os, "copy_file_range", watch)
    write_around(temp, str(tmp_path / "out"))
    assert sum(copied) == 2 * len(TEXT)


def test_an_appended_file_is_compressed_with_the_rest(tmp_path: Path, temp: Path) -> None:
    write_around(temp, str(tmp_path / "out.gz"))
    with open_outputs(str(tmp_path / "other.gz")) as (stream,):
        stream.write(AROUND)
    assert (tmp_path / "out.gz").read_bytes() == (tmp_path / "other.gz").read_bytes()


def test_a_file_is_appended_to_a_pipe(temp: Path) -> None:
    script = "import sys, hashlib; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())"
    reader, writer = os.pipe()
    with subprocess.Popen([sys.executable, "-c", script], stdin=reader, stdout=subprocess.PIPE, text=True) as process:
        os.close(reader)
        write_around(temp, f"/dev/fd/{writer}")
        os.close(writer)
        assert process.communicate()[0] == f"{sha256(AROUND).hexdigest()}\n"


@pytest.mark.parametrize("mode", ["w", "a"])
def test_a_file_is_appended_to_standard_output(
    tmp_path: Path, temp: Path, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out").write_text("old ")
    with (tmp_path / "out").open(mode) as stdout:
        monkeypatch.setattr(sys, "stdout", stdout)
        write_around(temp, "-")
    assert (tmp_path / "out").read_bytes() == (b"old " if mode == "a" else b"") + AROUND


def test_a_file_is_appended_to_a_stream_without_descriptor(temp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stdout = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", stdout)
    write_around(temp, "-")
    stdout.seek(0)
    assert stdout.buffer.read() == AROUND


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_appending_to_a_full_device_is_an_error_of_the_output(temp: Path) -> None:
    with pytest.raises(OSError, match="No space left on device") as caught, open_outputs("/dev/full") as (stream,):
        append_file(stream, temp)
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, "/dev/full")


def test_appending_beyond_a_size_limit_is_an_error_of_the_output(tmp_path: Path, temp: Path) -> None:
    script = (
        "import resource, sys\n"
        "from runbridge.outputs.atomic import *\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 19, 1 << 19))\n"
        "try:\n"
        "    with open_outputs('out') as (stream,):\n"
        "        append_file(stream, Path(sys.argv[1]))\n"
        "except OSError as error:\n"
        "    print(error, end='')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, temp], cwd=tmp_path, env=NO_COVERAGE, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"[Errno {errno.EFBIG}] {os.strerror(errno.EFBIG)}: 'out'"
    assert names_in(tmp_path) == ["temp"]


def test_another_process_writes_to_a_temporary_file(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with open_outputs(str(out)) as (stream,), open_temp_file(str(out)) as temp:
        assert (temp.parent, temp.read_bytes()) == (tmp_path, b"")
        script = "import sys; open(sys.argv[1], 'wb').write(b'from elsewhere')"
        subprocess.run([sys.executable, "-W", "ignore", "-c", script, temp], check=True)
        append_file(stream, temp)
    assert out.read_bytes() == b"from elsewhere"
    assert names_in(tmp_path) == ["out"]


def test_a_temporary_file_is_locked_until_the_end(tmp_path: Path) -> None:
    with open_temp_file(str(tmp_path / "out")) as temp:
        remove_stale(tmp_path)
        assert names_in(tmp_path) == [temp.name]
    assert names_in(tmp_path) == []


def test_a_temporary_file_is_removed_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), open_temp_file(str(tmp_path / "out")):
        raise KeyboardInterrupt
    assert names_in(tmp_path) == []


def test_a_temporary_file_may_be_missing_at_the_end(tmp_path: Path) -> None:
    with open_temp_file(str(tmp_path / "out")) as temp:
        temp.unlink()
    assert names_in(tmp_path) == []


def test_a_temporary_file_is_next_to_the_target_of_a_link(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("folder/out")
    with open_temp_file(str(tmp_path / "link")) as temp:
        assert temp.parent == tmp_path / "folder"


@pytest.mark.parametrize("target", ["-", os.devnull])
def test_temporary_files_of_devices_are_in_the_system_folder(
    tmp_path: Path, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    # No run with such an output would look here otherwise.
    (tmp_path / ".runbridge-left.part").touch()
    with open_temp_file(target) as temp:
        assert (temp.parent, temp.read_bytes()) == (tmp_path, b"")
        assert names_in(tmp_path) == [temp.name]
    assert names_in(tmp_path) == []


def test_errors_of_temporary_files_name_the_target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = str(tmp_path / "none" / "out")
    with pytest.raises(FileNotFoundError) as caught, open_temp_file(missing):
        pytest.fail("there is nothing to write to")
    assert caught.value.filename == missing
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(FileNotFoundError) as caught, open_temp_file("-"):
        pytest.fail("there is nothing to write to")
    assert caught.value.filename == str(tmp_path / "none")
