"""Processes the rows of a column in chunks, as the lines of a file; the results of rows as columns."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Protocol

from msgspec.structs import replace

from runbridge._pyarrow import Array, DataType, Schema, pa, pc
from runbridge.arrow.columns import LARGE, VIEWS, Chunk, Rows
from runbridge.errors import InvalidRecord, UnknownFormat, UsageError
from runbridge.formats import find_format
from runbridge.inputs.chunks import too_long
from runbridge.known_formats import FORMATS
from runbridge.options import ValidateOptions
from runbridge.outputs.rejects import Rejected
from runbridge.pipeline.processor import ProcessAlone, Processor, process_chunk
from runbridge.pipeline.stats import RunStats
from runbridge.pipeline.validate_task import ValidateProcessor
from runbridge.problem_messages import brief, escape
from runbridge.problems import Problem
from runbridge.record.batch import NotBatchable
from runbridge.record.native_rows import ConvertedPart, validate_rows
from runbridge.record.read_record import detect
from runbridge.record.validate import find_problems, has_payloads

#: The outcome of a row as a byte; a null row is not a record.
REJECTED, DONE, NULL = range(3)


class RowProcessor(Processor, Protocol):
    """A processor for the records of columns."""

    def process_rows(self, rows: Rows, alone: ProcessAlone, /) -> int | NotBatchable:
        """The same as `process_batch` without the text of the rows; NotBatchable if nothing was done."""
        ...


def process_rows(
    processor: RowProcessor, chunks: Iterable[Chunk], marks: bytearray, stats: RunStats
) -> Iterator[Rejected]:
    """Process the records of a column and yield those that are rejected, numbered by their rows from 1.

    `marks` gets the outcome of each row.
    """
    for chunk in chunks:
        numbers = chunk.rows.numbers
        marks += bytes([NULL if len(numbers) < chunk.size else DONE]) * chunk.size
        if not numbers:
            continue
        if len(numbers) < chunk.size:
            for row in numbers:
                marks[row] = DONE
        without_text = partial(processor.process_rows, chunk.rows)
        for rejected in process_chunk(processor, "", chunk.rows, 0, stats, without_text=without_text):
            row = numbers[rejected.number]
            marks[row] = REJECTED
            yield replace(rejected, number=row + 1)


def length_problems(record: bytes, max_record: int | None) -> list[Problem]:
    """The problem of a record that is longer than the limit; none without a limit."""
    return [] if max_record is None or len(record) <= max_record else [too_long(max_record)]


def first_long_line(text: bytes, max_record: int | None) -> int | None:
    """The first line of a text that is longer than the limit of a record, counted from 0."""
    if max_record is None or len(text) <= max_record:
        return None
    lines = enumerate(text.split(b"\n"))
    return next((number for number, line in lines if len(line) > max_record), None)


def has_long_row(rows: Rows, max_record: int | None) -> bool:
    """Whether a row may be longer than the limit of a record."""
    if max_record is None or rows.whole.length <= max_record:
        return False
    return any(len(view) > max_record for view in rows.views())


class RowValidateProcessor(ValidateProcessor):
    """Validates rows, whose format may be detected for each."""

    def __init__(self, options: ValidateOptions, max_record: int | None) -> None:
        super().__init__(options)
        #: The last detected format, which is probably that of the next rows.
        self._detected = options.format_name
        self._max_record = max_record

    def process_batch(self, text: bytes, alone: ProcessAlone | None = None) -> int | NotBatchable:
        """The number of valid records on the lines of a text; NotBatchable if one is invalid or not ordinary.

        `alone` processes those that may be invalid.
        """
        line = first_long_line(text, self._max_record)
        if line is not None:
            return NotBatchable(line)
        done = self._validate_detected(text)
        if self.format_name is None and isinstance(done, NotBatchable):
            detected = _format_of(text[: text.index(b"\n")])
            if detected not in {None, self._detected}:
                self._detected = detected
                done = self._validate_detected(text)
        return self.fill_gaps(text, done, alone)

    def process_rows(self, rows: Rows, alone: ProcessAlone, /) -> int | NotBatchable:
        """The same for rows by the native lane; NotBatchable if it cannot do it."""
        name, options = self._detected, self._options
        if (
            name is None
            or options.schemas
            or not (self.format_name or FORMATS[name].required)
            or has_long_row(rows, self._max_record)
        ):
            return NotBatchable()
        done = validate_rows(find_format(name), rows.whole, options.profile, strict=options.strict)
        if done is None or (self.format_name is None and len(done[1]) > done[0]):
            return NotBatchable()
        for gap in done[1]:
            alone(gap)
        return done[0]

    def _validate_detected(self, text: bytes) -> int | NotBatchable:
        """The number of valid records; NotBatchable where one may be invalid by itself."""
        # A record that is valid in one format and has the fields of several is valid on its own, too, unless the format
        # requires nothing.
        if self.format_name is None and self._detected is not None and not FORMATS[self._detected].required:
            for line, record in enumerate(text.removesuffix(b"\n").split(b"\n")):
                if _format_of(record) != self._detected:
                    return NotBatchable(line)
        return self.validate_batch(text, self._detected)

    def process_record(self, data: bytes) -> Sequence[Problem]:
        """The problems of one record; if its format is unknown, those in the format in which it has the fewest.

        A format that requires nothing accepts almost everything, so it is not one of them.
        """
        if problems := length_problems(data, self._max_record):
            return problems
        try:
            return super().process_record(data)
        except UnknownFormat:
            forms = [form for form in FORMATS.values() if form.required and has_payloads(form, self._options.schemas)]
            found = (find_problems(data, replace(self._options, format_name=form.name)) for form in forms)
            return min(found, key=len)


def _format_of(record: bytes) -> str | None:
    """The format that is detected for a record; None if there is none."""
    try:
        return detect(record).name
    except (UnknownFormat, InvalidRecord):
        return None


#: The problems of each row, in the order of its text; an empty list for a row that was not rejected.
PROBLEMS: DataType = pa.list_(
    pa.struct([("code", pa.string()), ("pointer", pa.string()), ("message", pa.string())]),
)
#: The largest offset of a type that is not large.
_MAX_OFFSET = (1 << 31) - 1


class TextBuilder:
    """Builds a column of text from records in their order; null for a record without text."""

    def __init__(self, type_: DataType) -> None:
        self._type = type_
        storage = type_.storage_type if isinstance(type_, pa.BaseExtensionType) else type_
        self._is_large = storage in LARGE
        self._data = bytearray()
        #: Where the text of each record starts, and where the last one ends.
        self._offsets = array("q" if self._is_large else "i", [0])
        self._given = bytearray()

    def add(self, text: bytes | None) -> None:
        """Add the text of the next record."""
        self._check_size(text or b"")
        self._data += text or b""
        self._offsets.append(len(self._data))
        self._given.append(text is not None)

    def add_lines(self, lines: bytes) -> None:
        """Add the texts of the next records, one a line."""
        self._check_size(lines)
        data, offsets, find = self._data, self._offsets, lines.find
        start = 0
        while (end := find(b"\n", start)) >= 0:
            data += lines[start:end]
            offsets.append(len(data))
            start = end + 1
        self._given += b"\1" * (len(offsets) - 1 - len(self._given))

    def add_part(self, part: ConvertedPart) -> None:
        """Add the texts of the next records, which follow each other."""
        self._check_size(part.data)
        ends = pa.Array.from_buffers(pa.int64(), len(part.ends), [None, pa.py_buffer(part.ends)])
        moved = pc.add(ends, len(self._data) - part.start)
        self._offsets.frombytes(moved.cast(pa.int64() if self._is_large else pa.int32()).buffers()[1])
        self._data += part.data
        self._given += b"\1" * len(part.ends)

    def column(self, marks: bytes | bytearray) -> Array:
        """The column, with the next text in each row that was processed, and null in every other."""
        rows, given = _as_array(self._offsets), _bytes_of(self._given)
        if len(given) < len(marks):
            rows, given = self._spread(marks)
        return _array_of(self._type, len(marks), [_bitmap(given), rows.buffers()[1], pa.py_buffer(self._data)])

    def _spread(self, marks: bytes | bytearray) -> tuple[Array, Array]:
        """Where the text of each row starts, and whether there is one, with the rows that were not processed."""
        is_done = pc.equal(_bytes_of(marks), DONE)
        # How many texts there are up to each row.
        texts = pc.cumulative_sum(is_done.cast(pa.int64()))
        given = pc.and_(_bytes_of(b"\0" + self._given).cast(pa.bool_()).take(texts), is_done)
        starts = _as_array(self._offsets).take(pa.concat_arrays([pa.array([0], pa.int64()), texts]))
        return starts, given

    def _check_size(self, text: bytes | memoryview) -> None:
        if not self._is_large and len(self._data) + len(text) > _MAX_OFFSET:
            raise UsageError(
                f"the new texts of one batch come to more than 2 GiB, which a column of {escape(str(self._type))}"
                " cannot hold; give smaller batches, or cast the column to a large type"
            )


class ProblemBuilder:
    """Builds the column of problems as rows are rejected; their numbers, from 0, ascend."""

    def __init__(self) -> None:
        self._ends = array("i", [0])
        self._codes: list[str] = []
        self._pointers: list[str] = []
        self._messages: list[str] = []

    def add(self, row: int, problems: Iterable[Problem]) -> None:
        """Add the problems of a row."""
        self._fill(row)
        for problem in problems:
            self._codes.append(problem.code)
            # A name in it may have unpaired surrogates, which Arrow cannot encode.
            self._pointers.append(problem.pointer.encode(errors="backslashreplace").decode())
            self._messages.append(problem.message)
        self._ends.append(len(self._codes))

    def column(self, rows: int) -> Array:
        """The column, with this number of rows."""
        self._fill(rows)
        parts = [pa.array(each, pa.string()) for each in (self._codes, self._pointers, self._messages)]
        each = pa.StructArray.from_arrays(parts, fields=[*PROBLEMS.value_type])
        ends = pa.Array.from_buffers(pa.int32(), rows + 1, [None, pa.py_buffer(self._ends)])
        return pa.ListArray.from_arrays(ends, each, type=PROBLEMS)

    def _fill(self, row: int) -> None:
        """Add rows without problems up to this one."""
        self._ends.extend([len(self._codes)] * (row + 1 - len(self._ends)))


def _bitmap(flags: Array) -> Array:
    """The Arrow bitmap for flags."""
    return flags.cast(pa.bool_()).buffers()[1]


def _as_array(numbers: "array[int]") -> Array:
    type_ = pa.int64() if numbers.typecode == "q" else pa.int32()
    return pa.Array.from_buffers(type_, len(numbers), [None, pa.py_buffer(numbers)])


def _bytes_of(marks: bytes | bytearray) -> Array:
    return pa.Array.from_buffers(pa.uint8(), len(marks), [None, pa.py_buffer(marks)])


def _array_of(type_: DataType, rows: int, buffers: Sequence[Array]) -> Array:
    if isinstance(type_, pa.BaseExtensionType):
        return type_.wrap_array(_array_of(type_.storage_type, rows, buffers))
    if type_ in VIEWS:
        return _array_of(VIEWS[type_], rows, buffers).cast(type_)
    return pa.Array.from_buffers(type_, rows, buffers)


def verdicts(marks: bytes | bytearray) -> Array:
    """Whether each row was processed; null for a null row."""
    all_marks = _bytes_of(marks)
    return pc.if_else(pc.equal(all_marks, NULL), pa.scalar(None, pa.bool_()), pc.equal(all_marks, DONE))


def name_taken(name: str, why: str = "") -> UsageError:
    """The error that the column `name` keeps a new one from having its name; `why` follows `already` in the message."""
    return UsageError(
        f'there is a column `{brief(name)}` already{why}; give the new ones another prefix, such as "run_"'
    )


def with_columns(schema: Schema, columns: Mapping[str, DataType], prefix: str) -> Schema:
    """The schema with more columns after its own; raises UsageError if it has one of them already."""
    for name, type_ in columns.items():
        if prefix + name in schema.names:
            raise name_taken(prefix + name)
        schema = schema.append(pa.field(prefix + name, type_))
    return schema


def add_columns(batch: Array, schema: Schema, make: Callable[[Array], Sequence[Array]]) -> Array:
    """The batch or table with the columns that `make` returns for each batch after its own."""
    if isinstance(batch, pa.Table):
        return pa.Table.from_batches([add_columns(each, schema, make) for each in batch.to_batches()], schema=schema)
    return pa.RecordBatch.from_arrays([*batch.columns, *make(batch)], schema=schema)
