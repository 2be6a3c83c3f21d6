"""`runbridge explain`: what the codes of problems mean."""

import sys

import click

from runbridge.cli.choices import Choice
from runbridge.cli.console import OK
from runbridge.problems import CODES


@click.command()
@click.argument("code", type=Choice(CODES), required=False, metavar="[CODE]")
@click.option(
    "--output-format",
    "output",
    type=Choice(["text", "markdown"]),
    default="text",
    show_default=True,
    help="List all codes as lines, or as a Markdown table.",
)
def explain(code: str | None, output: str) -> int:
    """Say what CODE means and what to do about it; without CODE, list them all."""
    from runbridge.diagnosis.catalogue import as_markdown, as_text, explained

    sys.stdout.write(explained(code) if code else {"text": as_text, "markdown": as_markdown}[output]())
    return OK
