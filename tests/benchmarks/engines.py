"""`python -m tests.benchmarks.engines` measures records in Arrow, DuckDB and Spark, and prints a Markdown table.

Each is compared with its own floor, in turns; the figures are medians of the ratios of each turn. It needs the
extras arrow, duckdb and spark, and Java.
"""

import argparse
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import duckdb

import runbridge as rb
from runbridge import spark
from runbridge._pyarrow import load, pa
from runbridge.arrow import BatchConverter, BatchValidator
from runbridge.duckdb import register
from tests.benchmarks.machine import describe
from tests.benchmarks.records import KINDS, SIZES, make_records
from tests.spark.session import environment, start

_MODEL, _RUN = "workflow-run-model", "workflow-run"
_ROWS_OF_A_BATCH = 4096
_COLUMN = "json"
_VERSIONS = ("runbridge", "msgspec", "pyarrow", "duckdb", "pyspark")
_TITLES = (
    "records",
    "Arrow, to workflow-run",
    "Arrow, and back",
    "Arrow, validate",
    "DuckDB, to workflow-run",
    "Spark, to workflow-run",
    "Spark, overhead",
)

Work = Callable[[], object]


@dataclass(frozen=True)
class Sources:
    """The same records in each input form."""

    model: Path
    run: Path
    models: Sequence[Any]
    runs: Sequence[Any]
    parquet: Path
    output: Path


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.engines", description=__doc__)
    parser.add_argument("--size", type=float, default=32, metavar="MB", help="megabytes of data of each kind (32)")
    parser.add_argument("--repeats", type=int, default=7, metavar="N", help="number of turns (7)")
    options = parser.parse_args(arguments)
    os.environ.update(environment())
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    _print(_TITLES)
    _print(["---"] * len(_TITLES))
    with TemporaryDirectory(prefix="benchmarks-") as name:
        folder = Path(name)
        session = start("local[1]", folder)
        for size in SIZES:
            for kind in KINDS:
                sources = _make(folder, size, kind, options.size * 1e6)
                ratios = _measure(sources, session, options.repeats)
                _print([f"{size}, {kind}", *(f"{ratio:.2f}" for ratio in ratios)])
        session.stop()
    sys.stdout.write(f"\n{_notes(options)}\n\n{describe(_VERSIONS)}\n")


def _print(cells: Sequence[str]) -> None:
    sys.stdout.write(f"| {' | '.join(cells)} |\n")
    sys.stdout.flush()


def _notes(options: argparse.Namespace) -> str:
    return (
        "Arrow: CPU time of batches in memory over that of the same records in an NDJSON file. DuckDB: CPU time of a "
        "query with `runbridge_convert` over that of Arrow. Spark: elapsed time of `convert` over that of a "
        "`mapInArrow` that does nothing, both from Parquet and without output; the overhead is the difference "
        f"of the two over the elapsed time of Arrow. Medians of {options.repeats} turns on {options.size:g} MB of each "
        "kind of data, with one thread."
    )


def _make(folder: Path, size: str, kind: str, much: float) -> Sources:
    first = next(make_records(size=size, kind=kind))
    model, run, parquet, output = (
        folder / name for name in ("model.ndjson", "run.ndjson", "model.parquet", "out.ndjson")
    )
    model.write_bytes(b"".join(islice(make_records(size=size, kind=kind), max(1, int(much / len(first))))))
    rb.convert_file(model, run, _RUN)
    models, runs = map(_batches_of, (model, run))
    load("pyarrow.parquet").write_table(pa.Table.from_batches(models), parquet)
    return Sources(model=model, run=run, models=models, runs=runs, parquet=parquet, output=output)


def _batches_of(file: Path) -> list[Any]:
    rows = pa.array(file.read_bytes().split(b"\n")[:-1], pa.binary()).cast(pa.string())
    return list(pa.table({_COLUMN: rows}).to_batches(max_chunksize=_ROWS_OF_A_BATCH))


def _measure(sources: Sources, session: Any, repeats: int) -> list[float]:
    output = sources.output
    files: Mapping[str, Work] = {
        "right": lambda: rb.convert_file(sources.model, output, _RUN),
        "back": lambda: rb.convert_file(sources.run, output, _MODEL),
        "check": lambda: rb.validate_file(sources.model),
    }
    arrow: Mapping[str, Work] = {
        "right": lambda: [*map(BatchConverter(column=_COLUMN, to=_RUN), sources.models)],
        "back": lambda: [*map(BatchConverter(column=_COLUMN, to=_MODEL), sources.runs)],
        "check": lambda: [*map(BatchValidator(column=_COLUMN), sources.models)],
    }
    found = [_ratio(arrow[name], files[name], repeats) for name in files]
    with duckdb.connect() as con:
        register(con)
        con.execute("SET threads = 1")
        con.register("runs", pa.Table.from_batches(sources.models))
        query = f"SELECT sum(strlen(runbridge_convert({_COLUMN}, '{_RUN}'))) FROM runs"
        found.append(_ratio(lambda: con.execute(query).fetchall(), arrow["right"], repeats))
    df = session.read.parquet(str(sources.parquet))
    plain = df.mapInArrow(_same, df.schema)
    converted = spark.convert(df, column=_COLUMN, to=_RUN)
    turns = [
        (_elapsed(lambda: _run(plain)), _elapsed(lambda: _run(converted)), _elapsed(arrow["right"]))
        # The first run is the slowest, because Java compiles while it runs.
        for _ in range(repeats + 1)
    ][1:]
    found.append(median(done / nothing for nothing, done, _ in turns))
    found.append(median((done - nothing) / alone for nothing, done, alone in turns))
    return found


def _same(batches: Iterator[Any]) -> Iterator[Any]:
    return batches


def _run(df: Any) -> None:
    df.write.format("noop").mode("overwrite").save()


def _ratio(one: Work, other: Work, repeats: int) -> float:
    turns = [(_seconds(one), _seconds(other)) for _ in range(repeats)]
    return median(mine / theirs for mine, theirs in turns)


def _seconds(work: Work) -> float:
    start = process_time()
    work()
    return process_time() - start


def _elapsed(work: Work) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


if __name__ == "__main__":
    main(sys.argv[1:])
