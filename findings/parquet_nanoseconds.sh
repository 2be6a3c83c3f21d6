#!/usr/bin/env bash
# Times in nanoseconds in a Parquet file: DuckDB cannot subtract them, delta-rs truncates them without a warning, Polars
# keeps them.
#
# Versions: duckdb 2.0.1, deltalake 1.6.6, polars 2.1.0, pyarrow 26.0.1.
# Behaviour: in DuckDB the column is TIMESTAMPTZ_NS, which has no `-`; `epoch_ns` is exact. `write_deltalake` stores
# timestamp[us], because Delta has no nanoseconds, and does not warn. For Spark see spark_nanoseconds.sh.
# For our users: `runbridge export` writes microseconds unless `--time-unit ns` is given.
source "$(dirname "$0")/common.sh"
python_packages duckdb==2.0.1 deltalake==1.6.6 polars==2.1.0 pyarrow==26.0.1

python >seen.txt <<'PYTHON'
import deltalake
import duckdb
import polars
import pyarrow
import pyarrow.parquet

times = pyarrow.timestamp("ns", tz="UTC")
runs = pyarrow.table(
    {
        "created_at": pyarrow.array([1773480413589793238], times),
        "ended_at": pyarrow.array([1773480473589793999], times),
    }
)
pyarrow.parquet.write_table(runs, "runs.parquet")
try:
    duckdb.sql("SELECT ended_at - created_at FROM 'runs.parquet'")
except duckdb.BinderException as error:
    print("duckdb:", str(error).splitlines()[0].split(". ")[0])
print("duckdb:", *duckdb.sql("SELECT epoch_ns(ended_at) - epoch_ns(created_at) FROM 'runs.parquet'").fetchall()[0])
deltalake.write_deltalake("delta", runs)
print("deltalake:", deltalake.DeltaTable("delta").to_pyarrow_table().column("created_at")[0])
print("polars:", polars.read_parquet("runs.parquet")["created_at"].dt.timestamp("ns")[0])
PYTHON

expect <<'SEEN'
duckdb: Binder Error: No function matches the given name and argument types '-(TIMESTAMPTZ_NS, TIMESTAMPTZ_NS)'
duckdb: 60000000761
deltalake: 2026-03-14 09:26:53.589793+00:00
polars: 1773480413589793238
SEEN
