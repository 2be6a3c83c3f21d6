"""Commands, and the types of their options: help under headings, suggestions for misspelled values."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from runbridge.cli.console import set_color, set_quiet
from runbridge.nearest_name import nearest

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class FileName(click.types.StringParamType):
    """The name of a file or directory, which shells complete."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        """The instruction for the shell to complete the name of a file."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file")]


class Choice(click.Choice[str]):
    """A value from a list of choices."""

    def __init__(self, choices: Sequence[str]) -> None:
        super().__init__(choices)

    def get_invalid_choice_message(self, value: object, ctx: click.Context | None) -> str:
        """The message for an invalid value, with the closest choice."""
        message = super().get_invalid_choice_message(value, ctx)
        near = nearest(str(value), self.choices)
        return message if near is None else f"{message} Did you mean {near!r}?"


#: A command, or what an option made of it.
Decorated = TypeVar("Decorated", bound=Callable[..., Any])

#: The headings, in the order of the help.
INPUT, CHECKS, COMPARISON, CONVERSION, TYPES, OUTPUT, TABLE, RUN, GENERAL = (
    "Input",
    "Validation",
    "Comparison",
    "Conversion",
    "Types",
    "Output",
    "Parquet columns",
    "Run",
    "General",
)
_HEADINGS = (INPUT, CHECKS, COMPARISON, CONVERSION, TYPES, OUTPUT, TABLE, RUN, GENERAL)

#: The exit codes that every command can have.
EXIT_CODES: Mapping[int, str] = {
    0: "Success: nothing was found.",
    2: "A usage error, or an input that cannot be read.",
    3: "An internal error: a bug in runbridge.",
    130: "Interrupted with Ctrl-C.",
    141: "The reader of the output closed it, for example `head`.",
}

#: Where the defaults of options are from, in `click.Context.meta`.
PLACES = "runbridge.places"

#: Where the paths are from that no command line gives, in `click.Context.meta`.
PATHS = "runbridge.paths"

#: What exit code 1 means for commands that write records.
REJECTED = (
    "At least one record was rejected, there are more rejected records than --max-rejects, or --fail-on-empty is given"
    " and there are no records."
)


#: The metavars of files.
_FILES = ("FILE", "FILE...", "[FILE...]", "OLD", "NEW")
_FILE = FileName()


def split_path(option: click.Parameter, value: str) -> tuple[str, str]:
    """The path of a file at the end of an option's value, and what is before it; empty for a value that is no path."""
    for form in (option.metavar or "").split("|"):
        before = form.removesuffix("FILE")
        if before != form and value.startswith(before):
            return before, value.removeprefix(before)
    return value, ""


class Option(click.Option):
    """An option with the heading that it has in the help."""

    def __init__(self, *arguments: Any, heading: str = GENERAL, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.heading = heading

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """The value for the command; the error for one that is a default says where it is from."""
        if ctx.get_parameter_source(str(self.name)) is not ParameterSource.DEFAULT_MAP:
            return super().process_value(ctx, value)
        place = ctx.meta[PLACES][self.name]
        if isinstance(value, str):
            ctx.meta.setdefault(PATHS, {})[split_path(self, value)[1]] = place
        try:
            return super().process_value(ctx, value)
        except click.BadParameter as error:
            message = f"{error.message.removesuffix('.')} (from {place})"
            raise click.BadParameter(message, error.ctx, error.param, error.param_hint) from None


class Command(click.Command):
    """A command with `--quiet` and `--color`, whose help lists its options under headings.

    `exit_one` says what exit code 1 means, None where the command does not have it. One that `knows_formats` has the
    option `--format-path`.
    """

    def __init__(
        self, *arguments: Any, exit_one: str | None = None, knows_formats: bool = True, **settings: Any
    ) -> None:
        super().__init__(*arguments, **settings)
        self.exit_one = exit_one
        if knows_formats:
            self.params.append(_format_path())
        self.params += [
            Option(
                ["-q", "--quiet"],
                is_flag=True,
                expose_value=False,
                callback=_set_quiet,
                help="Write only errors to standard error, and no summary.",
            ),
            Option(
                ["--color"],
                type=Choice(["auto", "always", "never"]),
                default="auto",
                show_default=True,
                expose_value=False,
                callback=_set_color,
                help="When to color text. auto: on a terminal or if FORCE_COLOR is set, unless NO_COLOR is set.",
            ),
        ]

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The parameters; shells complete those that are files, which their metavar says."""
        for parameter in self.params:
            if parameter.type is click.STRING and parameter.metavar in _FILES:
                parameter.type = _FILE
        return super().get_params(ctx)

    @property
    def exit_codes(self) -> dict[int, str]:
        """What each exit code of this command means."""
        return dict(sorted({**EXIT_CODES, **({} if self.exit_one is None else {1: self.exit_one})}.items()))

    def options_by_heading(self, context: click.Context) -> dict[str, list[tuple[str, str]]]:
        """The options and their help under each heading, in the order of the help."""
        options: dict[str, list[tuple[str, str]]] = {heading: [] for heading in _HEADINGS}
        for parameter in self.get_params(context):
            record = parameter.get_help_record(context) if isinstance(parameter, click.Option) else None
            if record is not None:
                options[parameter.heading if isinstance(parameter, Option) else GENERAL].append(record)
        return {heading: records for heading, records in options.items() if records}

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options under their headings."""
        for heading, records in self.options_by_heading(ctx).items():
            with formatter.section(heading):
                formatter.write_dl(records)


def command(name: str | None = None, **settings: Any) -> Callable[[Callable[..., Any]], Command]:
    """A decorator that makes a `Command` of a function."""
    return click.command(name, cls=Command, **settings)


def option(*names: str, heading: str = GENERAL, **settings: Any) -> Callable[[Decorated], Decorated]:
    """A decorator that adds an `Option` to a command."""
    return click.option(*names, cls=Option, heading=heading, **settings)


def _format_path() -> Option:
    return Option(
        ["--format-path"],
        multiple=True,
        metavar="DIR",
        type=_FILE,
        # Before the options that name a format.
        is_eager=True,
        expose_value=False,
        callback=_set_format_path,
        heading=INPUT,
        help="Use the formats in DIR too, for which `runbridge codegen DIR` generated the code. Can be given several"
        " times. By default the folders in RUNBRIDGE_FORMAT_PATH.",
    )


def _set_format_path(_context: click.Context, _parameter: click.Parameter, value: Sequence[str]) -> None:
    if value:
        from runbridge.known_formats import FORMATS

        FORMATS.set_path(value)


def _set_quiet(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    set_quiet(context, quiet=value)


def _set_color(context: click.Context, _parameter: click.Parameter, value: str) -> None:
    set_color(context, value)
