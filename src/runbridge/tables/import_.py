"""Parquet files with typed tables in, records out, each on a line of its own."""

import os
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Unpack

from runbridge._runtime.json_slices import on_one_line
from runbridge._runtime.registry import Format
from runbridge.compression import CHUNK_SIZE
from runbridge.errors import UnknownFormat, UsageError
from runbridge.formats import PROFILES, check_profile, find_format
from runbridge.inputs.chunks import Slice, Values, not_json
from runbridge.inputs.sources import Inputs, PathLike, paths_of
from runbridge.options import RejectArguments, make_run_options, show_arguments, split_arguments
from runbridge.outputs.rejects import Rejected
from runbridge.pipeline.files import refuse_table
from runbridge.pipeline.processor import ProcessAlone, process_chunk
from runbridge.pipeline.run_context import Run, open_run
from runbridge.pipeline.stats import Summary
from runbridge.problem_messages import brief, escape
from runbridge.problems import Problem
from runbridge.record.batch import NotBatchable, validate_lines
from runbridge.record.validate import validate
from runbridge.tables.datasets import TableFile, add_constants, tables_in, with_partitions
from runbridge.tables.parquet import Source, open_table
from runbridge.tables.table_schema import Layout, Table

#: The most columns with another type that are reported.
_MOST_REPORTED = 5


class ImportProcessor:
    """Writes the records of a table to a stream of lines, if they are valid."""

    batch_size = CHUNK_SIZE
    can_batch = True

    def __init__(self, stream: BinaryIO, format_: Format, profile: str) -> None:
        self._stream = stream
        self._format = format_
        self._profile = profile

    @property
    def format_name(self) -> str:
        """The format of the table."""
        return self._format.name

    @property
    def record_format(self) -> str:
        """The format that a record was read as: that of the table."""
        return self._format.name

    def process_batch(self, text: bytes, _alone: ProcessAlone | None = None) -> int | NotBatchable:
        """Write all lines of a text and return their number, if they are valid records."""
        count = validate_lines(self._format, text, self._profile)
        if not isinstance(count, NotBatchable):
            self._stream.write(text)
        return count

    def process_record(self, data: bytes) -> Sequence[Problem]:
        """Write one record; its problems, if it is not valid."""
        problems = validate(data, self.format_name, profile=self._profile)
        if not problems:
            self._stream.write(data + b"\n")
        return problems


@show_arguments(RejectArguments)
def import_file(
    inputs: Inputs,
    output: PathLike,
    format: str | None = None,
    *,
    profile: str | None = None,
    **options: Unpack[RejectArguments],
) -> Summary:
    """Write the records of typed tables in Parquet files, and in folders of such files, each to a line of its own.

    A file that `export_file` wrote says which format and profile its records have. `format` is for a file that another
    program wrote, whose columns need the same names and types; `profile` is for other rules. All files need one format.
    A row that is not a valid record goes to `on_reject` and to the file `rejects` (its line is the number of the row),
    and the others go on; more of them than `max_rejects` (`100`, `"5%"`) stop the run. A folder `status=success` gives
    its rows that value. The outputs appear together and whole, or are left as they were; a name that ends in
    .gz, .zst, .xz or .bz2 is compressed, and `-` is standard output.

    Raises OSError, UnknownFormat, UsageError and TooManyRejects.
    """
    if format is not None:
        find_format(format)
    (run_arguments,) = split_arguments(options, RejectArguments)
    run_options = make_run_options(**run_arguments)
    refuse_table(os.fspath(output))
    if profile is not None:
        check_profile(profile)
    tables = tables_in(paths_of(inputs))
    files = _inspect(tables, format, profile)
    with open_run([each.path for each in files], run_options, output=os.fspath(output)) as run:
        for file in files:
            processor = ImportProcessor(run.output_files["output"].stream, file.table.format, file.profile)
            with open_table(file.path) as source:
                run.emit_rejects(_import_file(processor, file, source, run))
    return run.summary()


class _InspectedFile(NamedTuple):
    """A file, and how its rows are read."""

    path: str
    table: Table
    profile: str
    constants: Mapping[str, Any]


def _inspect(files: Iterable[TableFile], format: str | None, profile: str | None) -> list[_InspectedFile]:
    """How each file is read. Raises OSError, and UnknownFormat and UsageError for a file that cannot be imported."""
    inspected: list[_InspectedFile] = []
    for file in files:
        with open_table(file.path) as source:
            table, constants = _table_of(source, file, format)
            with _naming_file(file.path):
                file_profile = profile or source.profile or PROFILES[0]
                check_profile(file_profile)
        first = inspected[0] if inspected else _InspectedFile(file.path, table, file_profile, constants)
        if table.format.name != first.table.format.name:
            raise UsageError(
                f"{escape(file.path)} has records of {table.format.name}, and {escape(first.path)} of"
                f" {first.table.format.name}; give files of one format"
            )
        inspected.append(_InspectedFile(file.path, first.table, file_profile, constants))
    return inspected


def _table_of(source: Source, file: TableFile, format: str | None) -> tuple[Table, dict[str, Any]]:
    """The table in a file, and the values that its folders add.

    Raises UnknownFormat and UsageError for a file that cannot be imported.
    """
    name = source.format or format
    if name is None:
        raise UnknownFormat(f"{escape(file.path)} does not say the format of its records; give the format")
    if format is not None and format != name:
        raise UsageError(f"{escape(file.path)} has records of {brief(name)}, not of {format}")
    with _naming_file(file.path):
        found = find_format(name)
    table = Table.of(found, Layout())
    types = {field.name: field.type for field in table.columns.fields}
    _check_partitions(file, [*source.schema.names, *types], name)
    type_mismatches = [*table.columns.field_mismatches([*with_partitions(source.schema, file, types)])]
    if type_mismatches:
        more = f"; and {len(type_mismatches) - _MOST_REPORTED} more" if len(type_mismatches) > _MOST_REPORTED else ""
        raise UsageError(
            f"{escape(file.path)} is not a table of {name}: {'; '.join(type_mismatches[:_MOST_REPORTED])}{more}"
        )
    source.refuse_truncated_times()
    return table, file.constants(types, source.schema.names)


def _check_partitions(file: TableFile, columns: Sequence[str], format: str) -> None:
    """Raise UsageError for a partition that is not a field of the records."""
    if unknown := [f"`{brief(name)}`" for name in file.missing(columns)]:
        pattern = "*/" * len(Path(file.path).relative_to(file.folder).parts[:-1]) + "*.parquet"
        raise UsageError(
            f"{escape(file.folder)} has partitions by {' and '.join(unknown)}, which {format} does not have; give the"
            f" files ({pattern} in the folder) to leave the values out"
        )


@contextmanager
def _naming_file(file: str) -> Generator[None]:
    """Name the file in an error about its metadata."""
    try:
        yield
    except UsageError as error:
        raise UsageError(f"{escape(file)}: {error}") from None


def _import_file(processor: ImportProcessor, file: _InspectedFile, source: Source, run: Run) -> Generator[Rejected]:
    """Write the records of a table and yield those that are not valid, each at its row."""
    number = 1
    for batch, size in source.batches():
        records = enumerate(file.table.records(add_constants(batch, file.constants)), start=number)
        chunk = Values([_slice_of(record, row) for row, record in records])
        yield from process_chunk(processor, file.path, chunk, number, run.stats)
        run.output_files["output"].stream.flush()
        number += batch.num_rows
        run.tracker.step(size)


def _slice_of(record: bytes | str, row: int) -> Slice:
    """The record of a row, or the problem if the row is not a record."""
    if isinstance(record, str):
        return Slice(b"", row, 1, 0, not_json(record))
    return Slice(on_one_line(record), row, 1, 0)
