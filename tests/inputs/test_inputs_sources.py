"""Compressed inputs are detected from their content; corrupt data and decompression bombs are one clear error."""

import bz2
import errno
import gzip
import io
import itertools
import lzma
import os
import random
import subprocess
import sys
import tracemalloc
import zlib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbridge.compression import CHUNK_SIZE, CODECS, DecompressingReader
from runbridge.errors import BadInput, UsageError
from runbridge.inputs.sources import Source, expand, open_input, open_range

zstd: Any = import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")

PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zstd": zstd.compress,
    "xz": lzma.compress,
    "bzip2": bz2.compress,
}
TEXT = "".join(f'{{"n":{random.Random(n).random()},"é":"🙂"}}\n' for n in range(9000)).encode()
SKIPPABLE = b"\x5a\x2a\x4d\x18\x03\x00\x00\x00abc"


def read_all(source: Source, size: int = 1 << 16) -> bytes:
    parts: list[bytes] = []
    while part := source.read(size):
        assert len(part) <= size
        parts.append(part)
    return b"".join(parts)


def content(path: Path, size: int = 1 << 16) -> bytes:
    with open_input(str(path)) as source:
        return read_all(source, size)


#: Made when a test needs it, for xz takes long.
COMPRESSED: dict[str, Callable[[], bytes]] = {
    "plain": lambda: TEXT,
    "gzip": lambda: gzip.compress(TEXT),
    "gzip in two fields": lambda: gzip.compress(TEXT[:1000]) + gzip.compress(TEXT[1000:]),
    "gzip with padding": lambda: gzip.compress(TEXT) + b"\0" * 200_000,
    "gzip with padding between": lambda: gzip.compress(TEXT[:9]) + b"\0" * 512 + gzip.compress(TEXT[9:]),
    "gzip of nothing and of something": lambda: gzip.compress(b"") + gzip.compress(TEXT),
    "zstd": lambda: zstd.compress(TEXT),
    "zstd in two frames": lambda: zstd.compress(TEXT[:1000]) + zstd.compress(TEXT[1000:]),
    "zstd behind a skippable frame": lambda: SKIPPABLE + zstd.compress(TEXT),
    "zstd before a skippable frame": lambda: zstd.compress(TEXT) + SKIPPABLE,
    "zstd with a long window": lambda: zstd.compress(TEXT, options={zstd.CompressionParameter.window_log: 30}),
    "xz": lambda: lzma.compress(TEXT),
    "xz in two streams with padding": lambda: lzma.compress(TEXT[:1000]) + b"\0" * 8 + lzma.compress(TEXT[1000:]),
    "xz with another check": lambda: lzma.compress(TEXT, check=lzma.CHECK_SHA256),
    "bzip2": lambda: bz2.compress(TEXT),
    "bzip2 in two streams": lambda: bz2.compress(TEXT[:1000], 1) + bz2.compress(TEXT[1000:]),
}


@pytest.mark.parametrize("size", [1000, 1 << 16])
@pytest.mark.parametrize("name", COMPRESSED)
def test_compressed_data_is_detected_from_its_content(tmp_path: Path, name: str, size: int) -> None:
    path, data = tmp_path / "any.name", COMPRESSED[name]()
    path.write_bytes(data)
    with open_input(str(path)) as source:
        assert (source.size, source.compressed) == (len(data), name != "plain")
        assert read_all(source, size) == TEXT
        assert source.consumed == len(data)


@pytest.mark.parametrize("program", ["gzip", "zstd", "xz", "bzip2"])
def test_output_of_the_compression_programs_is_read(tmp_path: Path, program: str) -> None:
    path = tmp_path / "runs"
    try:
        path.write_bytes(subprocess.run([program, "-c"], input=TEXT, capture_output=True, check=True).stdout)
    except FileNotFoundError:
        pytest.skip(f"{program} is not installed")
    assert content(path) == TEXT


@pytest.mark.parametrize(
    "text", [b"", b"\x1f", b"(", b"P*M", b"\x1fx", b"(\xb5/x", b"[1]", b"\0\0", b"BZh", b"BZh0", b"\xfd7zXZ"]
)
def test_data_that_only_starts_like_compressed_data_is_plain(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "text"
    path.write_bytes(text)
    with open_input(str(path)) as source:
        assert (source.compressed, source.size) == (False, len(text))
        assert read_all(source, 2) == text


@pytest.mark.parametrize("size", [1, 1000])
@pytest.mark.parametrize(
    ("outer", "inner"),
    [("gzip", "gzip"), ("gzip", "zstd"), ("zstd", "gzip"), ("xz", "bzip2"), ("bzip2", "xz")],
)
def test_data_that_was_compressed_twice_is_an_error(tmp_path: Path, outer: str, inner: str, size: int) -> None:
    path = tmp_path / "twice"
    path.write_bytes(PACK[outer](PACK[inner](TEXT)))
    with pytest.raises(BadInput) as raised:
        content(path, size)
    assert (raised.value.errno, raised.value.filename) == (errno.EIO, str(path))
    assert raised.value.strerror == (
        f"{inner} data inside {outer} data; decompress it once before, as with `{outer} -dc`"
    )


@pytest.mark.parametrize("text", [b"", b"\x1f", b"(\xb5/", b"BZh", b"{}"])
def test_short_compressed_text_is_not_taken_for_compressed_twice(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "short"
    path.write_bytes(gzip.compress(text))
    assert content(path, 1) == text


@pytest.mark.parametrize("pack", PACK.values(), ids=PACK)
def test_compressed_data_of_several_chunks_is_read(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    data = random.Random(1).randbytes(3 * CHUNK_SIZE)
    path = tmp_path / "data"
    path.write_bytes(pack(data))
    assert content(path) == data


@given(data=st.binary(max_size=3000), size=st.integers(1, 100), form=st.sampled_from([*PACK]))
def test_any_bytes_are_decompressed_exactly(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, size: int, form: str
) -> None:
    path = tmp_path_factory.mktemp("inputs") / "data"
    # Data that starts like compressed data would be refused.
    path.write_bytes(PACK[form](b"-" + data))
    assert content(path, size) == b"-" + data


#: Without the time, so that tests have the same names in each run.
GZIPPED = gzip.compress(TEXT, mtime=0)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (GZIPPED[:12_345], "truncated gzip data after 12,345 bytes"),
        (GZIPPED[:-1], f"truncated gzip data after {len(GZIPPED) - 1:,} bytes"),
        (GZIPPED[:3], "truncated gzip data after 3 bytes"),
        (GZIPPED + b"\x1f", f"truncated gzip data after {len(GZIPPED) + 1:,} bytes"),
        (gzip.compress(b"{}", mtime=0) + b"{}", "corrupt gzip data before byte 24: incorrect header check"),
        (gzip.compress(b"{}", mtime=0)[:-8] + b"\0" * 8, "corrupt gzip data before byte 22: incorrect data check"),
        (zstd.compress(TEXT)[:12_345], "truncated zstd data after 12,345 bytes"),
        (zstd.compress(TEXT)[:5], "truncated zstd data after 5 bytes"),
        (SKIPPABLE[:-1], "truncated zstd data after 10 bytes"),
        (zstd.compress(b"{}") + b"no frame", "corrupt zstd data before byte 19: Unknown frame descriptor"),
        (lzma.compress(TEXT)[:12_345], "truncated xz data after 12,345 bytes"),
        (
            lzma.compress(b"{}") + b"no stream at all",
            "corrupt xz data before byte 76: Input format not supported by decoder",
        ),
        (lzma.compress(b"{}")[:-9] + bytes(9), "corrupt xz data before byte 60: Corrupt input data"),
        (bz2.compress(TEXT)[:12_345], "truncated bzip2 data after 12,345 bytes"),
        (bz2.compress(b"{}") + b"no stream", "corrupt bzip2 data before byte 46: Invalid data stream"),
    ],
)
def test_corrupt_and_truncated_compressed_data_is_an_error(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "broken"
    path.write_bytes(data)
    with pytest.raises(BadInput) as raised:
        content(path)
    assert (raised.value.errno, raised.value.strerror, raised.value.filename) == (errno.EIO, reason, str(path))


@pytest.mark.parametrize("form", ["gzip", "zstd"])
def test_a_decompression_bomb_is_stopped_in_bounded_memory(tmp_path: Path, form: str) -> None:
    path = tmp_path / "bomb"
    piece = b"0" * (1 << 20)
    with gzip.open(path, "wb") if form == "gzip" else zstd.open(path, "wb") as file:
        for _ in range(80):
            file.write(piece)
    given: list[int] = []
    tracemalloc.start()
    try:
        with open_input(str(path)) as source, pytest.raises(BadInput) as raised:
            given.extend(map(len, iter(lambda: source.read(1 << 16), b"")))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert raised.value.strerror == (
        f"{form} data that grows to more than 200 times its size; "
        f"if you trust it, pipe it in from `{form} -dc`, which has no such limit"
    )
    assert sum(given) == 64 << 20
    assert peak < 4 << 20


def test_a_small_file_can_grow_by_any_factor(tmp_path: Path) -> None:
    path = tmp_path / "zeros"
    path.write_bytes(gzip.compress(b"0" * (60 << 20)))
    with open_input(str(path)) as source:
        assert sum(map(len, iter(lambda: source.read(1 << 16), b""))) == 60 << 20


def test_a_range_has_the_bytes_between_its_offsets(tmp_path: Path) -> None:
    path = tmp_path / "runs"
    path.write_bytes(TEXT)
    with open_range(str(path), 100, 9000) as source:
        assert (source.size, source.consumed, source.compressed) == (8900, 0, False)
        assert source.read(10) == TEXT[100:110]
        assert source.consumed == 10
        assert read_all(source) == TEXT[110:9000]
        assert source.consumed == 8900


def shrink(path: Path, size: int) -> None:
    with path.open("r+b") as file:
        file.truncate(size)


def check_shrunk(source: Source, path: str, size: int) -> None:
    with pytest.raises(BadInput) as raised:
        read_all(source, 1000)
    assert raised.value.strerror == f"the file shrank while it was read, to {size:,} bytes"
    assert raised.value.filename == path


@pytest.mark.parametrize("data", [TEXT, gzip.compress(random.Random(1).randbytes(300_000))], ids=["plain", "gzip"])
def test_a_file_that_shrinks_while_it_is_read_is_an_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "runs"
    path.write_bytes(data)
    with open_input(str(path)) as source:
        source.read(10)
        shrink(path, 150_000)
        check_shrunk(source, str(path), 150_000)


def test_a_range_of_a_file_that_shrank_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "runs"
    path.write_bytes(TEXT)
    with open_range(str(path), len(TEXT) - 5, len(TEXT) + 5) as source:
        check_shrunk(source, str(path), len(TEXT))
    with open_range(str(path), 100, 9000) as source:
        source.read(10)
        shrink(path, 50)
        check_shrunk(source, str(path), 50)


def test_standard_input_that_shrinks_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "runs"
    path.write_bytes(TEXT)
    with path.open() as stdin:
        os.lseek(stdin.fileno(), 9000, os.SEEK_SET)
        monkeypatch.setattr(sys, "stdin", stdin)
        with open_input("-") as source:
            source.read(10)
            # What is in the buffer of standard input is read from there.
            shrink(path, 200_000)
            check_shrunk(source, "-", 200_000)


def test_a_file_that_shrinks_after_it_was_read_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "runs"
    path.write_bytes(b"{}\n")
    with open_input(str(path)) as source:
        assert source.read(10) == b"{}\n"
        shrink(path, 0)
        assert read_all(source) == b""


def test_a_file_that_grows_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "runs"
    path.write_bytes(b"{}\n")
    with open_input(str(path)) as source:
        assert source.read(10) == b"{}\n"
        with path.open("ab") as file:
            file.write(b"[]\n")
        assert read_all(source) == b"[]\n"


PROGRAM = """
import sys
from runbridge.inputs.sources import open_input
with open_input("-") as source:
    print(source.size, source.compressed, flush=True)
    while part := source.read(1 << 16):
        print(len(part), source.consumed, flush=True)
"""


def test_standard_input_returns_what_has_arrived() -> None:
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        found = list[bytes]()
        for part in (b"\x1f", b"{\n", b"{}\n"):
            child.stdin.write(part)
            child.stdin.flush()
            if part != b"\x1f":
                # More comes only when this was answered: who waits for more than there is waits forever.
                found += itertools.islice(child.stdout, 1 if found else 2)
        child.stdin.close()
        assert found[0] == b"None False\n"
        assert (found[-1], child.stdout.read(), child.wait()) == (b"3 6\n", b"", 0)


def test_standard_input_can_be_a_file(tmp_path: Path) -> None:
    path = tmp_path / "runs"
    data = gzip.compress(b"{}\n")
    path.write_bytes(data)
    with path.open("rb") as file:
        done = subprocess.run([sys.executable, "-c", PROGRAM], stdin=file, capture_output=True, check=True)
    assert done.stdout == f"{len(data)} True\n3 {len(data)}\n".encode()


def test_standard_input_without_a_descriptor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT)))
    with open_input("-") as source:
        assert source.size is None
        assert read_all(source) == TEXT


def test_a_pipe_has_no_size(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with subprocess.Popen([sys.executable, "-c", f"open({str(path)!r}, 'wb').write(b'{{}}')"]) as child:
        with open_input(str(path)) as source:
            assert (source.size, read_all(source)) == (None, b"{}")
        assert child.wait() == 0


def test_a_folder_stands_for_its_record_files(tmp_path: Path) -> None:
    names = [
        "b.json",
        "a/z.NDJSON",
        "a/c.jsonl.gz",
        "a-b/x.msgpack.zst",
        "k.ndjson.zstd",
        "m.json.GZ",
        "n.json.xz",
        "o.jsonl.bz2",
    ]
    others = ["a/readme.md", "x.gz", ".hidden.json", ".git/c.json", ".runbridge-1.part", "x.json.bak"]
    for name in [*names, *others]:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    found = sorted(str(tmp_path / name) for name in names)
    assert expand([str(tmp_path), "-", "no/such.file", str(tmp_path / "x.gz")]) == [
        *found,
        "-",
        "no/such.file",
        str(tmp_path / "x.gz"),
    ]


def test_the_name_of_a_folder_is_kept_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "a.json").touch()
    monkeypatch.chdir(tmp_path)
    assert expand(["./runs"]) == ["./runs/a.json"]


def test_a_folder_without_record_files_is_a_usage_error(tmp_path: Path) -> None:
    folder = tmp_path / "a\tb"
    folder.mkdir()
    (folder / "notes.txt").touch()
    with pytest.raises(UsageError) as raised:
        expand([str(folder)])
    assert str(raised.value) == (
        f"{tmp_path}/a\\tb has no file named *.json, *.ndjson, *.jsonl or *.msgpack, nor one of them with .gz, .zst, "
        ".zstd, .xz or .bz2 added"
    )


def test_a_folder_that_disappears_is_an_error(tmp_path: Path) -> None:
    from runbridge.inputs.sources import _files_in  # whoever calls it has just seen the folder

    with pytest.raises(FileNotFoundError):
        _files_in(str(tmp_path / "gone"))


def test_standard_input_given_twice_is_a_usage_error() -> None:
    with pytest.raises(UsageError) as raised:
        expand(["-", "a.json", "-"])
    assert str(raised.value) == "standard input is given twice"


def test_zstd_data_with_too_long_a_window_says_what_it_needs(tmp_path: Path) -> None:
    compressor = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 31})
    path = tmp_path / "long"
    path.write_bytes(compressor.compress(b"{}") + compressor.flush())
    with pytest.raises(BadInput) as raised:
        content(path)
    assert raised.value.strerror == (
        "zstd data that needs a window of more than 1 GiB; if you trust it, pipe it in from `zstd -dc --long=31`"
    )


@pytest.mark.parametrize(
    ("size", "need"),
    [(1 << 16, "the dictionary with the ID {number}"), (1, "a dictionary")],
    ids=["at once", "byte by byte"],
)
def test_zstd_data_with_a_dictionary_says_what_it_needs(size: int, need: str) -> None:
    samples = [b'{"number":%d,"square":%d}' % (number, number * number) for number in range(3000)]
    dictionary = zstd.train_dict(samples, 2000)
    data = zstd.compress(samples[5] * 10, zstd_dict=dictionary)
    reader = DecompressingReader(Bytes(data, size), "runs", CODECS[1])
    with pytest.raises(BadInput) as raised:
        reader.read(1000)
    need = need.format(number=dictionary.dict_id)
    assert raised.value.strerror == f"zstd data that needs {need}; pipe it in from `zstd -dc -D DICTIONARY`"


class Bytes:
    """A source of bytes that gives at most so many at once."""

    size = None

    def __init__(self, data: bytes, limit: int) -> None:
        self._stream = io.BytesIO(data)
        self._limit = limit

    @property
    def consumed(self) -> int:
        return self._stream.tell()

    def read(self, size: int, /) -> bytes:
        return self._stream.read(min(size, self._limit))


def test_xz_data_that_needs_too_much_memory_says_so(tmp_path: Path) -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 16}]
    data = bytearray(lzma.compress(b"{}", filters=filters))
    # The size of the dictionary stands in the header of the block, which has a checksum: 40 is 4 GiB.
    data[16] = 40
    data[20:24] = zlib.crc32(data[12:20]).to_bytes(4, "little")
    path = tmp_path / "large"
    path.write_bytes(data)
    with pytest.raises(BadInput) as raised:
        content(path)
    assert raised.value.strerror == (
        "xz data that needs more than 1 GiB of memory; if you trust it, pipe it in from `xz -dc`"
    )
