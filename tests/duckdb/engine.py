"""DuckDB for tests: a database in memory with the functions, and what it makes of records."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb

from runbridge._pyarrow import pa
from runbridge.duckdb import register
from tests.arrow.command_line import Problem, RowResult


@contextmanager
def connected(**options: Any) -> Iterator[Any]:
    """A connection with the functions of runbridge; their options are those of `register`."""
    with duckdb.connect() as con:
        register(con, **options)
        yield con


def load(con: Any, texts: Sequence[bytes | None], kind: str = "BLOB") -> None:
    """Make a table `runs` of texts, with their numbers: `n` and `json`."""
    rows = pa.array(texts, pa.binary()).cast(pa.binary() if kind == "BLOB" else pa.string())
    con.register("given", pa.table({"n": range(len(rows)), "json": rows}))
    con.execute(f"CREATE TABLE runs AS SELECT n, json::{kind} AS json FROM given")


def column(con: Any, expression: str, source: str = "runs") -> list[Any]:
    """The values of an expression for every row, in order."""
    return [value for (value,) in con.execute(f"SELECT {expression} FROM {source} ORDER BY n").fetchall()]


def conversions(con: Any, to: str) -> list[RowResult | None]:
    """What the records of the table become; None for one that is null."""
    done = column(con, f"runbridge_conversion(json, '{to}')")
    return [row and RowResult(_encoded(row["value"]), problems_of(row["problems"])) for row in done]


def problems_of(found: list[dict[str, str]]) -> list[Problem]:
    """Problems as they come from DuckDB."""
    return [(each["code"], each["pointer"], each["message"]) for each in found]


def _encoded(text: str | None) -> bytes | None:
    return None if text is None else text.encode()
