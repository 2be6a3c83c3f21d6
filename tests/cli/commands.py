"""Ways to run the command line: inside this process, and as a process of its own."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from runbridge.cli import run

#: Without what would change when output is written.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}


class Outcome(NamedTuple):
    """What a command left: its exit code and everything that it said."""

    code: int
    out: str
    err: str


class Command:
    """Runs commands inside this process, in a folder of the test's own."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str | Path) -> Outcome:
        self._capsys.readouterr()
        code = run([str(each) for each in arguments])
        out, err = self._capsys.readouterr()
        return Outcome(code, out, err)


def process(*arguments: str, stdin: bytes = b"", folder: Path | None = None, **environment: str) -> Outcome:
    """What `python -m runbridge` with the arguments does."""
    done = subprocess.run(
        [sys.executable, "-m", "runbridge", *arguments],
        input=stdin,
        capture_output=True,
        cwd=folder,
        env={**_ENVIRONMENT, **environment},
        timeout=60,
        check=False,
    )
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


def interrupt(running: "subprocess.Popen[bytes]") -> int:
    """The exit code of a process that reads a pipe and is interrupted.

    Python does not hear of an interrupt that comes right before a read until the read has ended; another is heard then.
    """
    for _ in range(6):
        running.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            return running.wait(10)
    raise TimeoutError("it was interrupted, and goes on")


def shell(script: str, folder: Path) -> Outcome:
    """What a shell script does in which `runbridge` is ours; its code is that of `runbridge`, not of the pipe's end."""
    done = subprocess.run(
        [
            "/bin/bash",
            "-c",
            f'runbridge() {{ "{sys.executable}" -m runbridge "$@"; }}; {script}; exit ${{PIPESTATUS[0]}}',
        ],
        stdin=subprocess.DEVNULL,
        env=_ENVIRONMENT,
        capture_output=True,
        cwd=folder,
        timeout=60,
        check=False,
    )
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


def members(*, preserved: str = "machine_id, number", approximated: str = "") -> str:
    """What a summary says of the fields of our samples on their way to a WorkflowRun."""
    reported = [
        f"preserved in the residue: {preserved}" if preserved else "",
        f"approximated; exact value in the residue: {approximated}" if approximated else "",
        "filled with a default: cfWorkflowId, error, parentRunId",
    ]
    return "".join(f"{line}\n" for line in reported if line)
