"""The command line: finds the command, runs it and returns the exit code.

0: success, 1: findings or rejected records, 2: usage error or unreadable input, 3: internal error, 130: interrupted,
141: the output was closed by its reader.
"""

import gc
import os
import sys
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from io import StringIO, TextIOWrapper
from keyword import iskeyword
from pathlib import Path
from typing import TextIO

import click

from runbridge.cli.command import PATHS, PLACES
from runbridge.cli.config import defaults_of, find_config
from runbridge.cli.console import BUG, CLOSED, FOUND, INTERRUPTED, WRONG, fail, reason_of, say
from runbridge.errors import JobDied, TooManyRejects, UnknownFormat, UsageError
from runbridge.interrupts import raise_on_interrupt
from runbridge.nearest_name import nearest
from runbridge.problem_messages import escape
from runbridge.version import version_text

#: The module of each command; the command has the same name in it.
_COMMANDS = {
    "validate": "runbridge.cli.validate",
    "convert": "runbridge.cli.convert",
    "drift": "runbridge.cli.drift",
    "schema": "runbridge.cli.show",
    "bridge": "runbridge.cli.show",
    "explain": "runbridge.cli.show",
    "diff": "runbridge.cli.diff",
    "stubs": "runbridge.cli.stubs",
    "export": "runbridge.cli.export",
    "import": "runbridge.cli.import_",
    "import-schema": "runbridge.cli.codegen",
    "codegen": "runbridge.cli.codegen",
}


#: The environment variable in which shells ask for completions.
_COMPLETE = "_RUNBRIDGE_COMPLETE"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its exit code."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # Closed by the shell (`>&-`): the same as /dev/null.
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115  # open until the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Characters that a terminal cannot show are escaped.
            stream.reconfigure(errors="backslashreplace")
    shell = os.environ.get(_COMPLETE)
    code = _complete(shell) if shell else run(sys.argv[1:] if arguments is None else arguments)
    code = code_after_output(code, _flush(sys.stdout))
    _flush(sys.stderr)
    # Python collects garbage once more at exit. Frozen objects are left out, which saves 20 ms.
    gc.freeze()
    sys.exit(code)


def code_after_output(code: int, error: OSError | None) -> int:
    """The exit code of a run whose last output was written, or failed with an error."""
    if isinstance(error, BrokenPipeError):
        return CLOSED
    return code if error is None or code == WRONG else fail(reason_of(error))


def _complete(instruction: str) -> int:
    """Print what a shell asks for: its completion script, or the completions of a line."""
    from click.shell_completion import shell_complete

    try:
        return shell_complete(cli, {}, "runbridge", _COMPLETE, instruction)
    except UsageError:
        # Formats that cannot be loaded: the command itself says why.
        return WRONG


def _flush(stream: TextIO) -> OSError | None:
    """Flush a stream. After an error its output is discarded: otherwise Python flushes at exit, and exits with 120."""
    try:
        stream.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return error
    return None


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code and raises nothing."""
    _keep_freed_memory()
    paths: dict[str, str] = {}
    try:
        # Not `cli.main`, which exits with 1 when a pipe is closed: 1 means findings.
        with cli.make_context("runbridge", list(arguments)) as context:
            context.meta[PATHS] = paths
            result: int = cli.invoke(context)
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.ClickException as error:
        _show_usage_error(error)
        return WRONG
    except TooManyRejects as error:
        return fail(str(error), FOUND)
    except BrokenPipeError:
        # Whoever reads the output has enough, as `head`.
        return CLOSED
    except (UsageError, UnknownFormat, JobDied, OSError, MemoryError) as error:
        place = paths.get(os.fsdecode(error.filename)) if isinstance(error, OSError) and error.filename else None
        return fail(reason_of(error) + ("" if place is None else f" (from {place})"))
    except KeyboardInterrupt:
        return fail("interrupted", INTERRUPTED)
    except Exception as error:  # a traceback helps nobody who runs a pipeline
        _show_bug(error)
        return BUG
    return result


@cache
def _keep_freed_memory() -> None:
    """Make the C library keep the memory of a chunk for the next one, which saves time in a large run.

    glibc keeps twice the size of the largest block that was freed (mallopt(3), M_MMAP_THRESHOLD) and returns the rest
    to the system; new memory costs a page fault for each page. Nothing touches this block, so it takes no memory; a
    second one would, because glibc clears memory that was used before.
    """
    bytes(16 << 20)


def _show_usage_error(error: click.ClickException) -> None:
    text = StringIO()
    error.show(text)
    for line in text.getvalue().rstrip("\n").expandtabs(4).split("\n"):
        say(escape(line))
    if getattr(error, "ctx", None) is None:
        # For an option without its value, click does not know the command.
        say("Try 'runbridge --help' for help.")


def _show_bug(error: Exception) -> None:
    say(f"internal error: {type(error).__name__}: {escape(str(error))}")
    say("This is a bug in runbridge. Set RUNBRIDGE_TRACEBACK=1 to see the traceback.")
    if os.environ.get("RUNBRIDGE_TRACEBACK"):
        import traceback

        traceback.print_exc()


class Commands(click.Group):
    """The commands, each imported on first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order of the help."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, if there is one."""
        if cmd_name not in _COMMANDS:
            return None
        # A keyword of Python cannot be the name of a function, nor can a name with a hyphen.
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name.replace("-", "_")
        command: click.Command = getattr(import_module(_COMMANDS[cmd_name]), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of the arguments, with its defaults; the error for a misspelled name has a suggestion."""
        try:
            name, command, rest = super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = nearest(args[0], _COMMANDS)
            if near is None:
                raise
            raise click.UsageError(f"{error.message} Did you mean {near!r}?", ctx) from None
        # During completion there may be no command yet, and defaults are not needed.
        loaded = {} if command is None else defaults_of(command, find_config(Path.cwd()), self._loaders(ctx))
        ctx.default_map = {str(name): {option: default.value for option, default in loaded.items()}}
        ctx.meta[PLACES] = {option: default.place for option, default in loaded.items()}
        # All modules are imported, and from now on an interrupt may have to clean up files.
        raise_on_interrupt()
        return name, command, rest

    def _loaders(self, ctx: click.Context) -> dict[str, Callable[[], click.Command]]:
        def loader(name: str) -> Callable[[], click.Command]:
            return lambda: self.get_command(ctx, name) or click.Command(name)

        return {name: loader(name) for name in _COMMANDS}


def _show_version(context: click.Context, _option: click.Parameter, is_given: bool) -> None:
    if is_given:
        click.echo(version_text())
        context.exit()


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with: runbridge validate FILE, or: runbridge convert FILE --to FORMAT",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
@click.pass_context
def cli(context: click.Context) -> None:
    """Validate workflow-run records, and convert them between services without losing data."""
    if context.invoked_subcommand is None:
        say(context.get_help())
        context.exit(WRONG)
