"""The ways from one format to another: across one bridge, or across two by way of the hub."""

from collections.abc import Mapping
from typing import TypeAlias

from runbridge._generated import DIRECTIONS, FORMATS
from runbridge._runtime.registry import Direction
from runbridge.errors import UsageError
from runbridge.formats import find_format

#: One direction, or two of which the first leads to the hub.
Route: TypeAlias = tuple[Direction, ...]


def find_route(source: str, target: str) -> Route:
    """The way from one format to another; raises UsageError."""
    start, end = find_format(source).name, find_format(target).name
    route = _route(start, end)
    if route is None:
        raise _no_conversion(start, end, [name for name in FORMATS if _route(start, name) is not None])
    return route


def find_direction(source: str, target: str) -> Direction:
    """The direction from one format to another across one bridge; raises UsageError."""
    start, end = find_format(source).name, find_format(target).name
    if (start, end) not in DIRECTIONS:
        raise _no_conversion(start, end, _neighbors(start))
    return DIRECTIONS[start, end]


def _no_conversion(start: str, end: str, targets: list[str]) -> UsageError:
    choices = f"; choose {' or '.join(targets)}" if targets else f": {start} has no bridge"
    return UsageError(f"there is no conversion from {start} to {end}{choices}")


def routes_to(target: str) -> Mapping[str, Route]:
    """The ways to a format from all formats that can be converted to it, at least one; raises UsageError."""
    end = find_format(target).name
    routes = {name: route for name in FORMATS if (route := _route(name, end)) is not None}
    if not routes:
        raise UsageError(no_conversion_to(end))
    return routes


def no_conversion_to(target: str) -> str:
    """The message that no format can be converted to another."""
    return f"there is no conversion to {target}: it has no bridge"


def opposite(direction: Direction) -> Direction:
    """The other direction of the same bridge."""
    return DIRECTIONS[direction.target.name, direction.source.name]


def _route(start: str, end: str) -> Route | None:
    if (start, end) in DIRECTIONS:
        return (DIRECTIONS[start, end],)
    if start == end:
        return None
    # A format has at most one bridge of its own, so that there is at most one such way.
    hubs = [name for name in _neighbors(start) if (name, end) in DIRECTIONS]
    return (DIRECTIONS[start, hubs[0]], DIRECTIONS[hubs[0], end]) if hubs else None


def _neighbors(start: str) -> list[str]:
    return [target for source, target in DIRECTIONS if source == start]
