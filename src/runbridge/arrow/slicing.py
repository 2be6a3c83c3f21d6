"""Batches in parts, so that what is made of them is never much more than is asked for."""

from collections.abc import Iterator

from runbridge._pyarrow import Array
from runbridge.tables.parquet import size_of

#: Where halves have so many times the bytes of the whole, all rows share most of these: a dictionary of numbers, say.
_SHARED = 1.5


def pieces(batch: Array, most: int) -> Iterator[Array]:
    """The batch in parts of so many bytes at most, or of one row, or of rows that share their bytes; nothing is copied.

    Text from a dictionary counts as often as it stands for a row.
    """
    size, half = size_of(batch), batch.num_rows // 2
    halves = [] if size <= most or not half else [batch.slice(0, half), batch.slice(half)]
    if not halves or sum(map(size_of, halves)) > _SHARED * size:
        yield batch
    else:
        for each in halves:
            yield from pieces(each, most)
