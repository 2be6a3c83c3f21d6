"""Files, ranges of files and standard input as streams of bytes, decompressed on the way."""

import os
import re
import sys
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager, suppress
from io import BufferedReader, FileIO, UnsupportedOperation
from pathlib import Path
from stat import S_ISREG
from typing import Protocol, cast

from runbridge.compression import CHUNK_SIZE, MAGIC, SUFFIXES, DecompressingReader, codec_of
from runbridge.errors import BadInput, UsageError
from runbridge.problem_messages import escape

#: A file or directory to read, or several; `-` is standard input.
Inputs = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]
PathLike = str | os.PathLike[str]

STDIN = "-"
#: A Parquet file starts with this; no JSON text and no MessagePack map does.
_PARQUET = b"PAR1"
_RECORD_SUFFIXES = tuple(
    suffix + compression for suffix in (".json", ".ndjson", ".jsonl", ".msgpack") for compression in ("", *SUFFIXES)
)


class Source(Protocol):
    """A stream of bytes that knows its position."""

    @property
    def consumed(self) -> int:
        """How many bytes of the file were taken, before decompression."""
        ...

    @property
    def size(self) -> int | None:
        """How many bytes the file has; None for a pipe or a device."""
        ...

    @property
    def compressed(self) -> bool:
        """Whether the file is compressed."""
        ...

    def read(self, size: int, /) -> bytes:
        """At most so many bytes, as soon as there are some; none at the end."""
        ...


#: The beginning of a URL; a single letter is a drive.
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


@contextmanager
def open_input(path: str) -> Generator[Source]:
    """A file, or standard input for `-`; compressed data is detected from its content and decompressed.

    Raises BadInput for a Parquet file. Reading raises it for corrupt data and for a decompression bomb.
    """
    if path == STDIN:
        # Its type hides that it is buffered; `read` would wait until all bytes are there.
        stdin = cast("BufferedReader", sys.stdin.buffer)
        size = _size_of(stdin)
        yield _detect(_FileSource(stdin, stdin.read1, path, size, 0 if size is None else stdin.tell()), path)
    else:
        with Path(path).open("rb", buffering=0) as file:
            yield _detect(_FileSource(file, file.read, path, _size_of(file)), path)


@contextmanager
def open_range(path: str, start: int, end: int) -> Generator[Source]:
    """The bytes of a regular file from one offset up to another, not decompressed."""
    with Path(path).open("rb", buffering=0) as file:
        file.seek(start)
        yield _FileSource(file, file.read, path, end - start, start, end - start)


def expand(paths: Iterable[str]) -> list[str]:
    """The files that paths name: of a folder all files in it and below with a suffix of record files, sorted.

    Hidden files and folders and symbolic links to folders are skipped. Raises UsageError for a folder without such a
    file, and for `-` given twice.
    """
    files: list[str] = []
    for path in paths:
        if path == STDIN and path in files:
            raise UsageError("standard input is given twice")
        if _URL.match(path) and not Path(path).exists():
            raise UsageError(
                f"{escape(path)}: URLs are not supported; pipe the data to standard input, as in"
                " `curl -sSf URL | runbridge validate -`"
            )
        files += _files_in(path) if path != STDIN and Path(path).is_dir() else [path]
    return files


def _files_in(folder: str) -> list[str]:
    found: list[str] = []
    for parent, folders, names in os.walk(folder, onerror=_refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [
            os.path.join(parent, name)  # noqa: PTH118  # a Path would rewrite what the user gave: `./runs`
            for name in names
            if name.lower().endswith(_RECORD_SUFFIXES) and not name.startswith(".")
        ]
    if not found:
        raise UsageError(
            f"{escape(folder)} has no file named *.json, *.ndjson, *.jsonl or *.msgpack, nor one of them with "
            f"{', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]} added"
        )
    return sorted(found)


def _refuse(error: OSError) -> None:
    # By default os.walk skips a folder that cannot be read.
    raise error


def _size_of(file: BufferedReader | FileIO) -> int | None:
    try:
        status = os.fstat(file.fileno())
    except UnsupportedOperation:
        return None
    return status.st_size if S_ISREG(status.st_mode) else None


class _FileSource:
    """The bytes of a file, up to a limit if there is one."""

    compressed = False

    def __init__(
        self,
        file: BufferedReader | FileIO,
        read: Callable[[int], bytes],
        path: str,
        size: int | None,
        start: int = 0,
        limit: int | None = None,
    ) -> None:
        self._file = file
        self._read = read
        self._path = path
        self._start = start
        self._limit = limit
        self._head = b""
        self.size = size
        self.consumed = 0

    def read(self, size: int, /) -> bytes:
        data, self._head = self._head[:size], self._head[size:]
        if not data:
            data = self._read(size if self._limit is None else min(size, self._limit - self.consumed))
        self.consumed += len(data)
        if not data:
            self._check_size()
        return data

    def _check_size(self) -> None:
        """Raise BadInput at the end of a file that has lost bytes before they were read."""
        if self.size is None:
            return
        end = self.size if self._limit is None else self._start + self._limit
        now = _size_of(self._file)
        if self._start + self.consumed < end and now is not None and now < end:
            raise BadInput(f"the file shrank while it was read, to {now:,} bytes", self._path)

    def head(self) -> bytes:
        """The first bytes, enough to detect what the file is; `read` returns them again."""
        while any(magic.startswith(self._head) and magic != self._head for magic in (*MAGIC, _PARQUET)):
            more = self._read(CHUNK_SIZE)
            self._head += more
            if not more:
                break
        return self._head


def _detect(source: _FileSource, path: str) -> Source:
    """The source itself, or what decompresses it."""
    head = source.head()
    if head.startswith(_PARQUET):
        raise BadInput(
            "a Parquet file; `runbridge import` reads typed tables, and `convert` and `validate` read the records in a"
            " column of text with `--column NAME`",
            path,
        )
    codec = codec_of(head)
    return source if codec is None else DecompressingReader(source, path, codec)


def paths_of(inputs: Inputs) -> list[str]:
    """The inputs as text."""
    return [os.fspath(path) for path in ([inputs] if isinstance(inputs, str | os.PathLike) else inputs)]


def common_permissions(files: Iterable[str]) -> int:
    """The permissions for a new file that no more users may read than all of the regular files."""
    permissions = 0o666
    for file in files:
        with suppress(OSError, UnsupportedOperation):
            status = os.fstat(sys.stdin.buffer.fileno()) if file == STDIN else Path(file).stat()
            if S_ISREG(status.st_mode):
                permissions &= status.st_mode | 0o700
    return permissions


def check_inputs(files: Iterable[str]) -> None:
    """Raise OSError for a missing file before hours of work on the others."""
    for file in files:
        if file != STDIN:
            Path(file).stat()
