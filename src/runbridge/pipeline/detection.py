"""The format of the records of a file, detected from the first of them that has enough of its fields."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from runbridge.errors import UnknownFormat
from runbridge.inputs.chunks import Chunk, Record
from runbridge.record.reader import detect

#: How many records are tried.
_TRIED = 100


def detect_format(chunks: Iterable[Chunk]) -> tuple[str | None, Iterator[Chunk]]:
    """The name of the format of the records, and all the chunks again.

    None where no record can be read. Raises UnknownFormat when the format of none of the first 100 records can be
    detected although one of them can be read.
    """
    chunks = iter(chunks)
    seen: list[Chunk] = []

    def records() -> Iterator[Record]:
        for chunk in chunks:
            seen.append(chunk)
            yield from chunk.records(1)

    return format_of(records()), chain(seen, chunks)


def format_of(records: Iterable[Record]) -> str | None:
    """The name of the format of the records, of which the first 100 are tried; raises as `detect_format`."""
    reason: UnknownFormat | None = None
    for record in islice(records, _TRIED):
        if record.flaw:
            continue
        try:
            return detect(record.data).name
        except UnknownFormat as error:
            from runbridge.diagnosis.explain import flaws

            # A record that cannot be read is no reason: its problems are reported anyway.
            if reason is None and not flaws(record.data):
                reason = error
    if reason is not None:
        raise reason
    return None
