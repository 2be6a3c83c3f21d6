"""The progress bar of long runs, for a person who watches."""

import os
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from itertools import repeat
from typing import TYPE_CHECKING

import click

from runbridge.cli.console import say
from runbridge.outputs.atomic import STDOUT

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from runbridge.options import Progress
    from runbridge.outputs.rejected import Rejected

#: A run that is shorter needs no bar, and a bar is drawn no more often than this; in seconds.
_DELAY = 1.0
_PAUSE = 0.2
#: What takes the bar away from the line that the cursor is on, and what brings back the cursor that click hides.
_CLEAR = "\r\x1b[K"
_SHOW_CURSOR = "\x1b[?25h"
#: How wide the bar itself is, what else is on its line beside the numbers, and a terminal that does not tell its width.
_WIDTH = 16
_AROUND = len("[]  100%   ")
_COLUMNS = 80


@contextmanager
def open_bar(*outputs: str | None) -> Generator["Bar | None"]:
    """A bar, if standard error is a terminal; `outputs` are where records go."""
    # A person who watches the records themselves needs no bar between them.
    is_shared = STDOUT in outputs and sys.stdout.isatty()
    if is_shared or not sys.stderr.isatty():
        yield None
        return
    bar = Bar()
    try:
        yield bar
    finally:
        bar.close()


class Bar:
    """Draws how far a run is on standard error, once it takes long."""

    def __init__(self) -> None:
        self._started = self._drawn = time.monotonic()
        self._bar: ProgressBar[None] | None = None
        self._numbers = ""

    def show(self, progress: "Progress") -> None:
        """Draw how far the run is."""
        now = time.monotonic()
        if now - self._drawn < (_PAUSE if self._bar else _DELAY):
            return
        self._drawn = now
        columns = _columns()
        if self._bar is None:
            self._bar = click.progressbar(
                # Something that does not tell its length: where the size is not known either, something moves.
                repeat(None),
                progress.size,
                # The time left as click has it leaves out what was done before the bar was there.
                show_eta=False,
                item_show_func=lambda _: self._numbers,
                bar_template="[%(bar)s]  %(info)s",
                width=max(1, min(_WIDTH, columns - _AROUND)),
                file=sys.stderr,
            )
        self._numbers = _numbers(progress, now - self._started, columns - _AROUND - _WIDTH)
        self._bar.update(progress.done - self._bar.pos)

    def clear(self) -> None:
        """Make room for a line; the bar is drawn again below it."""
        if self._bar is not None:
            click.echo(_CLEAR, nl=False, err=True)

    def close(self) -> None:
        """Take the bar away, and bring back the cursor."""
        if self._bar is not None:
            click.echo(_CLEAR + _SHOW_CURSOR, nl=False, err=True)


def report_rejected(rejected: "Rejected", bar: Bar | None) -> None:
    """Print why a record was rejected, above the bar."""
    from runbridge.reporters.text import line_of

    if bar is not None:
        bar.clear()
    for found in rejected.findings():
        say(line_of(found).removesuffix("\n"))


def _numbers(progress: "Progress", seconds: float, room: int) -> str:
    """How far a run is after so many seconds, as far as there is room: a line that wraps cannot be taken away."""
    parts = [
        *([] if progress.size is None else [f"{_time_left(progress.done, progress.size, seconds)} left"]),
        _size(progress.done),
        f"{progress.rejected:,} rejected",
        f"{progress.records / seconds:,.0f} records/s",
    ]
    while parts and len("  ".join(parts)) > room:
        parts.pop()
    return "  ".join(parts)


def _time_left(done: int, size: int, seconds: float) -> str:
    """How long the rest takes if it goes on as it went so far."""
    left = round(seconds * max(size - done, 0) / max(done, 1))
    return f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02}"


def _columns() -> int:
    """How wide the terminal is."""
    return os.get_terminal_size(sys.stderr.fileno()).columns or _COLUMNS


def _size(number: float) -> str:
    """A number of bytes for people."""
    for unit in ("B", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"
