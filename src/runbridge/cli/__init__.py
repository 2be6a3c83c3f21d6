"""The command line: options in, frozen values out, and one exit code.

0 all well, 1 findings or rejected records, 2 wrong use or unreadable input, 3 a bug of runbridge.
"""

import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from io import StringIO, TextIOWrapper
from pathlib import Path
from typing import TextIO

import click

from runbridge import __version__
from runbridge._generated import FORMATS
from runbridge.convert import make_converter
from runbridge.errors import UnknownFormat, WrongUse
from runbridge.files.converting import Places, Report, convert_entries, open_places
from runbridge.files.findings import Finding, entries_of, open_input
from runbridge.files.validating import Tally, Validation, validate_file
from runbridge.losses import summary_of
from runbridge.options import parse_maps, parse_residue, parse_sets
from runbridge.problems import escape
from runbridge.records import PROFILES

OK, FOUND, WRONG, BUG = 0, 1, 2, 3

_FORMAT = click.Choice(list(FORMATS))
_PROFILE = click.option(
    "--profile",
    type=click.Choice(PROFILES),
    default=PROFILES[0],
    show_default=True,
    help="The shapes as documented, or what live services send.",
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # Closed by the shell (`>&-`): the same as /dev/null.
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115  # open until the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that cannot show a character is no reason to stop.
            stream.reconfigure(errors="backslashreplace")
    code = run(sys.argv[1:] if arguments is None else arguments)
    error = _flush(sys.stdout)
    if error is not None and code != WRONG:
        code = _fail(_reason(error))
    _flush(sys.stderr)
    sys.exit(code)


def _flush(stream: TextIO) -> OSError | None:
    """Write what waits; where that fails it is given up, or Python would try again at exit and leave with 120."""
    try:
        stream.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return error
    return None


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code, whatever happens."""
    try:
        # Not `cli.main`, which leaves with 1 when a pipe is closed: 1 means findings.
        with cli.make_context("runbridge", list(arguments)) as context:
            result: int = cli.invoke(context)
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.ClickException as error:
        text = StringIO()
        error.show(text)
        for line in text.getvalue().rstrip("\n").expandtabs(4).split("\n"):
            _say(escape(line))
        if getattr(error, "ctx", None) is None:
            # click knows no command to point at, for an option without its value.
            _say("Try 'runbridge --help' for help.")
        return WRONG
    except (WrongUse, UnknownFormat, OSError) as error:
        return _fail(_reason(error))
    except KeyboardInterrupt:
        return _fail("interrupted")
    except Exception as error:  # a traceback helps nobody who runs a pipeline
        _say(f"internal error: {type(error).__name__}: {escape(str(error))}")
        _say("This is a bug of runbridge. RUNBRIDGE_TRACEBACK=1 shows where.")
        if os.environ.get("RUNBRIDGE_TRACEBACK"):
            traceback.print_exc()
        return BUG
    return result


def _fail(message: str) -> int:
    _say(f"error: {escape(message)}")
    return WRONG


def _reason(error: Exception) -> str:
    """What went wrong, in words for people."""
    match error:
        case BrokenPipeError():
            return "the output was closed before the end"
        case OSError(strerror=str(reason)):
            return f"{os.fsdecode(error.filename)}: {reason}" if error.filename else reason
        case _:
            return str(error)


def _say(text: str) -> None:
    # Where nobody listens, the exit code still tells.
    with suppress(OSError):
        click.echo(text, err=True)


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with: runbridge validate FILE, or: runbridge convert FILE --to FORMAT",
)
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """Validate workflow-run records and convert them between platforms without losing anything."""
    if context.invoked_subcommand is None:
        _say(context.get_help())
        context.exit(WRONG)


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--as", "form", type=_FORMAT, help="The records' format; told from their members when absent.")
@_PROFILE
@click.option("--strict", is_flag=True, help="Refuse unknown and repeated members and unknown vocabulary too.")
@click.option(
    "--output",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="How findings are told.",
)
def validate(files: tuple[str, ...], form: str | None, profile: str, strict: bool, output: str) -> int:
    """Report every problem of every record in FILE... (`-` is standard input).

    A file holds NDJSON, a JSON array or JSON objects.
    """
    from runbridge.reporters import RENDERERS

    job = Validation(files=files, form=form, profile=profile, strict=strict)
    tally = Tally()
    errors: list[str] = []
    for text in RENDERERS[output](_findings(job, tally, errors.append)):
        sys.stdout.write(text)
    _say(f"{_count(tally.records, 'record')}, {tally.refused:,} invalid")
    for error in errors:
        _fail(error)
    return WRONG if errors else FOUND if tally.refused else OK


def _findings(job: Validation, tally: Tally, tell: Callable[[str], None]) -> Iterator[Finding]:
    """The findings of all files; a file that cannot be read does not hide the next."""
    for file in job.files:
        try:
            yield from validate_file(job, file, tally)
        except UnknownFormat as error:
            tell(f"{file}: {error}: --as {'|'.join(FORMATS)}")
        except OSError as error:
            tell(f"{file}: {error.strerror}")


@cli.command()
@click.argument("file", default="-", metavar="[FILE]")
@click.option("--to", "target", type=_FORMAT, required=True, help="The format to convert to.")
@click.option("--from", "source", type=_FORMAT, help="The records' format; told from their members when absent.")
@click.option(
    "-o", "output", default="-", metavar="OUT", help="Where converted records go, whole or not at all; else to stdout."
)
@click.option(
    "--residue",
    default="embed",
    show_default=True,
    metavar="embed|drop|sidecar=FILE",
    help="Where that goes which the target cannot say: into its member _residue, away, or into FILE.",
)
@click.option(
    "--residue-from", "residues", metavar="FILE", help="A sidecar that an earlier --residue sidecar=FILE wrote."
)
@click.option("--ignore-residue", is_flag=True, help="Restore nothing: for input that is not trusted.")
@_PROFILE
@click.option(
    "--set", "sets", multiple=True, metavar="MEMBER=VALUE", help="A value for a member that nothing supplies."
)
@click.option("--map", "maps", multiple=True, metavar="MEMBER:VALUE=VALUE", help="What a value in no table becomes.")
@click.option("--rejects", metavar="FILE", help="Where records go that cannot be converted, verbatim.")
def convert(
    file: str,
    target: str,
    source: str | None,
    output: str,
    residue: str,
    residues: str | None,
    ignore_residue: bool,
    profile: str,
    sets: tuple[str, ...],
    maps: tuple[str, ...],
    rejects: str | None,
) -> int:
    """Convert the records in FILE (standard input when absent or `-`), each to a line of its own.

    A record that cannot be converted is reported and the others go on; the exit code is 1 then.
    """
    mode, sidecar = parse_residue(residue)
    places = Places(input=file, output=output, rejects=rejects, sidecar=sidecar, residues=residues)
    report = Report()
    with open_input(file) as stream:
        try:
            form, entries = entries_of(stream, source)
        except UnknownFormat as error:
            return _fail(f"{file}: {error}: --from {'|'.join(FORMATS)}")
        converter = make_converter(
            form or _other(target),
            target,
            profile=profile,
            residue=mode,
            apply_residue=not ignore_residue,
            set=parse_sets(sets),
            map=parse_maps(maps),
        )
        with open_places(places) as streams:
            convert_entries(converter, file, entries, streams=streams, report=report, tell=_tell)
    _say(f"{_count(report.records, 'record')}: {report.converted:,} converted, {report.rejected:,} rejected")
    for line in summary_of(report.losses, report.converted):
        _say(line)
    if report.more:
        _say(f"and {_count(report.more, 'loss', 'losses')} of other members")
    if report.missed:
        _say(f"not in the sidecar: {_count(report.missed, 'record')}")
    return FOUND if report.rejected else OK


def _other(target: str) -> str:
    """Any other format: an input without a record that can be read has none."""
    return next(name for name in FORMATS if name != target)


def _tell(found: Finding) -> None:
    from runbridge.reporters.text import line_of

    _say(line_of(found).removesuffix("\n"))


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


@cli.command()
@click.argument("form", type=_FORMAT, metavar="FORMAT")
def schema(form: str) -> int:
    """Print the canonical JSON Schema of FORMAT."""
    from runbridge._runtime.schema import text

    sys.stdout.write(text("", FORMATS[form].stem))
    return OK


@cli.command()
@click.option(
    "--output",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="As columns, as a Markdown table, or the data itself.",
)
def bridge(output: str) -> int:
    """Print the correspondence of the formats, member by member."""
    from runbridge.correspondence import as_markdown, as_text, bridge_text

    sys.stdout.write({"text": as_text, "markdown": as_markdown, "json": bridge_text}[output]())
    return OK
