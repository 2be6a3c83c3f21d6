"""`runbridge validate`: files in, findings out."""

import sys
from contextlib import closing

import click

from runbridge._generated import FORMATS
from runbridge.cli.options import FORMAT, JOBS, MAX_RECORD, PROFILE, SUMMARY, parse_size
from runbridge.cli.progress import open_bar
from runbridge.cli.talk import FOUND, OK, WRONG, counted, fail, reason_of, say
from runbridge.errors import UnknownFormat
from runbridge.files.course import Course
from runbridge.files.runs import summarized, validating
from runbridge.files.sharing import jobs_of
from runbridge.files.summary import Tally
from runbridge.files.validating import Validate
from runbridge.files.writing import STDOUT


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--as", "form", type=FORMAT, help="The records' format; told from their members when absent.")
@PROFILE
@click.option("--strict", is_flag=True, help="Refuse unknown and repeated members and unknown vocabulary too.")
@click.option(
    "--output",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="How findings are told.",
)
@JOBS
@MAX_RECORD
@SUMMARY
def validate(
    files: tuple[str, ...],
    form: str | None,
    profile: str,
    strict: bool,
    output: str,
    jobs: str,
    max_record: str,
    summary: str | None,
) -> int:
    """Report every problem of every record in FILE... (`-` is standard input; of a directory, all its files).

    A file holds NDJSON, a JSON array, JSON objects or MessagePack, and may be compressed with gzip or zstd.
    """
    from runbridge.reporters import RENDERERS

    if summary == STDOUT:
        raise click.BadParameter("the findings go to standard output; give a file", param_hint="--summary")
    plan = Validate(form=form, profile=profile, strict=strict)
    tally = Tally()
    errors: list[Exception] = []
    with summarized(summary, tally), open_bar() as bar:
        course = Course(
            jobs=jobs_of(jobs), max_record=parse_size(max_record), progress=None if bar is None else bar.show
        )
        with closing(validating(plan, files, tally, course=course, fail=errors.append)) as found:
            for text in RENDERERS[output](finding for each in found for finding in each.findings()):
                if bar is not None:
                    bar.clear()
                sys.stdout.write(text)
                if "-" in files:
                    # Records may come down a slow pipe, and somebody waits for what is found in them.
                    sys.stdout.flush()
    say(f"{counted(tally.records, 'record')}, {tally.rejected:,} invalid")
    for error in errors:
        hint = f": --as {'|'.join(FORMATS)}" if isinstance(error, UnknownFormat) else ""
        fail(reason_of(error) + hint)
    return WRONG if errors else FOUND if tally.rejected else OK
