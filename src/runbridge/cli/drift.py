"""`runbridge drift`: report how the records in files differ from the schema."""

import sys

import click

from runbridge.cli.choices import Choice
from runbridge.cli.console import FOUND, OK, WRONG, fail, reason_of
from runbridge.cli.progress_bar import open_bar
from runbridge.cli.shared_options import FORMAT, MAX_RECORD, PROFILE
from runbridge.drift.report import KINDS, Report
from runbridge.errors import UsageError
from runbridge.outputs.atomic import is_stdout, open_outputs

_ANY = "any"


@click.command(short_help="Report how live records differ from the published schema.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--format", "form", type=FORMAT, required=True, help="The format to compare the records with.")
@PROFILE
@click.option(
    "--output-format",
    "output",
    type=Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="A table for people, or the whole report as JSON.",
)
@click.option(
    "--fail-on",
    metavar="KIND[,KIND]",
    help=f"Exit with 1 if there is drift of a kind: {', '.join(KINDS)} or {_ANY}.",
)
@click.option(
    "--emit-overlay", "overlay", metavar="FILE", help="Write a JSON Schema that accepts what was seen, to be reviewed."
)
@click.option("--html", metavar="FILE", help="Write a page for a browser.")
@MAX_RECORD
def drift(
    files: tuple[str, ...],
    form: str,
    profile: str,
    output: str,
    fail_on: str | None,
    overlay: str | None,
    html: str | None,
    max_record: int,
) -> int:
    """Tell how the records in FILE... differ from a shape (`-` is standard input; of a directory, all its files).

    Fields that the shape does not name, or that are missing or null against it, new values of vocabularies, other types
    and times, each with how often and where first; and what every field holds. All in one pass.
    """
    from runbridge.drift.observe import observe

    kinds = parse_kinds(fail_on)
    if is_stdout(overlay) or is_stdout(html):
        raise UsageError("the report is written to standard output; give --emit-overlay and --html a file")
    errors: list[Exception] = []
    paths = [path for path in (overlay, html) if path is not None]
    with open_outputs(*paths) as streams:
        with open_bar() as bar:
            report = observe(
                files,
                form,
                profile=profile,
                max_record=max_record,
                fail=errors.append,
                progress=None if bar is None else bar.show,
            )
        for path, stream in zip(paths, streams, strict=True):
            stream.write((_overlay(report) if path == overlay else _page(report)).encode())
    sys.stdout.write(_rendered(report, output))
    for error in errors:
        fail(reason_of(error))
    return WRONG if errors else FOUND if any(report.has(kind) for kind in kinds) else OK


def parse_kinds(text: str | None) -> list[str]:
    """The kinds of drift in an option's text; raises click.BadParameter."""
    kinds = [] if text is None else [kind.strip() for kind in text.split(",")]
    for kind in kinds:
        if kind not in {*KINDS, _ANY}:
            raise click.BadParameter(
                f"{kind!r} is not a kind of drift; give {', '.join(KINDS)} or {_ANY}", param_hint="--fail-on"
            )
    return kinds


def _rendered(report: Report, output: str) -> str:
    if output == "json":
        from runbridge.drift.render_json import render_json

        return render_json(report)
    from runbridge.drift.render_text import render_text

    return render_text(report)


def _overlay(report: Report) -> str:
    from runbridge.drift.overlay import render_overlay

    return render_overlay(report)


def _page(report: Report) -> str:
    from runbridge.drift.render_html import render_html

    return render_html(report)
