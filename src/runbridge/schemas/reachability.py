"""Questions about everything that can be reached from a place in a graph, each place visited once."""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

_Place = TypeVar("_Place", bound=Hashable)


def reaches_no_stop(
    start: _Place, known: dict[_Place, bool], successors: Callable[[_Place], Iterable[_Place] | None]
) -> bool:
    """Whether every place that can be reached from `start` has successors; None marks a place that has not.

    `known` keeps the answers for all visited places, so that many questions together visit each place once.
    """
    if start not in known:
        predecessors: dict[_Place, list[_Place]] = {start: []}
        stops: list[_Place] = []
        for place in (waiting := [start]):
            found = successors(place)
            for successor in () if found is None else found:
                if successor not in predecessors:
                    predecessors[successor] = []
                    if successor not in known:
                        waiting.append(successor)
                predecessors[successor].append(place)
            if found is None:
                stops.append(place)
        stops += (place for place in predecessors if known.get(place) is False)
        reaching = _origins(stops, predecessors)
        known.update((place, place not in reaching) for place in predecessors)
    return known[start]


def _origins(places: list[_Place], predecessors: dict[_Place, list[_Place]]) -> set[_Place]:
    """The places, and all from which they can be reached."""
    found = set(places)
    for place in (waiting := [*places]):
        new = set(predecessors[place]) - found
        found |= new
        waiting += new
    return found
