"""Records in batches of Arrow: a column of JSON text is validated or converted, row by row, at the speed of files.

from runbridge.arrow import BatchConverter, convert_batch, export_file, schema, validate_batch

batch = convert_batch(batch, column="run", to="workflow-run")  # the batch, with `value` and `problems`
batch = validate_batch(batch, column="run", prefix="run_")  # the batch, with `run_valid` and `run_problems`
convert = BatchConverter(column="run", to="workflow-run", residue="column")  # for many batches; can be pickled
batches = map(convert, batches)  # each with `value`, `residue` and `problems`
columns = schema("workflow-run")  # a pyarrow.Schema: records as typed columns
export_file("runs.ndjson", "runs.parquet")  # a table with that schema, as `runbridge export` writes it

It needs pyarrow: pip install 'runbridge[arrow]'.
"""

from runbridge.arrow.batches import BatchConverter, BatchValidator, convert_batch, validate_batch
from runbridge.arrow.results import PROBLEMS
from runbridge.tables.exporting import export_file
from runbridge.tables.importing import import_file
from runbridge.tables.schema import schema

__all__ = [
    "PROBLEMS",
    "BatchConverter",
    "BatchValidator",
    "convert_batch",
    "export_file",
    "import_file",
    "schema",
    "validate_batch",
]
