"""`runbridge export`: records in, a typed table as a Parquet file out."""

from typing import Any

import click

from runbridge.cli.command import INPUT, REJECTED, TABLE, Choice, command, option
from runbridge.cli.console import counted, exit_code, fail, report
from runbridge.cli.progress_bar import RejectReporter, open_bar
from runbridge.cli.shared_options import (
    FAIL_ON_EMPTY,
    FORCE,
    FORMAT,
    MAX_RECORD,
    MAX_REJECTS,
    PROFILE,
    REJECTS,
    make_output,
    with_formats,
)
from runbridge.errors import UnknownFormat
from runbridge.tables.table_options import COMPRESSIONS, ROW_GROUP, UNITS, limits_text

#: A note on files with nanoseconds; see docs/engines/tables.md.
_NANOSECONDS = (
    "nanoseconds: Spark 4.3 cannot read this file, DuckDB 2.0.1 cannot subtract its times, delta-rs truncates them;"
    " every engine reads `--time-unit us`"
)
#: Keeps click from wrapping a paragraph.
_NOT_WRAPPED = "\b\n"


@command(
    short_help="Write records to a Parquet file with typed columns.",
    exit_one=REJECTED,
    epilog="\n\n".join(_NOT_WRAPPED + part for part in limits_text().split("\n\n")),
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@option(
    "--format",
    "form",
    type=FORMAT,
    heading=INPUT,
    help="The format of all records. By default it is detected from the fields of the first records.",
)
@MAX_RECORD
@PROFILE
@make_output("Write the Parquet file FILE, which appears complete or not at all.", required=True)
@option(
    "--presence",
    is_flag=True,
    heading=TABLE,
    help="Add a column that lists missing fields, to distinguish them from null.",
)
@option(
    "--time-unit",
    type=Choice(UNITS),
    default=UNITS[0],
    show_default=True,
    heading=TABLE,
    help="The unit of timestamps. us: microseconds, years 1 to 9999. ns: nanoseconds, years 1677 to 2262, which Spark,"
    " DuckDB and delta-rs read only in part.",
)
@option(
    "--row-group",
    type=click.IntRange(min=1),
    default=ROW_GROUP,
    show_default=True,
    metavar="N",
    heading=TABLE,
    help="The number of rows in a row group, or fewer if they reach 64 MiB.",
)
@option(
    "--compression",
    type=Choice(COMPRESSIONS),
    default=COMPRESSIONS[0],
    show_default=True,
    heading=TABLE,
    help="The compression of columns.",
)
@REJECTS
@FORCE
@MAX_REJECTS
@FAIL_ON_EMPTY
def export(
    files: tuple[str, ...],
    output: str,
    form: str | None,
    rejects: str | None,
    fail_on_empty: bool,
    **options: Any,
) -> int:
    """Write the records in FILE... to a Parquet file with typed columns.

    DuckDB, Spark and other engines can query the columns. FILE is a file, a directory of files, or `-` for standard
    input. Records that the columns cannot store are reported, and the
    others are written; the exit code is then 1.
    """
    from runbridge.tables.export import export_file
    from runbridge.tables.table_writer import ROUNDED

    try:
        with open_bar(output, rejects) as bar:
            reporter = RejectReporter(bar, is_counted=rejects is not None)
            done = export_file(
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
    report(f"{counted(done.records, 'record')}: {done.passed:,} exported, {done.rejected:,} rejected")
    reporter.report_counts()
    rounded = done.fields.get(ROUNDED, {})
    if rounded:
        report(f"rounded: {', '.join(f'{field} ({count:,})' for field, count in rounded.items())}")
    if options["time_unit"] == "ns":
        report(_NANOSECONDS)
    return exit_code(done, fail_on_empty=fail_on_empty)
