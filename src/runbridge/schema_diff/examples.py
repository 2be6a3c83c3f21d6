"""Values that schemas may accept or just refuse: at their bounds, in their lists, as small as they can be.

These are candidates: whoever takes one asks jsonschema about it.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any

from runbridge.schema_diff.intersection import Meet, splits
from runbridge.schema_diff.locations import Nodes
from runbridge.schema_diff.regex_examples import guess
from runbridge.schemas.document import text_of
from runbridge.schemas.keywords import kind_of

#: How large what is invented may be: text and lists, members that are tried one by one, values for each, and branches
#: of choices.
_LONGEST = 2_000
_MOST_ELEMENTS = 60
_MOST_NAMES = 40
_MOST_VALUES = 6
_MOST_CANDIDATES = 160
_MOST_BRANCHES = 12
_MOST_LISTED = 40

_PLAIN: tuple[Any, ...] = ("", 0, True, None, 0.5, [], {}, "a", -1, False, [0], {"a": 0})
_TIMES = ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05", "2026-01-02")
_FRESH = ("other", "other2", "x", "y", "z", "a", "b", "A", "0", "_")


class Inventor:
    """Invents values, and remembers those that it found to be valid."""

    def __init__(self) -> None:
        self._candidates: dict[Meet, list[Any]] = {}
        self._valid: dict[Meet, list[Any]] = {}

    def candidates(self, meet: Meet) -> list[Any]:
        """Values worth a try where some schemas apply, the simplest first."""
        if meet not in self._candidates:
            # None while they are looked for: schemas that contain themselves ask again.
            self._candidates[meet] = []
            guesses = islice(self._guesses(meet, [_MOST_BRANCHES]), 4 * _MOST_CANDIDATES)
            fitting = (value for value in guesses if kind_of(value) in meet.allowed and is_json(value))
            self._candidates[meet] = list({text_of(value): value for value in fitting}.values())[:_MOST_CANDIDATES]
        return self._candidates[meet]

    def valid(self, meet: Meet) -> list[Any]:
        """A few values that all of some schemas accept, the simplest first."""
        if meet not in self._valid:
            self._valid[meet] = []
            accepted = (
                value for value in self.candidates(meet) if all(node.accepts(value) is True for node in meet.nodes)
            )
            self._valid[meet] = list(islice(accepted, _MOST_VALUES))
        return self._valid[meet]

    def names(self, nodes: Nodes, taken: Iterable[str] = (), pattern: str | None = None) -> Iterator[str]:
        """Names for members that schemas of names allow, that nobody took, and that match a pattern if there is one."""
        known = None if pattern is None else guess(pattern)
        guessed = () if known is None else (known, f"{known}a", f"a{known}")
        invented = (value for value in self.candidates(Meet(nodes)) if isinstance(value, str)) if nodes else ()
        used = set(taken)
        for name in chain(guessed, _FRESH, invented):
            if name in used or (pattern is not None and not re.search(pattern, name)):
                continue
            if all(node.accepts(name) is not False for node in nodes):
                yield name

    def _guesses(self, meet: Meet, branches: list[int]) -> Iterator[Any]:
        """What the schemas themselves suggest, then each branch of each choice with them, then anything."""
        yield from self._direct(meet)
        for choice, ways in splits(meet):
            for way in ways:
                if branches[0]:
                    branches[0] -= 1
                    yield from self._guesses(meet.plus(*way, split=choice), branches)
        yield from _PLAIN

    def _direct(self, meet: Meet) -> Iterator[Any]:
        kinds = meet.kinds
        makers: dict[str, Callable[[], Iterator[Any]]] = {
            "string": lambda: texts(meet),
            "integer": lambda: numbers(meet),
            "fraction": lambda: numbers(meet),
            "boolean": lambda: iter([True, False]),
            "null": lambda: iter([None]),
            "array": lambda: self._arrays(meet),
            "object": lambda: self._objects(meet),
        }
        yield from choices(meet)
        for kind, make in makers.items():
            if kind in kinds:
                yield from make()
        yield from samples(meet)

    def _arrays(self, meet: Meet) -> Iterator[list[Any]]:
        least, most = meet.least("minItems"), meet.most("maxItems")
        bounds = [value for keyword in ("minContains", "maxContains") for _, value in meet.given(keyword)]
        around = [least, 0, 1, least + 1, 2, most or 0, (most or 0) + 1, least - 1]
        for length in dict.fromkeys((*around, *(int(bound) + by for bound in bounds for by in (0, 1, -1)))):
            if 0 <= length <= _MOST_ELEMENTS:
                yield self.elements(meet, length)
        for value in self.candidates(meet.item(0))[:_MOST_VALUES]:
            yield [value, *self.elements(meet, max(least, 1))[1:]]
            yield [value] * min(max(least, 2), _MOST_ELEMENTS)

    def elements(self, meet: Meet, length: int) -> list[Any]:
        """So many elements of an array, no two the same where that can be."""
        wanted = [part.at("contains") for part, _ in meet.given("contains")]
        made: list[Any] = []
        for index in range(min(length, _MOST_ELEMENTS)):
            item = meet.item(index)
            options = self.valid(item.plus(*wanted)) or self.valid(item) or list(_PLAIN)
            fresh = (value for value in options if not any(text_of(value) == text_of(each) for each in made))
            made.append(next(fresh, options[0]))
        return made

    def _objects(self, meet: Meet) -> Iterator[dict[str, Any]]:
        base = {name: self._member(meet, name) for name in sorted(meet.required)}
        base = self._grown(meet, base, meet.least("minProperties"))
        yield base
        names = list(dict.fromkeys((*meet.names, *_dependent(meet))))[:_MOST_NAMES]
        for name in names:
            yield self._completed(meet, {**base, name: self._member(meet, name)})
        yield {**base, **{name: self._member(meet, name) for name in names}}
        yield {}
        for name in (*list(base)[:_MOST_NAMES], *names):
            yield {key: value for key, value in base.items() if key != name}
        for name in islice(self.names(_name_nodes(meet), meet.names), 2):
            yield {**base, name: self._member(meet, name)}
            yield from ({**base, name: value} for value in _PLAIN[:5])
        for name in names:
            values = self.candidates(meet.member(name))[:_MOST_VALUES]
            yield from ({**base, name: value} for value in values)
        most = meet.most("maxProperties")
        for size in () if most is None else (most, most + 1):
            yield self._grown(meet, base, size)

    def _member(self, meet: Meet, name: str) -> Any:
        return next(iter(self.valid(meet.member(name))), "")

    def _completed(self, meet: Meet, started: dict[str, Any]) -> dict[str, Any]:
        """The object with those members added that others of it ask for."""
        completed = dict(started)
        waiting = list(started)
        for name in waiting:
            for _, given in meet.given("dependentRequired"):
                for missing in (each for each in given.get(name, []) if each not in completed):
                    completed[missing] = self._member(meet, missing)
                    waiting.append(missing)
        return completed

    def _grown(self, meet: Meet, base: dict[str, Any], size: int) -> dict[str, Any]:
        """The object with members added up to a size, those first that are named."""
        grown = dict(base)
        numbered = (f"other{index}" for index in range(_MOST_ELEMENTS))
        for name in chain(meet.names, self.names(_name_nodes(meet), meet.names), numbered):
            if len(grown) >= size:
                break
            grown.setdefault(name, self._member(meet, name))
        return grown


def _name_nodes(meet: Meet) -> Nodes:
    return tuple(part.at("propertyNames") for part, _ in meet.given("propertyNames"))


def _dependent(meet: Meet) -> Iterator[str]:
    for keyword in ("dependentRequired", "dependentSchemas"):
        for _, given in meet.given(keyword):
            yield from given


def is_json(value: Any) -> bool:
    """Whether a value can be written as JSON: no number that became infinite on the way."""
    return not isinstance(value, float) or math.isfinite(value)


def choices(meet: Meet) -> Iterator[Any]:
    """The values that schemas offer."""
    for _, value in meet.given("const"):
        yield value
    lists = [values for _, values in meet.given("enum")]
    # First those that only some schemas offer.
    counts = Counter(text_of(value) for values in lists for value in values)
    rare = (value for values in lists for value in values if counts[text_of(value)] < len(lists))
    yield from islice(rare, _MOST_LISTED)
    for values in lists:
        yield from values[:_MOST_LISTED]


def samples(meet: Meet) -> Iterator[Any]:
    """The values that schemas show to people."""
    for _, value in meet.given("default"):
        yield value
    for _, values in meet.given("examples"):
        yield from values[:_MOST_LISTED]


def texts(meet: Meet) -> Iterator[str]:
    """Texts as long as they may be, times, and what patterns may match."""
    if any(True for _ in meet.given("format")):
        yield from _TIMES
    for _, pattern in meet.given("pattern"):
        guessed = guess(pattern)
        if guessed is not None:
            yield guessed
    bounds = [value for keyword in ("minLength", "maxLength") for _, value in meet.given(keyword)]
    for length in dict.fromkeys(int(bound) + by for bound in bounds for by in (0, 1, -1)):
        if 0 <= length <= _LONGEST:
            yield "a" * length
    yield from ("", "a", "ab")


def numbers(meet: Meet) -> Iterator[int | float]:
    """Numbers at and around bounds, and multiples."""
    keywords = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
    bounds = [value for keyword in keywords for _, value in meet.given(keyword)]
    yield from (0, 1, 0.5, -1, -0.5)
    for bound in bounds:
        yield from (bound, bound + 1, bound - 1, bound + 0.5, bound - 0.5, 2 * bound)
    for _, step in meet.given("multipleOf"):
        yield from (step * (other // step + by) for other in bounds for by in (0, 1, -1))
