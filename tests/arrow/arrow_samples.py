"""Rows of every kind, batches of them, and the result of a single row."""

import json
from collections.abc import Sequence
from typing import Any

import runbridge as rb
import runbridge.arrow as ra
from runbridge._pyarrow import pa
from runbridge._runtime.json_slices import on_one_line
from runbridge.arrow import columns
from runbridge.arrow import convert_rows as conversion
from tests.pipeline.sample_records import BAD, GOOD, MESSY, MODEL, RUN, model, run

__all__ = ["OTHER", "PRETTY", "ROWS", "TYPES", "alone", "batch_of", "columns", "conversion"]
__all__ += ["pa", "problems", "ra", "rows_of"]

Row = bytes | None
OTHER = {MODEL: RUN, RUN: MODEL}
TYPES = [pa.binary(), pa.large_binary(), pa.binary_view(), pa.string(), pa.large_string(), pa.string_view()]
#: Records over several lines, and what is several records.
PRETTY = (
    json.dumps(
        json.loads(model(id="pretty", workflow_inputs={"a": [1, 2]}, workflow_api={"b": [3]})), indent=2
    ).encode(),
    model(id="first") + b"\n" + model(id="second"),
    b"\n" + model(id="below"),
    model(id="above") + b"\n",
    b"\xef\xbb\xbf" + model(id="marked"),
)
_RUNS = (
    *(rb.convert(row, RUN).data for row in GOOD),
    rb.convert(MESSY[0], RUN).data,
    rb.convert(GOOD[2], RUN, residue="drop").data,
    run(id="own", error="x", status="waiting"),
    run(id="data", _residue=[1]),
    json.dumps(json.loads(run(id="pretty", input={"b": 1})), indent=1).encode(),
    b"{}",
    b"[]",
    run(status="done"),
    model(id="other"),
)
#: Rows of a column whose records have a format, or should have.
ROWS: dict[str, Sequence[Row]] = {MODEL: (*GOOD, *MESSY, *BAD, *PRETTY, None), RUN: (*_RUNS, None)}


def batch_of(rows: Sequence[Row], type_: Any = None, **more: Any) -> Any:
    """A batch with the column `json`, of binary by default, and more columns."""
    return pa.record_batch({"json": pa.array(rows, type_ or pa.binary()), **more})


def rows_of(batch: Any, *names: str) -> list[tuple[Any, ...]]:
    """The rows of some columns of a valid batch."""
    batch.validate(full=True)
    return list(zip(*(batch[name].to_pylist() for name in names), strict=True))


def problems(found: Sequence[rb.Problem]) -> list[dict[str, str]]:
    """Problems as values of the column `problems`."""
    return [{"code": each.code, "pointer": each.pointer, "message": each.message} for each in found]


def alone(row: Row, format: str, **options: Any) -> tuple[Row, Row, list[dict[str, str]]]:
    """The result of a single row: its value, its residue and its problems."""
    if row is None:
        return None, None, []
    try:
        done = rb.convert(row, OTHER[format], format, **options)
    except rb.RecordError as error:
        return None, None, problems(error.problems)
    return on_one_line(done.data), None if done.residue is None else on_one_line(done.residue), []
