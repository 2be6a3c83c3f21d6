"""The order of declarations: for reading, and dependencies first."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbridge.stubs.ir.graph import groups_of, parts_of, reachable, references_in, references_of
from runbridge.stubs.ir.types import (
    Alias,
    Array,
    Boolean,
    Declaration,
    Field,
    Literal,
    Map,
    Null,
    Record,
    Reference,
    String,
    Type,
    Union,
    Unknown,
)


def graph(references: Mapping[str, Sequence[str]]) -> list[Declaration]:
    """A declaration for each name, with its references."""
    return [Alias(name, Union(tuple(map(Reference, others)))) for name, others in references.items()]


def names(groups: Sequence[Sequence[Declaration]]) -> list[str]:
    """Groups as text: names without separator, groups separated by a blank."""
    return ["".join(each.name for each in group) for group in groups]


@pytest.mark.parametrize(
    ("type", "parts"),
    [
        (Unknown(), []),
        (Literal(("a", 1)), []),
        (Reference("A"), []),
        (Array(String(), (Null(), Boolean())), [Null(), Boolean(), String()]),
        (Map(String()), [String()]),
        (Union((String(), Null())), [String(), Null()]),
        (Record("A", (Field("a", String(), required=True),), Null()), [String(), Null()]),
    ],
)
def test_parts_are_directly_inside_a_type(type: Type, parts: list[Type]) -> None:
    assert [*parts_of(type)] == parts


def test_references_are_found_in_the_order_of_the_text() -> None:
    deep = Map(Array(Union((Reference("C"), Null())), (Reference("A"), Reference("C"))))
    assert [*references_in(deep)] == ["A", "C", "C"]
    assert references_of(Alias("B", deep)) == ("A", "C")
    record = Record("R", (Field("a", deep, required=False), Field("b", Reference("R"), required=True)), Reference("D"))
    assert references_of(record) == ("A", "C", "R", "D")


def test_reachable_declarations_follow_their_users() -> None:
    declared = {each.name: each for each in graph({"A": "CB", "B": "D", "C": "AD", "D": "", "E": "A", "F": ""})}
    assert [each.name for each in reachable(["F", "A"], declared)] == ["F", "A", "C", "D", "B"]
    assert reachable([], declared) == ()


@pytest.mark.parametrize(
    ("references", "groups"),
    [
        ({}, []),
        ({"A": "", "B": "", "C": ""}, ["A", "B", "C"]),
        # A dependency comes right before its user; all others keep their order.
        ({"A": "C", "B": "", "C": ""}, ["C", "A", "B"]),
        ({"A": "BC", "B": "D", "C": "", "D": ""}, ["D", "B", "C", "A"]),
        ({"A": "CB", "B": "", "C": ""}, ["C", "B", "A"]),
        # A reference to itself.
        ({"A": "A", "B": "A"}, ["A", "B"]),
        # Cycles are one group, in the given order.
        ({"A": "B", "B": "C", "C": "A"}, ["ABC"]),
        ({"A": "C", "C": "BA", "B": "C"}, ["ACB"]),
        ({"X": "A", "A": "B", "B": "AD", "C": "B", "D": ""}, ["D", "AB", "X", "C"]),
        ({"A": "B", "B": "AC", "C": "D", "D": "C"}, ["CD", "AB"]),
        ({"A": "BD", "B": "C", "C": "B", "D": "E", "E": "AD"}, ["BC", "ADE"]),
    ],
)
def test_groups_come_after_their_dependencies(references: Mapping[str, Sequence[str]], groups: list[str]) -> None:
    assert names(groups_of(graph(references))) == groups


@given(st.dictionaries(st.sampled_from("ABCDEFGH"), st.text("ABCDEFGH", max_size=4), max_size=8))
def test_groups_are_strongly_connected(wanted: dict[str, str]) -> None:
    references = {name: [other for other in others if other in wanted] for name, others in wanted.items()}
    groups = groups_of(graph(references))
    assert sorted(each.name for group in groups for each in group) == sorted(references)
    leads_to = {name: {*others} for name, others in references.items()}
    for _ in references:
        leads_to = {name: others.union(*(leads_to[other] for other in others)) for name, others in leads_to.items()}
    done: set[str] = set()
    for group in groups:
        inside = {each.name for each in group}
        for name in inside:
            assert inside - {name} == {other for other in leads_to[name] if name in leads_to[other]} - {name}
            assert leads_to[name] <= done | inside
        assert [each.name for each in group] == [name for name in references if name in inside]
        done |= inside


@pytest.mark.deep
def test_long_chains_need_no_recursion() -> None:
    size = 20_000
    chain = {f"N{number}": [f"N{number + 1}"] for number in range(size)} | {f"N{size}": []}
    assert [group[0].name for group in groups_of(graph(chain))] == [f"N{size - number}" for number in range(size + 1)]
    circle = chain | {f"N{size}": ["N0"]}
    assert [[each.name for each in group] for group in groups_of(graph(circle))] == [[*circle]]
    declared = {each.name: each for each in graph(circle)}
    assert [each.name for each in reachable(["N0"], declared)] == [*circle]
