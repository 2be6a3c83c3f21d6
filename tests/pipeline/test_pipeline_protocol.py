"""What is said between processes arrives as it was meant, errors too."""

import errno
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbridge.errors import BadInput, RunbridgeError, UnknownFormat, WrongUse
from runbridge.pipeline.convert_task import Convert
from runbridge.pipeline.protocol import (
    Failed,
    Heartbeat,
    Message,
    OutputPart,
    Task,
    TaskResult,
    decode,
    done,
    encode,
    failed,
)
from runbridge.pipeline.runner import Count, FileRange
from runbridge.pipeline.stats import Tally
from runbridge.pipeline.validate_task import Validate
from tests.pipeline.sample_records import MODEL, RUN

#: Names of files are any bytes, which Python has as lone surrogates.
NAMES = st.text(max_size=5) | st.sampled_from(["caf\udce9", "\n", '"'])
NUMBERS = st.integers(0, 1 << 60)
PLANS = st.builds(Validate) | st.builds(
    Convert,
    target=st.sampled_from([RUN, MODEL]),
    form=st.none() | st.just(MODEL),
    set=st.dictionaries(NAMES, NAMES, max_size=2),
    map=st.dictionaries(NAMES, st.dictionaries(NAMES, NAMES, max_size=2), max_size=2),
)
GOALS = st.builds(OutputPart, NAMES, NAMES)
FAILED = st.builds(Failed, NAMES, NAMES, st.none() | NUMBERS, st.none() | NAMES)
MESSAGES = (
    st.builds(
        Task,
        plan=PLANS,
        spans=st.lists(st.builds(FileRange, NAMES, st.none() | NAMES, NUMBERS, st.none() | NUMBERS), max_size=3),
        max_record=NUMBERS,
        goes_on=st.booleans(),
        rejects=GOALS,
        output=st.none() | GOALS,
        sidecar=st.none() | GOALS,
    )
    | st.builds(Heartbeat, NUMBERS, NUMBERS, NUMBERS)
    | FAILED
    | st.builds(
        TaskResult,
        NUMBERS,
        NUMBERS,
        NUMBERS,
        st.lists(st.tuples(NAMES, NAMES, NUMBERS), max_size=3),
        st.lists(st.builds(Count, NUMBERS, NUMBERS, NUMBERS), max_size=3),
        st.lists(FAILED, max_size=2),
    )
)


@given(message=MESSAGES)
def test_a_message_is_a_line_and_arrives_whole(message: Message) -> None:
    line = encode(message)
    assert (line.count(b"\n"), line[-1:]) == (1, b"\n")
    assert decode(line) == message


def test_what_was_counted_arrives() -> None:
    tally = Tally(records=7, rejected=2, losses=Counter({("dropped", "a"): 3, ("carried", "a\udce9"): 1}), more=4)
    message = done(tally, [Count(7, 2, 9)], [Failed("OSError", "gone", 2, "f")])
    assert message == TaskResult(
        7,
        2,
        4,
        [("dropped", "a", 3), ("carried", "a\udce9", 1)],
        [Count(7, 2, 9)],
        [Failed("OSError", "gone", 2, "f")],
    )
    assert message.tally() == tally


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
    message = decode(encode(failed(error)))
    assert isinstance(message, Failed)
    again = message.error()
    assert (type(again), str(again), again.args) == (type(error), str(error), error.args)
    assert getattr(again, "filename", None) == getattr(error, "filename", None)


def test_an_error_of_the_system_without_words_of_its_own_says_what_it_says() -> None:
    again = failed(OSError("odd")).error()
    assert (type(again), str(again)) == (OSError, "odd")


def test_an_error_that_nobody_expects_says_what_it_was() -> None:
    again = failed(ZeroDivisionError("division by zero")).error()
    assert (type(again), str(again)) == (RuntimeError, "ZeroDivisionError: division by zero")
    assert not isinstance(again, RunbridgeError)
