"""Batches of records: a column of JSON text in, and what becomes of each row in columns behind the others."""

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from functools import partial
from types import MappingProxyType
from typing import Literal, TypeAlias, TypeVar

from runbridge._generated import FORMATS
from runbridge._pyarrow import Array, DataType, Schema, pa
from runbridge.arrow.columns import Chunk, blocks, index_of, text_type, texts
from runbridge.arrow.convert_rows import RowConversion
from runbridge.arrow.results import PROBLEMS, Problems, Texts, extended, verdicts, with_columns
from runbridge.arrow.rows import do_rows
from runbridge.arrow.validate_rows import RowValidation
from runbridge.errors import WrongUse
from runbridge.formats import check_profile, find_format
from runbridge.outputs.rejected import Rejected
from runbridge.pipeline.processor import Processor
from runbridge.pipeline.stats import Tally
from runbridge.record.convert import Converter, ResidueMode, make_converter, make_converters
from runbridge.record.validate import Schema as _PayloadSchema
from runbridge.record.validate import check_payloads, has_payloads, schema_texts

#: A RecordBatch or a Table.
Batch = TypeVar("Batch")
#: What a payload has to be, as `validate` takes it; a schema without this name is one of Arrow.
JsonSchema: TypeAlias = _PayloadSchema
#: Where residues go: into the records, to a column of their own, or away.
ResiduePlace = Literal["embed", "column", "drop"]
#: Told of each record that is rejected, which is numbered by its row in its batch, from 1.
Told = Callable[[Rejected], None]
_MODES: dict[str, ResidueMode] = {"embed": "embed", "column": "sidecar", "drop": "drop"}


@dataclass(frozen=True, kw_only=True)
class BatchConverter:
    """A conversion of batches, with the options of `convert_batch` checked once: `converter(batch)` for any number.

    It can be pickled, and several threads can use it. Raises WrongUse for an option that makes no sense.
    """

    column: str
    to: str
    from_: str | None = None
    profile: str = "published"
    residue: ResiduePlace = "embed"
    residue_column: str | None = None
    apply_residue: bool = True
    set: Mapping[str, str] | None = field(default=None, hash=False)
    map: Mapping[str, Mapping[str, str]] | None = field(default=None, hash=False)
    max_record: int | None = None
    prefix: str = ""
    #: Those that no thread is using; they know the members that were in the batches before.
    _idle: list[dict[str, Converter]] = field(
        default_factory=list[dict[str, Converter]], init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        # Copies that nobody can edit: what would be done to them was not checked.
        tables = {member: MappingProxyType({**entries}) for member, entries in (self.map or {}).items()}
        object.__setattr__(self, "set", MappingProxyType({**(self.set or {})}))
        object.__setattr__(self, "map", MappingProxyType(tables))
        self._idle.append(self._make_converters())

    def __reduce__(self) -> "tuple[partial[BatchConverter], tuple[()]]":
        # What nobody can edit cannot be pickled either.
        tables = {member: {**entries} for member, entries in (self.map or {}).items()}
        options = {each.name: getattr(self, each.name) for each in fields(self) if each.init}
        return partial(type(self), **{**options, "set": {**(self.set or {})}, "map": tables}), ()

    def schema(self, schema: Schema) -> Schema:
        """The schema of what becomes of a batch with some schema; raises WrongUse where it lacks what is needed."""
        kind = _kind_of(schema, self.column)
        if self.residue_column is not None:
            _kind_of(schema, self.residue_column)
        residues = {"residue": kind} if self.residue == "column" else {}
        return with_columns(schema, {"value": kind, **residues, "problems": PROBLEMS}, self.prefix)

    @property
    def bridge(self) -> str | None:
        """The version of the bridge that the records cross; None where they may cross several."""
        with self._converters() as converters:
            versions = {converter.direction.bridge for converter in converters.values()}
        return versions.pop() if len(converters) == 1 else None

    def __call__(self, batch: Batch) -> Batch:
        """The batch or table, with the new columns."""
        return self.counted(batch, Tally(), None)

    def counted(self, batch: Batch, tally: Tally, on_reject: Told | None) -> Batch:
        """The batch or table of a run, with the new columns.

        `tally` counts its records and what became of their members; `on_reject` is told of those that are rejected.
        """
        schema = self.schema(_schema_of(batch))
        done: Batch = extended(batch, schema, lambda each: self.columns(each, tally, on_reject))
        return done

    def columns(self, batch: Array, tally: Tally, on_reject: Told | None) -> Sequence[Array]:
        """The new columns alone, of a RecordBatch that has what is needed; else as `counted`."""
        kind = _kind_of(batch.schema, self.column)
        values, residues = Texts(kind), Texts(kind) if self.residue == "column" else None
        with self._converters() as converters:
            work = RowConversion(converters, tally, values, residues, max_record=self.max_record)
            rows = blocks(_column_of(batch, self.column), work.block)
            if self.residue_column is not None:
                rows = work.with_residues(rows, texts(_column_of(batch, self.residue_column)))
            marks, problems = _do(work, rows, tally, on_reject)
        made = [values] if residues is None else [values, residues]
        return [*(each.column(marks) for each in made), problems.column(len(marks))]

    @contextmanager
    def _converters(self) -> Generator[dict[str, Converter]]:
        """A converter for each format that the records may have, which no other thread is using."""
        try:
            converters = self._idle.pop()
        except IndexError:
            converters = self._make_converters()
        yield converters
        self._idle.append(converters)

    def _make_converters(self) -> dict[str, Converter]:
        if self.residue not in _MODES:
            raise WrongUse(f"there is no place {self.residue!r} for residues; choose {', '.join(_MODES)}")
        return make_converters(self.to, self.from_, self._make_converter)

    def _make_converter(self, source: str) -> Converter:
        return make_converter(
            source,
            self.to,
            profile=self.profile,
            residue=_MODES[self.residue],
            apply_residue=self.apply_residue,
            set=self.set,
            map=self.map,
        )


@dataclass(frozen=True, kw_only=True)
class BatchValidator:
    """A validation of batches, with the options of `validate_batch` checked once: `validator(batch)` for any number.

    It can be pickled, and several threads can use it. Raises WrongUse for an option that makes no sense.
    """

    column: str
    as_: str | None = None
    profile: str = "published"
    strict: bool = False
    input_schema: JsonSchema | None = field(default=None, hash=False)
    output_schema: JsonSchema | None = field(default=None, hash=False)
    max_record: int | None = None
    prefix: str = ""
    #: The texts of the schemas by the kind of payload: they may be files, which are read once.
    _schemas: Mapping[str, str] = field(default_factory=dict[str, str], init=False, repr=False, hash=False)
    #: The format that alone has such payloads as the schemas describe.
    _only: str | None = field(default=None, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_profile(self.profile)
        schemas = schema_texts(input_schema=self.input_schema, output_schema=self.output_schema)
        object.__setattr__(self, "_schemas", schemas)
        if self.as_ is not None:
            check_payloads(find_format(self.as_), schemas)
        fitting = [name for name, form in FORMATS.items() if has_payloads(form, schemas)]
        object.__setattr__(self, "_only", fitting[0] if len(fitting) == 1 else None)

    def schema(self, schema: Schema) -> Schema:
        """The schema of what becomes of a batch with some schema; raises WrongUse where it lacks what is needed."""
        _kind_of(schema, self.column)
        return with_columns(schema, {"valid": pa.bool_(), "problems": PROBLEMS}, self.prefix)

    def __call__(self, batch: Batch, *, form: str | None = None) -> Batch:
        """The batch or table, with the new columns.

        `form` is the format of these records, where the options name none.
        """
        return self.counted(batch, Tally(), None, form)

    def counted(self, batch: Batch, tally: Tally, on_reject: Told | None, form: str | None) -> Batch:
        """The batch or table of a run, with the new columns.

        `tally` counts its records, and `on_reject` is told of those that are not valid. `form` is the format of these
        records, where the options name none.
        """
        schema = self.schema(_schema_of(batch))
        done: Batch = extended(batch, schema, lambda each: self.columns(each, tally, on_reject, form))
        return done

    def columns(self, batch: Array, tally: Tally, on_reject: Told | None, form: str | None) -> Sequence[Array]:
        """The new columns alone, of a RecordBatch that has what is needed; else as `counted`."""
        told = self.as_ or form or self._only
        work = RowValidation(told, self.profile, strict=self.strict, schemas=self._schemas, max_record=self.max_record)
        marks, problems = _do(work, blocks(_column_of(batch, self.column), work.block), tally, on_reject)
        return [verdicts(marks), problems.column(len(marks))]


def convert_batch(
    batch: Batch,
    *,
    column: str,
    to: str,
    from_: str | None = None,
    profile: str = "published",
    residue: ResiduePlace = "embed",
    residue_column: str | None = None,
    apply_residue: bool = True,
    set: Mapping[str, str] | None = None,
    map: Mapping[str, Mapping[str, str]] | None = None,
    max_record: int | None = None,
    prefix: str = "",
) -> Batch:
    """A RecordBatch or Table with a column of JSON text, each row one record, and what becomes of it behind the others.

    The rows stay as they are, in their order. New are `value`, the converted record on one line, of the column's type,
    null where it was rejected, and `problems`, a list of `code`, `pointer` and `message`, empty where it was not. A
    null row stays null. `from_`, `profile`, `apply_residue`, `set` and `map` are those of `convert`. Each row is taken
    for a record of the format that leads to `to` when `from_` is absent; where several do, its members tell which.

    `residue` says where what the target cannot say goes: into its member `_residue` (`embed`), to the new column
    `residue` (`column`), null where there is none, or away (`drop`). `residue_column` names such a column of an
    earlier conversion. A record longer than `max_record` bytes is rejected; without it there is no limit. The names of
    the new columns begin with `prefix`.

    Raises WrongUse. `BatchConverter` is for many batches.
    """
    return BatchConverter(
        column=column,
        to=to,
        from_=from_,
        profile=profile,
        residue=residue,
        residue_column=residue_column,
        apply_residue=apply_residue,
        set=set,
        map=map,
        max_record=max_record,
        prefix=prefix,
    )(batch)


def validate_batch(
    batch: Batch,
    *,
    column: str,
    as_: str | None = None,
    profile: str = "published",
    strict: bool = False,
    input_schema: JsonSchema | None = None,
    output_schema: JsonSchema | None = None,
    max_record: int | None = None,
    prefix: str = "",
) -> Batch:
    """A RecordBatch or Table with a column of JSON text, each row one record, and behind the others what is wrong.

    The rows stay as they are, in their order. New are `valid`, null for a null row, and `problems`, a list of `code`,
    `pointer` and `message`, empty where there are none. `as_`, `profile`, `strict` and the schemas are those of
    `validate`; a record whose format cannot be told has the problems of that in which it has the fewest, and where one
    format alone has the payload that a schema describes all records are taken for it. A record longer than `max_record`
    bytes is not valid; without it there is no limit. The names of the new columns begin with `prefix`.

    Raises WrongUse, and OSError for a file of a schema. `BatchValidator` is for many batches.
    """
    return BatchValidator(
        column=column,
        as_=as_,
        profile=profile,
        strict=strict,
        input_schema=input_schema,
        output_schema=output_schema,
        max_record=max_record,
        prefix=prefix,
    )(batch)


def _do(work: Processor, rows: Iterable[Chunk], tally: Tally, told: Told | None) -> tuple[bytearray, Problems]:
    """Do all rows: what became of each, and the problems of those that were rejected."""
    marks, problems = bytearray(), Problems()
    for rejected in do_rows(work, rows, marks, tally):
        problems.add(rejected.number - 1, rejected.problems)
        if told is not None:
            told(rejected)
    return marks, problems


def _schema_of(batch: Array) -> Schema:
    if not isinstance(batch, (pa.RecordBatch, pa.Table)):
        raise WrongUse(f"give a RecordBatch or a Table of pyarrow, not a {type(batch).__name__}")
    return batch.schema


def _column_of(batch: Array, name: str) -> Array:
    return batch.column(index_of(batch.schema, name))


def _kind_of(schema: Schema, name: str) -> DataType:
    return text_type(schema.field(index_of(schema, name)).type, name)
