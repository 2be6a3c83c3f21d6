"""`python -m tests.benchmarks.rows` measures batches of Arrow beside files of the same records, and prints a table.

CPU seconds of a batch of rows in memory over those of the lines of a file, both as runbridge converts or validates
them: medians of turns in one process, so that both have the same machine. It needs pyarrow.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import pyarrow as pa

import runbridge as rb
from runbridge.arrow import BatchConverter, BatchValidator
from tests.benchmarks.records import KINDS, SIZES, make_records

_MODEL, _RUN = "workflow-run-model", "workflow-run"
_ROWS_OF_A_BATCH = 4096


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.rows", description=__doc__)
    parser.add_argument("--size", type=float, default=32, metavar="MB", help="how much data of each kind (32)")
    parser.add_argument("--repeats", type=int, default=7, metavar="N", help="how many turns (7)")
    options = parser.parse_args(arguments)
    sys.stdout.write("| records | to workflow-run | and back | validate |\n| --- | --- | --- | --- |\n")
    with TemporaryDirectory(prefix="benchmarks-") as folder:
        for size in SIZES:
            for kind in KINDS:
                ratios = _measure(Path(folder), size, kind, options.size * 1e6, options.repeats)
                sys.stdout.write(f"| {size}, {kind} | {' | '.join(f'{ratio:.2f}' for ratio in ratios)} |\n")
                sys.stdout.flush()


def _measure(folder: Path, size: str, kind: str, much: float, repeats: int) -> list[float]:
    first = next(make_records(size=size, kind=kind))
    model, run, out = folder / "model.ndjson", folder / "run.ndjson", folder / "out.ndjson"
    model.write_bytes(b"".join(islice(make_records(size=size, kind=kind), max(1, int(much / len(first))))))
    rb.convert_file(model, run, _RUN)
    models, runs = map(_batches_of, (model, run))
    return [
        _ratio(lambda: rb.convert_file(model, out, _RUN), BatchConverter(column="json", to=_RUN), models, repeats),
        _ratio(lambda: rb.convert_file(run, out, _MODEL), BatchConverter(column="json", to=_MODEL), runs, repeats),
        _ratio(lambda: rb.validate_file(model), BatchValidator(column="json"), models, repeats),
    ]


def _batches_of(file: Path) -> list[Any]:
    rows = pa.array(file.read_bytes().split(b"\n")[:-1], pa.binary()).cast(pa.string())
    return list(pa.table({"json": rows}).to_batches(max_chunksize=_ROWS_OF_A_BATCH))


def _ratio(of_file: Callable[[], Any], of_batch: Callable[[Any], Any], batches: list[Any], repeats: int) -> float:
    def of_rows() -> None:
        for batch in batches:
            of_batch(batch)

    turns = [(_seconds(of_rows), _seconds(of_file)) for _ in range(repeats)]
    return median(rows / lines for rows, lines in turns)


def _seconds(work: Callable[[], Any]) -> float:
    start = process_time()
    work()
    return process_time() - start


if __name__ == "__main__":
    main(sys.argv[1:])
