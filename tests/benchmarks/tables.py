"""`python -m tests.benchmarks.tables` compares ways to make a typed table of records, and prints a Markdown table.

They are `export` with the native module and in Python, and `read_json` of DuckDB. The floor is pyarrow, which writes
the same table from memory. It needs the extras arrow and duckdb.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import duckdb

from runbridge._pyarrow import load, pa
from runbridge.known_formats import FORMATS
from runbridge.record.native_nodes import load_library
from runbridge.tables.column import Column
from runbridge.tables.export import export_file
from runbridge.tables.list_columns import ListColumn, MapColumn
from runbridge.tables.parquet import Writer
from runbridge.tables.scalar_columns import BooleanColumn, IntegerColumn, NumberColumn, TextColumn, TimeColumn
from runbridge.tables.struct_columns import RecordColumn
from runbridge.tables.table_options import COMPRESSIONS, ROW_GROUP
from runbridge.tables.table_schema import Layout, Table
from runbridge.version import VARIABLE
from tests.benchmarks.machine import describe
from tests.benchmarks.measuring import call
from tests.benchmarks.records import KINDS, SIZES, make_records
from tests.benchmarks.table import marked_table

BEGIN = "<!-- the output of `python -m tests.benchmarks.tables` -->"
END = "<!-- end of the tables -->"
MODEL = "workflow-run-model"
_TITLES = ("records", "floor (pyarrow)", "export", "export in Python", "DuckDB")
_WORKS = ("write", "export", "export_in_python", "query")
_NOTE = (
    "CPU time over that of the floor in the same turn, and the peak of memory of the process. The floor writes the "
    "table from memory; its speed is in bytes of the records. DuckDB reads the same fields with `read_json` and one "
    "thread; it does not validate, and drops unknown fields. All compress with zstd, at level 1. Medians of "
    "{repeats} turns on {size:g} MB of each kind."
)
_TYPES: dict[type[Column], str] = {
    TextColumn: "VARCHAR",
    TimeColumn: "TIMESTAMPTZ",
    IntegerColumn: "BIGINT",
    NumberColumn: "DOUBLE",
    BooleanColumn: "BOOLEAN",
}

pq = load("pyarrow.parquet")


def write(source: Path, target: Path) -> None:
    """Write the table of the Arrow file next to the records, as `export` does."""
    with pa.memory_map(str(source.with_suffix(".arrow"))) as file, target.open("wb") as stream:
        table = pa.ipc.open_file(file).read_all()
        writer = Writer(stream, table.schema, row_group=ROW_GROUP, compression=COMPRESSIONS[0])
        for batch in table.to_batches():
            writer.add(batch)
        writer.finish()


def export(source: Path, target: Path) -> None:
    """Export the records."""
    export_file(source, target.with_suffix(".parquet"))


def export_in_python(source: Path, target: Path) -> None:
    """The same without the native module."""
    wanted = os.environ.get(VARIABLE, "")
    os.environ[VARIABLE] = "off"
    load_library.cache_clear()
    try:
        export(source, target)
    finally:
        os.environ[VARIABLE] = wanted
        load_library.cache_clear()


def type_of(column: Column) -> str:
    """The type of DuckDB for the values of a column; JSON for opaque values and those of several types."""
    match column:
        case ListColumn():
            return f"{type_of(column.items)}[]"
        case MapColumn():
            return f"MAP(VARCHAR, {type_of(column.values)})"
        case RecordColumn():
            fields = [f'"{each.name}" {type_of(each.column)}' for each in column.field_columns]
            return f"STRUCT({', '.join(fields)})"
        case _:
            return _TYPES.get(type(column), "JSON")


def query(source: Path, target: Path) -> None:
    """Make a table of the same fields with DuckDB."""
    columns = Table.of(FORMATS[MODEL], Layout()).columns.field_columns
    types = ", ".join(f"'{each.name}': '{type_of(each.column)}'" for each in columns)
    with duckdb.connect() as con:
        con.execute("SET threads = 1")
        con.execute(
            f"COPY (SELECT * FROM read_json('{source}', format = 'newline_delimited', columns = {{{types}}})) "
            f"TO '{target}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
        )


def prepare(source: Path, *, size: str, kind: str, much: float) -> None:
    """Write records, and their table as Arrow; raises ValueError if the native module makes another one than Python."""
    first = next(make_records(size=size, kind=kind))
    source.write_bytes(b"".join(islice(make_records(size=size, kind=kind), max(1, int(much / len(first))))))
    tables = [source.with_name(name) for name in ("native", "python")]
    export(source, tables[0])
    export_in_python(source, tables[1])
    one, other = (path.with_suffix(".parquet").read_bytes() for path in tables)
    if one != other:
        raise ValueError("the tables differ")
    table = pq.read_table(pa.BufferReader(one))
    with pa.ipc.new_file(source.with_suffix(".arrow"), table.schema) as file:
        # As many rows as `export` has in a batch.
        file.write_table(table, max_chunksize=max(1, (2 << 20) // len(first)))


def compare(megabytes: float, repeats: int) -> Iterator[tuple[str, ...]]:
    """The cells of the row of each kind of records."""
    for kind in KINDS:
        for size in SIZES:
            with TemporaryDirectory(prefix="benchmarks-") as folder:
                source = Path(folder) / "records.ndjson"
                prepare(source, size=size, kind=kind, much=megabytes * 1e6)
                turns = [
                    [call(f"tables:{work}", source, source.with_name(work)) for work in _WORKS] for _ in range(repeats)
                ]
                rate = source.stat().st_size / 1e6 / median(turn[0].cpu for turn in turns)
            cells = [f"{rate:.0f} MB/s ({median(turn[0].peak for turn in turns):.0f} MiB)"]
            for index in range(1, len(_WORKS)):
                ratio = median(turn[index].cpu / turn[0].cpu for turn in turns)
                cells.append(f"{ratio:.2f} ({median(turn[index].peak for turn in turns):.0f} MiB)")
            yield (f"{size}, {kind}", *cells)


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.tables", description=__doc__)
    parser.add_argument("--size", type=float, default=50, metavar="MB", help="megabytes of data of each kind (50)")
    parser.add_argument("--repeats", type=int, default=7, metavar="N", help="number of turns (7)")
    options = parser.parse_args(arguments)
    note = _NOTE.format(repeats=options.repeats, size=options.size)
    versions = describe(["duckdb", "msgspec", "pyarrow", "runbridge"])
    rows = compare(options.size, options.repeats)
    sys.stdout.write(marked_table((BEGIN, END), _TITLES, rows, f"{note}\n\n{versions}"))


if __name__ == "__main__":
    main(sys.argv[1:])
