"""Batches of records: a column of JSON text in, the results of each row in new columns after the others."""

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from types import MappingProxyType
from typing import Any, TypeVar, Unpack

import msgspec
from msgspec.structs import astuple, force_setattr

from runbridge._pyarrow import Array, DataType, Schema, pa
from runbridge.arrow.columns import Chunk, chunks_of, index_of, text_type, texts
from runbridge.arrow.convert_rows import ColumnSink, RowConvertProcessor
from runbridge.arrow.rows import (
    PROBLEMS,
    ProblemBuilder,
    RowProcessor,
    RowValidateProcessor,
    TextBuilder,
    add_columns,
    process_rows,
    verdicts,
    with_columns,
)
from runbridge.errors import UsageError
from runbridge.formats import find_format
from runbridge.known_formats import FORMATS
from runbridge.options import (
    BatchConvertArguments,
    BatchValidateArguments,
    ConvertOptions,
    RecordConvertOptions,
    RecordValidateOptions,
    ResidueMode,
    ResiduePlace,
    ValidateOptions,
    defaults_of,
    show_arguments,
    values_of,
)
from runbridge.options import (
    Schema as JsonSchema,
)
from runbridge.outputs.rejects import Rejected
from runbridge.pipeline.stats import RunStats
from runbridge.record.convert import make_converters
from runbridge.record.converter import RecordConverter
from runbridge.record.validate import check_payloads, has_payloads, make_validate_options

#: A RecordBatch or a Table.
Batch = TypeVar("Batch")
#: Receives each record that is rejected, which is numbered by its row in its batch, from 1.
OnReject = Callable[[Rejected], None]
_MODES: dict[str, ResidueMode] = {"embed": "embed", "text": "text", "column": "sidecar", "drop": "drop"}


class BatchConverter(RecordConvertOptions, frozen=True, kw_only=True, dict=True):
    """A conversion of batches, with the options of `convert_batch` checked once: `converter(batch)` for any number.

    It can be pickled, and several threads can use it. Raises UsageError for an option that makes no sense.
    """

    column: str
    to: str
    from_: str | None = None
    residue: ResiduePlace = "embed"
    residue_column: str | None = None
    max_record: int | None = None
    prefix: str = ""

    def __post_init__(self) -> None:
        # Read-only copies: an edit would not be checked.
        tables = {field: MappingProxyType({**entries}) for field, entries in (self.map or {}).items()}
        force_setattr(self, "set", MappingProxyType({**(self.set or {})}))
        force_setattr(self, "map", MappingProxyType(tables))
        self._free_converters.append(self._make_converters())

    def __hash__(self) -> int:
        return _hash_of(self)

    def __reduce__(self) -> "tuple[partial[BatchConverter], tuple[()]]":
        # Read-only mappings cannot be pickled.
        tables = {field: {**entries} for field, entries in (self.map or {}).items()}
        options = {**values_of(self, BatchConverter), "set": {**(self.set or {})}, "map": tables}
        return partial(type(self), **options), ()

    def schema(self, schema: Schema) -> Schema:
        """The schema of the result for a batch with some schema; raises UsageError if a column is missing."""
        type_ = _type_of(schema, self.column)
        if self.residue_column is not None:
            _type_of(schema, self.residue_column)
        residues = {"residue": type_} if self.residue == "column" else {}
        return with_columns(schema, {"value": type_, **residues, "problems": PROBLEMS}, self.prefix)

    def bridge_of(self, _format_name: str | None, /) -> str | None:
        """The version of the bridge of the conversion; None if there may be several."""
        with self._converters() as converters:
            versions = {converter.bridge for converter in converters.values()}
        return versions.pop() if len(converters) == 1 else None

    def __call__(self, batch: Batch) -> Batch:
        """The batch or table, with the new columns."""
        return self.counted(batch, RunStats(), None)

    def counted(self, batch: Batch, stats: RunStats, on_reject: OnReject | None) -> Batch:
        """The batch or table of a run, with the new columns.

        `stats` counts its records and losses; `on_reject` receives those that are rejected.
        """
        schema = self.schema(_schema_of(batch))
        done: Batch = add_columns(batch, schema, lambda each: self.columns(each, stats, on_reject))
        return done

    def columns(self, batch: Array, stats: RunStats, on_reject: OnReject | None) -> Sequence[Array]:
        """Only the new columns, for a RecordBatch with the required columns; otherwise as `counted`."""
        type_ = _type_of(batch.schema, self.column)
        values, residues = TextBuilder(type_), TextBuilder(type_) if self.residue == "column" else None
        with self._converters() as converters:
            processor = RowConvertProcessor(converters, ColumnSink(values, residues), stats, self.max_record)
            chunks = chunks_of(_column_of(batch, self.column), processor.batch_size)
            if self.residue_column is not None:
                chunks = processor.with_residues(chunks, texts(_column_of(batch, self.residue_column)))
            marks, problems = _process(processor, chunks, stats, on_reject)
        new_columns = [values] if residues is None else [values, residues]
        return [*(each.column(marks) for each in new_columns), problems.column(len(marks))]

    @cached_property
    def _free_converters(self) -> list[Mapping[str, RecordConverter]]:
        """The converters that no thread is using; each has cached the fields of earlier batches."""
        return []

    @contextmanager
    def _converters(self) -> Generator[Mapping[str, RecordConverter]]:
        """A converter for each format that the records may have, which no other thread is using."""
        try:
            converters = self._free_converters.pop()
        except IndexError:
            converters = self._make_converters()
        yield converters
        self._free_converters.append(converters)

    def _make_converters(self) -> Mapping[str, RecordConverter]:
        if self.residue not in _MODES:
            raise UsageError(f"invalid value for `residue`: {self.residue!r}; choose {', '.join(_MODES)}")
        shared = values_of(self, RecordConvertOptions)
        return make_converters(
            ConvertOptions(target=self.to, format_name=self.from_, residue=_MODES[self.residue], **shared)
        )


class BatchValidator(RecordValidateOptions, frozen=True, kw_only=True, dict=True):
    """A validation of batches, with the options of `validate_batch` checked once: `validator(batch)` for any number.

    It can be pickled, and several threads can use it. Raises UsageError for an option that makes no sense.
    """

    column: str
    format: str | None = None
    input_schema: JsonSchema | None = None
    output_schema: JsonSchema | None = None
    max_record: int | None = None
    prefix: str = ""

    def __post_init__(self) -> None:
        schemas = self._options.schemas
        if self.format is not None:
            check_payloads(find_format(self.format), schemas)

    @property
    def schemas(self) -> Mapping[str, str]:
        """The texts of the schemas of payloads by the kind of payload: `input` and `output`."""
        return self._options.schemas

    def __eq__(self, other: object) -> bool:
        # The files of the schemas may have changed: equal validators have read the same texts.
        return (
            isinstance(other, BatchValidator)
            and self._options == other._options
            and values_of(self, BatchValidator) == values_of(other, BatchValidator)
        )

    def __hash__(self) -> int:
        return _hash_of(self)

    def __reduce__(self) -> "tuple[Callable[..., BatchValidator], tuple[dict[str, Any], ValidateOptions]]":
        return _unpickled, (values_of(self, BatchValidator), self._options)

    @cached_property
    def _options(self) -> ValidateOptions:
        """The checked options; they have the texts of the schemas, so that a file is read once."""
        shared = values_of(self, RecordValidateOptions)
        return make_validate_options(
            self.format, input_schema=self.input_schema, output_schema=self.output_schema, **shared
        )

    @cached_property
    def _only_format(self) -> str | None:
        """The only format with payloads of the kinds that the schemas describe; None if there are several."""
        fitting = [name for name, each in FORMATS.items() if has_payloads(each, self._options.schemas)]
        return fitting[0] if len(fitting) == 1 else None

    def schema(self, schema: Schema) -> Schema:
        """The schema of the result for a batch with some schema; raises UsageError if a column is missing."""
        _type_of(schema, self.column)
        return with_columns(schema, {"valid": pa.bool_(), "problems": PROBLEMS}, self.prefix)

    def __call__(self, batch: Batch, *, format: str | None = None) -> Batch:
        """The batch or table, with the new columns.

        `format` is the format of these records, where the options name none.
        """
        return self.counted(batch, RunStats(), None, format)

    def counted(self, batch: Batch, stats: RunStats, on_reject: OnReject | None, format_name: str | None) -> Batch:
        """The batch or table of a run, with the new columns.

        `stats` counts its records, and `on_reject` receives those that are not valid. `format_name` is the format of
        these records, where the options name none.
        """
        schema = self.schema(_schema_of(batch))
        done: Batch = add_columns(batch, schema, lambda each: self.columns(each, stats, on_reject, format_name))
        return done

    def columns(
        self, batch: Array, stats: RunStats, on_reject: OnReject | None, format_name: str | None
    ) -> Sequence[Array]:
        """Only the new columns, for a RecordBatch with the required columns; otherwise as `counted`."""
        options = msgspec.structs.replace(self._options, format_name=self.format or format_name or self._only_format)
        processor = RowValidateProcessor(options, self.max_record)
        chunks = chunks_of(_column_of(batch, self.column), processor.batch_size)
        marks, problems = _process(processor, chunks, stats, on_reject)
        return [verdicts(marks), problems.column(len(marks))]


def _hash_of(options: msgspec.Struct) -> int:
    return hash(tuple(value for value in astuple(options) if not isinstance(value, Mapping)))


def _unpickled(values: dict[str, Any], options: ValidateOptions) -> BatchValidator:
    """A validator with the texts of its schemas: their files may be gone."""
    without_schemas: dict[str, Any] = {**values, "input_schema": None, "output_schema": None}
    validator = BatchValidator(**without_schemas)
    for name in ("input_schema", "output_schema"):
        force_setattr(validator, name, values[name])
    vars(validator)["_options"] = options
    return validator


@show_arguments(BatchConvertArguments, **defaults_of(BatchConverter))
def convert_batch(batch: Batch, *, column: str, to: str, **options: Unpack[BatchConvertArguments]) -> Batch:
    """Convert a column of JSON text in a RecordBatch or Table, each row one record; the results are new columns.

    The rows keep their order and their other columns. The new columns are `value`, the converted record on one line
    with the type of the column, null for a rejected record, and `problems`, a list of `code`, `pointer` and `message`,
    which is empty for a converted record. A null row stays null. `from_`, `profile`, `apply_residue`, `set` and `map`
    are those of `convert`. Without `from_` the records have the format that converts to `to`; if there are several, the
    format is detected from the fields of each record.

    `residue` is the place of the residue: the field `_residue` (`embed`), that field as one text (`text`), the new
    column `residue`, which is null for a record without one (`column`), or nowhere (`drop`). `residue_column` names
    such a column of an earlier conversion. A record longer than `max_record` bytes is rejected; by default there is no
    maximum. The names of the new columns begin with `prefix`.

    Raises UsageError. `BatchConverter` is for many batches.
    """
    return BatchConverter(column=column, to=to, **options)(batch)


@show_arguments(BatchValidateArguments, **defaults_of(BatchValidator))
def validate_batch(batch: Batch, *, column: str, **options: Unpack[BatchValidateArguments]) -> Batch:
    """Validate a column of JSON text in a RecordBatch or Table, each row one record; the results are new columns.

    The rows keep their order and their other columns. The new columns are `valid`, which is null for a null row, and
    `problems`, a list of `code`, `pointer` and `message`. `format`, `profile`, `strict` and the schemas are those of
    `validate`. A record whose format cannot be detected has the problems of the format with the fewest. If only one
    format has the payload that a schema describes, all records have that format. A record longer than `max_record`
    bytes is not valid; by default there is no maximum. The names of the new columns begin with `prefix`.

    Raises UsageError, and OSError for a schema file. `BatchValidator` is for many batches.
    """
    return BatchValidator(column=column, **options)(batch)


def _process(
    processor: RowProcessor, chunks: Iterable[Chunk], stats: RunStats, on_reject: OnReject | None
) -> tuple[bytearray, ProblemBuilder]:
    """Process all rows: what became of each, and the problems of those that were rejected."""
    marks, problems = bytearray(), ProblemBuilder()
    for rejected in process_rows(processor, chunks, marks, stats):
        problems.add(rejected.number - 1, rejected.problems)
        if on_reject is not None:
            on_reject(rejected)
    return marks, problems


def _schema_of(batch: Array) -> Schema:
    if not isinstance(batch, (pa.RecordBatch, pa.Table)):
        raise UsageError(f"give a RecordBatch or a Table of pyarrow, not a {type(batch).__name__}")
    return batch.schema


def _column_of(batch: Array, name: str) -> Array:
    return batch.column(index_of(batch.schema, name))


def _type_of(schema: Schema, name: str) -> DataType:
    return text_type(schema.field(index_of(schema, name)).type, name)
