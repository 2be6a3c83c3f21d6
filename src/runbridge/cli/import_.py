"""`runbridge import`: Parquet files with typed tables in, records out."""

from functools import partial
from typing import Any

import click

from runbridge._generated import FORMATS
from runbridge.cli.choices import Choice
from runbridge.cli.console import counted, exit_code, fail, report
from runbridge.cli.progress_bar import open_bar, report_rejected
from runbridge.cli.shared_options import FAIL_ON_EMPTY, FORCE, FORMAT, MAX_REJECTS, QUIET, REJECTS
from runbridge.compression import CODEC_SUFFIXES
from runbridge.errors import UnknownFormat
from runbridge.formats import PROFILES
from runbridge.outputs.atomic import STDOUT


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "-o",
    "--output",
    "output",
    default=STDOUT,
    metavar="FILE",
    help=f"Where records go, whole or not at all; else to stdout. Compressed if OUT ends in {CODEC_SUFFIXES}.",
)
@click.option("--format", "form", type=FORMAT, help="The format of the records, for tables that do not name it.")
@click.option("--profile", type=Choice(PROFILES), help="The profile to validate with; by default that of the table.")
@REJECTS
@MAX_REJECTS
@FORCE
@FAIL_ON_EMPTY
@QUIET
def import_(
    files: tuple[str, ...],
    output: str,
    form: str | None,
    rejects: str | None,
    fail_on_empty: bool,
    **options: Any,
) -> int:
    """Write the rows of Parquet files that `export` wrote as records, each on a line (of a directory, all its files).

    A row that is no valid record is reported and the others go on; the exit code is 1 then.
    """
    from runbridge.tables.import_ import import_file

    try:
        with open_bar(output, rejects) as bar:
            done = import_file(
                files,
                output,
                form,
                rejects=rejects,
                on_reject=partial(report_rejected, bar=bar),
                progress=None if bar is None else bar.show,
                **options,
            )
    except UnknownFormat as error:
        return fail(f"{error}: --format {'|'.join(FORMATS)}")
    report(f"{counted(done.records, 'record')}: {done.passed:,} imported, {done.rejected:,} rejected")
    return exit_code(done, fail_on_empty=fail_on_empty)
