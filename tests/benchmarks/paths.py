"""`python -m tests.benchmarks.paths` compares the three ways in which runbridge processes records, and prints a table.

They are the native module, batches in Python, and records one by one in Python. All of them work on the same lines in
memory, as does the floor: msgspec reads and writes the records with the same struct.
"""

import argparse
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from statistics import median
from time import process_time
from typing import Any

import msgspec

from runbridge.known_formats import FORMATS
from runbridge.options import ConvertOptions
from runbridge.record import batch, native_batch
from runbridge.record.convert import make_converter
from runbridge.record.converter import RecordConverter
from runbridge.record.native_nodes import validation_plan
from runbridge.record.read_record import is_valid
from tests.benchmarks.floor import Model, Run
from tests.benchmarks.machine import describe
from tests.benchmarks.records import KINDS, SIZES, make_records
from tests.benchmarks.table import marked_table

BEGIN = "<!-- the output of `python -m tests.benchmarks.paths` -->"
END = "<!-- end of the paths -->"
MODEL, RUN = "workflow-run-model", "workflow-run"
_TITLES = ("work", "records", "native module", "batches in Python", "one by one in Python")
_NOTE = (
    "CPU time over that of the floor in the same turn, which is msgspec reading and writing the same struct, or only "
    "reading it for validation. All lines are in memory, in chunks of the size that the command line reads, and all "
    "paths give the same bytes. "
    "Medians of {repeats} turns on {records} records of each kind."
)
#: The size of a chunk of the command line in Python.
_CHUNK = 1 << 16

#: What is done in one turn: its results one after the other, which nobody keeps, as in a run that writes them.
Work = Callable[[], Iterable[object]]


def chunks_of(lines: Iterable[bytes], size: int) -> list[bytes]:
    """Whole lines in chunks of about a size."""
    chunks: list[bytes] = []
    chunk: list[bytes] = []
    done = 0
    for line in lines:
        chunk.append(line + b"\n")
        done += len(chunk[-1])
        if done >= size:
            chunks.append(b"".join(chunk))
            chunk, done = [], 0
    return [*chunks, b"".join(chunk)] if chunk else chunks


def native_chunks_of(lines: Iterable[bytes]) -> list[bytes]:
    """Whole lines in chunks of the size that the command line reads for the native module."""
    return chunks_of(lines, native_batch.chunk_size(_CHUNK))


def convert_natively(converter: RecordConverter, chunks: Sequence[bytes]) -> Iterator[bytes]:
    """The converted records; raises ValueError if the module does not convert all of them."""
    plan = converter.batch_converter and converter.batch_converter.native_plan
    for chunk in chunks:
        result = native_batch.process_natively(plan.plan, chunk) if plan else None
        if result is None or result[2]:
            raise ValueError("the module did not convert all records")
        yield result[0]


def convert_in_batches(converter: RecordConverter, chunks: Sequence[bytes]) -> Iterator[bytes]:
    """The same in Python."""
    losses: Counter[tuple[str, str]] = Counter()
    for chunk in chunks:
        done = batch.convert_lines(converter, chunk, losses)
        yield done.data if done else b""


def convert_each(converter: RecordConverter, lines: Sequence[bytes]) -> Iterator[bytes]:
    """The same for one record after the other."""
    for line in lines:
        yield converter.convert(line).data + b"\n"


def copy_each(struct: Any, lines: Sequence[bytes]) -> Iterator[bytes]:
    """The floor of a conversion."""
    return map(msgspec.json.Encoder().encode, read_each(struct, lines))


def read_each(struct: Any, lines: Sequence[bytes]) -> Iterator[Any]:
    """The floor of a validation."""
    return map(msgspec.json.Decoder(struct).decode, lines)


def validate_natively(chunks: Sequence[bytes]) -> Iterator[int]:
    """The numbers of valid records."""
    plan = validation_plan(FORMATS[MODEL], "published", strict=False)
    for chunk in chunks:
        result = native_batch.process_natively(plan, chunk) if plan else None
        yield result[1] - len(result[2]) if result else 0


def validate_in_batches(chunks: Sequence[bytes]) -> Iterator[int]:
    """The same in Python."""
    for chunk in chunks:
        done = batch.validate_lines(FORMATS[MODEL], chunk, "published")
        yield done if isinstance(done, int) else 0


def validate_each(lines: Sequence[bytes]) -> Iterator[int]:
    """The same for one record after the other."""
    return (int(is_valid(line, FORMATS[MODEL], "published")) for line in lines)


def conversions_of(lines: Sequence[bytes]) -> tuple[RecordConverter, RecordConverter, list[bytes]]:
    """The converters to the other format and back, and the converted lines."""
    there = make_converter(MODEL, ConvertOptions(target=RUN, format_name=MODEL))
    back = make_converter(RUN, ConvertOptions(target=MODEL, format_name=RUN))
    return there, back, [line.removesuffix(b"\n") for line in convert_each(there, lines)]


def kinds_of_lines(records: int) -> Iterator[tuple[str, list[bytes]]]:
    """So many records of each kind and size, with its title."""
    for kind in KINDS:
        for size in SIZES:
            lines = islice(make_records(size=size, kind=kind), records)
            yield f"{size}, {kind}", [line.removesuffix(b"\n") for line in lines]


def works_of(lines: Sequence[bytes]) -> dict[str, tuple[Work, ...]]:
    """For each work, its floor and the three paths; raises ValueError if these give different results."""
    there, back, converted = conversions_of(lines)
    works: dict[str, tuple[Work, ...]] = {}
    for name, converter, struct, each in (
        ("to workflow-run", there, Model, lines),
        ("and back", back, Run, converted),
    ):
        works[name] = (
            partial(copy_each, struct, each),
            partial(convert_natively, converter, native_chunks_of(each)),
            partial(convert_in_batches, converter, chunks_of(each, _CHUNK)),
            partial(convert_each, converter, each),
        )
    works["validate"] = (
        partial(read_each, Model, lines),
        partial(validate_natively, native_chunks_of(lines)),
        partial(validate_in_batches, chunks_of(lines, _CHUNK)),
        partial(validate_each, lines),
    )
    for name, (_, *paths) in works.items():
        if len({_total(path()) for path in paths}) > 1:
            raise ValueError(f"{name}: the paths give different results")
    return works


def _total(results: Iterable[Any]) -> object:
    """All bytes together, or the sum of all numbers."""
    found = list(results)
    return sum(found) if isinstance(found[0], int) else b"".join(found)


def seconds(work: Work) -> float:
    """The CPU seconds of a work."""
    start = process_time()
    deque(work(), maxlen=0)
    return process_time() - start


def compare(records: int, repeats: int) -> Iterator[tuple[str, ...]]:
    """The cells of each row."""
    rows: dict[str, list[tuple[str, ...]]] = {}
    for title, lines in kinds_of_lines(records):
        for name, works in works_of(lines).items():
            turns = [[seconds(work) for work in works] for _ in range(repeats)]
            ratios = (median(turn[index] / turn[0] for turn in turns) for index in (1, 2, 3))
            rows.setdefault(name, []).append((name, title, *(f"{ratio:.2f}" for ratio in ratios)))
    for each in rows.values():
        yield from each


def parser_of(name: str, description: str | None) -> argparse.ArgumentParser:
    """The options of a comparison of records of each kind in turns."""
    parser = argparse.ArgumentParser(prog=f"python -m tests.benchmarks.{name}", description=description)
    parser.add_argument("--records", type=int, default=3000, metavar="N", help="number of records of each kind (3000)")
    parser.add_argument("--repeats", type=int, default=9, metavar="N", help="number of turns (9)")
    return parser


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    options = parser_of("paths", __doc__).parse_args(arguments)
    note = _NOTE.format(repeats=options.repeats, records=options.records)
    rows = compare(options.records, options.repeats)
    sys.stdout.write(marked_table((BEGIN, END), _TITLES, rows, f"{note}\n\n{describe(['msgspec', 'runbridge'])}"))


if __name__ == "__main__":
    main(sys.argv[1:])
