"""Values at one path, many records' at once, counted into the tally of that path and those of what is inside."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from msgspec import Raw

from runbridge.drift.counters import Hit, Tally
from runbridge.drift.report import EMPTY, FRACTIONS, INTEGERS, SPELLED, UNSAFE
from runbridge.drift.values import (
    TYPES,
    Value,
    depth,
    has_unsafe_integer,
    is_good_time,
    is_integer,
    spelling,
    spelling_of_good,
    text_of,
)
from runbridge.inputs.chunks import Record
from runbridge.jsontext import split_array, split_object
from runbridge.schemas.record_schema import Path

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
class Met:
    """Drift that was met for the first time: in which record, at which path, and the value to be found there.

    `at_name` asks for the place of the value's name.
    """

    hit: Hit
    entry: Record
    path: Path
    token: bytes
    at_name: bool


class Counting:
    """Counts columns. Each has all values at its path that some whole records hold.

    `met` has the drift whose place is still to be found.
    """

    def __init__(self) -> None:
        self.met: list[Met] = []

    def count(self, tally: Tally, column: Column) -> None:
        """Count values, and all that is inside of them."""
        node = tally.node
        for kind, part in column.split([TYPES.get(token[0]) or _number(token) for token in column.tokens]).items():
            tally.types[kind] += len(part.tokens)
            if kind in {"integer", "number"}:
                _count_numbers(tally, kind, part.tokens)
            elif kind == "string":
                self._count_strings(tally, part)
            elif kind == "object" and (node.members or node.values):
                self.count_objects(tally, part, [split_object(token) for token in part.tokens])
            elif kind == "array" and tally.items is not None:
                inside = ((owner, value) for owner, token in part.pairs() for value in split_array(token))
                self._count_some(tally.items, Column.of(inside))
            if not node.allows(kind):
                self._drift(tally, "null" if kind == "null" else "type", kind, part)
            if node.is_opaque and kind != "null":
                _measure(tally, kind, part.tokens)

    def count_objects(self, tally: Tally, column: Column, objects: Sequence[dict[str, Raw]]) -> None:
        """Count the members of objects, whose own text is in the column. What was counted is taken out of them."""
        for name, member in tally.members.items():
            tokens = [bytes(each.pop(name, _ABSENT)) for each in objects]
            if all(tokens):
                self._count_some(member, Column(column.owners, tokens))
                continue
            if name in tally.node.required:
                lacking = Column.of(pair for pair, token in zip(column.pairs(), tokens, strict=True) if not token)
                self._drift(member, "absent", None, lacking, path=tally.node.path)
            self._count_some(member, Column.of(pair for pair in zip(column.owners, tokens, strict=True) if pair[1]))
        left = [(owner, each) for owner, each in zip(column.owners, objects, strict=True) if each]
        if tally.values is not None:
            for _, each in left:
                tally.count_names(each)
            self._count_some(tally.values, Column.of((owner, value) for owner, each in left for value in each.values()))
        else:
            self._count_unknown(tally, left)

    def _count_some(self, tally: Tally, column: Column) -> None:
        if column.tokens:
            self.count(tally, column)

    def _count_unknown(self, tally: Tally, objects: Iterable[tuple[Record, dict[str, Raw]]]) -> None:
        groups: dict[str, list[tuple[Record, Value]]] = {}
        others: list[tuple[Record, Value]] = []
        for owner, members_left in objects:
            for name, value in members_left.items():
                if tally.named(name) is None:
                    others.append((owner, value))
                else:
                    groups.setdefault(name, []).append((owner, value))
        for name, group in groups.items():
            column = Column.of(group)
            self.count(tally.unknown[name], column)
            self._drift(tally.unknown[name], "unknown", None, column, at_name=True)
        if others:
            self._drift(tally, "unknown", None, Column.of(others))

    def _count_strings(self, tally: Tally, column: Column) -> None:
        if tally.node.words:
            self._count_words(tally, column)
        elif tally.node.formats:
            self._count_times(tally, column)
        else:
            _look_at_texts(tally, column.tokens)

    def _count_words(self, tally: Tally, column: Column) -> None:
        new: dict[bytes, str | None] = {}
        for token, number in Counter(column.tokens).items():
            word = text_of(token)
            if word in tally.words:
                tally.words[word] += number
            else:
                new[token] = word if tally.keeps("value", word) else None
        if new:
            left = Column.of(pair for pair in column.pairs() if pair[1] in new)
            for detail, part in left.split([new[token] for token in left.tokens]).items():
                self._drift(tally, "value", detail, part)

    def _count_times(self, tally: Tally, column: Column) -> None:
        texts = [text_of(token) for token in column.tokens]
        bad = [None if is_good_time(text, tally.node.formats) else spelling(text) for text in texts]
        for spelled, part in column.split(bad).items():
            if spelled is None:
                tally.times.update(map(spelling_of_good, part.tokens))
            else:
                tally.times[spelled] += len(part.tokens)
                self._drift(tally, "time", spelled, part)

    def _drift(
        self,
        tally: Tally,
        kind: str,
        detail: str | None,
        column: Column,
        *,
        path: Path | None = None,
        at_name: bool = False,
    ) -> None:
        """Count drift. With a path, the values are not the tally's own but objects at that path."""
        hit = tally.hit(kind, detail)
        if not hit.count:
            where = tally.node.path if path is None else path
            self.met.append(Met(hit, column.owners[0], where, column.tokens[0], at_name))
        hit.add(column.owners, column.tokens if path is None else ())


def _number(token: bytes) -> str:
    return "integer" if is_integer(token) else "number"


def _count_numbers(tally: Tally, kind: str, tokens: Sequence[bytes]) -> None:
    if kind == "number":
        tally.numbers[FRACTIONS] += len(tokens)
        return
    spelled = sum(not token.lstrip(b"-").isdigit() for token in tokens)
    tally.numbers[INTEGERS] += len(tokens) - spelled
    tally.numbers[SPELLED] += spelled
    tally.numbers[UNSAFE] += sum(map(has_unsafe_integer, tokens))


def _look_at_texts(tally: Tally, tokens: Sequence[bytes]) -> None:
    """Count the texts that are out of the ordinary; plain ASCII needs no look at its characters."""
    tally.texts[EMPTY] += tokens.count(b'""')
    # DEL is the one character of ASCII that is not printable and may stand in JSON as it is.
    for text in [text_of(each) for each in tokens if b"\\" in each or b"\x7f" in each or not each.isascii()]:
        tally.texts["not ASCII"] += not text.isascii()
        tally.texts["beyond the BMP"] += max(text, default="") > "\uffff"
        tally.texts["not printable"] += not text.isprintable()


def _measure(tally: Tally, kind: str, tokens: Sequence[bytes]) -> None:
    """Count what an opaque value shows from outside."""
    tally.sizes.add(list(map(len, tokens)))
    tally.depths.add(list(map(depth, tokens)))
    if kind in {"object", "array"}:
        tally.numbers[UNSAFE] += sum(map(has_unsafe_integer, tokens))
    if kind == "object":
        for token in tokens:
            tally.count_names(split_object(token))
