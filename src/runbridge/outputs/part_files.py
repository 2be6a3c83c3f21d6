"""Temporary files next to the outputs that they become, and the removal of those that a killed run left.

The run that writes a temporary file locks it, and the lock ends with the process, however that ends. A temporary file
without a lock is stale. Where files cannot be locked (Windows, some network file systems) nothing is removed.
"""

import os
from contextlib import suppress
from pathlib import Path

import msgspec

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
