"""Messages between processes arrive unchanged, errors included."""

import errno
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbridge.errors import BadInput, RunbridgeError, UnknownFormat, UsageError
from runbridge.options import ConvertOptions, RunOptions, ValidateOptions
from runbridge.pipeline.runner import FileRange, RangeCount
from runbridge.pipeline.stats import RunStats
from runbridge.pipeline.worker import (
    Failure,
    Heartbeat,
    Message,
    OutputPart,
    Task,
    TaskResult,
    decode,
    encode,
    make_failure,
    make_result,
)
from tests.pipeline.sample_records import MODEL, RUN

#: File names are any bytes, which Python decodes to unpaired surrogates.
NAMES = st.text(max_size=5) | st.sampled_from(["caf\udce9", "\n", '"'])
NUMBERS = st.integers(0, 1 << 60)
SPECS = st.builds(ValidateOptions) | st.builds(
    ConvertOptions,
    target=st.sampled_from([RUN, MODEL]),
    format_name=st.none() | st.just(MODEL),
    set=st.dictionaries(NAMES, NAMES, max_size=2),
    map=st.dictionaries(NAMES, st.dictionaries(NAMES, NAMES, max_size=2), max_size=2),
)
PARTS = st.builds(OutputPart, NAMES, NAMES)
FAILURES = st.builds(Failure, NAMES, NAMES, st.none() | NUMBERS, st.none() | NAMES)
MESSAGES = (
    st.builds(
        Task,
        spec=SPECS,
        options=st.builds(RunOptions, jobs=NUMBERS, max_record=NUMBERS, rejects=st.none() | NAMES),
        ranges=st.lists(st.builds(FileRange, NAMES, st.none() | NAMES, NUMBERS, st.none() | NUMBERS), max_size=3),
        continues=st.booleans(),
        rejects=PARTS,
        output=st.none() | PARTS,
        sidecar=st.none() | PARTS,
    )
    | st.builds(Heartbeat, NUMBERS, NUMBERS, NUMBERS)
    | FAILURES
    | st.builds(
        TaskResult,
        NUMBERS,
        NUMBERS,
        NUMBERS,
        st.lists(st.tuples(NAMES, NAMES, NUMBERS), max_size=3),
        st.lists(st.builds(RangeCount, NUMBERS, NUMBERS, NUMBERS), max_size=3),
        st.lists(FAILURES, max_size=2),
    )
)


@given(message=MESSAGES)
def test_a_message_is_one_line_and_arrives_unchanged(message: Message) -> None:
    line = encode(message)
    assert (line.count(b"\n"), line[-1:]) == (1, b"\n")
    assert decode(line) == message


def test_counts_arrive_unchanged() -> None:
    stats = RunStats(records=7, rejected=2, losses=Counter({("dropped", "a"): 3, ("preserved", "a\udce9"): 1}), more=4)
    message = make_result(stats, [RangeCount(7, 2, 9)], [Failure("OSError", "gone", 2, "f")])
    assert message == TaskResult(
        7,
        2,
        4,
        [("dropped", "a", 3), ("preserved", "a\udce9", 1)],
        [RangeCount(7, 2, 9)],
        [Failure("OSError", "gone", 2, "f")],
    )
    assert message.stats() == stats


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device", "side"),
        FileNotFoundError(errno.ENOENT, "No such file or directory", "caf\udce9"),
        OSError(errno.EIO, "Input/output error"),
        BadInput("corrupt gzip data before byte 12: no", "x.gz"),
        UnknownFormat("in: no", "in"),
        UsageError("there is no way"),
    ],
)
def test_an_error_arrives_unchanged(error: Exception) -> None:
    message = decode(encode(make_failure(error)))
    assert isinstance(message, Failure)
    again = message.error()
    assert (type(again), str(again), again.args) == (type(error), str(error), error.args)
    assert getattr(again, "filename", None) == getattr(error, "filename", None)


def test_an_os_error_without_a_number_keeps_its_message() -> None:
    again = make_failure(OSError("odd")).error()
    assert (type(again), str(again)) == (OSError, "odd")


def test_out_of_memory_in_a_worker_stays_that() -> None:
    again = make_failure(MemoryError()).error()
    assert (type(again), str(again)) == (MemoryError, "")


def test_an_unexpected_error_is_a_runtime_error_with_its_kind() -> None:
    again = make_failure(ZeroDivisionError("division by zero")).error()
    assert (type(again), str(again)) == (RuntimeError, "ZeroDivisionError: division by zero")
    assert not isinstance(again, RunbridgeError)
