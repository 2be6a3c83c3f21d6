"""`runbridge import`: Parquet files with typed tables in, records out."""

from typing import Any

import click

from runbridge.cli.command import CHECKS, INPUT, REJECTED, Choice, command, option
from runbridge.cli.console import counted, exit_code, fail, report
from runbridge.cli.progress_bar import RejectReporter, open_bar
from runbridge.cli.shared_options import FAIL_ON_EMPTY, FORCE, FORMAT, MAX_REJECTS, REJECTS, make_output, with_formats
from runbridge.compression import CODEC_SUFFIXES
from runbridge.errors import UnknownFormat
from runbridge.formats import PROFILES
from runbridge.outputs.atomic import STDOUT


@command("import", exit_one=REJECTED)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@option("--format", "form", type=FORMAT, heading=INPUT, help="The format of the records, if a table does not name it.")
@option(
    "--profile",
    type=Choice(PROFILES),
    heading=CHECKS,
    help="The profile to validate with; by default the profile of the table.",
)
@make_output(
    "Write records to FILE instead of standard output. The file appears complete or not at all, and is compressed if"
    f" its name ends in {CODEC_SUFFIXES}.",
    default=STDOUT,
)
@REJECTS
@FORCE
@MAX_REJECTS
@FAIL_ON_EMPTY
def import_(
    files: tuple[str, ...],
    output: str,
    form: str | None,
    rejects: str | None,
    fail_on_empty: bool,
    **options: Any,
) -> int:
    """Write the rows of Parquet files as records, one on each line.

    `export` wrote these files. FILE is a Parquet file or a directory of Parquet files. Rows that are not valid records
    are reported, and the others are written; the exit code is then 1.
    """
    from runbridge.tables.import_ import import_file

    try:
        with open_bar(output, rejects) as bar:
            reporter = RejectReporter(bar, is_counted=rejects is not None)
            done = import_file(
                files,
                output,
                form,
                rejects=rejects,
                on_reject=reporter,
                progress=None if bar is None else bar.show,
                **options,
            )
    except UnknownFormat as error:
        return fail(with_formats(error, "--format"))
    report(f"{counted(done.records, 'record')}: {done.passed:,} imported, {done.rejected:,} rejected")
    reporter.report_counts()
    return exit_code(done, fail_on_empty=fail_on_empty)
