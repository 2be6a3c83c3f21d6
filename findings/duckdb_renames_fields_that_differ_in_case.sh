#!/usr/bin/env bash
# DuckDB's read_json renames a field whose name differs from another one only in upper and lower case.
#
# Version: duckdb 2.0.1.
# Behaviour: identifiers are compared without case, so that of `runId` and `runid` the second becomes the column
# `runid_1`, and is written as `runid_1` to JSON. Records that carry a service's camelCase field beside a lower-case
# one of the user do not come back as they were.
# For our users: `read_ndjson_objects` keeps the text of a record; see docs on DuckDB.
source "$(dirname "$0")/common.sh"
python_packages duckdb==2.0.1

python >seen.txt <<'PYTHON'
from pathlib import Path

import duckdb

Path("runs.ndjson").write_text('{"id":"a","runId":"r1","runid":"mine"}\n')
print(duckdb.sql("SELECT to_json(t) FROM read_json('runs.ndjson') t").fetchall()[0][0])
print(duckdb.sql("SELECT json FROM read_ndjson_objects('runs.ndjson')").fetchall()[0][0])
PYTHON

expect <<'SEEN'
{"id":"a","runId":"r1","runid_1":"mine"}
{"id":"a","runId":"r1","runid":"mine"}
SEEN
