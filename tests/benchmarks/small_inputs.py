"""`python -m tests.benchmarks.small_inputs` shows from which size on a plan of the native module pays; prints a table.

Each measurement is a new process: what a command needs for its first records is most of what it does for a few.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from tempfile import TemporaryDirectory

from runbridge.version import VARIABLE
from tests.benchmarks.machine import describe
from tests.benchmarks.records import make_records
from tests.benchmarks.table import marked_table

BEGIN = "<!-- the output of `python -m tests.benchmarks.small_inputs` -->"
END = "<!-- end of the small inputs -->"
MODEL, RUN = "workflow-run-model", "workflow-run"
_TITLES = ("records", "KB", "in Python", "with a plan at once", "as it is")
_NOTE = (
    "CPU time of `runbridge convert` on records of 2 KB. The second time is the difference to the first, with "
    "`RUNBRIDGE_NATIVE=require`, which makes the plan before the first record; the third one that without the variable. "
    "Medians of {repeats} turns."
)
_WANTED = ("off", "require", "")


def milliseconds(arguments: Sequence[str], wanted: str) -> float:
    """The CPU time of a command in milliseconds, with a value of the environment variable."""
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "runbridge", *arguments],
        env={**os.environ, VARIABLE: wanted},
        check=True,
        capture_output=True,
    )
    after = getrusage(RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def compare(numbers: Sequence[int], repeats: int) -> Iterator[tuple[str, ...]]:
    """The cells of each row."""
    with TemporaryDirectory() as folder:
        source = Path(folder) / "in.ndjson"
        for number in numbers:
            source.write_bytes(b"".join(islice(make_records(size="2 KB", kind="everything"), number)))
            arguments = ["convert", str(source), "--from", MODEL, "--to", RUN, "-o", os.devnull]
            turns = [[milliseconds(arguments, wanted) for wanted in _WANTED] for _ in range(repeats)]
            differences = (median(turn[index] - turn[0] for turn in turns) for index in (1, 2))
            yield (
                f"{number:,}",
                f"{source.stat().st_size >> 10:,}",
                f"{median(turn[0] for turn in turns):.0f} ms",
                *(f"{each:+.0f} ms" for each in differences),
            )


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.small_inputs", description=__doc__)
    parser.add_argument(
        "--records", type=int, nargs="+", default=[1, 10, 30, 250, 1000], metavar="N", help="numbers of records"
    )
    parser.add_argument("--repeats", type=int, default=9, metavar="N", help="number of turns (9)")
    options = parser.parse_args(arguments)
    rows = compare(options.records, options.repeats)
    notes = f"{_NOTE.format(repeats=options.repeats)}\n\n{describe(['msgspec', 'runbridge'])}"
    sys.stdout.write(marked_table((BEGIN, END), _TITLES, rows, notes))


if __name__ == "__main__":
    main(sys.argv[1:])
