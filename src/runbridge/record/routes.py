"""The ways from one format to another."""

from runbridge._generated import DIRECTIONS
from runbridge._runtime.registry import Direction
from runbridge.errors import UsageError
from runbridge.formats import find_format


def sources_of(target: str) -> list[str]:
    """The formats that can be converted to another, at least one; raises UsageError."""
    end = find_format(target).name
    sources = [source for source, to in DIRECTIONS if to == end]
    if not sources:
        raise UsageError(no_conversion_to(end))
    return sources


def no_conversion_to(target: str) -> str:
    """The message that no format can be converted to another."""
    return f"there is no conversion to {target}: it has no bridge"


def find_direction(source: str, target: str) -> Direction:
    """The direction from one format to another; raises UsageError."""
    start, end = find_format(source).name, find_format(target).name
    if (start, end) not in DIRECTIONS:
        targets = [to for (from_, to) in DIRECTIONS if from_ == start]
        choices = f"; choose {' or '.join(targets)}" if targets else f": {start} has no bridge"
        raise UsageError(f"there is no conversion from {start} to {end}{choices}")
    return DIRECTIONS[start, end]


def opposite(direction: Direction) -> Direction:
    """The other direction of the same bridge."""
    return DIRECTIONS[direction.target.name, direction.source.name]
