#!/usr/bin/env bash
# A JSON column that DuckDB writes to Parquet becomes binary in Polars and plain text in pandas; a VARIANT column keeps
# Polars from reading the file.
#
# Versions: duckdb 2.0.1, polars 2.1.0, pandas 3.1.1, pyarrow 26.0.1.
# Behaviour: Parquet marks JSON as a logical type. pyarrow and DuckDB keep it. Polars reads the column as Binary and
# writes it as a BLOB, pandas writes a string, and neither says so. A VARIANT is a struct with binary fields to pyarrow,
# which writes it without its type; Polars refuses the whole file, the other columns included.
# For our users: `runbridge import` reads JSON and string columns, and names a VARIANT. Cast a VARIANT to JSON in DuckDB,
# and cast the column to String in Polars.
source "$(dirname "$0")/common.sh"
python_packages duckdb==2.0.1 polars==2.1.0 pandas==3.1.1 pyarrow==26.0.1

python >seen.txt <<'PYTHON'
import duckdb
import pandas
import polars
import pyarrow.parquet


def type_of(path):
    return next(row[1] for row in duckdb.sql(f"DESCRIBE FROM '{path}'").fetchall() if row[0] == "api")


value = """'{"seed": 7}'::JSON"""
duckdb.sql(f"COPY (SELECT 'a' AS id, {value} AS api) TO 'json.parquet'")
duckdb.sql(f"COPY (SELECT 'a' AS id, {value}::VARIANT AS api) TO 'variant.parquet'")
polars.read_parquet("json.parquet").write_parquet("polars.parquet")
pandas.read_parquet("json.parquet").to_parquet("pandas.parquet")
for name in ("json", "variant"):
    pyarrow.parquet.write_table(pyarrow.parquet.read_table(f"{name}.parquet"), f"pyarrow_{name}.parquet")
for name in ("json", "pyarrow_json", "polars", "pandas", "variant", "pyarrow_variant"):
    print(name, type_of(f"{name}.parquet"))
print("polars reads", polars.read_parquet("json.parquet").rows())
try:
    polars.read_parquet("variant.parquet", columns=["id"])
except polars.exceptions.ComputeError as error:
    print("polars:", error)
PYTHON

expect <<'SEEN'
json JSON
pyarrow_json JSON
polars BLOB
pandas VARCHAR
variant VARIANT
pyarrow_variant STRUCT(metadata BLOB, "value" BLOB, typed_value STRUCT(seed STRUCT("value" BLOB, typed_value BIGINT)))
polars reads [('a', b'{"seed": 7}')]
polars: parquet: File out of specification: LogicalType union has no variant set
SEEN
