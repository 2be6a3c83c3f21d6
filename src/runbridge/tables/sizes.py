"""How many bytes rows have once their text is written out."""

from runbridge._pyarrow import Array, pa, pc


def size_of(batch: Array) -> int:
    """How many bytes the rows of a batch have, text from a dictionary as often as it stands for a row."""
    return sum(map(_size, batch.columns))


def _size(column: Array) -> int:
    size: int = column.nbytes
    if pa.types.is_dictionary(column.type) and _is_text(column.type.value_type):
        # A few bytes in a dictionary can stand for any number of long rows, and all slices have the whole of it.
        lengths = pc.binary_length(column.dictionary).take(column.indices)
        size = column.indices.nbytes + (pc.sum(lengths).as_py() or 0)
    return size


def _is_text(kind: Array) -> bool:
    types = pa.types
    return any(
        is_one(kind) for is_one in (types.is_string, types.is_large_string, types.is_binary, types.is_large_binary)
    )
