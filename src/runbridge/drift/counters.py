"""The counters of an observation: what is kept of each member, bounded whatever the records hold."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import accumulate

from runbridge.drift.report import Place, Spread
from runbridge.drift.values import shown
from runbridge.inputs.chunks import Record
from runbridge.schemas.record_schema import Node

#: So many unknown members of an object and new values of a vocabulary are kept apart, and so many names inside opaque
#: values; the rest is counted together.
MOST_DRIFTS = 200
MOST_NAMES = 50
#: A longer name or value is not kept at all.
LONGEST = 200
_MOST_EXAMPLES = 3
#: A size is counted by its first four bits, so that there are eight buckets from each power of two to the next.
_BITS = 4


class Hit:
    """How often one kind of drift was met, where first, and what it looked like."""

    #: It is looked for when all of the record is known.
    first: Place

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


class Tally:
    """What was seen of the values at one path; the tallies of what is inside of them hang on it."""

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
        self.hits: dict[tuple[str, str | None], Hit] = {}
        self.more_names = 0
        self.members = {name: Tally(child) for name, child in node.members.items()}
        self.items = Tally(node.items) if node.items else None
        self.values = Tally(node.values) if node.values else None
        self.unknown: dict[str, Tally] = {}

    @property
    def present(self) -> int:
        """How many values there were."""
        return self.types.total()

    def hit(self, kind: str, detail: str | None) -> Hit:
        """The hit of some drift; its detail is None for what is not kept apart."""
        return self.hits.setdefault((kind, detail), Hit())

    def keeps(self, kind: str, detail: str) -> bool:
        """Whether there is a hit for that detail, or room for one, which is then taken."""
        if (kind, detail) not in self.hits and (len(detail) > LONGEST or len(self.hits) >= MOST_DRIFTS):
            return False
        self.hit(kind, detail)
        return True

    def named(self, name: str) -> "Tally | None":
        """The tally of an unknown member; None where there is no room for one more."""
        found = self.unknown.get(name)
        if found is None and len(name) <= LONGEST and len(self.unknown) < MOST_DRIFTS:
            found = self.unknown[name] = Tally(Node(path=(*self.node.path, name)))
        return found

    def count_names(self, names: Collection[str]) -> None:
        """Count the names in an object of which the shape does not say them."""
        for name in names:
            if name in self.names or (len(self.names) < MOST_NAMES and len(name) <= LONGEST):
                self.names[name] += 1
            else:
                self.more_names += 1


class Histogram:
    """How often each number was met, exact up to 15 and in buckets above; the least and the greatest are exact."""

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

    def spread(self) -> Spread | None:
        """The numbers in short; None where there are none."""
        if not self._buckets:
            return None
        return Spread(least=self._least, median=self._quantile(50), p99=self._quantile(99), most=self._most)

    def _quantile(self, percent: int) -> int:
        tops = sorted(self._buckets)
        upto = list(accumulate(self._buckets[top] for top in tops))
        return min(tops[bisect_left(upto, -(-upto[-1] * percent // 100))], self._most)


def bucket(number: int) -> int:
    """The greatest number in the bucket of a number."""
    shift = max(number.bit_length() - _BITS, 0)
    return (((number >> shift) + 1) << shift) - 1
