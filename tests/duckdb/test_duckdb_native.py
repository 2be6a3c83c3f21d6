"""The functions give the same with the native lane and without it, for rows of every kind and any mix of formats."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.arrow.test_arrow_native import HARD, MIXED, ODD, outcome
from tests.duckdb.engine import connected, load
from tests.pipeline.sample_records import GOOD, MODEL, RUN

ROWS: Sequence[bytes | None] = [*GOOD * 9, *ODD, *MIXED, *GOOD, *HARD]
#: A format for each row, some of which are null.
FORMAT = f"CASE n % 5 WHEN 0 THEN NULL WHEN 1 THEN '{MODEL}' ELSE '{RUN}' END"


@pytest.mark.parametrize(
    "expression",
    [
        *(f"runbridge_conversion(json, '{target}')" for target in (RUN, MODEL)),
        f"runbridge_convert(json, '{RUN}')",
        f"runbridge_convert(json, {FORMAT})",
        f"runbridge_convert(json, '{RUN}', NULL)",
        "runbridge_convert(json, NULL)",
        "runbridge_problems(json)",
        f"runbridge_valid(json, '{MODEL}')",
        f"runbridge_problems(json, {FORMAT})",
    ],
)
@pytest.mark.parametrize("options", [{}, {"residue": "text", "profile": "tolerant"}, {"residue": "drop"}], ids=str)
def test_queries_give_the_same_without_the_lane(expression: str, options: dict[str, Any]) -> None:
    with connected(**options) as con:
        load(con, ROWS)
        query = f"SELECT n, {expression} FROM runs ORDER BY n"
        native, python = outcome(lambda: con.execute(query).fetchall())
    assert native == python
    assert len(native) == len(ROWS)


def test_rows_of_one_format_are_processed_as_they_are() -> None:
    with connected() as con:
        load(con, [row for row in GOOD if b"\\ud" not in row], "VARCHAR")
        query = f"SELECT n, runbridge_convert(json, '{RUN}'), runbridge_valid(json) FROM runs ORDER BY n"
        native, python = outcome(lambda: con.execute(query).fetchall())
    assert native == python
    assert all(valid for _, _, valid in native)
