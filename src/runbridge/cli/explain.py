"""`runbridge explain`: what the codes of problems mean."""

import click

from runbridge.cli.choices import Choice
from runbridge.cli.command import OUTPUT, command, option
from runbridge.cli.console import OK
from runbridge.cli.report_output import TEXT_OUTPUT, open_text
from runbridge.problem_messages import CODES


@command()
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
