"""The commands that print what ships: schemas, bridges, and what the codes of problems mean."""

import click
from click.core import ParameterSource

from runbridge.cli.command import CHECKS, OUTPUT, Choice, Option, command, option
from runbridge.cli.console import OK
from runbridge.cli.shared_options import FORMAT, PROFILE, TEXT_OUTPUT, FormatChoice, open_text
from runbridge.known_formats import FORMATS
from runbridge.problem_messages import CODES
from runbridge.schemas.dialects import DIALECTS, schema_text

#: What `--output-format json` writes, which has a schema too.
_PROBLEM = "problem"


@command(
    help=f"""Print the JSON Schema of FORMAT.

    FORMAT is the name of a format or {_PROBLEM}, which describes the problems in the output of `validate
    --output-format json` and takes no option. The schema is the canonical one, unless an option changes it.

    A validator gives the verdicts of `runbridge validate` if it asserts formats, `date-time-local` too. For other
    validators, add --time-patterns. No schema can reject repeated fields or damaged residues, as
    --strict does.
    """
)
@click.argument("form", type=FormatChoice([_PROBLEM]), metavar="FORMAT")
@PROFILE
@option("--strict", is_flag=True, heading=CHECKS, help="Also reject unknown fields and unknown vocabulary.")
@option("--bundle", is_flag=True, heading=CHECKS, help="Embed the schema of the residue.")
@option(
    "--time-patterns",
    is_flag=True,
    heading=CHECKS,
    help="Add patterns for timestamps, for validators without format assertion.",
)
@option(
    "--dialect",
    type=Choice(DIALECTS),
    default=DIALECTS[0],
    show_default=True,
    heading=OUTPUT,
    help="JSON Schema 2020-12 or draft-07, or an OpenAPI 3.1 document.",
)
@TEXT_OUTPUT
@click.pass_context
def schema(
    context: click.Context,
    form: str,
    profile: str,
    strict: bool,
    bundle: bool,
    time_patterns: bool,
    dialect: str,
    path: str,
) -> int:
    """Print the schema of a format."""
    if form == _PROBLEM:
        from runbridge.reporters.json import problem_schema

        _refuse_options(context)
        text = problem_schema()
    else:
        text = schema_text(
            FORMATS[form],
            profile=profile,
            strict=strict,
            bundle=bundle,
            time_patterns=time_patterns,
            dialect=dialect,
        )
    with open_text(path) as write:
        write(text)
    return OK


def _refuse_options(context: click.Context) -> None:
    """Raise click.UsageError if an option was given, even one with its default value."""
    given = [
        each.opts[0]
        for each in context.command.params
        if isinstance(each, Option)
        and each.heading in (CHECKS, OUTPUT)
        and each.name != "path"
        and context.get_parameter_source(str(each.name)) is ParameterSource.COMMANDLINE
    ]
    if given:
        raise click.UsageError(f"the schema of a problem has no variants; omit {', '.join(given)}")


@command()
@option("--format", "form", type=FORMAT, heading=OUTPUT, help="The bridge of this format only; all by default.")
@option(
    "--output-format",
    type=Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    heading=OUTPUT,
    help="Columns, a Markdown table, or the data.",
)
@TEXT_OUTPUT
def bridge(form: str | None, output_format: str, path: str) -> int:
    """Print how the fields of each format map to the hub format."""
    from runbridge.bridge_table import as_json, as_markdown, as_text, find_bridges

    text = {"text": as_text, "markdown": as_markdown, "json": as_json}[output_format](find_bridges(form))
    with open_text(path) as write:
        write(text)
    return OK


@command(knows_formats=False)
@click.argument("code", type=Choice(CODES), required=False, metavar="[CODE]")
@option(
    "--output-format",
    type=Choice(["text", "markdown"]),
    default="text",
    show_default=True,
    heading=OUTPUT,
    help="List all codes as lines, or as a Markdown table.",
)
@TEXT_OUTPUT
def explain(code: str | None, output_format: str, path: str) -> int:
    """Explain the code of a problem: its cause, an example and the fix.

    Without CODE, list all codes.
    """
    from runbridge.diagnosis.catalogue import as_markdown, as_text, explained

    text = explained(code) if code else {"text": as_text, "markdown": as_markdown}[output_format]()
    with open_text(path) as write:
        write(text)
    return OK
