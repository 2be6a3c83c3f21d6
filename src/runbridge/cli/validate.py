"""`runbridge validate`: files in, problems out."""

import os
import sys
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click
from click.core import ParameterSource

from runbridge.cli.command import CHECKS, CONVERSION, OUTPUT, Choice, command, option
from runbridge.cli.console import WRONG, counted, exit_code, fail, has_color, reason_of, report
from runbridge.cli.progress_bar import open_bar
from runbridge.cli.shared_options import (
    COLUMN,
    FORMAT,
    INPUT_FORMAT,
    PREFIX,
    PROFILE,
    SCHEMA,
    WITH_COLUMN,
    WITHOUT_COLUMN,
    check_output,
    conversion_options,
    lines_only,
    make_output,
    make_rejects,
    open_text,
    refuse,
    refuse_with_schema,
    run_options,
    with_formats,
)
from runbridge.compression import CODEC_NAMES
from runbridge.errors import UnknownFormat
from runbridge.formats import PROFILES
from runbridge.losses import summary_of
from runbridge.options import PAYLOAD_TIMEOUT, FileError, ReportOptions
from runbridge.outputs.atomic import STDOUT, is_parquet, refuse_shared
from runbridge.outputs.rejects import Diagnostic
from runbridge.pipeline.files import open_validation
from runbridge.pipeline.run_context import Validation, refuse_inputs
from runbridge.pipeline.stats import Summary
from runbridge.problem_messages import escape
from runbridge.reporters import RENDERERS


@command(
    short_help="Report the problems of records.",
    exit_one="At least one record is invalid, or --fail-on-empty is given and there are no records.",
    help=f"""Report the problems of the records in FILE...

    FILE is a file, a directory of files, or `-` for standard input. A file contains NDJSON, a JSON array, JSON objects,
    a JSON text sequence or MessagePack, and can be compressed with {CODEC_NAMES}. With --column, it is a Parquet file.
    """,
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@INPUT_FORMAT
@SCHEMA
@PROFILE
@option("--strict", is_flag=True, heading=CHECKS, help="Also reject unknown and repeated fields and unknown values.")
@option("--input-schema", metavar="FILE", heading=CHECKS, help="A JSON Schema for the input of workflows.")
@option("--output-schema", metavar="FILE", heading=CHECKS, help="A JSON Schema for the output of workflows.")
@option(
    "--payload-timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=PAYLOAD_TIMEOUT,
    show_default=True,
    metavar="SECONDS",
    heading=CHECKS,
    help="The CPU time limit for one input or output of a workflow.",
)
@option(
    "--to",
    "to",
    type=FORMAT,
    heading=CONVERSION,
    help="Also report what prevents the conversion to this format, such as a value that the bridge does not map.",
)
@conversion_options
@option(
    "--output-format",
    type=Choice(list(RENDERERS)),
    default="text",
    show_default=True,
    heading=OUTPUT,
    help="The format of the report. json: one document; json-lines: one object a line.",
)
@make_output(
    "Write the report to FILE instead of standard output. With --column and a name that ends in .parquet: write all"
    " rows to FILE, with columns for validity and problems.",
    default=STDOUT,
)
@option(
    "--max-problems",
    type=click.IntRange(min=1),
    metavar="N",
    heading=OUTPUT,
    help="Report at most N problems, and count the rest.",
)
@option(
    "--accepted", metavar="FILE", heading=OUTPUT, callback=check_output, help="Write valid records to FILE, verbatim."
)
@make_rejects("Write invalid records to FILE, with their location and problems.")
@COLUMN
@PREFIX
@run_options
def validate(
    files: tuple[str, ...],
    form: str | None,
    output_format: str,
    output: str,
    max_problems: int | None,
    column: str | None,
    prefix: str,
    fail_on_empty: bool,
    **options: Any,
) -> int:
    """Validate files."""
    if options["schema"] is not None:
        refuse_with_schema("--format", "--profile", "--strict", "--input-schema", "--output-schema", "--to")
        form = None
        options |= {"profile": PROFILES[0], "strict": False, "input_schema": None, "output_schema": None, "to": None}
    if options["to"] is None:
        _refuse_conversion_options()
        options |= {"set": None, "map": None}
    table = output if is_parquet(output) else None
    if column is None:
        refuse({"-o with a Parquet file": table}, WITH_COLUMN)
    path = STDOUT if table is not None else output
    others = [options[name] for name in ("accepted", "rejects", "summary") if options[name] is not None]
    refuse_shared((path, *others))
    if not options["overwrite"]:
        refuse_inputs([path], files)
    errors: list[Exception] = []
    limiter = _Limiter(max_problems)
    with open_bar() as bar:
        options |= {"on_error": errors.append, "progress": None if bar is None else bar.show}
        opened = _open(files, form, column, table, prefix, options)
        with opened as validation, open_text(path) as write:
            _note_unchecked({options[_OPTIONS[kind]]: text for kind, text in validation.schemas.items()})
            report_options = ReportOptions(
                color=has_color(sys.stdout if path == STDOUT else None),
                summary=os.environ.get("GITHUB_STEP_SUMMARY"),
                summarize=validation.run.summary_json,
                list_errors=lambda: [*map(_file_error, errors)],
            )
            for text in RENDERERS[output_format](limiter.first_of(validation.diagnostics()), report_options):
                if bar is not None:
                    bar.clear()
                write(text)
                if "-" in files:
                    # Records may arrive slowly through a pipe, and their problems are expected at once.
                    sys.stdout.flush()
    summary = validation.run.summary()
    if limiter.more:
        report(f"and {counted(limiter.more, 'more problem')}, beyond --max-problems {max_problems}")
    report(f"{counted(summary.records, 'record')}, {summary.rejected:,} invalid")
    _report_outside(summary)
    for error in errors:
        fail(_reason(error))
    code = exit_code(summary, fail_on_empty=fail_on_empty)
    return WRONG if errors else code


def _report_outside(summary: Summary) -> None:
    """Print which fields of documents around records were not read."""
    for line in summary_of({"outside": summary.fields.get("outside", {})}, summary.records):
        report(line)


def _reason(error: Exception) -> str:
    """Why a file cannot be read, with the option that helps."""
    return with_formats(error, "--format") if isinstance(error, UnknownFormat) else reason_of(error)


def _file_error(error: Exception) -> FileError:
    """Why a file cannot be read, for a report."""
    name = error.filename if isinstance(error, OSError | UnknownFormat) else None
    return FileError(None if name is None else os.fsdecode(name), _reason(error))


def _note_unchecked(schemas: Mapping[str, str]) -> None:
    """Report what nothing checks in schemas, from their texts by file."""
    if schemas:
        from runbridge.payloads.payload_validator import notes_of

        for note in (note for file, text in schemas.items() for note in notes_of(file, text)):
            report(f"note: {escape(note)}")


@contextmanager
def _open(
    files: tuple[str, ...],
    form: str | None,
    column: str | None,
    table: str | None,
    prefix: str,
    options: dict[str, Any],
) -> Generator[Validation]:
    """The validation of files of lines, or of a column of Parquet files."""
    if column is None:
        refuse({"--prefix": prefix}, WITH_COLUMN)
        with open_validation(files, form, **options) as validation:
            yield validation
        return
    from runbridge.arrow.parquet_files import open_parquet_validation

    refuse(lines_only(options), WITHOUT_COLUMN)
    refuse({f"--{name}": options.pop(name) for name in _WITHOUT_COLUMN}, WITHOUT_COLUMN)
    with open_parquet_validation(files, form, column=column, output=table, prefix=prefix, **options) as validation:
        yield validation


#: The option of each kind of schema.
_OPTIONS = {"record": "schema", "input": "input_schema", "output": "output_schema"}
#: The options that have no effect on records in a column.
_WITHOUT_COLUMN = ("accepted", "rejects", "schema", "to", "set", "map")


def _refuse_conversion_options() -> None:
    """Raise UsageError for options of a conversion on the command line; in a configuration they are for `convert`."""
    context = click.get_current_context()
    sources = {f"--{name}": context.get_parameter_source(name) for name in ("set", "map")}
    refuse({name: source is ParameterSource.COMMANDLINE for name, source in sources.items()}, "needs --to")


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
