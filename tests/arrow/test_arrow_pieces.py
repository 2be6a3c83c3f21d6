"""Batches in parts of a bounded size."""

import pytest

from runbridge._pyarrow import pa
from runbridge.arrow.pieces import pieces


@pytest.mark.parametrize(
    ("sizes", "parts"),
    [
        ([], [[]]),
        ([0], [[0]]),
        ([200], [[200]]),
        ([40, 40], [[40, 40]]),
        ([50, 51], [[50], [51]]),
        ([200, 0, 0, 0], [[200], [0], [0, 0]]),
        ([10] * 8, [[10] * 4, [10] * 4]),
    ],
)
def test_parts_have_so_many_bytes_at_most_or_one_row(sizes: list[int], parts: list[list[int]]) -> None:
    rows = pa.record_batch({"x": pa.array([b"x" * size for size in sizes], pa.large_binary())})
    found = list(pieces(rows, 100))
    assert [[len(text) for text in part.column(0).to_pylist()] for part in found] == parts
