"""Counts the values at one path for many records at once, and the fields inside them; counters have bounded memory."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeVar

from msgspec import Raw

from runbridge._runtime.json_slices import split_array, split_object
from runbridge.drift.report import EMPTY, FRACTIONS, INTEGERS, OTHER_INTEGERS, UNSAFE, Distribution, Location
from runbridge.drift.values import (
    TYPES,
    Value,
    depth,
    has_unsafe_integer,
    is_integer,
    is_valid_time,
    shown,
    text_of,
    time_representation,
    valid_time_representation,
)
from runbridge.inputs.chunks import Record
from runbridge.schemas.record_schema import Node, Path

#: How many unknown fields of an object and new values of a vocabulary are counted separately, and how many names inside
#: opaque values; the rest is counted together.
MOST_DRIFTS = 200
MOST_NAMES = 50
#: A longer name or value is not kept at all.
LONGEST = 200
_MOST_EXAMPLES = 3
#: A size is counted by its first four bits, so that there are eight buckets from each power of two to the next.
_BITS = 4


class DriftCounter:
    """How often one kind of drift occurred, the location of the first occurrence, and examples."""

    #: It is set when the whole record was read.
    first: Location

    def __init__(self) -> None:
        self.count = 0
        self.records = 0
        #: By how they are shown: their literal text, empty where it is long.
        self.examples: dict[str, bytes] = {}

    def add(self, owners: Sequence[Record], tokens: Sequence[bytes]) -> None:
        """Count some values, given with the records that they are in."""
        self.count += len(owners)
        self.records += len({owner.number for owner in owners})
        for token in dict.fromkeys(tokens):
            if self.has_all_examples:
                break
            self.examples.setdefault(shown(token), token if len(token) <= LONGEST else b"")

    @property
    def has_all_examples(self) -> bool:
        """Whether there are as many examples as are shown."""
        return len(self.examples) == _MOST_EXAMPLES


class FieldCounters:
    """The counters of the values at one path, and those of the fields inside."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.types: Counter[str] = Counter()
        self.words: Counter[str] = Counter(dict.fromkeys(node.words, 0))
        self.times: Counter[str] = Counter()
        self.numbers: Counter[str] = Counter()
        self.texts: Counter[str] = Counter()
        self.names: Counter[str] = Counter()
        self.sizes = Histogram()
        self.depths = Histogram()
        self.drift_counters: dict[tuple[str, str | None], DriftCounter] = {}
        self.more_names = 0
        self.members = {name: FieldCounters(child) for name, child in node.members.items()}
        self.items = FieldCounters(node.items) if node.items else None
        self.values = FieldCounters(node.values) if node.values else None
        self.unknown: dict[str, FieldCounters] = {}

    @property
    def present(self) -> int:
        """The number of values."""
        return self.types.total()

    def drift_counter(self, kind: str, detail: str | None) -> DriftCounter:
        """The counter of a kind of drift; the detail is None for what is not counted separately."""
        return self.drift_counters.setdefault((kind, detail), DriftCounter())

    def has_room(self, kind: str, detail: str) -> bool:
        """Whether the detail is counted separately; it is from now on if there is room."""
        if (kind, detail) not in self.drift_counters and (
            len(detail) > LONGEST or len(self.drift_counters) >= MOST_DRIFTS
        ):
            return False
        self.drift_counter(kind, detail)
        return True

    def unknown_field(self, name: str) -> "FieldCounters | None":
        """The counters of an unknown field; None if there is no room for one more."""
        found = self.unknown.get(name)
        if found is None and len(name) <= LONGEST and len(self.unknown) < MOST_DRIFTS:
            found = self.unknown[name] = FieldCounters(Node(path=(*self.node.path, name)))
        return found

    def count_names(self, names: Collection[str]) -> None:
        """Count the names in an object whose names the schema does not list."""
        for name in names:
            if name in self.names or (len(self.names) < MOST_NAMES and len(name) <= LONGEST):
                self.names[name] += 1
            else:
                self.more_names += 1


class Histogram:
    """How often each number occurred, exact up to 15 and in buckets above; minimum and maximum are exact."""

    def __init__(self) -> None:
        self._buckets: Counter[int] = Counter()
        self._least = self._most = 0

    def add(self, numbers: Sequence[int]) -> None:
        """Count some numbers."""
        if not numbers:
            return
        self._least = min(numbers) if not self._buckets else min(self._least, *numbers)
        self._most = max(self._most, *numbers)
        for number, times in Counter(numbers).items():
            self._buckets[bucket(number)] += times

    def distribution(self) -> Distribution | None:
        """The distribution of the numbers; None if there are none."""
        if not self._buckets:
            return None
        return Distribution(least=self._least, median=self._quantile(50), p99=self._quantile(99), most=self._most)

    def _quantile(self, percent: int) -> int:
        tops = sorted(self._buckets)
        upto = list(accumulate(self._buckets[top] for top in tops))
        return min(tops[bisect_left(upto, -(-upto[-1] * percent // 100))], self._most)


def bucket(number: int) -> int:
    """The largest number in the bucket of a number."""
    shift = max(number.bit_length() - _BITS, 0)
    return (((number >> shift) + 1) << shift) - 1


#: No JSON value is empty.
_ABSENT = b""

Key = TypeVar("Key", str, str | None)


@dataclass(frozen=True, slots=True)
class Column:
    """Values, each with the record that it is in."""

    owners: Sequence[Record]
    tokens: Sequence[bytes]

    @staticmethod
    def of(pairs: Iterable[tuple[Record, Value]]) -> "Column":
        """The column of values given with their records."""
        kept = list(pairs)
        return Column([owner for owner, _ in kept], [bytes(value) for _, value in kept])

    def pairs(self) -> Iterable[tuple[Record, bytes]]:
        """The values with their records."""
        return zip(self.owners, self.tokens, strict=True)

    def split(self, keys: Sequence[Key]) -> "dict[Key, Column]":
        """The values that have the same key, by key."""
        if len(set(keys)) == 1:
            return {keys[0]: self}
        groups: dict[Key, list[tuple[Record, Value]]] = {}
        for key, pair in zip(keys, self.pairs(), strict=True):
            groups.setdefault(key, []).append(pair)
        return {key: Column.of(group) for key, group in groups.items()}


@dataclass(frozen=True)
class FirstOccurrence:
    """The first occurrence of some drift: its record, its path, and the value there.

    `at_name` asks for the location of the name of the value.
    """

    drift_counter: DriftCounter
    record_in_file: Record
    path: Path
    token: bytes
    at_name: bool


class Counting:
    """Counts columns, each with all values at its path in some whole records.

    `first_occurrences` has the drift whose location is still to be found.
    """

    def __init__(self) -> None:
        self.first_occurrences: list[FirstOccurrence] = []

    def count(self, counters: FieldCounters, column: Column) -> None:
        """Count values, and everything inside them."""
        node = counters.node
        for kind, part in column.split([TYPES.get(token[0]) or _number(token) for token in column.tokens]).items():
            counters.types[kind] += len(part.tokens)
            if kind in {"integer", "number"}:
                _count_numbers(counters, kind, part.tokens)
            elif kind == "string":
                self._count_strings(counters, part)
            elif kind == "object" and (node.members or node.values):
                self.count_objects(counters, part, [split_object(token) for token in part.tokens])
            elif kind == "array" and counters.items is not None:
                inside = ((owner, value) for owner, token in part.pairs() for value in split_array(token))
                self._count_some(counters.items, Column.of(inside))
            if not node.allows(kind):
                self._drift(counters, "null" if kind == "null" else "type", kind, part)
            if node.is_opaque and kind != "null":
                _count_opaque(counters, kind, part.tokens)

    def count_objects(self, counters: FieldCounters, column: Column, objects: Sequence[dict[str, Raw]]) -> None:
        """Count the fields of objects, whose own text is in the column. Counted fields are removed from the objects."""
        for name, member in counters.members.items():
            tokens = [bytes(each.pop(name, _ABSENT)) for each in objects]
            if all(tokens):
                self._count_some(member, Column(column.owners, tokens))
                continue
            if name in counters.node.required:
                missing = Column.of(pair for pair, token in zip(column.pairs(), tokens, strict=True) if not token)
                self._drift(member, "missing", None, missing, path=counters.node.path)
            self._count_some(member, Column.of(pair for pair in zip(column.owners, tokens, strict=True) if pair[1]))
        left = [(owner, each) for owner, each in zip(column.owners, objects, strict=True) if each]
        if counters.values is not None:
            for _, each in left:
                counters.count_names(each)
            self._count_some(
                counters.values, Column.of((owner, value) for owner, each in left for value in each.values())
            )
        else:
            self._count_unknown(counters, left)

    def _count_some(self, counters: FieldCounters, column: Column) -> None:
        if column.tokens:
            self.count(counters, column)

    def _count_unknown(self, counters: FieldCounters, objects: Iterable[tuple[Record, dict[str, Raw]]]) -> None:
        groups: dict[str, list[tuple[Record, Value]]] = {}
        others: list[tuple[Record, Value]] = []
        for owner, members_left in objects:
            for name, value in members_left.items():
                if counters.unknown_field(name) is None:
                    others.append((owner, value))
                else:
                    groups.setdefault(name, []).append((owner, value))
        for name, group in groups.items():
            column = Column.of(group)
            self.count(counters.unknown[name], column)
            self._drift(counters.unknown[name], "unknown", None, column, at_name=True)
        if others:
            self._drift(counters, "unknown", None, Column.of(others))

    def _count_strings(self, counters: FieldCounters, column: Column) -> None:
        if counters.node.words and counters.node.formats:
            # A text that is none of the words has to have one of the formats.
            kinds = ["word" if text_of(token) in counters.words else "time" for token in column.tokens]
            for kind, part in column.split(kinds).items():
                (self._count_words if kind == "word" else self._count_times)(counters, part)
        elif counters.node.words:
            self._count_words(counters, column)
        elif counters.node.formats:
            self._count_times(counters, column)
        else:
            count_texts(counters, column.tokens)

    def _count_words(self, counters: FieldCounters, column: Column) -> None:
        new: dict[bytes, str | None] = {}
        for token, number in Counter(column.tokens).items():
            word = text_of(token)
            if word in counters.words:
                counters.words[word] += number
            else:
                new[token] = word if counters.has_room("value", word) else None
        if new:
            left = Column.of(pair for pair in column.pairs() if pair[1] in new)
            for detail, part in left.split([new[token] for token in left.tokens]).items():
                self._drift(counters, "value", detail, part)

    def _count_times(self, counters: FieldCounters, column: Column) -> None:
        texts = [text_of(token) for token in column.tokens]
        bad = [None if is_valid_time(text, counters.node.formats) else time_representation(text) for text in texts]
        for representation, part in column.split(bad).items():
            if representation is None:
                counters.times.update(map(valid_time_representation, part.tokens))
            else:
                counters.times[representation] += len(part.tokens)
                self._drift(counters, "time", representation, part)

    def _drift(
        self,
        counters: FieldCounters,
        kind: str,
        detail: str | None,
        column: Column,
        *,
        path: Path | None = None,
        at_name: bool = False,
    ) -> None:
        """Count drift. With a path, the values are objects at that path."""
        drift_counter = counters.drift_counter(kind, detail)
        if not drift_counter.count:
            where = counters.node.path if path is None else path
            self.first_occurrences.append(
                FirstOccurrence(drift_counter, column.owners[0], where, column.tokens[0], at_name)
            )
        drift_counter.add(column.owners, column.tokens if path is None else ())


def _number(token: bytes) -> str:
    return "integer" if is_integer(token) else "number"


def _count_numbers(counters: FieldCounters, kind: str, tokens: Sequence[bytes]) -> None:
    if kind == "number":
        counters.numbers[FRACTIONS] += len(tokens)
        return
    representation = sum(not token.lstrip(b"-").isdigit() for token in tokens)
    counters.numbers[INTEGERS] += len(tokens) - representation
    counters.numbers[OTHER_INTEGERS] += representation
    counters.numbers[UNSAFE] += sum(map(has_unsafe_integer, tokens))


def count_texts(counters: FieldCounters, tokens: Sequence[bytes]) -> None:
    """Count the unusual texts; printable ASCII is not examined."""
    counters.texts[EMPTY] += tokens.count(b'""')
    # DEL is the only ASCII character that is not printable and that JSON allows without an escape.
    for text in [text_of(each) for each in tokens if b"\\" in each or b"\x7f" in each or not each.isascii()]:
        counters.texts["not ASCII"] += not text.isascii()
        counters.texts["beyond the BMP"] += max(text, default="") > "\uffff"
        counters.texts["not printable"] += not text.isprintable()


def _count_opaque(counters: FieldCounters, kind: str, tokens: Sequence[bytes]) -> None:
    """Count the size, depth and names of opaque values."""
    counters.sizes.add(list(map(len, tokens)))
    counters.depths.add(list(map(depth, tokens)))
    if kind in {"object", "array"}:
        counters.numbers[UNSAFE] += sum(map(has_unsafe_integer, tokens))
    if kind == "object":
        for token in tokens:
            counters.count_names(split_object(token))
