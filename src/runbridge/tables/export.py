"""Records in, a Parquet file with a typed table out."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import BinaryIO

from runbridge._runtime.registry import Format
from runbridge.compression import CHUNK_SIZE
from runbridge.errors import UnknownFormat, WrongUse
from runbridge.formats import check_profile, find_format
from runbridge.inputs.chunks import MAX_RECORD
from runbridge.inputs.sources import Inputs, PathLike, check_inputs, common_permissions, expand, paths_of
from runbridge.outputs.atomic import open_outputs
from runbridge.outputs.rejected import Rejected
from runbridge.pipeline.executor import run_files
from runbridge.pipeline.files import emit_rejects
from runbridge.pipeline.progress import RunOptions
from runbridge.pipeline.stats import Progress, Summary, Tally, parse_limit
from runbridge.pipeline.validate_task import Validate
from runbridge.problems import Problem
from runbridge.record.batch import NotBatchable, validate_lines
from runbridge.record.reader import detect
from runbridge.record.validate import validate
from runbridge.tables.column import Rounded
from runbridge.tables.options import COMPRESSIONS, ROW_GROUP, Unit
from runbridge.tables.parquet import Writer, refuse_packed
from runbridge.tables.schema import Layout, describe
from runbridge.tables.table import Row, Table

#: The longest record that a table takes, whatever the caller says: Parquet counts bytes of a text in 31 bits.
LONGEST = 1 << 30
#: How much text of records becomes a batch; each has its price, which is that of a few hundred records.
_BATCH = 2 << 20
#: What happened to a value whose column has the nearest to it.
ROUNDED = "rounded"


@dataclass(frozen=True, kw_only=True)
class Export:
    """How records are to be written; `form` is told from their members when absent."""

    form: str | None = None
    profile: str = "published"
    layout: Layout = field(default_factory=Layout)
    row_group: int = ROW_GROUP
    compression: str = "zstd"

    def check(self) -> None:
        """Raise WrongUse for a value that makes no sense."""
        check_profile(self.profile)
        if self.form is not None:
            find_format(self.form)
        if self.compression not in COMPRESSIONS:
            raise WrongUse(f"there is no compression {self.compression!r}; choose {', '.join(COMPRESSIONS)}")
        if not isinstance(self.row_group, int):  # pyright: ignore[reportUnnecessaryIsInstance]  # not every caller checks types
            raise WrongUse(f"{self.row_group!r} is no number of rows; give 1 or more")
        if self.row_group < 1:
            raise WrongUse(f"{self.row_group} rows are no row group; give 1 or more")


class _Filling:
    """A table that is being written: rows wait until there are enough for a batch."""

    def __init__(self, table: Table, writer: Writer, tally: Tally) -> None:
        self.table = table
        self.writer = writer
        self._tally = tally
        self._rows: list[Row] = []
        self._size = 0

    def take(self, rows: Sequence[Row], size: int) -> None:
        """Take rows that were so many bytes of text."""
        self._rows += rows
        self._size += size
        if self._size >= _BATCH:
            self.write()

    def write(self) -> None:
        """Make a batch of the rows that wait."""
        rounded: Rounded = Counter()
        self.writer.add(self.table.batch(self._rows, rounded))
        for member, count in rounded.items():
            self._tally.count(ROUNDED, member, count)
        self._rows, self._size = [], 0


class Exporting:
    """The way of records into a table, which is one of the first format that there is; a Work as others."""

    bridge = None
    block = CHUNK_SIZE

    def __init__(self, plan: Export, stream: BinaryIO, tally: Tally) -> None:
        self._plan = plan
        self._stream = stream
        self._tally = tally
        self._filling: _Filling | None = None

    @property
    def form(self) -> str | None:
        """The format of the table; None as long as no record told it."""
        return None if self._filling is None else self._filling.table.form.name

    @property
    def can_batch(self) -> bool:
        """Whether many records can be taken at once: as soon as it is known what table they go to."""
        return self._filling is not None

    def start(self, form: str | None) -> None:
        """Get ready for records of a format. Raises WrongUse where the table is of another."""
        if form is None or form == self.form:
            return
        if self.form is not None:
            raise WrongUse(f"there are records of {self.form} and of {form}, and a table has one format")
        self._start(find_format(form))

    def _start(self, form: Format) -> _Filling:
        plan = self._plan
        table = Table.of(form, plan.layout)
        told = describe(form, plan.profile, table.columns)
        writer = Writer(self._stream, told, row_group=plan.row_group, compression=plan.compression)
        self._filling = _Filling(table, writer, self._tally)
        return self._filling

    def process_batch(self, text: bytes) -> int | NotBatchable:
        """Take all lines of a text at once, if they are ordinary, and say how many there are."""
        filling = self._filling
        if filling is None:
            return NotBatchable()
        count = validate_lines(filling.table.form, text, self._plan.profile)
        if isinstance(count, NotBatchable):
            return count
        rows = filling.table.rows(text)
        if rows is None:
            return NotBatchable()
        filling.take(rows, len(text))
        return count

    def process_record(self, data: bytes) -> Sequence[Problem]:
        """Take one record; its problems, if it is not valid or its columns cannot hold it."""
        problems = validate(data, self.form, profile=self._plan.profile)
        if problems:
            return problems
        # Where no format is known yet, none of the first hundred records was to be read.
        filling = self._filling or self._start(detect(data))
        try:
            row = filling.table.row(data)
        except RecursionError:
            return [Problem(code="too-deep")]
        problems = filling.table.not_held(data)
        if not problems:
            filling.take([row], len(data))
        return problems

    def flush(self) -> None:
        """Nothing: a table is of no use before its end."""

    def finish(self) -> None:
        """Write all that waits, and the end of the file. Raises UnknownFormat where no record told the format."""
        if self._filling is None:
            raise UnknownFormat("no record tells the format of the table; say which it should be")
        self._filling.write()
        self._filling.writer.finish()

    def abandon(self) -> None:
        """Leave the table as it is."""
        if self._filling is not None:
            self._filling.writer.abandon()


def export_file(
    inputs: Inputs,
    output: PathLike,
    form: str | None = None,
    *,
    profile: str = "published",
    presence: bool = False,
    time_unit: Unit = "us",
    row_group: int = ROW_GROUP,
    compression: str = "zstd",
    rejects: PathLike | None = None,
    max_rejects: int | str | None = None,
    max_record: int = MAX_RECORD,
    on_reject: Callable[[Rejected], None] | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Write all records in files and directories to one Parquet file, as a typed table with the schema of `schema`.

    `form` is told from the records' members when absent. A record that is not valid under the profile, or that the
    columns cannot hold, goes to `on_reject` and to the file `rejects`, and the others go on; more of them than
    `max_rejects` (`100`, `"5%"`) stop the run. Values whose column has only the nearest to them are counted in the
    summary, as `rounded`. A row group has `row_group` rows, or fewer where they reach 64 MiB; `compression` is zstd,
    snappy or none. All outputs appear together and whole, or are left as they were; `-` is standard input or output.

    Raises OSError, UnknownFormat, WrongUse and TooManyRejects.
    """
    plan = Export(
        form=form,
        profile=profile,
        layout=Layout(presence=presence, time_unit=time_unit),
        row_group=row_group,
        compression=compression,
    )
    plan.check()
    target = os.fspath(output)
    refuse_packed(target)
    if max_record > LONGEST:
        raise WrongUse(f"a table takes records of at most {LONGEST:,} bytes")
    course = RunOptions(
        max_record=max_record, limit=None if max_rejects is None else parse_limit(max_rejects), progress=progress
    )
    files = expand(paths_of(inputs))
    check_inputs(files)
    tally = Tally()
    with ExitStack() as stack:
        private = {} if rejects is None else {os.fspath(rejects): common_permissions(files)}
        streams = stack.enter_context(open_outputs(target, *private, permissions=private))
        work = Exporting(plan, streams[0], tally)
        stack.callback(work.abandon)
        # Where there is no file nobody else would say it.
        work.start(form)
        # What these records have in common with those that are validated is all that this is asked for: their format.
        found = stack.enter_context(closing(run_files(work, Validate(form=form), files, tally, course=course)))
        emit_rejects(found, streams[1:], on_reject, work)
        work.finish()
    return tally.summary()
