"""DuckDB: a query over the file, on one thread and on all cores."""

from importlib import import_module
from pathlib import Path

# Not an import statement: the package may be missing where types are checked.
_duckdb = import_module("duckdb")
_FOLDER = Path(__file__).parent


def right_one(source: Path, target: Path) -> None:
    """Convert records to the other format on one thread."""
    _run("right", source, target, "SET threads = 1")


def left_one(source: Path, target: Path) -> None:
    """Convert records back on one thread."""
    _run("left", source, target, "SET threads = 1")


def right(source: Path, target: Path) -> None:
    """Convert records to the other format on all cores."""
    _run("right", source, target)


def left(source: Path, target: Path) -> None:
    """Convert records back on all cores."""
    _run("left", source, target)


def _run(work: str, source: Path, target: Path, *settings: str) -> None:
    query = (_FOLDER / f"{work}.sql").read_text(encoding="utf-8")
    for name, path in (("{source}", source), ("{target}", target)):
        query = query.replace(name, str(path).replace("'", "''"))
    with _duckdb.connect() as connection:
        for each in (*settings, query):
            connection.execute(each)
