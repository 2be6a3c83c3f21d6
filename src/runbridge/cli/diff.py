"""`runbridge diff`: report the changes between two versions of a schema and whom they break."""

import warnings
from collections.abc import Collection
from typing import Literal

import click

from runbridge.cli.command import COMPARISON, OUTPUT, Choice, command, option
from runbridge.cli.console import FOUND, OK, counted, report
from runbridge.cli.shared_options import TEXT_OUTPUT, open_text
from runbridge.errors import UsageError
from runbridge.schema_diff.model import (
    GRADES,
    POLICIES,
    ROLES,
    ROLES_OF,
    Compatibility,
    Diff,
    Policy,
    Role,
    as_json,
    as_text,
    worst,
)


@command(
    exit_one="There is a breaking change or, unless --fail-on breaking is given, a change that needs review.",
    knows_formats=False,
)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@option(
    "--compatibility",
    type=Choice([*ROLES_OF]),
    heading=COMPARISON,
    help="backward: readers of NEW read data written under OLD; forward: readers of OLD read data written under NEW; "
    "full: both. Default: full.",
)
@option(
    "--role",
    type=Choice([*ROLES, "both"]),
    heading=COMPARISON,
    help="Who uses NEW first. consumer: the same as backward. producer: forward. both: full.",
)
@option(
    "--policy",
    type=Choice(POLICIES),
    default=POLICIES[0],
    show_default=True,
    heading=COMPARISON,
    help="strict: data may have any field that its schema accepts. lenient, as in most schema registries: data has no "
    "field that only the reader's schema names, so that an added optional field is compatible.",
)
@option(
    "--output-format",
    type=Choice(["text", "json"]),
    default="text",
    show_default=True,
    heading=OUTPUT,
    help="The format of the report.",
)
@option(
    "--fail-on",
    type=Choice(["review", "breaking"]),
    default="review",
    show_default=True,
    heading=COMPARISON,
    help="Exit with 1 for breaking changes and those that need review, or only for breaking changes.",
)
@TEXT_OUTPUT
def diff(
    old: str,
    new: str,
    compatibility: Compatibility | None,
    role: Role | Literal["both"] | None,
    policy: Policy,
    output_format: str,
    path: str,
    fail_on: str,
) -> int:
    """Report the changes between two JSON Schemas, and whom they break.

    OLD and NEW are files with JSON Schemas of draft-04 or newer. A change is compatible, breaking (with a record that
    shows it), or needs review.
    """
    from runbridge.schema_diff.verdicts import diff as compare
    from runbridge.schemas.loader import read_schema

    roles = _roles(compatibility, role)
    with warnings.catch_warnings():
        # Python warns of patterns whose meaning it may change; the versions are not responsible for that.
        warnings.simplefilter("ignore", FutureWarning)
        found = compare(read_schema(old), read_schema(new), roles, policy)
    with open_text(path, [old, new]) as write:
        for text in [as_json(found)] if output_format == "json" else as_text(found):
            write(text)
    for line in _summary(found):
        report(line)
    grade = worst(found.grade(each) for each in roles)
    return FOUND if grade in ({"breaking"} if fail_on == "breaking" else {"breaking", "needs-review"}) else OK


def _roles(compatibility: Compatibility | None, role: Role | Literal["both"] | None) -> Collection[Role]:
    if compatibility is not None and role is not None:
        raise UsageError("--compatibility and --role say the same; give one of them")
    if role is None:
        return ROLES_OF[compatibility or "full"]
    return ROLES if role == "both" else (role,)


#: The kind of compatibility that each role is about.
_NAMES: dict[Role, Compatibility] = {"consumer": "backward", "producer": "forward"}


def _summary(found: Diff) -> list[str]:
    """The number of changes by grade, and the verdict on the whole for each role."""
    tally = {grade: sum(change.grade == grade for change in found.changes) for grade in GRADES}
    shares = f"{tally['breaking']:,} breaking, {tally['needs-review']:,} to review, {tally['compatible']:,} compatible"
    return [
        f"{counted(len(found.changes), 'change')} under the {found.policy} policy: {shares}",
        *(f"{_NAMES[role]} compatibility ({role}s): {found.grade(role)}" for role in found.roles),
    ]
