"""`python -m tests.benchmarks.small_inputs` shows from which size on a plan of the native module pays; prints a table.

Each measurement is a new process: to convert a few records takes little time, and to prepare for it much more.
"""

import argparse
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from statistics import median
from time import process_time

from runbridge.options import ConvertOptions
from runbridge.record.convert import make_converter
from runbridge.record.native_batch import convert_lines
from runbridge.version import VARIABLE
from tests.benchmarks.machine import describe
from tests.benchmarks.records import make_records
from tests.benchmarks.table import marked_table

BEGIN = "<!-- the output of `python -m tests.benchmarks.small_inputs` -->"
END = "<!-- end of the small inputs -->"
MODEL, RUN = "workflow-run-model", "workflow-run"
_TITLES = ("records", "KB", "in Python", "with a plan")
_NOTE = (
    "CPU time of the first chunk of a process, with what has to be imported and prepared for it. The plan is made "
    "before it, as with `RUNBRIDGE_NATIVE=require`. Medians of {repeats} turns on records of 2 KB."
)


def chunk_of(number: int) -> bytes:
    """So many records."""
    return b"".join(islice(make_records(size="2 KB", kind="everything"), number))


def convert_first(number: int) -> float:
    """The milliseconds of CPU time for the first records of this process."""
    converter, chunk = make_converter(MODEL, ConvertOptions(target=RUN, format_name=MODEL)), chunk_of(number)
    start = process_time()
    convert_lines(converter, chunk, Counter())
    return 1000 * (process_time() - start)


def milliseconds(number: int, wanted: str) -> float:
    """The same in a new process, with a value of the environment variable."""
    arguments = [sys.executable, "-m", "tests.benchmarks.small_inputs", "--child", str(number)]
    done = subprocess.run(arguments, env={**os.environ, VARIABLE: wanted}, check=True, capture_output=True)
    return float(done.stdout)


def compare(numbers: Sequence[int], repeats: int) -> Iterator[tuple[str, ...]]:
    """The cells of each row."""
    for number in numbers:
        turns = [[milliseconds(number, wanted) for wanted in ("off", "require")] for _ in range(repeats)]
        times = (median(turn[index] for turn in turns) for index in (0, 1))
        yield f"{number:,}", f"{len(chunk_of(number)) >> 10:,}", *(f"{each:.1f} ms" for each in times)


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.small_inputs", description=__doc__)
    parser.add_argument(
        "--records", type=int, nargs="+", default=[1, 10, 60, 120, 250, 500], metavar="N", help="numbers of records"
    )
    parser.add_argument("--repeats", type=int, default=15, metavar="N", help="number of turns (15)")
    parser.add_argument("--child", type=int, metavar="N", help="measure so many records in this process")
    options = parser.parse_args(arguments)
    if options.child is not None:
        sys.stdout.write(f"{convert_first(options.child)}\n")
        return
    rows = compare(options.records, options.repeats)
    notes = f"{_NOTE.format(repeats=options.repeats)}\n\n{describe(['msgspec', 'runbridge'])}"
    sys.stdout.write(marked_table((BEGIN, END), _TITLES, rows, notes))


if __name__ == "__main__":
    main(sys.argv[1:])
