"""Messages of the command line on standard error, and its exit codes."""

import os
from contextlib import suppress
from typing import TextIO

import click

from runbridge.errors import OverwritesInput
from runbridge.pipeline.stats import Summary
from runbridge.problem_messages import escape

OK, FOUND, WRONG, BUG, INTERRUPTED = 0, 1, 2, 3, 130
#: The code of programs that end on SIGPIPE, so that `set -o pipefail` treats this one as all others.
CLOSED = 141
_QUIET, _COLOR = "runbridge.quiet", "runbridge.color"


def say(text: str) -> None:
    """Print a line; if standard error is closed, the exit code remains."""
    with suppress(OSError):
        # Whoever makes the text decides on colors.
        click.echo(text, err=True, color=True)


def set_quiet(context: click.Context, *, quiet: bool) -> None:
    """Whether `report` prints nothing in this command."""
    context.meta[_QUIET] = quiet


def set_color(context: click.Context, choice: str) -> None:
    """When this command colors text: `always`, `never` or `auto`."""
    context.meta[_COLOR] = choice


def report(text: str) -> None:
    """Print a line of the summary, unless the command has --quiet."""
    context = click.get_current_context(silent=True)
    if context is None or not context.meta.get(_QUIET):
        say(text)


def exit_code(summary: Summary, *, fail_on_empty: bool = False) -> int:
    """The exit code of a run over records; no record is an error with `fail_on_empty`."""
    if fail_on_empty and not summary.records:
        return fail("there is no record in the input", FOUND)
    return FOUND if summary.rejected or summary.damaged or summary.ambiguous else OK


def fail(message: str, code: int = WRONG) -> int:
    """Print why a run failed; returns the exit code."""
    say(f"error: {escape(message)}")
    return code


def reason_of(error: Exception) -> str:
    """The message of an error."""
    match error:
        case OSError(strerror=str(reason)):
            return f"{os.fsdecode(error.filename)}: {reason}" if error.filename else reason
        case MemoryError():
            return "out of memory: a smaller --max-record or fewer --jobs need less"
        case OverwritesInput():
            return f"{error}: --force"
        case _:
            return str(error)


def has_color(stream: TextIO | None) -> bool:
    """Whether text for a stream, or for a file if it is None, is colored by the option --color of this command.

    With `auto`, only a stream can have colors: never if NO_COLOR is set, else if FORCE_COLOR is set or on a terminal
    that can show them.
    """
    context = click.get_current_context(silent=True)
    choice = "auto" if context is None else context.meta.get(_COLOR, "auto")
    if choice != "auto":
        return bool(choice == "always")
    if stream is None or os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and os.environ.get("TERM") != "dumb")


def counted(number: int, one: str, many: str = "") -> str:
    """A number with a noun in the singular or plural."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
