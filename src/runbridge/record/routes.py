"""The ways from one format to another: across one bridge, or across two by way of the hub."""

from itertools import pairwise
from typing import TypeAlias

from runbridge._runtime.registry import Direction
from runbridge.errors import UsageError
from runbridge.formats import find_format
from runbridge.known_formats import DIRECTIONS, FORMATS

#: One direction, or two of which the first leads to the hub.
Route: TypeAlias = tuple[Direction, ...]


def find_route(source: str, target: str) -> Route:
    """The way from one format to another; raises UsageError."""
    start, end = find_format(source).name, find_format(target).name
    names = _names_on_route(start, end)
    if not names:
        raise _no_conversion(start, end, [name for name in FORMATS if _names_on_route(start, name)])
    return tuple(DIRECTIONS[pair] for pair in pairwise(names))


def find_direction(source: str, target: str) -> Direction:
    """The direction from one format to another across one bridge; raises UsageError."""
    start, end = find_format(source).name, find_format(target).name
    if (start, end) not in DIRECTIONS:
        raise _no_conversion(start, end, _neighbors(start))
    return DIRECTIONS[start, end]


def _no_conversion(start: str, end: str, targets: list[str]) -> UsageError:
    choices = f"; choose {' or '.join(targets)}" if targets else f": {start} has no bridge"
    return UsageError(f"there is no conversion from {start} to {end}{choices}")


def sources_of(target: str) -> list[str]:
    """The formats that can be converted to another, at least one; raises UsageError."""
    end = find_format(target).name
    names = [name for name in FORMATS if _names_on_route(name, end)]
    if not names:
        raise UsageError(no_conversion_to(end))
    return names


def routes_to(target: str) -> list[Route]:
    """The ways to a format from all formats that can be converted to it, at least one; raises UsageError."""
    return [find_route(name, target) for name in sources_of(target)]


def no_conversion_to(target: str) -> str:
    """The message that no format can be converted to another."""
    return f"there is no conversion to {target}: it has no bridge"


def opposite(direction: Direction) -> Direction:
    """The other direction of the same bridge."""
    return DIRECTIONS[direction.target.name, direction.source.name]


def _names_on_route(start: str, end: str) -> tuple[str, ...]:
    """The formats from one to another; none where there is no conversion."""
    if (start, end) in DIRECTIONS:
        return start, end
    if start == end:
        return ()
    # A format has at most one bridge of its own, so that there is at most one such way.
    hubs = [name for name in _neighbors(start) if (name, end) in DIRECTIONS]
    return (start, hubs[0], end) if hubs else ()


def _neighbors(start: str) -> list[str]:
    return [target for source, target in DIRECTIONS if source == start]
