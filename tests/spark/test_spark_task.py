"""What executors do with batches; no Spark is needed for that."""

import pickle
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

import runbridge.spark
from runbridge._pyarrow import pa
from runbridge.arrow import BatchConverter, BatchValidator, convert_batch
from runbridge.errors import UsageError
from runbridge.spark import MAX_BATCH_BYTES, Processor, Task
from runbridge.version import __version__
from tests.pipeline.sample_records import BAD, GOOD, MODEL, RUN, model


def batch(*texts: bytes | None) -> Any:
    return pa.record_batch({"n": range(len(texts)), "run": pa.array(texts, pa.binary())})


def test_batches_are_returned_one_by_one() -> None:
    given = [batch(*GOOD), batch(), batch(None, *BAD)]
    asked: list[int] = []

    def batches() -> Iterator[Any]:
        for number, each in enumerate(given):
            asked.append(number)
            yield each

    done = Task(BatchConverter(column="run", to=RUN))(batches())
    for number, each in enumerate(given):
        assert next(done).equals(convert_batch(each, column="run", to=RUN))
        assert asked == [*range(number + 1)]
    assert list(done) == []


#: What a record with a long name is refused for has that name many times.
WORDY = BatchValidator(column="run", format=MODEL, input_schema={"additionalProperties": {"items": {"type": "string"}}})


@pytest.mark.parametrize(
    ("work", "records", "rows"),
    [
        # What comes in is too much.
        (
            BatchConverter(column="run", to=RUN),
            [model(id=f"run-{n}", workflow_inputs="x" * 10_000 * (n % 7)) for n in range(1000)],
            [125] * 8,
        ),
        # With what is new it is.
        (BatchConverter(column="run", to=RUN), [model(workflow_inputs="x" * 10_000)] * 600, [300] * 2),
        # What is new alone is.
        (WORDY, [model(workflow_inputs={"x" * 2_000: [0] * 10})] * 1000, [250] * 4),
        (BatchConverter(column="run", to=RUN), [model(workflow_inputs="x" * MAX_BATCH_BYTES)], [1]),
    ],
    ids=["large", "with the new columns", "problems", "one row"],
)
def test_a_large_batch_is_returned_in_parts(work: Processor, records: list[bytes], rows: list[int]) -> None:
    large = batch(*records)
    parts = list(Task(work)(iter([large])))
    assert [part.num_rows for part in parts] == rows
    assert all(part.nbytes <= MAX_BATCH_BYTES for part in parts) is (rows != [1])
    assert pa.Table.from_batches(parts).combine_chunks().equals(pa.Table.from_batches([work(large)]))


def test_a_task_is_small_and_equal_after_pickling() -> None:
    for work in (
        BatchConverter(column="run", to=RUN, map={"status": {"paused": "running"}}, residue="drop"),
        BatchValidator(column="run", format=MODEL, strict=True),
    ):
        sent = pickle.dumps(Task(work))
        assert len(sent) < 1000
        assert pickle.loads(sent) == Task(work)


def test_a_task_of_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(runbridge.spark, "__version__", "0.0.0")
        sent = pickle.dumps(Task(BatchValidator(column="run")))
    with pytest.raises(UsageError) as caught:
        pickle.loads(sent)
    message = f"this executor has runbridge {__version__}, the driver 0.0.0; install the same on all"
    assert caught.value == UsageError(message)


def test_a_missing_pyspark_is_reported() -> None:
    script = "import sys; sys.modules['pyspark'] = None; import runbridge.spark"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    message = (
        "runbridge.extras.MissingExtra: this needs pyspark: pip install 'runbridge[spark]'"
        " (import of pyspark halted; None in sys.modules)"
    )
    assert (done.returncode, done.stderr.splitlines()[-1]) == (1, message)
