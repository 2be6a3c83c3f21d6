"""Records in Spark: validates or converts a column of JSON text in a DataFrame; the results are new columns.

from runbridge.spark import convert, validate

converted = convert(df, column="run", to="workflow-run")  # df with `value` and `problems`
checked = validate(df, column="run", prefix="run_")  # df with `run_valid` and `run_problems`

It needs pyspark, pandas and pyarrow: pip install 'runbridge[spark]'. Executors need only runbridge and pyarrow.
"""

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, Unpack

from msgspec.structs import replace

from runbridge._pyarrow import pa
from runbridge.arrow import BatchConverter, BatchValidator
from runbridge.arrow.columns import slice_batch
from runbridge.arrow.rows import name_taken
from runbridge.errors import UsageError
from runbridge.extras import load
from runbridge.known_formats import FORMATS
from runbridge.options import BatchConvertArguments, BatchValidateArguments, defaults_of, show_arguments
from runbridge.problem_messages import brief
from runbridge.version import __version__

load("pyspark", extra="spark")

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructField

Batch: TypeAlias = Any
Processor: TypeAlias = BatchConverter | BatchValidator

#: The largest batch that is returned, unless one row is larger; batches of Spark may have any size.
MAX_BATCH_BYTES = 8 << 20


@show_arguments(BatchConvertArguments, **defaults_of(BatchConverter))
def convert(df: "DataFrame", *, column: str, to: str, **options: Unpack[BatchConvertArguments]) -> "DataFrame":
    """Convert a column of JSON text in a DataFrame, each row one record; the results are new columns.

    The options, the new columns and the rows are those of `runbridge.arrow.convert_batch`: a rejected record stays,
    with a null `value` and its `problems`. Spark converts the records each time that it evaluates the DataFrame.

    Raises UsageError.
    """
    return _extended(df, BatchConverter(column=column, to=to, **options))


@show_arguments(BatchValidateArguments, **defaults_of(BatchValidator))
def validate(df: "DataFrame", *, column: str, **options: Unpack[BatchValidateArguments]) -> "DataFrame":
    """Validate a column of JSON text in a DataFrame, each row one record; the results are new columns.

    The options, the new columns and the rows are those of `runbridge.arrow.validate_batch`; schema files are
    read at once, on the driver. Raises UsageError, and OSError for a schema file.
    """
    return _extended(df, BatchValidator(column=column, **options))


def _extended(df: "DataFrame", processor: Processor) -> "DataFrame":
    # PySpark needs pandas for Arrow, but only on the driver.
    load("pandas", extra="spark")
    from pyspark.sql.types import StructType

    new = _new_columns(df, processor)
    # Spark cannot address columns with dots or backticks in their names, nor two columns of one name.
    numbered = df.toDF(*(f"c{number}" for number in range(len(df.columns))))
    task = Task(_renamed(processor, dict(zip(df.columns, numbered.columns, strict=True))))
    done = numbered.mapInArrow(  # pyright: ignore[reportUnknownMemberType]  # pyarrow ships no types
        task, StructType([*numbered.schema, *new])
    )
    return done.toDF(*df.columns, *(field.name for field in new))


def _new_columns(df: "DataFrame", processor: Processor) -> "list[StructField]":
    """The new columns of a DataFrame; raises UsageError if it has one of them or no column to read."""
    import pyspark.sql.pandas.types
    from pyspark.sql.types import StructField

    # pyarrow ships no types.
    types: Any = pyspark.sql.pandas.types
    read = {processor.column, None if isinstance(processor, BatchValidator) else processor.residue_column}
    own = [
        pa.field(each.name, types.to_arrow_type(each.dataType) if each.name in read else pa.null())
        for each in df.schema
    ]
    new = [*processor.schema(pa.schema(own))][len(own) :]
    if df.sparkSession.conf.get("spark.sql.caseSensitive") == "false":
        _check_case(df.columns, [field.name for field in new])
    return [StructField(field.name, types.from_arrow_type(field.type)) for field in new]


def _check_case(own: Sequence[str], new: Sequence[str]) -> None:
    """Raise UsageError for columns whose names differ only in case."""
    names = {name.lower(): name for name in own}
    for name in new:
        if name.lower() in names:
            raise name_taken(names[name.lower()], f", which Spark takes for `{brief(name)}`")


def _renamed(processor: Processor, names: Mapping[str, str]) -> Processor:
    """The processor for columns with other names."""
    column = names[processor.column]
    if isinstance(processor, BatchValidator):
        return replace(processor, column=column)
    residues = processor.residue_column
    return replace(processor, column=column, residue_column=None if residues is None else names[residues])


@dataclass(frozen=True)
class Task:
    """Processes the batches of a partition on executors; pickled once, and unpickled for each partition."""

    processor: Processor

    def __call__(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """The batches with the new columns; large ones are split."""
        for batch in batches:
            for part in slice_batch(batch, MAX_BATCH_BYTES):
                # The new columns may be larger than the old ones.
                yield from slice_batch(self.processor(part), MAX_BATCH_BYTES)

    def __reduce__(self) -> tuple[Callable[..., "Task"], tuple[str, tuple[str, ...], bytes]]:
        # As bytes, so that the versions are compared before the processor is unpickled.
        return _unpacked, (__version__, FORMATS.places, pickle.dumps(self.processor))


def _unpacked(version: str, format_path: tuple[str, ...], processor: bytes) -> Task:
    if version != __version__:
        raise UsageError(f"this executor has runbridge {__version__}, the driver {version}; install the same on all")
    FORMATS.set_path(format_path, is_installed=False)
    return Task(pickle.loads(processor))  # noqa: S301  # Spark unpickled the task from the same source
