#!/usr/bin/env bash
# Spark's read.json and write.json drop null fields and empty objects, and turn values of mixed types into text.
#
# Version: pyspark 4.3.0 (needs Java 17).
# Behaviour: a null field is not written. A field that is an empty object in all records does not become a column. If
# one record has text where another has an object, the object becomes its JSON text. Integers in a column with a
# fraction become doubles. Two fields that differ only in case are an error; nothing else gives a warning.
# For our users: missing and null are different in run records. Read records as text (`spark.read.text`) and convert
# with `runbridge.spark`, or keep the residue as text.
source "$(dirname "$0")/common.sh"
python_packages pyspark==4.3.0

python >seen.txt 2>/dev/null <<'PYTHON'
from pathlib import Path

from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession

spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()


def rewrite(*records):
    Path("runs.ndjson").write_text("".join(record + "\n" for record in records))
    try:
        spark.read.json("runs.ndjson").coalesce(1).write.mode("overwrite").json("written")
    except AnalysisException as error:
        return [error.getCondition()]
    return [line for part in Path("written").glob("part-*") for line in part.read_text().splitlines()]


for records in (
    ('{"id":"a","error":null,"progress":{}}',),
    ('{"id":"a","output":"x"}', '{"id":"b","output":{"k":1}}'),
    ('{"id":"a","n":9007199254740993}', '{"id":"b","n":1.50}'),
    ('{"id":"a","runId":1,"runid":2}',),
):
    print(*rewrite(*records))
PYTHON

expect <<'SEEN'
{"id":"a"}
{"id":"a","output":"x"} {"id":"b","output":"{\"k\":1}"}
{"id":"a","n":9.007199254740992E15} {"id":"b","n":1.5}
COLUMN_ALREADY_EXISTS
SEEN
