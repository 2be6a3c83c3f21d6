#!/usr/bin/env bash
# DuckDB reads RFC 3339 times from JSON and writes them as text that RFC 3339 does not allow, in UTC and truncated to
# microseconds.
#
# Version: duckdb 2.0.1.
# Behaviour: `read_json` detects text such as `2026-03-14T11:26:53.589793238+02:00` as TIMESTAMP WITH TIME ZONE, and
# `COPY ... (FORMAT json)` writes `2026-03-14 09:26:53.589793+00`: a space for the T, an offset without minutes, and
# neither the last three digits nor the original offset. A JSON Schema validator that asserts `date-time` rejects it.
# For our users: `runbridge validate` reports every such record. Read times as text with
# `read_json(..., columns = {...: 'VARCHAR'})`, or whole records with `read_ndjson_objects`; `dateformat` and
# `timestampformat` do not help.
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
