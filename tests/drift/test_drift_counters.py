"""Counters that stay small, whatever is counted."""

from hypothesis import given
from hypothesis import strategies as st

from runbridge.drift.counting import (
    LONGEST,
    MOST_DRIFTS,
    MOST_NAMES,
    Column,
    Counting,
    DriftCounter,
    FieldCounters,
    Histogram,
    bucket,
)
from runbridge.drift.report import Distribution
from runbridge.inputs.chunks import Record
from runbridge.schemas.record_schema import Node

numbers = st.integers(0, 20) | st.integers(0, 2**40)


@given(st.lists(st.lists(numbers, max_size=20), min_size=1))
def test_distribution_is_at_most_an_eighth_too_high(parts: list[list[int]]) -> None:
    histogram = Histogram()
    for part in parts:
        histogram.add(part)
    everything = sorted(number for part in parts for number in part)
    distribution = histogram.distribution()
    if not everything:
        assert distribution is None
        return
    assert distribution is not None
    assert (distribution.least, distribution.most) == (everything[0], everything[-1])
    for percent, found in ((50, distribution.median), (99, distribution.p99)):
        exact = everything[-(-len(everything) * percent // 100) - 1]
        assert exact <= found <= exact * 9 / 8


def test_small_numbers_are_exact() -> None:
    histogram = Histogram()
    histogram.add([0, 1, 1, 2, 15])
    assert histogram.distribution() == Distribution(least=0, median=1, p99=15, most=15)


@given(numbers)
def test_eight_buckets_between_powers_of_two(number: int) -> None:
    assert bucket(bucket(number)) == bucket(number) >= number
    assert len({bucket(each) for each in range(1024, 2048)}) == 8


def test_drift_counter_keeps_three_examples() -> None:
    one, two = Record(b"", 1, 1), Record(b"", 2, 2)
    drift_counter = DriftCounter()
    drift_counter.add([one, one, two], [b'"a"', b'"a"', b"1"])
    drift_counter.add([two], [])
    drift_counter.add([Record(b"", 3, 3)] * 3, [b"2", b"3", b"4"])
    assert (drift_counter.count, drift_counter.records, list(drift_counter.examples)) == (7, 4, ['"a"', "1", "2"])


def test_number_of_unknown_fields_is_limited() -> None:
    counters = FieldCounters(Node(path=("a",)))
    kept = [counters.unknown_field(f"n{index}") for index in range(MOST_DRIFTS + 5)]
    assert [each is None for each in kept] == [False] * MOST_DRIFTS + [True] * 5
    assert counters.unknown_field("n0") is kept[0]
    assert kept[0] is not None
    assert kept[0].node.path == ("a", "n0")
    assert FieldCounters(Node(path=())).unknown_field("x" * LONGEST) is not None
    assert FieldCounters(Node(path=())).unknown_field("x" * (LONGEST + 1)) is None


def test_number_of_new_values_is_limited() -> None:
    counters = FieldCounters(Node(path=("a",), words=("known",)))
    kept = [counters.has_room("value", f"v{index}") for index in range(MOST_DRIFTS + 5)]
    assert kept == [True] * MOST_DRIFTS + [False] * 5
    assert counters.has_room("value", "v0")
    assert len(counters.drift_counters) == MOST_DRIFTS
    assert not FieldCounters(Node(path=())).has_room("value", "x" * (LONGEST + 1))


def test_number_of_opaque_names_is_limited() -> None:
    counters = FieldCounters(Node(path=()))
    counters.count_names(["x" * (LONGEST + 1), *(f"n{index}" for index in range(MOST_NAMES + 5))])
    counters.count_names(["n0", "n54"])
    assert len(counters.names) == MOST_NAMES
    assert (counters.names["n0"], counters.more_names) == (2, 7)


def test_known_values_start_at_zero() -> None:
    assert FieldCounters(Node(path=(), words=("a", "b"))).words == {"a": 0, "b": 0}


def test_a_text_is_one_of_the_words_or_has_one_of_the_formats() -> None:
    counters = FieldCounters(Node(path=("a",), types=frozenset({"string"}), words=("",), formats=("date-time",)))
    tokens = [b'""', b'"2026-01-02T03:04:05Z"', b'"soon"', b'""']
    Counting().count(counters, Column([Record(b"", number, 1) for number in range(4)], tokens))
    assert counters.words == {"": 2}
    assert counters.times == {"Z with seconds": 1, "not a date-time": 1}
    assert {key: each.count for key, each in counters.drift_counters.items()} == {("time", "not a date-time"): 1}
