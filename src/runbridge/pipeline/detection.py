"""Which format the records of a file have, told from the first of them that tells it."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from runbridge.errors import UnknownFormat
from runbridge.inputs.chunks import Chunk, Record
from runbridge.record.reader import detect

#: How many records are looked at.
_LOOKED_AT = 100


def tell_format(blocks: Iterable[Chunk]) -> tuple[str | None, Iterator[Chunk]]:
    """The name of the format of the records, and all the blocks again.

    None where no record can be read. Raises UnknownFormat when none of the first 100 records tells it although one of
    them can be read.
    """
    blocks = iter(blocks)
    seen: list[Chunk] = []

    def entries() -> Iterator[Record]:
        for block in blocks:
            seen.append(block)
            yield from block.records(1)

    return format_of(entries()), chain(seen, blocks)


def format_of(entries: Iterable[Record]) -> str | None:
    """The name of the format of the records, of which the first 100 are looked at; raises as `tell_format`."""
    reason: UnknownFormat | None = None
    for entry in islice(entries, _LOOKED_AT):
        if entry.flaw:
            continue
        try:
            return detect(entry.data).name
        except UnknownFormat as error:
            from runbridge.diagnosis.explain import flaws

            # What cannot be read is no reason: it gets a finding of its own.
            if reason is None and not flaws(entry.data):
                reason = error
    if reason is not None:
        raise reason
    return None
