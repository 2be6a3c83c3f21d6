"""Part files, which stand beside the place where their content goes; those that a killed run left are swept.

The run that writes a part holds a lock on it, which ends with the process however that ends. A part without a lock is
nobody's. Where files cannot be locked (Windows, some network file systems) nothing is swept.
"""

import os
from contextlib import suppress
from pathlib import Path

import msgspec

_PREFIX, _SUFFIX = ".runbridge-", ".part"
#: Without the first, Windows makes \r\n of every \n. A link with the name of a part is none of ours.
_BINARY: int = getattr(os, "O_BINARY", 0)
_NO_LINKS: int = getattr(os, "O_NOFOLLOW", 0)


class Part(msgspec.Struct, frozen=True):
    """An empty file of this process's own: its path, a descriptor to write to, and one that only keeps the lock.

    The writer closes `handle`. `lock` is None where files cannot be locked: Windows moves no file that is open.
    """

    path: Path
    handle: int
    lock: int | None

    def release(self) -> None:
        """Give up the lock, after the part was moved or removed."""
        if self.lock is not None:
            os.close(self.lock)


def make_part(folder: Path) -> Part:
    """A new part in a folder; raises OSError."""
    while True:
        # Not tempfile, whose imports cost every run about 10 ms.
        path = folder / f"{_PREFIX}{os.urandom(8).hex()}{_SUFFIX}"
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        try:
            locked = _lock(handle)
        except BlockingIOError:
            # Another run sweeps it: it was there without a lock for a moment.
            remove(path)
        else:
            if not locked:
                return Part(path, handle, None)
            if _is_at(path, handle):
                return Part(path, handle, os.dup(handle))
        os.close(handle)


def remove(path: Path) -> None:
    """Remove a part, if it is there and that is possible; nothing depends on it."""
    with suppress(OSError):
        path.unlink()


def remove_stale(folder: Path) -> None:
    """Remove the parts in a folder that no living run holds."""
    try:
        with os.scandir(folder) as entries:
            paths = [
                folder / entry.name
                for entry in entries
                if entry.name.startswith(_PREFIX) and entry.name.endswith(_SUFFIX)
            ]
    except OSError:
        # What cannot be listed cannot be swept, and a folder that is not there is told of by whoever writes to it.
        return
    for path in paths:
        with suppress(OSError):
            _sweep_one(path)


def _sweep_one(path: Path) -> None:
    # Not for reading only: network file systems give a lock to writers alone.
    handle = os.open(path, os.O_RDWR | _NO_LINKS)
    try:
        if _lock(handle):
            path.unlink()
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    """Whether a file is now held, which is not possible everywhere; raises BlockingIOError where another has it."""
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except (ImportError, OSError):
        return False
    return True


def _is_at(path: Path, handle: int) -> bool:
    """Whether an open file still has its name: a sweep between its making and its lock takes that away."""
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False
