#!/usr/bin/env bash
# One integer above 2^63, or one fraction, makes pyarrow.json and DuckDB round all integers of the column.
#
# Versions: pyarrow 26.0.1, duckdb 2.0.1, polars 2.1.0.
# Behaviour: a column of JSON numbers has one type. With one integer above 2^63, pyarrow reads all rows as doubles, and
# 9007199254740993 in another row becomes 9007199254740992.0; DuckDB chooses UBIGINT and Polars Int128, which are
# exact. With one fraction in the column, all three choose double. There is no warning.
# For our users: convert with runbridge before a data frame reads the records, or read such fields as text.
source "$(dirname "$0")/common.sh"
python_packages pyarrow==26.0.1 duckdb==2.0.1 polars==2.1.0

python >seen.txt <<'PYTHON'
from pathlib import Path

import duckdb
import polars
import pyarrow.json

for other in ("12345678901234567890", "1.5"):
    Path("runs.ndjson").write_text(f'{{"n":9007199254740993}}\n{{"n":{other}}}\n')
    print(other)
    print("  pyarrow", pyarrow.json.read_json("runs.ndjson").to_pylist()[0])
    print("  duckdb", duckdb.sql("SELECT to_json(t) FROM read_json('runs.ndjson') t").fetchall()[0][0])
    print("  polars", polars.read_ndjson("runs.ndjson").write_ndjson().splitlines()[0])
PYTHON

expect <<'SEEN'
12345678901234567890
  pyarrow {'n': 9007199254740992.0}
  duckdb {"n":9007199254740993}
  polars {"n":9007199254740993}
1.5
  pyarrow {'n': 9007199254740992.0}
  duckdb {"n":9007199254740992.0}
  polars {"n":9007199254740992.0}
SEEN
