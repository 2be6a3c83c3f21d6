"""Spark for tests: how a session is started, and what it makes of records."""

import os
import shutil
import sys
from collections.abc import Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest

from tests.arrow.command_line import RowResult
from tests.pipeline.output_helpers import NO_COVERAGE

QUIET = [
    # PySpark warns of pandas 3 in every call.
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
    # PySpark 4.0 leaves its sockets to Java to the garbage collector.
    pytest.mark.filterwarnings("ignore:.*socket:pytest.PytestUnraisableExceptionWarning"),
]

#: Java with its simple compiler and one thread of garbage collection: half of the CPU time of short tests.
QUICK_JAVA = {"spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto"}


def need_java() -> None:
    """Skip a test where Spark would find no Java; in CI it has to be there, and the test fails."""
    home = os.environ.get("JAVA_HOME")
    if Path(home, "bin", "java").exists() if home else shutil.which("java"):
        return
    reason = "there is no Java, on which Spark runs"
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def environment() -> dict[str, str]:
    """What Spark and the processes that it starts need to know; coverage of what is killed would be broken."""
    return {**NO_COVERAGE, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}


def start(master: str, folder: Path, **settings: str) -> Any:
    """A session that keeps its files in a folder."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master)
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "OFF",
        "spark.sql.shuffle.partitions": "2",
        "spark.local.dir": str(folder / "local"),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        **settings,
    }.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def frame(spark: Any, texts: Sequence[bytes | None], kind: str = "binary", partitions: int = 2) -> Any:
    """A DataFrame of texts, with their numbers: `n` and `run`."""
    rows = [(n, text if text is None or kind == "binary" else text.decode()) for n, text in enumerate(texts)]
    return spark.createDataFrame(spark.sparkContext.parallelize(rows, partitions), f"n int, run {kind}")


def rows_of(df: Any) -> list[Any]:
    """The rows in the order of their numbers; Spark would work all out twice for that."""
    return sorted(df.collect(), key=itemgetter("n"))


def conversions(df: Any) -> list[RowResult]:
    """What the records became, in the order of their numbers."""
    return [RowResult(_encoded(row["value"]), problems_of(row)) for row in rows_of(df)]


def problems_of(row: Any) -> list[tuple[str, str, str]]:
    """The problems of a row as they come from Spark."""
    return [(each["code"], each["pointer"], each["message"]) for each in row["problems"]]


def _encoded(text: str | bytearray | None) -> bytes | None:
    return text.encode() if isinstance(text, str) else None if text is None else bytes(text)
