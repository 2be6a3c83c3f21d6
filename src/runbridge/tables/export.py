"""Records in, a Parquet file with a typed table out."""

import json
import os
from collections.abc import Sequence
from contextlib import ExitStack
from typing import BinaryIO, Unpack

from msgspec.structs import replace

from runbridge._runtime.registry import Format
from runbridge.compression import CHUNK_SIZE
from runbridge.errors import UnknownFormat, UsageError
from runbridge.formats import check_profile, find_format
from runbridge.inputs.sources import Inputs, PathLike, check_inputs, expand, paths_of
from runbridge.options import (
    RecordArguments,
    RecordOptions,
    RejectArguments,
    defaults_of,
    make_run_options,
    show_arguments,
    split_arguments,
)
from runbridge.pipeline.executor import run_files
from runbridge.pipeline.processor import ProcessAlone
from runbridge.pipeline.run_context import open_run
from runbridge.pipeline.stats import RunStats, Summary
from runbridge.problems import Problem
from runbridge.record.batch import Gap, NotBatchable, validate_lines
from runbridge.record.models import beyond_published
from runbridge.record.native_batch import text_of
from runbridge.record.read_record import detect, first_foreign_line, foreign_problems
from runbridge.record.validate import validate
from runbridge.tables.parquet import Writer, refuse_compressed_name, refuse_other_suffix
from runbridge.tables.table_options import COMPRESSIONS, ROW_GROUP, Unit
from runbridge.tables.table_schema import Layout, Row, Table, describe
from runbridge.tables.table_writer import TableWriter

#: The longest record that a table can have: Parquet counts the bytes of a text in 31 bits.
LONGEST = 1 << 30


class ExportOptions(RecordOptions, frozen=True, kw_only=True):
    """How records are written to a table; `format_name`, their format, is detected where it is None."""

    format_name: str | None = None
    presence: bool = False
    time_unit: Unit = "us"
    row_group: int = ROW_GROUP
    compression: str = "zstd"

    @property
    def layout(self) -> Layout:
        """The layout of the table; raises UsageError for a unit that does not exist."""
        return Layout(presence=self.presence, time_unit=self.time_unit)

    def check(self) -> None:
        """Raise UsageError for a value that makes no sense."""
        _ = self.layout
        check_profile(self.profile)
        if self.format_name is not None:
            find_format(self.format_name)
        if self.compression not in COMPRESSIONS:
            raise UsageError(f"there is no compression {self.compression!r}; choose {', '.join(COMPRESSIONS)}")
        if not isinstance(self.row_group, int):  # pyright: ignore[reportUnnecessaryIsInstance]  # not every caller checks types
            raise UsageError(f"{self.row_group!r} is no number of rows; give 1 or more")
        if self.row_group < 1:
            raise UsageError(f"{self.row_group} rows are no row group; give 1 or more")


class _OptionArguments(RecordArguments, total=False):
    """The keyword arguments for `ExportOptions`."""

    presence: bool
    time_unit: Unit
    row_group: int
    compression: str


class _RunArguments(RejectArguments, total=False):
    """The keyword arguments of the run."""

    max_record: int


class ExportArguments(_OptionArguments, _RunArguments, total=False):
    """The keyword arguments of `export_file`."""


def _only_tolerated(data: bytes, form: Format) -> list[Problem]:
    """The problems of a record that the tolerant profile accepts and that has values which columns cannot hold."""
    beyond = beyond_published(data, json.loads(data), form)
    found = validate(data, form.name)
    # Columns have no aliases either: a number cannot be in one of text.
    others = [each for each in found if each.code == "invalid-type" and each.actual != "null"]
    return [
        replace(each, code="unrepresentable-value", keyword="", fix=None)
        if each.code == "invalid-type"
        else replace(each, fix=None)
        for each in found
        if each in beyond or each in others
    ]


class ExportTask:
    """Writes the records of files to a table, which has the format of the first of them."""

    batch_size = CHUNK_SIZE

    def __init__(self, options: ExportOptions, stream: BinaryIO, stats: RunStats) -> None:
        self._options = options
        self._stream = stream
        self._stats = stats
        self._writer: TableWriter | None = None

    @property
    def format_name(self) -> str | None:
        """The format of the table; None until it is detected from a record."""
        return None if self._writer is None else self._writer.table.format.name

    @property
    def record_format(self) -> str | None:
        """The format that a record was read as: that of the table."""
        return self.format_name

    def bridge_of(self, _format_name: str | None, /) -> None:
        """None: no bridge is crossed."""

    @property
    def can_batch(self) -> bool:
        """Whether many records can be added at once: as soon as the format of the table is known."""
        return self._writer is not None

    @property
    def formats(self) -> None:
        """None: a table can have any format."""

    def start(self, format_name: str | None) -> None:
        """Prepare for records of a format. Raises UsageError where the table has another."""
        if format_name is None or format_name == self.format_name:
            return
        if self.format_name is not None:
            raise UsageError(
                f"there are records of {self.format_name} and of {format_name}, and a table has one format"
            )
        self._open(find_format(format_name))

    def _open(self, format_: Format) -> TableWriter:
        options = self._options
        table = Table.of(format_, options.layout)
        schema = describe(format_, options.profile, table.columns)
        writer = Writer(self._stream, schema, row_group=options.row_group, compression=options.compression)
        self._writer = TableWriter(table, options.profile, writer, self._stats)
        return self._writer

    def process_batch(
        self, text: bytes, alone: ProcessAlone | None = None, _ahead: object = None
    ) -> int | NotBatchable:
        """Add all lines of a text at once and return their number, if they are ordinary; `alone` adds single ones."""
        writer = self._writer
        if writer is None:
            return NotBatchable()
        foreign = first_foreign_line(text, writer.table.format) if self._options.format_name is None else None
        if foreign is not None:
            return NotBatchable(foreign)

        def read(lines: Sequence[Gap]) -> Sequence[Row] | None:
            rows = self._read(writer.table, text_of(text, lines))
            return None if isinstance(rows, NotBatchable) else rows

        done = writer.add_lines(text, read, alone)
        if done is not None:
            return done
        rows = self._read(writer.table, text)
        if isinstance(rows, NotBatchable):
            return rows
        writer.add(rows, len(text))
        return len(rows)

    def _read(self, table: Table, text: bytes) -> Sequence[Row] | NotBatchable:
        """The rows of some lines, if all of them are valid and the columns can hold them."""
        count = validate_lines(table.format, text, self._options.profile)
        if isinstance(count, NotBatchable):
            return count
        rows = table.rows(text)
        if rows is None or (self._is_tolerant and not table.may_hold(rows)):
            return NotBatchable()
        return rows

    def process_record(self, data: bytes) -> Sequence[Problem]:
        """Add one record; its problems, if it is not valid or the columns cannot hold it."""
        if self._writer is not None and self._options.format_name is None:
            foreign = foreign_problems(data, self._writer.table.format)
            if foreign:
                return foreign
        problems = validate(data, self.format_name, profile=self._options.profile)
        if problems:
            return problems
        # Without a format by now, none of the first hundred records could be read.
        writer = self._writer or self._open(detect(data))
        try:
            row = writer.table.row(data)
        except RecursionError:
            return [Problem(code="excessive-nesting")]
        problems = writer.table.find_unrepresentable(data)
        if not problems and self._is_tolerant and not writer.table.may_hold([row]):
            problems = _only_tolerated(data, writer.table.format)
        if not problems:
            writer.add([row], len(data) + 1)
        return problems

    @property
    def _is_tolerant(self) -> bool:
        return self._options.profile == "tolerant"

    def flush(self) -> None:
        """Write the collected rows, if there are enough."""
        if self._writer is not None:
            self._writer.flush()

    def native_plans(self, _format_name: str | None, /) -> Sequence[object]:
        """None: columns are made in one thread."""
        return ()

    def parallel_spec(self) -> None:
        """None: only one process can write a table."""

    def finish(self) -> None:
        """Write the collected rows and the end of the file. Raises UnknownFormat where no record has a known format."""
        if self._writer is None:
            raise UnknownFormat("no record tells the format of the table; give the format")
        self._writer.write()
        self._writer.writer.finish()

    def abandon(self) -> None:
        """Stop writing, and leave the table as it is."""
        if self._writer is not None:
            self._writer.writer.abandon()


@show_arguments(ExportArguments, **defaults_of(ExportOptions))
def export_file(
    inputs: Inputs, output: PathLike, format: str | None = None, **options: Unpack[ExportArguments]
) -> Summary:
    """Write all records in files and directories to one Parquet file, as a typed table with the schema of `schema`.

    `format` is detected from the records' fields by default. A record that is not valid under the profile, or that the
    columns cannot hold, goes to `on_reject` and to the file `rejects`, and the others go on; more of them than
    `max_rejects` (`100`, `"5%"`) stop the run. Values that the column holds only approximately are counted in the
    summary, as `rounded`. A row group has `row_group` rows, or fewer where they reach 64 MiB; `compression` is zstd,
    snappy or none. All outputs appear together and whole, or are left as they were; `-` is standard input or output.

    Raises OSError, UnknownFormat, UsageError and TooManyRejects.
    """
    option_arguments, run_arguments = split_arguments(options, _OptionArguments, _RunArguments)
    export_options = ExportOptions(format_name=format, **option_arguments)
    export_options.check()
    target = os.fspath(output)
    refuse_compressed_name(target)
    refuse_other_suffix(target)
    run_options = make_run_options(**run_arguments)
    if run_options.max_record > LONGEST:
        raise UsageError(f"a table takes records of at most {LONGEST:,} bytes")
    files = expand(paths_of(inputs))
    check_inputs(files)
    with ExitStack() as stack:
        run = stack.enter_context(open_run(files, run_options, output=target))
        task = ExportTask(export_options, run.output_files["output"].stream, run.stats)
        stack.callback(task.abandon)
        # Without a file to read, no other code checks the format.
        task.start(format)
        run.emit_rejects(run_files(task, run, format))
        task.finish()
    return run.summary()
