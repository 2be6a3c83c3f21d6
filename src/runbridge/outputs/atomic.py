"""Outputs that appear complete or not at all: a temporary file next to the target, flushed to disk, then renamed.

The run that writes a temporary file locks it, and the lock ends with the process, however that ends. A temporary file
without a lock is stale and removed. Where files cannot be locked (Windows, some network file systems) nothing is.
"""

import io
import os
import re
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from runbridge.compression import CompressingWriter, encoder_for
from runbridge.errors import UsageError
from runbridge.problem_messages import escape

_PREFIX, _SUFFIX = ".runbridge-", ".part"
#: Without O_BINARY, Windows writes \r\n for \n. A symbolic link with the name of a temporary file is not ours.
_BINARY: int = getattr(os, "O_BINARY", 0)
_NO_LINKS: int = getattr(os, "O_NOFOLLOW", 0)


class TempFile(msgspec.Struct, frozen=True):
    """An empty file of this process: its path, a descriptor to write to, and one that only holds the lock.

    The writer closes `handle`. `lock` is None where files cannot be locked: Windows moves no file that is open.
    """

    path: Path
    handle: int
    lock: int | None

    def release(self) -> None:
        """Give up the lock, after the file was moved or removed."""
        if self.lock is not None:
            os.close(self.lock)


def make_temp_file(folder: Path) -> TempFile:
    """A new temporary file in a folder, which only its owner can read; raises OSError."""
    while True:
        # Not the module tempfile, whose imports cost every run about 10 ms.
        path = folder / f"{_PREFIX}{os.urandom(8).hex()}{_SUFFIX}"
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        try:
            locked = _lock(handle)
        except BlockingIOError:
            # Another run is about to remove it: for a moment it had no lock.
            remove(path)
        else:
            if not locked:
                return TempFile(path, handle, None)
            if _is_at(path, handle):
                return TempFile(path, handle, os.dup(handle))
        os.close(handle)


def remove(path: Path) -> None:
    """Remove a temporary file if it exists and that is possible; nothing depends on it."""
    with suppress(OSError):
        path.unlink()


def remove_stale(folder: Path) -> None:
    """Remove the temporary files in a folder that no living run has locked."""
    try:
        with os.scandir(folder) as entries:
            paths = [
                folder / entry.name
                for entry in entries
                if entry.name.startswith(_PREFIX) and entry.name.endswith(_SUFFIX)
            ]
    except OSError:
        # A folder that cannot be listed keeps its files; one that does not exist is an error of the writer.
        return
    for path in paths:
        with suppress(OSError):
            _remove_if_stale(path)


def _remove_if_stale(path: Path) -> None:
    # Opened for writing, too: network file systems lock files only for writers.
    handle = os.open(path, os.O_RDWR | _NO_LINKS)
    try:
        if _lock(handle):
            path.unlink()
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    """Whether the file is locked now, which is not possible everywhere; raises BlockingIOError if another has it."""
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except (ImportError, OSError):
        return False
    return True


def _is_at(path: Path, handle: int) -> bool:
    """Whether an open file still has its name: `remove_stale` may remove it before it is locked."""
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


STDOUT = "-"
#: The suffix of Parquet files.
PARQUET = ".parquet"

#: How many bytes are buffered before they are written, and copied at once where the kernel does not copy.
_BUFFER = 1 << 17
#: How many bytes the kernel copies at once; an interrupt takes effect between two calls.
_COPY_SIZE = 1 << 27
#: The name of an open descriptor in a folder without symbolic links, with the number of its process.
_DESCRIPTOR = re.compile(r"(?:/dev/fd|/proc/([0-9]+)(?:/task/[0-9]+)?/fd)/([0-9]+)", re.ASCII)
_STANDARD = {"/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}
_MAX_LINKS = 40


def is_parquet(path: str) -> bool:
    """Whether the name of an output is that of a Parquet file."""
    return path.lower().endswith(PARQUET)


def is_stdout(path: str | None) -> bool:
    """Whether an output is standard output: `-`, or a name of its descriptor."""
    return path is not None and _place(path) == 1


@contextmanager
def open_outputs(*paths: str, permissions: Mapping[str, int] | None = None) -> Generator[list[BinaryIO]]:
    """Files to write to, one for each path; they replace existing files together if all goes well, or none does.

    `-` is standard output. `/dev/stdout`, `/dev/stderr` and `/dev/fd/N` are the open descriptor, not the file behind
    it; pipes and devices are written to directly. A name with the suffix of a compression is compressed. A file that
    is replaced passes on its permissions without setuid, setgid and sticky bits, and its owner and group where that is
    allowed; `permissions` limits those of new files. Temporary files that killed runs left in the folders are removed.
    Raises UsageError for two outputs in one place, and OSError with the path as it was given.
    """
    refuse_shared(paths)
    for folder in sorted({_target(path).parent for path in paths if _is_replaced(path)}):
        remove_stale(folder)
    outputs: list[_Output] = []
    try:
        for path in paths:
            # One by one, so that the open ones are known when the next one fails.
            outputs.append(_open(path, (permissions or {}).get(path, 0o666)))  # noqa: PERF401
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
def open_temp_file(target: str) -> Generator[Path]:
    """An empty file for another process to write to, removed at the end; `append_file` copies its content.

    It is next to the target, or in the system's temporary folder if the target is not a regular file. Raises OSError.
    """
    if _is_replaced(target):
        folder, name = _target(target).parent, target
    else:
        from tempfile import gettempdir

        name = gettempdir()
        folder = Path(name)
        remove_stale(folder)
    with _named(name):
        temp = make_temp_file(folder)
    os.close(temp.handle)
    try:
        yield temp.path
    finally:
        remove(temp.path)
        temp.release()


def append_file(output: BinaryIO, path: Path) -> None:
    """Write the content of a file to one of the streams of `open_outputs`, after what was written before."""
    with path.open("rb", buffering=0) as source:
        raw: object = getattr(output, "raw", None)
        if isinstance(raw, io.FileIO):
            output.flush()
            _copy_in_kernel(source.fileno(), raw.fileno())
        # The rest, which is everything where one of the two is not a regular file.
        while chunk := source.read(_BUFFER):
            output.write(chunk)


def _copy_in_kernel(source: int, output: int) -> None:
    """Copy as much as possible without reading it; both files are then at the position where the rest starts."""
    if hasattr(os, "copy_file_range"):
        # An error that matters stops the plain copy, too, and that one names the output.
        with suppress(OSError):
            while os.copy_file_range(source, output, _COPY_SIZE):
                pass


class _File(io.FileIO):
    """A file whose errors have the name that the user knows."""

    def __init__(self, file: int | str, name: str) -> None:
        with _named(name):
            super().__init__(file, "wb")
        self._name = name

    def write(self, data: Any, /) -> int:
        with _named(self._name):
            return super().write(data)


class _Output(msgspec.Struct, frozen=True, kw_only=True):
    """A stream for the caller, the file of ours that it writes to, and the place where a temporary file goes."""

    stream: BinaryIO
    name: str = ""
    file: "io.BufferedWriter[_File] | None" = None
    writer: CompressingWriter | None = None
    temp: TempFile | None = None
    target: Path | None = None
    permissions: int = 0

    def finish(self) -> None:
        """Write all buffered data, to the disk if there is one."""
        self.stream.flush()
        if self.file is None:
            return
        if self.writer is not None:
            self.writer.finish()
        with _named(self.name):
            self.file.flush()
            if self.temp is not None:
                os.fsync(self.file.fileno())
            self.file.close()

    def appear(self) -> None:
        """Move a temporary file to its place, under the lock that keeps other runs from removing it."""
        if self.temp is not None and self.target is not None:
            with _named(self.name):
                _set_permissions(self.temp.path, self.target, self.permissions)
                self.temp.path.replace(self.target)

    def release(self) -> None:
        """Close what is open and remove what was not moved; an error here would hide the one that matters."""
        if self.writer is not None:
            # Not the stream, which would still write its buffer.
            self.writer.close()
        if self.file is not None:
            with suppress(OSError):
                self.file.close()
        if self.temp is not None:
            remove(self.temp.path)
            self.temp.release()


def _open(path: str, permissions: int) -> _Output:
    if path == STDOUT:
        return _Output(stream=sys.stdout.buffer)
    # Before a file is made, because an import may fail.
    encoder = encoder_for(path)
    target = temp = None
    file: int | str = str(Path(path))
    if (descriptor := _descriptor(path)) is not None:
        with _named(path):
            file = os.dup(descriptor)
    elif _is_replaced(path):
        target = _target(path)
        with _named(path):
            temp = make_temp_file(target.parent)
        file = temp.handle
    buffer = io.BufferedWriter(_File(file, path), _BUFFER)
    writer = None if encoder is None else CompressingWriter(buffer, encoder)
    stream = buffer if writer is None else io.BufferedWriter(writer, _BUFFER)
    return _Output(
        stream=stream, name=path, file=buffer, writer=writer, temp=temp, target=target, permissions=permissions
    )


@contextmanager
def _named(name: str) -> Generator[None]:
    """Errors of the system with the file that the user named, not with the temporary file next to it."""
    try:
        yield
    except OSError as error:
        # An empty name is the current folder.
        raise OSError(error.errno, error.strerror, name or ".") from None


def _is_replaced(path: str) -> bool:
    return path != STDOUT and _descriptor(path) is None and (Path(path).is_file() or not Path(path).exists())


def _descriptor(path: str) -> int | None:
    """The descriptor of this process that a path names, itself or through symbolic links; None for other paths."""
    # Not `Path.resolve`, which also follows the link of a descriptor to the file behind it.
    link = Path(path)
    for _ in range(_MAX_LINKS):
        link = Path(os.path.realpath(link.parent), link.name)
        if match := _DESCRIPTOR.fullmatch(str(link)):
            return int(match[2]) if match[1] in (None, str(os.getpid())) else None
        if str(link) in _STANDARD:
            return _STANDARD[str(link)]
        try:
            link = link.parent / link.readlink()
        except OSError:
            return None
    return None


def _target(path: str) -> Path:
    """The file that is replaced: a symbolic link remains, and the file it points to is replaced."""
    return Path(os.path.realpath(path))


def refuse_shared(paths: Sequence[str]) -> None:
    """Raise UsageError for two outputs in one place."""
    places = [_place(path) for path in paths]
    for path, place in zip(paths, places, strict=True):
        if places.count(place) > 1 and (isinstance(place, int) or _is_replaced(path)):
            name = "standard output" if place == 1 else escape(path)
            raise UsageError(f"two outputs would be written to {name}; give each its own file")


def _place(path: str) -> int | str:
    """A descriptor, or the path of a file without symbolic links."""
    if path == STDOUT:
        return 1
    descriptor = _descriptor(path)
    return os.path.realpath(path) if descriptor is None else descriptor


def _set_permissions(temp: Path, target: Path, permissions: int) -> None:
    """Give a temporary file owner, group and permissions of the file that it replaces, or those of a new file."""
    try:
        old = target.stat()
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        temp.chmod(permissions & ~mask)
        return
    # The set-id bits were given to the old content.
    mode = old.st_mode & 0o777
    if not _keep_group(temp, old):
        # Another group gets at most everybody.
        mode &= 0o707 | (mode & 0o007) << 3
    temp.chmod(mode)


def _keep_group(temp: Path, old: os.stat_result) -> bool:
    """Whether a file now has the old group; it gets the old owner, too, if that is allowed."""
    new = temp.stat()
    if (new.st_uid, new.st_gid) == (old.st_uid, old.st_gid):
        return True
    for owner in (old.st_uid, -1):
        with suppress(OSError, AttributeError):  # Windows has no chown
            os.chown(temp, owner, old.st_gid)
            return True
    return False


def _sync_folder(folder: Path) -> None:
    """Write the new names to disk where the system can; the files are complete in any case."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
