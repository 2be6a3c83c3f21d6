"""A database may call a function when the connection that made it is gone, or has made another: it is still there."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from runbridge.duckdb import kept_alive, register
from tests.pipeline.output_helpers import NO_COVERAGE
from tests.pipeline.sample_records import MODEL

#: Each ends with a query; they are processes of their own, because what is called when it is no more ends a process.
SCRIPTS = {
    "a cursor outlives its connection": """
def cursor():
    con = duckdb.connect()
    register(con)
    return con.cursor()
last = cursor()
gc.collect()
""",
    "another connection to the same database": """
first, last = duckdb.connect("runs.db"), duckdb.connect("runs.db")
register(first)
first.close()
""",
    "registered again, and rolled back": """
last = duckdb.connect()
register(last)
last.begin()
register(last, strict=True)
last.rollback()
gc.collect()
""",
    "registered again while a query has yet to run": """
last = duckdb.connect()
register(last)
other = last.cursor()
waiting = other.sql("SELECT runbridge_valid('{}')")
register(last, strict=True)
gc.collect()
assert waiting.fetchall() == [(False,)]
""",
}
START = "import duckdb, gc\nfrom runbridge.duckdb import register\n"
QUERY = "print(last.execute(\"SELECT runbridge_valid('{}'), len(runbridge_problems('{}'))\").fetchall())\n"


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_functions_outlive_their_connection(script: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", START + script + QUERY],
        cwd=tmp_path,
        env=NO_COVERAGE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "[(False, 1)]\n", "")


def test_functions_can_be_registered_after_a_rollback() -> None:
    with duckdb.connect() as con:
        con.begin()
        register(con)
        con.rollback()
        for strict in (False, True):
            register(con, strict=strict)
            problems = f"""runbridge_problems('{{"id": "a", "new": 1}}', '{MODEL}')"""
            query = f"SELECT list_distinct([each.code FOR each IN {problems}])"
            ((codes,),) = con.execute(query).fetchall()
            assert sorted(codes) == ["missing-field", "unknown-field"][: 1 + strict]


def test_functions_with_equal_options_are_kept_once(tmp_path: Path) -> None:
    """Who registers them for each of many connections does not keep more and more of them."""
    schema = tmp_path / "output.json"

    def kept() -> int:
        with duckdb.connect() as con:
            register(con, prefix="kept_", map={"status": {"paused": "running"}}, output_schema=schema)
        return kept_alive.cache_info().currsize

    schema.write_text("{}", encoding="utf-8")
    first = kept()
    assert kept() == first
    schema.write_text('{"type": "object"}', encoding="utf-8")
    assert kept() == first + 4
