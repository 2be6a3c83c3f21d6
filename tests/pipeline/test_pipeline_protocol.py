"""What is said between processes arrives as it was meant, errors too."""

import errno
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbridge.errors import BadInput, RunbridgeError, UnknownFormat, WrongUse
from runbridge.options import ConvertOptions, ValidateOptions
from runbridge.pipeline.protocol import (
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
from runbridge.pipeline.runner import FileRange, RangeCount
from runbridge.pipeline.stats import RunStats
from tests.pipeline.sample_records import MODEL, RUN

#: Names of files are any bytes, which Python has as lone surrogates.
NAMES = st.text(max_size=5) | st.sampled_from(["caf\udce9", "\n", '"'])
NUMBERS = st.integers(0, 1 << 60)
OPTIONS = st.builds(ValidateOptions) | st.builds(
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
        options=OPTIONS,
        ranges=st.lists(st.builds(FileRange, NAMES, st.none() | NAMES, NUMBERS, st.none() | NUMBERS), max_size=3),
        max_record=NUMBERS,
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
def test_a_message_is_a_line_and_arrives_whole(message: Message) -> None:
    line = encode(message)
    assert (line.count(b"\n"), line[-1:]) == (1, b"\n")
    assert decode(line) == message


def test_what_was_counted_arrives() -> None:
    stats = RunStats(records=7, rejected=2, losses=Counter({("dropped", "a"): 3, ("carried", "a\udce9"): 1}), more=4)
    message = make_result(stats, [RangeCount(7, 2, 9)], [Failure("OSError", "gone", 2, "f")])
    assert message == TaskResult(
        7,
        2,
        4,
        [("dropped", "a", 3), ("carried", "a\udce9", 1)],
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
        UnknownFormat("in: no"),
        WrongUse("there is no way"),
    ],
)
def test_an_error_arrives_as_it_was_raised(error: Exception) -> None:
    message = decode(encode(make_failure(error)))
    assert isinstance(message, Failure)
    again = message.error()
    assert (type(again), str(again), again.args) == (type(error), str(error), error.args)
    assert getattr(again, "filename", None) == getattr(error, "filename", None)


def test_an_error_of_the_system_without_words_of_its_own_says_what_it_says() -> None:
    again = make_failure(OSError("odd")).error()
    assert (type(again), str(again)) == (OSError, "odd")


def test_an_error_that_nobody_expects_says_what_it_was() -> None:
    again = make_failure(ZeroDivisionError("division by zero")).error()
    assert (type(again), str(again)) == (RuntimeError, "ZeroDivisionError: division by zero")
    assert not isinstance(again, RunbridgeError)
