"""Rules that no bridge of this package has, or not in this way, and options that are not valid."""

from typing import Any

import pytest

from runbridge._runtime.addresses import Address, Level
from runbridge._runtime.conversion import Options
from runbridge._runtime.rule_steps import PlannedRule, RuleStep
from runbridge._runtime.value_rules import Conforming, Same, Table, Text, ValueRule
from runbridge.known_formats import DIRECTIONS, FORMATS
from runbridge.record import native_plan
from runbridge.record.native_nodes import ANY
from runbridge.record.native_plan import make_conversion_plan
from runbridge.record.native_rules import rule_plan
from tests.laws.fields import RUN
from tests.native.plans import Recorder

NULLABLE = (Level(nullable=True, omittable=True),)


def address(name: str, kind: Any = "text", **more: Any) -> Address:
    return Address(**{"name": name, "field": name, "attribute": name, "kind": kind, "levels": NULLABLE, **more})


def plan_of(rule: ValueRule, left: Address, right: Address, *, rightward: bool, **options: Any) -> dict[str, Any]:
    """What the lane needs to know of a rule between two values."""
    step = RuleStep.of(PlannedRule(rule, (left,), (right,)), rightward=rightward)
    return rule_plan(step, Options(**options), ANY)


def made(rows: list[dict[str, Any]]) -> dict[bytes, bytes]:
    """What some values become, as JSON texts; empty for missing ones."""
    return {row["key"][0]: row["made"][0] for row in rows}


@pytest.mark.parametrize("rightward", [True, False])
def test_a_boolean_and_its_text_are_rows(rightward: bool) -> None:
    boolean, text = address("left", "boolean"), address("right")
    found = plan_of(Text(boolean=True), boolean, text, rightward=rightward)
    words = {b"true": b'"true"', b"false": b'"false"'}
    words = words if rightward else {value: key for key, value in words.items()}
    nothing = {b"": b"null", b"null": b"null"}
    assert made(found["rows"]) == {**nothing, **words}
    assert made(found["backs"]) == {**nothing, **{value: key for key, value in words.items()}}


def test_a_value_that_may_be_anything_conforms_as_it_is() -> None:
    form = FORMATS["mlflow-run"]
    found = plan_of(Conforming(form, ("data",)), address("left", "raw"), address("right", "raw"), rightward=True)
    assert (found["kinds"], found["otherwise"]) == (ANY & ~1, b"")


def test_what_null_comes_back_as_is_unknown_where_an_option_gives_it() -> None:
    found = plan_of(Same(), address("left", levels=(Level(),)), address("right"), rightward=True)
    assert (made(found["rows"]), made(found["backs"])) == ({b"": b"null", b"null": b"null"}, {})


@pytest.mark.parametrize(("level", "is_known"), [(NULLABLE[0], True), (Level(), False)])
def test_what_null_inside_of_a_field_comes_back_as_is_known_if_null_becomes_it(level: Level, is_known: bool) -> None:
    inside = address("/object/left", field="object", attribute="object", path=("left",), levels=(Level(), level))
    found = plan_of(Same(), inside, address("right"), rightward=False)
    assert (b"null" in made(found["backs"])) is is_known


def test_an_option_that_looks_like_a_text_in_quotes_and_is_none_is_a_text() -> None:
    table = Table("left", "right", {("a",): ("b",)}, {("b",): ("a",)}, open_left=True)
    found = plan_of(table, address("left"), address("right"), rightward=True, map={"left": {'"x': "b"}})
    assert made(found["rows"])[b'"\\"x"'] == b'"b"'


@pytest.mark.parametrize("ends", [ends for ends in DIRECTIONS if RUN in ends], ids="-".join)
def test_an_option_that_is_not_valid_has_no_value_in_a_plan(
    ends: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = Recorder()
    monkeypatch.setattr(native_plan, "load_library", lambda: recorder)
    direction, back = DIRECTIONS[ends], DIRECTIONS[ends[::-1]]
    for name in dict.fromkeys((*direction.settable, *back.settable)):
        plan = make_conversion_plan(direction, Options(set={name: "{"}), "embed")
        assert plan is None or b"{" not in [each["text"] for each in recorder.made[-1]["written"]]
