"""`python -m tests.benchmarks.memory` measures the peak memory of engines on few and on many records, as a table.

Each run is a separate process over records of 2 KB. It needs the extras arrow and duckdb.
"""

import argparse
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from runbridge._pyarrow import load, pa
from runbridge.arrow import BatchConverter, export_file
from runbridge.arrow.parquet_files import convert_parquet
from runbridge.duckdb import register
from tests.benchmarks.machine import describe
from tests.benchmarks.measuring import call
from tests.benchmarks.records import make_records

pq = load("pyarrow.parquet")

_COLUMN = "json"
_RUN = "workflow-run"
_VERSIONS = ("runbridge", "msgspec", "pyarrow", "duckdb")
#: The number of records in a row group of the source, and the number of rows that are read at once.
_GROUP, _ROWS = 5_000, 4096
#: The columns of the table, and the function of this module for each.
_WORKS = {
    "Arrow batches": "arrow_batches",
    "DuckDB, to CSV": "duckdb_to_csv",
    "Parquet to Parquet": "parquet_to_parquet",
    "NDJSON to a typed table": "ndjson_to_typed_table",
}


def arrow_batches(source: Path, target: Path) -> None:
    """Convert the rows of a Parquet file and discard them."""
    converter = BatchConverter(column=_COLUMN, to=_RUN)
    # With a buffer, or over a whole file, pyarrow reads ahead, and further in a larger file.
    file = pq.ParquetFile(source, pre_buffer=False)
    for group in range(file.num_row_groups):
        for batch in file.iter_batches(_ROWS, row_groups=[group]):
            converter(batch)


def duckdb_to_csv(source: Path, target: Path) -> None:
    """Convert the rows of a Parquet file with a query on one thread, because more threads buffer results."""
    with duckdb.connect() as con:
        register(con)
        con.execute("SET threads = 1")
        con.execute(f"COPY (SELECT runbridge_convert({_COLUMN}, '{_RUN}') FROM '{source}') TO '{target}' (FORMAT csv)")


def parquet_to_parquet(source: Path, target: Path) -> None:
    """Convert the rows of a Parquet file into another."""
    convert_parquet(source, target.with_suffix(".parquet"), _RUN, column=_COLUMN)


def ndjson_to_typed_table(source: Path, target: Path) -> None:
    """Make a typed table of the records in the NDJSON file next to the Parquet file."""
    export_file(source.with_suffix(".ndjson"), target.with_suffix(".parquet"))


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.memory", description=__doc__)
    parser.add_argument("--few", type=int, default=100_000, metavar="N", help="records of the first run (100,000)")
    parser.add_argument(
        "--many", type=int, default=1_000_000, metavar="N", help="records of the second run (1,000,000)"
    )
    options = parser.parse_args(arguments)
    _print(["records", *_WORKS])
    _print(["---"] * (len(_WORKS) + 1))
    peaks: list[list[float]] = []
    with TemporaryDirectory(prefix="benchmarks-") as name:
        for count in (options.few, options.many):
            source = _make(Path(name), count)
            peaks.append([_peak_of(work, source) for work in _WORKS.values()])
            _print([f"{count:,}", *(f"{peak:.0f} MiB" for peak in peaks[-1])])
    _print(["ratio", *(f"{many / few:.2f}" for few, many in zip(*peaks, strict=True))])
    sys.stdout.write(
        f"\nPeak of resident memory, Python and the libraries included; records of 2 KB.\n\n{describe(_VERSIONS)}\n"
    )


def _print(cells: Sequence[str]) -> None:
    sys.stdout.write(f"| {' | '.join(cells)} |\n")
    sys.stdout.flush()


def _make(folder: Path, count: int) -> Path:
    """Write that many records to a Parquet file and to an NDJSON file next to it."""
    source = folder / "records.parquet"
    records = make_records(size="2 KB", kind="everything")
    with source.with_suffix(".ndjson").open("wb") as lines, pq.ParquetWriter(source, _schema()) as writer:
        for start in range(0, count, _GROUP):
            part = list(islice(records, min(count - start, _GROUP)))
            lines.writelines(part)
            writer.write_batch(pa.record_batch([pa.array([line.strip() for line in part], pa.string())], _schema()))
    return source


def _schema() -> pa.Schema:
    return pa.schema({_COLUMN: pa.string()})


def _peak_of(work: str, source: Path) -> float:
    return call(f"memory:{work}", source, source.with_name("target")).peak


if __name__ == "__main__":
    main(sys.argv[1:])
