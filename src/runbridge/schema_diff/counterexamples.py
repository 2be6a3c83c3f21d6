"""Searches for counterexamples: records that one version accepts and the other refuses, according to jsonschema."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from runbridge.schema_diff.compare import Difference
from runbridge.schema_diff.examples import InstanceGenerator
from runbridge.schema_diff.intersection import Intersection
from runbridge.schema_diff.match import Nodes, PathLevel, PathStep
from runbridge.schema_diff.model import Counterexample, Role
from runbridge.schemas.document import Document, Node, Path, text_of
from runbridge.schemas.exact_keywords import matches

#: How many parts of a record are tried for a difference, and in how many records each.
_MOST_PARTS = 60
_MOST_RECORDS = 12
_MOST_BASES = 4


class CounterexampleSearch:
    """Searches for records that `writer` accepts and `reader` refuses.

    `narrowed` is the writer's schema of what the writer is assumed to write.
    """

    def __init__(
        self, writer: Document, reader: Document, role: Role, generator: InstanceGenerator, narrowed: Document
    ) -> None:
        self._writer = writer
        self._narrowed = narrowed
        self._reader = reader
        self._role: Role = role
        self._generator = generator

    def is_counterexample(self, record: Any) -> bool:
        """Whether jsonschema confirms a record."""
        is_written = self._narrowed.root.accepts(record) is True and (
            self._narrowed is self._writer or self._writer.root.accepts(record) is True
        )
        return is_written and self._reader.root.accepts(record) is False

    def anywhere(self) -> Iterator[Counterexample]:
        """Counterexamples for the versions as a whole."""
        written, read = self._narrowed.root, self._reader.root
        for intersection in (Intersection((written, read)), Intersection((written,)), Intersection((read,))):
            for record in filter(self.is_counterexample, self._generator.candidates(intersection)):
                yield Counterexample(record=record)

    def showing(self, difference: Difference) -> Iterator[Counterexample]:
        """Counterexamples that show a difference."""
        for part in islice(self._parts(difference), _MOST_PARTS):
            for record, path in islice(self._records(difference.instance_path.steps, part, ()), _MOST_RECORDS):
                if self.is_counterexample(record):
                    yield Counterexample(record=record, path=path)

    def _parts(self, difference: Difference) -> Iterator[Any]:
        """Values for the end of the instance path that the writer may write there and the reader refuses."""
        level, steps = difference.instance_path.level, difference.instance_path.steps
        kind = "string" if steps and steps[-1].kind == "name" else None
        focus = difference.focus_new if self._role == "consumer" else difference.focus_old
        writes, reads = self._sides(level)
        tried: set[str] = set()
        for intersection in self._intersections(level, kind):
            for value in self._generator.candidates(intersection):
                text = text_of(value)
                if text in tried or not all(node.accepts(value) is True for node in writes):
                    continue
                tried.add(text)
                is_refused = any(node.accepts(value) is False for node in reads)
                if is_refused and (focus is None or self._reader.root.accepts_by(focus, value) is False):
                    yield value

    def _sides(self, level: PathLevel) -> tuple[Nodes, Nodes]:
        writes, reads = (level.old, level.new) if self._role == "consumer" else (level.new, level.old)
        return self._written(writes), reads

    def _written(self, nodes: Nodes) -> Nodes:
        """The schemas of what the writer is assumed to write."""
        return tuple(self._narrowed.node(node.path) if node.document is self._writer else node for node in nodes)

    def _intersections(self, level: PathLevel, kind: str | None = None) -> list[Intersection]:
        """The schemas to generate values of a level from: both versions, so that little else differs, then one."""
        writes, reads = self._sides(level)
        inner = self._written(tuple(node for node in level.inner if node.document is self._writer))
        groups: list[tuple[Node, ...]] = [
            (*writes, *reads, *self._written(level.inner)),
            (*writes, *inner, *reads),
            (*writes, *inner),
            (*writes, *reads),
            writes,
            reads,
        ]
        intersections = [Intersection().plus(*nodes) for nodes in groups]
        return list(
            dict.fromkeys(
                intersections if kind is None else (intersection.of_kind(kind) for intersection in intersections)
            )
        )

    def _records(self, steps: tuple[PathStep, ...], part: Any, path: Path) -> Iterator[tuple[Any, Path]]:
        """Whole records around a part, and the path to it."""
        if steps:
            *outer, step = steps
            for value, at in islice(self._fitting(step, part), _MOST_BASES):
                yield from self._records(tuple(outer), value, (at, *path))
        else:
            yield part, path

    def _fitting(self, step: PathStep, part: Any) -> Iterator[tuple[Any, str | int]]:
        """The values around a part that the writer may write."""
        writes, _ = self._sides(step.level)
        for value, at in self._around(step, part):
            if all(node.accepts(value) is True for node in writes):
                yield value, at

    def _around(self, step: PathStep, part: Any) -> Iterator[tuple[Any, str | int]]:
        """Values that have a part where a step leads, and the name or index of the part."""
        for intersection in self._intersections(step.level, "array" if step.kind == "item" else "object"):
            for base in self._bases(intersection):
                match step.kind:
                    case "item":
                        index = int(step.at)
                        before = [*base[:index], *self._generator.elements(intersection, index)[len(base) :]]
                        yield [*before, part, *base[index + 1 :]], len(before)
                        yield [*before, part, *base[index:]], len(before)
                    case "name":
                        # Only a text is a name; schemas of names may accept other values.
                        if isinstance(part, str):
                            yield {**base, part: self._any_member(intersection, part)}, part
                    case "field":
                        yield {**base, str(step.at): part}, step.at
                    case _:
                        yield from (({**base, name: part}, name) for name in self._names(intersection, step))

    def _bases(self, intersection: Intersection) -> list[Any]:
        return [*self._generator.valid(intersection), [] if "array" in intersection.allowed else {}]

    def _any_member(self, intersection: Intersection, name: str) -> Any:
        return next(iter(self._generator.valid(intersection.member(name))), "")

    def _names(self, intersection: Intersection, step: PathStep) -> Iterator[str]:
        """A few names for a new property."""
        named = tuple(part.at("propertyNames") for part, _ in intersection.given("propertyNames"))
        if step.kind == "matching":
            return islice(self._generator.names(named, pattern=str(step.at)), 3)
        patterns = [pattern for _, given in intersection.given("patternProperties") for pattern in given]
        names = self._generator.names(named, intersection.names)
        return islice((name for name in names if not any(matches(pattern, name) for pattern in patterns)), 3)
