"""Counts of parts add up, and limits are parsed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbridge.errors import UsageError
from runbridge.losses import Loss
from runbridge.options import Limit, parse_limit
from runbridge.pipeline.stats import RunStats, Summary

KINDS, REASONS = st.sampled_from(["dropped", "ignored"]), st.sampled_from(["old", "new"])
LOSSES = st.lists(st.builds(Loss, kind=KINDS, field=st.sampled_from("abc"), reason=REASONS))


def stats_of(
    losses: list[Loss], records: int = 0, rejected: int = 0, missed: int = 0, damaged: int = 0, ambiguous: int = 0
) -> RunStats:
    stats = RunStats(records=records, rejected=rejected, missed=missed, damaged=damaged, ambiguous=ambiguous)
    stats.add_losses(losses)
    return stats


def test_losses_are_counted_by_kind_and_field() -> None:
    stats = stats_of([Loss(kind="dropped", field="b"), Loss(kind="dropped", field="a")], records=5, rejected=2)
    stats.add_losses([Loss(kind="dropped", field="b"), Loss(kind="preserved", field="a")])
    summary = stats.summary()
    assert summary == Summary(
        records=5, rejected=2, fields={"dropped": {"a": 1, "b": 2}, "preserved": {"a": 1}}, more=0, missed=0
    )
    assert summary.passed == 3


def test_ignored_parts_of_residues_are_counted_by_reason_too() -> None:
    stats = stats_of([Loss(kind="ignored", field="a", reason=reason) for reason in ("old", "new", "old")])
    stats.add_losses([Loss(kind="altered", field="a", reason="old")])
    summary = stats.summary()
    assert summary.fields == {"ignored": {"a": 3}, "altered": {"a": 1}}
    assert summary.reasons == {"new": {"a": 1}, "old": {"a": 2}}


def test_reasons_are_not_counted_for_fields_beyond_the_limit() -> None:
    stats = stats_of([Loss(kind="ignored", field=f"f{number}", reason="old") for number in range(1001)])
    assert (stats.more, len(stats.summary().reasons["old"])) == (1, 1000)


def test_the_summary_is_sorted() -> None:
    losses = [Loss(kind="dropped", field="b"), Loss(kind="preserved", field="z"), Loss(kind="dropped", field="a")]
    document = stats_of(losses, records=3, rejected=1, missed=1, damaged=2, ambiguous=3).summary().as_json()
    assert list(document.items()) == [
        ("records", 3),
        ("passed", 2),
        ("rejected", 1),
        ("fields", {"dropped": {"a": 1, "b": 1}, "preserved": {"z": 1}}),
        ("reasons", {}),
        ("more", 0),
        ("missed", 1),
        ("damaged", 2),
        ("ambiguous", 3),
    ]
    members = document["fields"]
    assert [list(members), list(members["dropped"])] == [["dropped", "preserved"], ["a", "b"]]


def test_only_1000_kinds_of_losses_are_counted_separately() -> None:
    stats = stats_of([Loss(kind="dropped", field=f"m{number}") for number in range(1500)])
    stats.add_losses([Loss(kind="dropped", field="m0"), Loss(kind="dropped", field="n" * 5_000_000)])
    assert (len(stats.losses), stats.more, stats.losses["dropped", "m0"]) == (1000, 501, 2)
    assert list(stats_of([Loss(kind="dropped", field="n" * 5_000_000)]).losses) == [("dropped", "n" * 60 + "…")]


def test_losses_beyond_the_limit_add_up_in_a_merge() -> None:
    one, other = (stats_of([Loss(kind="dropped", field=f"{name}{n}") for n in range(1100)]) for name in "ab")
    one.merge(other)
    assert (len(one.losses), sum(one.losses.values()), one.more) == (1000, 1000, 1200)


@given(parts=st.lists(st.tuples(LOSSES, *[st.integers(0, 9)] * 5), max_size=4))
def test_merged_parts_count_as_the_whole(parts: list[tuple[list[Loss], int, int, int, int, int]]) -> None:
    merged = RunStats()
    for losses, *counts in parts:
        merged.merge(stats_of(losses, *counts))
    whole = stats_of(
        [loss for part in parts for loss in part[0]],
        records=sum(part[1] for part in parts),
        rejected=sum(part[2] for part in parts),
        missed=sum(part[3] for part in parts),
        damaged=sum(part[4] for part in parts),
        ambiguous=sum(part[5] for part in parts),
    )
    assert merged.summary() == whole.summary()


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        (0, Limit(0), "0"),
        ("0", Limit(0), "0"),
        ("1234567", Limit(1234567), "1,234,567"),
        ("0%", Limit(0, is_share=True), "0%"),
        ("2.5%", Limit(2.5, is_share=True), "2.5%"),
        ("100%", Limit(100, is_share=True), "100%"),
    ],
)
def test_a_limit_is_a_number_or_a_share(text: int | str, limit: Limit, shown: str) -> None:
    assert parse_limit(text) == limit
    assert str(limit) == shown


@pytest.mark.parametrize("text", ["", "-1", "1.5", "%", "-1%", "101%", "nan%", "inf%", "many"])
def test_an_invalid_limit_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_limit(text)
    assert str(caught.value) == f"{text!r} is not a valid limit; give a number of records, or a percentage like 5%"


def test_a_number_is_exceeded_by_one_more() -> None:
    assert [Limit(2).is_over(10, rejected) for rejected in (0, 2, 3)] == [False, False, True]


def test_a_share_is_exceeded_after_1000_records_or_at_the_end() -> None:
    limit = Limit(10, is_share=True)
    assert [limit.is_over(records, 999) for records in (999, 1000)] == [False, True]
    assert [limit.is_over(1000, rejected) for rejected in (100, 101)] == [False, True]
    assert [limit.is_over(10, rejected, at_end=True) for rejected in (1, 2)] == [False, True]
    assert not limit.is_over(0, 0, at_end=True)
