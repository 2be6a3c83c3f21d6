"""Output that appears whole or not at all: written beside its place, flushed to the disk, then moved there."""

import os
import stat
import sys
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from runbridge.errors import WrongUse
from runbridge.problems import escape

STDOUT = "-"


@dataclass(frozen=True)
class _Part:
    """A file that is being written, and the place where it goes."""

    file: BinaryIO
    path: Path
    target: Path


@contextmanager
def open_outputs(*paths: str) -> Generator[list[BinaryIO]]:
    """Files to write to, one a path; they replace what is there together when all went well, or none does.

    `-` is standard output. What is not a regular file, such as a pipe or /dev/null, is written to as it is. Raises
    WrongUse for two outputs in one place.
    """
    _refuse_shared(paths)
    parts: list[_Part] = []
    with ExitStack() as stack:
        try:
            streams = [_open(path, stack, parts) for path in paths]
            yield streams
            for stream in streams:
                stream.flush()
            for part in parts:
                os.fsync(part.file.fileno())
                part.path.chmod(_mode(part.target))
            for part in parts:
                part.path.replace(part.target)
        except BaseException:
            for part in parts:
                part.path.unlink(missing_ok=True)
            raise


def _open(path: str, stack: ExitStack, parts: list[_Part]) -> BinaryIO:
    if path == STDOUT:
        return sys.stdout.buffer
    if not _is_replaced(path):
        return stack.enter_context(Path(path).open("wb"))
    from tempfile import mkstemp

    # A symbolic link stays one: what it points to is replaced.
    target = Path(os.path.realpath(path))
    try:
        handle, name = mkstemp(prefix=".runbridge-", suffix=".part", dir=target.parent)
    except OSError as error:
        # Not the name of the file beside, which nobody asked for.
        raise OSError(error.errno, error.strerror, path) from None
    file = stack.enter_context(os.fdopen(handle, "wb"))
    parts.append(_Part(file, Path(name), target))
    return file


def _is_replaced(path: str) -> bool:
    return Path(path).is_file() or not Path(path).exists()


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
