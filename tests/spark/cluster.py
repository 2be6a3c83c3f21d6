"""A conversion on a cluster of two executors, one of which is killed in the middle of it.

python -m tests.spark.cluster SOURCE OUTPUT FOLDER ARCHIVE TO

SOURCE has Parquet files with the columns `n` and `run`, each of which becomes a partition. All but the first of them
wait half-way until the executor is dead. What is printed is JSON: how many partitions there were, and how many of the
tasks that convert were done or failed. ARCHIVE has the packages that executors are to import.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.spark.session import QUICK_JAVA, start

#: How many partitions do not wait: some of their results are lost with the executor that has them.
FREE = 4
EXECUTORS = 2
#: Seconds after which it is given up.
PATIENCE = 300


def gate(folder: Path) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """What lets batches through, in halves, the second of them when there is a file `go`."""
    go, waiting = str(folder / "go"), str(folder / "waiting-")

    def wait(batches: Iterator[Any]) -> Iterator[Any]:
        from pyspark import TaskContext

        task, end = TaskContext.get(), time.monotonic() + PATIENCE
        number = task.partitionId() if task else 0
        for batch in batches:
            half = batch.num_rows // 2
            yield batch.slice(0, half)
            if number >= FREE:
                Path(f"{waiting}{number}").touch()
                while not Path(go).exists() and time.monotonic() < end:
                    time.sleep(0.1)
            yield batch.slice(half)

    return wait


def executors(application: str) -> list[int]:
    """The processes that are executors of an application."""
    found: list[int] = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if application.encode() in words and any(word.endswith(b"CoarseGrainedExecutorBackend") for word in words):
            found.append(int(path.parent.name))
    return found


def kill_one(spark: Any, folder: Path) -> None:
    """Kill an executor when some partitions are done and both executors wait."""
    tracker, end = spark.sparkContext.statusTracker(), time.monotonic() + PATIENCE
    while time.monotonic() < end:
        stages = map(tracker.getStageInfo, tracker.getActiveStageIds())
        is_ready = any(stage and stage.numCompletedTasks == FREE for stage in stages)
        if is_ready and len([*folder.glob("waiting-*")]) == EXECUTORS:
            os.kill(executors(spark.sparkContext.applicationId)[0], signal.SIGKILL)
            (folder / "go").touch()
            return
        time.sleep(0.1)
    raise TimeoutError("the executors did not come to where they wait")


def main(source: str, output: str, folder: str, archive: str, to: str) -> None:
    """Convert and write the result, with an accident on the way."""
    from runbridge.spark import convert

    settings = {
        **QUICK_JAVA,
        "spark.executor.extraJavaOptions": QUICK_JAVA["spark.driver.extraJavaOptions"],
        "spark.executor.memory": "512m",
        "spark.archives": f"{archive}#packages",
        "spark.executorEnv.PYTHONPATH": "packages",
        # A file by itself costs as much as a partition may.
        "spark.sql.files.maxPartitionBytes": "1m",
        "spark.sql.files.openCostInBytes": "1m",
    }
    spark = start(f"local-cluster[{EXECUTORS},1,512]", Path(folder), **settings)
    df = spark.read.schema("n int, run binary").parquet(source)
    parts = df.rdd.getNumPartitions()
    done = convert(df.mapInArrow(gate(Path(folder)), df.schema), column="run", to=to)
    with ThreadPoolExecutor() as pool:
        accident = pool.submit(kill_one, spark, Path(folder))
        # The rows go to other executors by way of files, some of which are lost with the one that is killed.
        done.repartition(3, "n").write.parquet(output)
    stages = [spark.sparkContext.statusTracker().getStageInfo(number) for number in range(10)]
    first = next(stage for stage in stages if stage and stage.numTasks == parts)
    accident.result()
    report = {"partitions": parts, "done": first.numCompletedTasks, "failed": first.numFailedTasks}
    sys.stdout.write(f"{json.dumps(report)}\n")
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
