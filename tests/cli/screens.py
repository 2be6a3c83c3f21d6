"""A terminal that a process writes to, and what a person would see on it."""

import fcntl
import os
import pty
import re
import select
import struct
import termios
import time

_SEEN = 30.0
#: What ends a line, goes to its start, takes away its rest, hides the cursor, shows it; and text.
_PART = re.compile(r"(\r\n)|(\r)|(\x1b\[K)|(\x1b\[\?25l)|(\x1b\[\?25h)|([^\r\n\x1b]+)|(.)", re.DOTALL)


class Screen:
    """The other end of a pseudo-terminal; `slave` is the end that a process writes to."""

    def __init__(self, columns: int = 0) -> None:
        self._master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.raw = ""

    def wait_for(self, text: str) -> bool:
        """Whether a text was written, at least after a long time."""
        until = time.monotonic() + _SEEN
        while text not in self.raw and time.monotonic() < until:
            self.read()
        return text in self.raw

    def read(self, seconds: float = 0.05) -> bool:
        """Take what was written; whether anything was."""
        if not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:
            # Linux raises this when the other end is closed.
            return False
        self.raw += data.decode()
        return bool(data)

    def close(self) -> None:
        """Take the rest, and close both ends."""
        os.close(self.slave)
        while self.read():
            pass
        os.close(self._master)

    @property
    def lines(self) -> list[str]:
        """The text on the screen, without trailing whitespace and empty lines."""
        lines, at = [""], 0
        for end, start, rest, hide, show, text, other in _PART.findall(self.raw):
            assert not other, f"{other!r} is not what a terminal is sent here"
            if end:
                lines.append("")
            if end or start:
                at = 0
            if rest:
                lines[-1] = lines[-1][:at]
            if text:
                lines[-1] = lines[-1][:at] + text + lines[-1][at + len(text) :]
                at += len(text)
            assert hide or show or end or start or rest or text
        lines = [line.rstrip() for line in lines]
        while lines and not lines[-1]:
            lines.pop()
        return lines

    @property
    def has_cursor(self) -> bool:
        """Whether the cursor is shown."""
        return self.raw.rfind("\x1b[?25h") >= self.raw.rfind("\x1b[?25l")
