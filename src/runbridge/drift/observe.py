"""One pass over files: records in, a report out, in the memory of some records and of bounded counters."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from msgspec import Raw

from runbridge._runtime.json_slices import REFUSALS, WHITESPACE, split_object, try_split_object
from runbridge.diagnosis.explain import read
from runbridge.drift.build_report import build_report
from runbridge.drift.counting import Column, Counting, FieldCounters
from runbridge.drift.first_locations import find_first_locations, location_in_file
from runbridge.drift.report import Report, UnreadableRecord
from runbridge.drift.values import Value
from runbridge.errors import InvalidRecord, UsageError
from runbridge.formats import check_profile, find_format
from runbridge.inputs.chunks import MAX_RECORD, Record
from runbridge.inputs.reader import read_chunks
from runbridge.inputs.sources import expand, open_input
from runbridge.jsontext import check_utf8
from runbridge.options import Progress, RunOptions
from runbridge.pipeline.run_context import ProgressTracker
from runbridge.pipeline.stats import RunStats
from runbridge.problems import Problem
from runbridge.schemas.record_schema import Node, shape_of

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
    fail: Callable[[Exception], None] | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Compare the records in files and directories with the schema of a format, or with the one in a file.

    `-` is standard input. `fail` is called with the error of a file that cannot be read, and the other files are still
    read; without it, the OSError is raised. `progress` is called from time to time. Raises UsageError.
    """
    check_profile(profile)
    name, node = _subject(form, profile, schema)
    files = expand(inputs)
    observation = _Observation(FieldCounters(node))
    tracker = ProgressTracker(RunOptions(progress=progress), observation.done, files)
    for file in files:
        try:
            for taken in observation.read_file(file, max_record):
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

    def __init__(self, root: FieldCounters) -> None:
        self.root = root
        self.done = RunStats()
        self.broken: Counter[str] = Counter()
        self.unread: list[UnreadableRecord] = []

    def read_file(self, file: str, max_record: int) -> Iterator[int]:
        """Count the records of a file; yields how many bytes were read since the last time. Raises OSError."""
        batch: list[Record] = []
        number, size, taken = 1, 0, 0
        with open_input(file) as source:
            try:
                for block in read_chunks(source, max_record=max_record):
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
