"""The command line of runbridge, without the start of the process."""

from pathlib import Path

from runbridge.cli import run


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
