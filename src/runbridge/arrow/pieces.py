"""Batches cut into parts of a bounded size."""

from collections.abc import Iterator

from runbridge._pyarrow import Array


def pieces(batch: Array, most: int) -> Iterator[Array]:
    """The batch in parts of so many bytes at most, or of one row; nothing is copied."""
    if batch.nbytes <= most or batch.num_rows < 2:
        yield batch
    else:
        half = batch.num_rows // 2
        yield from pieces(batch.slice(0, half), most)
        yield from pieces(batch.slice(half), most)
