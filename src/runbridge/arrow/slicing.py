"""Batches in slices of a limited size, which limits the size of the results too."""

from collections.abc import Iterator

from runbridge._pyarrow import Array
from runbridge.tables.parquet import size_of

#: If halves have this many times the bytes of the whole, their rows share most of these, for example a dictionary.
_SHARED = 1.5


def slice_batch(batch: Array, max_bytes: int) -> Iterator[Array]:
    """The batch in slices of at most `max_bytes`, of one row, or of rows that share their bytes; nothing is copied.

    Text from a dictionary counts for each row that has it.
    """
    size, half = size_of(batch), batch.num_rows // 2
    halves = [] if size <= max_bytes or not half else [batch.slice(0, half), batch.slice(half)]
    if not halves or sum(map(size_of, halves)) > _SHARED * size:
        yield batch
    else:
        for each in halves:
            yield from slice_batch(each, max_bytes)
