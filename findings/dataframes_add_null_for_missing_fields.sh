#!/usr/bin/env bash
# Polars, DuckDB and pandas write null for every field that a record does not have but another record has.
#
# Versions: polars 2.1.0, duckdb 2.0.1, pandas 3.1.1.
# Behaviour: a data frame has one list of columns, so that a missing field becomes null; in Polars and DuckDB inside
# objects, too. A field that was null stays null, and the two can no longer be distinguished. A schema in which the field
# is optional but not nullable rejects the records. In pandas, true in such a column becomes 1.0.
# For our users: validate and convert such records with `--profile tolerant`, or keep records in typed tables with
# `runbridge export --presence`, which lists the missing fields.
source "$(dirname "$0")/common.sh"
python_packages polars==2.1.0 duckdb==2.0.1 pandas==3.1.1

cat >runs.ndjson <<'NDJSON'
{"id":"a","gpu":null,"output":{"node":"9"}}
{"id":"b","is_realtime":true,"output":{"seed":7}}
NDJSON
python >seen.txt <<'PYTHON'
from pathlib import Path

import duckdb
import pandas
import polars

print("polars", *polars.read_ndjson("runs.ndjson").write_ndjson().splitlines(), sep="\n  ")
duckdb.sql("COPY (FROM read_json('runs.ndjson')) TO 'copy.ndjson' (FORMAT json)")
print("duckdb", *Path("copy.ndjson").read_text().splitlines(), sep="\n  ")
frame = pandas.read_json("runs.ndjson", lines=True)
print("pandas", *frame.to_json(orient="records", lines=True).splitlines(), sep="\n  ")
PYTHON

expect <<'SEEN'
polars
  {"id":"a","gpu":null,"output":{"seed":null,"node":"9"},"is_realtime":null}
  {"id":"b","gpu":null,"output":{"seed":7,"node":null},"is_realtime":true}
duckdb
  {"id":"a","gpu":null,"output":{"node":"9","seed":null},"is_realtime":null}
  {"id":"b","gpu":null,"output":{"node":null,"seed":7},"is_realtime":true}
pandas
  {"id":"a","gpu":null,"output":{"node":"9"},"is_realtime":null}
  {"id":"b","gpu":null,"output":{"seed":7},"is_realtime":1.0}
SEEN
