"""Output that appears whole or not at all: written beside its place, flushed to the disk, then moved there."""

import io
import os
import stat
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from runbridge.compression import CompressingWriter, encoder_for
from runbridge.errors import WrongUse
from runbridge.outputs.part_files import Part, make_part, remove, remove_stale
from runbridge.problems import escape

STDOUT = "-"
#: How the name of a Parquet file ends.
PARQUET = ".parquet"

#: What is gathered before it is written, and what is copied at once where the kernel does not do it.
_BUFFER = 1 << 17
#: What the kernel copies at once; between two of these an interrupt is heard.
_RANGE = 1 << 27


def is_parquet(path: str) -> bool:
    """Whether an output is to be a Parquet file, as its name tells."""
    return path.lower().endswith(PARQUET)


@contextmanager
def open_outputs(*paths: str) -> Generator[list[BinaryIO]]:
    """Files to write to, one a path; they replace what is there together when all went well, or none does.

    `-` is standard output. What is not a regular file, such as a pipe or /dev/null, is written to as it is. A name
    that ends in .gz, .zst or .zstd is compressed. What killed runs left beside a path is removed. Raises WrongUse for
    two outputs in one place, and OSError with the path as it was given.
    """
    _refuse_shared(paths)
    for folder in sorted({_target(path).parent for path in paths if _is_replaced(path)}):
        remove_stale(folder)
    outputs: list[_Output] = []
    try:
        for path in paths:
            # One by one, so that those which are open are known when the next cannot be.
            outputs.append(_open(path))  # noqa: PERF401
        yield [output.stream for output in outputs]
        for output in outputs:
            output.finish()
        for output in outputs:
            output.appear()
        for folder in sorted({output.target.parent for output in outputs if output.target is not None}):
            _sync_folder(folder)
    finally:
        for output in outputs:
            output.release()


@contextmanager
def open_part(target: str) -> Generator[Path]:
    """An empty file for another process to write to, removed at the end; `append` takes over what is in it.

    It stands beside the target, or among the temporary files where the target is not a regular file. Raises OSError.
    """
    if _is_replaced(target):
        folder, name = _target(target).parent, target
    else:
        from tempfile import gettempdir

        name = gettempdir()
        folder = Path(name)
        remove_stale(folder)
    with _named(name):
        part = make_part(folder)
    os.close(part.handle)
    try:
        yield part.path
    finally:
        remove(part.path)
        part.release()


def append(output: BinaryIO, part: Path) -> None:
    """Write the content of a part to one of the streams of `open_outputs`, after what was written to it before."""
    with part.open("rb", buffering=0) as source:
        raw: object = getattr(output, "raw", None)
        if isinstance(raw, io.FileIO):
            output.flush()
            _copy_in_kernel(source.fileno(), raw.fileno())
        # What the kernel could not copy, which is everything where one of the two is not a plain file.
        while chunk := source.read(_BUFFER):
            output.write(chunk)


def _copy_in_kernel(source: int, output: int) -> None:
    """Copy as much as is possible without reading it; both files then stand where the rest goes on."""
    if hasattr(os, "copy_file_range"):
        # Whatever stops it here stops a plain copy too if it matters, and that one names the output.
        with suppress(OSError):
            while os.copy_file_range(source, output, _RANGE):
                pass


class _File(io.FileIO):
    """A file whose errors carry the name that the user knows it by."""

    def __init__(self, file: int | str, called: str) -> None:
        with _named(called):
            super().__init__(file, "wb")
        self._called = called

    def write(self, data: Any, /) -> int:
        with _named(self._called):
            return super().write(data)


class _Output(msgspec.Struct, frozen=True, kw_only=True):
    """A stream that was given out, the file of our own that it ends in, and the place where a part goes."""

    stream: BinaryIO
    called: str = ""
    file: "io.BufferedWriter[_File] | None" = None
    compressing: CompressingWriter | None = None
    part: Part | None = None
    target: Path | None = None

    def finish(self) -> None:
        """Write all that waits, down to the disk where it is a disk."""
        self.stream.flush()
        if self.file is None:
            return
        if self.compressing is not None:
            self.compressing.finish()
        with _named(self.called):
            self.file.flush()
            if self.part is not None:
                os.fsync(self.file.fileno())
            self.file.close()

    def appear(self) -> None:
        """Move a part to its place, under the lock that keeps other runs from sweeping it."""
        if self.part is not None and self.target is not None:
            with _named(self.called):
                self.part.path.chmod(_mode(self.target))
                self.part.path.replace(self.target)

    def release(self) -> None:
        """Close what is open and remove what was not moved; an error here would hide the one that matters."""
        if self.compressing is not None:
            # From below: what waits for the encoder goes nowhere.
            self.compressing.close()
        if self.file is not None:
            with suppress(OSError):
                self.file.close()
        if self.part is not None:
            remove(self.part.path)
            self.part.release()


def _open(path: str) -> _Output:
    if path == STDOUT:
        return _Output(stream=sys.stdout.buffer)
    # Before a file is made, for it may have to be imported.
    encoder = encoder_for(path)
    target = part = None
    if _is_replaced(path):
        target = _target(path)
        with _named(path):
            part = make_part(target.parent)
    file = io.BufferedWriter(_File(str(Path(path)) if part is None else part.handle, path), _BUFFER)
    if encoder is None:
        return _Output(stream=file, called=path, file=file, part=part, target=target)
    compressing = CompressingWriter(file, encoder)
    stream = io.BufferedWriter(compressing, _BUFFER)
    return _Output(stream=stream, called=path, file=file, compressing=compressing, part=part, target=target)


@contextmanager
def _named(name: str) -> Generator[None]:
    """Errors of the system, about the file that a user named and not the one beside it, which nobody asked for."""
    try:
        yield
    except OSError as error:
        # An empty name is the folder where we are.
        raise OSError(error.errno, error.strerror, name or ".") from None


def _is_replaced(path: str) -> bool:
    return path != STDOUT and (Path(path).is_file() or not Path(path).exists())


def _target(path: str) -> Path:
    """Where a part goes: a symbolic link stays one, and what it points to is replaced."""
    return Path(os.path.realpath(path))


def _refuse_shared(paths: tuple[str, ...]) -> None:
    places = [path if path == STDOUT else os.path.realpath(path) for path in paths]
    for path, place in zip(paths, places, strict=True):
        if places.count(place) > 1 and (path == STDOUT or _is_replaced(path)):
            name = "standard output" if path == STDOUT else escape(path)
            raise WrongUse(f"two outputs would go to {name}; give each a place of its own")


def _mode(target: Path) -> int:
    """The permissions of the file that is replaced, those of any new file where there is none."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    """Bring the new names down to the disk, where the system can: the files are there by now in any case."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
