"""Batches are cut into parts that are small enough, as far as parts make them smaller."""

import pytest

from runbridge._pyarrow import DataType, pa
from runbridge.arrow.columns import slice_batch

#: 100 bytes.
LONG = "x" * 100


@pytest.mark.parametrize(
    ("sizes", "parts"),
    [
        (list[int](), [list[int]()]),
        ([0], [[0]]),
        ([200], [[200]]),
        ([40, 40], [[40, 40]]),
        ([50, 51], [[50], [51]]),
        ([200, 0, 0, 0], [[200], [0], [0, 0]]),
        ([10] * 8, [[10] * 4, [10] * 4]),
    ],
)
def test_slices_have_at_most_the_given_size_or_one_row(sizes: list[int], parts: list[list[int]]) -> None:
    rows = pa.record_batch({"x": pa.array([b"x" * size for size in sizes], pa.large_binary())})
    found = list(slice_batch(rows, 100))
    assert [[len(text) for text in part.column(0).to_pylist()] for part in found] == parts


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.binary(), pa.large_binary()], ids=str)
def test_text_from_a_dictionary_counts_for_each_row(kind: DataType) -> None:
    words = pa.array([LONG, ""], pa.string()).cast(kind)
    rows = pa.DictionaryArray.from_arrays(pa.array([0, 0, 1, None, 1, 1, 1, 1], pa.int8()), words)
    batch = pa.record_batch({"x": rows, "n": pa.array([None] * 8)})
    assert [part.num_rows for part in slice_batch(batch, 150)] == [1, 1, 2, 4]
    assert [part.num_rows for part in slice_batch(batch, 250)] == [8]
    assert pa.Table.from_batches(slice_batch(batch, 150)).equals(pa.Table.from_batches([batch]))


def test_a_batch_whose_rows_share_their_bytes_is_not_split() -> None:
    numbers = pa.array([*range(100)], pa.int64())
    words = pa.record_batch({"x": pa.DictionaryArray.from_arrays(pa.array([1] * 8, pa.int8()), numbers)})
    assert [part.num_rows for part in slice_batch(words, 150)] == [8]


def test_no_rows_are_lost_with_any_type_of_columns() -> None:
    table = pa.table({"n": [*range(1000)], "text": [LONG * (n % 7) for n in range(1000)]})
    (batch,) = table.combine_chunks().to_batches()
    parts = list(slice_batch(batch, 4096))
    assert pa.Table.from_batches(parts).equals(table)
    assert max(part.nbytes for part in parts) <= 4096
