"""One pass over files: records in, a report out. In the memory of some records and of bounded counters."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from msgspec import Raw

from runbridge.diagnosis.explain import read
from runbridge.drift.build_report import report_of
from runbridge.drift.counters import Tally
from runbridge.drift.counting import Column, Counting
from runbridge.drift.locations import find_places, place
from runbridge.drift.report import Broken, Report
from runbridge.drift.values import Value
from runbridge.errors import InvalidRecord
from runbridge.formats import check_profile, find_format
from runbridge.inputs.chunks import MAX_RECORD, Record
from runbridge.inputs.reader import read_chunks
from runbridge.inputs.sources import expand, open_input
from runbridge.jsontext import REFUSALS, WHITESPACE, check_utf8, split_object, try_split_object
from runbridge.options import Progress, RunOptions
from runbridge.pipeline.progress import ProgressTracker
from runbridge.pipeline.stats import RunStats
from runbridge.problems import Problem
from runbridge.schemas.record_schema import shape_of

#: So many broken records are told with their places.
_MOST_BROKEN = 20
#: Records are counted together, as many as make it worth while.
_BATCH = 256
_BATCH_BYTES = 1 << 20


def observe(
    inputs: Sequence[str],
    form: str,
    *,
    profile: str = "published",
    max_record: int = MAX_RECORD,
    fail: Callable[[Exception], None] | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """What the records in some files and directories are like beside the shape of a format; `-` is standard input.

    `fail` is given what keeps a file from being read, and the others go on; without it, that is raised: OSError.
    `progress` is told how far it is. Raises WrongUse.
    """
    check_profile(profile)
    node = shape_of(find_format(form), profile)
    files = expand(inputs)
    observation = _Observation(Tally(node))
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
    return report_of(
        observation.root,
        form=form,
        profile=profile,
        files=tuple(files),
        records=observation.done.records,
        broken=observation.broken,
        unread=tuple(observation.unread),
    )


class _Observation:
    """What was seen so far."""

    def __init__(self, root: Tally) -> None:
        self.root = root
        self.done = RunStats()
        self.broken: Counter[str] = Counter()
        self.unread: list[Broken] = []

    def read_file(self, file: str, max_record: int) -> Iterator[int]:
        """Count the records of a file; gives how many bytes were taken since the last time. Raises OSError."""
        batch: list[Record] = []
        number, size, taken = 1, 0, 0
        with open_input(file) as source:
            try:
                for block in read_chunks(source, max_record=max_record):
                    entries = block.records(number)
                    number += len(entries)
                    batch += entries
                    size += sum(len(entry.data) for entry in entries)
                    if len(batch) >= _BATCH or size >= _BATCH_BYTES:
                        self._take(file, batch)
                        batch, size = [], 0
                        yield source.consumed - taken
                        taken = source.consumed
            except OSError:
                # What stands before the place where a file cannot be read counts.
                self._take(file, batch)
                raise
            self._take(file, batch)
            yield source.consumed - taken

    def _take(self, file: str, batch: Sequence[Record]) -> None:
        counting = Counting()
        owners: list[Record] = []
        objects: list[dict[str, Raw]] = []
        others: list[tuple[Record, Value]] = []
        for entry in batch:
            match _read(entry):
                case dict() as record:
                    owners.append(entry)
                    objects.append(record)
                case bytes() as value:
                    others.append((entry, value))
                case problem:
                    self._tell_broken(file, entry, problem)
        if owners:
            self.root.types["object"] += len(owners)
            counting.count_objects(
                self.root, Column(owners, [owner.data.strip(WHITESPACE) for owner in owners]), objects
            )
        if others:
            counting.count(self.root, Column.of(others))
        find_places(file, counting.met)
        self.done.records += len(batch)

    def _tell_broken(self, file: str, entry: Record, problem: Problem) -> None:
        self.done.rejected += 1
        self.broken[problem.code] += 1
        if len(self.unread) < _MOST_BROKEN:
            at = place(file, entry, problem.line, problem.column)
            self.unread.append(Broken(place=at, code=problem.code, message=problem.message))


def _read(entry: Record) -> dict[str, Raw] | bytes | Problem:
    """The members of a record, its text if it is no object, or why it cannot be read."""
    if entry.flaw is not None:
        return entry.flaw
    data = entry.data
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
