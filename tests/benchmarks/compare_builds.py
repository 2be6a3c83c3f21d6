"""`python -m tests.benchmarks.compare_builds PYTHON` compares this build with that of another interpreter.

Both convert and validate the same records in turns, each in a separate process. It prints the median ratio of CPU
times (below 1 means that this build is faster), and fails if the two builds write different bytes.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.benchmarks.records import KINDS, SIZES, make_records

#: Runs a command of runbridge on a file and prints its CPU time. A run on one record before it pays for the start.
_CHILD = """
import json, sys, time
from runbridge.cli import run
command, first, whole, *options = sys.argv[1:]
run([command, first, *options])
start = time.process_time()
code = run([command, whole, *options])
sys.stdout.flush()
sys.stderr.write("\\n" + json.dumps([code, time.process_time() - start]))
"""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One command on one kind of data, with the CPU seconds of both builds in each turn."""

    title: str
    ours: list[float]
    others: list[float]
    same_output: bool

    @property
    def ratio(self) -> float:
        """The median over all turns of our time divided by theirs."""
        return median(one / other for one, other in zip(self.ours, self.others, strict=True))


def run_once(python: str, command: str, source: Path, *options: str) -> tuple[float, bytes]:
    """The CPU seconds of a command and its output on the first record and on all; raises RuntimeError if it fails."""
    first = source.with_name("first.ndjson")
    with source.open("rb") as lines:
        first.write_bytes(next(lines))
    done = subprocess.run(
        [python, "-c", _CHILD, command, str(first), str(source), *options], capture_output=True, check=False
    )
    said = done.stderr.decode()
    code, seconds = json.loads(said.splitlines()[-1]) if done.returncode == 0 else (done.returncode, 0.0)
    if code != 0:
        raise RuntimeError(f"{python}: {command} failed: {said}")
    return seconds, done.stdout


def compare(title: str, pythons: Sequence[str], repeats: int, command: str, source: Path, *options: str) -> Comparison:
    """Run a command with both interpreters, in the given number of turns."""
    turns = [[run_once(python, command, source, *options) for python in pythons] for _ in range(repeats)]
    return Comparison(
        title=title,
        ours=[ours[0] for ours, _ in turns],
        others=[others[0] for _, others in turns],
        same_output=all(ours[1] == others[1] for ours, others in turns),
    )


def compare_all(pythons: Sequence[str], folder: Path, *, megabytes: float, repeats: int) -> Iterator[Comparison]:
    """Run every command in both profiles on every kind of data."""
    for kind in KINDS:
        for size in SIZES:
            model, run = folder / "model.ndjson", folder / "run.ndjson"
            _write_records(model, megabytes, size=size, kind=kind)
            run.write_bytes(run_once(pythons[-1], "convert", model, "--to", "workflow-run")[1])
            for profile in ("published", "tolerant"):
                title, options = f"{size}, {kind}, {profile}", ("--profile", profile)
                for target, source in (("workflow-run", model), ("workflow-run-model", run)):
                    to = ("--to", target, *options)
                    yield compare(f"{title}: convert to {target}", pythons, repeats, "convert", source, *to)
                yield compare(f"{title}: validate", pythons, repeats, "validate", model, *options)


def _write_records(path: Path, megabytes: float, *, size: str, kind: str) -> None:
    lines = make_records(size=size, kind=kind)
    first = next(lines)
    path.write_bytes(first + b"".join(islice(lines, int(megabytes * 1e6 / len(first)))))


def main(arguments: Sequence[str]) -> int:
    """Compare and print; return 1 if the outputs differ."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.compare_builds", description=__doc__)
    parser.add_argument("python", help="the interpreter of the other build")
    parser.add_argument("--size", type=float, default=20, metavar="MB", help="megabytes of data of each kind (20)")
    parser.add_argument("--repeats", type=int, default=7, metavar="N", help="number of turns (7)")
    options = parser.parse_args(arguments)
    failed = 0
    with TemporaryDirectory(prefix="builds-") as folder:
        pythons = (sys.executable, options.python)
        for each in compare_all(pythons, Path(folder), megabytes=options.size, repeats=options.repeats):
            failed |= not each.same_output
            sys.stdout.write(f"{each.ratio:.3f}  {each.title}{'' if each.same_output else '  (OUTPUT DIFFERS)'}\n")
            sys.stdout.flush()
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
