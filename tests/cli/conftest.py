"""What the tests of the command line share."""

from pathlib import Path

import pytest

from tests.cli.commands import Command


@pytest.fixture
def runbridge(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs commands inside this process, with the test's own folder as the current one."""
    monkeypatch.chdir(tmp_path)
    return Command(capsys)
