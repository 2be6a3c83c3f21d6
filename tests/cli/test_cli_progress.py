"""The progress bar: on a terminal, of long runs alone, and never in the way of what a line says."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from runbridge.cli import progress_bar as progress
from runbridge.cli import run
from runbridge.cli.progress_bar import Bar, open_bar
from runbridge.options import Progress
from tests.cli.commands import Command, Outcome, interrupt, members
from tests.cli.screens import Screen
from tests.pipeline.output_helpers import NO_COVERAGE
from tests.pipeline.sample_records import RUN, column_of, model

BAD = model(status=1)
WRONG_STATUS = (
    f"{column_of('status', BAD)}: invalid-type `/status` must be a string, not the number 1; put quotes around it"
)
#: Something that only the bar says.
BAR = " records/s"


class Clock:
    """The time, as a test says it is."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture(name="clock")
def fixture_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    return clock


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch, columns: int = 0, *streams: str) -> Iterator[Screen]:
    """Streams of this process, on a terminal."""
    screen = Screen(columns)
    with monkeypatch.context() as patch, os.fdopen(os.dup(screen.slave), "w", encoding="utf-8") as stream:
        # Colors are escape sequences, too, and not what these tests are about.
        patch.setenv("NO_COLOR", "1")
        for name in streams or ("stderr",):
            patch.setattr(sys, name, stream)
        yield screen
        stream.flush()
    screen.close()


def at(done: int, size: int | None = 4_000_000) -> Progress:
    return Progress(done=done, size=size, records=done // 1000, rejected=done // 500_000)


def test_the_bar_shows_the_progress(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[list[str]] = []
    with watched(monkeypatch) as screen, open_bar() as bar:
        assert bar is not None
        # Not before a second has gone, and then not all the time.
        for seconds, done in [(0.9, 900_000), (0.1, 1_000_000), (0.1, 1_100_000), (1.0, 2_000_000), (1.9, 4_000_000)]:
            clock.now += seconds
            bar.show(at(done))
            screen.read()
            shown.append(screen.lines)
        assert not screen.has_cursor
    first = "[####------------]   25%  0:00:03 left  1 MB  2 rejected  1,000 records/s"
    assert shown == [
        [],
        [first],
        [first],
        ["[########--------]   50%  0:00:02 left  2 MB  4 rejected  952 records/s"],
        ["[################]  100%  0:00:00 left  4 MB  8 rejected  1,000 records/s"],
    ]
    assert screen.lines == []
    assert screen.has_cursor


def test_a_run_of_unknown_size_shows_no_time_left(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    with watched(monkeypatch) as screen, open_bar() as bar:
        assert bar is not None
        clock.now += 2
        bar.show(at(3_000_000, None))
        screen.read()
        assert screen.lines == ["[----------------]  3 MB  6 rejected  1,500 records/s"]
    assert screen.lines == []


@pytest.mark.parametrize(
    ("columns", "line"),
    [
        (200, "[####------------]   25%  0:50:00 left  1 MB  2 rejected  1 records/s"),
        (60, "[####------------]   25%  0:50:00 left  1 MB  2 rejected"),
        (48, "[####------------]   25%  0:50:00 left  1 MB"),
        (41, "[####------------]   25%  0:50:00 left"),
        (30, "[####------------]   25%"),
        (20, "[##-------]   25%"),
        (5, "[-]   25%"),
    ],
)
def test_the_bar_fits_the_terminal(clock: Clock, monkeypatch: pytest.MonkeyPatch, columns: int, line: str) -> None:
    with watched(monkeypatch, columns) as screen, open_bar() as bar:
        assert bar is not None
        clock.now += 1000
        bar.show(at(1_000_000))
        screen.read()
        assert screen.lines == [line]


@pytest.mark.parametrize(
    ("done", "text"),
    [(999, "999 B"), (12_345, "12 kB"), (5_000_000_000, "5 GB"), (1_234_000_000_000, "1.2 TB")],
)
def test_sizes_have_units(clock: Clock, monkeypatch: pytest.MonkeyPatch, done: int, text: str) -> None:
    with watched(monkeypatch) as screen:
        bar = Bar()
        clock.now += 1
        bar.show(Progress(done=done, size=None, records=0, rejected=0))
        screen.read()
        assert screen.lines == [f"[----------------]  {text}  0 rejected  0 records/s"]


def test_the_time_left_is_never_negative(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    with watched(monkeypatch) as screen, open_bar() as bar:
        assert bar is not None
        clock.now += 10
        bar.show(at(5_000_000))
        screen.read()
        assert screen.lines == ["[################]  100%  0:00:00 left  5 MB  10 rejected  500 records/s"]


def test_a_short_run_has_no_bar(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    with watched(monkeypatch) as screen, open_bar() as bar:
        assert bar is not None
        clock.now += 0.9
        bar.show(at(1_000_000))
        bar.clear()
    assert screen.raw == ""


@pytest.fixture(name="at_once")
def fixture_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draws a bar whenever there is something to draw."""
    monkeypatch.setattr(progress, "_DELAY", 0)
    monkeypatch.setattr(progress, "_INTERVAL", 0)


@pytest.fixture(name="long")
def fixture_long(tmp_path: Path) -> Path:
    """A file of several blocks, each with a bad record at its end."""
    path = tmp_path / "in.ndjson"
    path.write_bytes(((model() + b"\n") * 200 + BAD + b"\n") * 5)
    return path


def talk(file: Path) -> list[str]:
    return [f"{file}:{201 * number}:{WRONG_STATUS}" for number in range(1, 6)]


@pytest.mark.usefixtures("at_once")
def test_rejects_are_printed_above_the_bar(long: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with watched(monkeypatch) as screen:
        assert run(["convert", str(long), "--to", RUN, "-o", os.devnull]) == 1
    assert BAR in screen.raw
    assert screen.lines == [*talk(long), "1,005 records: 1,000 converted, 5 rejected", *members().splitlines()]
    assert screen.has_cursor


@pytest.mark.usefixtures("at_once")
def test_diagnostics_are_printed_above_the_bar(long: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with watched(monkeypatch, 0, "stdout", "stderr") as screen:
        assert run(["validate", "--output-format", "concise", str(long)]) == 1
    assert BAR in screen.raw
    assert screen.lines == [*talk(long), "1,005 records, 5 invalid"]
    assert screen.has_cursor


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("arguments", [["-o", "-"], ["-o", os.devnull, "--rejects", "-"]])
def test_records_on_the_terminal_need_no_bar(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not more than a terminal buffers before it is read.
    (tmp_path / "in.ndjson").write_bytes(model() + b"\n" + BAD)
    command = ["convert", str(tmp_path / "in.ndjson"), "--to", RUN]
    with watched(monkeypatch, 0, "stdout", "stderr") as screen:
        assert run([*command, *arguments]) == 1
    assert "2 records: 1 converted, 1 rejected\r\n" in screen.raw
    assert "\x1b" not in screen.raw
    with watched(monkeypatch, 0, "stdout", "stderr") as screen:
        assert run([*command, "-o", os.devnull]) == 1
    assert BAR in screen.raw


@pytest.mark.usefixtures("at_once")
def test_no_bar_is_drawn_without_a_terminal(runbridge: Command, long: Path) -> None:
    code, out, err = runbridge("convert", long, "--to", RUN, "-o", os.devnull)
    assert (code, out) == (1, "")
    assert err.splitlines() == [*talk(long), "1,005 records: 1,000 converted, 5 rejected", *members().splitlines()]
    assert runbridge("validate", "--output-format", "concise", long) == Outcome(
        1, "".join(f"{line}\n" for line in talk(long)), "1,005 records, 5 invalid\n"
    )


@contextmanager
def slow_run(screen: Screen) -> Iterator["subprocess.Popen[bytes]"]:
    """A conversion of what comes down a pipe, so slowly that a bar is drawn."""
    with subprocess.Popen(
        [sys.executable, "-m", "runbridge", "convert", "--to", RUN],
        env={**NO_COVERAGE, "NO_COLOR": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=screen.slave,
        bufsize=0,
    ) as running:
        assert running.stdin is not None
        until = time.monotonic() + 30
        while BAR not in screen.raw and time.monotonic() < until:
            running.stdin.write(model() + b"\n")
            screen.read(0.1)
        assert BAR in screen.raw
        yield running


def test_a_process_draws_a_bar_on_a_real_terminal() -> None:
    screen = Screen(100)
    with slow_run(screen) as running:
        assert running.stdin is not None
        assert screen.lines[0].startswith("[")
        assert not screen.has_cursor
        running.stdin.write(BAD + b"\n")
        assert screen.wait_for("\r\n")
        line, *_ = screen.lines
        running.stdin.close()
        assert running.wait(30) == 1
    screen.close()
    number = int(line.split(":")[1])
    assert line == f"-:{number}:{WRONG_STATUS}"
    assert screen.lines == [line, f"{number} records: {number - 1} converted, 1 rejected", *members().splitlines()]
    assert screen.has_cursor


def test_an_interrupt_clears_the_bar_and_shows_the_cursor() -> None:
    screen = Screen(100)
    with slow_run(screen) as running:
        assert not screen.has_cursor
        assert interrupt(running) == 130
    screen.close()
    assert screen.lines == ["error: interrupted"]
    assert screen.has_cursor
