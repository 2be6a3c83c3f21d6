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
from runbridge.errors import WrongUse
from runbridge.spark import MOST, Task, pieces
from runbridge.version import __version__
from tests.files.file_samples import BAD, GOOD, MODEL, RUN, model


def batch(*texts: bytes | None) -> Any:
    return pa.record_batch({"n": range(len(texts)), "run": pa.array(texts, pa.binary())})


def test_batches_are_given_back_one_by_one_as_they_come() -> None:
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


def test_a_large_batch_is_given_back_in_parts() -> None:
    large = batch(*(model(id=f"run-{n}", workflow_inputs="x" * 10_000 * (n % 7)) for n in range(1000)))
    assert large.nbytes > 3 * MOST
    parts = list(Task(BatchConverter(column="run", to=RUN))(iter([large])))
    assert [part.num_rows for part in parts] == [250, 250, 250, 250]
    whole = convert_batch(large, column="run", to=RUN)
    assert pa.Table.from_batches(parts).combine_chunks().equals(pa.Table.from_batches([whole]))


@pytest.mark.parametrize(
    ("sizes", "parts"),
    [
        ([], [[]]),
        ([0], [[0]]),
        ([200], [[200]]),
        ([40, 40], [[40, 40]]),
        ([50, 51], [[50], [51]]),
        ([200, 0, 0, 0], [[200], [0], [0, 0]]),
        ([10] * 8, [[10] * 4, [10] * 4]),
    ],
)
def test_parts_have_so_many_bytes_at_most_or_one_row(sizes: list[int], parts: list[list[int]]) -> None:
    rows = pa.record_batch({"x": pa.array([b"x" * size for size in sizes], pa.large_binary())})
    found = list(pieces(rows, 100))
    assert [[len(text) for text in part.column(0).to_pylist()] for part in found] == parts


def test_a_task_is_small_and_the_same_when_it_arrives() -> None:
    for work in (
        BatchConverter(column="run", to=RUN, map={"status": {"paused": "running"}}, residue="drop"),
        BatchValidator(column="run", as_=MODEL, strict=True),
    ):
        sent = pickle.dumps(Task(work))
        assert len(sent) < 1000
        assert pickle.loads(sent) == Task(work)


def test_a_task_of_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(runbridge.spark, "__version__", "0.0.0")
        sent = pickle.dumps(Task(BatchValidator(column="run")))
    with pytest.raises(WrongUse) as caught:
        pickle.loads(sent)
    message = f"this executor has runbridge {__version__}, the driver 0.0.0; install the same on all"
    assert caught.value == WrongUse(message)


def test_a_missing_pyspark_is_told() -> None:
    script = "import sys; sys.modules['pyspark'] = None; import runbridge.spark"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    message = (
        "runbridge.extras.MissingExtra: this needs pyspark: pip install 'runbridge[spark]'"
        " (import of pyspark halted; None in sys.modules)"
    )
    assert (done.returncode, done.stderr.splitlines()[-1]) == (1, message)
