"""`runbridge export`: records in, a typed table as a Parquet file out."""

from functools import partial
from typing import Any

import click

from runbridge._generated import FORMATS
from runbridge.cli.choices import Choice
from runbridge.cli.console import counted, exit_code, fail, report
from runbridge.cli.progress_bar import open_bar, report_rejected
from runbridge.cli.shared_options import FAIL_ON_EMPTY, FORCE, FORMAT, MAX_RECORD, MAX_REJECTS, PROFILE, QUIET, REJECTS
from runbridge.errors import UnknownFormat
from runbridge.tables.table_options import COMPRESSIONS, ROW_GROUP, UNITS, as_text

#: What docs/engines/tables.md says of files with nanoseconds.
_NANOSECONDS = (
    "nanoseconds: Spark 4.3 cannot read this file, DuckDB 2.0.1 cannot subtract its times, delta-rs truncates them;"
    " every engine reads `--time-unit us`"
)
#: What click is not to wrap.
_AS_IT_IS = "\b\n"


@click.command(epilog="\n\n".join(_AS_IT_IS + part for part in as_text().split("\n\n")))
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "-o",
    "--output",
    "output",
    required=True,
    metavar="FILE",
    help="The Parquet file, which appears whole or not at all.",
)
@click.option(
    "--format", "form", type=FORMAT, help="The format of the records; detected from their fields if not given."
)
@PROFILE
@click.option(
    "--presence", is_flag=True, help="Add a column that lists missing fields, so that missing and null differ."
)
@click.option(
    "--time-unit",
    type=Choice(UNITS),
    default=UNITS[0],
    show_default=True,
    help="What times have: microseconds in the years 1 to 9999, or nanoseconds in 1677 to 2262, which Spark, DuckDB and"
    " delta-rs do not fully read.",
)
@click.option(
    "--row-group",
    type=click.IntRange(min=1),
    default=ROW_GROUP,
    show_default=True,
    metavar="N",
    help="Rows of a row group; it has fewer where they reach 64 MiB.",
)
@click.option(
    "--compression",
    type=Choice(COMPRESSIONS),
    default=COMPRESSIONS[0],
    show_default=True,
    help="How columns are compressed.",
)
@REJECTS
@MAX_REJECTS
@MAX_RECORD
@FORCE
@FAIL_ON_EMPTY
@QUIET
def export(
    files: tuple[str, ...],
    output: str,
    form: str | None,
    rejects: str | None,
    fail_on_empty: bool,
    **options: Any,
) -> int:
    """Write the records in FILE... to a typed table for DuckDB, Spark and others (`-` is standard input).

    A record that a typed table cannot hold is reported and the others go on; the exit code is 1 then.
    """
    from runbridge.tables.export import ROUNDED, export_file

    try:
        with open_bar(output, rejects) as bar:
            done = export_file(
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
    report(f"{counted(done.records, 'record')}: {done.passed:,} exported, {done.rejected:,} rejected")
    rounded = done.members.get(ROUNDED, {})
    if rounded:
        report(f"rounded: {', '.join(f'{field} ({count:,})' for field, count in rounded.items())}")
    if options["time_unit"] == "ns":
        report(_NANOSECONDS)
    return exit_code(done, fail_on_empty=fail_on_empty)
