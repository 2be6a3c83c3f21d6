#!/usr/bin/env bash
# DuckDB reads RFC 3339 times from JSON and writes them in a form that RFC 3339 does not allow, in UTC and cut to
# microseconds.
#
# Version: duckdb 2.0.1.
# Behaviour: `read_json` detects text such as `2026-03-14T11:26:53.589793238+02:00` as TIMESTAMP WITH TIME ZONE, and
# `COPY ... (FORMAT json)` writes `2026-03-14 09:26:53.589793+00`: a space for the T, an offset without minutes, the
# last three digits and the original offset gone. A JSON Schema validator that asserts `date-time` refuses the file.
# For our users: every such record is refused by `runbridge validate`. Read with `auto_detect`ed dates off
# (`dateformat`/`timestampformat` do not help: use `read_json(..., columns = {...: 'VARCHAR'})` or
# `read_ndjson_objects`).
source "$(dirname "$0")/common.sh"
python_packages duckdb==2.0.1

python >seen.txt <<'PYTHON'
from pathlib import Path

import duckdb

Path("runs.ndjson").write_text('{"id":"a","created_at":"2026-03-14T11:26:53.589793238+02:00"}\n')
duckdb.sql("COPY (FROM read_json('runs.ndjson')) TO 'copy.ndjson' (FORMAT json)")
print(Path("copy.ndjson").read_text(), end="")
columns = "{id: 'VARCHAR', created_at: 'VARCHAR'}"
duckdb.sql(f"COPY (FROM read_json('runs.ndjson', columns = {columns})) TO 'copy.ndjson' (FORMAT json)")
print(Path("copy.ndjson").read_text(), end="")
PYTHON

expect <<'SEEN'
{"id":"a","created_at":"2026-03-14 09:26:53.589793+00"}
{"id":"a","created_at":"2026-03-14T11:26:53.589793238+02:00"}
SEEN
