#!/usr/bin/env bash
# DuckDB's read_json renames a field if its name differs from another one only in case.
#
# Version: duckdb 2.0.1.
# Behaviour: identifiers are case-insensitive. Of `runId` and `runid`, the second becomes the column `runid_1` and is
# written to JSON under that name. A record with both names does not survive reading and writing.
# For our users: `read_ndjson_objects` keeps the text of a record; see docs/engines/duckdb.md.
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
