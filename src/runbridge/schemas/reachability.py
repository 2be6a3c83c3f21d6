"""Questions about everything that can be reached from a place in a graph, each place looked at once."""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

_Place = TypeVar("_Place", bound=Hashable)


def reaches_no_stop(
    start: _Place, known: dict[_Place, bool], successors: Callable[[_Place], Iterable[_Place] | None]
) -> bool:
    """Whether every place that can be reached from `start` has successors; None marks a place that has not.

    `known` keeps the answers for all places on the way, so that many questions together look at each place once.
    """
    if start in known:
        return known[start]
    predecessors: dict[_Place, list[_Place]] = {start: []}
    stops: list[_Place] = []
    for place in (waiting := [start]):
        found = successors(place)
        if found is None:
            stops.append(place)
            continue
        for successor in found:
            if successor in known:
                if not known[successor]:
                    stops.append(place)
            elif successor in predecessors:
                predecessors[successor].append(place)
            else:
                predecessors[successor] = [place]
                waiting.append(successor)
    reaching = dict.fromkeys(stops)
    for place in (pending := [*reaching]):
        for predecessor in predecessors[place]:
            if predecessor not in reaching:
                reaching[predecessor] = None
                pending.append(predecessor)
    known.update((place, place not in reaching) for place in predecessors)
    return known[start]
