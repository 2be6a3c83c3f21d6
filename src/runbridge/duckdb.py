"""Records in DuckDB: SQL functions that validate and convert records, many rows at a time.

import duckdb
from runbridge.duckdb import register

with duckdb.connect() as con:
    register(con)
    con.sql("SELECT runbridge_convert(json, 'workflow-run') FROM read_ndjson_objects('runs.ndjson')").show()

It needs duckdb, numpy and pyarrow: pip install 'runbridge[duckdb]'.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import chain, count
from typing import TYPE_CHECKING, Any, TypeAlias, Unpack, get_args

from runbridge._pyarrow import Array, pa, pc
from runbridge.arrow import BatchConverter, BatchValidator
from runbridge.arrow.columns import VIEWS, text_type, texts
from runbridge.errors import UsageError
from runbridge.extras import load
from runbridge.formats import find_format
from runbridge.known_formats import DIRECTIONS
from runbridge.options import ConvertArguments, ResiduePlace, ValidateArguments, show_arguments, split_arguments
from runbridge.record.routes import no_conversion_to

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_duckdb = load("duckdb", extra="duckdb")
# DuckDB needs it for functions with Arrow, but does not depend on it.
load("numpy", extra="duckdb")

Table: TypeAlias = Any
#: Processes rows of the format with a name; None if the format is detected for each.
_Process: TypeAlias = Callable[[str | None, Table], Table]

_PROBLEMS = "STRUCT(code VARCHAR, pointer VARCHAR, message VARCHAR)[]"
_CONVERSION = f"STRUCT(value VARCHAR, residue VARCHAR, problems {_PROBLEMS})"
#: Values of the option `residue`, which may be mistaken for the argument `kept`.
_PLACES = {place.encode() for place in get_args(ResiduePlace)}


class _ConverterArguments(ConvertArguments, total=False):
    """The keyword arguments for converters."""

    residue: ResiduePlace
    max_record: int | None


class _ValidatorArguments(ValidateArguments, total=False):
    """The keyword arguments for the validator."""

    max_record: int | None


class RegisterArguments(_ConverterArguments, _ValidatorArguments, total=False):
    """The keyword arguments of `register`, except the prefix."""


@show_arguments(RegisterArguments, residue="embed", max_record=None)
def register(con: "DuckDBPyConnection", *, prefix: str = "runbridge_", **options: Unpack[RegisterArguments]) -> None:
    """Give a connection the SQL functions of runbridge, all of their names beginning with `prefix`.

    - `runbridge_convert(json, to[, kept])`: the converted record on one line; null where it is rejected.
    - `runbridge_conversion(json, to[, kept])`: a struct of that `value`, the `residue` and the `problems`.
    - `runbridge_valid(json[, format])`: whether the record is valid.
    - `runbridge_problems(json[, format])`: its problems, a list of structs of `code`, `pointer` and `message`.

    `json` is a VARCHAR, a JSON or, for text that may not be UTF-8, a BLOB. A null record or format gives null. `format`
    is detected from the fields of the record by default. `profile`, `strict` and the schemas are those of `validate`;
    `apply_residue`, `set` and `map` those of `convert`. `residue` is the place of the residue: the field `_residue`
    (`embed`), that field as one text (`text`), only the struct's `residue` (`column`), or nowhere (`drop`). `kept` is
    the struct's `residue` of an earlier conversion. A record longer than `max_record` bytes is rejected.

    If the functions exist already, they are replaced. Raises UsageError, and OSError for a schema file. In a query, a
    UsageError is a `duckdb.InvalidInputException`.
    """
    convert_arguments, validate_arguments = split_arguments(options, _ConverterArguments, _ValidatorArguments)
    make_converter = partial(BatchConverter, column="json", **convert_arguments)
    converters = {
        is_kept: _converters_to_all(partial(make_converter, residue_column="kept" if is_kept else None))
        for is_kept in (False, True)
    }
    validator = BatchValidator(column="json", **validate_arguments)
    rows = _Rows(converters, validator)
    for name, parameters, implementation, return_type in (
        ("convert", "json, to[, kept]", _Rows.convert, "VARCHAR"),
        ("conversion", "json, to[, kept]", _Rows.conversion, _CONVERSION),
        ("valid", "json[, format]", _Rows.valid, "BOOLEAN"),
        ("problems", "json[, format]", _Rows.problems, _PROBLEMS),
    ):
        _create(con, _Function(f"{prefix}{name}", parameters, rows, implementation, return_type))


def _converters_to_all(make: Callable[..., BatchConverter]) -> dict[str, BatchConverter | UsageError]:
    """A converter to each format, or why there is none; raises UsageError if there is none at all."""
    converters: dict[str, BatchConverter | UsageError] = {}
    for name in dict.fromkeys(target for _, target in DIRECTIONS):
        try:
            converters[name] = make(to=name)
        except UsageError as error:
            converters[name] = error
    errors = [each for each in converters.values() if isinstance(each, UsageError)]
    if len(errors) == len(converters):
        raise errors[0]
    return converters


@dataclass(frozen=True)
class _Rows:
    """The implementations of the functions for columns of arguments."""

    converters: Mapping[bool, Mapping[str, BatchConverter | UsageError]] = field(hash=False)
    validator: BatchValidator

    def convert(self, json: Array, to: Array, kept: Array = None) -> Array:
        return _text(self._converted(json, to, kept), "value")

    def conversion(self, json: Array, to: Array, kept: Array = None) -> Array:
        done = self._converted(json, to, kept)
        residues = _text(done, "residue") if "residue" in done.column_names else pa.nulls(len(done), pa.string())
        problems = _column(done, "problems")
        return pa.StructArray.from_arrays(
            [_text(done, "value"), residues, problems], ["value", "residue", "problems"], mask=pc.is_null(problems)
        )

    def valid(self, json: Array, format: Array = None) -> Array:
        return _column(self._validated(json, format), "valid")

    def problems(self, json: Array, format: Array = None) -> Array:
        return _column(self._validated(json, format), "problems")

    def _converted(self, json: Array, to: Array, kept: Array) -> Table:
        columns = {"json": json}
        if kept is not None:
            _check_kept(kept)
            columns["kept"] = kept
        return _by_format(columns, to, lambda name, rows: self._converter(name, is_kept=kept is not None)(rows))

    def _converter(self, format_name: str | None, *, is_kept: bool) -> BatchConverter:
        """The converter to a format, any one for None; raises UsageError where there is none."""
        converters = self.converters[is_kept]
        if format_name is None:
            return next(each for each in converters.values() if isinstance(each, BatchConverter))
        converter = converters[format_name] if format_name in converters else UsageError(no_conversion_to(format_name))
        if isinstance(converter, UsageError):
            raise converter
        return converter

    def _validated(self, json: Array, format: Array) -> Table:
        return _by_format({"json": json}, format, lambda name, rows: self.validator(rows, format=name))


def _check_kept(kept: Array) -> None:
    """Raise UsageError for a value of the option `residue` in place of a residue."""
    text_type(kept.type, "kept")
    for text in filter(None, chain.from_iterable(map(texts, kept.chunks))):
        if text in _PLACES:
            raise UsageError(f"`{text.decode()}` is not a residue; the place of residues is an option of register")


def _by_format(columns: Mapping[str, Array], names: Array | None, process: _Process) -> Table:
    """Process the rows of each format together; a null row becomes a null row."""
    # Arrow cannot take rows from views.
    table = pa.table({name: column.cast(VIEWS.get(column.type, column.type)) for name, column in columns.items()})
    # Nearly always a query names one format.
    found = [None] if names is None else names.unique().to_pylist()
    if len(found) == 1 and not table.column("json").null_count and (names is None or found[0] is not None):
        return process(None if names is None else find_format(str(found[0])).name, table)
    groups = _groups(table.column("json"), names)
    # An empty part has the columns of the result.
    parts = [process(None, table.slice(0, 0))]
    parts += [process(name, table.take(pa.array(rows, pa.int64()))) for name, rows in groups.items()]
    positions = dict(zip(chain.from_iterable(groups.values()), count()))
    return pa.concat_tables(parts).take(pa.array(map(positions.get, range(len(table))), pa.int64()))


def _groups(texts: Array, names: Array | None) -> dict[str | None, list[int]]:
    """The rows by format, or all for None without names; rows with a null are left out."""
    given = pc.is_valid(texts)
    if names is None:
        rows = pc.indices_nonzero(given).to_pylist()
        return {None: rows} if rows else {}
    groups: dict[str | None, list[int]] = {}
    formats = names.to_pylist()
    for row in pc.indices_nonzero(pc.and_(given, pc.is_valid(names))).to_pylist():
        groups.setdefault(find_format(str(formats[row])).name, []).append(row)
    return groups


def _column(table: Table, name: str) -> Array:
    column = table.column(name)
    # To combine one chunk would copy it.
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _text(table: Table, name: str) -> Array:
    """A column of converted records as text, which is UTF-8 even if it was binary."""
    return _column(table, name).cast(pa.string())


def _create(con: "DuckDBPyConnection", function: "_Function") -> None:
    """Create a SQL function, or replace one that this connection created."""
    # Without such a function one of these is raised, after a rollback the other.
    with suppress(_duckdb.InvalidInputException, _duckdb.CatalogException):
        con.remove_function(function.name)
    try:
        _create_by(con, function)
    except _duckdb.NotImplementedException:
        # After a rollback this connection assumes that the function exists, and does not create it again.
        with con.cursor() as other:
            _create_by(other, function)


def _create_by(con: Any, function: "_Function") -> None:
    try:
        # Without types for the arguments a BLOB is accepted too, and stays a BLOB.
        con.create_function(
            function.name, kept_alive(function), None, function.return_type, type="arrow", null_handling="special"
        )
    except _duckdb.CatalogException:
        raise UsageError(
            f"another connection gave the database a function {function.name}; give this one another prefix, such as"
            ' "run_"'
        ) from None


@dataclass(frozen=True)
class _Function:
    """A SQL function: its name, its parameters, the last of which is optional, and its implementation."""

    name: str
    parameters: str
    rows: _Rows
    implementation: Callable[..., Array]
    return_type: str

    def __call__(self, *columns: Array) -> Array:
        count = self.parameters.count(",") + 1
        if len(columns) not in (count - 1, count):
            raise UsageError(
                f"give {self.name}({self.parameters}) {count - 1} or {count} arguments, not {len(columns)}"
            )
        return self.implementation(self.rows, *columns)


@cache
def kept_alive(function: _Function) -> _Function:
    """The same function for equal options, kept until the process ends.

    A database may call a function whose connection is closed or has replaced it, but does not keep it alive.
    """
    return function
