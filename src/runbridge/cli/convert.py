"""`runbridge convert`: files in, converted records out."""

from collections.abc import Callable
from functools import partial
from operator import not_
from typing import Any

import click

from runbridge._generated import FORMATS
from runbridge.cli.console import counted, exit_code, fail, report
from runbridge.cli.progress_bar import open_bar, report_rejected
from runbridge.cli.shared_options import (
    COLUMN,
    FORMAT,
    PREFIX,
    WITH_COLUMN,
    WITHOUT_COLUMN,
    are_many,
    make_max_rejects,
    make_rejects,
    parse_maps,
    parse_residue,
    parse_sets,
    parsed,
    record_options,
    refuse,
    run_options,
)
from runbridge.compression import CODEC_SUFFIXES
from runbridge.errors import UnknownFormat, UsageError
from runbridge.losses import summary_of
from runbridge.outputs.atomic import STDOUT
from runbridge.pipeline.files import convert_file
from runbridge.pipeline.stats import Summary


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE...]")
@click.option("--to", "target", type=FORMAT, required=True, help="The format to convert to.")
@click.option(
    "--from", "source", type=FORMAT, help="The format of the records; detected from their fields if not given."
)
@click.option(
    "-o",
    "--output",
    "output",
    default=STDOUT,
    metavar="FILE",
    help="Where converted records go, whole or not at all; else to stdout. Compressed if OUT ends in"
    f" {CODEC_SUFFIXES}.",
)
@click.option(
    "--residue",
    default="embed",
    show_default=True,
    metavar="embed|text|drop|sidecar=FILE|column",
    help="Where that goes which the target cannot say: into its field _residue, away, into FILE, or with --column into"
    " a column of OUT.",
)
@click.option(
    "--residue-from", "residues", metavar="FILE", help="A sidecar that an earlier --residue sidecar=FILE wrote."
)
@click.option(
    "--residue-column", metavar="NAME", help="A column that an earlier --residue column wrote; it goes with --column."
)
@click.option(
    "--ignore-residue",
    "apply_residue",
    is_flag=True,
    callback=parsed(not_),
    help="Restore nothing; for untrusted input.",
)
@record_options
@click.option(
    "--set",
    multiple=True,
    metavar="FIELD=VALUE",
    callback=parsed(parse_sets),
    help="A value for a field that no other field supplies.",
)
@click.option(
    "--map",
    multiple=True,
    metavar="FIELD:VALUE=VALUE",
    callback=parsed(parse_maps),
    help="The counterpart of a value that is in no table.",
)
@make_rejects("Write records that cannot be converted to FILE, verbatim, with location and problems.")
@click.option("--replay", is_flag=True, help="Convert the rejected records in FILE..., written by --rejects.")
@make_max_rejects("cannot be converted")
@COLUMN
@PREFIX
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
    """Convert the records in FILE... (standard input when missing or `-`; of a directory, all its files).

    Each record becomes one line. With --column and an output file that ends in .parquet, it becomes a value of a new
    column in the same row. Records that cannot be converted are reported, and the others are converted; the exit code
    is then 1.
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

        refuse(
            {"--residue-from": residues, "--replay": replay, "--jobs": are_many(options.pop("jobs"))}, WITHOUT_COLUMN
        )
        if place == "sidecar":
            raise UsageError(f"--residue sidecar {WITHOUT_COLUMN}")
        run = partial(convert_parquet, column=column, residue=place, residue_column=residue_column, prefix=prefix)
    try:
        with open_bar(output, rejects, sidecar) as bar:
            done = run(
                files or ("-",),
                output,
                target,
                from_=source,
                rejects=rejects,
                on_reject=partial(report_rejected, bar=bar),
                progress=None if bar is None else bar.show,
                **options,
            )
    except UnknownFormat as error:
        return fail(f"{error}: --from {'|'.join(FORMATS)}")
    report(f"{counted(done.records, 'record')}: {done.passed:,} converted, {done.rejected:,} rejected")
    for line in summary_of(done.members, done.passed):
        report(line)
    if done.more:
        report(f"and {counted(done.more, 'loss', 'losses')} of other fields")
    if done.missed:
        report(f"not in the sidecar: {counted(done.missed, 'record')}")
    if done.damaged:
        report(f"damaged in the sidecar: {counted(done.damaged, 'line')}")
    return exit_code(done, fail_on_empty=fail_on_empty)
