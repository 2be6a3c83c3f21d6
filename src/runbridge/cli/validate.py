"""`runbridge validate`: files in, diagnostics out."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import click

from runbridge._generated import FORMATS
from runbridge.cli.choices import Choice
from runbridge.cli.console import WRONG, counted, exit_code, fail, has_color, reason_of, report
from runbridge.cli.progress_bar import open_bar
from runbridge.cli.shared_options import (
    COLOR,
    COLUMN,
    FORMAT,
    PREFIX,
    WITH_COLUMN,
    WITHOUT_COLUMN,
    are_many,
    record_options,
    refuse,
    run_options,
)
from runbridge.compression import CODEC_NAMES
from runbridge.errors import UnknownFormat
from runbridge.options import PAYLOAD_TIMEOUT, ReportOptions
from runbridge.outputs.atomic import is_stdout
from runbridge.outputs.rejected import Diagnostic
from runbridge.pipeline.files import open_validation
from runbridge.problems import escape
from runbridge.reporters import RENDERERS


@click.command(
    help=f"""Report every problem of every record in FILE... (`-` is standard input; of a directory, all its files).

    A file holds NDJSON, a JSON array, JSON objects, a JSON text sequence or MessagePack, and may be compressed with
    {CODEC_NAMES}; with --column it is Parquet.
    """
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--format", "form", type=FORMAT, help="The format of the records; detected from their fields if not given."
)
@record_options
@click.option("--strict", is_flag=True, help="Also refuse unknown and repeated fields and unknown vocabulary.")
@click.option("--input-schema", metavar="FILE", help="A JSON Schema (draft-04 or newer) of the input of the workflow.")
@click.option(
    "--output-schema", metavar="FILE", help="A JSON Schema (draft-04 or newer) of the output of the workflow."
)
@click.option(
    "--payload-timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=PAYLOAD_TIMEOUT,
    show_default=True,
    metavar="SECONDS",
    help="End the validation of one payload after so much CPU time.",
)
@click.option(
    "--output-format",
    "output",
    type=Choice(list(RENDERERS)),
    default="text",
    show_default=True,
    help="The format of the report; `runbridge explain` describes the codes.",
)
@COLOR
@click.option(
    "--max-problems", type=click.IntRange(min=1), metavar="N", help="Report at most N problems, and count the others."
)
@COLUMN
@click.option(
    "-o",
    "--output",
    "table",
    metavar="FILE",
    help="With --column: a Parquet file for all rows, with columns that say which are valid, and why not.",
)
@PREFIX
@run_options
def validate(
    files: tuple[str, ...],
    form: str | None,
    output: str,
    color: str,
    max_problems: int | None,
    column: str | None,
    table: str | None,
    prefix: str,
    fail_on_empty: bool,
    **options: Any,
) -> int:
    """Validate files."""
    if is_stdout(options["summary"]):
        raise click.BadParameter("the report is written to standard output; give a file", param_hint="--summary")
    if column is None:
        refuse({"-o": table, "--prefix": prefix}, WITH_COLUMN)
    else:
        refuse({"--jobs": are_many(options.pop("jobs"))}, WITHOUT_COLUMN)
    errors: list[Exception] = []
    limiter = _Limiter(max_problems)
    report_options = ReportOptions(color=has_color(color, sys.stdout), summary=os.environ.get("GITHUB_STEP_SUMMARY"))
    with open_bar() as bar:
        options |= {"on_error": errors.append, "progress": None if bar is None else bar.show}
        if column is None:
            opened = open_validation(files, form, **options)
        else:
            from runbridge.arrow.parquet_files import open_parquet_validation

            opened = open_parquet_validation(files, form, column=column, output=table, prefix=prefix, **options)
        with opened as validation:
            _note_unchecked({options[f"{kind}_schema"]: text for kind, text in validation.schemas.items()})
            for text in RENDERERS[output](limiter.first_of(validation.diagnostics()), report_options):
                if bar is not None:
                    bar.clear()
                sys.stdout.write(text)
                if "-" in files:
                    # Records may arrive slowly through a pipe, and their problems are expected at once.
                    sys.stdout.flush()
    summary = validation.run.summary()
    if limiter.more:
        report(f"and {counted(limiter.more, 'more problem')}, beyond --max-problems {max_problems}")
    report(f"{counted(summary.records, 'record')}, {summary.rejected:,} invalid")
    for error in errors:
        hint = f": --format {'|'.join(FORMATS)}" if isinstance(error, UnknownFormat) else ""
        fail(reason_of(error) + hint)
    code = exit_code(summary, fail_on_empty=fail_on_empty)
    return WRONG if errors else code


def _note_unchecked(schemas: Mapping[str, str]) -> None:
    """Report what nothing checks in schemas of payloads, from their texts by file."""
    if schemas:
        from runbridge.payloads.payload_validator import notes_of

        for note in (note for file, text in schemas.items() for note in notes_of(file, text)):
            report(f"note: {escape(note)}")


class _Limiter:
    """Passes on a number of diagnostics and counts the others; all of them without a number."""

    def __init__(self, max_: int | None) -> None:
        self._max = max_
        self.more = 0

    def first_of(self, diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """The first diagnostics."""
        for number, diagnostic in enumerate(diagnostics):
            if self._max is None or number < self._max:
                yield diagnostic
            else:
                self.more += 1
