"""Advice can be pasted into a shell: an option has the quotes that its value needs."""

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbridge.cli.shared_options import parse_maps
from runbridge.problems import Fix, Problem
from runbridge.reporters.text import advice_of

BEFORE = "give one with "


def advice(value: str) -> str:
    fix = Fix(kind="map", field="status", value=value, choices=("running", "failed"))
    return advice_of(Problem(code="unmapped-value", fix=fix))


@given(st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" '$*|\\"), max_size=200))
def test_the_option_for_a_value_can_be_pasted(value: str) -> None:
    text = advice(value)
    assert text.startswith(BEFORE)
    assert text.endswith("=running|failed")
    option, argument = shlex.split(text.removeprefix(BEFORE).replace("=running|failed", "=running"))
    assert option == "--map"
    assert parse_maps([argument]) == {"status": {value: "running"}}


@pytest.mark.parametrize("value", ["a\tb", "a\u202eb", "\ud800", "x" * 201])
def test_a_value_that_cannot_be_shown_is_a_placeholder(value: str) -> None:
    assert advice(value) == "give one with --map status:VALUE=running|failed"


def test_a_value_with_a_space_has_quotes() -> None:
    assert advice("on hold") == "give one with --map 'status:on hold'=running|failed"
