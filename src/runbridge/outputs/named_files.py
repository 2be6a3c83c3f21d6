"""Open files whose errors have the name that the user gave, and that the system writes to disk early."""

import io
import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Any

#: How many bytes are written before the system is asked to write them to disk.
_FLUSH_SIZE = 4 << 20


@contextmanager
def named_errors(name: str) -> Generator[None]:
    """Errors of the system with the file that the user named, not with the temporary file next to it."""
    try:
        yield
    except OSError as error:
        # An empty name is the current folder.
        raise OSError(error.errno, error.strerror, name or ".") from None


class NamedFile(io.FileIO):
    """A file to write whose errors have the name that the user knows."""

    def __init__(self, file: int | str, name: str) -> None:
        with named_errors(name):
            super().__init__(file, "wb")
        self._name = name

    def write(self, data: Any, /) -> int:
        """Write bytes; raises OSError with the name."""
        with named_errors(self._name):
            return super().write(data)


class FlushedFile(NamedFile):
    """A file that goes to disk while more is written, because a run waits for that at its end."""

    def __init__(self, file: int | str, name: str) -> None:
        super().__init__(file, name)
        self._unflushed = 0

    def write(self, data: Any, /) -> int:
        """Write bytes; raises OSError with the name."""
        size = super().write(data)
        self._unflushed += size
        if self._unflushed >= _FLUSH_SIZE and hasattr(os, "posix_fadvise"):
            # Linux begins to write what is not needed in memory, and does not wait for it.
            with suppress(OSError):
                os.posix_fadvise(self.fileno(), self.tell() - self._unflushed, self._unflushed, os.POSIX_FADV_DONTNEED)
            self._unflushed = 0
        return size
