#!/usr/bin/env bash
# Polars and DuckDB drop fields that appear in NDJSON only after the records they sample.
#
# Versions: polars 2.1.0, duckdb 2.0.1, pyarrow 26.0.1.
# Behaviour: `polars.read_ndjson` takes the columns from the first 100 records, DuckDB's `read_json` from the first
# 20,480. A field that first appears in a later record is not in the result, and there is no error or warning.
# pyarrow adds the column, even if the field is in a later block.
# For our users: `_residue` is such a field if only some records have one. Read with `infer_schema_length=None`
# (Polars) or `sample_size=-1` (DuckDB).
source "$(dirname "$0")/common.sh"
python_packages polars==2.1.0 duckdb==2.0.1 pyarrow==26.0.1

python >seen.txt <<'PYTHON'
import json
from pathlib import Path

import duckdb
import polars
import pyarrow.json


def write(name, early):
    records = [{"id": f"run-{number}"} for number in range(early)] + [{"id": "last", "residue": "kept"}]
    Path(name).write_text("".join(json.dumps(record) + "\n" for record in records))


write("101.ndjson", 100)
write("20481.ndjson", 20_480)
print("polars", polars.read_ndjson("101.ndjson").columns)
print("polars, infer_schema_length=None", polars.read_ndjson("101.ndjson", infer_schema_length=None).columns)
print("duckdb", duckdb.sql("FROM read_json('20481.ndjson')").columns)
print("duckdb, sample_size=-1", duckdb.sql("FROM read_json('20481.ndjson', sample_size = -1)").columns)
print("pyarrow", pyarrow.json.read_json("20481.ndjson").column_names)
PYTHON

expect <<'SEEN'
polars ['id']
polars, infer_schema_length=None ['id', 'residue']
duckdb ['id']
duckdb, sample_size=-1 ['id', 'residue']
pyarrow ['id', 'residue']
SEEN
