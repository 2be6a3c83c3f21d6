"""The option `-o/--output` of commands that write a report or a text."""

import sys
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from typing import Any

import click

from runbridge.cli.command import OUTPUT, Decorated, option
from runbridge.errors import OverwritesInput, UsageError
from runbridge.outputs.atomic import STDOUT, open_outputs
from runbridge.problem_messages import escape

#: A value of `--output-format` that is not the name of a reporter.
_MARKDOWN = "markdown"


def check_output(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
    """The name of an output file; raises click.BadParameter for the name of an output format.

    `-o json` hardly ever means a file.
    """
    if value is not None and is_output_format(value):
        has_formats = any("--output-format" in each.opts for each in context.command.params)
        format_option = f"--output-format {value}, or " if has_formats else ""
        raise click.BadParameter(f"use {format_option}{parameter.opts[0]} ./{value} for a file of that name")
    return value


def is_output_format(name: str) -> bool:
    """Whether a name is a value of `--output-format` of any command."""
    if not name.replace("-", "").isalpha():
        # Most names of files; reporters are imported only for the others.
        return False
    from runbridge.reporters import RENDERERS

    return name in RENDERERS or name == _MARKDOWN


def make_output(help: str, *names: str, **settings: Any) -> Callable[[Decorated], Decorated]:
    """The option `-o/--output FILE`; its value is the parameter `output` unless names say otherwise."""
    return option(
        "-o", "--output", *(names or ("output",)), metavar="FILE", heading=OUTPUT, callback=check_output, help=help,
        **settings,
    )  # fmt: skip


#: The option of commands that write a text to standard output unless a file is given.
TEXT_OUTPUT = make_output("Write to FILE instead of standard output.", "path", default=STDOUT)


@contextmanager
def open_text(path: str, inputs: Iterable[str] = ()) -> Generator[Callable[[str], object]]:
    """A function that writes text to standard output, or to a file that appears complete or not at all.

    Raises UsageError for a file that is one of the inputs.
    """
    if path == STDOUT:
        yield sys.stdout.write
        return
    from runbridge.pipeline.run_context import refuse_inputs

    try:
        refuse_inputs([path], inputs)
    except OverwritesInput:
        raise UsageError(f"{escape(path)} is also an input; choose another output") from None
    with open_outputs(path) as (stream,):
        yield lambda text: stream.write(text.encode(errors="backslashreplace"))
