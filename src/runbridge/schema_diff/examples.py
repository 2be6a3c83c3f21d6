"""Generates values that schemas may just accept or just refuse: at bounds, from lists, as small as possible.

These are candidates: the caller asks jsonschema about each of them.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any

from runbridge._runtime.json_parser import exact_number
from runbridge._runtime.patterns import NotEvaluated
from runbridge.schema_diff.intersection import Intersection, splits
from runbridge.schema_diff.match import Nodes
from runbridge.schemas.document import text_of
from runbridge.schemas.exact_keywords import matches
from runbridge.schemas.keywords import kind_of

#: An example for each class of characters.
_ESCAPES = {"d": "0", "w": "a", "s": " ", "D": "a", "W": "-", "S": "a", "t": "\t", "n": "\n", "r": "\r"}
_EMPTY = {"b", "B", "A", "Z"}
_COUNT = re.compile(r"\{(\d{1,3})(,\d{0,3})?\}\??")
_GROUP = re.compile(r"\((?:\?(?::|P?<[A-Za-z_]\w*>))?")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_ANY = "a0 -_./:AZ~é"

#: Limits on generated values: the length of texts and arrays, properties that are tried one by one, values for each,
#: and branches of choices.
_LONGEST = 2_000
_MOST_ELEMENTS = 60
_MOST_NAMES = 40
_MOST_VALUES = 6
_MOST_CANDIDATES = 160
_MOST_BRANCHES = 12
_MOST_LISTED = 40

_ANY_VALUES: tuple[Any, ...] = ("", 0, True, None, 0.5, [], {}, "a", -1, False, [0], {"a": 0})
_TIMES = ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05", "2026-01-02")
_FRESH_NAMES = ("other", "other2", "x", "y", "z", "a", "b", "A", "0", "_")


class _LazyList:
    """The values of an iterator, each generated when it is needed first.

    While a value is generated there are only those before it: schemas that contain themselves ask again.
    """

    def __init__(self, values: Iterator[Any]) -> None:
        self._values = values
        self._seen: list[Any] = []
        self._is_busy = False

    def __iter__(self) -> Iterator[Any]:
        index = 0
        while index < len(self._seen) or self._generate():
            yield self._seen[index]
            index += 1

    def _generate(self) -> bool:
        """Whether there is one more value."""
        if self._is_busy:
            return False
        self._is_busy = True
        try:
            for value in self._values:
                self._seen.append(value)
                return True
            return False
        finally:
            self._is_busy = False


def _is_not_empty(values: Iterable[Any]) -> bool:
    return any(True for _ in values)


class InstanceGenerator:
    """Generates values, and remembers those that are valid."""

    def __init__(self) -> None:
        self._candidates: dict[Intersection, _LazyList] = {}
        self._valid: dict[Intersection, _LazyList] = {}

    def candidates(self, intersection: Intersection) -> Iterable[Any]:
        """Values that the schemas may accept or just refuse, the simplest first."""
        if intersection not in self._candidates:
            self._candidates[intersection] = _LazyList(islice(self._distinct(intersection), _MOST_CANDIDATES))
        return self._candidates[intersection]

    def _distinct(self, intersection: Intersection) -> Iterator[Any]:
        seen: set[str] = set()
        for value in islice(self._guesses(intersection, [_MOST_BRANCHES]), 4 * _MOST_CANDIDATES):
            if kind_of(value) in intersection.allowed and is_json(value) and (text := text_of(value)) not in seen:
                seen.add(text)
                yield value

    def valid(self, intersection: Intersection) -> Iterable[Any]:
        """A few values that all of these schemas accept, the simplest first."""
        if intersection not in self._valid:
            accepted = (
                value
                for value in self.candidates(intersection)
                if all(node.accepts(value) is True for node in intersection.nodes)
            )
            self._valid[intersection] = _LazyList(islice(accepted, _MOST_VALUES))
        return self._valid[intersection]

    def names(self, nodes: Nodes, taken: Iterable[str] = (), pattern: str | None = None) -> Iterator[str]:
        """Property names that the schemas of names accept, that are not taken, and that match `pattern`, if any."""
        known = None if pattern is None else match_example(pattern)
        guessed = () if known is None else (known, f"{known}a", f"a{known}")
        generated = (value for value in self.candidates(Intersection(nodes)) if isinstance(value, str)) if nodes else ()
        used = set(taken)
        for name in chain(guessed, _FRESH_NAMES, generated):
            if name in used or (pattern is not None and not matches(pattern, name)):
                continue
            if all(node.accepts(name) is not False for node in nodes):
                yield name

    def _guesses(self, intersection: Intersection, branches: list[int]) -> Iterator[Any]:
        """Values that the schemas themselves suggest, then each branch of each choice with them, then any value."""
        yield from self._direct(intersection)
        for choice, ways in splits(intersection):
            for way in ways:
                if branches[0]:
                    branches[0] -= 1
                    yield from self._guesses(intersection.plus(*way, split=choice), branches)
        yield from _ANY_VALUES

    def _direct(self, intersection: Intersection) -> Iterator[Any]:
        kinds = intersection.kinds
        makers: dict[str, Callable[[], Iterator[Any]]] = {
            "string": lambda: texts(intersection),
            "integer": lambda: numbers(intersection),
            "fraction": lambda: numbers(intersection),
            "boolean": lambda: iter([True, False]),
            "null": lambda: iter([None]),
            "array": lambda: self._arrays(intersection),
            "object": lambda: self._objects(intersection),
        }
        yield from choices(intersection)
        for kind, make in makers.items():
            if kind in kinds:
                yield from make()
        yield from samples(intersection)

    def _arrays(self, intersection: Intersection) -> Iterator[list[Any]]:
        least, most = intersection.least("minItems"), intersection.most("maxItems")
        bounds = [value for keyword in ("minContains", "maxContains") for _, value in intersection.given(keyword)]
        around = [least, 0, 1, least + 1, 2, most or 0, (most or 0) + 1, least - 1]
        for length in dict.fromkeys((*around, *(int(bound) + by for bound in bounds for by in (0, 1, -1)))):
            if 0 <= length <= _MOST_ELEMENTS:
                yield self.elements(intersection, length)
        for value in islice(self.candidates(intersection.item(0)), _MOST_VALUES):
            yield [value, *self.elements(intersection, max(least, 1))[1:]]
            yield [value] * min(max(least, 2), _MOST_ELEMENTS)

    def elements(self, intersection: Intersection, length: int) -> list[Any]:
        """The elements of an array of this length, all different if possible."""
        wanted = [part.at("contains") for part, _ in intersection.given("contains")]
        made: list[Any] = []
        for index in range(min(length, _MOST_ELEMENTS)):
            item = intersection.item(index)
            options = next(filter(_is_not_empty, (self.valid(item.plus(*wanted)), self.valid(item))), _ANY_VALUES)
            fresh = (value for value in options if not any(text_of(value) == text_of(each) for each in made))
            made.append(next(chain(fresh, options)))
        return made

    def _objects(self, intersection: Intersection) -> Iterator[dict[str, Any]]:
        base = {name: self._member(intersection, name) for name in sorted(intersection.required)}
        base = self._grown(intersection, base, intersection.least("minProperties"))
        yield base
        names = list(dict.fromkeys((*intersection.names, *_dependent(intersection))))[:_MOST_NAMES]
        for name in names:
            yield self._completed(intersection, {**base, name: self._member(intersection, name)})
        yield {**base, **{name: self._member(intersection, name) for name in names}}
        yield {}
        for name in (*list(base)[:_MOST_NAMES], *names):
            yield {key: value for key, value in base.items() if key != name}
        for name in islice(self.names(_name_nodes(intersection), intersection.names), 2):
            yield {**base, name: self._member(intersection, name)}
            yield from ({**base, name: value} for value in _ANY_VALUES[:5])
        for name in names:
            values = islice(self.candidates(intersection.member(name)), _MOST_VALUES)
            yield from ({**base, name: value} for value in values)
        most = intersection.most("maxProperties")
        for size in () if most is None else (most, most + 1):
            yield self._grown(intersection, base, size)

    def _member(self, intersection: Intersection, name: str) -> Any:
        return next(iter(self.valid(intersection.member(name))), "")

    def _completed(self, intersection: Intersection, started: dict[str, Any]) -> dict[str, Any]:
        """The object with the properties that others of its properties require."""
        completed = dict(started)
        waiting = list(started)
        for name in waiting:
            for _, given in intersection.given("dependentRequired"):
                for missing in (each for each in given.get(name, []) if each not in completed):
                    completed[missing] = self._member(intersection, missing)
                    waiting.append(missing)
        return completed

    def _grown(self, intersection: Intersection, base: dict[str, Any], size: int) -> dict[str, Any]:
        """The object with properties added up to a size, named properties first."""
        grown = dict(base)
        numbered = (f"other{index}" for index in range(_MOST_ELEMENTS))
        for name in chain(intersection.names, self.names(_name_nodes(intersection), intersection.names), numbered):
            if len(grown) >= size:
                break
            grown.setdefault(name, self._member(intersection, name))
        return grown


def _name_nodes(intersection: Intersection) -> Nodes:
    return tuple(part.at("propertyNames") for part, _ in intersection.given("propertyNames"))


def _dependent(intersection: Intersection) -> Iterator[str]:
    for keyword in ("dependentRequired", "dependentSchemas"):
        for _, given in intersection.given(keyword):
            yield from given


def is_json(value: Any) -> bool:
    """Whether a value can be written as JSON: no number that became infinite."""
    return not isinstance(value, float) or math.isfinite(value)


def choices(intersection: Intersection) -> Iterator[Any]:
    """The values that `const` and `enum` list."""
    for _, value in intersection.given("const"):
        yield value
    lists = [values for _, values in intersection.given("enum")]
    # First those that only some schemas list.
    counts = Counter(text_of(value) for values in lists for value in values)
    rare = (value for values in lists for value in values if counts[text_of(value)] < len(lists))
    yield from islice(rare, _MOST_LISTED)
    for values in lists:
        yield from values[:_MOST_LISTED]


def samples(intersection: Intersection) -> Iterator[Any]:
    """The values of `default` and `examples`."""
    for _, value in intersection.given("default"):
        yield value
    for _, values in intersection.given("examples"):
        yield from values[:_MOST_LISTED]


def texts(intersection: Intersection) -> Iterator[str]:
    """Texts of the longest and shortest lengths, times, and texts that patterns may match."""
    if any(True for _ in intersection.given("format")):
        yield from _TIMES
    for _, pattern in intersection.given("pattern"):
        guessed = match_example(pattern)
        if guessed is not None:
            yield guessed
    bounds = [value for keyword in ("minLength", "maxLength") for _, value in intersection.given(keyword)]
    for length in dict.fromkeys(int(bound) + by for bound in bounds for by in (0, 1, -1)):
        if 0 <= length <= _LONGEST:
            yield "a" * length
    yield from ("", "a", "ab")


def numbers(intersection: Intersection) -> Iterator[int | float]:
    """Numbers at and around bounds, and multiples."""
    keywords = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
    bounds = [_as_integer(value) for keyword in keywords for _, value in intersection.given(keyword)]
    yield from (0, 1, 0.5, -1, -0.5)
    for bound in bounds:
        yield from (bound, bound + 1, bound - 1, bound + 0.5, bound - 0.5, 2 * bound)
    for _, step in intersection.given("multipleOf"):
        yield from (step * (other // step + by) for other in bounds for by in (0, 1, -1))


def _as_integer(number: float) -> float:
    """The number as an integer if it is one, so that its neighbours are exact."""
    if isinstance(number, int):
        return number
    try:
        return int(exact_number(number)) if number.is_integer() else number
    except ArithmeticError:
        return number


def match_example(pattern: str) -> str | None:
    """A short text that the pattern matches; None if none was found, or the syntax is not supported."""
    try:
        text, end = _choice(pattern, 0)
        is_example = end == len(pattern) and matches(pattern, text)
    except (IndexError, RecursionError, NotEvaluated):
        return None
    return text if is_example else None


def _choice(pattern: str, index: int) -> tuple[str, int]:
    """The first branch of a choice that starts at an index, and the index after the choice."""
    text, index = _sequence(pattern, index)
    while index < len(pattern) and pattern[index] == "|":
        _, index = _sequence(pattern, index + 1)
    return text, index


def _sequence(pattern: str, index: int) -> tuple[str, int]:
    shorten_value: list[str] = []
    while index < len(pattern) and pattern[index] not in "|)":
        atom, index = _atom(pattern, index)
        count, index = _repeats(pattern, index)
        shorten_value.append(atom * count)
    return "".join(shorten_value), index


def _atom(pattern: str, index: int) -> tuple[str, int]:
    match pattern[index]:
        case "^" | "$":
            return "", index + 1
        case ".":
            return "a", index + 1
        case "\\":
            letter = pattern[index + 1]
            return "" if letter in _EMPTY else _ESCAPES.get(letter, letter), index + 2
        case "[":
            found = _CLASS.match(pattern, index)
            if found is None:
                raise IndexError
            return _member(found[0]), found.end()
        case "(":
            opening = _GROUP.match(pattern, index)
            text, index = _choice(pattern, opening.end() if opening else index + 1)
            return text, index + 1
        case letter:
            return letter, index + 1


def _member(written: str) -> str:
    """A character of a class."""
    try:
        candidates = [char for char in _ANY + written if re.fullmatch(written, char)]
    except re.error:
        # Classes of ECMA-262 that Python does not have, such as `\p{L}`: no example is made.
        raise IndexError from None
    return candidates[0]


def _repeats(pattern: str, index: int) -> tuple[int, int]:
    """The repetitions of the token before an index, and the index after the quantifier."""
    if index < len(pattern) and pattern[index] in "*?+":
        lazy = index + 1 < len(pattern) and pattern[index + 1] == "?"
        return int(pattern[index] == "+"), index + 1 + lazy
    counted = _COUNT.match(pattern, index)
    return (int(counted[1]), counted.end()) if counted else (1, index)
