"""One pass over files: records in, a report out, with the first location of each drift, in bounded memory."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

from msgspec import Raw

from runbridge._runtime.json_slices import REFUSALS, WHITESPACE, check_utf8, split_object, try_split_object
from runbridge._runtime.schema_validator import Path as ExactPath
from runbridge.diagnosis.explain import read
from runbridge.drift.counting import Column, Counting, FieldCounters, FirstOccurrence
from runbridge.drift.report import (
    EMPTY,
    FRACTIONS,
    INTEGERS,
    KINDS,
    UNSAFE,
    Drift,
    FieldReport,
    Location,
    Note,
    Report,
    UnreadableRecord,
)
from runbridge.drift.values import Value
from runbridge.errors import InvalidRecord, UsageError
from runbridge.formats import check_profile, find_format
from runbridge.inputs.chunks import MAX_RECORD, Record
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
        self.done = RunStats()
        self.broken: Counter[str] = Counter()
        self.unread: list[UnreadableRecord] = []

    def read_file(self, file: str) -> Iterator[int]:
        """Count the records of a file; yields how many bytes were read since the last time. Raises OSError."""
        batch: list[Record] = []
        number, size, taken = 1, 0, 0
        with open_input(file) as source:
            try:
                chunks = read_chunks(source, max_record=self._max_record)
                formats = () if self._form is None else None
                for block in unwrap_records(chunks, self._unwrap, self._form, formats):
                    records_in_file = block.records(number)
                    number += len(records_in_file)
                    batch += records_in_file
                    size += sum(len(record_in_file.data) for record_in_file in records_in_file)
                    if len(batch) >= _BATCH or size >= _BATCH_BYTES:
                        self._count_batch(file, batch)
                        batch, size = [], 0
                        yield source.consumed - taken
                        taken = source.consumed
            except OSError:
                # Records before the position where a file cannot be read count.
                self._count_batch(file, batch)
                raise
            self._count_batch(file, batch)
            yield source.consumed - taken

    def _count_batch(self, file: str, batch: Sequence[Record]) -> None:
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
        self.done.records += len(batch)

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


def build_report(
    root: FieldCounters,
    *,
    form: str,
    profile: str,
    files: tuple[str, ...],
    records: int,
    broken: Mapping[str, int],
    unread: tuple[UnreadableRecord, ...],
) -> Report:
    """The report of the counters of records and of all fields in them."""
    counted_fields = [
        counted
        for counted in _walk(_CountedField(root, of=root.present, is_known=True, is_required=False))
        if counted.is_reported
    ]
    members = tuple(_field(counted) for counted in counted_fields)
    drift = [each for counted in counted_fields for each in _drift(counted)]
    return Report(
        form=form,
        profile=profile,
        files=files,
        records=records,
        broken=dict(sorted(broken.items())),
        unread=unread,
        members=members,
        # Sorting keeps the order of the fields, and in each the most frequent first.
        drift=tuple(sorted(drift, key=lambda each: KINDS.index(each.kind))),
        notes=tuple(
            note for field, counted in zip(members, counted_fields, strict=True) for note in _notes(field, counted)
        ),
    )


class _CountedField(NamedTuple):
    """The counters of a field; `of` is how many objects could have it, or how many values there are."""

    counters: FieldCounters
    of: int
    is_known: bool
    is_required: bool

    @property
    def is_reported(self) -> bool:
        """Whether it is reported: a field that any record may have is if it was present, or should have been."""
        node = self.counters.node
        return bool(self.counters.present or node.location or not node.path or (self.is_required and self.of))


def _walk(counted: _CountedField) -> Iterator[_CountedField]:
    yield counted
    counters = counted.counters
    objects = counters.types["object"]
    for name, field in counters.members.items():
        yield from _walk(_CountedField(field, objects, is_known=True, is_required=name in counters.node.required))
    for field in sorted(counters.unknown.values(), key=lambda each: -each.present):
        yield _CountedField(field, objects, is_known=False, is_required=False)
    for inside in (counters.items, counters.values):
        if inside is not None:
            yield from _walk(_CountedField(inside, inside.present, is_known=True, is_required=False))


def _field(counted: _CountedField) -> FieldReport:
    counters = counted.counters
    return FieldReport(
        path=counters.node.path,
        is_known=counted.is_known,
        is_required=counted.is_required,
        is_opaque=counters.node.is_opaque,
        of=counted.of,
        present=counters.present,
        types=_counted(counters.types),
        words=dict(counters.words),
        times=_counted(counters.times),
        numbers=_counted(counters.numbers),
        texts=_counted(counters.texts),
        names=dict(counters.names),
        more_names=counters.more_names,
        size=counters.sizes.distribution(),
        depth=counters.depths.distribution(),
    )


def _counted(counts: Mapping[str, int]) -> dict[str, int]:
    """The nonzero counts, largest first."""
    some = {name: count for name, count in counts.items() if count}
    return dict(sorted(some.items(), key=lambda each: (-each[1], each[0])))


def _drift(counted: _CountedField) -> Iterator[Drift]:
    counters = counted.counters
    for (kind, detail), drift_counter in sorted(counters.drift_counters.items(), key=lambda each: -each[1].count):
        of = counted.of if kind in {"unknown", "missing"} else counters.present
        yield Drift(
            kind=kind,
            path=counters.node.path,
            detail=", ".join(_counted(counters.types)) if kind == "unknown" and not counted.is_known else detail,
            count=drift_counter.count,
            of=counters.types["object"] if kind == "unknown" and counted.is_known else of,
            records=drift_counter.records,
            first=drift_counter.first,
            examples=tuple(drift_counter.examples),
        )


def _notes(field: FieldReport, counted: _CountedField) -> Iterator[Note]:
    node = counted.counters.node
    if not field.is_known:
        return
    if field.of and not field.present and not field.is_required:
        yield Note(kind="never seen", path=field.path)
    if field.present and not field.is_opaque:
        if field.nulls == field.present:
            yield Note(kind="always null", path=field.path)
        elif node.is_nullable and not field.nulls:
            yield Note(kind="never null, though it may be", path=field.path)
    if len(field.times) > 1:
        yield Note(kind="timestamps in several representations", path=field.path)
    if field.numbers.get(FRACTIONS) and field.numbers.get(INTEGERS):
        yield Note(kind="integers among fractions", path=field.path)
    if field.numbers.get(UNSAFE):
        yield Note(kind="integers beyond 2^53, which JavaScript changes", path=field.path)
    if set(field.texts) - {EMPTY}:
        yield Note(kind="text beyond printable ASCII", path=field.path)
