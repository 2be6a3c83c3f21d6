"""Parquet files with typed tables in, records out, each on a line of its own."""

import os
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple

from runbridge._runtime.registry import Format
from runbridge.compression import CHUNK_SIZE
from runbridge.errors import UnknownFormat, WrongUse
from runbridge.formats import PROFILES, check_profile, find_format
from runbridge.inputs.chunks import Slice, Values, not_json
from runbridge.inputs.sources import Inputs, PathLike, paths_of
from runbridge.jsontext import on_one_line
from runbridge.outputs.atomic import open_outputs
from runbridge.outputs.rejected import Rejected
from runbridge.pipeline.files import emit_rejects, refuse_table
from runbridge.pipeline.processor import process_chunk
from runbridge.pipeline.progress import ProgressTracker, RunOptions
from runbridge.pipeline.stats import Progress, Summary, Tally, parse_limit
from runbridge.problems import Problem, brief, escape
from runbridge.record.batch import NotBatchable, validate_lines
from runbridge.record.validate import validate
from runbridge.tables.datasets import TableFile, tables_in
from runbridge.tables.parquet import Source, open_table
from runbridge.tables.schema import Layout
from runbridge.tables.table import Table

#: So many columns that do not fit are told.
_MOST_TOLD = 5


class Importing:
    """The way of records from a table to a stream of lines; a Work as others. What is not valid does not pass."""

    bridge = None
    block = CHUNK_SIZE
    can_batch = True

    def __init__(self, stream: BinaryIO, profile: str) -> None:
        self._stream = stream
        self._profile = profile
        self._form: Format | None = None

    @property
    def form(self) -> str | None:
        """The format of the table."""
        return None if self._form is None else self._form.name

    def start(self, form: str | None) -> None:
        """Get ready for records of a format."""
        self._form = None if form is None else find_format(form)

    def process_batch(self, text: bytes) -> int | NotBatchable:
        """Write all lines of a text if they are valid records, and say how many there are."""
        count = NotBatchable() if self._form is None else validate_lines(self._form, text, self._profile)
        if not isinstance(count, NotBatchable):
            self._stream.write(text)
        return count

    def process_record(self, data: bytes) -> Sequence[Problem]:
        """Write one record; its problems, if it is not valid."""
        problems = validate(data, self.form, profile=self._profile)
        if not problems:
            self._stream.write(data + b"\n")
        return problems

    def flush(self) -> None:
        """Hand over what was written so far."""
        self._stream.flush()


def import_file(
    inputs: Inputs,
    output: PathLike,
    form: str | None = None,
    *,
    profile: str | None = None,
    rejects: PathLike | None = None,
    max_rejects: int | str | None = None,
    on_reject: Callable[[Rejected], None] | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Write the records of typed tables in Parquet files, and in folders of such files, each to a line of its own.

    A file that `export_file` wrote says which format and profile it has; `form` is for one that was written by others,
    whose columns have to be named and typed alike, and `profile` for other rules. All files have to have one format. A
    row that is no valid record goes to `on_reject` and to the file `rejects` (its line is the number of the row), and
    the others go on; more of them than `max_rejects` (`100`, `"5%"`) stop the run. The outputs appear together and
    whole, or are left as they were; a name that ends in .gz or .zst is compressed, and `-` is standard output.

    Raises OSError, UnknownFormat, WrongUse and TooManyRejects.
    """
    if form is not None:
        find_format(form)
    course = RunOptions(limit=None if max_rejects is None else parse_limit(max_rejects), progress=progress)
    refuse_table(os.fspath(output))
    if profile is not None:
        check_profile(profile)
    tables = tables_in(paths_of(inputs))
    files = [each.path for each in tables]
    plans = _plans(tables, form, profile)
    tally = Tally()
    tracker = ProgressTracker(course, tally, files)
    names = [os.fspath(output), *([] if rejects is None else [os.fspath(rejects)])]
    with open_outputs(*names) as streams:
        for plan in plans:
            work = Importing(streams[0], plan.profile)
            with open_table(plan.file) as source:
                emit_rejects(_rejected(work, plan, source, tally, tracker), streams[1:], on_reject, work)
        tracker.check(at_end=True)
    return tally.summary()


class _Plan(NamedTuple):
    """What is to be done with a file."""

    file: str
    table: Table
    profile: str


def _plans(files: Iterable[TableFile], form: str | None, profile: str | None) -> list[_Plan]:
    """What is to be done with each file. Raises OSError, and UnknownFormat and WrongUse where that cannot be."""
    plans: list[_Plan] = []
    for file in files:
        with open_table(file.path) as source:
            table = _table_of(source, file, form)
            with _naming(file.path):
                its = profile or source.profile or PROFILES[0]
                check_profile(its)
        first = plans[0] if plans else _Plan(file.path, table, its)
        if table.form.name != first.table.form.name:
            raise WrongUse(
                f"{escape(file.path)} has records of {table.form.name}, and {escape(first.file)} of"
                f" {first.table.form.name}; give files of one format"
            )
        plans.append(_Plan(file.path, first.table, its))
    return plans


def _table_of(source: Source, file: TableFile, form: str | None) -> Table:
    """The table that a file has; raises UnknownFormat and WrongUse where that cannot be."""
    told = source.form or form
    if told is None:
        raise UnknownFormat(f"{escape(file.path)} does not tell the format of its records; say which it is")
    if form is not None and form != told:
        raise WrongUse(f"{escape(file.path)} has records of {brief(told)}, not of {form}")
    with _naming(file.path):
        found = find_format(told)
    file.check(source.schema.names)
    table = Table.of(found, Layout())
    misfits = [*table.columns.field_misfits([*source.schema])]
    if misfits:
        more = f"; and {len(misfits) - _MOST_TOLD} more" if len(misfits) > _MOST_TOLD else ""
        raise WrongUse(f"{escape(file.path)} is no table of {told}: {'; '.join(misfits[:_MOST_TOLD])}{more}")
    source.refuse_cuts()
    return table


@contextmanager
def _naming(file: str) -> Generator[None]:
    """What is wrong with what a file says of itself, as an error that names the file."""
    try:
        yield
    except WrongUse as error:
        raise WrongUse(f"{escape(file)}: {error}") from None


def _rejected(
    work: Importing, plan: _Plan, source: Source, tally: Tally, tracker: ProgressTracker
) -> Generator[Rejected]:
    """Write the records of a table; gives those that are not valid, each at its row."""
    work.start(plan.table.form.name)
    number = 1
    for batch, size in source.batches():
        block = Values([_cut(record, row) for row, record in enumerate(plan.table.records(batch), start=number)])
        yield from process_chunk(work, plan.file, block, number, tally)
        work.flush()
        number += batch.num_rows
        tracker.step(size)


def _cut(record: bytes | str, row: int) -> Slice:
    """The record of a row, or the flaw that keeps it from being one."""
    if isinstance(record, str):
        return Slice(b"", row, 1, 0, not_json(record))
    return Slice(on_one_line(record), row, 1, 0)
