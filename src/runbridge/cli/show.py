"""The commands that show what runbridge knows: the schemas and the bridge."""

import sys

import click

from runbridge._generated import FORMATS
from runbridge.cli.talk import OK

#: What `--output json` writes, which has a schema too.
_PROBLEM = "problem"


@click.command()
@click.argument("form", type=click.Choice([*FORMATS, _PROBLEM]), metavar="FORMAT")
def schema(form: str) -> int:
    """Print the canonical JSON Schema of FORMAT, or that of a `problem` as --output json has it."""
    if form == _PROBLEM:
        from runbridge.reporters.json import problem_schema

        sys.stdout.write(problem_schema())
    else:
        from runbridge._runtime.schema import text

        sys.stdout.write(text("", FORMATS[form].stem))
    return OK


@click.command()
@click.option(
    "--output",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="As columns, as a Markdown table, or the data itself.",
)
def bridge(output: str) -> int:
    """Print the correspondence of the formats, member by member."""
    from runbridge.correspondence import as_markdown, as_text, bridge_text

    sys.stdout.write({"text": as_text, "markdown": as_markdown, "json": bridge_text}[output]())
    return OK
