"""`runbridge drift`: report how the records in files differ from the schema."""

import click

from runbridge.cli.command import INPUT, OUTPUT, RUN, Choice, command, option
from runbridge.cli.console import FOUND, OK, WRONG, fail, reason_of, report
from runbridge.cli.progress_bar import open_bar
from runbridge.cli.shared_options import (
    FORMAT,
    MAX_RECORD,
    PROFILE,
    SCHEMA,
    TEXT_OUTPUT,
    UNWRAP,
    open_text,
    refuse_with_schema,
)
from runbridge.drift.report import KINDS, Report, render_json
from runbridge.formats import PROFILES
from runbridge.outputs.atomic import open_outputs, refuse_shared

_ANY = "any"


@command(
    short_help="Report how records differ from the schema of their format.",
    exit_one="There is drift of a kind that --fail-on names, or there are records and none of them could be read.",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@option(
    "--format",
    "form",
    type=FORMAT,
    heading=INPUT,
    help="The format to compare the records with. Required without --schema.",
)
@SCHEMA
@PROFILE
@option(
    "--output-format",
    type=Choice(["text", "json"]),
    default="text",
    show_default=True,
    heading=OUTPUT,
    help="text: a table. json: the whole report.",
)
@option(
    "--fail-on",
    metavar="KIND[,KIND]",
    heading=RUN,
    help=f"Exit with 1 if there is drift of a kind: {', '.join(KINDS)} or {_ANY}.",
)
@option(
    "--emit-overlay",
    "overlay",
    metavar="FILE",
    heading=OUTPUT,
    help="Write a JSON Schema to FILE that accepts the records, for review.",
)
@option("--html", metavar="FILE", heading=OUTPUT, help="Write the report to FILE as an HTML page.")
@UNWRAP
@MAX_RECORD
@TEXT_OUTPUT
def drift(
    files: tuple[str, ...],
    form: str | None,
    schema: str | None,
    profile: str,
    output_format: str,
    fail_on: str | None,
    overlay: str | None,
    html: str | None,
    unwrap: str,
    max_record: int,
    path: str,
) -> int:
    """Report how the records in FILE... differ from the schema of their format.

    FILE is a file, a directory of files, or `-` for standard input. The report lists unknown fields, missing and null
    fields, new values, other types and other timestamps, each with its count and first location, and the values of
    every field. The input is read once.
    """
    from runbridge.drift.observe import observe

    kinds = parse_kinds(fail_on)
    if schema is not None:
        refuse_with_schema("--format", "--profile", "--emit-overlay")
        profile, overlay = PROFILES[0], None
    elif form is None:
        raise click.UsageError("Missing option '--format' or '--schema'.")
    refuse_shared([each for each in (path, overlay, html) if each is not None])
    errors: list[Exception] = []
    paths = [each for each in (overlay, html) if each is not None]
    with open_outputs(*paths) as streams:
        with open_bar() as bar:
            found = observe(
                files,
                form,
                schema=schema,
                profile=profile,
                max_record=max_record,
                unwrap=unwrap,
                fail=errors.append,
                progress=None if bar is None else bar.show,
            )
        for each, stream in zip(paths, streams, strict=True):
            stream.write((_overlay(found) if each == overlay else _page(found)).encode())
    with open_text(path, files) as write:
        write(_rendered(found, output_format))
    code = _report_broken(found)
    for error in errors:
        fail(reason_of(error))
    return WRONG if errors else FOUND if any(found.has(kind) for kind in kinds) else code


def parse_kinds(text: str | None) -> list[str]:
    """The kinds of drift in an option's text; raises click.BadParameter."""
    kinds = [] if text is None else [kind.strip() for kind in text.split(",")]
    for kind in kinds:
        if kind not in {*KINDS, _ANY}:
            raise click.BadParameter(
                f"{kind!r} is not a kind of drift; give {', '.join(KINDS)} or {_ANY}", param_hint="--fail-on"
            )
    return kinds


def _report_broken(found: Report) -> int:
    """Print that records are broken, with the problem of the first one if all of them are; returns the exit code."""
    if not found.broken:
        return OK
    if found.read:
        report(f"note: broken, and not compared: {found.records - found.read:,} of {found.records:,} records")
        return OK
    first = found.unread[0]
    where = first.location_in_file
    place = f"{where.file}:{where.line}:{where.column}"
    return fail(f"no record could be read; the first problem: {place}: {first.code} {first.message}", FOUND)


def _rendered(found: Report, output: str) -> str:
    if output == "json":
        return render_json(found)
    from runbridge.drift.render_text import render_text

    return render_text(found)


def _overlay(found: Report) -> str:
    from runbridge.drift.overlay import render_overlay

    return render_overlay(found)


def _page(found: Report) -> str:
    from runbridge.drift.render_html import render_html

    return render_html(found)
