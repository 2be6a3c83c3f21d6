"""`python -m tests.benchmarks.handed_back` shows what valid lines cost that the native module hands back, by cause.

It also compares the module with msgspec where that only skips over a record (`Raw`). It prints a table.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from statistics import median
from typing import Any

import msgspec

from runbridge.known_formats import FORMATS
from runbridge.record.converter import RecordConverter
from runbridge.record.native_batch import convert_lines, validate_lines
from runbridge.record.read_record import is_valid
from tests.benchmarks.machine import describe
from tests.benchmarks.paths import (
    MODEL,
    Work,
    conversions_of,
    kinds_of_lines,
    native_chunks_of,
    parser_of,
    read_each,
    seconds,
)
from tests.benchmarks.table import marked_table

BEGIN = "<!-- the output of `python -m tests.benchmarks.handed_back` -->"
END = "<!-- end of the lines that are handed back -->"
_NOTE = (
    "CPU time over that of msgspec skipping the same records, and with {share} % of the records changed over none. All "
    "lines are in memory, in chunks of the size that the command line reads. Medians of {repeats} turns on {records} "
    "records of each kind."
)

_LONG = b"1." + b"0" * 50
#: What the module hands back although it is valid, as a field that is added to a record of any format.
CAUSES: Mapping[str, bytes] = {
    "a duration of 51 digits": b',"duration":' + _LONG + b',"durationMs":' + _LONG,
    "more than 200 levels": b',"x":' + b"[" * 250 + b"]" * 250,
    "more than 64 unknown fields": b"".join(b',"x%d":1' % number for number in range(70)),
}
_TITLES = ("work", "records", "over skipping", *CAUSES)


def changed(lines: Sequence[bytes], addition: bytes, share: int) -> list[bytes]:
    """The lines, so many per cent of them with the addition."""
    return [line[:-1] + addition + b"}" if number * share % 100 < share else line for number, line in enumerate(lines)]


def convert(converter: RecordConverter, chunks: Sequence[bytes]) -> Iterator[object]:
    """The converted records, as the command line converts them."""
    losses: Counter[tuple[str, str]] = Counter()
    for chunk in chunks:
        done = convert_lines(converter, chunk, losses, with_gaps=True)
        if done is None:
            raise ValueError("the module did not convert these records")
        yield done.data
        for gap in done.gaps:
            yield converter.convert(chunk[gap.start : gap.end])


def validate(chunks: Sequence[bytes]) -> Iterator[object]:
    """Whether the records are valid; raises ValueError if one is not."""
    for chunk in chunks:
        done = validate_lines(FORMATS[MODEL], chunk, "published")
        if not isinstance(done, int):
            for gap in done.gaps:
                if not is_valid(chunk[gap.start : gap.end], FORMATS[MODEL], "published"):
                    raise ValueError("a record is invalid")
        yield done


def works_of(lines: Sequence[bytes], share: int) -> dict[str, tuple[Work, ...]]:
    """For each work: skipping, the module, and the module with each cause."""
    there, back, converted = conversions_of(lines)
    works: Mapping[str, tuple[Callable[[Sequence[bytes]], Any], Sequence[bytes]]] = {
        "to workflow-run": (partial(convert, there), lines),
        "and back": (partial(convert, back), converted),
        "validate": (validate, lines),
    }
    return {
        name: (
            partial(read_each, msgspec.Raw, each),
            partial(work, native_chunks_of(each)),
            *(partial(work, native_chunks_of(changed(each, addition, share))) for addition in CAUSES.values()),
        )
        for name, (work, each) in works.items()
    }


def compare(records: int, repeats: int, share: int) -> Iterator[tuple[str, ...]]:
    """The cells of each row."""
    rows: dict[str, list[tuple[str, ...]]] = {}
    for title, lines in kinds_of_lines(records):
        for name, works in works_of(lines, share).items():
            turns = [[seconds(work) for work in works] for _ in range(repeats)]
            skipping = median(turn[1] / turn[0] for turn in turns)
            causes = (median(turn[index] / turn[1] for turn in turns) for index in range(2, len(works)))
            rows.setdefault(name, []).append((name, title, *(f"{each:.2f}" for each in (skipping, *causes))))
    for each in rows.values():
        yield from each


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = parser_of("handed_back", __doc__)
    parser.add_argument("--share", type=int, default=6, metavar="PERCENT", help="of the records are changed (6)")
    options = parser.parse_args(arguments)
    note = _NOTE.format(share=options.share, repeats=options.repeats, records=options.records)
    rows = compare(options.records, options.repeats, options.share)
    sys.stdout.write(marked_table((BEGIN, END), _TITLES, rows, f"{note}\n\n{describe(['msgspec', 'runbridge'])}"))


if __name__ == "__main__":
    main(sys.argv[1:])
