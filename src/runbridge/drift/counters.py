"""The counters of an observation: what is kept of each field, in bounded memory."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import accumulate

from runbridge.drift.report import Distribution, Location
from runbridge.drift.values import shown
from runbridge.inputs.chunks import Record
from runbridge.schemas.record_schema import Node

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
        self.examples: dict[str, None] = {}

    def add(self, owners: Sequence[Record], tokens: Sequence[bytes]) -> None:
        """Count some values, given with the records that they are in."""
        self.count += len(owners)
        self.records += len({owner.number for owner in owners})
        for token in dict.fromkeys(tokens):
            if len(self.examples) == _MOST_EXAMPLES:
                break
            self.examples[shown(token)] = None


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
        self._buckets.update(map(bucket, numbers))

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
