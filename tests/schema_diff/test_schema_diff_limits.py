"""Schemas that are large, deep or too hard for jsonschema get an answer, and never one that is too good."""

from itertools import count
from typing import Any

import pytest

from runbridge.schema_diff import verdicts as verdicts_module
from runbridge.schema_diff.intersection import Intersection
from runbridge.schema_diff.model import Counterexample, Verdict
from runbridge.schema_diff.prover import Prover
from runbridge.schema_diff.verdicts import RULES
from runbridge.schemas import exact_keywords as limits
from runbridge.schemas.document import Node
from tests.schema_diff.test_schema_diff_pairs import PAIRS
from tests.schema_diff.versions import BOTH, compared, confirm, only_change, version

TEXT = {"type": "string"}
WHOLE = "not proven compatible, and no breaking record was found"


@pytest.mark.parametrize("keyword", sorted({*RULES} - {"minContains", "maxContains", "if"}))
def test_every_rule_changes_a_verdict_in_the_pairs_file(keyword: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`if` is covered by `then` and `else`, and the two counts by `contains`."""

    def verdicts() -> list[Any]:
        return [compared(pair["old"], pair["new"]).changes for pair in PAIRS if keyword in str(pair)]

    right = verdicts()
    monkeypatch.setattr(verdicts_module, "RULES", {**RULES, keyword: lambda *_: True})
    assert verdicts() != right


class EmptyComparison:
    """A comparison that finds nothing."""

    def __init__(self, *_: object) -> None:
        pass

    def run(self, *_: object) -> list[Any]:
        return []


def test_unproven_whole_is_reported_without_differences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdicts_module, "Comparison", EmptyComparison)
    change = only_change({}, TEXT)
    assert (change.code, change.message, change.old.path, change.new.path) == (
        "whole-unproven",
        "each change is compatible, but they were not proven compatible together",
        (),
        (),
    )
    assert change.verdicts == {
        "consumer": Verdict(grade="breaking", counterexample=Counterexample(record=0)),
        "producer": Verdict(grade="compatible"),
    }
    change = only_change({"pattern": "^a"}, {"pattern": "^(?:a)"})
    assert change.verdicts == dict.fromkeys(BOTH, Verdict(grade="needs-review", reason=WHOLE))


def test_unknown_keyword_is_reported_without_differences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdicts_module, "Comparison", EmptyComparison)
    (change,) = compared({"foo": 1}, {}, ("consumer",)).changes
    assert (change.code, change.message) == (
        "unknown-keyword-moved",
        "keywords that runbridge does not know have moved",
    )
    reason = "runbridge does not know this keyword"
    assert change.verdicts == {"consumer": Verdict(grade="needs-review", reason=reason)}


def nested(depth: int, leaf: Any) -> Any:
    for _ in range(depth):
        leaf = {"type": "object", "properties": {"a": leaf}, "required": ["a"]}
    return leaf


def test_deep_change_has_a_deep_counterexample() -> None:
    change = only_change(nested(40, TEXT), nested(40, {"type": ["string", "null"]}))
    record: Any = None
    for _ in range(40):
        record = {"a": record}
    found = change.verdicts["producer"].counterexample
    assert found == Counterexample(record=record, path=("a",) * 40)


def test_recursion_error_needs_review(monkeypatch: pytest.MonkeyPatch) -> None:
    def deep(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr("runbridge.schema_diff.examples.InstanceGenerator.candidates", deep)
    assert only_change(TEXT, {"type": "null"}).grade == "needs-review"
    monkeypatch.setattr("runbridge.schema_diff.proof_rules.SCALAR_RULES", {})
    prover = Prover({"type": deep})  # type: ignore[dict-item]  # a rule that never returns
    assert not prover.proves(version(TEXT).root, version({"type": ["string", "null"]}).root)


def test_proof_over_the_step_limit_needs_review(monkeypatch: pytest.MonkeyPatch) -> None:
    old = {"properties": {"a": {"properties": {"b": TEXT}}}}
    new = {"properties": {"a": {"properties": {"b": {"type": ["string", "null"]}}}}}
    assert compared(old, new).grade("consumer") == "compatible"
    monkeypatch.setattr("runbridge.schema_diff.prover._STEPS", 2)
    assert compared(old, new).grade("consumer") == "needs-review"


def test_unchecked_value_is_neither_accepted_nor_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def node(schema: Any) -> Node:
        return version(schema).root

    assert node({"multipleOf": 0.5}).accepts(int("7" * 641)) is None
    monkeypatch.setattr(limits, "DEFAULT_SECONDS", 1e-9)
    monkeypatch.setattr(limits, "thread_time", count().__next__)
    patterns = {"patternProperties": {"x": {}, "y": {}}, "additionalProperties": False}
    assert node(patterns).accepts({"a": 1}) is None
    assert Intersection((node({"const": {"a": 1}, **patterns}),)).values == [{"a": 1}]
    assert compared({"const": {"a": 1}}, {"const": {"a": 1}, **patterns}).grade("consumer") == "needs-review"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ({"minLength": 10**9}, {"minLength": 10**9 + 1}, "min-length-changed"),
        ({"minItems": 10**9}, {"minItems": 10**9 + 1}, "min-items-changed"),
        ({"minProperties": 10**9}, {"minProperties": 10**9 + 1}, "min-properties-changed"),
        ({"multipleOf": 1e308}, {"multipleOf": 1.5e308}, "multiple-of-changed"),
    ],
)
def test_very_large_counterexamples_are_not_built(old: Any, new: Any, code: str) -> None:
    change = only_change(old, new)
    assert change.code == code
    confirm(compared(old, new), old, new)
    assert "compatible" not in {change.verdicts["consumer"].grade}


def test_long_enums_are_compared() -> None:
    values = list(range(3000))
    assert compared({"enum": values}, {"enum": [*values, -1]}).grade("consumer") == "compatible"
    change = only_change({"enum": values}, {"enum": [*values[:-1], 0.5]})
    assert change.message == "`enum` lost 2999 and gained 0.5"
    assert [each.counterexample for each in change.verdicts.values()] == [
        Counterexample(record=2999),
        Counterexample(record=0.5),
    ]


def test_schema_with_several_self_references_is_compared() -> None:
    ways = {name: {"$ref": "#/$defs/n"} for name in ("l", "r", "m")}
    node = {"type": "object", "required": ["v"], "properties": {**ways, "v": {"type": ["string", "integer"]}}}
    more = {**node, "properties": {**ways, "v": {"type": ["string", "integer", "null"]}}}
    old, new = ({"$ref": "#/$defs/n", "$defs": {"n": each}} for each in (node, more))
    found = compared(old, new)
    assert [change.code for change in found.changes] == ["type-changed"]
    assert found.changes[0].verdicts["producer"].counterexample == Counterexample(record={"v": None}, path=("v",))
    assert found.grade("consumer") == "compatible"
