"""`runbridge diff`: two versions of a schema in, what changed and whom it breaks out."""

import sys
import warnings
from typing import Literal

import click

from runbridge.cli.choices import Choice
from runbridge.cli.console import FOUND, OK, counted, say
from runbridge.schema_diff.model import GRADES, ROLES, Role, worst


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--role",
    type=Choice(["consumer", "producer", "both"]),
    default="both",
    show_default=True,
    help="Who moves to NEW: who reads data that is written under OLD, or who writes data for readers of OLD.",
)
@click.option(
    "--output-format",
    "output",
    type=Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="The format of the report.",
)
@click.option(
    "--fail-on",
    type=Choice(["review", "breaking"]),
    default="review",
    show_default=True,
    help="Exit with 1 for what is breaking or needs review, or only for what is breaking.",
)
def diff(old: str, new: str, role: Role | Literal["both"], output: str, fail_on: str) -> int:
    """Report what changed from OLD to NEW, two files with JSON Schemas (draft-04 or newer), and whom it breaks.

    A change is compatible, breaking (then there is a record that shows it), or in need of review.
    """
    from runbridge.schema_diff.render import as_json, as_text
    from runbridge.schema_diff.verdicts import diff as compare
    from runbridge.schemas.loader import read_schema

    roles = ROLES if role == "both" else (role,)
    with warnings.catch_warnings():
        # What Python will read differently one day in a pattern of theirs is nothing that this command is asked about.
        warnings.simplefilter("ignore", FutureWarning)
        found = compare(read_schema(old), read_schema(new), roles)
    sys.stdout.writelines([as_json(found)] if output == "json" else as_text(found))
    tally = {grade: sum(change.grade == grade for change in found.changes) for grade in GRADES}
    shares = f"{tally['breaking']:,} breaking, {tally['needs-review']:,} to review, {tally['compatible']:,} compatible"
    say(f"{counted(len(found.changes), 'change')}: {shares}")
    for each in roles:
        say(f"for a {each}: {found.grade(each)}")
    grade = worst(found.grade(each) for each in roles)
    return FOUND if grade in ({"breaking"} if fail_on == "breaking" else {"breaking", "needs-review"}) else OK
