"""One pass over files: records in, a report out, with the first location of each drift, in bounded memory."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, cast

from msgspec import Raw

from runbridge._runtime.json_slices import REFUSALS, WHITESPACE, check_utf8, split_object, try_split_object
from runbridge._runtime.schema_validator import Path as ExactPath
from runbridge.diagnosis.explain import read
from runbridge.drift.build_report import build_report
from runbridge.drift.counting import Column, Counting, FieldCounters, FirstOccurrence
from runbridge.drift.native_counting import NativeCounting
from runbridge.drift.report import Location, Report, UnreadableRecord
from runbridge.drift.values import Value
from runbridge.errors import InvalidRecord, UsageError
from runbridge.formats import check_profile, find_format
from runbridge.inputs.chunks import MAX_RECORD, Chunk, Record
from runbridge.inputs.envelopes import AUTO
from runbridge.inputs.reader import read_chunks
from runbridge.inputs.sources import expand, open_input
from runbridge.json_locations import Spans, find
from runbridge.options import Progress, RunOptions
from runbridge.pipeline.run_context import ProgressTracker
from runbridge.pipeline.runner import unwrap_records
from runbridge.pipeline.stats import RunStats
from runbridge.problems import Problem
from runbridge.schemas.record_schema import Node, Path, Step, shape_of

#: How many values of a record are compared to find the first ones; a value that is not among them gets the location of
#: the record.
_MOST_VALUES = 100_000
#: What may follow a value; the empty text at the end.
_BEHIND = ("", ",", "]", "}", " ", "\t", "\n", "\r")


def location_in_file(file: str, record_in_file: Record, line: int = 1, column: int = 1) -> Location:
    """The location in a file of a line and column in one of its records."""
    return Location(
        file=file,
        record=record_in_file.number,
        line=record_in_file.line + line - 1,
        column=column + (record_in_file.column - 1 if line == 1 else 0),
        offset=record_in_file.offset,
    )


def find_first_locations(file: str, first_occurrences: Iterable[FirstOccurrence]) -> None:
    """Set the location of the first value of each drift counter."""
    by_record: dict[int, list[FirstOccurrence]] = {}
    for each in first_occurrences:
        by_record.setdefault(each.record_in_file.number, []).append(each)
    for group in by_record.values():
        _find_in_record(file, group[0].record_in_file, group)


def _find_in_record(file: str, record_in_file: Record, first_occurrences: Sequence[FirstOccurrence]) -> None:
    for each in first_occurrences:
        each.drift_counter.first = location_in_file(file, record_in_file)
    try:
        text, value = read(record_in_file.data)
        most = _MOST_VALUES // len(first_occurrences)
        paths = {each.path: list(_exact_paths(value, each.path, iter(range(most)))) for each in first_occurrences}
        places = find(text, {path for some in paths.values() for path in some})
    except (InvalidRecord, RecursionError):
        # msgspec reads values that are nested a little deeper than the parser that finds locations.
        return
    spans = Spans(text)
    for each in first_occurrences:
        token = each.token.decode()
        there = (places[path] for path in paths[each.path] if _is_value_at(text, places[path].value, token))
        if (first := next(there, None)) is not None:
            each.drift_counter.first = location_in_file(
                file, record_in_file, *spans.position(first.name if each.at_name else first.value)
            )


def _is_value_at(text: str, index: int, token: str) -> bool:
    """Whether a value is at an index, and not only the first digits of one."""
    end = index + len(token)
    return text.startswith(token, index) and text[end : end + 1] in _BEHIND


def _exact_paths(value: Any, path: Path, room: Iterator[int]) -> Iterator[ExactPath]:
    """The exact paths in a value that match a path, up to a limit."""
    if not path:
        yield ()
        return
    for (name, child), _ in zip(_children(value, path[0]), room, strict=False):
        for deeper in _exact_paths(child, path[1:], room):
            yield (name, *deeper)


def _children(value: Any, step: str | Step) -> Iterable[tuple[str | int, Any]]:
    match value, step:
        case dict(), Step.VALUE:
            return cast("dict[str, Any]", value).items()
        case dict(), str(name):
            members = cast("dict[str, Any]", value)
            return [(name, members[name])] if name in members else ()
        case list(), Step.ITEM:
            return enumerate(cast("Iterable[Any]", value))
        case _:
            return ()


#: The number of broken records that are reported with their locations.
_MOST_BROKEN = 20
#: Records are counted in batches of this size.
_BATCH = 256
_BATCH_BYTES = 1 << 20
#: So many records are counted in Python before the others of a chunk are tried in the native module again.
_FEW = 16


def observe(
    inputs: Sequence[str],
    form: str | None = None,
    *,
    schema: str | None = None,
    profile: str = "published",
    max_record: int = MAX_RECORD,
    unwrap: str = AUTO,
    fail: Callable[[Exception], None] | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Compare the records in files and directories with the schema of a format, or with the one in a file.

    `-` is standard input. `fail` is called with the error of a file that cannot be read, and the other files are still
    read; without it, the OSError is raised. `unwrap` is the path to records in documents around them, as for a run.
    `progress` is called from time to time. Raises UsageError.
    """
    check_profile(profile)
    name, node = _subject(form, profile, schema)
    files = expand(inputs)
    observation = _Observation(FieldCounters(node), max_record, unwrap, form)
    tracker = ProgressTracker(RunOptions(progress=progress), observation.done, files)
    for file in files:
        try:
            for taken in observation.read_file(file):
                tracker.step(taken)
        except OSError as error:
            if fail is None:
                raise
            fail(error)
    tracker.check(at_end=True)
    return build_report(
        observation.root,
        form=name,
        profile=profile if schema is None else "",
        files=tuple(files),
        records=observation.done.records,
        broken=observation.broken,
        unread=tuple(observation.unread),
    )


def _subject(form: str | None, profile: str, schema: str | None) -> tuple[str, Node]:
    """The name and the tree of the schema to compare with."""
    if schema is not None:
        from runbridge.schemas.loader import read_schema
        from runbridge.schemas.value_tree import value_tree

        return schema, value_tree(read_schema(schema, runs_patterns=False))
    if form is None:
        raise UsageError("give the format or the schema of the records")
    return form, shape_of(find_format(form), profile)


class _Observation:
    """The counters so far."""

    def __init__(self, root: FieldCounters, max_record: int, unwrap: str, form: str | None) -> None:
        self.root = root
        self._max_record, self._unwrap, self._form = max_record, unwrap, form
        self._native = NativeCounting(root)
        self._batch: list[Record] = []
        self._size = 0
        self.done = RunStats()
        self.broken: Counter[str] = Counter()
        self.unread: list[UnreadableRecord] = []

    def read_file(self, file: str) -> Iterator[int]:
        """Count the records of a file; yields how many bytes were read since the last time. Raises OSError."""
        number, taken = 1, 0
        with open_input(file) as source:
            try:
                chunks = read_chunks(source, max_record=self._max_record)
                formats = () if self._form is None else None
                for block in unwrap_records(chunks, self._unwrap, self._form, formats):
                    number += self._count_chunk(file, block, number)
                    yield source.consumed - taken
                    taken = source.consumed
            except OSError:
                # Records before the position where a file cannot be read count.
                self._count_batch(file)
                raise
            self._count_batch(file)
            yield source.consumed - taken

    def _count_chunk(self, file: str, chunk: Chunk, number: int) -> int:
        """Count the records of a chunk, whose first one has a number; returns how many there are."""
        text = chunk.text
        counted = self._native.count(text)
        if counted is None:
            records_in_file = chunk.records(number)
            self._add(file, records_in_file)
            self.done.records += len(records_in_file)
            return len(records_in_file)
        found, others = counted
        most = _FEW
        while others:
            some, left = others[:most], others[most:]
            self._add(file, [chunk.record(at, start, end, number) for at, start, end, _ in some])
            if left:
                # What is new in some records is often all that is new in the others.
                self._count_batch(file)
                left = self._native.count_again(text, left)
                most *= 2
            others = left
        self.done.records += found
        return found

    def _add(self, file: str, records_in_file: Sequence[Record]) -> None:
        """Count records in Python, together with others."""
        self._batch += records_in_file
        self._size += sum(len(record_in_file.data) for record_in_file in records_in_file)
        if len(self._batch) >= _BATCH or self._size >= _BATCH_BYTES:
            self._count_batch(file)

    def _count_batch(self, file: str) -> None:
        batch, self._batch, self._size = self._batch, [], 0
        counting = Counting()
        owners: list[Record] = []
        objects: list[dict[str, Raw]] = []
        others: list[tuple[Record, Value]] = []
        for record_in_file in batch:
            match _read(record_in_file):
                case dict() as record:
                    owners.append(record_in_file)
                    objects.append(record)
                case bytes() as value:
                    others.append((record_in_file, value))
                case problem:
                    self._add_unreadable(file, record_in_file, problem)
        if owners:
            self.root.types["object"] += len(owners)
            counting.count_objects(
                self.root, Column(owners, [owner.data.strip(WHITESPACE) for owner in owners]), objects
            )
        if others:
            counting.count(self.root, Column.of(others))
        find_first_locations(file, counting.first_occurrences)
        self._native.update()

    def _add_unreadable(self, file: str, record_in_file: Record, problem: Problem) -> None:
        self.done.rejected += 1
        self.broken[problem.code] += 1
        if len(self.unread) < _MOST_BROKEN:
            at = location_in_file(file, record_in_file, problem.line, problem.column)
            self.unread.append(UnreadableRecord(location_in_file=at, code=problem.code, message=problem.message))


def _read(record_in_file: Record) -> dict[str, Raw] | bytes | Problem:
    """The fields of a record, its text if it is not an object, or why it cannot be read."""
    if record_in_file.flaw is not None:
        return record_in_file.flaw
    data = record_in_file.data
    try:
        check_utf8(data)
        return try_split_object(data)
    except REFUSALS:
        pass
    try:
        _, value = read(data)
    except InvalidRecord as error:
        return error.problems[0]
    text = data.strip(WHITESPACE)
    return split_object(text) if isinstance(value, dict) else text
