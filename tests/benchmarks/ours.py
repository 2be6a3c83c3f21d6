"""The command line of runbridge, without the start of the process."""

import os
from pathlib import Path

from runbridge.cli import run

# What a command imports belongs to the start of the process.
run(["convert", os.devnull, "--to", "workflow-run", "-o", os.devnull])
run(["validate", os.devnull])


def right(source: Path, target: Path) -> None:
    """Convert records to the other format, with embedded residues."""
    _run("convert", str(source), "--to", "workflow-run", "-o", str(target))


def left(source: Path, target: Path) -> None:
    """Convert records back and restore their residues."""
    _run("convert", str(source), "--to", "workflow-run-model", "-o", str(target))


def validate(source: Path) -> None:
    """Check records."""
    _run("validate", str(source))


def _run(*arguments: str) -> None:
    code = run(arguments)
    if code != 0:
        raise SystemExit(code)
