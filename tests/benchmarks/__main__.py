"""`python -m tests.benchmarks` compares runbridge with its floor and its peers, and prints one Markdown table."""

import argparse
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.data import prepare, source_of
from tests.benchmarks.machine import describe
from tests.benchmarks.measuring import Measured, Sample, Trouble, compare, interleave, measure
from tests.benchmarks.records import KINDS, SIZES, make_records
from tests.benchmarks.subjects import FLOOR, STARTS, Subject, choose
from tests.benchmarks.table import Row, as_markdown, row_of, start_row

#: The kinds of data, in the order of the columns.
_COLUMNS = [(size, kind) for kind in KINDS for size in SIZES]


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    options = _parse(arguments)
    subjects = choose(options.only, large=options.large > 0)
    rows: list[Row] = []
    if options.data is not None:
        options.data.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="benchmarks-", dir=options.data) as name:
        folder = Path(name)
        wanted = _COLUMNS if subjects else []
        columns = [_measure_on(folder, subjects, options, size=size, kind=kind) for size, kind in wanted]
        rows += [row_of(subject, [column[subject] for column in columns]) for subject in subjects]
        if not options.only or "start" in options.only:
            rows += _starts(folder, 3 if options.quick else 15)
    titles = [size if kind == KINDS[0] else f"{size}, {kind}" for size, kind in _COLUMNS]
    sys.stdout.write(as_markdown(titles, rows, _notes(options, subjects)))


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--size", type=float, default=50, metavar="MB", help="megabytes of data of each kind (50)")
    parser.add_argument(
        "--large", type=float, default=0.2, metavar="GB", help="size of the large file; 0 for none (0.2)"
    )
    parser.add_argument("--repeats", type=int, default=5, metavar="N", help="number of turns (5)")
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="a part of `WORK: TOOL`, or `start`; repeatable"
    )
    parser.add_argument("--quick", action="store_true", help="a smoke test; the figures mean nothing")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder for the temporary data")
    options = parser.parse_args(arguments)
    if options.repeats < 1 or options.size <= 0:
        parser.error("nothing to measure: --repeats and --size must be above 0")
    if options.quick:
        options.size, options.large, options.repeats = 0.5, 0.001, 2
    return options


def _measure_on(
    folder: Path, subjects: Sequence[Subject], options: argparse.Namespace, *, size: str, kind: str
) -> dict[Subject, Measured | Trouble]:
    """The results of all subjects on one kind of data, which is removed afterwards."""
    with TemporaryDirectory(dir=folder) as name:
        data = Path(name)
        _say(f"{size}, {kind}: making the data")
        prepare(data, subjects, size=size, kind=kind, megabytes=options.size, large=options.large * 1000)

        def run(subject: Subject) -> Sample | Trouble:
            _say(f"{size}, {kind}: {subject.work}: {subject.name}")
            return measure(subject, source_of(subject, data))

        samples = interleave(subjects, options.repeats, run)
        floors = {subject.work: subject for subject in subjects if subject.name == FLOOR}
        return {subject: _result(subject, floors[subject.work], samples, data) for subject in subjects}


def _result(
    subject: Subject, floor: Subject, samples: dict[Subject, list[Sample] | Trouble], data: Path
) -> Measured | Trouble:
    own, floors = samples[subject], samples[floor]
    if isinstance(own, Trouble):
        return own
    if isinstance(floors, Trouble):
        return Trouble(f"failed: the floor, {floors.reason}")
    return compare(own, floors, source=source_of(subject, data), floor_source=source_of(floor, data))


def _starts(folder: Path, repeats: int) -> list[Row]:
    """The rows of programs that start and do almost nothing."""
    source = folder / "ten.ndjson"
    source.write_bytes(b"".join(islice(make_records(size="2 KB", kind="plain"), 10)))
    _say("start")
    samples = interleave(STARTS, repeats, lambda subject: measure(subject, source))
    bare = samples[STARTS[0]]
    if isinstance(bare, Trouble):
        raise SystemExit(bare.reason)
    others = [start_row(subject, samples[subject], bare, len(_COLUMNS)) for subject in STARTS[1:]]
    return [start_row(STARTS[0], bare, None, len(_COLUMNS)), *others]


def _notes(options: argparse.Namespace, subjects: Sequence[Subject]) -> str:
    """The notes under the table."""
    large = f"; the large file has {options.large:g} GB" if options.large else ""
    warning = "A smoke test; these figures mean nothing. " if options.quick else ""
    return (
        f"{warning}A time is the elapsed time per record, as a multiple of that of the floor in the same turn. "
        f"Memory is the peak of the process. Values are medians of {options.repeats} turns on {options.size:g} MB of "
        f"each kind of data{large}. "
        "The floor is msgspec reading and writing the same struct line by line. "
        "`everything`: each record has unknown fields at two depths, text that is not ASCII, "
        "and times with offsets and nanoseconds. The input of the way back is the output of runbridge. "
        "Slow tools get a part of the records. The time of a tool that runs as a separate process includes its "
        "start-up, and its memory includes that of the Python that starts it. "
        f"Start-up times are additional to bare Python, medians of {3 if options.quick else 15}."
        f"\n\n{describe(_names(subjects))}"
    )


def _names(subjects: Sequence[Subject]) -> set[str]:
    """The packages and programs that were measured."""
    return {name for each in (*subjects, *STARTS) for name in (*each.needs, *each.command[:1])} - {"python"}


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
