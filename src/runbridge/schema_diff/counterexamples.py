"""Counterexamples: whole records that one version accepts and the other refuses, as jsonschema says."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from runbridge.schema_diff.compare import Difference
from runbridge.schema_diff.examples import Inventor
from runbridge.schema_diff.intersection import Meet
from runbridge.schema_diff.locations import Level, Nodes, Step
from runbridge.schema_diff.model import Counterexample, Role
from runbridge.schemas.document import Document, Node, Path, text_of

#: How many parts of a record are tried for a difference, and in how many records each.
_MOST_PARTS = 60
_MOST_RECORDS = 12
_MOST_BASES = 4


class Searcher:
    """Looks for records that `writer` accepts and `reader` refuses."""

    def __init__(self, writer: Document, reader: Document, role: Role, inventor: Inventor) -> None:
        self._writer = writer
        self._reader = reader
        self._role: Role = role
        self._inventor = inventor

    def is_counterexample(self, record: Any) -> bool:
        """Whether jsonschema confirms a record."""
        return self._writer.root.accepts(record) is True and self._reader.root.accepts(record) is False

    def anywhere(self) -> Iterator[Counterexample]:
        """Counterexamples for the versions as a whole."""
        both = Meet((self._writer.root, self._reader.root))
        for meet in (both, Meet((self._writer.root,)), Meet((self._reader.root,))):
            for record in filter(self.is_counterexample, self._inventor.candidates(meet)):
                yield Counterexample(record=record)

    def showing(self, difference: Difference) -> Iterator[Counterexample]:
        """Counterexamples that show a difference."""
        for part in islice(self._parts(difference), _MOST_PARTS):
            for record, path in islice(self._records(difference.trail.steps, part, ()), _MOST_RECORDS):
                if self.is_counterexample(record):
                    yield Counterexample(record=record, path=path)

    def _parts(self, difference: Difference) -> Iterator[Any]:
        """Values for the end of the trail that the writer may write there and the reader does not want."""
        level, steps = difference.trail.level, difference.trail.steps
        kind = "string" if steps and steps[-1].way == "name" else None
        focus = difference.focus_new if self._role == "consumer" else difference.focus_old
        writes, reads = self._sides(level)
        tried: set[str] = set()
        for meet in self._meets(level, kind):
            for value in self._inventor.candidates(meet):
                text = text_of(value)
                if text in tried or not all(node.accepts(value) is True for node in writes):
                    continue
                tried.add(text)
                is_refused = any(node.accepts(value) is False for node in reads)
                if is_refused and (focus is None or self._reader.root.accepts_by(focus, value) is False):
                    yield value

    def _sides(self, level: Level) -> tuple[Nodes, Nodes]:
        return (level.old, level.new) if self._role == "consumer" else (level.new, level.old)

    def _meets(self, level: Level, kind: str | None = None) -> list[Meet]:
        """The schemas of a level to invent values from: of both versions, so that little else differs, then of one."""
        writes, reads = self._sides(level)
        inner = tuple(node for node in level.inner if node.document is self._writer)
        groups: list[tuple[Node, ...]] = [
            (*writes, *reads, *level.inner),
            (*writes, *inner, *reads),
            (*writes, *inner),
            (*writes, *reads),
            writes,
            reads,
        ]
        meets = [Meet().plus(*nodes) for nodes in groups]
        return list(dict.fromkeys(meets if kind is None else (meet.of_kind(kind) for meet in meets)))

    def _records(self, steps: tuple[Step, ...], part: Any, path: Path) -> Iterator[tuple[Any, Path]]:
        """Whole records around a part, and the path to it."""
        if steps:
            *outer, step = steps
            for value, at in islice(self._fitting(step, part), _MOST_BASES):
                yield from self._records(tuple(outer), value, (at, *path))
        else:
            yield part, path

    def _fitting(self, step: Step, part: Any) -> Iterator[tuple[Any, str | int]]:
        """Those of the values around a part that the writer may write."""
        writes, _ = self._sides(step.level)
        for value, at in self._around(step, part):
            if all(node.accepts(value) is True for node in writes):
                yield value, at

    def _around(self, step: Step, part: Any) -> Iterator[tuple[Any, str | int]]:
        """Values that have a part where a step goes, and where that is."""
        for meet in self._meets(step.level, "array" if step.way == "item" else "object"):
            for base in self._bases(meet):
                match step.way:
                    case "item":
                        index = int(step.at)
                        before = [*base[:index], *self._inventor.elements(meet, index)[len(base) :]]
                        yield [*before, part, *base[index + 1 :]], len(before)
                        yield [*before, part, *base[index:]], len(before)
                    case "name":
                        # What is no text is no name: schemas of names may speak of anything.
                        if isinstance(part, str):
                            yield {**base, part: self._any_member(meet, part)}, part
                    case "member":
                        yield {**base, str(step.at): part}, step.at
                    case _:
                        yield from (({**base, name: part}, name) for name in self._names(meet, step))

    def _bases(self, meet: Meet) -> list[Any]:
        return [*self._inventor.valid(meet), [] if "array" in meet.allowed else {}]

    def _any_member(self, meet: Meet, name: str) -> Any:
        return next(iter(self._inventor.valid(meet.member(name))), "")

    def _names(self, meet: Meet, step: Step) -> Iterator[str]:
        """Names for a member that has none yet, of which a few are enough."""
        named = tuple(part.at("propertyNames") for part, _ in meet.given("propertyNames"))
        if step.way == "matching":
            return islice(self._inventor.names(named, pattern=str(step.at)), 3)
        patterns = [pattern for _, given in meet.given("patternProperties") for pattern in given]
        names = self._inventor.names(named, meet.names)
        return islice((name for name in names if not any(re.search(pattern, name) for pattern in patterns)), 3)
