"""Records in Arrow batches: validates or converts a column of JSON text.

from runbridge.arrow import BatchConverter, convert_batch, convert_parquet, export_file, schema
from runbridge.arrow import validate_batch, validate_parquet

batch = convert_batch(batch, column="run", to="workflow-run")  # the batch, with `value` and `problems`
batch = validate_batch(batch, column="run", prefix="run_")  # the batch, with `run_valid` and `run_problems`
convert = BatchConverter(column="run", to="workflow-run", residue="column")  # for many batches; it can be pickled
batches = map(convert, batches)  # each with `value`, `residue` and `problems`
done = convert_parquet("runs.parquet", "out.parquet", "workflow-run", column="run")  # Parquet files
done = validate_parquet("runs.parquet", column="run", on_reject=print)
columns = schema("workflow-run")  # a pyarrow.Schema: records as typed columns
export_file("runs.ndjson", "runs.parquet")  # a table with that schema, as `runbridge export` writes it

It needs pyarrow: pip install 'runbridge[arrow]'.
"""

from runbridge.arrow.batches import BatchConverter, BatchValidator, convert_batch, validate_batch
from runbridge.arrow.parquet_files import convert_parquet, validate_parquet
from runbridge.arrow.rows import PROBLEMS
from runbridge.tables.export import export_file
from runbridge.tables.import_ import import_file
from runbridge.tables.table_schema import schema

__all__ = [
    "PROBLEMS",
    "BatchConverter",
    "BatchValidator",
    "convert_batch",
    "convert_parquet",
    "export_file",
    "import_file",
    "schema",
    "validate_batch",
    "validate_parquet",
]
