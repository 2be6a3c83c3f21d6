#!/usr/bin/env bash
# DuckDB's read_json takes text that looks like a date, a time or a UUID for such a value, and writes it in another form.
#
# Version: duckdb 2.0.1.
# Behaviour: if all values of a field look like one of these types, the field gets the type. An id that is a UUID in upper
# case comes back in lower case, the label `epoch` as 1970-01-01, and the version `03-14-2026` as 2026-03-14. There is no
# warning.
# For our users: ids that are compared as text no longer match. Read records with `read_ndjson_objects`, or give
# `read_json` the columns as VARCHAR. `--residue text` is exact, and such a value in an embedded residue is reported.
source "$(dirname "$0")/common.sh"
python_packages duckdb==2.0.1

python >seen.txt <<'PYTHON'
import json
from pathlib import Path

import duckdb

for text in ("5D0F5E0E-6C1B-4F0A-9F5E-0D3C2B1A4E6F", "epoch", "Infinity", "2026-3-1", "03-14-2026", "12:00"):
    Path("runs.ndjson").write_text(json.dumps({"label": text}) + "\n")
    duckdb.sql("COPY (FROM read_json('runs.ndjson')) TO 'copy.ndjson' (FORMAT json)")
    (column,) = duckdb.sql("DESCRIBE FROM read_json('runs.ndjson')").fetchall()
    print(text, "->", json.loads(Path("copy.ndjson").read_text())["label"], column[1])
PYTHON

expect <<'SEEN'
5D0F5E0E-6C1B-4F0A-9F5E-0D3C2B1A4E6F -> 5d0f5e0e-6c1b-4f0a-9f5e-0d3c2b1a4e6f UUID
epoch -> 1970-01-01 DATE
Infinity -> infinity DATE
2026-3-1 -> 2026-03-01 DATE
03-14-2026 -> 2026-03-14 DATE
12:00 -> 12:00:00 TIME
SEEN
