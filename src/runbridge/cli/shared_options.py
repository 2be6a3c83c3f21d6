"""The options that commands share, and parsers for the texts of options."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeVar

import click

from runbridge._generated import DIRECTIONS, FORMATS
from runbridge.cli.choices import Choice
from runbridge.cli.console import set_quiet
from runbridge.errors import UsageError
from runbridge.formats import PROFILES
from runbridge.options import ResidueMode, parse_jobs

#: A command, or what an option made of it.
Decorated = TypeVar("Decorated", bound=Callable[..., Any])

#: At most 15 digits: Python refuses to parse very long numbers.
_SIZE = re.compile(r"(\d{1,15})(?:([KMG])i?)?B?", re.ASCII | re.IGNORECASE)
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def parse_size(text: str) -> int:
    """A number of bytes of a text like `4096`, `16MiB` or `1g`; raises click.BadParameter."""
    match = _SIZE.fullmatch(text)
    if match is None or not int(match.group(1)):
        raise click.BadParameter("give a size in bytes, or one like 512KiB or 16MiB", param_hint="--max-record")
    return int(match.group(1)) * _UNITS[(match.group(2) or "").upper()]


def parsed(parse: Callable[[Any], Any]) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """A callback for an option whose value is what `parse` returns for its text."""

    def callback(_context: click.Context, _parameter: click.Parameter, value: Any) -> Any:
        return parse(value)

    return callback


FORMAT = Choice(list(FORMATS))

PROFILE = click.option(
    "--profile",
    type=Choice(PROFILES),
    default=PROFILES[0],
    show_default=True,
    help="The format as documented, or what live services send.",
)
SCHEMA = click.option("--schema", metavar="FILE", help="Use this JSON Schema (draft-04 or newer) instead of a format.")
JOBS = click.option(
    "--jobs", default="1", show_default=True, metavar="N|auto", help="The number of worker processes for large files."
)
MAX_RECORD = click.option(
    "--max-record",
    default="16MiB",
    show_default=True,
    metavar="SIZE",
    callback=parsed(parse_size),
    help="Reject a longer record without reading all of it.",
)


def make_rejects(help: str) -> Callable[[Decorated], Decorated]:
    """The option for a file of records that are rejected."""
    return click.option("--rejects", metavar="FILE", help=help)


def make_max_rejects(how: str) -> Callable[[Decorated], Decorated]:
    """The option for when to stop; `how` completes the sentence about rejected records."""
    return click.option(
        "--max-rejects", metavar="N|P%", help=f"Stop if more than N records, or P percent of them, {how}."
    )


REJECTS = make_rejects("Write rejected records to FILE, with location and problems.")
MAX_REJECTS = make_max_rejects("are rejected")
SUMMARY = click.option("--summary", metavar="FILE", help="Write the summary to FILE as JSON.")
COLOR = click.option(
    "--color",
    type=Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Color in text; auto: on a terminal, unless NO_COLOR is set.",
)
COLUMN = click.option(
    "--column",
    metavar="NAME",
    help="FILE... are Parquet files (of a directory, all *.parquet), with records in a column.",
)
PREFIX = click.option("--prefix", default="", metavar="TEXT", help="The prefix of the names of new columns.")


def _set_quiet(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    set_quiet(context, quiet=value)


#: Whether a command prints only errors, which `console.report` checks.
QUIET = click.option(
    "-q",
    "--quiet",
    is_flag=True,
    expose_value=False,
    callback=_set_quiet,
    help="Write errors only to standard error: no summary.",
)
FORCE = click.option("--force", "overwrite", is_flag=True, help="Allow an output to overwrite an input.")
FAIL_ON_EMPTY = click.option("--fail-on-empty", is_flag=True, help="Exit with 1 if there is no record.")


def record_options(command: Decorated) -> Decorated:
    """The options of `RecordOptions`: those of records that `convert` and `validate` share."""
    return PROFILE(command)


def run_options(command: Decorated) -> Decorated:
    """The options of runs that `convert` and `validate` share; all but the last two are fields of `RunOptions`."""
    for option in (QUIET, FAIL_ON_EMPTY, FORCE, SUMMARY, MAX_RECORD, JOBS):
        command = option(command)
    return command


#: The ends of messages about options that do not match.
WITH_COLUMN, WITHOUT_COLUMN = "goes with --column only", "does not go with --column"


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


def parse_sets(texts: Sequence[str]) -> dict[str, str]:
    """The value of each `field=value`, by field; raises click.BadParameter."""
    sets: dict[str, str] = {}
    for text in texts:
        member, equals, value = text.partition("=")
        if not (member and equals):
            raise click.BadParameter(f"give FIELD=VALUE; FIELD is one of {_settable()}", param_hint="--set")
        if sets.setdefault(member, value) != value:
            raise click.BadParameter(f"{member} has two values; give one", param_hint="--set")
    return sets


def _settable() -> str:
    return ", ".join(dict.fromkeys(member for direction in DIRECTIONS.values() for member in direction.settable))


def _mapped() -> str:
    return ", ".join(dict.fromkeys(member for direction in DIRECTIONS.values() for member in direction.tables))


def parse_maps(texts: Sequence[str]) -> dict[str, dict[str, str]]:
    """The target by value of each `field:value=target`, by field; raises click.BadParameter."""
    maps: dict[str, dict[str, str]] = {}
    for text in texts:
        member, colon, entry = text.partition(":")
        # A value may have any character, `=` too; no target has one.
        value, equals, target = entry.rpartition("=")
        if not (member and colon and equals and target):
            raise click.BadParameter(f"give FIELD:VALUE=VALUE; FIELD is one of {_mapped()}", param_hint="--map")
        if maps.setdefault(member, {}).setdefault(value, target) != target:
            raise click.BadParameter(f"{member}:{value} has two values; give one", param_hint="--map")
    return maps


def refuse(options: Mapping[str, object], why: str) -> None:
    """Raise UsageError for the first of some options that is set, which means that its value is not empty."""
    given = [option for option, value in options.items() if value]
    if given:
        raise UsageError(f"{given[0]} {why}")


def are_many(jobs: str) -> bool:
    """Whether more than one process is asked for; raises UsageError. `auto` leaves it to us."""
    return parse_jobs(jobs) > 1 and jobs != "auto"
