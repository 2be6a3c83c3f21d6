"""The progress bar of long runs on a terminal, and the lines for rejected records."""

import os
import sys
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from itertools import repeat
from typing import TYPE_CHECKING

import click

from runbridge.cli.console import counted, has_color, report, say
from runbridge.outputs.atomic import is_stdout

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from runbridge.options import Progress
    from runbridge.outputs.rejects import Rejected
    from runbridge.problems import Problem

#: The time before the bar appears, and the shortest time between two updates; in seconds.
_DELAY = 1.0
_INTERVAL = 0.2
#: How many problems are printed that one option fixes, and how many options are counted.
_MOST_ALIKE = 3
_MOST_OPTIONS = 100
#: Clears the line of the cursor; shows the cursor, which click hides.
_CLEAR = "\r\x1b[K"
_SHOW_CURSOR = "\x1b[?25h"
#: The width of the bar, of the rest of its line without the numbers, and of a terminal of unknown width.
_WIDTH = 16
_AROUND = len("[]  100%   ")
_COLUMNS = 80


@contextmanager
def open_bar(*outputs: str | None) -> Generator["Bar | None"]:
    """A bar, if standard error is a terminal; `outputs` are where records go."""
    # A bar would appear between the records.
    is_shared = any(map(is_stdout, outputs)) and sys.stdout.isatty()
    if is_shared or not sys.stderr.isatty():
        yield None
        return
    bar = Bar()
    try:
        yield bar
    finally:
        bar.close()


class Bar:
    """Draws the progress of a run on standard error, once it takes long."""

    def __init__(self) -> None:
        self._started = self._drawn = time.monotonic()
        self._bar: ProgressBar[None] | None = None
        self._numbers = ""

    def show(self, progress: "Progress") -> None:
        """Draw how far the run is."""
        now = time.monotonic()
        if now - self._drawn < (_INTERVAL if self._bar else _DELAY):
            return
        self._drawn = now
        columns = _columns()
        if self._bar is None:
            self._bar = click.progressbar(
                # An iterable without a length: if the size is unknown too, click animates the bar.
                repeat(None),
                progress.size,
                # The estimate of click ignores what was done before the bar appeared.
                show_eta=False,
                item_show_func=lambda _: self._numbers,
                bar_template="[%(bar)s]  %(info)s",
                width=max(1, min(_WIDTH, columns - _AROUND)),
                file=sys.stderr,
            )
        self._numbers = _numbers(progress, now - self._started, columns - _AROUND - _WIDTH)
        self._bar.update(progress.done - self._bar.pos)

    def clear(self) -> None:
        """Clear the line of the bar for a message; the bar is drawn again below it."""
        if self._bar is not None:
            click.echo(_CLEAR, nl=False, err=True)

    def close(self) -> None:
        """Remove the bar and show the cursor."""
        if self._bar is not None:
            click.echo(_CLEAR + _SHOW_CURSOR, nl=False, err=True)


class RejectReporter:
    """Prints the problems of rejected records above the bar, or counts them where a file has them in full.

    The same option may be missing in all records: only the first problems that one option fixes are printed.
    """

    def __init__(self, bar: Bar | None, *, is_counted: bool) -> None:
        self._bar = bar
        self._is_counted = is_counted
        self._codes = Counter[str]()
        self._asked = Counter[str]()

    def __call__(self, rejected: "Rejected") -> None:
        """Print or count the problems of a record."""
        if self._is_counted:
            self._codes.update(problem.code for problem in rejected.problems)
            return
        from runbridge.reporters.text import line_of

        if self._bar is not None:
            self._bar.clear()
        color = has_color(sys.stderr)
        for diagnostic in rejected.findings():
            if self._is_shown(diagnostic.problem):
                say(line_of(diagnostic, color=color).removesuffix("\n"))

    def _is_shown(self, problem: "Problem") -> bool:
        from runbridge.reporters.text import advice_of

        if problem.fix is None or problem.fix.kind not in ("set", "map"):
            return True
        option = advice_of(problem)
        if option not in self._asked and len(self._asked) == _MOST_OPTIONS:
            return True
        self._asked[option] += 1
        return self._asked[option] <= _MOST_ALIKE

    def report_counts(self) -> None:
        """Report the number of problems by code, the most frequent first, and those that one option fixes.

        Nothing where they were printed.
        """
        for option, number in self._asked.items():
            if number > _MOST_ALIKE:
                report(f"and {counted(number - _MOST_ALIKE, 'more record')} without a value: {option}")
        if self._codes:
            counts = sorted(self._codes.items(), key=lambda item: (-item[1], item[0]))
            report(f"problems: {', '.join(f'{code} ({count:,})' for code, count in counts)}")


def _numbers(progress: "Progress", seconds: float, room: int) -> str:
    """The progress after some seconds, as far as there is room: a line that wraps cannot be cleared."""
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
    """The estimated time for the rest, from the speed so far."""
    left = round(seconds * max(size - done, 0) / max(done, 1))
    return f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02}"


def _columns() -> int:
    """The width of the terminal."""
    return os.get_terminal_size(sys.stderr.fileno()).columns or _COLUMNS


def _size(number: float) -> str:
    """A number of bytes with a unit."""
    for unit in ("B", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"
