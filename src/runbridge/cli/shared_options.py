"""The options that commands share, and parsers for the texts of options.

`open_text` opens the output that `-o/--output` names.
"""

import re
import sys
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal

import click
from click.core import ParameterSource

from runbridge.cli.command import CHECKS, CONVERSION, INPUT, OUTPUT, RUN, TABLE, Choice, Decorated, option
from runbridge.errors import OverwritesInput, UnknownFormat, UsageError
from runbridge.formats import PROFILES
from runbridge.inputs.envelopes import AUTO
from runbridge.known_formats import FORMATS
from runbridge.options import ResidueMode, parse_jobs
from runbridge.outputs.atomic import STDOUT, open_outputs
from runbridge.problem_messages import escape

#: At most 15 digits: Python refuses to parse very long numbers.
_SIZE = re.compile(r"(\d{1,15})(?:([KMG])i?)?B?", re.ASCII | re.IGNORECASE)
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
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


def parse_size(text: str) -> int:
    """A number of bytes of a text like `4096`, `16MiB` or `1g`; raises click.BadParameter."""
    match = _SIZE.fullmatch(text)
    if match is None or not int(match.group(1)):
        raise click.BadParameter("give a size in bytes, or one like 512KiB or 16MiB", param_hint="--max-record")
    return int(match.group(1)) * _UNITS[(match.group(2) or "").upper()]


def parse_sets(texts: Sequence[str]) -> dict[str, str]:
    """The values of `field=value` options, by field; raises click.BadParameter."""
    sets: dict[str, str] = {}
    for text in texts:
        field, equals, value = text.partition("=")
        if not (field and equals):
            raise click.BadParameter("give FIELD=VALUE: a field that has no value, and the value", param_hint="--set")
        if sets.setdefault(field, value) != value:
            raise click.BadParameter(f"{field} has two values; give one", param_hint="--set")
    return sets


def parse_maps(texts: Sequence[str]) -> dict[str, dict[str, str]]:
    """The targets of `field:value=target` options, by field and value; raises click.BadParameter."""
    maps: dict[str, dict[str, str]] = {}
    for text in texts:
        field, colon, entry = text.partition(":")
        # A value can contain `=`; no target does.
        value, equals, target = entry.rpartition("=")
        if not (field and colon and equals and target):
            raise click.BadParameter(
                "give FIELD:VALUE=VALUE: a field, its value, and the value in the target", param_hint="--map"
            )
        if maps.setdefault(field, {}).setdefault(value, target) != target:
            raise click.BadParameter(f"{field}:{value} has two values; give one", param_hint="--map")
    return maps


def parsed(parse: Callable[[Any], Any]) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """A callback for an option whose value is what `parse` returns for its text."""

    def callback(_context: click.Context, _parameter: click.Parameter, value: Any) -> Any:
        return parse(value)

    return callback


class FormatChoice(Choice):
    """The name of a format, or one of some other words; formats of users are known when the command runs."""

    # click sets them once, and reads them often.
    @property
    def choices(self) -> tuple[str, ...]:
        """The names."""
        return (*FORMATS, *self._words)

    @choices.setter
    def choices(self, words: Sequence[str]) -> None:  # pyright: ignore[reportIncompatibleVariableOverride]  # as above
        self._words = tuple(words)


FORMAT = FormatChoice(())


def with_formats(error: UnknownFormat, option: str) -> str:
    """The message with the option that helps, and all formats, unless the message lists them already."""
    text = str(error)
    return f"{text} with {option}" if ", ".join(FORMATS) in text else f"{text}: {option} {'|'.join(FORMATS)}"


#: The format of the records in FILE.
INPUT_FORMAT = option(
    "--format",
    "form",
    type=FORMAT,
    heading=INPUT,
    help="The format of the records. By default the format of each record is detected from its fields.",
)
PROFILE = option(
    "--profile",
    type=Choice(PROFILES),
    default=PROFILES[0],
    show_default=True,
    heading=CHECKS,
    help="published: the format as documented. tolerant: what live services send.",
)
SCHEMA = option(
    "--schema",
    metavar="FILE",
    heading=CHECKS,
    help="Use this JSON Schema (draft-04 or newer) instead of a format.",
)
JOBS = option(
    "--jobs",
    default="1",
    show_default=True,
    metavar="N|auto",
    heading=RUN,
    help="The number of threads, or of processes where Python does the work; auto: one for each processor.",
)
MAX_RECORD = option(
    "--max-record",
    default="16MiB",
    show_default=True,
    metavar="SIZE",
    callback=parsed(parse_size),
    heading=INPUT,
    help="Reject records that are longer, without reading them to the end.",
)


def make_rejects(help: str) -> Callable[[Decorated], Decorated]:
    """The option for a file of records that are rejected."""
    return option("--rejects", metavar="FILE", heading=OUTPUT, callback=check_output, help=help)


def make_max_rejects(how: str) -> Callable[[Decorated], Decorated]:
    """The option for when to stop; `how` completes the sentence about rejected records."""
    return option(
        "--max-rejects",
        metavar="N|P%",
        heading=RUN,
        help=f"Stop if more than N records, or more than P percent of the records, {how}.",
    )


REJECTS = make_rejects("Write rejected records to FILE, with their location and problems.")
MAX_REJECTS = make_max_rejects("are rejected")
SUMMARY = option(
    "--summary",
    metavar="FILE",
    heading=OUTPUT,
    callback=check_output,
    help="Write a summary to FILE as JSON: the numbers of records, and of problems by code, file and pointer.",
)
COLUMN = option(
    "--column",
    metavar="NAME",
    heading=TABLE,
    help="Read the records from this column of Parquet files; of a directory, from all *.parquet files.",
)
UNWRAP = option(
    "--unwrap",
    default=AUTO,
    show_default=True,
    metavar="PATH|auto|none",
    heading=INPUT,
    help="Where the records are in a document around them, such as /run or /runs/*: a JSON Pointer that can end in `*`"
    " for all items of an array. auto: at the paths that formats declare. none: the document is the record.",
)
PREFIX = option("--prefix", default="", metavar="TEXT", heading=TABLE, help="A prefix for the names of new columns.")
FORCE = option("--force", "overwrite", is_flag=True, heading=OUTPUT, help="Allow an output to overwrite an input.")
FAIL_ON_EMPTY = option("--fail-on-empty", is_flag=True, heading=RUN, help="Exit with 1 if there are no records.")


def run_options(command: Decorated) -> Decorated:
    """The options of runs that `convert` and `validate` share."""
    for add_option in (FAIL_ON_EMPTY, FORCE, SUMMARY, MAX_RECORD, JOBS, UNWRAP):
        command = add_option(command)
    return command


def conversion_options(command: Decorated) -> Decorated:
    """The options that give values to a conversion."""
    command = option(
        "--map",
        multiple=True,
        metavar="FIELD:VALUE=VALUE",
        callback=parsed(parse_maps),
        heading=CONVERSION,
        help="Convert a value of FIELD that the bridge does not map. Write FORMAT.FIELD where several formats have such"
        " a field. Can be given several times.",
    )(command)
    return option(
        "--set",
        multiple=True,
        metavar="FIELD=VALUE",
        callback=parsed(parse_sets),
        heading=CONVERSION,
        help="Set a field that no field of the source supplies. Write FORMAT.FIELD where several formats have such a"
        " field. Can be given several times.",
    )(command)


def refuse_with_schema(*names: str) -> None:
    """Raise UsageError for an option of formats on the command line; in a configuration it is for other runs."""
    context = click.get_current_context()
    given = {param.opts[0]: context.get_parameter_source(str(param.name)) for param in context.command.params}
    refuse({name: given[name] is ParameterSource.COMMANDLINE for name in names}, "cannot be used with --schema")


#: The ends of messages about options that do not match.
WITH_COLUMN, WITHOUT_COLUMN = "needs --column", "cannot be used with --column"


def parse_residue(text: str) -> tuple[ResidueMode | Literal["column"], str | None]:
    """The place of residues and the path of the sidecar; raises click.BadParameter."""
    match text.partition("="):
        case ("column", "", ""):
            return "column", None
        case ("embed", "", ""):
            return "embed", None
        case ("text", "", ""):
            return "text", None
        case ("drop", "", ""):
            return "drop", None
        case ("sidecar", "=", path) if path:
            return "sidecar", path
        case _:
            raise click.BadParameter("give embed, text, drop, column or sidecar=FILE", param_hint="--residue")


def refuse(options: Mapping[str, object], why: str) -> None:
    """Raise UsageError for the first of some options that is set, which means that its value is not empty."""
    given = [option for option, value in options.items() if value]
    if given:
        raise UsageError(f"{given[0]} {why}")


def lines_only(options: dict[str, Any]) -> dict[str, bool]:
    """Which options of runs over lines are set, by name; they are taken out of the options of a run over a column."""
    return {"--jobs": _are_many(options.pop("jobs")), "--unwrap": options.pop("unwrap") != AUTO}


def _are_many(jobs: str) -> bool:
    """Whether a number of processes above 1 is given; raises UsageError. `auto` may mean one."""
    return parse_jobs(jobs) > 1 and jobs != "auto"
