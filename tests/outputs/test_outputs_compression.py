"""Output is compressed by its name, is read by the usual programs, and has the same bytes each time."""

import io
import os
import shutil
import subprocess
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbridge.compression import CompressingWriter
from runbridge.outputs.atomic import open_outputs
from tests.pipeline.output_helpers import names_in, write

zstd: Any = import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")

#: More than any buffer on the way holds, and not so regular that it shrinks to nothing.
TEXT = b"".join(b'{"id": "%d", "number": %d}\n' % (number, number * number * 7919) for number in range(30_000))

#: Through the shell: gzip opens what it is given by name twice, and a pipe has its content only once.
GZIP = ["/bin/sh", "-c", 'exec gzip -dc <"$0"']


@cache
def written_at_once(name: str) -> bytes:
    """The text as a compressed file that was written with one call."""
    with TemporaryDirectory() as folder:
        return compressed(TEXT, Path(folder), name)


def compressed(text: bytes, folder: Path, name: str) -> bytes:
    with open_outputs(str(folder / name)) as (stream,):
        stream.write(text)
    return (folder / name).read_bytes()


def write_and_fail(path: Path) -> None:
    with open_outputs(str(path)) as (stream,):
        stream.write(TEXT)
        raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("name", "tool"),
    [
        ("out.gz", "gzip"),
        ("OUT.NDJSON.GZ", "gzip"),
        ("out.zst", "zstd"),
        ("out.ndjson.ZStd", "zstd"),
        ("out.xz", "xz"),
        ("OUT.bz2", "bzip2"),
    ],
)
@pytest.mark.parametrize("text", [b"", b"\n", TEXT], ids=["nothing", "little", "much"])
def test_compressed_output_is_read_by_the_usual_program(tmp_path: Path, name: str, tool: str, text: bytes) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    data = compressed(text, tmp_path, name)
    assert len(data) < max(len(text) / 2, 70)
    assert subprocess.run([tool, "-dc"], input=data, capture_output=True, check=True).stdout == text


@pytest.mark.parametrize("name", ["out", "gz", "out.gz.ndjson", "out.gzip", "outgz", "out.zstandard", "zst"])
def test_other_names_are_not_compressed(tmp_path: Path, name: str) -> None:
    assert compressed(TEXT, tmp_path, name) == TEXT


def test_gzip_output_has_neither_name_nor_time(tmp_path: Path) -> None:
    # The magic, deflate, no flags; no time; no extremes, and the system that zlib was made for.
    assert compressed(b"", tmp_path, "out.gz")[:9] == bytes.fromhex("1f8b08 00 00000000 00")


def test_zstd_output_has_a_checksum(tmp_path: Path) -> None:
    data = bytearray(compressed(TEXT, tmp_path, "out.zst"))
    data[-1] ^= 1
    with pytest.raises(zstd.ZstdError, match="checksum"):
        zstd.decompress(bytes(data))


@pytest.mark.parametrize("name", ["out.gz", "out.zst"])
@given(cuts=st.lists(st.integers(0, len(TEXT)), max_size=20).map(sorted), flushes=st.sets(st.integers(0, 20)))
def test_compressed_bytes_depend_only_on_the_text(name: str, cuts: list[int], flushes: set[int]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder)
        with open_outputs(str(path / name)) as (stream,):
            for index, (start, end) in enumerate(zip([0, *cuts], [*cuts, len(TEXT)], strict=True)):
                stream.write(TEXT[start:end])
                if index in flushes:
                    stream.flush()
        assert (path / name).read_bytes() == written_at_once(f"other-{name}")


class Pieces:
    """An encoder that notes how large its pieces are."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def compress(self, data: bytearray, /) -> bytes:
        self.sizes.append(len(data))
        return bytes(data)

    def flush(self) -> bytes:
        return b"end"


@pytest.mark.parametrize("cut", [1000, 131_071, 131_072, 131_073, 300_000, 1 << 20])
def test_an_encoder_gets_pieces_of_one_size(cut: int) -> None:
    # That what comes out is the same is no promise of zlib's or of zstd's.
    pieces, file = Pieces(), io.BytesIO()
    writer = CompressingWriter(file, pieces)
    for start in range(0, len(TEXT), cut):
        assert writer.write(memoryview(TEXT)[start : start + cut]) == len(TEXT[start : start + cut])
    writer.finish()
    assert pieces.sizes == [131_072] * (len(TEXT) // 131_072) + [len(TEXT) % 131_072]
    assert file.getvalue() == TEXT + b"end"


@pytest.mark.parametrize("name", ["out.gz", "out.zst", "out.xz", "out.bz2"])
def test_no_compressed_file_appears_after_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        write_and_fail(tmp_path / name)
    assert names_in(tmp_path) == []


def test_output_to_a_pipe_is_compressed_by_its_name(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.gz")
    with subprocess.Popen([*GZIP, tmp_path / "pipe.gz"], stdout=subprocess.PIPE) as reader:
        write("through", to=[tmp_path / "pipe.gz"])
        assert reader.stdout is not None
        assert reader.stdout.read() == b"through"
    assert reader.returncode == 0


def test_compressed_output_to_a_pipe_is_truncated_after_an_error(tmp_path: Path) -> None:
    name = tmp_path / "pipe.gz"
    os.mkfifo(name)
    with subprocess.Popen([*GZIP, name], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as reader:
        with pytest.raises(KeyboardInterrupt):
            write_and_fail(name)
        assert reader.stderr is not None
        assert b"unexpected end of file" in reader.stderr.read()
    assert reader.returncode == 1


def test_standard_output_is_never_compressed(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write("product", to=["-"])
    sys.stdout.flush()
    assert capfdbinary.readouterr().out == b"product"
