"""`python -m tests.benchmarks.record_path` compares the formats that ship, and prints a table.

Their records are converted one by one to the hub and back, with the residue embedded. They are the examples of each
format, with other ids and days.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b
from itertools import count, islice
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from runbridge.known_formats import FORMATS
from runbridge.options import ConvertOptions
from runbridge.record.convert import make_converter
from runbridge.record.converter import RecordConverter
from tests.benchmarks.machine import describe
from tests.benchmarks.table import marked_table

ROOT = Path(__file__).parents[2]
BEGIN = "<!-- the output of `python -m tests.benchmarks.record_path` -->"
END = "<!-- end of the record path -->"
#: The format that the others are compared with.
BASELINE = "workflow-run-model"

_COLUMNS = ("a byte", "a record", "CPU time")
_TITLES = ("format", "bytes", *(f"{way}, {each}" for way in ("to the hub", "and back") for each in _COLUMNS))
_NOTE = (
    "CPU time of each format over that of {baseline} in the same turn, for a byte and for a record; a byte is one that "
    "is read or written. The records are the examples of each format with other ids and days, converted one by one to "
    "{hub} and back, with the residue embedded. Medians of {repeats} turns on {records} records."
)
_ID = re.compile(r"\b(?=[0-9a-f-]*\d)(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})\b")
_DAY = re.compile(r"\b2\d{3}-\d\d-\d\d(?=T)")
#: Milliseconds since 1970, of MLflow.
_MILLISECONDS = re.compile(r"(?<=[:,])1\d{12}(?=[,}])")
_MILLISECONDS_OF_A_DAY = 86_400_000
_MOST_DAYS = 1000


def vary(text: str, number: int) -> str:
    """A record with other ids and other days; equal ids stay equal, and times keep their differences."""
    days = number % _MOST_DAYS

    def other_id(match: re.Match[str]) -> str:
        digits = iter(blake2b(f"{match[0]} {number}".encode(), digest_size=16).hexdigest())
        return "".join("-" if each == "-" else next(digits) for each in match[0])

    text = _ID.sub(other_id, text)
    text = _DAY.sub(lambda match: (date.fromisoformat(match[0]) + timedelta(days=days)).isoformat(), text)
    return _MILLISECONDS.sub(lambda match: str(int(match[0]) + days * _MILLISECONDS_OF_A_DAY), text)


def make_records(examples: Sequence[Mapping[str, Any]]) -> Iterator[bytes]:
    """An endless stream of records, those of the examples in turns."""
    for number in count():
        for each in examples:
            yield vary(json.dumps(each["record"], ensure_ascii=False, separators=(",", ":")), number).encode()


@dataclass(frozen=True)
class Work:
    """Records and their conversion; `size` has the bytes that are read and written for one."""

    records: Sequence[bytes]
    converter: RecordConverter
    size: float

    def run(self) -> float:
        """The CPU seconds of a record."""
        start = process_time()
        for record in self.records:
            self.converter.convert(record)
        return (process_time() - start) / len(self.records)


def read_examples(name: str) -> list[Mapping[str, Any]]:
    """The examples of a format."""
    paths = sorted((ROOT / "schemas" / name.replace("-", "_") / "examples").glob("*.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def make_work(name: str, records: int) -> tuple[Work, Work]:
    """The conversions of records of a format to the hub and back."""
    examples = read_examples(name)
    maps: dict[str, dict[str, str]] = {}
    for each in examples:
        for field, values in each.get("map", {}).items():
            maps.setdefault(field, {}).update(values)
    options: dict[str, Any] = {
        "set": {field: text for each in reversed(examples) for field, text in each.get("set", {}).items()},
        "map": maps,
        "profile": max(each.get("profile", "published") for each in examples),
    }
    hub = FORMATS[name].hub or name
    there = make_converter(name, ConvertOptions(target=hub, format_name=name, **options))
    back = make_converter(hub, ConvertOptions(target=name, format_name=hub, **options))
    sources = [*islice(make_records(examples), records)]
    converted = [there.convert(record).data for record in sources]
    size = (sum(map(len, sources)) + sum(map(len, converted))) / records
    return Work(sources, there, size), Work(converted, back, size)


def compare(records: int, repeats: int) -> Iterator[tuple[str, ...]]:
    """The cells of the row of each format."""
    works = {name: make_work(name, records) for name, form in FORMATS.items() if form.hub is not None}
    turns = [{name: (there.run(), back.run()) for name, (there, back) in works.items()} for _ in range(repeats)]
    for name, pair in works.items():
        cells: list[str] = []
        for index, work in enumerate(pair):
            ratio = median(turn[name][index] / turn[BASELINE][index] for turn in turns)
            seconds = min(turn[name][index] for turn in turns)
            cells += [
                f"{ratio * works[BASELINE][index].size / work.size:.2f}",
                f"{ratio:.2f}",
                f"{seconds * 1e6:.0f} µs",
            ]
        yield (name, f"{pair[0].size:.0f}", *cells)


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.record_path", description=__doc__)
    parser.add_argument("--records", type=int, default=500, metavar="N", help="number of records of each format (500)")
    parser.add_argument("--repeats", type=int, default=15, metavar="N", help="number of turns (15)")
    options = parser.parse_args(arguments)
    hub = FORMATS[BASELINE].hub
    note = _NOTE.format(baseline=BASELINE, hub=hub, repeats=options.repeats, records=options.records)
    rows = compare(options.records, options.repeats)
    sys.stdout.write(marked_table((BEGIN, END), _TITLES, rows, f"{note}\n\n{describe(['msgspec', 'runbridge'])}"))


if __name__ == "__main__":
    main(sys.argv[1:])
