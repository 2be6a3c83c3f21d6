"""Measurements side by side: every subject once, then every subject again, each in a separate process."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks.data import ARRAY_SCHEMA, count_records
from tests.benchmarks.programs import find_program, missing
from tests.benchmarks.subjects import Subject

ROOT = Path(__file__).parents[2]
_CHILD = (sys.executable, "-m", "tests.benchmarks.child")


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One measurement: elapsed and CPU seconds, and the peak of resident memory in MiB."""

    seconds: float
    cpu: float
    peak: float


@dataclass(frozen=True)
class Trouble:
    """Why there is no measurement."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The summary of a subject: time per record over the floor's, memory, cores in use, bytes per second."""

    ratio: float
    peak: float
    cores: float
    rate: float


def call(function: str, *paths: Path) -> Sample:
    """Run `MODULE:FUNCTION` of the benchmarks over files, in a process of its own; raises CalledProcessError."""
    command = [*_CHILD, "call", f"tests.benchmarks.{function}", *map(str, paths)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return Sample(**json.loads(done.stdout.splitlines()[-1]))


def measure(subject: Subject, source: Path) -> Sample | Trouble:
    """Run a subject once."""
    lacking = missing(subject)
    if lacking is not None:
        return Trouble(lacking)
    target = source.with_name("target")
    done = subprocess.run(_child(subject, source, target), cwd=ROOT, capture_output=True, text=True, check=False)
    # Otherwise the next subject would spend time on truncating the file.
    target.unlink(missing_ok=True)
    if done.returncode != 0:
        return Trouble(f"failed: {_reason(done.stderr) or f'exit code {done.returncode}'}")
    return Sample(**json.loads(done.stdout.splitlines()[-1]))


def _reason(said: str) -> str:
    """The line of the output that names the error, or else the last line."""
    lines = said.strip().splitlines()
    return next((line for line in lines if "rror: " in line), lines[-1] if lines else "")


def _child(subject: Subject, source: Path, target: Path) -> list[str]:
    if subject.call:
        takes_target = not subject.call.endswith(":validate")
        return [*_CHILD, "call", f"tests.benchmarks.{subject.call}", str(source), *([str(target)] * takes_target)]
    program, *arguments = subject.command
    names = {
        "{source}": source,
        "{target}": target,
        "{array}": source.with_suffix(".json"),
        "{array_schema}": source.with_name(ARRAY_SCHEMA),
    }
    # Standard output is the result, unless the command writes to a file.
    output = source.with_name("output") if "{target}" in arguments else target
    filled = [str(names.get(each, each)) for each in arguments]
    return [*_CHILD, "run", str(output), str(find_program(program)), *filled]


def interleave(
    subjects: Iterable[Subject], repeats: int, run: Callable[[Subject], Sample | Trouble]
) -> dict[Subject, list[Sample] | Trouble]:
    """Run every subject in each turn; a subject that fails is not run again."""
    results: dict[Subject, list[Sample] | Trouble] = {subject: [] for subject in subjects}
    for _ in range(repeats):
        for subject, samples in results.items():
            if isinstance(samples, Trouble):
                continue
            sample = run(subject)
            if isinstance(sample, Trouble):
                results[subject] = sample
            else:
                samples.append(sample)
    return results


def compare(samples: list[Sample], floor: list[Sample], *, source: Path, floor_source: Path) -> Measured:
    """The medians; each ratio compares two measurements of the same turn."""
    share = count_records(floor_source) / count_records(source)
    return Measured(
        ratio=median(one.seconds * share / other.seconds for one, other in zip(samples, floor, strict=True)),
        peak=median(each.peak for each in samples),
        cores=median(each.cpu / each.seconds for each in samples),
        rate=source.stat().st_size / median(each.seconds for each in samples),
    )
