"""Rows of a column for the native module, and what it has to make of them: what it makes of lines."""

from array import array
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

Row = bytes | None
#: The arguments of `process_rows` after the plan.
Column = tuple[bytes, bytes, bytes | None, int, int, bool]


def column_of(rows: Sequence[Row], *, before: int = 0, is_large: bool = False) -> Column:
    """A column with these rows, after some others."""
    given: list[Row] = [*[b'{"before":1}'] * before, *rows]
    ends = accumulate(len(row or b"") for row in given)
    offsets = array("q" if is_large else "i", [0, *ends])
    bits = bytearray(len(given) // 8 + 1)
    for number, row in enumerate(given):
        bits[number // 8] |= (row is not None) << number % 8
    validity = bytes(bits) if None in given else None
    return b"".join(row or b"" for row in given), offsets.tobytes(), validity, before, len(rows), is_large


def expected(library: Any, plan: object, column: Column) -> Any:
    """What the module has to return for a column: the result for its rows as lines, without line feeds."""
    data, offsets, validity, first, size, is_large = column
    places = array("q" if is_large else "i", offsets)
    output, ends, others, lines, number = bytearray(), array("q"), list[Any](), bytearray(), 0
    for row in range(first, first + size):
        if validity is not None and not validity[row // 8] >> row % 8 & 1:
            continue
        start, end = places[row : row + 2]
        line = data[start:end]
        done = library.process_lines(plan, line + b"\n") if b"\n" not in line else None
        if done is None or done[2]:
            others.append((number, start, end, len(output)))
        else:
            lines += line + b"\n"
            output += done[0].removesuffix(b"\n")
            if done[0]:
                ends.append(len(output))
        number += 1
    counts = library.process_lines(plan, bytes(lines))[3:]
    return (bytes(output), number, others, *counts), ends.tobytes()


def check(library: Any, plan: object, column: Column) -> Any:
    """See that a column becomes what its lines become, and return that."""
    found = library.process_rows(plan, *column)
    assert found == expected(library, plan, column)
    return found
