#!/usr/bin/env bash
# Spark cannot read a Parquet file if any of its columns has times in nanoseconds, even if the column is not selected.
#
# Versions: pyspark 4.3.0 (needs Java 17), pyarrow 26.0.1.
# Behaviour: reading the schema fails with PARQUET_TYPE_ILLEGAL. With `spark.sql.legacy.parquet.nanosAsLong` the column
# is an integer of nanoseconds instead of a time.
# For our users: `runbridge export` writes microseconds unless `--time-unit ns` is given. Keep the default for Spark.
source "$(dirname "$0")/common.sh"
python_packages pyspark==4.3.0 pyarrow==26.0.1

python >seen.txt 2>/dev/null <<'PYTHON'
import pyarrow
import pyarrow.parquet
from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession

times = pyarrow.array([1773480413589793238], pyarrow.timestamp("ns", tz="UTC"))
pyarrow.parquet.write_table(pyarrow.table({"id": ["a"], "created_at": times}), "runs.parquet")
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
try:
    spark.read.parquet("runs.parquet").select("id").collect()
except AnalysisException as error:
    print(error.getCondition())
spark.conf.set("spark.sql.legacy.parquet.nanosAsLong", "true")
print(spark.read.parquet("runs.parquet").select("created_at").collect())
PYTHON

expect <<'SEEN'
PARQUET_TYPE_ILLEGAL
[Row(created_at=1773480413589793238)]
SEEN
