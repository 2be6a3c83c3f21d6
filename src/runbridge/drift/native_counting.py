"""Counts lines in the native module, but for those in which something is new: Python counts these."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from runbridge.drift.counting import FieldCounters, count_texts
from runbridge.drift.native_slots import CountingPlan, counting_plan
from runbridge.record.native_nodes import UnsupportedError, load_library, make_plan

if TYPE_CHECKING:
    from runbridge._native import Counted, Other


class NativeCounting:
    """Counts lines for the counters of records, with a plan of what these have seen."""

    def __init__(self, root: FieldCounters) -> None:
        self._root = root
        self._library = load_library()
        self._seen = _count_seen(root)
        self._made: tuple[object, CountingPlan] | None = None

    def update(self) -> None:
        """Make another plan for the next lines if Python has seen more in others."""
        seen = _count_seen(self._root)
        if self._seen != seen:
            self._seen = seen
            self._made = None

    def count(self, text: bytes) -> "tuple[int, Sequence[Other]] | None":
        """Count lines: how many there are, and those that are left to count; None if all of them are."""
        library = self._library
        if library is None or not text:
            return None
        if self._made is None:
            try:
                plan = counting_plan(self._root)
                self._made = make_plan(library, plan.spec), plan
            except UnsupportedError:
                # Nor is it supported when more was seen.
                self._library = None
                return None
        native, plan = self._made
        result: Counted | None = library.process_lines(native, text)
        if result is None:
            return None
        facts, lines, others, slots, *_ = result
        _add_slots(plan, slots)
        _add_facts(plan, facts, text)
        return lines, others

    def count_again(self, text: bytes, others: "Sequence[Other]") -> "Sequence[Other]":
        """Count lines that were left to count if more was seen since: those that are still left."""
        if self._made is not None:
            return others
        counted = self.count(b"".join([text[start : end + 1] for _, start, end, _ in others]))
        return others if counted is None else [others[at] for at, *_ in counted[1]]


def _count_seen(counters: FieldCounters) -> int:
    """A number that grows with all that a plan is made of."""
    own = 1 + len(counters.names) + sum(1 + len(each.examples) for each in counters.drift_counters.values())
    inside = (*counters.members.values(), *counters.unknown.values(), counters.items, counters.values)
    return own + sum(_count_seen(each) for each in inside if each is not None)


def _threes(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Integers of 32 bits, three at a time."""
    numbers = memoryview(data).cast("I").tolist()
    return zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)


def _add_slots(plan: CountingPlan, data: bytes) -> None:
    """Count what is in slots: the number of each, and how many values and lines."""
    for at, values, lines in _threes(data):
        _, counts, drift, names = plan.slots[at]
        for counter, name, times in counts:
            counter[name] += times * values
        if drift is not None:
            drift.count += values
            drift.records += lines
        if names is not None:
            names.more_names += values


def _add_facts(plan: CountingPlan, data: bytes, text: bytes) -> None:
    """Count what the module leaves to Python: the sizes and depths of opaque values, and unusual texts."""
    facts: dict[int, list[tuple[int, int]]] = {}
    for what, one, two in _threes(data):
        facts.setdefault(what, []).append((one, two))
    for what, pairs in facts.items():
        counters = plan.counters[what >> 1]
        if what & 1 == 0:
            sizes, depths = zip(*pairs, strict=True)
            counters.sizes.add(sizes)
            counters.depths.add(depths)
        elif not counters.node.words:
            count_texts(counters, [text[start : start + size] for start, size in pairs])
