"""The commands that print the schemas and the bridges."""

import sys

import click
from click.core import ParameterSource

from runbridge._generated import FORMATS
from runbridge.cli.choices import Choice
from runbridge.cli.console import OK
from runbridge.cli.shared_options import FORMAT, PROFILE
from runbridge.schemas.dialects import DIALECTS, schema_text

#: What `--output-format json` writes, which has a schema too.
_PROBLEM = "problem"


@click.command(short_help="Print the JSON Schema of FORMAT.")
@click.argument("form", type=Choice([*FORMATS, _PROBLEM]), metavar="FORMAT")
@PROFILE
@click.option("--strict", is_flag=True, help="Also reject unknown fields and unknown vocabulary.")
@click.option("--bundle", is_flag=True, help="Embed the schema of the residue.")
@click.option(
    "--time-patterns", is_flag=True, help="Add a pattern to each time, for validators that do not assert formats."
)
@click.option(
    "--dialect",
    type=Choice(DIALECTS),
    default=DIALECTS[0],
    show_default=True,
    help="JSON Schema 2020-12 or draft-07, or an OpenAPI 3.1 document.",
)
@click.pass_context
def schema(
    context: click.Context, form: str, profile: str, strict: bool, bundle: bool, time_patterns: bool, dialect: str
) -> int:
    """Print the JSON Schema of FORMAT, the canonical one unless an option changes it.

    FORMAT `problem` is the schema of the output of --output-format json, and takes no option.

    A validator gives the verdicts of `runbridge validate` if it asserts formats, `date-time-local` too. For other
    validators, add --time-patterns. No schema can reject repeated fields, as --strict does.
    """
    if form == _PROBLEM:
        from runbridge.reporters.json import problem_schema

        _refuse_options(context)
        sys.stdout.write(problem_schema())
    else:
        text = schema_text(
            FORMATS[form],
            profile=profile,
            strict=strict,
            bundle=bundle,
            time_patterns=time_patterns,
            dialect=dialect,
        )
        sys.stdout.write(text)
    return OK


def _refuse_options(context: click.Context) -> None:
    """Raise click.UsageError if an option was given, even one with its default value."""
    given = [
        option.opts[0]
        for option in context.command.params
        if isinstance(option, click.Option)
        and context.get_parameter_source(str(option.name)) is ParameterSource.COMMANDLINE
    ]
    if given:
        raise click.UsageError(f"the schema of a problem has no variants; omit {', '.join(given)}")


@click.command()
@click.option("--format", "form", type=FORMAT, help="The bridge of this format only; all by default.")
@click.option(
    "--output-format",
    "output",
    type=Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="Columns, a Markdown table, or the data.",
)
def bridge(form: str | None, output: str) -> int:
    """Print the correspondence of the formats, field by field."""
    from runbridge.bridge_table import as_json, as_markdown, as_text, find_bridges

    sys.stdout.write({"text": as_text, "markdown": as_markdown, "json": as_json}[output](find_bridges(form)))
    return OK
