"""What the command line says on standard error, and the exit codes."""

import os
from contextlib import suppress
from typing import TextIO

import click

from runbridge.problems import escape

OK, FOUND, WRONG, BUG, INTERRUPTED = 0, 1, 2, 3, 130


def say(text: str) -> None:
    """Say a line; where nobody listens, the exit code still tells."""
    with suppress(OSError):
        click.echo(text, err=True)


def fail(message: str, code: int = WRONG) -> int:
    """Say why a run failed; returns the exit code."""
    say(f"error: {escape(message)}")
    return code


def reason_of(error: Exception) -> str:
    """What went wrong, in words for people."""
    match error:
        case BrokenPipeError():
            return "the output was closed before the end"
        case OSError(strerror=str(reason)):
            return f"{os.fsdecode(error.filename)}: {reason}" if error.filename else reason
        case _:
            return str(error)


def has_color(choice: str, stream: TextIO) -> bool:
    """Whether text for a stream has colors: `always`, `never`, or `auto`, where a terminal watches that wants them."""
    if choice != "auto":
        return choice == "always"
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def counted(number: int, one: str, many: str = "") -> str:
    """A number of things."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
