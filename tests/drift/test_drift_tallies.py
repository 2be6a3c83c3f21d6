"""Counters that stay small, whatever is counted."""

from hypothesis import given
from hypothesis import strategies as st

from runbridge.drift.counters import LONGEST, MOST_DRIFTS, MOST_NAMES, Histogram, Hit, Tally, bucket
from runbridge.drift.report import Spread
from runbridge.inputs.chunks import Record
from runbridge.schemas.record_schema import Node

numbers = st.integers(0, 20) | st.integers(0, 2**40)


@given(st.lists(st.lists(numbers, max_size=20), min_size=1))
def test_a_spread_is_at_most_an_eighth_too_high(parts: list[list[int]]) -> None:
    histogram = Histogram()
    for part in parts:
        histogram.add(part)
    everything = sorted(number for part in parts for number in part)
    spread = histogram.spread()
    if not everything:
        assert spread is None
        return
    assert spread is not None
    assert (spread.least, spread.most) == (everything[0], everything[-1])
    for percent, found in ((50, spread.median), (99, spread.p99)):
        exact = everything[-(-len(everything) * percent // 100) - 1]
        assert exact <= found <= exact * 9 / 8


def test_small_numbers_are_exact() -> None:
    histogram = Histogram()
    histogram.add([0, 1, 1, 2, 15])
    assert histogram.spread() == Spread(least=0, median=1, p99=15, most=15)


@given(numbers)
def test_there_are_eight_buckets_from_a_power_of_two_to_the_next(number: int) -> None:
    assert bucket(bucket(number)) == bucket(number) >= number
    assert len({bucket(each) for each in range(1024, 2048)}) == 8


def test_a_hit_counts_values_and_records_and_keeps_three_examples() -> None:
    one, two = Record(b"", 1, 1), Record(b"", 2, 2)
    hit = Hit()
    hit.add([one, one, two], [b'"a"', b'"a"', b"1"])
    hit.add([two], [])
    hit.add([Record(b"", 3, 3)] * 3, [b"2", b"3", b"4"])
    assert (hit.count, hit.records, list(hit.examples)) == (7, 4, ['"a"', "1", "2"])


def test_unknown_members_have_an_end() -> None:
    tally = Tally(Node(path=("a",)))
    kept = [tally.named(f"n{index}") for index in range(MOST_DRIFTS + 5)]
    assert [each is None for each in kept] == [False] * MOST_DRIFTS + [True] * 5
    assert tally.named("n0") is kept[0]
    assert kept[0] is not None
    assert kept[0].node.path == ("a", "n0")
    assert Tally(Node(path=())).named("x" * LONGEST) is not None
    assert Tally(Node(path=())).named("x" * (LONGEST + 1)) is None


def test_new_values_have_an_end() -> None:
    tally = Tally(Node(path=("a",), words=("known",)))
    kept = [tally.keeps("value", f"v{index}") for index in range(MOST_DRIFTS + 5)]
    assert kept == [True] * MOST_DRIFTS + [False] * 5
    assert tally.keeps("value", "v0")
    assert len(tally.hits) == MOST_DRIFTS
    assert not Tally(Node(path=())).keeps("value", "x" * (LONGEST + 1))


def test_names_inside_of_opaque_values_have_an_end() -> None:
    tally = Tally(Node(path=()))
    tally.count_names(["x" * (LONGEST + 1), *(f"n{index}" for index in range(MOST_NAMES + 5))])
    tally.count_names(["n0", "n54"])
    assert len(tally.names) == MOST_NAMES
    assert (tally.names["n0"], tally.more_names) == (2, 7)


def test_known_words_are_there_from_the_start() -> None:
    assert Tally(Node(path=(), words=("a", "b"))).words == {"a": 0, "b": 0}
