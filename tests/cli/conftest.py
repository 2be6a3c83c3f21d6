"""What the tests of the command line share."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.commands import Command


@pytest.fixture
def runbridge(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs commands inside this process, with the test's own folder as the current one."""
    monkeypatch.chdir(tmp_path)
    return Command(capsys)


@pytest.fixture(name="interruptible")
def fixture_interruptible() -> Iterator[None]:
    """What runs in the background of a script ignores interrupts, and so would each process that it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
