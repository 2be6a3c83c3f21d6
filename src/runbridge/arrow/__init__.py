"""Records in batches of Arrow: a column of JSON text is validated or converted, row by row, at the speed of files.

from runbridge.arrow import BatchConverter, convert_batch, schema, validate_batch

batch = convert_batch(batch, column="run", to="workflow-run")  # the batch, with `value` and `problems`
batch = validate_batch(batch, column="run", prefix="run_")  # the batch, with `run_valid` and `run_problems`
convert = BatchConverter(column="run", to="workflow-run", residue="column")  # for many batches; can be pickled
batches = map(convert, batches)  # each with `value`, `residue` and `problems`
columns = schema("workflow-run")  # the typed table that `runbridge export` writes

It needs pyarrow: pip install 'runbridge[arrow]'.
"""

from runbridge.arrow.batches import BatchConverter, BatchValidator, convert_batch, validate_batch
from runbridge.arrow.results import PROBLEMS
from runbridge.tables.schema import schema

__all__ = ["PROBLEMS", "BatchConverter", "BatchValidator", "convert_batch", "schema", "validate_batch"]
