"""`runbridge convert`: files in, converted records out."""

from collections.abc import Callable
from functools import partial
from operator import not_
from typing import Any

import click

from runbridge.cli.command import CONVERSION, INPUT, REJECTED, TABLE, command, option
from runbridge.cli.console import counted, exit_code, fail, report
from runbridge.cli.progress_bar import RejectReporter, open_bar
from runbridge.cli.shared_options import (
    COLUMN,
    FORMAT,
    PREFIX,
    PROFILE,
    WITH_COLUMN,
    WITHOUT_COLUMN,
    conversion_options,
    lines_only,
    make_max_rejects,
    make_output,
    make_rejects,
    parse_residue,
    parsed,
    refuse,
    run_options,
    with_formats,
)
from runbridge.compression import CODEC_SUFFIXES
from runbridge.errors import UnknownFormat, UsageError
from runbridge.losses import summary_of
from runbridge.outputs.atomic import STDOUT
from runbridge.pipeline.files import convert_file
from runbridge.pipeline.stats import Summary


@command(
    short_help="Convert records to another format.",
    exit_one=f"{REJECTED} Or a line of a sidecar is damaged, or its residues are ambiguous.",
)
@click.argument("files", nargs=-1, metavar="[FILE...]")
@option("--to", "target", type=FORMAT, required=True, heading=CONVERSION, help="The format to convert to.")
@option(
    "--from",
    "source",
    type=FORMAT,
    heading=INPUT,
    help="The format of the records. By default the format of each record is detected from its fields.",
)
@option("--replay", is_flag=True, heading=INPUT, help="Convert the records in FILE... that --rejects wrote.")
@make_output(
    "Write converted records to FILE instead of standard output. The file appears complete or not at all, and is"
    f" compressed if its name ends in {CODEC_SUFFIXES}.",
    default=STDOUT,
)
@option(
    "--residue",
    default="embed",
    show_default=True,
    metavar="embed|text|drop|sidecar=FILE|column",
    heading=CONVERSION,
    help="Where to store the residue, the data that the target format has no field for. embed: as an object in the"
    " field `_residue` of each record. text: in the same field as one text, which tools for data frames keep exactly."
    " sidecar=FILE: in FILE, one line for each record. column: in a column of its own, with --column and a Parquet"
    " output. drop: nowhere; the fields that are lost are listed.",
)
@option(
    "--residue-from",
    "residues",
    metavar="FILE",
    heading=CONVERSION,
    help="Restore the residues from a file that --residue sidecar=FILE wrote.",
)
@option(
    "--ignore-residue",
    "apply_residue",
    is_flag=True,
    callback=parsed(not_),
    heading=CONVERSION,
    help="Do not restore residues, for input that is not trusted. They stay in the record as data, which a later "
    "conversion can restore, unless --residue drop is given.",
)
@PROFILE
@conversion_options
@make_rejects("Write records that cannot be converted to FILE, verbatim, with their location and problems.")
@make_max_rejects("cannot be converted")
@COLUMN
@PREFIX
@option(
    "--residue-column",
    metavar="NAME",
    heading=TABLE,
    help="Restore the residues from a column that --residue column wrote.",
)
@run_options
def convert(
    files: tuple[str, ...],
    target: str,
    source: str | None,
    output: str,
    residue: str,
    residues: str | None,
    residue_column: str | None,
    rejects: str | None,
    replay: bool,
    column: str | None,
    prefix: str,
    fail_on_empty: bool,
    **options: Any,
) -> int:
    """Convert the records in FILE... to another format.

    FILE is a file, a directory of files, or `-` for standard input, which is the default. Each record becomes one line.
    With --column and an output file that ends in .parquet, it becomes a value of a new column in the same row. Records
    that cannot be converted are reported, and the others are converted; the exit code is then 1.
    """
    place, sidecar = parse_residue(residue)
    run: Callable[..., Summary]
    if column is None:
        refuse({"--residue-column": residue_column, "--prefix": prefix}, WITH_COLUMN)
        if place == "column":
            raise UsageError(f"--residue column {WITH_COLUMN}")
        run = partial(convert_file, residue=place, sidecar=sidecar, residue_from=residues, replay=replay)
    else:
        from runbridge.arrow.parquet_files import convert_parquet

        without = {"--residue-from": residues, "--replay": replay, **lines_only(options)}
        refuse(without, WITHOUT_COLUMN)
        if place == "sidecar":
            raise UsageError(f"--residue sidecar {WITHOUT_COLUMN}")
        run = partial(convert_parquet, column=column, residue=place, residue_column=residue_column, prefix=prefix)
    try:
        with open_bar(output, rejects, sidecar) as bar:
            reporter = RejectReporter(bar, is_counted=rejects is not None)
            done = run(
                files or ("-",),
                output,
                target,
                from_=source,
                rejects=rejects,
                on_reject=reporter,
                progress=None if bar is None else bar.show,
                **options,
            )
    except UnknownFormat as error:
        return fail(with_formats(error, "--from"))
    report(f"{counted(done.records, 'record')}: {done.passed:,} converted, {done.rejected:,} rejected")
    reporter.report_counts()
    for line in summary_of(done.fields, done.passed, done.reasons):
        report(line)
    if done.more:
        report(f"and {counted(done.more, 'loss', 'losses')} of other fields")
    if done.missed:
        report(f"not in the sidecar: {counted(done.missed, 'record')}")
    if done.damaged:
        report(f"damaged in the sidecar: {counted(done.damaged, 'line')}")
    if done.ambiguous:
        report(
            f"ambiguous in the sidecar: {counted(done.ambiguous, 'record')}, which may have the residue of another one"
            " with the same id and text, because there are not as many records as lines; the residue in the record"
            " (--residue embed or text) has no such limit"
        )
    return exit_code(done, fail_on_empty=fail_on_empty)
