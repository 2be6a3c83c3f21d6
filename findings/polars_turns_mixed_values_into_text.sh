#!/usr/bin/env bash
# Polars turns numbers, booleans and objects into text if another record has text in the same field.
#
# Versions: polars 2.1.0, duckdb 2.0.1, pyarrow 26.0.1.
# Behaviour: an opaque field, such as the output of a run, may have a number in one record and text in another.
# `polars.read_ndjson` makes such a column text: 5.5e19 becomes "55000000000000000000", true becomes "true", and an
# object becomes its JSON, in which control characters are not escaped, so that it cannot be parsed. There is no
# warning. DuckDB keeps the values as JSON; pyarrow refuses the file.
# For our users: read whole records as text, or give Polars a schema. `runbridge` reports such values of an embedded
# residue as `altered`; `--residue text` is exact.
source "$(dirname "$0")/common.sh"
python_packages polars==2.1.0 duckdb==2.0.1 pyarrow==26.0.1

cat >runs.ndjson <<'NDJSON'
{"id":"a","output":5.5e19}
{"id":"b","output":"done"}
{"id":"c","output":{"log":"\u0007"}}
{"id":"d","output":true}
NDJSON
python >seen.txt <<'PYTHON'
import json
from pathlib import Path

import duckdb
import polars
import pyarrow
import pyarrow.json

lines = polars.read_ndjson("runs.ndjson").write_ndjson().splitlines()
print("polars", *lines, sep="\n  ")
try:
    json.loads(json.loads(lines[2])["output"])
except ValueError as error:
    print("json", error)
duckdb.sql("COPY (FROM read_json('runs.ndjson')) TO 'copy.ndjson' (FORMAT json)")
print("duckdb", *Path("copy.ndjson").read_text().splitlines(), sep="\n  ")
try:
    pyarrow.json.read_json("runs.ndjson")
except pyarrow.ArrowInvalid as error:
    print("pyarrow", error)
PYTHON

expect <<'SEEN'
polars
  {"id":"a","output":"55000000000000000000"}
  {"id":"b","output":"done"}
  {"id":"c","output":"{\"log\": \"\u0007\"}"}
  {"id":"d","output":"true"}
json Invalid control character at: line 1 column 10 (char 9)
duckdb
  {"id":"a","output":55000000000000000000.0}
  {"id":"b","output":"done"}
  {"id":"c","output":{"log":"\u0007"}}
  {"id":"d","output":true}
pyarrow JSON parse error: Column(/output) changed from number to string in row 1
SEEN
