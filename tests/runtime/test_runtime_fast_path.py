"""What a fast path asks of rules and residues, and where it leaves a record to the plan."""

from typing import Any

import pytest
from msgspec import UNSET, Raw

from runbridge._runtime import NULL
from runbridge._runtime.addresses import Address, Level
from runbridge._runtime.computed_defaults import Copy, FromOption, OwnField, PlannedSide, time_between
from runbridge._runtime.conversion import Options, ResidueContent
from runbridge._runtime.fast_path import (
    KnownRows,
    KnownWords,
    Notes,
    inexact,
    is_nothing,
    item_value,
    kept_of,
    kept_of_object,
    option_value,
    restored,
    written,
)
from runbridge._runtime.nested_values import Holder
from runbridge._runtime.plan import plan
from runbridge._runtime.rule_steps import NOTHING, PlannedRule, RuleStep
from runbridge._runtime.value_rules import Duration, Same, Table, Time, ValueRule
from tests.runtime.test_runtime_plan import MORE, NUMBER, SIDE, TEXT, Entry, Nothing, Record

INSIDE = Address(
    name="/input/word", field="input", attribute="input", path=("word",), levels=(Level(omittable=True),) * 2
)
DIGITS = {"id": {"was": "1.50s", "saw": Raw(b"1500")}}
WORDS = Table("id", "more", {("a",): ("x",), ("b",): ("x",), (None,): ("y",)}, {("x",): ("a",), ("y",): ("b",)})


def step(rule: ValueRule, left: Address, right: Address, *, rightward: bool = True) -> RuleStep:
    return RuleStep.of(PlannedRule(rule, (left,), (right,)), rightward=rightward)


def test_a_row_has_the_targets_and_what_does_not_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = KnownRows(step(WORDS, MORE, TEXT))
    assert rows["a"] == ("x", None)
    assert rows["b"] == ("x", Notes({"more": {"was": "b", "saw": "x"}}, (), frozenset({"more"})))
    assert rows[None] == ("y", Notes({"more": {"was": None, "saw": "y"}}, (), frozenset({"more"})))
    assert rows[UNSET] == ("y", Notes({}, ("more",), frozenset({"more"})))
    # A word that only an option maps.
    assert rows["c"] is None
    mapped = rows.mapped(options := Options(map={"id": {"c": "x"}}))
    assert mapped["c"] == ("x", Notes({"more": {"was": "c", "saw": "x"}}, (), frozenset({"more"})))
    assert rows.mapped(options) is mapped
    monkeypatch.setattr("runbridge._runtime.fast_path._MOST_REMEMBERED", len(rows))
    assert rows["d"] is None
    assert "d" not in rows


def test_a_word_comes_back_as_another_one_or_as_nothing() -> None:
    words = KnownWords(step(WORDS, INSIDE, TEXT, rightward=False))
    assert (words["b"], words["c"]) == ("x", NOTHING)


@pytest.mark.parametrize(
    ("rule", "value", "found"),
    [
        # Zeros at the end, a text that the rule does not read, one that another tool would print anew only.
        (
            Duration(3),
            "1.50s",
            (Raw(b"1500"), Notes({"id": {"was": "1.50s", "saw": Raw(b"1500")}}, (), frozenset({"id"}))),
        ),
        (Duration(3), "soon", None),
        (Duration(0), "0.12345678901234567s", None),
    ],
)
def test_a_value_that_does_not_come_back_has_notes(rule: ValueRule, value: str, found: Any) -> None:
    assert inexact(step(rule, TEXT, NUMBER), value) == found


def test_null_is_nothing_where_it_becomes_nothing_and_comes_back() -> None:
    back = step(Same(), INSIDE, MORE, rightward=False)
    assert [is_nothing(back, each) for each in (UNSET, None, NULL, "x")] == [True, True, True, False]
    assert not is_nothing(step(WORDS, INSIDE, MORE, rightward=False), UNSET)


def test_an_item_is_found_by_its_word() -> None:
    class Tag:
        def __init__(self, key: str, value: str) -> None:
            self.key, self.value = key, value

    tags = [Tag("a", "1"), Tag("b", "2")]
    assert [item_value(tags, "key", each, "value") for each in "bc"] == ["2", UNSET]
    assert [item_value(each, "key", "a", "value") for each in (UNSET, None)] == [UNSET, UNSET]


def test_a_time_between_needs_both() -> None:
    start, end = "2026-01-01T00:00:00Z", "2026-01-01T00:00:01.5Z"
    assert time_between(start, end, 3) == Raw(b"1500")
    assert (time_between(None, end, 3), time_between(start, UNSET, 3), time_between("x", end, 3)) == (None,) * 3


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        (Entry(Raw(b'"1970-01-01T01:00:00+01:00"'), Raw(b"0")), ("1970-01-01T01:00:00+01:00",)),
        # For another value, not a text, not a time, another time.
        (Entry(Raw(b'"1970-01-01T01:00:00+01:00"'), Raw(b"1")), None),
        (Entry(Raw(b"5"), Raw(b"0")), None),
        (Entry(Raw(b'"today"'), Raw(b"0")), None),
        (Entry(Raw(b'"1970-01-01T01:00:00Z"'), Raw(b"0")), None),
    ],
)
def test_an_entry_is_restored_if_the_rule_turns_it_into_the_source(entry: Entry, found: Any) -> None:
    to_right, _ = plan(SIDE, SIDE, [PlannedRule(Time(0, whole=False), (NUMBER,), (TEXT,))])
    residue = ResidueContent(Nothing(), {"id": entry})
    assert restored(to_right, 0, (Raw(b"0"),), residue, Options()) == found


def test_a_missing_field_is_restored() -> None:
    to_right, _ = plan(SIDE, SIDE, [PlannedRule(Same(), (MORE,), (NUMBER,))])
    residue = ResidueContent(Nothing(), {}, {"input"})
    assert restored(to_right, 0, (None,), residue, Options()) == (UNSET,)


@pytest.mark.parametrize(
    ("given", "value"),
    [({"createdAt": "2026-01-01T00:00:00Z"}, "2026-01-01T00:00:00Z"), ({}, UNSET), ({"createdAt": "today"}, UNSET)],
)
def test_an_option_gives_what_there_is_nothing_to_copy_for(given: dict[str, str], value: Any) -> None:
    time = Address(name="createdAt", field="createdAt", attribute="id")
    own = OwnField(time, required=True, default=Copy(NUMBER, (), FromOption(time)))
    side = PlannedSide(SIDE.form, Record, Nothing, (own,))
    to_right, _ = plan(SIDE, side, [])
    options = Options(set=given)
    assert [option_value(to_right, "createdAt", options) for _ in range(2)] == [value, value]


def test_a_missing_field_is_made_of_a_value() -> None:
    back = step(WORDS, INSIDE, TEXT, rightward=False)
    assert written(back, UNSET, "x", Options()) == Raw(b'{"word":"a"}')
    assert written(back, UNSET, "z", Options()) is None
    unfinished = Address(name="/input/word", field="input", attribute="input", path=("word",), builds=False)
    assert written(step(WORDS, unfinished, TEXT, rightward=False), UNSET, "x", Options()) is None


@pytest.mark.parametrize(
    ("value", "exactly", "else_"),
    [
        (UNSET, UNSET, None),
        (NULL, NULL, NULL),
        (Raw(b'{"word":"a"}'), UNSET, None),
        (Raw(b'{"word": "a"}'), UNSET, None),
        (Raw(b'{"word":"a","more":1}'), Raw(b'{"word":"a","more":1}'), Raw(b'{"word":"a","more":1}')),
        (Raw(b'{"word":null}'), Raw(b'{"word":null}'), None),
    ],
)
def test_the_residue_keeps_what_is_not_made_of_values(value: Any, exactly: Any, else_: Any) -> None:
    holder = Holder.of([INSIDE])
    assert (kept_of(holder, value, is_exact=True), kept_of(holder, value, is_exact=False)) == (exactly, else_)


def test_the_residue_keeps_an_object_that_is_not_its_default() -> None:
    default, value = Raw(b'{"cpu":2}'), Raw(b'{"cpu":3}')
    assert kept_of_object(None, default, default, is_exact=True) is UNSET
    assert kept_of_object(None, value, default, is_exact=True) == value
    assert kept_of_object(None, default, default, is_exact=False) is None
    made = Raw(b'{"cpu":2,"word":"a"}')
    assert kept_of_object(Holder.of([INSIDE]), made, default, is_exact=True) is UNSET
