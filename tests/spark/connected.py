"""A conversion and a validation by way of Spark Connect, whose client has no Java: `runbridge.spark` knows no other.

python -m tests.spark.connected SOURCE CONVERTED VALIDATED TO

SOURCE is a Parquet file with the columns `n` and `run`. A server is started, and ends with this process.
"""

import sys

from pyspark.sql import SparkSession

from runbridge.spark import convert, validate


def main(source: str, converted: str, validated: str, to: str) -> None:
    """Convert the records of one file to another, and say in a third which are valid."""
    spark = SparkSession.builder.remote("local[2]").getOrCreate()
    df = spark.read.parquet(source)
    convert(df, column="run", to=to).write.parquet(converted)
    validate(df, column="run", prefix="run_").drop("run").write.parquet(validated)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
