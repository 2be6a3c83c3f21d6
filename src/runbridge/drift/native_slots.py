"""Plans by which the native module counts lines: its nodes, and what the values of each of their slots count for.

A plan is made of what was already seen. Only that is counted by it: each listed name, each unknown field, and each kind
of drift that has as many examples as are shown, or else with values that are among these. So whatever depends on the
order of lines is up to Python, which counts all the others in their order.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from runbridge._runtime.json_codec import encode_json
from runbridge.drift.counting import MOST_NAMES, DriftCounter, FieldCounters
from runbridge.drift.report import EMPTY, FRACTIONS, INTEGERS, OTHER_INTEGERS, UNSAFE
from runbridge.drift.values import is_valid_time, time_representation
from runbridge.record.native_nodes import ANY, MOST_FIELDS, Nodes, Plan, field_node, need
from runbridge.schemas.record_schema import Node

#: The states of slots: what is done with their values. See native/lane.h for these numbers and the order of slots.
_NOT, _ALL, _WORDS = range(3)
_KINDS = ("null", "boolean", "integer", "number", "string", "array", "object")
#: A time for each slot of times, by its offset and its decimal places, and the number of these.
_TIMES = [(f"2000-01-01T00:00:00{'.' * bool(n)}{'0' * n}{end}", n) for end in ("", "Z", "+01:00") for n in range(10)]
#: The decimal places that stand for others with the same representation.
_PRECISIONS = (0, 3, 6, 9)
#: The most words of a node, the longest one, and the most nodes and levels of a plan.
_MOST_WORDS = 256
_LONGEST_WORD = 4_000
_MOST_NODES = 1_000
_MOST_LEVELS = 100


class Slot(NamedTuple):
    """What a value of a slot counts for; `names` are the counters of an object with a field that is not listed."""

    state: int
    counts: Sequence[tuple[Counter[str], str, int]] = ()
    drift: DriftCounter | None = None
    names: FieldCounters | None = None


class CountingPlan(NamedTuple):
    """A plan for the module, with its slots and the counters of its nodes."""

    spec: Plan
    slots: list[Slot]
    counters: list[FieldCounters]


def counting_plan(root: FieldCounters) -> CountingPlan:
    """The plan for records with some counters; raises UnsupportedError."""
    builder = _Builder()
    record = Slot(_ALL, [(root.types, "object", 1)])
    kinds = [record if kind == "object" else Slot(_NOT) for kind in _KINDS]
    at = builder.add(root, kinds, is_opaque=False, is_record=True)
    need(at < _MOST_NODES)
    spec = {"nodes": builder.nodes.nodes, "root": at, "conversion": 0, "columns": [], "states": builder.states}
    return CountingPlan(spec, builder.slots, builder.counters)


class _Field(NamedTuple):
    name: str
    node: int
    slot: Slot
    is_required: bool = False


class _Builder:
    """The nodes so far, with their slots and counters."""

    def __init__(self) -> None:
        # Values inside of opaque ones are looked at as in strict mode. They are of the first node, and not counted.
        self.nodes = Nodes(strict=True)
        self.states: list[bytes] = []
        self.slots: list[Slot] = []
        self.counters: list[FieldCounters] = []
        nothing = FieldCounters(Node(path=()))
        self._add_slots(nothing, _own_slots(nothing, [Slot(_ALL)] * len(_KINDS)))

    def add(
        self,
        counters: FieldCounters,
        kinds: Sequence[Slot],
        examples: Sequence[bytes] = (),
        *,
        is_opaque: bool,
        is_record: bool,
    ) -> int:
        """The number of a new node, whose values are of some kinds."""
        items = extra = 0 if is_opaque else -1
        if counters.items is not None:
            items = self._add_value(counters.items)
        if counters.values is not None:
            extra = self._add_value(counters.values)
        fields = self._fields(counters, extra) if is_opaque or is_record else []
        words = {**{token: Slot(_ALL) for token in examples}, **_words(counters)}
        words = dict([each for each in words.items() if len(each[0]) <= _LONGEST_WORD][:_MOST_WORDS])
        self._add_slots(counters, [*_own_slots(counters, kinds), *words.values(), *(field.slot for field in fields)])
        return self.nodes.add(
            ANY,
            fields=[_field_node(field) for field in fields],
            words=[*words],
            time=2 if _has_times(counters.node) else 0,
            items=items,
            extra=extra,
            closed=int(is_record),
        )

    def _add_value(self, counters: FieldCounters, unknown: DriftCounter | None = None) -> int:
        """The number of the node of a value; `unknown` is the drift that its field is unknown."""
        node = counters.node
        need(len(node.path) <= _MOST_LEVELS)
        need(not node.is_opaque or not any((node.members, node.items, node.values, node.words, node.formats)))
        kinds = [_kind(counters, kind, unknown) for kind in _KINDS]
        gates = [each for each in (unknown, *(slot.drift for slot in kinds)) if each and not each.has_all_examples]
        examples = [token for each in gates for token in each.examples.values() if token]
        is_record = bool(node.members or node.values)
        return self.add(counters, kinds, examples, is_opaque=node.is_opaque, is_record=is_record)

    def _fields(self, counters: FieldCounters, extra: int) -> list[_Field]:
        required = counters.node.required
        found = [
            _Field(name, self._add_value(each), Slot(_ALL), name in required) for name, each in counters.members.items()
        ]
        if extra >= 0:
            return found + [_Field(name, extra, Slot(_ALL, [(counters.names, name, 1)])) for name in counters.names]
        for name, each in [*counters.unknown.items()][: max(MOST_FIELDS - len(found), 0)]:
            drift = each.drift_counter("unknown", None)
            found.append(_Field(name, self._add_value(each, drift), Slot(_ALL, drift=drift)))
        return found

    def _add_slots(self, counters: FieldCounters, slots: Sequence[Slot]) -> None:
        self.states.append(bytes(slot.state for slot in slots))
        self.slots += slots
        self.counters.append(counters)


def _field_node(field: _Field) -> Plan:
    # A name with unpaired surrogates is in no line that is counted.
    name = field.name.encode(errors="surrogatepass")
    return {**field_node("", field.node, field.is_required), "name": name}


def _kind(counters: FieldCounters, kind: str, unknown: DriftCounter | None) -> Slot:
    """The slot of values of a kind."""
    counts = [(counters.types, kind, 1)]
    if kind in {"integer", "number"}:
        counts.append((counters.numbers, INTEGERS if kind == "integer" else FRACTIONS, 1))
    drift = None
    if not counters.node.allows(kind):
        drift = counters.drift_counters.get(("null" if kind == "null" else "type", kind))
        if drift is None:
            return Slot(_NOT)
    gate = drift or unknown
    is_any = gate is None or gate.has_all_examples
    if kind == "string" and counters.node.words:
        return Slot(_WORDS if is_any else _NOT, counts, drift)
    return Slot(_ALL if is_any else _WORDS, counts, drift)


def _own_slots(counters: FieldCounters, kinds: Sequence[Slot]) -> list[Slot]:
    """The slots that each node has, in their order."""
    numbers, node = counters.numbers, counters.node
    missing = counters.drift_counters.get(("missing", None))
    has_texts = not node.words and not node.formats
    return [
        *kinds,
        Slot(_ALL, [(counters.texts, EMPTY, 1)] if has_texts else ()),
        Slot(_ALL, [(numbers, UNSAFE, 1)]),
        Slot(_ALL, [(numbers, OTHER_INTEGERS, 1), (numbers, INTEGERS, -1)]),
        Slot(_NOT if missing is None else _ALL, drift=missing),
        Slot(_ALL if len(counters.names) >= MOST_NAMES else _NOT, names=counters),
        *(_time(counters, text, places) for text, places in _TIMES),
    ]


def _has_times(node: Node) -> bool:
    return bool(node.formats and not node.words)


def _time(counters: FieldCounters, text: str, places: int) -> Slot:
    """The slot of times like a text."""
    if not _has_times(counters.node):
        return Slot(_NOT)
    representation = time_representation(text)
    counts = [(counters.times, representation, 1)]
    if is_valid_time(text, counters.node.formats):
        return Slot(_ALL, counts)
    drift = counters.drift_counters.get(("time", representation))
    if drift is None or not drift.has_all_examples or places not in _PRECISIONS:
        return Slot(_NOT)
    return Slot(_ALL, counts, drift)


def _words(counters: FieldCounters) -> Mapping[bytes, Slot]:
    """The known words of a vocabulary, and new ones that were seen."""
    new = {word: each for (kind, word), each in counters.drift_counters.items() if kind == "value" and word is not None}
    return {
        **{encode_json(word): Slot(_ALL, [(counters.words, word, 1)]) for word in counters.words},
        **{encode_json(word): Slot(_ALL, drift=drift) for word, drift in new.items()},
    }
