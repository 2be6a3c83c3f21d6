"""`python -m tests.benchmarks.payload_schemas` measures what a payload schema costs, and prints a table.

Records of `workflow-run-model` are validated with schemas for their input and without one, with jsonschema-rs and
without it.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from runbridge import validate_file
from runbridge.payloads.quick_check import quick_check
from tests.benchmarks.machine import describe
from tests.benchmarks.record_path import BASELINE
from tests.benchmarks.records import make_records
from tests.benchmarks.table import marked_table

BEGIN = "<!-- the output of `python -m tests.benchmarks.payload_schemas` -->"
END = "<!-- end of the payload schemas -->"
_FIELDS: Mapping[str, Any] = {
    "prompt": {"type": "string", "minLength": 1},
    "negative_prompt": {"type": ["string", "null"]},
    "seed": {"type": "integer", "minimum": 0},
    "guidance": {"type": "number", "exclusiveMinimum": 0},
    "size": {"type": "array", "items": {"enum": [768, 1024, 1536]}, "maxItems": 2},
}
_INPUT: Mapping[str, Any] = {"type": "object", "required": ["prompt"], "properties": _FIELDS}
#: Schemas for the input of a workflow; runbridge checks patterns itself.
SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "types and bounds": _INPUT,
    "and a pattern": {**_INPUT, "properties": {**_FIELDS, "prompt": {"type": "string", "pattern": "\\S"}}},
}
_TITLES = ("schema", "with jsonschema-rs", "without it", "ratio")
_NOTE = (
    "CPU time that the schema adds to the validation of a record of {form}, and the time with jsonschema-rs over that "
    "without it. Medians of {repeats} turns on {records} records of 2 KB, all valid."
)


def seconds(file: Path, *, quick: bool, **schemas: Any) -> float:
    """The CPU seconds of validating a file, with quick checks or without."""
    library = sys.modules.get("jsonschema_rs")
    if not quick:
        sys.modules["jsonschema_rs"] = None  # type: ignore[assignment]  # as if it were not installed
    quick_check.cache_clear()
    try:
        start = process_time()
        summary = validate_file(file, BASELINE, **schemas)
        used = process_time() - start
    finally:
        if not quick:
            del sys.modules["jsonschema_rs"]
            sys.modules.update({} if library is None else {"jsonschema_rs": library})
    if summary.rejected:
        raise ValueError(f"{summary.rejected} records are not valid")
    return used


def compare(records: int, repeats: int) -> Iterator[tuple[str, ...]]:
    """The cells of the row of each schema."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "records.ndjson"
        file.write_bytes(b"".join(islice(make_records(size="2 KB", kind="plain"), records)))
        for name, schema in SCHEMAS.items():
            options = {"input_schema": schema}
            turns = [
                (seconds(file, quick=True), seconds(file, quick=True, **options), seconds(file, quick=False, **options))
                for _ in range(repeats)
            ]
            with_it = median(quick - bare for bare, quick, _ in turns)
            without = median(exact - bare for bare, _, exact in turns)
            cells = (f"{used / records * 1e6:.1f} µs" for used in (with_it, without))
            yield (name, *cells, f"{with_it / without:.2f}")


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.payload_schemas", description=__doc__)
    parser.add_argument("--records", type=int, default=5000, metavar="N", help="number of records (5000)")
    parser.add_argument("--repeats", type=int, default=9, metavar="N", help="number of turns (9)")
    options = parser.parse_args(arguments)
    note = _NOTE.format(form=BASELINE, repeats=options.repeats, records=options.records)
    rows = compare(options.records, options.repeats)
    versions = describe(["jsonschema", "jsonschema-rs", "msgspec", "runbridge"])
    sys.stdout.write(marked_table((BEGIN, END), _TITLES, rows, f"{note}\n\n{versions}"))


if __name__ == "__main__":
    main(sys.argv[1:])
