#!/usr/bin/env bash
# Polars reads an unpaired high surrogate in JSON as the character U+0000, and pandas drops it.
#
# Versions: polars 2.1.0, pandas 3.1.1, duckdb 2.0.1, pyarrow 26.0.1.
# Behaviour: text that was cut in the middle of an emoji ends with an escape such as `\ud83d`, which the grammar of JSON
# allows. `polars.read_ndjson` reads U+0000 in its place, and `pandas.read_json` nothing; neither reports it. Two
# different ids may become equal. DuckDB and pyarrow refuse the file, and Polars does so for an unpaired low surrogate.
# For our users: runbridge keeps such escapes. `--residue text` is exact through both tools, and a value with U+0000 in
# an embedded residue is reported as `altered`.
source "$(dirname "$0")/common.sh"
python_packages polars==2.1.0 pandas==3.1.1 duckdb==2.0.1 pyarrow==26.0.1

cat >runs.ndjson <<'NDJSON'
{"id":"a \ud83d"}
{"id":"a \ud83c"}
NDJSON
python >seen.txt <<'PYTHON'
import duckdb
import pandas
import polars
import pyarrow
import pyarrow.json

print("polars", polars.read_ndjson("runs.ndjson")["id"].to_list())
print("pandas", pandas.read_json("runs.ndjson", lines=True)["id"].to_list())
try:
    duckdb.sql("FROM read_json('runs.ndjson')").fetchall()
except duckdb.InvalidInputException as error:
    print("duckdb", str(error).splitlines()[0].rstrip())
try:
    pyarrow.json.read_json("runs.ndjson")
except pyarrow.ArrowInvalid as error:
    print("pyarrow", error)
PYTHON

expect <<'SEEN'
polars ['a \x00', 'a \x00']
pandas ['a ', 'a ']
duckdb Invalid Input Error: Malformed JSON in file "runs.ndjson", at byte 16 in record/value 2: no low surrogate in string.
pyarrow JSON parse error: The surrogate pair in string is invalid. in row 0
SEEN
