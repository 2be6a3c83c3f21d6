"""The texts of options as values: what `--residue`, `--set` and `--map` say, or how they should have been written."""

from collections.abc import Sequence

import click

from runbridge._generated import DIRECTIONS
from runbridge.convert import ResidueMode


def parse_residue(text: str) -> tuple[ResidueMode, str | None]:
    """The residue mode and the sidecar's path of an option's text; raises click.BadParameter."""
    match text.partition("="):
        case ("embed", "", ""):
            return "embed", None
        case ("drop", "", ""):
            return "drop", None
        case ("sidecar", "=", path) if path:
            return "sidecar", path
        case _:
            raise click.BadParameter("give embed, drop or sidecar=FILE", param_hint="--residue")


def parse_sets(texts: Sequence[str]) -> dict[str, str]:
    """The value of each `member=value`, by member; raises click.BadParameter."""
    sets: dict[str, str] = {}
    for text in texts:
        member, equals, value = text.partition("=")
        if not (member and equals):
            raise click.BadParameter(f"give MEMBER=VALUE; MEMBER is one of {_settable()}", param_hint="--set")
        if sets.setdefault(member, value) != value:
            raise click.BadParameter(f"{member} has two values; give one", param_hint="--set")
    return sets


def _settable() -> str:
    return ", ".join(dict.fromkeys(member for way in DIRECTIONS.values() for member in way.settable))


def _mapped() -> str:
    return ", ".join(dict.fromkeys(member for way in DIRECTIONS.values() for member in way.tables))


def parse_maps(texts: Sequence[str]) -> dict[str, dict[str, str]]:
    """The values and words of each `member:value=word`, by member; raises click.BadParameter."""
    maps: dict[str, dict[str, str]] = {}
    for text in texts:
        member, colon, entry = text.partition(":")
        # A value may hold anything, `=` too; no word of ours does.
        value, equals, word = entry.rpartition("=")
        if not (member and colon and equals and word):
            raise click.BadParameter(f"give MEMBER:VALUE=VALUE; MEMBER is one of {_mapped()}", param_hint="--map")
        if maps.setdefault(member, {}).setdefault(value, word) != word:
            raise click.BadParameter(f"{member}:{value} becomes two things; give one", param_hint="--map")
    return maps
