"""Files, ranges of files and standard input as streams of bytes; compressed ones are decompressed on the way."""

import os
import sys
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from io import BufferedReader, FileIO, UnsupportedOperation
from pathlib import Path
from stat import S_ISREG
from typing import Protocol, cast

from runbridge.compression import BLOCK
from runbridge.errors import WrongUse
from runbridge.problems import escape

#: A file or directory to read, or several; `-` is standard input.
Inputs = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]
PathLike = str | os.PathLike[str]

STDIN = "-"
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
#: A frame that decompressors pass over may stand in front of the others.
_SKIPPABLE = tuple(bytes([first]) + b"\x2a\x4d\x18" for first in range(0x50, 0x60))
_MAGIC = (_GZIP, _ZSTD, *_SKIPPABLE)
#: What starts a Parquet file, and no JSON text and no map of MessagePack.
_PARQUET = b"PAR1"
_SUFFIXES = tuple(
    form + packed for form in (".json", ".ndjson", ".jsonl", ".msgpack") for packed in ("", ".gz", ".zst", ".zstd")
)


class Source(Protocol):
    """A stream of bytes that knows how far it is."""

    @property
    def consumed(self) -> int:
        """How many bytes of the file were taken: compressed ones if it is."""
        ...

    @property
    def size(self) -> int | None:
        """How many bytes the file has; None for what is no regular file."""
        ...

    @property
    def compressed(self) -> bool:
        """Whether the bytes are decompressed."""
        ...

    def read(self, size: int, /) -> bytes:
        """At most so many bytes, as soon as there are some; none at the end."""
        ...


@contextmanager
def open_input(path: str) -> Generator[Source]:
    """A file, or standard input for `-`; gzip and zstd are told by content and decompressed.

    Raises BadInput for a Parquet file. Reading does it for compressed data that is broken or made to fill a disk.
    """
    if path == STDIN:
        # It is buffered, which its type does not tell, and `read` would wait for all that is asked for.
        stdin = cast("BufferedReader", sys.stdin.buffer)
        yield _source(_Plain(stdin.read1, _size_of(stdin)), path)
    else:
        with Path(path).open("rb", buffering=0) as file:
            yield _source(_Plain(file.read, _size_of(file)), path)


@contextmanager
def open_range(path: str, start: int, end: int) -> Generator[Source]:
    """The bytes of a regular file from one place to before another, as they are."""
    with Path(path).open("rb", buffering=0) as file:
        file.seek(start)
        yield _Plain(file.read, end - start, end - start)


def expand(paths: Iterable[str]) -> list[str]:
    """The files that paths stand for: for a folder all in it and below that are named like records, sorted.

    Hidden files and folders are passed over, and symbolic links to folders. Raises WrongUse for a folder without such
    a file, and for `-` given twice.
    """
    files: list[str] = []
    for path in paths:
        if path == STDIN and path in files:
            raise WrongUse("standard input is given twice")
        files += _files_in(path) if path != STDIN and Path(path).is_dir() else [path]
    return files


def _files_in(folder: str) -> list[str]:
    found: list[str] = []
    for parent, folders, names in os.walk(folder, onerror=_refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [
            os.path.join(parent, name)  # noqa: PTH118  # a Path would rewrite what the user gave: `./runs`
            for name in names
            if name.lower().endswith(_SUFFIXES) and not name.startswith(".")
        ]
    if not found:
        raise WrongUse(
            f"{escape(folder)} has no file named *.json, *.ndjson, *.jsonl or *.msgpack, nor one of them with .gz, "
            ".zst or .zstd behind"
        )
    return sorted(found)


def _refuse(error: OSError) -> None:
    # Without this a folder that may not be read would be as good as empty.
    raise error


def _size_of(file: BufferedReader | FileIO) -> int | None:
    try:
        status = os.fstat(file.fileno())
    except UnsupportedOperation:
        return None
    return status.st_size if S_ISREG(status.st_mode) else None


class _Plain:
    """The bytes as they are, up to a limit if there is one."""

    compressed = False

    def __init__(self, read: Callable[[int], bytes], size: int | None, limit: int | None = None) -> None:
        self._read = read
        self._limit = limit
        self._head = b""
        self.size = size
        self.consumed = 0

    def read(self, size: int, /) -> bytes:
        data, self._head = self._head[:size], self._head[size:]
        if not data:
            data = self._read(size if self._limit is None else min(size, self._limit - self.consumed))
        self.consumed += len(data)
        return data

    def head(self) -> bytes:
        """The first bytes, as many as tell what the file is; they will be read again."""
        while any(magic.startswith(self._head) and magic != self._head for magic in (*_MAGIC, _PARQUET)):
            more = self._read(BLOCK)
            self._head += more
            if not more:
                break
        return self._head


def _source(plain: _Plain, path: str) -> Source:
    head = plain.head()
    if head.startswith(_PARQUET):
        from runbridge.errors import BadInput

        raise BadInput(
            "a Parquet file; `runbridge import` reads typed tables, and `convert` and `validate` read the records in a"
            " column of text with `--column NAME`",
            path,
        )
    if not head.startswith(_MAGIC):
        return plain
    from runbridge.compression import Decompressed

    return Decompressed(plain, path, "gzip" if head.startswith(_GZIP) else "zstd")


def paths_of(inputs: Inputs) -> list[str]:
    """The inputs as text."""
    return [os.fspath(path) for path in ([inputs] if isinstance(inputs, str | os.PathLike) else inputs)]


def check_inputs(files: Iterable[str]) -> None:
    """Raise OSError for a file that is not there: that is told of before hours of work."""
    for file in files:
        if file != STDIN:
            Path(file).stat()
